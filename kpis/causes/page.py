"""The page of claimed causes: what waits to be decided, what holds and until when, and what may be claimed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import Agency, User
from agencies.pages.counted import Counted
from agencies.queries import whole_name
from agencies.rights.access import can, visible_agencies
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.causes.forms import DecideClaimForm
from kpis.enums import CLAIMABLE, ClaimState, PeriodState
from kpis.models import Assignment, CauseClaim, Period, Plan, Standing
from kpis.standings.foreseen import Change, Foreseen, foresee_each, with_claim

DECIDED_SHOWN = 500
ENDS_SOON = 31  # days
ENDED = Counted("ended %(n)s day ago", "ended %(n)s days ago")
LEFT = Counted("%(n)s day left", "%(n)s days left")


@dataclass(frozen=True)
class ClaimRow:
    """One claim. `expiry` says when it ends or ended, in words; `form` is there for who decides it.

    `effect`: the open months that change if it is confirmed as it was claimed, for who decides it.
    """

    claim: CauseClaim
    item: str
    agency: str
    item_url: str
    is_own: bool
    expiry: str
    has_ended: bool
    form: DecideClaimForm | None
    effect: tuple[Foreseen, ...] = ()

    @property
    def key(self) -> str:
        return str(self.claim.pk)

    @property
    def decide_url(self) -> str:
        return reverse("kpis:cause-decide", args=[self.claim.pk])


@dataclass(frozen=True)
class Decided:
    """The claims of one indicator that were decided alike: the same cause, days and decision, an item each."""

    rows: tuple[ClaimRow, ...]

    @property
    def agencies(self) -> int:
        """How many agencies lead these items; each once, however many it leads (docs/adr/0021)."""
        return len({row.claim.assignment.agency_id for row in self.rows})

    @property
    def first(self) -> ClaimRow:
        return self.rows[0]


@dataclass(frozen=True)
class Claimable:
    """An item of one's own that is not met, with the page on which its cause is claimed."""

    name: str
    agency: str
    state: str
    reason: str
    url: str


@dataclass(frozen=True)
class Causes:
    province: Agency
    waiting: tuple[ClaimRow, ...]
    decided: tuple[Decided, ...]
    claimable: tuple[Claimable, ...]
    reviews: bool

    @property
    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Review"), reverse("kpis:review")), Crumb(_("Causes"))] if self.reviews else []


def causes_of_province(province: Agency, person: User, forms: Mapping[int, DecideClaimForm] | None = None) -> Causes:
    """The claims of the agencies that `person` reviews or enters figures for, for who reads the whole province of all.

    Five queries, and six more where something waits to be decided. Raises PermissionDenied for who does none of these.
    """
    seen = list(visible_agencies(person).filter(_in(province)).only("path"))
    reviewed, entered = (
        {agency.pk for agency in seen if can(person, right, agency)} for right in (Permission.REVIEW, Permission.ENTER)
    )
    reads = can(person, Permission.READ, province)
    if not reviewed and not entered and not reads:
        raise PermissionDenied
    ours = Q(assignment__plan__province=province) if reads else Q(assignment__agency__in=reviewed | entered)
    claims = CauseClaim.objects.filter(ours)
    claims = claims.select_related(
        "assignment__agency__parent", "assignment__indicator", "assignment__plan", "cause", "claimed_by", "decided_by"
    )
    waiting = claims.filter(state=ClaimState.CLAIMED).order_by("claimed_at", "pk")
    decided = claims.exclude(state=ClaimState.CLAIMED).order_by("-decided_at", "-pk")[:DECIDED_SHOWN]
    rows = _effects([_row(claim, person, reviewed, (forms or {}).get(claim.pk)) for claim in [*waiting, *decided]])
    return Causes(
        province=province,
        waiting=tuple(row for row in rows if row.claim.state == ClaimState.CLAIMED),
        decided=_decided(row for row in rows if row.claim.state != ClaimState.CLAIMED),
        claimable=_claimable(province, entered) if entered else (),
        reviews=bool(reviewed),
    )


