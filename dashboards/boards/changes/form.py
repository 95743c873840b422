"""Which two months are compared."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.boards.changes.rules import KINDS
from dashboards.boards.changes.words import KIND_WORDS
from dashboards.parts.filters import MonthForm
from dashboards.scope import Scope
from kpis.models import Period


class ChangesForm(MonthForm):
    """The month or the year before, and which kind of change is listed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What changed"),
        required=False,
        choices=[("", gettext_lazy("All changes")), *((kind, KIND_WORDS[kind]) for kind in KINDS)],
    )

    def __init__(self, asked: Any, scope: Scope, earlier: Period) -> None:
        super().__init__({**asked.dict(), "from": since_of(scope, earlier)})
        self.fields["from"] = forms.ChoiceField(
            label=_("Compared with"), required=False, choices=[(since_of(scope, p), p.label) for p in choices_of(scope)]
        )
        self.order_fields(["from", "kind"])


def since_of(scope: Scope, period: Period) -> str:
    """A month as the address names it: "9" in the same year, "2021-10" in another."""
    return str(period.month) if period.plan_id == scope.period.plan_id else f"{period.plan.year}-{period.month}"


def choices_of(scope: Scope) -> list[Period]:
    """The months that the one shown can be compared with: those before it, and the same month of other years.

    A month that was never open has no figures to compare with.
    """
    begun = [p for p in scope.all_periods if p.is_begun]
    earlier = [p for p in begun if p.plan_id == scope.period.plan_id and p.month < scope.period.month]
    years = [p for p in begun if p.month == scope.period.month and p.plan.year < scope.plan.year]
    return [*reversed(earlier), *years]


def with_month(request: HttpRequest) -> QueryDict:
    """The question with `to`, the later month, called as every board calls it."""
    asked = request.GET.copy()
    if to := asked.pop("to", [""])[-1]:
        asked["month"] = to
    return asked


def earlier_of(scope: Scope, text: str) -> Period | None:
    """The month to compare with: the one asked for, else the month before; None in the first of a plan.

    Raises Http404 for a month that is not there or not earlier.
    """
    known = {since_of(scope, period): period for period in choices_of(scope)}
    if text:
        if text not in known:
            raise Http404(_("There is no such month or year."))
        return known[text]
    before = scope.previous
    return before if before and before.is_begun else None
