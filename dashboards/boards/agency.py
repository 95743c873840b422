"""One agency's month (or one division's): its figures, its items by pillar, its divisions and commitments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import heads_of, official_name
from agencies.rights.access import can, is_within, visible_paths
from agencies.rights.roles import Permission
from commitments.queries import CommitmentLine, Tally, commitments_of
from dashboards.answers import answer, read_only
from dashboards.boards.commitments.rows import commitment_url
from dashboards.parts.counts import Part, figures, parts_of
from dashboards.parts.crumbs import agency_crumbs
from dashboards.parts.items import ItemRow, item_json, item_rows, items_table
from dashboards.parts.trend import MONTHS, TrendPoint, previous_label, trend_json, trend_of, trend_table
from dashboards.scope import Scope, open_instead, scope_that_knows
from dashboards.tables import Export, exact, month_json, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.enums import State
from kpis.measuring.rates import STATES, Counts, counted, ranks, score
from kpis.models import Report, RollUp, Standing
from kpis.standings.facts import exact_attainment
from kpis.standings.judged import Judged
from steering.conclusions.queries import tally_parts
from steering.conclusions.rules import Tally as Concluded

WORST_FIRST = (State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE)


@dataclass(frozen=True)
class Head:
    name: str
    post: str
    acting: bool


@dataclass(frozen=True)
class ReportStatus:
    status_words: str
    submitted_at: date | None
    is_late: bool


@dataclass(frozen=True)
class PillarItems:
    name: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Peer:
    """Who stands before or after it among its peers that one may read."""

    name: str
    url: str


@dataclass(frozen=True)
class DivisionRow:
    code: str
    name: str
    url: str
    counts: Counts
    head_name: str


@dataclass(frozen=True)
class Promised:
    """What the agency itself and (summed) its divisions signed; `url` leads to all of it."""

    own: tuple[tuple[CommitmentLine, str], ...]
    divisions: Tally
    url: str


@dataclass(frozen=True)
class AgencyBoard:
    agency: Agency
    name: str
    head: Head | None
    counts: Counts
    change: int | None
    previous_label: str
    rank: int | None
    rank_of: int
    rank_shared: int  # by how many of them, itself among them
    peer_group: str
    parts: tuple[Part, ...]
    reporting: ReportStatus
    score: Fraction | None
    pillars: tuple[PillarItems, ...]
    standings: tuple[Judged, ...]
    divisions: tuple[DivisionRow, ...]
    commitments: Promised
    concluded: Concluded
    trend: tuple[TrendPoint, ...]
    previous_peer: Peer | None
    next_peer: Peer | None
    crumbs: tuple[Crumb, ...]

    @property
    def todo(self) -> tuple[ItemRow, ...]:
        """What is missed or cannot be measured, the worst first."""
        missed = [item for pillar in self.pillars for item in pillar.items if item.state in WORST_FIRST]
        return tuple(sorted(missed, key=lambda item: WORST_FIRST.index(State(item.state))))

    @property
    def rest(self) -> tuple[PillarItems, ...]:
        """The pillars with what needs nothing."""
        kept = ((p.name, tuple(i for i in p.items if i.state not in WORST_FIRST)) for p in self.pillars)
        return tuple(PillarItems(name, items) for name, items in kept if items)


def build(scope: Scope, agency: Agency) -> AgencyBoard:
    """The board of `agency` (or a division) in a period: eight queries beside those that found it.

    Counts are of its own items; its divisions' stand beside them and are not added.
    """
    rollups = _rollups(scope, agency)
    own = {row.period: row for row in rollups if row.agency == agency.pk}
    counts = _counts(own.get(scope.period.pk), scope)
    before = own.get(scope.previous.pk) if scope.previous else None
    divisions = _divisions(agency.pk, scope.period.data_to)
    heads = heads_of([agency, *divisions], scope.period.data_to)
    standings = tuple(queries.judged_of_agency(scope.period, agency.pk))
    group = (agency.level, agency.peer_group_id)
    peers = [row for row in rollups if row.period == scope.period.pk and (row.level, row.group) == group]
    peers = peers if agency.level != Level.DIVISION else []
    head = heads.get(agency.pk)
    rank, shared = _rank(agency, peers, scope)
    return AgencyBoard(
        agency=agency,
        name=agency.name_then,
        head=Head(head.user.full_name, head.post or head.get_role_display(), head.is_acting) if head else None,
        counts=counts,
        change=counts.done - before.done if before else None,
        previous_label=previous_label(scope),
        rank=rank,
        rank_of=len(peers),
        rank_shared=shared,
        peer_group=str(agency.peer_group or _("Others")),
        parts=parts_of(counts, scope, agency=agency.code),
        reporting=_reporting(scope, agency),
        score=_score(scope, standings),
        pillars=_pillars(scope, agency, standings),
        standings=standings,
        divisions=tuple(_division_row(scope, d, rollups, heads) for d in divisions),
        commitments=_promised(scope, agency),
        concluded=_concluded(own.get(scope.period.pk)),
        trend=trend_of(_months(scope, own), scope.period.month),
        **_neighbours(scope, agency, peers),
        crumbs=agency_crumbs(scope, agency),
    )


class MonthBeside(NamedTuple):
    """A roll-up with its agency; `states` in the order of STATES. None where nothing is concluded."""

    period: int
    agency: int
    level: str
    group: int | None
    code: str
    name: str
    short_name: str
    order: int
    path: str
    done: int
    applicable: int
    concluded_due: int | None
    concluded_done: int | None
    states: tuple[int, ...]


MONTH = (
    "period", "agency", "agency__level", "agency__peer_group", "agency__code", "agency__name", "agency__short_name",
    "agency__sort_order", "agency__path", "done_all", "applicable", "concluded_due", "concluded_done",
)  # fmt: skip


def _rollups(scope: Scope, agency: Agency) -> list[MonthBeside]:
    """Its own months, its peers' and its divisions' in this period: one query."""
    period = scope.period
    asked = agency.peer_group_id, agency.level, scope.province.pk
    rows = _months_beside(period.pk, scope.plan.pk, agency.pk, *asked, period.seen_on)
    return [MonthBeside._make((*row[: len(MONTH)], row[len(MONTH) :])) for row in rows]


@compiled
def _months_beside(
    period: int, plan: int, agency: int, group: int | None, level: str, province: int, seen_on: date
) -> QuerySet:
    """Who has no group is beside those that have none; a division is beside nobody."""
    peers = Q(agency__peer_group=group, agency__level=level, agency__province=province)
    beside = Q(agency__parent=agency) | peers & ~Q(agency__level=Level.DIVISION)
    rows = RollUp.objects.filter(Q(agency=agency, period__plan=plan) | Q(period=period) & beside)
    return rows.annotate(**tally_parts(province, seen_on, agency)).values_list(*MONTH, *STATES)


def _concluded(row: MonthBeside | None) -> Concluded:
    """How many of the committee's conclusions the agency has done, of those due."""
    return Concluded(row.concluded_done or 0, row.concluded_due or 0) if row else Concluded(0, 0)


