"""An agency's item given to its divisions: parts with targets of their own, held against the whole.

A part is an item of the division: the agency's figures come in their own entries, and no count of the agency or of
the province holds the divisions' items.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from kpis.enums import Kind, Operator, OverAgencies, PeriodState
from kpis.errors import CannotChange, PartsDisagree
from kpis.items.actions import assign, set_target
from kpis.measuring.scoring import LOWER_IS_BETTER
from kpis.models import Assignment, Coordination, Indicator, Period, Standing, Target
from kpis.standings import actions as standings

OWN = {Target, Coordination, Standing}  # what a part brings along; anything else that points to it keeps it
INHERITED = ("section", "product", "applicable_from", "is_recurring", "weight", "sort_order", "document")


@dataclass(frozen=True)
class Share:
    """What a division is given: the values in the unit of the whole's target, and a last day (None: the whole's)."""

    division: Agency
    low: Decimal | None = None
    high: Decimal | None = None
    deadline: date | None = None


@dataclass(frozen=True)
class Agreement:
    """How parts stand to their whole: `low` and `high` are Σ parts − whole where targets are summed, else None.

    `weaker` are the divisions whose target asks less than the whole's, where every part must do what the whole must.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    weaker: tuple[Share, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.low or self.high)


@dataclass
class Allocated:
    """How many parts were given, changed and taken back."""

    given: int = 0
    changed: int = 0
    removed: int = 0


def is_summed(indicator: Indicator) -> bool:
    """Whether the targets of parts add up to the whole's; a ratio's never do."""
    return indicator.kind == Kind.NUMBER and indicator.over_agencies == OverAgencies.SUM


def agreement(indicator: Indicator, whole: Target, shares: Sequence[Share]) -> Agreement:
    """Hold the targets of parts against that of the whole; nothing to say without parts, and of tasks.

    Sums are compared exactly. Ratios, averages and "all of them": each part asks at least what the whole asks.
    """
    if not shares or whole.operator == Operator.DONE:
        return Agreement()
    if not is_summed(indicator):
        return Agreement(weaker=tuple(share for share in shares if not _is_as_strict(whole, share)))
    low = sum((share.low for share in shares if share.low is not None), Decimal(0)) - (whole.low or 0)
    if whole.operator != Operator.BETWEEN:
        return Agreement(low=low)
    high = sum((share.high for share in shares if share.high is not None), Decimal(0)) - (whole.high or 0)
    return Agreement(low=low, high=high)


def _is_as_strict(whole: Target, share: Share) -> bool:
    if share.low is None or whole.low is None:
        return False
    if whole.operator in LOWER_IS_BETTER:
        return share.low <= whole.low
    if whole.operator == Operator.EQ:
        return share.low == whole.low
    is_within = share.high is None or whole.high is None or share.high <= whole.high
    return share.low >= whole.low and is_within


def is_withdrawn(part: Assignment, period: Period) -> bool:
    """Whether a part is asked no more in a month: then it is none of what the whole is given to."""
    since = part.withdrawn_from
    return since is not None and since.month <= period.month


def target_of(whole: Assignment, period: Period) -> Target | None:
    """The target of an item that is in force in a month."""
    rows = whole.targets.filter(in_force_from__month__lte=period.month)
    return rows.order_by("-in_force_from__month").first()


@transaction.atomic
def allocate(
    whole: Assignment,
    shares: Sequence[Share],
    *,
    in_force_from: Period,
    by: User | None,
    anyway: bool = False,
    reason: str = "",
) -> Allocated:
    """Give an agency's item to its divisions; `shares` are all that shall hold a part from that month on.

    Parts not among them are taken back; those that were withdrawn by then stay as they are. Closed months keep their
    targets. Raises PartsDisagree where sums differ and not `anyway`, CannotChange where a part may not be given,
    changed or taken back; nothing is written then.
    """
    rows = Assignment.objects.filter(part_of=whole)
    divisions = Agency.objects.filter(parent=whole.agency_id).values_list("pk", flat=True)
    standings.hold([whole.pk, *rows.values_list("pk", flat=True)], [whole.agency_id, *divisions])
    rows = rows.select_related("agency", "withdrawn_from")
    parts = {part.agency_id: part for part in rows if not is_withdrawn(part, in_force_from)}
    target = _checked(whole, shares, in_force_from)
    if agreement(whole.indicator, target, shares).differs and not anyway:
        raise PartsDisagree(_("The parts do not come to the whole."))
    done = Allocated()
    for share in shares:
        held = parts.pop(share.division.pk, None) or _of_its_own(whole, share)
        if held is None:
            _give(whole, share, target, in_force_from, by)
            done.given += 1
        else:
            done.changed += _change(whole, held, share, target, in_force_from, by, reason)
    take_back(parts.values(), by=by, reason=reason)
    done.removed = len(parts)
    return done


