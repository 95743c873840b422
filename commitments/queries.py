"""Named reads of commitments: counts in SQL, for boards that show many commitments and no item of them.

What counts is what commitments.ledger says of each item; the same rules stand here a second time, as conditions, so
that a board of a province costs one query. tests/dashboards/boards/test_commitment_counts.py holds both against each
other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Count, F, FilteredRelation, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.sql.compiler import SQLCompiler
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.drift.terms import TARGET_FIELDS
from commitments.enums import CommitmentState, Precision, Signature, Way
from commitments.files.verdicts import signature_of
from commitments.ledger import confirmed_in
from commitments.models import Commitment, SignedFile, SigningEvent
from kpis.enums import MET
from kpis.models import Period, Target

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


LINK = "items__links__"
ASSIGNED, TARGET = f"{LINK}assignment__", f"{LINK}assignment__targets__"
KEPT = Q(items__withdrawn_by=None)
IS_LINKED = Q(items__way=Way.ASSIGNED)


def with_counts(commitments: QuerySet[Commitment], period: Period) -> QuerySet[Commitment]:
    """`n_items`, `n_fulfilled` and `n_drifting` of each, judged in `period`; no query of its own.

    Withdrawn items are left out. A draft has items, but what is not signed is neither fulfilled nor drifting.
    """
    signed = KEPT & Q(state=CommitmentState.SIGNED)
    return _in_month(commitments, period).annotate(
        n_items=_items_where(KEPT), n_fulfilled=_fulfilled_where(signed), n_drifting=_items_where(signed & _drifts())
    )


def _in_month(commitments: QuerySet[Commitment], period: Period) -> QuerySet[Commitment]:
    """Commitments joined to their items' links, with `met` where the month meets the link and `done` where one counts.

    One pass over joined rows, each item counted once: conditions with subqueries read the links again for each count.
    """
    standings = f"{ASSIGNED}standings"
    is_met = Q(**{f"{standings}__period": period, f"{standings}__state__in": MET})
    return commitments.annotate(
        met=FilteredRelation(standings, condition=is_met),
        done=FilteredRelation("items__fulfilments", condition=confirmed_in(period, "items__fulfilments__")),
    )


def _items_where(condition: Q) -> Count:
    return Count("items", distinct=True, filter=condition)


def _fulfilled_where(condition: Q) -> CombinedExpression:
    """Of items of commitments `_in_month`: all linked ones but those with a link not met; others where one counts.

    `met__state` and not its key, for an index holds it.
    """
    is_done = ~IS_LINKED & Q(done__isnull=False)
    unmet = IS_LINKED & Q(met__state__isnull=True)
    return _items_where(condition & (IS_LINKED | is_done)) - _items_where(condition & unmet)


def _drifts() -> Q:
    """Of the links of items: the agreed terms are not those in force: newest target, deadline, owner.

    Which target is the newest is asked last, of those that differ.
    """
    targets = Target.objects.filter(assignment=OuterRef(f"{LINK}assignment")).order_by("-in_force_from__month")
    is_other = reduce(or_, (_differs(TARGET + name, LINK + name) for name in TARGET_FIELDS))
    moved = Q(**{f"{TARGET}pk": None}) | is_other & Q(**{f"{TARGET}pk": Subquery(targets.values("pk")[:1])})
    target = Q(**{f"{LINK}is_part": False}) & ~Q(**{f"{LINK}operator": ""}) & moved
    deadline = _differs(f"{LINK}deadline", f"{ASSIGNED}deadline")
    owner = _differs(f"{LINK}owner", f"{ASSIGNED}agency")
    person = Q(**{f"{LINK}accountable__isnull": False}) & _differs(f"{LINK}accountable", f"{ASSIGNED}accountable")
    return Q(**{f"{LINK}pk__isnull": False}) & (target | deadline | owner | person)


class _Distinct(Func):
    """Whether two columns differ, where nothing is no different from nothing."""

    template, arg_joiner = "(%(expressions)s)", " IS DISTINCT FROM "
    output_field = BooleanField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        """Older SQLite knows no other words for it."""
        return super().as_sql(compiler, connection, arg_joiner=" IS NOT ", **extra)


def _differs(one: str, other: str) -> Q:
    return Q(_Distinct(F(one), F(other)))


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
        _in_month(rows, period)
        .order_by()
        .values_list("tier")
        .annotate(
            signed=Count("pk", distinct=True), n_items=_items_where(KEPT), n_fulfilled=_fulfilled_where(KEPT)
        )
    )  # fmt: skip
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