def _counts(row: MonthBeside | None, scope: Scope) -> Counts:
    states = tuple(row.states) if row else (0,) * len(STATES)
    return counted(states, scope.plan.counts_no_activity)


def _rank(agency: Agency, peers: Sequence[MonthBeside], scope: Scope) -> tuple[int | None, int]:
    """Its rank among its peers, and how many of them share it."""
    found = ranks([_counts(row, scope).official_rate for row in peers])
    own = next((rank for row, rank in zip(peers, found, strict=True) if row.agency == agency.pk), None)
    return own, found.count(own) if own else 0


def _neighbours(scope: Scope, agency: Agency, peers: Iterable[MonthBeside]) -> dict[str, Peer | None]:
    """Those before and after it in official order, among its peers that one may read."""
    ordered = sorted(peers, key=lambda row: (row.order, row.path))
    place = next((n for n, row in enumerate(ordered) if row.agency == agency.pk), len(ordered))
    seen = visible_paths(scope.reader)

    def nearest(rows: Iterable[MonthBeside]) -> Peer | None:
        found = next((row for row in rows if is_within(row.path, seen)), None)
        return Peer(found.short_name or found.name, scope.url("agency", found.code)) if found else None

    before = ordered[place - 1 :: -1] if 0 < place < len(ordered) else ()
    return {"previous_peer": nearest(before), "next_peer": nearest(ordered[place + 1 :])}


@compiled
def _divisions(agency: int, day: date) -> QuerySet[Agency]:
    rows = Agency.objects.filter(parent=agency).alive_on(day)
    return rows.annotate(name_then=official_name(day)).order_by("sort_order", "path")


def _division_row(scope: Scope, division: Agency, rollups: Sequence[MonthBeside], heads: dict) -> DivisionRow:
    row = next((row for row in rollups if row.agency == division.pk), None)
    head = heads.get(division.pk)
    return DivisionRow(
        code=division.code,
        name=division.name_then,
        url=scope.url("agency", division.code),
        counts=_counts(row, scope),
        head_name=head.user.full_name if head else "",
    )


