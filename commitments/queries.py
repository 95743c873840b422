"""Named reads of commitments: counts in SQL, for boards that show many commitments and no item of them.

What counts is what commitments.ledger says of each item; the same rules stand here a second time, as conditions, so
that a board of a province costs one query. tests/dashboards/test_commitment_counts.py holds the two against each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.enums import CommitmentState, Precision, Signature, Way
from commitments.ledger import confirmed_in
from commitments.models import Commitment, Fulfilment, ItemLink, SignedFile, SigningEvent
from commitments.verdicts import signature_of
from kpis.enums import MET
from kpis.models import Period, Standing, Target

BAD_SIGNATURES = frozenset(
    {
        Signature.ALTERED,
        Signature.BROKEN,
        Signature.CHANGED_AFTER,
        Signature.UNTRUSTED,
        Signature.NOT_VALID_THEN,
        Signature.WRONG_SIGNER,
    }
)


@dataclass(frozen=True)
class Tally:
    """Commitments summed: how many are signed and how many are drafts; items count in signed ones alone."""

    signed: int = 0
    drafts: int = 0
    items: int = 0
    fulfilled: int = 0
    drifting: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.signed + other.signed,
            self.drafts + other.drafts,
            self.items + other.items,
            self.fulfilled + other.fulfilled,
            self.drifting + other.drifting,
        )

    @property
    def commitments(self) -> int:
        return self.signed + self.drafts


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment in short: who signed, when, how many items, how many of them fulfilled and drifting."""

    pk: int
    title: str
    signatory: str
    signed_text: str
    is_signed: bool
    items: int
    fulfilled: int
    drifting: int


@dataclass(frozen=True)
class AgencyCommitments:
    """What an agency itself promised, and what its divisions promised, summed."""

    own: tuple[CommitmentLine, ...]
    divisions: Tally


def with_counts(commitments: QuerySet[Commitment], period: Period) -> QuerySet[Commitment]:
    """`n_items`, `n_fulfilled` and `n_drifting` of each, judged in `period`; no query of its own.

    Withdrawn items are left out. A draft has items, but what is not signed is neither fulfilled nor drifting.
    """
    counted = Q(state=CommitmentState.SIGNED, items__withdrawn_by=None)
    return commitments.annotate(
        n_items=Count("items", filter=Q(items__withdrawn_by=None)),
        n_fulfilled=Count("items", filter=counted & _is_fulfilled(commitments, period)),
        n_drifting=Count("items", filter=counted & _is_drifting(commitments)),
    )


def _links(commitments: QuerySet[Commitment]) -> QuerySet[ItemLink]:
    """Links of the items of these commitments and no others: PostgreSQL reads what it tests an item against at once."""
    return ItemLink.objects.filter(item__commitment__in=commitments.order_by().values("pk")).order_by()


def _is_fulfilled(commitments: QuerySet[Commitment], period: Period) -> Q:
    """Of a commitment's items: linked items are all met in the month, or a fulfilment that counts in it."""
    links = _links(commitments)
    met = Standing.objects.filter(assignment=OuterRef("assignment"), period=period, state__in=MET)
    unmet = links.filter(~Exists(met))
    said = Fulfilment.objects.filter(
        confirmed_in(period), item__commitment__in=commitments.order_by().values("pk")
    ).order_by()  # fmt: skip
    linked = Q(items__in=links.values("item")) & ~Q(items__in=unmet.values("item"))
    is_linked = Q(items__way=Way.ASSIGNED)
    return is_linked & linked | ~is_linked & Q(items__in=said.values("item"))


