"""What a draft begins with, as of the day of signing: the parties, the assigned items it may stand for, their terms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from agencies.clock import today
from agencies.models import Agency, Membership, User
from agencies.queries import heads_of, official_name
from commitments.drift.terms import Terms
from commitments.enums import Tier
from commitments.models import Commitment, CommitmentItem, ItemLink, SigningEvent
from dxtracker.lib.text import sort_key
from kpis.enums import Operator
from kpis.grammar.shapes import Goal
from kpis.grammar.targets import format_target
from kpis.models import Assignment, Target

STANDING_BOARD = "Ban Thường vụ Tỉnh ủy"  # the other party of heads of agencies, an official name


@dataclass(frozen=True)
class Agreed:
    """What an item agrees on for one assigned item (key)."""

    assignment: int
    terms: Terms
    is_part: bool = False


@dataclass(frozen=True)
class Offer:
    """An assigned item that an item may stand for: the terms of the day, or those written already (`is_linked`)."""

    assignment: int
    name: str
    code: str
    agency: str
    unit: str
    agreed: Agreed
    is_linked: bool
    people: tuple[tuple[int, str], ...]

    @property
    def target(self) -> str:
        return target_text(self.agreed.terms)


def tier_of(event: SigningEvent) -> Tier:
    """Heads of agencies promise to the province, heads of divisions to their agency."""
    return Tier.AGENCY if event.agency.parent_id is None else Tier.DIVISION


def day_of(event: SigningEvent) -> date:
    """The day as of which names, heads and terms are taken: the day of signing, today where that is still ahead."""
    return min(event.signed_on, today())


def agencies_of(event: SigningEvent) -> QuerySet[Agency]:
    """Who may promise at the event: the agencies right below, alive on the day, without a commitment there yet."""
    rows = Agency.objects.filter(parent=event.agency_id).alive_on(day_of(event))
    return rows.exclude(commitments__event=event).order_by("sort_order", "path")


def parties_of(event: SigningEvent, agencies: Iterable[Agency]) -> dict[int, dict[str, Any]]:
    """Agency key → the fields of a commitment's two parties as of the day: two queries."""
    day, made = day_of(event), list(agencies)
    asked = [*made, event.agency]
    heads = heads_of(asked, day)
    rows = Agency.objects.filter(pk__in=[agency.pk for agency in asked]).annotate(then=official_name(day))
    names: dict[int, str] = dict(rows.values_list("pk", "then"))
    other = _counterparty(event, heads.get(event.agency_id), names[event.agency_id])
    return {agency.pk: _signatory(heads.get(agency.pk)) | {"agency_name": names[agency.pk]} | other for agency in made}


def _signatory(head: Membership | None) -> dict[str, Any]:
    user = head.user if head else None
    name = user.full_name if user else ""
    return {"signatory_id": user.pk if user else None, "signatory_name": name, "signatory_post": _post(head)}


def _counterparty(event: SigningEvent, head: Membership | None, name: str) -> dict[str, Any]:
    if tier_of(event) == Tier.AGENCY:
        head, shown = None, STANDING_BOARD
    else:
        shown = head.user.full_name if head else ""
    return {
        "counterparty_id": head.user_id if head else None,
        "counterparty_name": shown,
        "counterparty_post": _post(head),
        "counterparty_agency_name": name,
    }


def _post(head: Membership | None) -> str:
    return (head.post or str(head.get_role_display())) if head else ""  # type: ignore[attr-defined]


def accounts_of(agency: Agency) -> list[tuple[int, str]]:
    """The accounts that hold or held a role at an agency: one query."""
    return _by_name(User.objects.filter(memberships__agency=agency))


def _by_name(people: QuerySet[User]) -> list[tuple[int, str]]:
    """(key, name) in the order of the Vietnamese alphabet, which no database sorts by; no system signs or answers."""
    rows = people.filter(is_system=False).distinct().values_list("pk", "full_name")
    return sorted(rows, key=lambda row: (sort_key(row[1]), row[0]))


