"""What the committee asked and concluded of an item, and what its agency answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.rights.access import can, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PeriodState
from kpis.models import Assignment, Period
from steering.conclusions.page import Row, rows_of
from steering.conclusions.queries import visible_to
from steering.models import Question
from steering.questions.forms import AnswerForm, QuestionForm


@dataclass(frozen=True)
class Asked:
    """A question; the form is there for who may answer it now."""

    row: Question
    form: AnswerForm | None


@dataclass(frozen=True)
class ItemPage:
    item: Assignment
    questions: tuple[Asked, ...]
    conclusions: Sequence[Row]
    form: QuestionForm | None
    crumbs: tuple[Crumb, ...]


def item_or_404(user: User, pk: int) -> Assignment:
    """The item, for who may read its agency; one query."""
    rows = Assignment.objects.select_related("agency__province", "indicator", "plan__province")
    item = get_object_or_404(rows, pk=pk)
    require(user, Permission.READ, item.agency)
    return item


def may_ask(user: User, item: Assignment) -> bool:
    """Whether a person stands on the committee's side: reads the whole province."""
    return can(user, Permission.READ, item.plan.province)


def months_of(item: Assignment) -> list[Period]:
    """The months of the item's year that have begun, the latest first; one query."""
    rows = Period.objects.filter(plan=item.plan_id).exclude(state=PeriodState.PLANNED)
    return list(rows.select_related("plan").order_by("-month"))


def page_of(
    item: Assignment, user: User, form: QuestionForm | None = None, answers: dict[int, AnswerForm] | None = None
) -> ItemPage:
    """The page; `form` and `answers` (by question) are what was posted and refused. Four queries."""
    answers = answers or {}
    answering = can(user, Permission.ENTER, item.agency)
    rows = Question.objects.filter(item=item).select_related("period__plan", "asked_by", "answered_by")
    months = months_of(item) if may_ask(user, item) else []
    ask_form = form or (QuestionForm(periods=months, initial={"period": months[0].pk}) if months else None)
    return ItemPage(
        item=item,
        questions=tuple(
            Asked(row, (answers.get(row.pk) or _blank(row)) if answering and not row.answered_at else None)
            for row in rows
        ),
        conclusions=rows_of(visible_to(user).filter(item=item).order_by("-due_on", "pk")),
        form=ask_form,
        crumbs=(
            Crumb(item.agency.name, item.agency.get_absolute_url()),
            Crumb(item.indicator.name, item.get_absolute_url()),
            Crumb(_("Questions and conclusions")),
        ),
    )


def _blank(row: Question) -> AnswerForm:
    return AnswerForm(auto_id=f"id_{row.pk}_%s")
