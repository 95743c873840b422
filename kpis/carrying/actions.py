"""Items carried into a new year, and targets set while it is planned; each change with its event."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.clock import now
from agencies.enums import Level
from agencies.models import Agency, AuditEvent, User
from kpis.carrying.compared import CompareRow, Held, before, next_years, side_by_side, year_before
from kpis.carrying.rules import Terms, carried
from kpis.catalogue.actions import set_milestones
from kpis.enums import PeriodState, TargetRule
from kpis.errors import CannotChange
from kpis.items.actions import set_target
from kpis.models import Assignment, Coordination, Plan, Target
from kpis.plans.actions import start_plan
from kpis.plans.queries import rules_by_month
from kpis.standings import actions as standings

COPIED = ("code", "section", "product", "is_recurring", "weight", "accountable_id", "sort_order", "is_illustrative")
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Carried:
    """What was carried over and what was not: how many, and the ended agencies with how many items they led.

    `doubles`: items beside another of the same indicator, which their agency took over; one of each is carried.
    """

    plan: Plan
    items: int = 0
    without_target: int = 0
    withdrawn: int = 0
    of_divisions: int = 0
    doubles: int = 0
    ended: tuple[tuple[str, int], ...] = ()


@transaction.atomic
def begin_year(
    source: Plan, *, year: int, rule: str, by: User | None, amount: Fraction = Fraction(0), name: str = "",
    reason: str = "", **rules: Any,
) -> Carried:  # fmt: skip
    """Begin `year` in the province of `source` and carry its items over, with the rules that hold at its end.

    `rules` are those that shall be others. Raises as start_plan does.
    """
    last = rules_by_month(source)[-1]
    plan = start_plan(source.province, year=year, by=by, name=name, reason=reason, **{**last.fields, **rules})
    if last.milestones:
        set_milestones(plan, last.milestones, by=by, reason=reason)
    return carry_over(plan, source, rule=rule, amount=amount, by=by, reason=reason)


@transaction.atomic
def carry_over(
    plan: Plan, source: Plan, *, rule: str, by: User | None, amount: Fraction = Fraction(0), reason: str = ""
) -> Carried:
    """Give the items of `source` again in `plan`, with targets by `rule` from its first month on.

    Left out, and said, each once: withdrawn items, all but one of an indicator that an agency leads several times since
    it took others over, those of divisions, which their agencies give on anew, and items of agencies that have ended by
    the first day of the year. What `plan` holds already stays. Raises CannotChange once a month of `plan` is closed.
    """
    first = _first_month(plan)
    earlier = before(source)
    held = list(earlier.held.values())
    asked = [one for one in held if one.item.withdrawn_from_id is None]
    own = [one for one in asked if one.item.agency.level != Level.DIVISION]
    ended = Counter(one.item.agency.name for one in own if _has_ended(one.item.agency, first.data_from))
    stays = [one for one in own if not _has_ended(one.item.agency, first.data_from)]
    there = set(Assignment.objects.filter(plan=plan).values_list("agency", "indicator"))
    fresh = [one for one in stays if (one.item.agency_id, one.item.indicator_id) not in there]
    rows = Assignment.objects.bulk_create(_next(one.item, plan, source) for one in fresh)
    pairs = list(zip(rows, fresh, strict=True))
    _coordinations(pairs, first.data_from)
    ways = _ways(plan, rule)
    targets = [_target(row, one, rule, amount, ways.get(row.pk), first, by, source.year) for row, one in pairs]
    Target.objects.bulk_create(target for target in targets if target)
    _tell(pairs, targets, rule, by, reason)
    standings.refresh([row.pk for row in rows])
    every = Assignment.objects.filter(plan=source)
    withdrawn = every.exclude(withdrawn_from=None).count()
    return Carried(
        plan, len(rows), sum(target is None for target in targets), withdrawn, len(asked) - len(own),
        every.count() - withdrawn - len(asked), tuple(sorted(ended.items())),
    )  # fmt: skip


def _first_month(plan: Plan) -> Any:
    if plan.periods.filter(state=PeriodState.CLOSED).exists():
        raise CannotChange(_("A month of this year is closed: its items are given one by one."))
    first = plan.periods.order_by("month").first()
    if first is None:
        raise CannotChange(_("Plan the months of this year first."))
    return first


def _has_ended(agency: Agency, day: date) -> bool:
    return agency.active_to is not None and agency.active_to < day


def _next(item: Assignment, plan: Plan, source: Plan) -> Assignment:
    copied = {name: getattr(item, name) for name in COPIED}
    deadline = next_years(item.deadline, plan.year - source.year)
    return Assignment(
        plan=plan, agency_id=item.agency_id, indicator_id=item.indicator_id, deadline=deadline,
        document_id=plan.document_id, **copied,
    )  # fmt: skip


def _coordinations(pairs: Sequence[tuple[Assignment, Held]], day: date) -> None:
    """Coordinating agencies come along, but for those that have ended."""
    news = {one.item.pk: row for row, one in pairs}
    rows = Coordination.objects.filter(assignment__in=list(news)).select_related("agency").order_by("pk")
    Coordination.objects.bulk_create(
        Coordination(assignment=news[row.assignment_id], agency_id=row.agency_id, note=row.note)
        for row in rows if row.agency is None or not _has_ended(row.agency, day)
    )  # fmt: skip


def _ways(plan: Plan, rule: str) -> Mapping[int, Fraction]:
    if rule != TargetRule.PATH:
        return {}
    return {row.item.pk: row.way for row in side_by_side(plan).rows if row.way is not None}


def _target(
    row: Assignment,
    one: Held,
    rule: str,
    amount: Fraction,
    way: Fraction | None,
    first: Any,
    by: User | None,
    year: int,
) -> Target | None:
    made = carried(one.terms, rule, amount=amount, result=one.result, on_path=way)
    if made is None or one.target is None:
        return None
    said = {"milestones": one.target.milestones} | _fields(made, one.target if made == one.terms else None, year)
    return Target(assignment=row, in_force_from=first, set_at=now(), set_by=by, **said)


def _fields(terms: Terms, same_as: Target | None, year: int) -> dict[str, Any]:
    """The fields of a target; the words of the one it repeats stay, unless they name `year`, from which they come."""
    raw = same_as.raw if same_as else ""
    fields: dict[str, Any] = {
        "operator": terms.operator, "low": _stored(terms.low), "high": _stored(terms.high), "unit": terms.unit,
        "raw": "" if str(year) in raw else raw,
    }  # fmt: skip
    return fields | ({"baseline": same_as.baseline, "milestones": same_as.milestones} if same_as else {})


def _stored(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    exact = (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.001"), ROUND_HALF_UP)
    if exact >= LARGEST:
        raise CannotChange(_("The number has more than 12 digits before the comma."))
    return exact


def _tell(
    pairs: Sequence[tuple[Assignment, Held]], targets: Sequence[Target | None], rule: str, by: User | None, reason: str
) -> None:
    at: datetime = now()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at, by=by, agency_id=row.agency_id, action="item-carried-over", object_type="kpis.assignment",
            object_id=row.pk, old=_said(one.target), new={"target_rule": rule} | _said(target), reason=reason,
        )
        for (row, one), target in zip(pairs, targets, strict=True)
    )  # fmt: skip


def _said(target: Target | None) -> dict[str, Any]:
    names = ("operator", "low", "high", "unit")
    return plain({name: getattr(target, name) for name in names}) if target else {}


@transaction.atomic
def set_targets(
    plan: Plan, targets: Mapping[Assignment, Mapping[str, Any]], *, by: User | None, reason: str = ""
) -> int:
    """Set the targets of items while their year is planned; returns how many. Raises CannotChange once it runs."""
    first = _planned(plan)
    for item, target in targets.items():
        set_target(item, in_force_from=first, by=by, reason=reason, **target)
    return len(targets)


@transaction.atomic
def apply_rule(
    plan: Plan, rows: Iterable[CompareRow], *, rule: str, by: User | None, amount: Fraction = Fraction(0),
    reason: str = "",
) -> int:  # fmt: skip
    """Let `rule` make the targets of these items anew from the year before; returns how many were set or taken away.

    Where the rule has nothing to go by (no item, result or goal), the target stays. Raises CannotChange once the year
    runs.
    """
    first, source, done = _planned(plan), year_before(plan), 0
    for row in rows:
        held = row.held
        if rule == TargetRule.EMPTY:
            done += _drop(row.item, by=by, reason=reason)
            continue
        made = carried(held.terms, rule, amount=amount, result=held.result, on_path=row.way) if held else None
        if made is None or held is None or source is None:
            continue
        said = _fields(made, held.target if made == held.terms else None, source.year)
        set_target(row.item, in_force_from=first, by=by, reason=reason, **{"baseline": None} | said)
        done += 1
    return done


def _planned(plan: Plan) -> Any:
    """The first month of a year that has not begun to be judged."""
    if plan.periods.exclude(state=PeriodState.PLANNED).exists():
        raise CannotChange(_("This year is running: a target changes from a month on, by a document."))
    return _first_month(plan)


def _drop(item: Assignment, *, by: User | None, reason: str) -> int:
    rows = list(item.targets.all())
    for row in rows:
        record(row, "target-removed", by=by, at=now(), agency=item.agency_id, old=_said(row), reason=reason)
        row.delete()
    return min(len(rows), 1)
