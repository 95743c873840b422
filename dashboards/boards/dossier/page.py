"""What an agency's head brings to the appraisal at the end of the year: inputs alone, no grade and no rank.

The system supplies what was promised, assigned, reported and excused, with its dates and evidence; who is competent
decides (VIETNAM, "the system supplies inputs, the authority decides").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from agencies.models import Agency, Membership, User
from agencies.queries import BY_SPELL, HEADS
from commitments.enums import CommitmentState
from commitments.models import Commitment
from commitments.queries import signed_text
from commitments.standings.queries import Item, in_month, items_of
from commitments.words import both_sides, written_target
from dashboards.boards.dossier.items import Excuse, GivenItem, MonthReport, given_of, months_of, standings_of
from dashboards.parts.crumbs import agency_crumbs
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis.measuring.rates import Counts
from kpis.models import Standing
from kpis.queries import day_of


@dataclass(frozen=True)
class Post:
    """A spell at the head of the agency; None where a day is not known or not yet come."""

    name: str
    since: date | None
    until: date | None
    is_acting: bool
    decision: str


@dataclass(frozen=True)
class Holder:
    """Whose dossier it is; `posts` is empty for who signed for the agency without heading it."""

    username: str
    name: str
    posts: tuple[Post, ...]
    url: str


@dataclass(frozen=True)
class Drift:
    """One aspect on which what is in force is not what was agreed."""

    aspect: str
    aspect_words: str
    name: str
    agreed: str
    live: str


@dataclass(frozen=True)
class PromisedItem:
    """A committed item: `level` as agreed, `codes` of the assigned items it stands for, how it was fulfilled."""

    order: int
    text: str
    level: str
    codes: tuple[str, ...]
    deadline: date | None
    state: str
    state_reason: str
    is_fulfilled: bool
    fulfilled_on: date | None
    document_number: str
    document_on: date | None
    drifts: tuple[Drift, ...]
    is_illustrative: bool


@dataclass(frozen=True)
class SignedPaper:
    """A commitment that the holder signed in the plan's year."""

    key: int
    number: str
    event: str
    signed_text: str
    counterparty: str
    signatory_post: str
    items: tuple[PromisedItem, ...]

    @property
    def fulfilled(self) -> int:
        return sum(item.is_fulfilled for item in self.items)


@dataclass(frozen=True)
class Dossier:
    """`others` are the people whose dossier can be asked for instead, `unsigned` who else signed for the agency.

    `counts` are of the items of the month; `checksum` is the closed month's, empty while it is open.
    """

    agency: Agency
    name: str
    year: int
    holder: Holder | None
    others: tuple[Holder, ...]
    unsigned: tuple[str, ...]
    papers: tuple[SignedPaper, ...]
    counts: Counts
    items: tuple[GivenItem, ...]
    excuses: tuple[Excuse, ...]
    months: tuple[MonthReport, ...]
    checksum: str
    letter_url: str
    letter_pdf_url: str
    crumbs: tuple[Crumb, ...]

    @property
    def promised(self) -> int:
        return sum(len(paper.items) for paper in self.papers)

    @property
    def fulfilled(self) -> int:
        return sum(paper.fulfilled for paper in self.papers)

    @property
    def proofs(self) -> int:
        return sum(len(item.proofs) for item in self.items)

    @property
    def late_months(self) -> tuple[MonthReport, ...]:
        return tuple(month for month in self.months if month.late_days or month.is_missing)


def build(scope: Scope, agency: Agency, person: str = "") -> Dossier:
    """The dossier of the agency's (or division's) head on the last day of the month shown; seven queries.

    `person` is the username of another who headed it during the year or signed for it; raises Http404 for any other.
    """
    spells = _spells(scope, agency)
    signed = _signed(scope, agency)
    people = _people(spells, signed)
    if person and person not in people:
        raise Http404(_("Nobody of this name headed or signed for this agency in this year."))
    chosen = people.get(person) or _head_on(scope.period.data_to, spells)
    own = [row for row in signed.values() if chosen and _is_by(row, chosen)]
    standings = standings_of(scope, agency)
    items, excuses = given_of(scope, standings)
    url = scope.url("dossier", agency.code)
    holders = {name: _holder(user, spells, url) for name, user in people.items()}
    return Dossier(
        agency=agency,
        name=agency.name_then,
        year=scope.plan.year,
        holder=holders[chosen.username] if chosen else None,
        others=tuple(holder for name, holder in holders.items() if not chosen or name != chosen.username),
        unsigned=tuple(dict.fromkeys(row.signatory_name for row in signed.values() if row not in own)),
        papers=_papers(scope, own),
        counts=_counts(scope, standings),
        items=items,
        excuses=excuses,
        months=months_of(standings, day_of(scope.period)),
        checksum=scope.period.checksum if scope.period.closed_at else "",
        letter_url=_letter_url(scope, "dossier-letter", agency, person),
        letter_pdf_url=_letter_url(scope, "dossier-letter-pdf", agency, person),
        crumbs=agency_crumbs(scope, agency, _("Dossier")),
    )


