"""What open months would show if the rules of a plan or the causes of an item were others. Nothing is written."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from agencies.enums import Level
from dxtracker.lib.batches import batched
from kpis.enums import PeriodState
from kpis.measuring.measures import Claim
from kpis.measuring.rates import Counts
from kpis.models import Assignment, CauseClaim, Period, Plan, RollUp, Standing
from kpis.queries import counts_of, ruled
from kpis.standings import facts
from kpis.standings.facts import Facts

BATCH = 2000
Change = Callable[[Facts], Facts]


class Moved(NamedTuple):
    """How many items would go from one state to another."""

    before: str
    after: str
    items: int


@dataclass(frozen=True)
class Foreseen:
    """An open month as it stands and as it would stand.

    `moved`: the items that would go over to another state, most first, divisions' items too. `before` and `after`: the
    counts of the agencies' own items, of which rates are made.
    """

    period: Period
    before: Counts
    after: Counts
    moved: Sequence[Moved] = ()

    @property
    def items(self) -> int:
        """How many items would change their state."""
        return sum(move.items for move in self.moved)

    @property
    def moves_a_rate(self) -> bool:
        return (self.before.done, self.before.applicable, self.before.measurable_rate) != (
            self.after.done, self.after.applicable, self.after.measurable_rate
        )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.items) or self.moves_a_rate


def foresee(
    plan: Plan,
    keys: Iterable[int],
    change: Change,
    *,
    counts_no_activity: Mapping[int, bool] | None = None,
) -> list[Foreseen]:
    """The open months of `plan` in order, as they would be if `change` were true of the facts of items `keys`.

    `counts_no_activity`: the policy of months (by number) in which it would be another. Rates are the province's, over
    its agencies' own items. Three queries and, for each BATCH of items, seven more.
    """
    periods = list(plan.periods.filter(state=PeriodState.OPEN).select_related("plan", "rules").order_by("month"))
    own: dict[int, Counter] = {period.pk: Counter() for period in periods}
    moved: dict[int, Counter] = {period.pk: Counter() for period in periods}
    counted = _own_agencies(plan)
    for some in batched(keys, BATCH):
        for item, key, before, after in _moves(plan, some, change, moved.keys()):
            moved[key][before, after] += 1
            if item.agency_id in counted:
                own[key].update({after: 1, before: -1})
    now = _counts_now(periods, counted)
    found = []
    for period in periods:
        policy = ruled(period).counts_no_activity
        counts = sum((c for (_, key), c in now.items() if key == period.pk), Counts.of((), policy))
        policy = (counts_no_activity or {}).get(period.month, policy)
        moves = tuple(Moved(was, then, n) for (was, then), n in moved[period.pk].most_common())
        found.append(Foreseen(period, counts, _after(counts, own[period.pk], policy), moves))
    return found


def foresee_each(plan: Plan, changes: Mapping[Assignment, Change]) -> dict[int, list[Foreseen]]:
    """What each of `changes` would do by itself: item (key) → the open months that it would change, in order.

    Rates are those of the agency that leads the item in the month. Items are read with their indicators. Six queries
    however many there are.
    """
    periods = list(plan.periods.select_related("plan", "rules").order_by("month"))
    opened = [period for period in periods if period.is_open]
    found: dict[int, list[Foreseen]] = {item.pk: [] for item in changes}
    known = facts.facts_of(plan, changes, periods)
    now = _counts_now(opened, {fact.agency_in(period.month) for fact in known for period in opened})
    for fact in known:
        states, others = ({j.month.key: j.state for j in f.judge()} for f in (fact, changes[fact.assignment](fact)))
        for period in opened:
            was, then = states[period.pk], others[period.pk]
            before = now.get((fact.agency_in(period.month), period.pk))
            if was != then and before is not None:
                after = _after(before, Counter({then: 1, was: -1}), before.counts_no_activity)
                found[fact.assignment.pk].append(Foreseen(period, before, after, (Moved(was, then, 1),)))
    return found


def _moves(
    plan: Plan, keys: list[int], change: Change, periods: Iterable[int]
) -> Iterable[tuple[Assignment, int, str, str]]:
    """(item, period, state now, state then) where the two differ."""
    rows = Standing.objects.filter(assignment__in=keys, period__in=list(periods)).order_by()
    now = {(item, period): state for item, period, state in rows.values_list("assignment", "period", "state")}
    for fact in facts.gather(plan, keys):
        for judgement in change(fact).judge():
            period = judgement.month.key or 0
            before = now.get((fact.assignment.pk, period))
            if before is not None and before != judgement.state:
                yield fact.assignment, period, before, judgement.state


def _own_agencies(plan: Plan) -> set[int]:
    """The agencies whose items make the province's rates: its own, without their divisions.

    Also one that has passed on all that it led: the months before are still its own.
    """
    rows = RollUp.objects.filter(period__plan=plan, agency__level=Level.AGENCY).order_by()
    return set(rows.values_list("agency", flat=True).distinct())


def _counts_now(periods: list[Period], agencies: set[int]) -> dict[tuple[int, int], Counts]:
    """(agency, period) → the counts that are stored."""
    plans = {period.pk: ruled(period) for period in periods}
    rows = RollUp.objects.filter(period__in=periods, agency__in=agencies)
    return {(row.agency_id, row.period_id): counts_of(row, plans[row.period_id]) for row in rows}


def _after(before: Counts, moved: Counter, counts_no_activity: bool) -> Counts:
    return Counts({state: n + moved[state] for state, n in before.states.items()}, counts_no_activity)


def with_rules(months: Collection[int] | None = None, **changed) -> Change:
    """For `foresee`: the facts under rules of which, in `months` (all: None), `changed` fields (of measures.Rules) are
    others.
    """

    def change(fact: Facts) -> Facts:
        judged = tuple(
            replace(month, rules=replace(month.rules or fact.rules, **changed))
            if months is None or month.number in months else month
            for month in fact.months
        )  # fmt: skip
        return replace(fact, months=judged)

    return change


def with_claim(claim: CauseClaim) -> Change:
    """For `foresee_each`: the facts as if `claim` were confirmed for the days that it names."""
    held = Claim(claim.outcome, claim.holds_from, claim.holds_until, claim.cause_id)
    return lambda fact: replace(fact, item=replace(fact.item, claims=(*fact.item.claims, held)))
