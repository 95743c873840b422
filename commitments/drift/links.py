"""What committed items stand for: agreed terms against live ones, compared here for every page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, F, FilteredRelation, Q, QuerySet, Value

from agencies.databases.compiled import compiled
from commitments.drift.terms import Difference, Terms, differences
from commitments.models import ItemLink
from kpis.models import Period

TERMS = ("operator", "low", "high", "baseline", "unit", "raw", "deadline", "owner", "owner__name", "accountable",
         "accountable__full_name")  # fmt: skip
TARGET = tuple(f"assignment__targets__{name}" for name in ("operator", "low", "high", "baseline", "unit", "raw"))
LIVE = (*TARGET, "assignment__deadline", "assignment__agency", "assignment__agency__name", "assignment__accountable",
        "assignment__accountable__full_name")  # fmt: skip
ABOUT = ("pk", "item", "assignment", "is_part", "assignment__indicator__name", "assignment__indicator__code",
         "state_then", "assignment__targets__in_force_from__month",
         "assignment__targets__in_force_from__data_from", "assignment__targets__set_at", "reason_then")  # fmt: skip


@dataclass(frozen=True)
class Link:
    """An item's link to an assigned item: its state in the month, agreed and live terms, where they differ.

    `state` is None where the month has no standing of it. `live_from` is the month (1…12) from which the newest
    target is in force, `live_begins` its first day, `live_set_at` when it was written; all None without a target.
    """

    key: int
    assignment: int
    name: str
    code: str
    is_part: bool
    state: str | None
    agreed: Terms
    live: Terms
    live_from: int | None
    live_begins: date | None
    live_set_at: datetime | None
    reason: str = ""  # of the state

    @property
    def drifts(self) -> tuple[Difference, ...]:
        return differences(self.agreed, self.live, is_part=self.is_part)


def links_of(items: list[int], period: Period | None = None) -> dict[int, tuple[Link, ...]]:
    """Item key → its links with agreed and live terms, and their states in `period` where one is asked: one query.

    The newest target is the live one, whichever month is shown: a decision moves away from what was signed on the
    day it is taken.
    """
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    for row in _links(items, period.pk if period else None):
        link = _link(row)
        found[row[1]][link.key] = link  # a later target of the same link takes the place of the earlier
    return {item: tuple(links.values()) for item, links in found.items()}


@compiled
def _links(items: list[int], period: int | None) -> QuerySet:
    rows = ItemLink.objects.filter(item__in=items)
    if period is None:
        rows = rows.annotate(state_then=Value(None, CharField()), reason_then=Value("", CharField()))
    else:
        in_month = FilteredRelation("assignment__standings", condition=Q(assignment__standings__period=period))
        rows = rows.annotate(in_month=in_month)
        rows = rows.annotate(state_then=F("in_month__state"), reason_then=F("in_month__reason"))
    rows = rows.order_by("item", "pk", "assignment__targets__in_force_from__month")
    return rows.values_list(*ABOUT, *TERMS, *LIVE)


def _link(row: tuple) -> Link:
    key, _item_key, assignment, is_part, name, code, state, month, begins, set_at, reason = row[: len(ABOUT)]
    agreed = row[len(ABOUT) : len(ABOUT) + len(TERMS)]
    live = row[len(ABOUT) + len(TERMS) :]
    terms = _terms(agreed), _terms(live)
    return Link(key, assignment, name, code, is_part, state, *terms, month, begins, set_at, reason or "")


def _terms(values: tuple) -> Terms:
    operator, low, high, baseline, unit, raw, deadline, owner, owner_name, person, person_name = values
    return Terms(
        operator or "", low, high, baseline, unit or "", raw or "", deadline, owner, owner_name or "", person,
        person_name or "",
    )  # fmt: skip
