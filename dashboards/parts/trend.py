"""The months of the year so far: points of a line, a table, JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dashboards.tables import Column, Table, period_code
from kpis.measuring.rates import share_of

MONTHS = 12


@dataclass(frozen=True)
class TrendPoint:
    """A month of the year: done and applicable (0 in months without standings), rate None there, pace 1/12 … 1."""

    month: int
    done: int
    applicable: int
    rate: Fraction | None
    pace: Fraction


def trend_of(rows: Iterable[dict], last: int = MONTHS) -> tuple[TrendPoint, ...]:
    """Twelve points from [{month, done, applicable}]; months after `last` stay empty."""
    found = {row["month"]: row for row in rows if row["month"] <= last}
    points = []
    for month in range(1, MONTHS + 1):
        row = found.get(month, {"done": 0, "applicable": 0})
        rate, pace = share_of(row["done"], row["applicable"]), Fraction(month, MONTHS)
        points.append(TrendPoint(month, row["done"], row["applicable"], rate, pace))
    return tuple(points)


def previous_label(scope: Scope) -> str:
    """The month before as it is said in a sentence: "tháng 9"; empty in a plan's first month."""
    return _("month %(month)s") % {"month": scope.previous.month} if scope.previous else ""


def trend_table(scope: Scope, points: Iterable[TrendPoint]) -> Table:
    """The months of the year that have figures; machines get the same from `trend_json`."""
    known = {p.month: p for p in scope.year_periods}
    columns = (
        Column("period", _("Month"), of=lambda point: known[point.month].label),
        Column("done", _("Done"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("official_rate", _("Share"), "percent", of="rate"),
    )
    return Table(_("Month by month"), _("Since the start of the year"), columns, _with_figures(scope, points))


def trend_json(scope: Scope, points: Iterable[TrendPoint]) -> list[dict]:
    """The months that have figures: period, done, applicable."""
    known = {p.month: period_code(p) for p in scope.year_periods}
    return [
        {"period": known[p.month], "month": p.month, "done": p.done, "applicable": p.applicable}
        for p in _with_figures(scope, points)
    ]


def _with_figures(scope: Scope, points: Iterable[TrendPoint]) -> list[TrendPoint]:
    known = {p.month for p in scope.year_periods if p.month <= scope.period.month}
    return [p for p in points if p.applicable and p.month in known]