def _spells(scope: Scope, agency: Agency) -> list[Membership]:
    """Who headed the agency in the plan's year, in the order of agencies.queries.heads_of: the last one counts."""
    first, last = date(scope.plan.year, 1, 1), date(scope.plan.year, 12, 31)
    first = min(first, scope.period.data_from)
    rows = Membership.objects.filter(agency=agency, role__in=HEADS.values())
    rows = rows.filter(Q(since=None) | Q(since__lte=last), Q(until=None) | Q(until__gte=first))
    return list(rows.select_related("user").order_by(*BY_SPELL))


def _signed(scope: Scope, agency: Agency) -> dict[int, Commitment]:
    """The commitments that count as signed for the agency in the month, by key."""
    rows = Commitment.objects.filter(agency=agency, event__plan=scope.plan).select_related("event", "signatory")
    found = in_month(rows.order_by("event__signed_on", "pk"), scope.period)
    return {row.pk: row for row in found if row.state_then == CommitmentState.SIGNED}


def _people(spells: Iterable[Membership], signed: dict[int, Commitment]) -> dict[str, User]:
    """Those whose dossier can be asked for, by username."""
    people: list[User] = [*(row.user for row in spells), *(row.signatory for row in signed.values() if row.signatory)]  # type: ignore[list-item]  # signatories are people
    return {user.username: user for user in people}


def _head_on(day: date, spells: Sequence[Membership]) -> User | None:
    in_force = [row for row in spells if (not row.since or row.since <= day) and (not row.until or row.until >= day)]
    return in_force[-1].user if in_force else None


def _is_by(commitment: Commitment, person: User) -> bool:
    """Whether the person signed it: by account, or by name where the account is not known."""
    if commitment.signatory_id is None:
        return commitment.signatory_name == person.full_name
    return commitment.signatory_id == person.pk


def _holder(user: User, spells: Iterable[Membership], url: str) -> Holder:
    posts = tuple(
        Post(row.post or str(row.get_role_display()), row.since, row.until, row.is_acting, row.decision_number)
        for row in spells
        if row.user_id == user.pk
    )
    return Holder(user.username, user.full_name, posts, _of_person(url, user.username))


def _of_person(url: str, username: str) -> str:
    """Names may hold a plus, which an address would read as a space."""
    return f"{url}&{urlencode({'person': username})}"


def _papers(scope: Scope, own: Sequence[Commitment]) -> tuple[SignedPaper, ...]:
    items = items_of([row.pk for row in own], scope.period)
    return tuple(
        SignedPaper(
            key=row.pk,
            number=row.number,
            event=row.event.name,
            signed_text=signed_text(row),
            counterparty=row.counterparty_name,
            signatory_post=row.signatory_post,
            items=tuple(_promised(item) for item in items.get(row.pk, ())),
        )
        for row in own
    )


def _promised(item: Item) -> PromisedItem:
    levels = [written_target(link.agreed) for link in item.links if link.agreed.operator]
    days = [link.agreed.deadline for link in item.links]
    return PromisedItem(
        order=item.order,
        text=item.text,
        level="; ".join(levels),
        codes=tuple(link.code for link in item.links),
        deadline=_last(days) if days else item.deadline,
        state=item.state,
        state_reason=item.reason,
        is_fulfilled=item.is_fulfilled,
        fulfilled_on=item.fulfilled_on,
        document_number=item.document_number,
        document_on=item.document_on,
        drifts=tuple(_drift(link.name, difference) for link, difference in item.drifts),
        is_illustrative=item.is_illustrative,
    )


def _last(days: Sequence[date | None]) -> date | None:
    """The last of the days with which an item's links were signed; none where one was signed without."""
    known = [day for day in days if day]
    return max(known) if len(known) == len(days) else None


def _drift(name: str, difference) -> Drift:
    agreed, live = both_sides(difference)
    return Drift(str(difference.aspect), str(difference.aspect.label), name, agreed, live)


def _counts(scope: Scope, standings: Iterable[Standing]) -> Counts:
    """Those of the roll-up: the states of the month's items, counted by the same rule."""
    states = (row.state for row in standings if row.period_id == scope.period.pk)
    return Counts.of(states, scope.plan.counts_no_activity)


def _letter_url(scope: Scope, name: str, agency: Agency, person: str) -> str:
    url = scope.url(name, agency.code)
    return _of_person(url, person) if person else url
