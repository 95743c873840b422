"""Named reads of commitments: sums over many, what an agency and its divisions promised, signatures, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.models import Agency
from commitments.enums import CommitmentState, Precision, Signature
from commitments.files.verdicts import signature_of
from commitments.models import Commitment, SignedFile, SigningEvent
from commitments.standings.queries import has_begun, judged_in, with_month
from kpis.models import Period

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
    """The sum over commitments read by commitments.standings.queries.in_month."""
    total = Tally()
    for row in rows:
        is_signed = row.state_then == CommitmentState.SIGNED
        total += Tally(1, 0, row.n_items, row.n_fulfilled, row.n_drifting) if is_signed else Tally(drafts=1)
    return total


def commitments_of(agency: Agency, period: Period) -> AgencyCommitments:
    """What `agency` and what its divisions promised in the period's plan: one query."""
    rows = judged_in(_made(agency.pk, period.plan_id, period.pk, begun=has_begun(period)), period)
    own = [row for row in rows if row.agency_id == agency.pk]
    return AgencyCommitments(
        own=tuple(_line(row) for row in own),
        divisions=tally(row for row in rows if row.agency_id != agency.pk),
    )


@compiled
def _made(agency: int, plan: int, period: int, *, begun: bool) -> QuerySet[Commitment]:
    whose = Q(agency=agency) | Q(agency__parent=agency)
    return with_month(Commitment.objects.filter(whose, event__plan=plan).select_related("event"), period, begun)


def _line(row: Any) -> CommitmentLine:
    return CommitmentLine(
        pk=row.pk,
        title=_("With %(party)s") % {"party": row.counterparty_name},
        signatory=row.signatory_name,
        signed_text=signed_text(row),
        is_signed=row.state_then == CommitmentState.SIGNED,
        items=row.n_items,
        fulfilled=row.n_fulfilled,
        drifting=row.n_drifting,
    )


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
