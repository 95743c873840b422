"""What coverage is judged on: an agency's own items on one side, what its divisions signed for on the other."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from commitments.coverage.rules import (
    Covered,
    Share,
    Whole,
    cover,
)
from commitments.enums import CommitmentState, Gap, Tier
from commitments.models import ItemLink
from kpis.enums import Kind, OverAgencies
from kpis.models import Assignment, Period

WHOLE = ("pk", "agency", "agency__path", "indicator__name", "code", "targets__unit", "targets__low", "indicator__kind",
         "indicator__over_agencies")  # fmt: skip
SHARE = ("item__commitment", "item__commitment__agency__path", "assignment", "assignment__part_of", "is_part", "low")


class CoveredItem(NamedTuple):
    """An agency's own item (`assignment` is its key, `unit` that of its newest target) and who signed for it."""

    assignment: int
    name: str
    code: str
    unit: str
    covered: Covered

    @property
    def gap(self) -> Gap | None:
        return self.covered.gap


class _Own(NamedTuple):
    """An agency's own item with its newest target; a province has thousands of them."""

    agency: int
    path: str
    name: str
    code: str
    unit: str
    low: Decimal | None
    adds_up: bool


def coverage_of(agencies: Iterable[int], period: Period) -> dict[int, tuple[CoveredItem, ...]]:
    """Key of one of `agencies` → each of its own items of the period's plan with who in it signed for it: two queries.

    Only agencies that have divisions on the last day of the period are asked; the newest target is held against the
    shares. Items are in the agency's own order.
    """
    keys = list(agencies)
    own = _own_items(_items(keys, period.plan_id, period.data_to))
    shares, parts = _shares(_links(keys, period.plan_id, period.data_to), own)
    found: dict[int, list[CoveredItem]] = defaultdict(list)
    for key, item in own.items():
        whole = Whole(key, item.low, item.adds_up, frozenset(parts.get(key, ())))
        covered = cover(whole, shares.get(key, ()))
        found[item.agency].append(CoveredItem(key, item.name, item.code, item.unit, covered))
    return {agency: tuple(items) for agency, items in found.items()}


def gaps(items: Iterable[CoveredItem], gap: Gap) -> tuple[CoveredItem, ...]:
    """Those of `items` with this gap."""
    return tuple(item for item in items if item.gap == gap)


def _with_divisions(agencies: list[int], day: date) -> QuerySet:
    """Those of the agencies that have divisions on that day."""
    below = Agency.objects.filter(parent=OuterRef("pk"), level=Level.DIVISION).alive_on(day)
    return Agency.objects.filter(Exists(below), pk__in=agencies, level=Level.AGENCY).order_by().values("pk")


@compiled
def _items(agencies: list[int], plan: int, day: date) -> QuerySet:
    rows = Assignment.objects.filter(plan=plan, agency__in=_with_divisions(agencies, day))
    return rows.order_by("agency", "sort_order", "pk", "targets__in_force_from__month").values_list(*WHOLE)


@compiled
def _links(agencies: list[int], plan: int, day: date) -> QuerySet:
    asked = _with_divisions(agencies, day)
    return ItemLink.objects.filter(
        Q(assignment__agency__in=asked) | Q(assignment__part_of__agency__in=asked),
        item__withdrawn_by=None,
        item__commitment__state=CommitmentState.SIGNED,
        item__commitment__tier=Tier.DIVISION,
        item__commitment__event__plan=plan,
    ).values_list(*SHARE)


def _own_items(rows: Iterable[tuple]) -> dict[int, _Own]:
    """Items by key, each with its newest target."""
    found = {}
    for key, agency, path, name, code, unit, low, kind, over in rows:
        adds_up = kind == Kind.NUMBER and over == OverAgencies.SUM
        found[key] = _Own(agency, path, name, code, unit or "", low, adds_up)  # a later target replaces the earlier
    return found


def _shares(rows: Iterable[tuple], own: dict[int, _Own]) -> tuple[dict[int, list[Share]], dict[int, set[int]]]:
    """Of each own item what divisions below its agency signed of it, and those of their items that are parts of it."""
    shares: dict[int, list[Share]] = defaultdict(list)
    parts: dict[int, set[int]] = defaultdict(set)
    for commitment, path, assignment, part_of, is_part, low in rows:
        key = assignment if assignment in own else part_of
        if key not in own or not path.startswith(own[key].path):
            continue
        shares[key].append(Share(commitment, assignment, is_part, low))
        if key != assignment:
            parts[key].add(assignment)
    return shares, parts
