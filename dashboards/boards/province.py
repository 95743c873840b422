"""The province's month in one screen: how many of how many, who, what blocks, is the figure fresh."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from heapq import nlargest

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from commitments.enums import Tier
from commitments.standings.queries import TierCount
from dashboards.answers import answer, read_only
from dashboards.boards.agencies import AgencyRow, Group, agencies_table, agency_groups
from dashboards.parts.bottlenecks import BottleneckRow, bottleneck_rows, bottlenecks_table
from dashboards.parts.counts import Part, figures, parts_of, rows_url
from dashboards.parts.decisions import Decision, listed
from dashboards.parts.heat import HeatMap, heat_json, heat_map
from dashboards.parts.signed import signed_and_concluded
from dashboards.parts.trend import TrendPoint, previous_label, trend_json, trend_of, trend_table
from dashboards.scope import Scope, scope_of
from dashboards.tables import Export, exact, month_json, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import percent
from kpis import queries
from kpis.bottlenecks.queries import pairs_of_stands
from kpis.enums import LATE_STATES
from kpis.measuring.rates import STATES, Counts, mean_rate
from kpis.queries import Measured, PillarName
from kpis.standings.stands import Stand, stands_of
from kpis.standings.words import other_than, other_unit
from steering.conclusions.rules import Tally

MOST_DECISIONS, MOST_NOTABLE = 5, 5
BOTTLENECK = ("indicator", "indicator_code", "missed", "stopped", "applicable", "cause", "remover", "lift")
TASKS = Counted("+%(n)s task", "+%(n)s tasks")


@dataclass(frozen=True)
class PillarRow:
    name: str
    counts: Counts
    url: str
    code: str = ""


@dataclass(frozen=True)
class Notable:
    """An item far beyond its target; `flag` says what makes the figure doubtful, if anything."""

    multiple: Decimal
    indicator: str
    url: str
    agency: str
    value: Decimal | None
    target_value: Decimal | None
    unit: str
    flag: str


@dataclass(frozen=True)
class LateAgency:
    """One of those with most items behind or overdue; `url` leads to them."""

    name: str
    late: int
    counts: Counts
    url: str


@dataclass(frozen=True)
class CommitmentFigures:
    """What the agencies signed and, apart, their divisions (None where none did); `url` is the board of both."""

    agencies: TierCount
    divisions: TierCount | None
    url: str

    @property
    def signed(self) -> int:
        """All that were signed, as the board of commitments counts them."""
        return self.agencies.signed + (self.divisions.signed if self.divisions else 0)


@dataclass(frozen=True)
class ProvinceBoard:
    title_name: str
    counts: Counts
    mean_rate: Fraction | None
    change: int | None
    previous_label: str
    reported: int
    reporting_due: int
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    bottlenecks: tuple[BottleneckRow, ...]
    decisions: tuple[Decision, ...]
    trend: tuple[TrendPoint, ...]
    pillars: tuple[PillarRow, ...]
    notable: tuple[Notable, ...]
    heat: HeatMap | None
    latest: tuple[LateAgency, ...]
    silent: tuple[AgencyRow, ...]
    commitments: CommitmentFigures | None
    concluded: Tally
    crumbs: tuple[Crumb, ...]

    @property
    def agencies(self) -> list[AgencyRow]:
        return [row for group in self.groups for row in group.rows]


def build(scope: Scope) -> ProvinceBoard:
    """The board of a period: six queries and two for its bottlenecks, however many agencies, items or years.

    Counts are Σ over agencies' own items; divisions' items are left out. Shares are Fractions 0…1.
    """
    groups = agency_groups(scope)
    agencies = [row for group in groups for row in group.rows]
    counts = Counts.summed((row.counts for row in agencies), scope.plan.counts_no_activity)
    stands = stands_of(scope.period)
    catalogue, spread = _spread(scope, stands)
    blocked = bottleneck_rows(scope, catalogue, pairs_of_stands(spread, stands), counts)
    silent = tuple(row for row in agencies if row.freshness == "silent")
    asked = sum(row.is_asked for row in agencies)
    tiers, concluded = signed_and_concluded(scope.period)
    trend = trend_of(queries.year_of(scope.plan), scope.period.month)
    before = next((p for p in trend if scope.previous and p.month == scope.previous.month), None)
    return ProvinceBoard(
        title_name=scope.province.name,
        counts=counts,
        mean_rate=mean_rate(row.counts for row in agencies),
        change=counts.done - before.done if before and before.applicable else None,
        previous_label=previous_label(scope),
        reported=asked - len(silent),
        reporting_due=asked,
        parts=parts_of(counts, scope),
        groups=groups,
        bottlenecks=blocked,
        decisions=_decisions(scope, blocked, agencies, silent),
        trend=trend,
        pillars=_pillars(scope, catalogue, spread),
        notable=_notable(scope),
        heat=heat_map(scope, groups, catalogue, stands),
        latest=_latest(scope, agencies),
        silent=silent,
        commitments=_commitments(scope, tiers),
        concluded=concluded,
        crumbs=(Crumb(_("Overview")),),
    )


def _spread(scope: Scope, stands: Sequence[Stand]) -> tuple[dict[int, Measured], dict[int, Counts]]:
    """The indicators that the period's items measure, and the counts of each over the agencies."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for indicator, state, agencies in stands:
        found[indicator][state] += len(agencies)
    spread = {key: Counts(states, scope.plan.counts_no_activity) for key, states in found.items()}
    return queries.indicators_of(spread), spread


