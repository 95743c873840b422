"""The months of an item as a chart: values, target, pace and forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dashboards.boards.item.months import ItemMonth
from dashboards.parts.trend import MONTHS
from dashboards.scope import Scope
from kpis.enums import Kind, Reporting
from kpis.measuring.scoring import Forecast
from kpis.models import Assignment, Target
from kpis.standings import words as wording
from kpis.standings.facts import paces_of


@dataclass(frozen=True)
class Point:
    month: int
    label: str
    value: float | None
    value_text: str
    state: str
    fresh: bool


@dataclass(frozen=True)
class Chart:
    """Twelve months in the target's unit; `target`, `pace` and `forecast` are of twelve, None where nothing is."""

    points: tuple[Point, ...]
    target: tuple[float | None, ...]
    target_label: str
    pace: tuple[float | None, ...]
    forecast: tuple[float | None, ...]
    unit: str

    @property
    def has_values(self) -> bool:
        return any(point.value is not None for point in self.points)

    @property
    def has_carried(self) -> bool:
        return any(not point.fresh and point.value is not None for point in self.points)

    @property
    def has_pace(self) -> bool:
        return any(value is not None for value in self.pace)

    @property
    def has_forecast(self) -> bool:
        return any(value is not None for value in self.forecast)


def chart_of(
    item: Assignment,
    months: Sequence[ItemMonth],
    targets: Sequence[Target],
    target: Target | None,
    expected: Forecast | None,
    scope: Scope,
) -> Chart:
    """The months of `item` (as get_item reads it) up to the scope's, with what is to come; empty for a task.

    `targets`: all of them, the newest first; `target` is in force in the scope's month.
    """
    if item.indicator.kind == Kind.DELIVERABLE:
        return Chart((), (), "", (), (), "")
    pace, goals = _paces_and_goals(item, months, targets, scope)
    ahead: list[float | None] = [None] * MONTHS
    points = []
    for period, row, *_held in months:
        value = None if row.value is None else float(row.value)
        fresh = row.reporting == Reporting.FRESH
        points.append(Point(period.month, period.label, value, wording.value_text(row), row.state, fresh))
    if expected and expected.straight is not None and points and points[-1].value is not None:
        last = points[-1]
        ahead[last.month - 1], ahead[-1] = last.value, float(expected.straight)
    return Chart(
        points=tuple(points),
        target=goals,
        target_label=wording.target_text(target),
        pace=pace if pace != goals else (),
        forecast=tuple(ahead),
        unit=wording.unit_of(target, item.indicator),
    )


def _paces_and_goals(
    item: Assignment, months: Sequence[ItemMonth], targets: Sequence[Target], scope: Scope
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """The pace and the target of twelve months: as judged so far, then as the targets set so far run on."""
    paces: list[float | None] = [None] * MONTHS
    goals: list[float | None] = [None] * MONTHS
    for period, row, *_held in months:
        paces[period.month - 1], goals[period.month - 1] = _float(row.expected), _float(row.low)
    is_paced = bool(months) and months[-1].row.expected is not None
    wanted = {t.pk: paces_of(item, t, scope.year_periods, item.milestones) for t in targets} if is_paced else {}
    for month in range(scope.period.month + 1, MONTHS + 1) if months else ():
        if target := next((t for t in targets if t.in_force_from.month <= month), None):
            paces[month - 1] = _float(wanted[target.pk].get(month)) if is_paced else None
            goals[month - 1] = _float(target.low)
    return tuple(paces), tuple(goals)


def _float(value: Decimal | Fraction | None) -> float | None:
    return None if value is None else float(value)
