"""The items of one commitment as lines of a document: what was promised, how it stands, what was said of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from commitments.drift.history import TRAIL, Key, Since, Trail, with_trail
from commitments.drift.links import Link
from commitments.enums import Way
from commitments.standings.queries import Item
from commitments.words import written_target
from dashboards.boards.commitment.drift import DriftRow, First, drift_rows, firsts_of
from dashboards.boards.commitment.record import RecordRow
from dashboards.boards.commitment.rights import Rights
from dashboards.parts.items import ItemRow, item_rows
from dashboards.scope import Scope
from kpis import queries
from kpis.enums import ClaimState
from kpis.standings.judged import COLUMNS, Judged, judged_row


@dataclass(frozen=True)
class Claim:
    """What was claimed of an item of its own way, and what the other party answered."""

    key: int
    state: str
    fulfilled_on: date
    document: str
    note: str
    claimed_at: datetime
    claimed_by: int | None
    claimed_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    revoked_at: datetime | None
    revoked_by_name: str
    reason: str
    is_illustrative: bool
    decide_url: str = ""
    revoke_url: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == ClaimState.CLAIMED

    @property
    def is_refused(self) -> bool:
        return self.state == ClaimState.REFUSED


@dataclass(frozen=True)
class LinkRow:
    """An assigned item that a committed item stands for; `line` is None where the month has not judged it.

    `url` is empty for who may not open it, a division's head the agency's. `deadline` only where the item's links were
    signed with several.
    """

    link: Link
    line: ItemRow | None
    url: str
    signed_target: str
    deadline: date | None


@dataclass(frozen=True)
class CommittedItemRow:
    """A committed item. `claims` are of an item of its own way, the latest last; addresses for who may go there."""

    item: Item
    deadline: date | None
    way_words: str
    added_by: str
    links: tuple[LinkRow, ...]
    drifts: tuple[DriftRow, ...]
    firsts: tuple[First, ...]
    claims: tuple[Claim, ...]
    edit_url: str
    claim_url: str


@dataclass(frozen=True)
class Withdrawn:
    """An item that an amendment took out."""

    key: int
    order: int
    text: str
    by: str
    on: date
    is_illustrative: bool


def withdrawn_of(record: Sequence[RecordRow]) -> tuple[Withdrawn, ...]:
    """The items that amendments took out, in their order."""
    gone = {row.key: row for row in record if row.withdrawn_by}
    return tuple(
        Withdrawn(row.key, row.order, row.text, row.withdrawn_by or "", row.withdrawn_on, row.is_illustrative)
        for row in gone.values()
    )


class JudgedItems(NamedTuple):
    """Assigned item → how it stands in the month, and what tells since when it is as it is."""

    rows: Mapping[int, Judged]
    trails: Mapping[int, Trail]


def judged_of(scope: Scope, items: Sequence[Item], *, with_drift: bool) -> JudgedItems:
    """All that `items` stand for, in the month: one query, none for a month to come.

    `with_drift`: where something drifts, with what tells since when (drift.history.with_trail).
    """
    assigned = {link.assignment for item in items for link in item.links}
    if not assigned or not scope.period.is_begun:
        return JudgedItems({}, {})
    trail = with_drift and any(item.is_drifting for item in items)
    rows = (_judged_with_trail if trail else _judged)(scope.period.pk, scope.period.closed_at, sorted(assigned))
    found = {row[0]: judged_row(row[: len(COLUMNS)]) for row in rows}
    return JudgedItems(found, {row[0]: Trail._make(row[len(COLUMNS) :]) for row in rows} if trail else {})


@compiled
def _judged(period: int, closed_at: datetime | None, assigned: list[int]) -> QuerySet:
    return queries.plain(queries.judged(period, closed_at).filter(assignment__in=assigned))


@compiled
def _judged_with_trail(period: int, closed_at: datetime | None, assigned: list[int]) -> QuerySet:
    rows = queries.judged(period, closed_at).filter(assignment__in=assigned)
    return queries.plain(with_trail(rows, "assignment"), *TRAIL)


def lines_of(
    scope: Scope,
    items: Sequence[Item],
    record: Sequence[RecordRow],
    judged: Mapping[int, Judged],
    since: Mapping[Key, Since],
    rights: Rights,
) -> tuple[CommittedItemRow, ...]:
    """The items of the month as lines, with what is on record of them; no query."""
    lines = dict(zip(judged, item_rows(judged.values(), scope), strict=True))
    firsts = firsts_of(record)
    rows: dict[int, list[RecordRow]] = defaultdict(list)
    for row in record:
        rows[row.key].append(row)
    return tuple(
        CommittedItemRow(
            item=item,
            deadline=_deadline(item),
            way_words=str(Way(item.way).label),
            added_by=rows[item.key][0].added_by or "",
            links=tuple(_link_row(item, link, lines.get(link.assignment), scope, rights) for link in item.links),
            drifts=drift_rows(item, since),
            firsts=firsts.get(item.key, ()),
            claims=tuple(
                _claim(row, rights) for row in {row.claim: row for row in rows[item.key] if row.claim}.values()
            ),
            edit_url=_edit_url(item, rights),
            claim_url=_claim_url(item, rows[item.key], rights),
        )
        for item in items
    )


def _edit_url(item: Item, rights: Rights) -> str:
    return reverse("commitments:item-edit", args=[item.key]) if rights.writes and not rights.signed else ""


def _claim_url(item: Item, rows: Sequence[RecordRow], rights: Rights) -> str:
    """Who promised says so; who decides on it is not asked to, for nobody decides on their own word."""
    is_said = any(row.claim and row.state != ClaimState.REFUSED for row in rows)
    if not rights.claims or rights.decides or not rights.signed or item.way == Way.ASSIGNED or is_said:
        return ""
    return reverse("commitments:fulfilment-claim", args=[item.key])


def _deadline(item: Item) -> date | None:
    """The item's own day, or the one that all its links were signed with."""
    days = {link.agreed.deadline for link in item.links}
    return item.deadline or (days.pop() if len(days) == 1 else None)