def _pillars(scope: Scope, catalogue: dict[int, Measured], spread: dict[int, Counts]) -> tuple[PillarRow, ...]:
    sums: dict[PillarName, Counts] = {}
    for key, counts in spread.items():
        pillar = catalogue[key].pillar
        sums[pillar] = sums[pillar] + counts if pillar in sums else counts
    return tuple(PillarRow(p.shown, sums[p], rows_url(scope, pillar=p.code), p.code) for p in sorted(sums))


def _latest(scope: Scope, agencies: Sequence[AgencyRow]) -> tuple[LateAgency, ...]:
    """The agencies with most items behind or overdue, of equal ones the one with less done first."""
    late = [(sum(row.counts.states[state] for state in LATE_STATES), row) for row in agencies]
    least = min(nlargest(MOST_NOTABLE, (n for n, _row in late)), default=0) or 1  # so that few rates are compared
    worst = [pair for pair in late if pair[0] >= least]
    worst.sort(key=lambda pair: (-pair[0], pair[1].counts.official_rate or 0))
    return tuple(
        LateAgency(row.name, n, row.counts, rows_url(scope, state="late", agency=row.code))
        for n, row in worst[:MOST_NOTABLE]
    )


def _commitments(scope: Scope, tiers: Mapping[str, TierCount]) -> CommitmentFigures | None:
    """None while nothing is signed."""
    if not tiers:
        return None
    return CommitmentFigures(
        agencies=tiers.get(Tier.AGENCY, TierCount(0, 0, 0)),
        divisions=tiers.get(Tier.DIVISION),
        url=scope.url("commitments"),
    )


def _notable(scope: Scope) -> tuple[Notable, ...]:
    return tuple(
        Notable(
            multiple=row.attainment,
            indicator=row.indicator,
            url=scope.url("item", row.item),
            agency=row.agency,
            value=row.value,
            target_value=row.target,
            unit=row.unit,
            flag=other_unit(other_than(row.unit, row.reported_unit or "")),
        )
        for row in queries.beyond_target(scope.period)[:MOST_NOTABLE]
    )


