"""What open months would show if the rules of a plan or the causes of an item were others. Nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Sum

from agencies.enums import Level
from kpis.enums import PeriodState
from kpis.measuring.rates import STATES, Counts
from kpis.models import Assignment, Period, Plan, RollUp, Standing
from kpis.standings import facts
from kpis.standings.facts import Facts

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
    agency: int | None = None,
    counts_no_activity: bool | None = None,
    batch: int = 2000,
) -> list[Foreseen]:
    """The open months of `plan` in order, as they would be if `change` were true of the facts of items `keys`.

    Rates are the province's, over its agencies' own items, or those of one `agency` (a key). Three queries and, for
    each `batch` of items, seven more.
    """
    periods = list(Period.objects.filter(plan=plan, state=PeriodState.OPEN).order_by("month"))
    keys = list(keys)
    own: dict[int, Counter] = {period.pk: Counter() for period in periods}
    moved: dict[int, Counter] = {period.pk: Counter() for period in periods}
    counted = _counted(plan, agency)
    for start in range(0, len(keys), batch):
        for item, key, before, after in _moves(plan, keys[start : start + batch], change, moved.keys()):
            moved[key][before, after] += 1
            if item.agency_id in counted:
                own[key].update({after: 1, before: -1})
    now = _counts_now(periods, counted)
    policy = plan.counts_no_activity if counts_no_activity is None else counts_no_activity
    found = []
    for period in periods:
        states = now.get(period.pk, dict.fromkeys(STATES, 0))
        then = {state: n + own[period.pk][state] for state, n in states.items()}
        moves = tuple(Moved(before, after, n) for (before, after), n in moved[period.pk].most_common())
        found.append(Foreseen(period, Counts(states, plan.counts_no_activity), Counts(then, policy), moves))
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


def _counted(plan: Plan, agency: int | None) -> set[int]:
    """The agencies whose items make the rates: one, or those of the province without their divisions."""
    if agency is not None:
        return {agency}
    rows = Assignment.objects.filter(plan=plan, agency__level=Level.AGENCY).order_by()
    return set(rows.values_list("agency", flat=True).distinct())


def _counts_now(periods: list[Period], agencies: set[int]) -> dict[int, dict[str, int]]:
    rows = RollUp.objects.filter(period__in=periods, agency__in=agencies).order_by().values_list("period")
    return {key: dict(zip(STATES, sums, strict=True)) for key, *sums in rows.annotate(*(Sum(s) for s in STATES))}


def with_rules(**changed) -> Change:
    """For `foresee`: the facts under rules of which `changed` fields (of measures.Rules) are others."""
    return lambda fact: replace(fact, rules=replace(fact.rules, **changed))