def _checked(whole: Assignment, shares: Sequence[Share], in_force_from: Period) -> Target:
    """The target of the whole that parts are held against; raises CannotChange for what no part may be."""
    closed = whole.plan.periods.filter(state=PeriodState.CLOSED, month__gte=in_force_from.month)
    if in_force_from.plan_id != whole.plan_id or closed.exists():
        raise CannotChange(_("Parts are given from a month on that is not closed."))
    target = target_of(whole, in_force_from)
    if target is None:
        raise CannotChange(_("No target of the whole is in force in that month."))
    for share in shares:
        if share.division.parent_id != whole.agency_id:
            raise CannotChange(_("%(name)s is no division of this agency.") % {"name": share.division.name})
        if share.deadline and whole.deadline and share.deadline > whole.deadline:
            raise CannotChange(_("A part is done by the deadline of the whole or earlier."))
    weaker = agreement(whole.indicator, target, shares).weaker
    if weaker:
        names = ", ".join(share.division.name for share in weaker)
        raise CannotChange(_("The target is weaker than the agency's: %(names)s.") % {"names": names})
    return target


def _of_its_own(whole: Assignment, share: Share) -> Assignment | None:
    """The division's item of the same indicator that was given to it before, not as a part of this one."""
    rows = Assignment.objects.filter(plan=whole.plan_id, agency=share.division, indicator=whole.indicator_id)
    held = rows.first()
    if held and held.withdrawn_from_id:
        raise CannotChange(_("%(name)s holds this item, but it was withdrawn: ask it again first.") % {
            "name": share.division.name,
        })  # fmt: skip
    if held and held.part_of_id:
        raise CannotChange(_("%(name)s holds this item as a part of another.") % {"name": share.division.name})
    return held


def _give(whole: Assignment, share: Share, target: Target, in_force_from: Period, by: User | None) -> Assignment:
    return assign(
        plan=whole.plan,
        agency=share.division,
        indicator=whole.indicator,
        by=by,
        in_force_from=in_force_from,
        target=_target(share, target),
        part_of=whole,
        deadline=share.deadline or whole.deadline,
        **{name: getattr(whole, name) for name in INHERITED},
    )


def _target(share: Share, whole: Target) -> dict:
    return {"operator": whole.operator, "low": share.low, "high": share.high, "unit": whole.unit}


def _change(
    whole: Assignment,
    part: Assignment,
    share: Share,
    target: Target,
    in_force_from: Period,
    by: User | None,
    reason: str,
) -> bool:
    """Bring a part that exists to what `share` says; whether that changed anything."""
    wanted = {"part_of_id": whole.pk, "deadline": share.deadline or whole.deadline}
    old = {name: getattr(part, name) for name in wanted if getattr(part, name) != wanted[name]}
    if old:
        new = {name: wanted[name] for name in old}
        Assignment.objects.filter(pk=part.pk).update(**new)
        record(part, "item-changed", by=by, at=now(), agency=part.agency_id, old=old, new=new, reason=reason)
    goal = _target(share, target)
    stands = target_of(part, in_force_from)
    is_new = stands is None or any(getattr(stands, name) != value for name, value in goal.items())
    if is_new:
        _refuse_later(part, in_force_from, goal)
        set_target(part, in_force_from=in_force_from, by=by, reason=reason, **goal)
    elif old:
        standings.refresh([part.pk])
    return bool(old) or is_new


def _refuse_later(part: Assignment, in_force_from: Period, goal: dict) -> None:
    """A target set for a later month would undo the new one there."""
    for later in part.targets.filter(in_force_from__month__gt=in_force_from.month).select_related("in_force_from"):
        if any(getattr(later, name) != value for name, value in goal.items()):
            said = {"name": part.agency.name, "month": later.in_force_from.month}
            raise CannotChange(_("%(name)s has a target from month %(month)s on: choose that month.") % said)


def take_back(parts: Iterable[Assignment], *, by: User | None, reason: str = "") -> None:
    """Remove parts on which nothing rests, with their targets and standings, in the caller's transaction.

    Raises CannotChange, naming the divisions on whose part anything rests (`rests_on`).
    """
    rows = list(parts)
    kept = [part.agency.name for part in rows if rests_on(part)]
    if kept:
        names = ", ".join(kept)
        raise CannotChange(_("Figures or closed months rest on the part, it cannot be taken back: %(names)s.") % {
            "names": names,
        })  # fmt: skip
    standings.forget([part.pk for part in rows])
    for part in rows:
        old = {"agency": part.agency.code, "indicator": part.indicator_id, "part_of": part.part_of_id}
        record(part, "item-removed", by=by, at=now(), agency=part.agency_id, old=old, reason=reason)
        part.delete()


def rests_on(part: Assignment) -> bool:
    """Whether anything rests on a part: an entry, a claim, a promise, a signed commitment, a closed month."""
    for relation in Assignment._meta.related_objects:
        model = relation.related_model
        if model not in OWN and model._base_manager.filter(**{relation.field.name: part.pk}).exists():
            return True
    return Standing.objects.filter(assignment=part, period__state=PeriodState.CLOSED).exists()
