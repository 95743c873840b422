"""The year of one agency (or division) as a grid: its items by the months of the plan, each cell a link to its history.

Months after the one shown stay empty: a board holds no figure from beyond the time that it states.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from dashboards.boards.parts import Crumb
from dashboards.scope import Scope
from kpis import queries, wording
from kpis.enums import Kind, Reporting
from kpis.models import Period, RollUp, Standing
from kpis.rates import Counts

BARE_UNITS = ("%", "‰")  # short enough to stand in every cell; others stand once, in the target


@dataclass(frozen=True)
class YearCell:
    """An item at a month. `text` is the figure or the document; `carried_from` is empty where the month has its own."""

    standing: Standing
    url: str
    text: str
    document: str
    why: str
    carried_from: str

    @property
    def state(self) -> str:
        return self.standing.state


@dataclass(frozen=True)
class YearRow:
    """One item: `target_text` is in force in the month shown; twelve cells, None where nothing is judged."""

    id: int
    name: str
    code: str
    url: str
    unit: str
    target_text: str
    cells: tuple[YearCell | None, ...]


@dataclass(frozen=True)
class YearPillar:
    name: str
    rows: tuple[YearRow, ...]


@dataclass(frozen=True)
class YearMonth:
    """A column: the month, the agency's board of it, and its counts from the roll-up (None where there are none)."""

    period: Period
    url: str
    counts: Counts | None
    is_shown: bool

    @property
    def number(self) -> int:
        return self.period.month


@dataclass(frozen=True)
class YearBoard:
    agency: Agency
    name: str
    agency_url: str
    months: tuple[YearMonth, ...]
    pillars: tuple[YearPillar, ...]
    crumbs: tuple[Crumb, ...]

    @property
    def rows(self) -> tuple[YearRow, ...]:
        return tuple(row for pillar in self.pillars for row in pillar.rows)

    @property
    def counts(self) -> Counts | None:
        """Those of the month shown."""
        return next((month.counts for month in self.months if month.is_shown), None)


def build(scope: Scope, agency: Agency) -> YearBoard:
    """The grid of `agency`'s own items up to the month shown; two queries beside those that found it."""
    board_url = reverse("dashboards:agency", args=[agency.code])
    return YearBoard(
        agency=agency,
        name=agency.name_then,  # type: ignore[attr-defined]
        agency_url=board_url + scope.query,
        months=_months(scope, agency, board_url),
        pillars=_pillars(scope, _standings(scope, agency)),
        crumbs=_crumbs(scope, agency, board_url),
    )


def _months(scope: Scope, agency: Agency, board_url: str) -> tuple[YearMonth, ...]:
    rows = RollUp.objects.filter(agency=agency, period__plan=scope.plan, period__month__lte=scope.period.month)
    found = {row.period_id: queries.counts_of(row, scope.plan) for row in rows}
    return tuple(
        YearMonth(p, f"{board_url}{_query(scope, p.month)}", found.get(p.pk), p.pk == scope.period.pk)
        for p in scope.year_periods
    )


def _standings(scope: Scope, agency: Agency) -> Iterable[Standing]:
    rows = Standing.objects.filter(agency=agency, period__plan=scope.plan, period__month__lte=scope.period.month)
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar", "period")
    return rows.order_by(
        "indicator__pillar__sort_order", "indicator__pillar", "assignment__sort_order", "assignment", "period__month"
    )


def _pillars(scope: Scope, standings: Iterable[Standing]) -> tuple[YearPillar, ...]:
    """The rows in the order of the plan; an item whose months are all ahead has none."""
    items: dict[int, dict[int, Standing]] = {}
    for standing in standings:
        items.setdefault(standing.assignment_id, {})[standing.period.month] = standing
    found: dict[str, list[YearRow]] = {}
    for months in items.values():
        pillar = str(next(iter(months.values())).indicator.pillar)
        found.setdefault(pillar, []).append(_row(scope, months))
    return tuple(YearPillar(name, tuple(rows)) for name, rows in found.items())


def _row(scope: Scope, months: dict[int, Standing]) -> YearRow:
    last = months[max(months)]
    url = reverse("dashboards:item", args=[last.assignment_id])
    return YearRow(
        id=last.assignment_id,
        name=last.indicator.name,
        code=last.indicator.code,
        url=url + scope.query,
        unit=wording.unit_of(last.target, last.indicator),
        target_text=wording.target_text(last.target),
        cells=tuple(
            _cell(months[p.month], url + _query(scope, p.month)) if p.month in months else None
            for p in scope.year_periods
        ),
    )


def _cell(standing: Standing, url: str) -> YearCell:
    carried = standing.reporting == Reporting.CARRIED
    return YearCell(
        standing=standing,
        url=url,
        text=_text(standing),
        document=_document(standing),
        why=wording.why(standing),
        carried_from=wording.short_period(standing.entry_period) if carried else "",
    )


def _text(standing: Standing) -> str:
    """The figure without a long unit, which stands in the target; a task's document, or that it is issued."""
    if standing.indicator.kind == Kind.DELIVERABLE:
        return _document(standing) or wording.value_text(standing, standing.indicator)
    unit = wording.reported_unit(standing) or wording.unit_of(standing.target, standing.indicator)
    return wording.quantity(standing.value, unit if unit in BARE_UNITS else "")


def _document(standing: Standing) -> str:
    return standing.entry.document_number if standing.entry else ""


def _query(scope: Scope, month: int) -> str:
    return f"?year={scope.plan.year}&month={month}"


def _crumbs(scope: Scope, agency: Agency, board_url: str) -> tuple[Crumb, ...]:
    first = Crumb(_("Agencies"), reverse("dashboards:agencies") + scope.query)
    own = Crumb(agency.short_name or agency.name, board_url + scope.query)
    if agency.level == Level.DIVISION and agency.parent:
        parent = reverse("dashboards:agency", args=[agency.parent.code]) + scope.query
        return first, Crumb(agency.parent.short_name or agency.parent.name, parent), own, Crumb(_("Whole year"))
    return first, own, Crumb(_("Whole year"))
