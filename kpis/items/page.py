"""The page of one item for who assigns: what stands, and the forms that change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency, Membership, User
from agencies.rights.access import can, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.grammar.milestones import shares_of, written
from kpis.items.forms import GiveForm, ItemTerms, ReinstateForm, TargetForm, WithdrawForm
from kpis.models import Assignment, Document, Goal, Handover, Indicator, Period, Plan, Target
from kpis.standings.words import target_text


@dataclass(frozen=True)
class TargetLine:
    """A target in force from a month on, by which document."""

    text: str
    path: str
    since: str
    document: Document | None


@dataclass(frozen=True)
class ItemPage:
    """An item with its targets and handovers; `forms` by what they do, of what may be done now."""

    item: Assignment
    targets: list[TargetLine]
    handovers: list[Handover]
    goals: list[Goal]
    goal_url: str
    forms: Mapping[str, forms.Form]
    crumbs: list[Crumb]

    @property
    def periods(self) -> bool:
        """Whether a month is left that may be changed."""
        return "target" in self.forms


def item_or_404(user: User, pk: int) -> Assignment:
    """The item of that key for who assigns there: Http404 for strangers, PermissionDenied for readers."""
    rows = Assignment.objects.select_related(
        "agency__province", "indicator", "plan__province", "withdrawn_from", "withdrawn_by", "accountable", "document",
        "given_to",
    )  # fmt: skip
    item = get_object_or_404(rows, pk=pk)
    require(user, Permission.ASSIGN, item.agency)
    return item


def page_of(item: Assignment, user: User | None = None, act: str = "", posted: Any = None) -> ItemPage:
    """The page as `user` sees it; the form `act` holds what was posted."""
    periods, documents = changeable(item.plan), documents_of(item.plan)
    rows = list(Target.objects.filter(assignment=item).select_related("in_force_from", "document"))
    sent = {act: posted}
    found: dict[str, forms.Form] = {
        "terms": ItemTerms(sent.get("terms"), item=item, people=people_of(item.agency), documents=documents)
    }
    if item.withdrawn_from_id is not None:
        found["reinstate"] = ReinstateForm(sent.get("reinstate"))
    elif periods:
        about: dict[str, Any] = {"periods": periods, "documents": documents}
        found["target"] = TargetForm(sent.get("target"), item=item, last=rows[-1] if rows else None, **about)
        found["withdraw"] = WithdrawForm(sent.get("withdraw"), **about)
    passed = Handover.objects.filter(assignment=item).select_related("before", "after", "in_force_from")
    return ItemPage(
        item=item,
        targets=[
            TargetLine(target_text(row), written(shares_of(row.milestones)), row.in_force_from.within, row.document)
            for row in rows
        ],
        handovers=list(passed),
        goals=_goals(item),
        goal_url=_goal_url(item, user),
        forms=found,
        crumbs=[
            Crumb(item.agency.short_name or item.agency.name, item.agency.get_absolute_url()),
            Crumb(item.indicator.name, item.get_absolute_url()),
            Crumb(_("Change the item")),
        ],
    )


def _goals(item: Assignment) -> list[Goal]:
    """The goals of the item's indicator at its agency and in the whole province, the nearest year first; one query."""
    of = Q(agency=item.agency_id) | Q(agency=item.agency.root_id)
    rows = Goal.objects.filter(of, indicator=item.indicator_id).select_related("agency", "document")
    return list(rows.order_by("year", "-agency__level"))


def _goal_url(item: Assignment, user: User | None) -> str:
    """Where a goal of the item's indicator is set; empty for who does not assign in the whole province."""
    province = item.plan.province
    if user is None or not can(user, Permission.ASSIGN, province):
        return ""
    about = urlencode({"indicator": item.indicator_id, "agency": item.agency.code, "province": province.code})
    return f"{reverse('kpis:goal-new')}?{about}"


def changeable(plan: Plan) -> list[Period]:
    """The months after the last closed one, in order."""
    rows = list(Period.objects.filter(plan=plan).order_by("month"))
    last = max((p.month for p in rows if p.is_closed), default=0)
    return [p for p in rows if p.month > last]


def documents_of(plan: Plan) -> QuerySet[Document]:
    return Document.objects.filter(province=plan.province_id)


def people_of(agency: Agency) -> QuerySet[User]:
    """Who may be accountable: those with a role at the agency or below it today, by name."""
    held = Membership.objects.in_force_on(today()).filter(agency__in=Agency.objects.within(agency))
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_system=False)
    return people.order_by("full_name", "pk")


def giving(plan: Plan, posted: Any = None) -> GiveForm:
    """The form that gives an item: the province's catalogue, the agencies that live, the months not closed."""
    agencies = Agency.objects.filter(province=plan.province_id, level=Level.AGENCY).alive_on(today())
    province = Agency.objects.get(pk=plan.province_id)
    choices = {
        "chosen": Indicator.objects.filter(province=plan.province_id).order_by("code"),
        "agency": agencies,
        "accountable": people_of(province),
        "document": documents_of(plan),
    }
    return GiveForm(posted, plan=plan, choices=choices, periods=changeable(plan))
