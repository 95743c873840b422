"""What stops the same indicator at many agencies, its confirmed cause, and the lift that one fix would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dashboards.tables import Column, Table
from kpis import queries
from kpis.enums import BLOCKED
from kpis.measuring.rates import Counts, is_bottleneck
from kpis.models import Indicator
from kpis.queries import Blocked, Measured


@dataclass(frozen=True)
class BottleneckRow:
    """`missed` of `applicable` agencies; `lift` items would be done with one fix, the rate then `best_rate`."""

    code: str
    indicator: str
    url: str
    missed: int
    applicable: int
    cause: str
    remover: str
    lift: int
    best_rate: Fraction | None
    is_confirmed: bool


def missed_of(counts: Counts) -> int:
    """Items that are missed: behind, overdue, without data, or not measurable; those on track are not."""
    return sum(counts.states[state] for state in BLOCKED)


def bottleneck_rows(
    scope: Scope, catalogue: Mapping[int, Measured | Indicator], spread: Mapping[int, Counts], whole: Counts
) -> tuple[BottleneckRow, ...]:
    """The radar of a period: indicators missed by at least three agencies and half of those they apply to.

    Confirmed ones first, then by how many they stop. One query (the confirmed bottlenecks with their causes).
    """
    confirmed = queries.bottlenecks_of(scope.plan, scope.period.data_to)
    found = [
        _line(scope, catalogue[key], counts, confirmed.get(key), whole)
        for key, counts in spread.items()
        if is_bottleneck(missed_of(counts), counts.applicable)
    ]
    return tuple(sorted(found, key=lambda line: (not line.is_confirmed, -line.missed, line.code)))


def _line(
    scope: Scope, indicator: Measured | Indicator, counts: Counts, confirmed: Blocked | None, whole: Counts
) -> BottleneckRow:
    missed = missed_of(counts)
    return BottleneckRow(
        code=indicator.code,
        indicator=indicator.name,
        url=scope.url("indicator", indicator.code),
        missed=missed,
        applicable=counts.applicable,
        cause=confirmed.cause if confirmed else "",
        remover=(confirmed.owner or confirmed.remover or "") if confirmed else "",
        lift=missed,
        best_rate=Fraction(whole.done + missed, whole.applicable) if whole.applicable else None,
        is_confirmed=confirmed is not None,
    )


def bottlenecks_table(lines: Sequence[BottleneckRow]) -> Table:
    """What stops one indicator at many agencies, and the lift that one fix would give."""
    columns = (
        Column("indicator_code", _("Code"), of="code"),
        Column("indicator", _("Indicator")),
        Column("missed", _("Agencies blocked"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("cause", _("Cause"), of=lambda line: line.cause or None),
        Column("remover", _("To be removed by"), of=lambda line: line.remover or None),
        Column("lift", _("Tasks gained"), "number"),
        Column("best_rate", _("Rate then"), "percent"),
    )
    return Table(_("Bottlenecks"), _("Bottlenecks"), columns, lines, frozen=2)
