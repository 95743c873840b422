"""What is left out of the rates of a month, since when, until when, who decided.

Not measurable, not applicable and, where the month's rules leave it out, without activity.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.rights.access import visible_agencies
from dashboards.answers import answer_once_begun, read_only
from dashboards.parts.counts import figures
from dashboards.scope import Scope, scope_of
from dashboards.tables import Column, Export, Table, iso, period_code, subtitle_of, words_of
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.enums import EXCUSED, ClaimState, Reason, State
from kpis.measuring.rates import LEFT_OUT, Counts
from kpis.models import CauseClaim, RollUp
from kpis.standings.judged import Judged, judged_row
from kpis.standings.words import why


@dataclass(frozen=True)
class ExcludedRow:
    """One item. `since` is the claim's day, or that before which the item does not apply yet (then `until`)."""

    agency: str
    agency_name: str
    indicator: str
    url: str
    state: str
    why: str
    cause: str
    since: date | None
    until: date | None
    decided_by: str
    decided_on: date | None
    reason: str


@dataclass(frozen=True)
class ExcludedAlike:
    """The items of one indicator of which the same is said: state, cause, days and decision, an agency each."""

    rows: tuple[ExcludedRow, ...]

    @property
    def first(self) -> ExcludedRow:
        return self.rows[0]


@dataclass(frozen=True)
class ExcludedBoard:
    """`counts` are of all items of the same agencies in the month: both rates stand beside what they leave out."""

    rows: tuple[ExcludedRow, ...]
    counts: Counts
    crumbs: tuple[Crumb, ...]

    @property
    def groups(self) -> tuple[ExcludedAlike, ...]:
        """The rows by indicator, and of each those together of which the same is said."""
        found: dict[str, dict[tuple[object, ...], list[ExcludedRow]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            said = (row.state, row.why, row.since, row.until, row.decided_by, row.decided_on, row.reason)
            found[row.indicator][said].append(row)
        return tuple(ExcludedAlike(tuple(rows)) for alike in found.values() for rows in alike.values())


def build(scope: Scope, agencies: QuerySet[Agency]) -> ExcludedBoard:
    """What is left out among `agencies`' own items in the period shown; three queries."""
    own = agencies.filter(level="agency")
    period = scope.period
    rows = queries.judged(period.pk, period.closed_at).filter(agency__in=own, state__in=_left_out(scope))
    rows = rows.order_by("agency__sort_order", "agency__path", "assignment__sort_order", "pk")
    standings = [judged_row(row) for row in queries.plain_with_agency(rows, period.data_to)]
    claims = _claims(scope, [row.assignment_id for row in standings])
    counts = Counts.of((), scope.plan.counts_no_activity)
    for row in RollUp.objects.filter(period=scope.period, agency__in=own):
        counts += queries.counts_of(row, scope.plan)
    return ExcludedBoard(
        rows=tuple(_row(scope, row, claims.get((row.assignment_id, row.state))) for row in standings),
        counts=counts,
        crumbs=(Crumb(_("Items"), scope.rows_path + scope.query), Crumb(_("Left out of the rates"))),
    )


def _left_out(scope: Scope) -> list[State]:
    return [*LEFT_OUT[scope.plan.counts_no_activity], State.NOT_MEASURABLE]


def _claims(scope: Scope, items: list[int]) -> dict[tuple[int, str], CauseClaim]:
    """(item, outcome) → the confirmed claim that holds on the last day of the month, the latest where there are two."""
    day = scope.period.data_to
    rows = CauseClaim.objects.filter(Q(holds_until=None) | Q(holds_until__gte=day), assignment__in=items)
    rows = rows.filter(state=ClaimState.CONFIRMED, outcome__in=EXCUSED, holds_from__lte=day)
    rows = rows.select_related("cause", "decided_by").order_by("holds_from", "pk")
    return {(claim.assignment_id, claim.outcome): claim for claim in rows}


def _row(scope: Scope, row: Judged, claim: CauseClaim | None) -> ExcludedRow:
    """`claim` holds in the month; what was withdrawn or does not apply yet rests on none, whatever was confirmed."""
    claim = claim if row.cause else None
    begins_on = row.applicable_from if row.reason == Reason.BEFORE_START else None
    decided = claim.decided_at if claim else None
    return ExcludedRow(
        agency=row.agency_code,
        agency_name=row.agency_name,
        indicator=row.name,
        url=scope.url("item", row.assignment_id),
        state=row.state,
        why=why(row),
        cause=claim.cause.name if claim else "",
        since=claim.holds_from if claim else None,
        until=claim.holds_until if claim else begins_on,
        decided_by=str(claim.decided_by or "") if claim else "",
        decided_on=timezone.localtime(decided).date() if decided else None,
        reason=claim.decision_reason if claim else "",
    )


def payload(scope: Scope, board: ExcludedBoard) -> dict:
    """The month's two rates, and every item that one of them leaves out."""
    return {
        "period": period_code(scope.period),
        **figures(board.counts),
        "items": [
            {
                "agency": row.agency,
                "indicator": row.indicator,
                "state": row.state,
                "why": row.why,
                "cause": row.cause or None,
                "since": iso(row.since),
                "until": iso(row.until),
                "decided_by": row.decided_by or None,
                "decided_on": iso(row.decided_on),
            }
            for row in board.rows
        ],
    }


def export(scope: Scope, board: ExcludedBoard) -> Export:
    """One table: item, state, cause, days, by whose decision."""
    columns = (
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in board.rows}, 30),
        Column("indicator", _("Item"), width=44),
        Column("state", _("State"), "state", words_of(State.choices), 18),
        Column("cause", _("Cause"), width=36),
        Column("since", _("Since"), "date"),
        Column("until", _("Until"), "date"),
        Column("decided_by", _("Decided by"), width=24),
        Column("decided_on", _("Decided on"), "date"),
        Column("reason", _("Reason"), width=36),
    )
    table = Table(_("Left out"), _("Left out of the rates"), columns, board.rows, frozen=2)
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    return Export(f"khong-tinh-{period_code(scope.period)}", subtitle, (table,))


@read_only
def excluded(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, visible_agencies(scope.reader))
    return answer_once_begun(request, scope, "excluded", board, payload, export)


urlpatterns = [path("boards/excluded/", excluded, name="excluded")]