def _in(province: Agency) -> Q:
    return Q(province=province) | Q(pk=province.pk)


def _row(claim: CauseClaim, person: User, reviewed: set[int], form: DecideClaimForm | None) -> ClaimRow:
    item, own = claim.assignment, claim.claimed_by_id == person.pk
    decides = claim.state == ClaimState.CLAIMED and item.agency_id in reviewed and not own
    ended = claim.holds_until is not None and claim.holds_until < today()
    return ClaimRow(
        claim=claim,
        item=item.indicator.name,
        agency=whole_name(item.agency),
        item_url=item.get_absolute_url(),
        is_own=own,
        expiry=_expiry(claim.holds_until) if claim.state == ClaimState.CONFIRMED else "",
        has_ended=ended,
        form=(form or DecideClaimForm(claim=claim)) if decides else None,
    )


def _decided(rows: Iterable[ClaimRow]) -> tuple[Decided, ...]:
    """The rows by indicator, the one decided on last first, and of each those together that were decided alike."""
    found: dict[int, dict[tuple[object, ...], list[ClaimRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        claim, day = row.claim, row.claim.decided_at and localdate(row.claim.decided_at)
        days = (claim.holds_from, claim.holds_until, day)
        words = (claim.state, claim.cause_id, claim.outcome, claim.decided_by_id, claim.decision_reason)
        found[claim.assignment.indicator_id][days + words].append(row)
    return tuple(Decided(tuple(rows)) for alike in found.values() for rows in alike.values())


def _effects(rows: list[ClaimRow]) -> list[ClaimRow]:
    """The rows, each that is decided here with what its confirmation would change."""
    by_plan: dict[Plan, dict[Assignment, Change]] = defaultdict(dict)
    for row in rows:
        if row.form:
            by_plan[row.claim.assignment.plan][row.claim.assignment] = with_claim(row.claim)
    found = {key: months for plan, changes in by_plan.items() for key, months in foresee_each(plan, changes).items()}
    return [replace(row, effect=tuple(found.get(row.claim.assignment_id, ()))) if row.form else row for row in rows]


def _expiry(until: date | None) -> str:
    """When a confirmed cause ends: "còn 12 ngày", "đã hết hạn 3 ngày"; empty while that is far away."""
    if until is None:
        return _("no last day")
    left = (until - today()).days
    if left < 0:
        return ENDED.of(-left)
    return LEFT.of(left) if left <= ENDS_SOON else ""


def _claimable(province: Agency, agencies: set[int]) -> tuple[Claimable, ...]:
    """The items that `agencies` lead now and the oldest open month shows as not met, in their order."""
    period = oldest_open(province)
    rows: QuerySet[Standing] = Standing.objects.filter(
        period=period, assignment__agency__in=agencies, state__in=CLAIMABLE
    )
    waiting = CauseClaim.objects.filter(assignment__agency__in=agencies, state=ClaimState.CLAIMED)
    rows = rows.exclude(assignment__in=waiting.values("assignment")).select_related(
        "indicator", "assignment__agency__parent"
    )
    return tuple(
        Claimable(
            row.indicator.name,
            whole_name(row.assignment.agency),
            row.state,
            row.reason,
            reverse("kpis:cause-claim", args=[row.assignment_id]),
        )
        for row in rows.order_by("assignment__agency__path", "assignment__sort_order", "pk")
    )


def oldest_open(province: Agency) -> Period | None:
    """The month that is open for figures and due first."""
    rows = Period.objects.filter(plan__province=province, state=PeriodState.OPEN)
    return rows.order_by("plan__year", "month").first()


def first_day(item: Assignment) -> date:
    """The day from which a claim is proposed to hold: the first of the earliest open month, else today."""
    opened = Period.objects.filter(plan=item.plan_id, state=PeriodState.OPEN).order_by("month").first()
    return opened.data_from if opened else today()
