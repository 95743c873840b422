"""The pages of the month, of causes and of what divisions are given."""

from django.urls import path

from kpis.allocation import views as allocation
from kpis.bottlenecks import views as bottlenecks
from kpis.carrying import views as carrying
from kpis.causes import views as causes
from kpis.documents import views as documents
from kpis.entry import views as entry
from kpis.evidence import views as evidence
from kpis.goals import views as goals
from kpis.items import views as items
from kpis.periods import views as periods
from kpis.plans import views as plans
from kpis.reminders import views as notices
from kpis.review import views as review

app_name = "kpis"

urlpatterns = [
    path("entry/", entry.entry_home, name="entry-home"),
    path("entry/<str:code>/", entry.entry, name="entry"),
    path("entry/<str:code>/submit/", entry.entry_submit, name="entry-submit"),
    path("entry/<str:code>/<int:pk>/", entry.entry_row, name="entry-row"),
    path("entry/<str:code>/<int:pk>/evidence/", evidence.evidence_add, name="evidence-add"),
    path("months/", periods.months, name="months"),
    path("months/plan/<int:pk>/", periods.months_plan, name="months-plan"),
    path("months/tend/<int:pk>/", periods.months_tend, name="months-tend"),
    path("months/<int:pk>/open/", periods.month_open, name="month-open"),
    path("months/<int:pk>/close/", periods.month_close, name="month-close"),
    path("months/<int:pk>/reopen/", periods.month_reopen, name="month-reopen"),
    path("plans/", plans.plans, name="plans"),
    path("plans/goals/", goals.goals, name="goals"),
    path("plans/goals/new/", goals.goal_new, name="goal-new"),
    path("plans/goals/<int:pk>/", goals.goal, name="goal"),
    path("plans/goals/<int:pk>/remove/", goals.goal_remove, name="goal-remove"),
    path("plans/new/", carrying.plan_new, name="plan-new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/targets/", carrying.plan_targets, name="plan-targets"),
    path("plans/<int:pk>/rules/", plans.plan_edit, name="plan-edit"),
    path("plans/<int:pk>/days-off/", plans.plan_day_off, name="plan-day-off"),
    path("plans/<int:pk>/days-off/<int:day>/remove/", plans.plan_day_off_remove, name="plan-day-off-remove"),
    path("plans/months/<int:pk>/due/", plans.plan_due_day, name="plan-due-day"),
    path("notices/seen/", notices.notices_seen, name="notices-seen"),
    path("notices/<int:pk>/seen/", notices.notice_seen, name="notice-seen"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("allocation/agency/<str:code>/", allocation.allocations, name="allocations"),
    path("allocation/<int:pk>/", allocation.allocation, name="allocation"),
    path("items/give/", items.item_give, name="item-give"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/target/", items.item_target, name="item-target"),
    path("items/<int:pk>/terms/", items.item_terms, name="item-terms"),
    path("items/<int:pk>/withdraw/", items.item_withdraw, name="item-withdraw"),
    path("items/<int:pk>/reinstate/", items.item_reinstate, name="item-reinstate"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("review/", review.review, name="review"),
    path("review/<str:code>/", review.review_agency, name="review-agency"),
    path("review/<str:code>/decide/", review.review_decide, name="review-decide"),
    path("review/<str:code>/<int:pk>/verify/", review.review_verify, name="review-verify"),
    path("review/<str:code>/<int:pk>/reopen/", review.review_reopen, name="review-reopen"),
    path("causes/", causes.causes, name="causes"),
    path("causes/claim/<int:pk>/", causes.cause_claim, name="cause-claim"),
    path("causes/<int:pk>/decide/", causes.cause_decide, name="cause-decide"),
    path("bottlenecks/", bottlenecks.bottlenecks, name="bottlenecks"),
    path("bottlenecks/<int:pk>/", bottlenecks.bottleneck, name="bottleneck"),
    path("bottlenecks/<int:plan>/<int:indicator>/confirm/", bottlenecks.bottleneck_confirm, name="bottleneck-confirm"),
]
