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
from commitments.coverage.rules import Covered, Share, Whole, cover
from commitments.enums import CommitmentState, Gap, Precision, Tier
from commitments.models import ItemLink
from commitments.standings.rules import is_promised
from kpis.enums import Kind, OverAgencies
from kpis.models import Assignment, Handover, Period
from kpis.standings.leads import lead_in

WHOLE = ("pk", "lead", "lead_path", "indicator__name", "code", "targets__unit", "targets__low", "indicator__kind",
         "indicator__over_agencies")  # fmt: skip
SHARE = ("item__commitment", "item__commitment__agency__path", "assignment", "assignment__part_of", "is_part", "low")
DAYS = ("item__commitment__event__signed_on", "item__commitment__event__precision", "item__added_by__dated_on",
        "item__withdrawn_by__dated_on")  # fmt: skip


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
    """Key of one of `agencies` → each item that it leads in the period, with who in it signed for it: two queries.

    Only agencies that have divisions on the last day of the period are asked, of items that are asked in it, and of
    what is signed and promised by then; the newest target is held against the shares. Items are in the agency's order.
    """
    keys, day = list(agencies), period.data_to
    own = _own_items(_items(keys, period.plan_id, period.month, day))
    shares, parts = _shares(_links(keys, period.plan_id, period.month, day), own, day)
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
    """Those of the agencies that are there on that day and have divisions."""
    below = Agency.objects.filter(parent=OuterRef("pk"), level=Level.DIVISION).alive_on(day)
    there = Agency.objects.filter(Exists(below), pk__in=agencies, level=Level.AGENCY).alive_on(day)
    return there.order_by().values("pk")


@compiled
def _items(agencies: list[int], plan: int, month: int, day: date) -> QuerySet:
    asked = _with_divisions(agencies, day)
    rows = Assignment.objects.filter(Q(agency__in=asked) | Q(pk__in=_passed_on(asked)), plan=plan)
    rows = rows.filter(Q(withdrawn_from=None) | Q(withdrawn_from__month__gt=month))
    rows = rows.annotate(lead=lead_in(month), lead_path=lead_in(month, of="path"))
    rows = rows.filter(lead__in=asked)
    return rows.order_by("lead", "sort_order", "pk", "targets__in_force_from__month").values_list(*WHOLE)


def _passed_on(agencies: QuerySet) -> QuerySet:
    """The items that these agencies led once."""
    return Handover.objects.filter(before__in=agencies).order_by().values("assignment")


@compiled
def _links(agencies: list[int], plan: int, month: int, day: date) -> QuerySet:
    asked = _with_divisions(agencies, day)
    passed = _passed_on(asked)
    return ItemLink.objects.filter(
        Q(assignment__agency__in=asked) | Q(assignment__part_of__agency__in=asked)
        | Q(assignment__in=passed) | Q(assignment__part_of__in=passed),
        Q(assignment__withdrawn_from=None) | Q(assignment__withdrawn_from__month__gt=month),
        item__commitment__state=CommitmentState.SIGNED,
        item__commitment__tier=Tier.DIVISION,
        item__commitment__event__plan=plan,
    ).values_list(*SHARE, *DAYS)  # fmt: skip


def _own_items(rows: Iterable[tuple]) -> dict[int, _Own]:
    """Items by key, each with its newest target."""
    found = {}
    for key, agency, path, name, code, unit, low, kind, over in rows:
        adds_up = kind == Kind.NUMBER and over == OverAgencies.SUM
        found[key] = _Own(agency, path, name, code, unit or "", low, adds_up)  # a later target replaces the earlier
    return found


def _shares(
    rows: Iterable[tuple], own: dict[int, _Own], day: date
) -> tuple[dict[int, list[Share]], dict[int, set[int]]]:
    """Of each own item what divisions below its agency promised of it on `day`, and those of their items that are
    parts of it."""
    shares: dict[int, list[Share]] = defaultdict(list)
    parts: dict[int, set[int]] = defaultdict(set)
    for commitment, path, assignment, part_of, is_part, low, *days in rows:
        key = assignment if assignment in own else part_of
        if key not in own or not path.startswith(own[key].path) or not _is_promised(day, *days):
            continue
        shares[key].append(Share(commitment, assignment, is_part, low))
        if key != assignment:
            parts[key].add(assignment)
    return shares, parts


def _is_promised(day: date, signed_on: date, precision: str, added: date | None, withdrawn: date | None) -> bool:
    """Whether a signed item counts on `day`: from the signing, or the amendment that added it, to its withdrawal."""
    signed = Precision(precision).first_day(signed_on)
    return signed <= day and is_promised(added or signed, withdrawn, day)
