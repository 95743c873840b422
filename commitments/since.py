"""Since when the live terms are not the agreed ones: the newest target's month, else the trail of who changed what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from agencies.models import AuditEvent
from commitments.enums import Aspect
from commitments.ledger import Item, Link
from kpis.models import Assignment, Document, Target

FIELDS = ("deadline", "agency", "accountable")
ASSIGNMENT = Assignment._meta.label_lower


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


def since_of(items: Iterable[Item], year: int) -> dict[Key, Since]:
    """Every drift of `items`, all of the plan of `year`, with since when: one query, and none where nothing drifts.

    A deadline or a person is known since the last event in the trail of the assigned item that wrote the value
    which is in force now; a value that no event wrote is in force since nobody knows when.
    """
    drifts = [pair for item in items for pair in item.drifts]
    if not drifts:
        return {}
    trails = {row.pk: row for row in _trails({link.assignment for link, _difference in drifts})}
    return {
        (link.key, difference.aspect): _since(link, difference.aspect, trails[link.assignment], year)
        for link, difference in drifts
    }


def _trails(assignments: set[int]) -> QuerySet[Assignment]:
    """The assigned items with the document of the newest target and, of each field, its last event."""
    newest = Target.objects.filter(assignment=OuterRef("pk")).order_by("-in_force_from__month")
    rows = Assignment.objects.filter(pk__in=assignments).order_by()
    rows = rows.annotate(by_document=Subquery(newest.values("document")[:1]))
    act = Document.objects.filter(pk=OuterRef("by_document"))
    rows = rows.annotate(
        **{f"act_{name}": Subquery(act.values(name)[:1]) for name in ("kind", "number", "symbol", "title")}
    )
    for name in FIELDS:
        trail = AuditEvent.objects.filter(object_type=ASSIGNMENT, object_id=OuterRef("pk"), new__has_key=name)
        trail = trail.order_by("-at", "-pk")
        rows = rows.annotate(
            **{f"{name}_at": Subquery(trail.values("at")[:1]), f"{name}_new": Subquery(trail.values("new")[:1])}
        )
    return rows


def _since(link: Link, aspect: Aspect, trail, year: int) -> Since:
    if aspect == Aspect.TARGET:
        if link.live_from is None:
            return UNKNOWN
        act = Document(kind=trail.act_kind or "", number=trail.act_number or "", symbol=trail.act_symbol or "",
                       title=trail.act_title or "")  # fmt: skip
        return Since(link.live_from, year, link.live_set_at, str(act) if trail.by_document else "")
    if aspect == Aspect.DEADLINE:
        live = link.live.deadline.isoformat() if link.live.deadline else None
        return _written(trail, "deadline", live)
    moved = []
    if link.agreed.owner != link.live.owner:
        moved.append(_written(trail, "agency", link.live.owner))
    if link.agreed.accountable not in (None, link.live.accountable):
        moved.append(_written(trail, "accountable", link.live.accountable))
    known = [one.at for one in moved if one.at]
    return Since(at=min(known)) if len(known) == len(moved) else UNKNOWN  # the day on which the first of them left


def _written(trail, name: str, live: object) -> Since:
    at: datetime | None = getattr(trail, f"{name}_at")
    new = getattr(trail, f"{name}_new") or {}
    return Since(at=at) if at is not None and new.get(name) == live else UNKNOWN
