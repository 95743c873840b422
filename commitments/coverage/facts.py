"""What coverage is judged on: an agency's own items on one side, what its divisions signed for on the other."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def coverage_of(agencies: QuerySet[Agency], period: Period) -> dict[int, tuple[CoveredItem, ...]]:
    """Agency key → each of its own items of the period's plan with who in it signed for it: two queries.

    Only agencies that have divisions on the last day of the period are asked; the newest target is held against the
    shares. Items are in the agency's own order.
    """
    below = Agency.objects.filter(parent=OuterRef("pk"), level=Level.DIVISION).alive_on(period.data_to)
    asked = agencies.filter(Exists(below), level=Level.AGENCY).order_by().values("pk")
    own = _own_items(asked, period)
    shares, parts = _shares(asked, period, own)
    found: dict[int, list[CoveredItem]] = defaultdict(list)
    for key, item in own.items():
        whole = Whole(key, item.low, item.adds_up, frozenset(parts.get(key, ())))
        covered = cover(whole, shares.get(key, ()))
        found[item.agency].append(CoveredItem(key, item.name, item.code, item.unit, covered))
    return {agency: tuple(items) for agency, items in found.items()}


def gaps(items: Iterable[CoveredItem], gap: Gap) -> tuple[CoveredItem, ...]:
    """Those of `items` with this gap."""
    return tuple(item for item in items if item.gap == gap)


def _own_items(agencies: QuerySet, period: Period) -> dict[int, _Own]:
    """The items of these agencies, each with its newest target."""
    rows = Assignment.objects.filter(plan=period.plan_id, agency__in=agencies)
    rows = rows.order_by("agency", "sort_order", "pk", "targets__in_force_from__month")
    found = {}
    for key, agency, path, name, code, unit, low, kind, over in rows.values_list(*WHOLE):
        adds_up = kind == Kind.NUMBER and over == OverAgencies.SUM
        found[key] = _Own(agency, path, name, code, unit or "", low, adds_up)  # a later target replaces the earlier
    return found


def _shares(
    agencies: QuerySet, period: Period, own: dict[int, _Own]
) -> tuple[dict[int, list[Share]], dict[int, set[int]]]:
    """Of each own item what divisions below its agency signed of it, and those of their items that are parts of it."""
    rows = ItemLink.objects.filter(
        Q(assignment__agency__in=agencies) | Q(assignment__part_of__agency__in=agencies),
        item__withdrawn_by=None,
        item__commitment__state=CommitmentState.SIGNED,
        item__commitment__tier=Tier.DIVISION,
        item__commitment__event__plan=period.plan_id,
    )
    shares: dict[int, list[Share]] = defaultdict(list)
    parts: dict[int, set[int]] = defaultdict(set)
    for commitment, path, assignment, part_of, is_part, low in rows.values_list(*SHARE):
        key = assignment if assignment in own else part_of
        if key not in own or not path.startswith(own[key].path):
            continue
        shares[key].append(Share(commitment, assignment, is_part, low))
        if key != assignment:
            parts[key].add(assignment)
    return shares, parts
