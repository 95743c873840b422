"""The province's month in one screen: how many of how many, who, what blocks, is the figure fresh."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.enums import Tier
from commitments.queries import TierCount, fulfilment_by_tier
from dashboards.boards import bottlenecks
from dashboards.boards.bottlenecks import BottleneckLine
from dashboards.boards.parts import Crumb, Part, TrendPoint, parts_of, previous_label, rows_url, trend_of
from dashboards.scope import Scope
from dxtracker.lib.numbers import percent
from kpis import queries
from kpis.enums import PeriodState
from kpis.queries import AgencyMonth, Measured, PillarName
from kpis.rates import STATES, Counts, mean_rate, ranks
from kpis.scoring import MULTIPLE_FROM
from kpis.wording import other_unit

MOST_DECISIONS, MOST_NOTABLE = 5, 5


@dataclass(frozen=True)
class AgencyRow:
    rank: int | None
    code: str
    name: str
    url: str
    counts: Counts
    change: int | None
    late_promises: int
    short_name: str
    freshness: str
    freshness_words: str
    peer_group: str


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    rows: tuple[AgencyRow, ...]


@dataclass(frozen=True)
class Decision:
    """One line that wants a decision: a bottleneck, late promises, or silent agencies."""

    kind: str
    figure: str
    unit_words: str
    title: str
    url: str
    note: str = ""
    lift: str = ""
    lift_note: str = ""


@dataclass(frozen=True)
class PillarLine:
    name: str
    counts: Counts
    url: str


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
class CommitmentFigures:
    """What the agencies signed and, apart, their divisions (None where none did); `url` is the board of both."""

    agencies: TierCount
    divisions: TierCount | None
    url: str


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
    bottlenecks: tuple[BottleneckLine, ...]
    decisions: tuple[Decision, ...]
    trend: tuple[TrendPoint, ...]
    pillars: tuple[PillarLine, ...]
    notable: tuple[Notable, ...]
    silent: tuple[AgencyRow, ...]
    commitments: CommitmentFigures | None
    crumbs: tuple[Crumb, ...]

    @property
    def agencies(self) -> list[AgencyRow]:
        return [row for group in self.groups for row in group.rows]


def build(scope: Scope) -> ProvinceBoard:
    """The board of a period: seven queries, whatever the number of agencies, items or years.

    Counts are Σ over agencies' own items; divisions' items are left out. Shares are Fractions 0…1.
    """
    groups = agency_groups(scope)
    agencies = [row for group in groups for row in group.rows]
    counts = sum((row.counts for row in agencies), Counts.of([], scope.plan.counts_no_activity))
    catalogue, spread = _spread(scope)
    blocked = bottlenecks.lines(scope, catalogue, spread, counts)
    silent = tuple(row for row in agencies if row.freshness == "silent")
    trend = trend_of(queries.year_of(scope.plan), scope.period.month)
    before = next((p for p in trend if scope.previous and p.month == scope.previous.month), None)
    return ProvinceBoard(
        title_name=scope.province.name,
        counts=counts,
        mean_rate=mean_rate(row.counts for row in agencies),
        change=counts.done - before.done if before and before.applicable else None,
        previous_label=previous_label(scope),
        reported=len(agencies) - len(silent),
        reporting_due=len(agencies),
        parts=parts_of(counts, scope),
        groups=groups,
        bottlenecks=blocked,
        decisions=_decisions(scope, blocked, agencies, silent),
        trend=trend,
        pillars=_pillars(scope, catalogue, spread),
        notable=_notable(scope),
        silent=silent,
        commitments=_commitments(scope),
        crumbs=(Crumb(_("Overview")),),
    )


def agency_groups(scope: Scope) -> tuple[Group, ...]:
    """The agencies by peer group, ranked within it by the unrounded rate; ties share a rank. One query."""
    by_group: dict[tuple, list[AgencyMonth]] = defaultdict(list)
    for row in queries.agency_months(scope.period, scope.previous):
        by_group[row.group_order or 0, row.group or "", row.shown_group or _("Others")].append(row)
    words = {
        "approved": _("reported"),
        "partial": _("in review"),
        "silent": _("not reported"),
    }
    counts_no_activity = scope.plan.counts_no_activity
    base, query = reverse("dashboards:agency", args=["_"])[:-2], scope.query
    groups = []
    for (_order, code, name), members in sorted(by_group.items()):
        counts = [Counts(dict(zip(STATES, row.counts, strict=True)), counts_no_activity) for row in members]
        placed = [
            _agency_row(row, count, rank, f"{base}{row.code}/{query}", words)
            for row, count, rank in zip(members, counts, ranks([c.official_rate for c in counts]), strict=True)
        ]
        placed.sort(key=lambda r: (r.rank is None, r.rank or 0))
        groups.append(Group(code, name, tuple(placed)))
    return tuple(groups)


def _agency_row(row: AgencyMonth, counts: Counts, rank: int | None, url: str, words: Mapping[str, str]) -> AgencyRow:
    freshness = _freshness(row)
    return AgencyRow(
        rank=rank,
        code=row.code,
        name=row.name,
        url=url,
        counts=counts,
        change=None if row.done_before is None else counts.done - row.done_before,
        late_promises=row.late_promises,
        short_name=row.short_name,
        freshness=freshness,
        freshness_words=words[freshness],
        peer_group=row.group or "",
    )


def _freshness(row: AgencyMonth) -> str:
    if row.fresh >= row.due or (row.is_reported and row.fresh):
        return "approved"
    return "partial" if row.is_reported or row.fresh else "silent"


def _spread(scope: Scope) -> tuple[dict[int, Measured], dict[int, Counts]]:
    """The indicators that the period's items measure, and the counts of each over the agencies."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Counts.of([]).states, 0))
    for indicator, state, n in queries.states_by_indicator(scope.period):
        found[indicator][state] += n
    spread = {key: Counts(states, scope.plan.counts_no_activity) for key, states in found.items()}
    return queries.indicators_of(spread), spread