def _is_drifting(commitments: QuerySet[Commitment]) -> Q:
    """Of a commitment's items: a link whose agreed terms are not those in force: newest target, deadline, owner."""
    targets = Target.objects.filter(assignment=OuterRef("assignment")).order_by("-in_force_from__month")
    same = Target.objects.filter(pk=OuterRef("newest"), operator=OuterRef("operator"), unit=OuterRef("unit"))
    for name in ("low", "high", "baseline"):
        same = same.filter(Q(**{name: OuterRef(name)}) | Q(IsNull(F(name), True), IsNull(OuterRef(name), True)))
    target = Q(is_part=False) & ~Q(operator="") & ~Q(Exists(same))
    deadline = ~Q(deadline=None, assignment__deadline=None) & ~Q(deadline=F("assignment__deadline"))
    person = Q(assignment__accountable=None) | ~Q(accountable=F("assignment__accountable"))
    owner = ~Q(owner=F("assignment__agency")) | Q(accountable__isnull=False) & person
    links = _links(commitments).annotate(newest=Subquery(targets.values("pk")[:1]))
    return Q(items__in=links.filter(target | deadline | owner).values("item"))


def with_signature(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """`verdict` (None without a file) and `attesters` of each one's newest file; `signature` reads them."""
    files = SignedFile.objects.filter(commitment=OuterRef("pk"), amendment=None).order_by("-uploaded_at", "-pk")
    people = files.annotate(n=Count("attestations__by", distinct=True))
    return commitments.annotate(
        verdict=Subquery(files.values("verdict")[:1]), attesters=Subquery(people.values("n")[:1])
    )


def signature(row: Any) -> Signature:
    """What the newest file of a commitment read by `with_signature` says."""
    return signature_of(row if row.verdict is not None else None, row.attesters or 0)


def tally(rows: Iterable[Any]) -> Tally:
    """The sum over commitments read by `with_counts`."""
    total = Tally()
    for row in rows:
        total += _tally_of(row.state, row.n_items, row.n_fulfilled, row.n_drifting)
    return total


class TierCount(NamedTuple):
    """A tier's commitments of a plan: how many are signed, and the items of those, in all and fulfilled."""

    signed: int
    items: int
    fulfilled: int


def fulfilment_by_tier(period: Period) -> dict[str, TierCount]:
    """Tier → its signed commitments of the period's plan, counted in `period`: one query."""
    rows = Commitment.objects.filter(event__plan=period.plan_id, state=CommitmentState.SIGNED)
    counted = (
        rows.order_by()
        .values_list("tier")
        .annotate(
            signed=Count("pk", distinct=True),
            n_items=Count("items", filter=Q(items__withdrawn_by=None)),
            n_fulfilled=Count("items", filter=Q(items__withdrawn_by=None) & _is_fulfilled(rows, period)),
        )
    )
    return {tier: TierCount(*counts) for tier, *counts in counted}


def commitments_of(agency: Agency, period: Period) -> AgencyCommitments:
    """What `agency` and what its divisions promised in the period's plan: one query."""
    whose = Q(agency=agency) | Q(agency__parent=agency)
    made = Commitment.objects.filter(whose, event__plan=period.plan_id)
    rows = list(with_counts(made, period).select_related("event"))
    own = [row for row in rows if row.agency_id == agency.pk]
    return AgencyCommitments(
        own=tuple(_line(row) for row in own),
        divisions=tally(row for row in rows if row.agency_id != agency.pk),
    )


def _line(row: Any) -> CommitmentLine:
    return CommitmentLine(
        pk=row.pk,
        title=_("With %(party)s") % {"party": row.counterparty_name},
        signatory=row.signatory_name,
        signed_text=signed_text(row),
        is_signed=row.is_signed,
        items=row.n_items,
        fulfilled=row.n_fulfilled,
        drifting=row.n_drifting,
    )


def _tally_of(state: str, items: int, fulfilled: int, drifting: int) -> Tally:
    return Tally(1, 0, items, fulfilled, drifting) if state == CommitmentState.SIGNED else Tally(drafts=1)


def signed_text(commitment: Commitment) -> str:
    """The day on which a commitment was signed, as written or as exactly as it is known."""
    return event_day(commitment.event)


def event_day(event: SigningEvent) -> str:
    """The day of a signing event as written, or as exactly as it is known."""
    if event.signed_text:
        return event.signed_text
    if event.precision == Precision.DAY:
        return formats.date_format(event.signed_on, "SHORT_DATE_FORMAT")
    if event.precision == Precision.MONTH:
        return f"{event.signed_on.month}/{event.signed_on.year}"
    return str(event.signed_on.year)