def _decisions(
    scope: Scope, blocked: Sequence[BottleneckRow], agencies: Sequence[AgencyRow], silent: Sequence[AgencyRow]
) -> tuple[Decision, ...]:
    lines = [
        Decision(
            kind="bottleneck",
            figure=line.figure,
            unit_words=line.figure_words,
            title=line.indicator,
            url=line.url,
            rows_url=line.rows_url,
            note=_cause_words(line),
            lift=TASKS.of(line.lift) if line.lift else "",
            lift_note=_("if resolved, up to %(rate)s") % {"rate": percent(line.best_rate, scope.language)}
            if line.lift
            else "",
        )
        for line in blocked
    ]
    lines = lines[: MOST_DECISIONS - 2]
    return (*lines, *_late_promises(scope, agencies), *_silence(scope, silent))


def _cause_words(line: BottleneckRow) -> str:
    """The cause and who can remove it; that it is only the one named most, where nobody has confirmed it."""
    if not line.cause:
        return _("No cause is named yet.")
    said = line.cause if line.is_confirmed else _("Named most (%(n)s): %(cause)s") % {
        "n": line.stopped, "cause": line.cause,
    }  # fmt: skip
    if not line.remover:
        return said
    return _("%(cause)s · can be removed by %(agency)s") % {"cause": said, "agency": line.remover}


def _late_promises(scope: Scope, agencies: Sequence[AgencyRow]) -> list[Decision]:
    late = sorted((row for row in agencies if row.late_promises), key=lambda row: -row.late_promises)
    if not late:
        return []
    broken = sum(row.late_promises for row in late)
    return [
        Decision(
            kind="promises",
            figure=written(broken),
            unit_words=Counted("late promise", "late promises").of(broken),
            title=_("Items promised for a day that has passed and not done"),
            url=scope.url("promises") + "&state=broken",
            rows_url=rows_url(scope, promise="late"),
            note=", ".join(f"{row.short_name or row.name} {row.late_promises}" for row in late),
        )
    ]


def _silence(scope: Scope, silent: Sequence[AgencyRow]) -> list[Decision]:
    if not silent or not scope.period.is_begun:
        return []
    return [
        Decision(
            kind="silent",
            figure=written(len(silent)),
            unit_words=Counted("agency silent", "agencies silent").of(len(silent)),
            title=_("No report yet for %(month)s") % {"month": scope.period.within},
            url=scope.url("freshness"),
            note=listed([row.name for row in silent]),
        )
    ]


def payload(scope: Scope, board: ProvinceBoard) -> dict:
    """The province's month: plan (year), period ("2022-10"), figures, states, agencies, bottlenecks, trend."""
    return {
        "province": scope.province.code,
        **month_json(scope),
        **figures(board.counts),
        "mean_rate": exact(board.mean_rate),
        "change": board.change,
        "reported": board.reported,
        "states": dict(board.counts.states),
        "agencies": agencies_table(board.groups, board.previous_label).records(),
        "bottlenecks": bottlenecks_table(board.bottlenecks).records(*BOTTLENECK),
        "commitments": _commitments_json(board.commitments),
        "conclusions": board.concluded._asdict(),
        "trend": trend_json(scope, board.trend),
        "pillars": heat_json(board.heat),
    }


def _commitments_json(found: CommitmentFigures | None) -> dict | None:
    """What agencies signed and, apart, what their divisions did."""
    if found is None:
        return None
    divisions = found.divisions._asdict() if found.divisions else None
    return {"agencies": found.agencies._asdict(), "divisions": divisions}


def export(scope: Scope, board: ProvinceBoard) -> Export:
    """The agencies of the province; beside them what blocks several, and the year so far."""
    agencies = agencies_table(board.groups, board.previous_label)
    blocked = (bottlenecks_table(board.bottlenecks),) if board.bottlenecks else ()
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    name = f"toan-tinh-{period_code(scope.period)}"
    return Export(name, subtitle, (agencies, *blocked, trend_table(scope, board.trend)))


@read_only
def province(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request, whole_province=True)
    board = build(scope)
    page = "province" if board.counts.total else "province/nothing"
    return answer(request, scope, page, board, payload, export)


urlpatterns = [path("boards/province/", province, name="province")]
