"""What stops the same indicator at many agencies, its confirmed cause, and the lift that one fix would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted
from dashboards.parts.counts import rows_url
from dashboards.scope import Scope
from dashboards.tables import Column, Table
from kpis.bottlenecks.queries import Done, Reading, read
from kpis.bottlenecks.rules import CauseNamed, Found, Missed, agencies_of
from kpis.measuring.rates import Counts
from kpis.models import Indicator
from kpis.queries import Measured

NO_CAUSE = "~none"  # in place of a cause's code, and written like none: those that name no cause

BLOCKED = Counted("agency blocked", "agencies blocked")
MISSING = Counted("agency misses it", "agencies miss it")


@dataclass(frozen=True)
class BottleneckRow:
    """`missed` of `applicable` agencies miss the indicator, `stopped` of them by `cause`, which is their own.

    The cause is the one confirmed for the indicator, else the one that they name most. One fix would do `lift` items;
    the rate then is `best_rate`. `rows_url` lists exactly those that `figure` counts.
    """

    code: str
    indicator: str
    url: str
    rows_url: str
    missed: int
    stopped: int
    lift: int
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
        return (BLOCKED if self.is_confirmed else MISSING).of(self.applicable)


def bottleneck_rows(
    scope: Scope,
    catalogue: Mapping[int, Measured | Indicator],
    pairs: Mapping[int, tuple[int, int]],
    whole: Counts,
    paths: list[str] | None = None,
    missed: Mapping[int, Sequence[Missed]] | None = None,
) -> tuple[BottleneckRow, ...]:
    """The bottlenecks of a period: indicators that as many agencies miss as the plan says.

    Confirmed ones first, then by how many miss them. Queries as kpis.bottlenecks.queries.read asks them.
    """
    reading = read(scope.period, pairs, paths, missed)
    found = [_line(scope, catalogue[row.indicator], row, reading, whole) for row in reading.found]
    return tuple(sorted(found, key=lambda line: (not line.is_confirmed, -line.missed, line.code)))


def _line(
    scope: Scope, indicator: Measured | Indicator, found: Found, reading: Reading, whole: Counts
) -> BottleneckRow:
    """A confirmed cause that no missed item names any more stops nobody: the one named most stands in its place."""
    own = reading.confirmed_cause(found)
    shown = own or next(iter(found.causes), None)
    known = reading.causes[shown.cause] if shown else None
    said = reading.of_cause(found.indicator, own.cause) if own else None
    lifted = shown.lifted if shown else ()
    return BottleneckRow(
        code=indicator.code,
        indicator=indicator.name,
        url=scope.url("indicator", indicator.code),
        rows_url=lifted_url(scope, indicator.code, own, reading) if own else missed_url(scope, indicator.code),
        missed=found.missed,
        stopped=len(agencies_of(lifted)),
        lift=len(lifted),
        applicable=found.applicable,
        cause=known.name if known else "",
        remover=(said and said.owner) or (known and known.remover) or "",
        best_rate=whole.rate_with(len(lifted)),
        is_confirmed=own is not None,
    )


def missed_url(scope: Scope, indicator: str) -> str:
    """The items of an indicator that are missed."""
    return rows_url(scope, indicator=indicator, missed="1")


def named_url(scope: Scope, indicator: str, cause: str) -> str:
    """Those that name the cause of this code as their own."""
    return rows_url(scope, indicator=indicator, cause=cause)


def lifted_url(scope: Scope, indicator: str, cause: CauseNamed, reading: Reading) -> str:
    """Those of them that its removal would do."""
    only = {"figure": "none"} if cause.keeps_from_measuring else {}
    return rows_url(scope, indicator=indicator, cause=reading.causes[cause.cause].code, **only)


def stopped_url(scope: Scope, indicator: str, cause: str, done: Done) -> str:
    """Those that its removal would have done in an earlier month, as they stand later."""
    which = f"{cause}~{done.then}" + ("~none" if done.keeps_from_measuring else "")
    return f"{scope.rows_path}{scope.month_query(done.later)}&indicator={indicator}&stopped={which}"


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
        Column("lift", _("Tasks gained"), "number"),
        Column("best_rate", _("Rate then"), "percent"),
    )
    return Table(_("Bottlenecks"), _("Bottlenecks"), columns, lines, frozen=2)
