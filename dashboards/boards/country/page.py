"""What the board of the country shows: each province's month, all of them together, the indicators they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.rights.access import can, province_tail, provinces
from agencies.rights.roles import Permission
from dashboards.boards.country.months import CountryScope, say_days
from dashboards.parts.filters import MonthForm
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import sort_key
from kpis.enums import PeriodState
from kpis.measuring.rates import Counts, Together, ranks
from kpis.provinces.queries import provinces_in, provinces_without
from kpis.provinces.rules import ProvinceMonth, SharedIndicator, own_only, shared

WORST, NAME = "worst", "name"


class CountryForm(MonthForm):
    """The order of the provinces; it lives in the URL."""

    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("In the official order")),
            (WORST, gettext_lazy("Lowest share first")),
            (NAME, gettext_lazy("By name")),
        ],
    )


@dataclass(frozen=True)
class ProvinceRow:
    """A province's month; `url` leads to its own board for who reads that too, else it is empty."""

    rank: int | None
    month: ProvinceMonth
    state_words: str
    url: str

    @property
    def counts(self) -> Counts:
        return self.month.counts

    @property
    def measurable_order(self) -> float:
        """By which the table is sorted; who has no such rate comes last."""
        rate = self.counts.measurable_rate
        return -1.0 if rate is None else float(rate)


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator that several provinces have: the agencies of all of them together.

    `cells` are those of each of the board's rows, None where it applies to no agency.
    """

    name: str
    unit: str
    provinces: int
    counts: Together
    cells: tuple[Counts | None, ...]


@dataclass(frozen=True)
class CountryBoard:
    """`closed` of the rows are closed; `without` are provinces that had no such month, `alone` counts indicators."""

    counts: Together
    states: tuple[tuple[str, int], ...]
    rows: tuple[ProvinceRow, ...]
    closed: int
    asked: int
    reported: int
    indicators: tuple[IndicatorRow, ...]
    alone: int
    without: tuple[str, ...]
    form: forms.Form
    crumbs: tuple[Crumb, ...]


def build(scope: CountryScope, asked: dict) -> CountryBoard:
    """The board of a month: at most six queries, however many provinces, agencies or indicators there are."""
    form = CountryForm(asked)
    order = form.cleaned_data["sort"] if form.is_valid() else ""
    months = provinces_in(scope.plan.year, scope.period.month)
    say_days(scope, months)
    counts = Together.of(month.counts for month in months)
    rows = _ordered(_rows(scope, months), order)
    found = shared(months)
    return CountryBoard(
        counts=counts,
        states=tuple((state, n) for state, n in counts.states.items() if n),
        rows=rows,
        closed=sum(month.is_closed for month in months),
        asked=sum(month.asked for month in months),
        reported=sum(month.reported for month in months),
        indicators=tuple(_indicator(one, rows) for one in found),
        alone=own_only(months, found),
        without=tuple(provinces_without(scope.plan.year, scope.period.month, scope.period.data_to)),
        form=form,
        crumbs=(Crumb(_("The whole country")),),
    )


def _rows(scope: CountryScope, months: Sequence[ProvinceMonth]) -> list[ProvinceRow]:
    """The rows in the official order, ranked by the unrounded official rate."""
    page = reverse("dashboards:province") + scope.query
    reader = scope.reader
    opened = {place.pk: place for place in provinces(reader) if can(reader, Permission.READ, place)}
    placed = zip(months, ranks([month.counts.official_rate for month in months]), strict=True)
    return [
        ProvinceRow(
            rank=rank,
            month=month,
            state_words=str(PeriodState(month.state).label),
            url=page + province_tail(reader, opened[month.key]) if month.key in opened else "",
        )
        for month, rank in placed
    ]


def _ordered(rows: Sequence[ProvinceRow], order: str) -> tuple[ProvinceRow, ...]:
    """In the order that is asked for; equal ones keep the official order, who has no rate comes last."""
    if order == NAME:
        return tuple(sorted(rows, key=lambda row: sort_key(row.month.name)))
    if order == WORST:
        return tuple(sorted(rows, key=lambda row: (row.rank is None, -(row.rank or 0))))
    return tuple(rows)


def _indicator(found: SharedIndicator, rows: Sequence[ProvinceRow]) -> IndicatorRow:
    return IndicatorRow(
        name=found.name,
        unit=found.unit,
        provinces=len(found.counts),
        counts=Together.of(found.counts.values()),
        cells=tuple(
            counts if (counts := found.counts.get(row.month.code)) and counts.applicable else None for row in rows
        ),
    )