def _link_row(item: Item, link: Link, line: ItemRow | None, scope: Scope, rights: Rights) -> LinkRow:
    several = len({one.agreed.deadline for one in item.links}) > 1
    url = scope.url("item", link.assignment)
    return LinkRow(
        link=link,
        line=line,
        url=url if rights.opens(link.live.owner) else "",
        signed_target=written_target(link.agreed) if link.agreed.operator else "",
        deadline=link.agreed.deadline if several else None,
    )


def _claim(row: RecordRow, rights: Rights) -> Claim:
    number = _("No. %(number)s") % {"number": row.document_number} if row.document_number else ""
    day = formats.date_format(row.document_on, "SHORT_DATE_FORMAT") if row.document_on else ""
    decides = rights.decides and rights.signed and row.claimed_by != rights.person  # nobody decides their own
    return Claim(
        key=row.claim or 0,
        state=row.state,
        fulfilled_on=row.fulfilled_on,
        document=", ".join(filter(None, (number, day))),
        note=row.note,
        claimed_at=row.claimed_at,
        claimed_by=row.claimed_by,
        claimed_by_name=row.claimed_by_name or "",
        decided_at=row.decided_at,
        decided_by_name=row.decided_by_name or "",
        revoked_at=row.revoked_at,
        revoked_by_name=row.revoked_by_name or "",
        reason=row.reason,
        is_illustrative=bool(row.claim_is_illustrative),
        decide_url=_page("decide", row) if decides and row.state == ClaimState.CLAIMED else "",
        revoke_url=_page("revoke", row) if decides and row.state == ClaimState.CONFIRMED else "",
    )


def _page(act: str, row: RecordRow) -> str:
    return reverse(f"commitments:fulfilment-{act}", args=[row.claim])
