"""The two sources of the trail, filtered alike and merged by time: audit events, and the moves of figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.clock import midnight
from agencies.enums import Level
from agencies.models import Agency, AuditEvent, User
from agencies.rights.access import grants, visible_agencies
from agencies.rights.roles import PERMISSIONS, Permission
from dashboards.audit.naming import of_item
from dashboards.audit.words import FIGURES, types_of
from kpis.models import EntryEvent

EVENT, MOVE = "event", "move"  # of one moment, events stand above moves
SOURCES = (EVENT, MOVE)


class Cursor(NamedTuple):
    """A place in the trail: all that is older stands after it."""

    at: datetime
    source: str
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.pk}"


@dataclass(frozen=True)
class Reach:
    """What a person may read of the trail of a province: whole, or that of the own agencies."""

    province: Agency
    agencies: QuerySet[Agency]

    @property
    def people(self) -> QuerySet[User]:
        """Those who hold or held a role at these agencies, and those of the province who may have changed them."""
        at = Q(memberships__agency__in=self.agencies) | Q(memberships__agency=self.province)
        return User.objects.filter(at).distinct()


def reach_of(user: User, province: Agency) -> Reach | None:
    """What `user` may read of the trail of `province`; None for nothing. No query beyond the grants."""
    if not any(
        Permission.AUDIT in PERMISSIONS[grant.role] and grant.agency.root_id == province.pk for grant in grants(user)
    ):
        return None
    within = visible_agencies(user, Permission.AUDIT).within(province)
    return Reach(province, within)


def agencies_to_choose(reach: Reach) -> list[Agency]:
    """The agencies whose trail may be asked for, in the order of the tree; the province itself is no choice."""
    return list(reach.agencies.exclude(level=Level.PROVINCE).order_by("path"))


def people_to_choose(reach: Reach) -> list[User]:
    """Whose changes may be asked for, by name."""
    return sorted(reach.people, key=lambda person: person.full_name)


def newest(reach: Reach, wanted: Mapping[str, Any], most: int | None = None) -> Iterator[AuditEvent | EntryEvent]:
    """Events and moves that fit, the newest first, at most so many; two queries."""
    sources = {EVENT: _events(reach, wanted), MOVE: _moves(reach, wanted)}
    rows = [_after(found, source, wanted.get("after")) for source, found in sources.items() if found is not None]
    if most is not None:
        rows = [found[:most] for found in rows]
    return islice(merge(*(found.iterator(chunk_size=2000) for found in rows), key=_newest_first), most)


def cursor_of(row: AuditEvent | EntryEvent) -> Cursor:
    """The place of `row` in the trail."""
    return Cursor(row.at, EVENT if isinstance(row, AuditEvent) else MOVE, row.pk)


def _newest_first(row: AuditEvent | EntryEvent) -> tuple[float, int, int]:
    at, source, pk = cursor_of(row)
    return -at.timestamp(), SOURCES.index(source), -pk


def _after(rows: QuerySet, source: str, cursor: Cursor | None) -> QuerySet:
    rows = rows.order_by("-at", "-pk")
    if cursor is None:
        return rows
    here, place = SOURCES.index(source), SOURCES.index(cursor.source)
    if here == place:
        return rows.filter(Q(at__lt=cursor.at) | Q(at=cursor.at, pk__lt=cursor.pk))
    return rows.filter(at__lte=cursor.at) if here > place else rows.filter(at__lt=cursor.at)


def _events(reach: Reach, wanted: Mapping[str, Any]) -> QuerySet[AuditEvent]:
    """Events of the agencies; those of accounts belong to no agency and go with the people of the agencies."""
    rows = AuditEvent.objects.select_related("by", "agency")
    if agency := wanted.get("agency"):
        rows = rows.filter(agency__path__gte=agency.path, agency__path__lte=agency.path_end)
    else:
        own = User.objects.filter(memberships__agency__in=reach.agencies).values("pk")
        ours = Q(by=None) | Q(by=F("object_id")) | Q(by__in=reach.people.values("pk"))
        of_accounts = Q(agency=None, object_type="agencies.user", object_id__in=own) & ours
        rows = rows.filter(Q(agency__in=reach.agencies) | of_accounts)
    if kind := wanted.get("kind"):
        rows = rows.filter(object_type__in=types_of(kind))
    if item := wanted.get("item"):
        rows = rows.filter(of_item(item))
    return _between(rows, wanted)


def _moves(reach: Reach, wanted: Mapping[str, Any]) -> QuerySet[EntryEvent] | None:
    """Moves of figures; what is typed and not sent yet is the agency's own draft and no part of the trail."""
    if (kind := wanted.get("kind")) and FIGURES not in types_of(kind):
        return None
    sent = EntryEvent.objects.filter(entry=OuterRef("entry"), move="submit", pk__gt=OuterRef("pk"))
    rows = EntryEvent.objects.filter(~Q(move="type") | Exists(sent))
    within: Any = reach.agencies
    if agency := wanted.get("agency"):
        within = reach.agencies.within(agency)
    rows = rows.filter(entry__assignment__agency__in=within)
    if item := wanted.get("item"):
        rows = rows.filter(entry__assignment=item)
    rows = rows.select_related("by", "entry__assignment__agency", "entry__assignment__indicator", "entry__period__plan")
    return _between(rows, wanted)


def _between(rows: QuerySet, wanted: Mapping[str, Any]) -> QuerySet:
    """By one person, and from the first moment of a day to the last of another."""
    if person := wanted.get("person"):
        rows = rows.filter(by=person)
    if since := wanted.get("since"):
        rows = rows.filter(at__gte=midnight(since))
    if until := wanted.get("until"):
        rows = rows.filter(at__lt=midnight(until + timedelta(days=1)))
    return rows