def _pillars(scope: Scope, catalogue: dict[int, Measured], spread: dict[int, Counts]) -> tuple[PillarLine, ...]:
    sums: dict[PillarName, Counts] = {}
    for key, counts in spread.items():
        pillar = catalogue[key].pillar
        sums[pillar] = sums[pillar] + counts if pillar in sums else counts
    return tuple(PillarLine(p.shown, sums[p], rows_url(scope, pillar=p.code)) for p in sorted(sums))


def _commitments(scope: Scope) -> CommitmentFigures | None:
    """None while nothing is signed."""
    tiers = fulfilment_by_tier(scope.period)
    if not tiers:
        return None
    return CommitmentFigures(
        agencies=tiers.get(Tier.AGENCY, TierCount(0, 0, 0)),
        divisions=tiers.get(Tier.DIVISION),
        url=reverse("dashboards:commitments") + scope.query,
    )


def _notable(scope: Scope) -> tuple[Notable, ...]:
    return tuple(
        Notable(
            multiple=row.attainment,
            indicator=row.indicator,
            url=reverse("dashboards:item", args=[row.item]) + scope.query,
            agency=row.agency,
            value=row.value,
            target_value=row.target,
            unit=row.unit,
            flag=other_unit(row.reported_unit or "") if row.reported_unit != row.unit else "",
        )
        for row in queries.beyond_target(scope.period, MULTIPLE_FROM, MOST_NOTABLE)
    )


def _decisions(
    scope: Scope, blocked: Sequence[BottleneckLine], agencies: Sequence[AgencyRow], silent: Sequence[AgencyRow]
) -> tuple[Decision, ...]:
    lines = [
        Decision(
            kind="bottleneck",
            figure=f"{line.missed}/{line.applicable}",
            unit_words=_("agencies blocked"),
            title=line.indicator,
            url=line.url,
            note=_("%(cause)s · can be removed by %(agency)s") % {"cause": line.cause, "agency": line.remover}
            if line.cause and line.remover
            else line.cause,
            lift=_("+%(n)s tasks") % {"n": line.lift},
            lift_note=_("if resolved, up to %(rate)s") % {"rate": percent(line.best_rate, scope.language)},
        )
        for line in blocked
    ]
    lines = lines[: MOST_DECISIONS - 2]
    return (*lines, *_late_promises(scope, agencies), *_silence(scope, silent))


def _late_promises(scope: Scope, agencies: Sequence[AgencyRow]) -> list[Decision]:
    late = sorted((row for row in agencies if row.late_promises), key=lambda row: -row.late_promises)
    if not late:
        return []
    return [
        Decision(
            kind="promises",
            figure=str(sum(row.late_promises for row in late)),
            unit_words=_("late promises"),
            title=_("Items promised for a day that has passed and not done"),
            url=f"{reverse('dashboards:promises')}{scope.query}&state=broken",
            note=", ".join(f"{row.short_name or row.name} {row.late_promises}" for row in late),
        )
    ]


def _silence(scope: Scope, silent: Sequence[AgencyRow]) -> list[Decision]:
    if not silent or scope.period.state == PeriodState.PLANNED:
        return []
    first = ", ".join(row.name for row in silent[:3])
    more = len(silent) - 3
    return [
        Decision(
            kind="silent",
            figure=str(len(silent)),
            unit_words=_("agencies silent"),
            title=_("No report yet for %(month)s") % {"month": scope.period.label.lower()},
            url=reverse("dashboards:freshness") + scope.query,
            note=first if more <= 0 else _("%(names)s and %(n)s more") % {"names": first, "n": more},
        )
    ]