def assignable(commitment: Commitment) -> QuerySet[Assignment]:
    """The assigned items of the year that the commitment may stand for: its agency's, a division's agency's too."""
    agencies = [commitment.agency_id]
    if commitment.tier == Tier.DIVISION:
        agencies.append(commitment.event.agency_id)
    rows = Assignment.objects.filter(plan=commitment.event.plan_id, agency__in=agencies)
    return rows.select_related("indicator", "agency", "accountable").order_by("-agency__path", "sort_order", "pk")


def terms_on(assignments: Iterable[Assignment], day: date | None = None) -> dict[int, Terms]:
    """Assignment key → the terms in force on `day`, the newest ones without it: one query.

    What is signed before the first target's month begins is signed on that target.
    """
    found: dict[int, Target] = {}
    asked = list(assignments)
    targets = Target.objects.filter(assignment__in=[row.pk for row in asked]).select_related("in_force_from")
    for row in targets.order_by("in_force_from__month"):
        if row.assignment_id not in found or day is None or row.in_force_from.data_from <= day:
            found[row.assignment_id] = row
    return {row.pk: live_terms(row, found.get(row.pk)) for row in asked}


def live_terms(row: Assignment, target: Target | None) -> Terms:
    """The terms of an assigned item under a target; wants its indicator, agency and accountable."""
    owned = Terms(
        unit=row.indicator.unit,
        deadline=row.deadline,
        owner=row.agency_id,
        owner_name=row.agency.name,
        accountable=row.accountable_id,
        accountable_name=row.accountable.full_name if row.accountable else "",
    )
    if target is None:
        return owned
    names = ("operator", "low", "high", "baseline", "unit", "raw")
    return replace(owned, **{name: getattr(target, name) for name in names})


def offers_of(commitment: Commitment, item: CommitmentItem | None = None) -> tuple[Offer, ...]:
    """The assigned items that an item of the draft may stand for, with the terms to sign: four queries at most."""
    rows = list(assignable(commitment))
    fresh = terms_on(rows, day_of(commitment.event))
    links = {link.assignment_id: link for link in item.links.select_related("accountable")} if item else {}
    people = _people(rows, commitment)
    return tuple(_offer(row, fresh[row.pk], links.get(row.pk), people) for row in rows)


def _people(rows: list[Assignment], commitment: Commitment) -> tuple[tuple[int, str], ...]:
    agencies = {row.agency_id for row in rows} | {commitment.agency_id}
    return tuple(_by_name(User.objects.filter(memberships__agency__in=agencies)))


def _offer(row: Assignment, terms: Terms, link: ItemLink | None, people: tuple[tuple[int, str], ...]) -> Offer:
    if link:
        terms = terms_of_link(link)
    known = dict(people)
    for person in (row.accountable, link.accountable if link else None):
        if person:
            known.setdefault(person.pk, person.full_name)
    agreed = Agreed(row.pk, terms, link.is_part if link else False)
    given = row.indicator
    unit = terms.unit or given.unit
    linked = link is not None
    return Offer(row.pk, given.name, given.code, row.agency.name, unit, agreed, linked, tuple(known.items()))


_OF_LINK = ("operator", "low", "high", "baseline", "unit", "raw", "deadline")


def terms_of_link(link: ItemLink) -> Terms:
    """The terms that a link holds, by keys: without the names of agency and person."""
    held = {name: getattr(link, name) for name in _OF_LINK}
    return Terms(**held, owner=link.owner_id, accountable=link.accountable_id)


def columns_of(terms: Terms) -> dict[str, Any]:
    """The columns of ItemLink that hold these terms."""
    held = {name: getattr(terms, name) for name in _OF_LINK}
    return held | {"owner_id": terms.owner, "accountable_id": terms.accountable}


def target_text(terms: Terms) -> str:
    """A target as it is written, else in the words that the import reads back; empty without one."""
    if not terms.operator:
        return ""
    if terms.raw:
        return terms.raw
    goal = Goal(terms.operator, terms.low, terms.high)
    text = format_target(goal, terms.unit)
    is_named = terms.operator != Operator.DONE and terms.unit and not text.endswith("%")
    return f"{text} {terms.unit}" if is_named else text


def order_after(commitment: Commitment) -> int:
    """The number of the next item."""
    last = commitment.items.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1
