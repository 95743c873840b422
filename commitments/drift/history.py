"""Since when the live terms are not the agreed ones: the newest target's month, else the trail of who changed what."""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from agencies.databases.compiled import compiled
from agencies.models import Agency, AuditEvent
from commitments.drift.links import Link
from commitments.enums import Aspect
from kpis.models import Assignment, Document, Target

FIELDS = ("deadline", "agency", "accountable")
ACT = ("kind", "number", "symbol", "title")
ASSIGNMENT = Assignment._meta.label_lower
OF_FIELDS = (f"{name}_{part}" for name in FIELDS for part in ("at", "new"))
TRAIL = ("act", *(f"act_{name}" for name in ACT), "agency_code", *OF_FIELDS)
# What `with_trail` adds to a row, for who reads columns and makes no models of them.
Trail = namedtuple("Trail", TRAIL)  # type: ignore[misc]  # names of a list


@dataclass(frozen=True)
class Since:
    """When a live term came into force: a target from a `month` (1…12) of `year` on, the others `at` a moment.

    `document` is the act by which the target was set. All are empty where nothing tells.
    """

    month: int | None = None
    year: int | None = None
    at: datetime | None = None
    document: str = ""

    @property
    def on(self) -> date | None:
        return timezone.localtime(self.at).date() if self.at else None


UNKNOWN = Since()
Key = tuple[int, Aspect]  # a link and what of it drifted


def since_of(links: Iterable[Link], year: int, known: Mapping[int, Any] | None = None) -> dict[Key, Since]:
    """Every drift of `links`, all of the plan of `year`, with since when: one query, and none where nothing drifts.

    `known` holds rows of `with_trail` by assigned item: what they tell is not asked again.
    """
    drifting = {link.key: link for link in links if link.drifts}
    trails = dict(known or {})
    if wanted := {link.assignment for link in drifting.values()} - trails.keys():
        trails |= {row.pk: row for row in _trails(sorted(wanted))}
    found: dict[Key, Since] = {}
    for link in drifting.values():
        found |= since_by_trail(link, trails[link.assignment], year)
    return found


def drift_days(links: Iterable[Link]) -> dict[Key, date | None]:
    """Every drift of `links` with the first day on which it was so; None where nothing tells. One query at most."""
    drifting = [link for link in links if link.drifts]
    moved = {link.assignment for link in drifting if any(one.aspect != Aspect.TARGET for one in link.drifts)}
    trails = {row.pk: row for row in _trails(sorted(moved))} if moved else {}
    return {
        (link.key, one.aspect): link.live_begins
        if one.aspect == Aspect.TARGET
        else _moved(link, one.aspect, trails[link.assignment]).on
        for link in drifting
        for one in link.drifts
    }


@compiled
def _trails(assignments: list[int]) -> QuerySet[Assignment]:
    return with_trail(Assignment.objects.filter(pk__in=assignments).order_by())


def with_trail(rows: QuerySet, assignment: str = "pk") -> QuerySet:
    """`rows` with what tells since when the assigned item in their field `assignment` is as it is.

    That is the document of its newest target and, of each field that may drift, the last event that wrote it.
    """
    newest = Target.objects.filter(assignment=OuterRef(assignment)).order_by("-in_force_from__month")
    rows = rows.annotate(act=Subquery(newest.values("document")[:1]))
    act = Document.objects.filter(pk=OuterRef("act"))
    rows = rows.annotate(**{f"act_{name}": Subquery(act.values(name)[:1]) for name in ACT})
    lead = Agency.objects.filter(assignments=OuterRef(assignment))
    rows = rows.annotate(agency_code=Subquery(lead.values("code")[:1]))
    for name in FIELDS:
        trail = AuditEvent.objects.filter(object_type=ASSIGNMENT, object_id=OuterRef(assignment), new__has_key=name)
        trail = trail.order_by("-at", "-pk")
        written = {f"{name}_at": Subquery(trail.values("at")[:1]), f"{name}_new": Subquery(trail.values("new")[:1])}
        rows = rows.annotate(**written)
    return rows


def since_by_trail(link: Link, trail: Any, year: int) -> dict[Key, Since]:
    """Since when each drift of a link is; `trail` is a row of `with_trail`, `year` the plan's.

    A deadline or a person is known since the last event that wrote it, if that is the value in force now; what no
    event wrote is so since nobody knows when.
    """
    return {(link.key, one.aspect): _since(link, one.aspect, trail, year) for one in link.drifts}


def _since(link: Link, aspect: Aspect, trail: Any, year: int) -> Since:
    if aspect == Aspect.TARGET:
        if link.live_from is None:
            return UNKNOWN
        act = Document(**{name: getattr(trail, f"act_{name}") or "" for name in ACT})
        return Since(link.live_from, year, link.live_set_at, str(act) if trail.act else "")
    return _moved(link, aspect, trail)


def _moved(link: Link, aspect: Aspect, trail: Any) -> Since:
    """Since when deadline or owner are the live ones: the last event that wrote them, if it wrote these."""
    if aspect == Aspect.DEADLINE:
        live = link.live.deadline.isoformat() if link.live.deadline else None
        return _written(trail, "deadline", live)
    moved = []
    if link.agreed.owner != link.live.owner:
        moved.append(_written(trail, "agency", link.live.owner, trail.agency_code))  # handovers tell the code
    if link.agreed.accountable not in (None, link.live.accountable):
        moved.append(_written(trail, "accountable", link.live.accountable))
    known = [one.at for one in moved if one.at]
    return Since(at=min(known)) if len(known) == len(moved) else UNKNOWN  # the day on which the first of them left


def _written(trail: Any, name: str, *live: object) -> Since:
    at: datetime | None = getattr(trail, f"{name}_at")
    new = getattr(trail, f"{name}_new") or {}
    return Since(at=at) if at is not None and new.get(name) in live else UNKNOWN
