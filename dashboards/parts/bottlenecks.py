"""What stops the same indicator at many agencies, its confirmed cause, and the lift that one fix would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from dashboards.parts.counts import rows_url
from dashboards.scope import Scope
from dashboards.tables import Column, Table
from kpis import queries
from kpis.enums import BLOCKED
from kpis.measuring.rates import Counts, is_bottleneck
from kpis.models import Indicator
from kpis.queries import Blocked, Measured, Named


@dataclass(frozen=True)
class BottleneckRow:
    """`missed` of `applicable` agencies miss the indicator, `stopped` of them by `cause`, which is their own.

    The cause is the one confirmed for the indicator, else the one that they name most. One fix would do the `stopped`
    items; the rate then is `best_rate`. `rows_url` lists exactly those that `figure` counts.
    """

    code: str
    indicator: str
    url: str
    rows_url: str
    missed: int
    stopped: int
    applicable: int
    cause: str
    remover: str
    best_rate: Fraction | None
    is_confirmed: bool

    @property
    def figure(self) -> str:
        """ "20/26": those stopped by the confirmed cause; without one, all that miss the indicator."""
        return f"{self.stopped if self.is_confirmed else self.missed}/{self.applicable}"

    @property
    def figure_words(self) -> str:
        return _("agencies blocked") if self.is_confirmed else _("agencies miss it")


def missed_of(counts: Counts) -> int:
    """Items that are missed: behind, overdue, without data, or not measurable; those on track are not."""
    return sum(counts.states[state] for state in BLOCKED)


def bottleneck_rows(
    scope: Scope,
    catalogue: Mapping[int, Measured | Indicator],
    spread: Mapping[int, Counts],
    whole: Counts,
    agencies: QuerySet[Agency] | None = None,
) -> tuple[BottleneckRow, ...]:
    """The radar of a period: indicators missed by at least three agencies and half of those they apply to.

    Confirmed ones first, then by how many they stop. Two queries, none where no indicator is missed so widely.
    """
    wide = {key for key, counts in spread.items() if is_bottleneck(missed_of(counts), counts.applicable)}
    if not wide:
        return ()
    confirmed = queries.bottlenecks_of(scope.plan, scope.period.data_to)
    named = queries.causes_named(scope.period, wide, agencies)
    found = [_line(scope, catalogue[key], spread[key], confirmed.get(key), named.get(key, []), whole) for key in wide]
    return tuple(sorted(found, key=lambda line: (not line.is_confirmed, -line.missed, line.code)))


def _line(
    scope: Scope,
    indicator: Measured | Indicator,
    counts: Counts,
    confirmed: Blocked | None,
    named: Sequence[Named],
    whole: Counts,
) -> BottleneckRow:
    """A confirmed cause that no missed item names any more stops nobody: the one named most stands in its place."""
    own = next((row for row in named if confirmed and row.key == confirmed.key), None)
    cause = own or next(iter(named), None)
    stopped = cause.stopped if cause else 0
    only = {"cause": own.code, "figure": "none" if own.not_measurable else ""} if own else {"missed": "1"}
    return BottleneckRow(
        code=indicator.code,
        indicator=indicator.name,
        url=scope.url("indicator", indicator.code),
        rows_url=rows_url(scope, indicator=indicator.code, **only),
        missed=missed_of(counts),
        stopped=stopped,
        applicable=counts.applicable,
        cause=cause.cause if cause else "",
        remover=(own and confirmed and confirmed.owner) or (cause and cause.remover) or "",
        best_rate=Fraction(whole.done + stopped, whole.applicable) if whole.applicable else None,
        is_confirmed=own is not None,
    )


def bottlenecks_table(lines: Sequence[BottleneckRow]) -> Table:
    """What stops one indicator at many agencies, and the lift that one fix would give."""
    columns = (
        Column("indicator_code", _("Code"), of="code"),
        Column("indicator", _("Indicator")),
        Column("missed", _("Agencies that miss it"), "number"),
        Column("stopped", _("Of these by the cause"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("cause", _("Cause"), of=lambda line: line.cause or None),
        Column("remover", _("To be removed by"), of=lambda line: line.remover or None),
        Column("lift", _("Tasks gained"), "number", of="stopped"),
        Column("best_rate", _("Rate then"), "percent"),
    )
    return Table(_("Bottlenecks"), _("Bottlenecks"), columns, lines, frozen=2)