def _months(scope: Scope, own: dict[int, MonthBeside]) -> list[dict]:
    return [
        {"month": p.month, "done": own[p.pk].done, "applicable": own[p.pk].applicable}
        for p in scope.year_periods
        if p.pk in own
    ]


def _reporting(scope: Scope, agency: Agency) -> ReportStatus:
    report = next(iter(_reports(agency.pk, scope.period.pk)), None)
    if report is None:
        return ReportStatus(_("Not reported yet"), None, False)
    return ReportStatus(_("Reported"), report.submitted_at, report.late_days > 0)


@compiled
def _reports(agency: int, period: int) -> QuerySet[Report]:
    return Report.objects.filter(agency=agency, period=period)


def _score(scope: Scope, standings: Sequence[Judged]) -> Fraction | None:
    if not scope.plan.shows_score:
        return None
    rows = ((s.weight, s.state, exact_attainment(s)) for s in standings)
    return score(rows, scope.plan.counts_no_activity)


def _pillars(scope: Scope, agency: Agency, standings: Sequence[Judged]) -> tuple[PillarItems, ...]:
    lines = item_rows(standings, scope, _sparks(scope, agency))
    names = {pair: queries.in_language(*pair) for pair in {(row.pillar, row.pillar_en) for row in standings}}
    by_pillar: dict[str, list[ItemRow]] = defaultdict(list)
    for row, line in zip(standings, lines, strict=True):
        by_pillar[names[row.pillar, row.pillar_en]].append(line)
    return tuple(PillarItems(name, tuple(items)) for name, items in by_pillar.items())


def _sparks(scope: Scope, agency: Agency) -> dict[int, list[float | None]]:
    """Each item's attainments by month up to this period, clipped to 0…1 for drawing."""
    lines: dict[int, list[float | None]] = defaultdict(lambda: [None] * MONTHS)
    for assignment, month, share in _attainments(agency.pk, scope.plan.pk, scope.period.month):
        lines[assignment][month - 1] = None if share is None else min(max(float(share), 0.0), 1.0)
    return lines


@compiled
def _attainments(agency: int, plan: int, month: int) -> QuerySet:
    rows = Standing.objects.filter(agency=agency, period__plan=plan, period__month__lte=month)
    return rows.values_list("assignment", "period__month", "attainment")


def _promised(scope: Scope, agency: Agency) -> Promised:
    found = commitments_of(agency, scope.period)
    return Promised(
        own=tuple((line, commitment_url(scope, line.pk)) for line in found.own),
        divisions=found.divisions,
        url=scope.url("agency-commitments", agency.code),
    )


def payload(scope: Scope, board: AgencyBoard) -> dict:
    """One agency's month: the same figures, and its items."""
    return {
        "code": board.agency.code,
        "name": board.name,
        **month_json(scope),
        **figures(board.counts),
        "states": dict(board.counts.states),
        "rank": board.rank,
        "peer_group": board.agency.peer_group.code if board.agency.peer_group else None,
        "score": exact(board.score),
        "items": [item_json(row) for row in board.standings],
        "commitments": [
            {"id": line.pk, "items": line.items, "fulfilled": line.fulfilled, "drifting": line.drifting}
            for line, _url in board.commitments.own
        ],
        "conclusions": board.concluded._asdict(),
        "trend": trend_json(scope, board.trend),
    }


def export(scope: Scope, board: AgencyBoard) -> Export:
    """An agency's items, and its year so far."""
    code = board.agency.code
    items = items_table(_("Assigned items"), board.standings, {code: board.name}, agency=code)
    subtitle = subtitle_of(scope, board.name, board.counts)
    return Export(f"{code}-{period_code(scope.period)}", subtitle, (items, trend_table(scope, board.trend)))


@read_only
def agency(request: HttpRequest, code: str) -> HttpResponse:
    scope, found = scope_that_knows(request, lambda scope: scope.agency_or_404(code))
    board = build(scope, may_do(scope, found))
    if not board.counts.total and (later := open_instead(request)):
        scope, board = later, build(later, may_do(later, later.agency_or_404(code)))
    return answer(request, scope, "agency", board, payload, export)


def may_do(scope: Scope, found: Agency) -> Agency:
    """The agency with what the reader may do to it, for the links of its page."""
    found.may_allocate = can(scope.reader, Permission.SIGN, found)
    found.may_appraise = can(scope.reader, Permission.APPRAISE, found)
    return found


urlpatterns = [path("boards/agency/<str:code>/", agency, name="agency")]
