"""What catches the eye in a year's targets, and how clear each item is: remarks with figures, nothing follows.

Pure. A remark is a code with its figures; the words are in kpis/carrying/words.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kpis.grammar.units import same_unit

FAR_BEYOND = 3  # times its target


@dataclass(frozen=True)
class Remark:
    """Codes: met_at_once, far_beyond, other_unit, below_result, never_missed, missed_by_all."""

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LastYear:
    """What the item came to: `attainment` at its end, `reported_unit` as its agency wrote it; `met` of `agencies` ended
    the year with this indicator met.
    """

    met_first_month: bool = False
    attainment: Fraction | None = None
    result: Fraction | None = None
    target: Fraction | None = None
    unit: str = ""
    reported_unit: str = ""
    met: int = 0
    agencies: int = 0


@dataclass(frozen=True)
class Planned:
    """The new year's target: `low` in `unit`, `is_limit` where less is better."""

    low: Fraction | None = None
    unit: str = ""
    is_limit: bool = False


def remarks_on(last: LastYear | None, planned: Planned | None) -> tuple[Remark, ...]:
    """What is odd about a target, given what the year before came to, in the order in which it is said."""
    if last is None:
        return ()
    found = []
    if last.met_first_month:
        found.append(Remark("met_at_once"))
    if last.attainment is not None and last.attainment > FAR_BEYOND:
        found.append(Remark("far_beyond", {"times": last.attainment, "value": last.result, "target": last.target}))
    if last.reported_unit and last.unit and not same_unit(last.reported_unit, last.unit):
        found.append(Remark("other_unit", {"reported": last.reported_unit, "unit": last.unit}))
    if planned is not None and _is_below(last, planned):
        found.append(Remark("below_result", {"target": planned.low, "value": last.result}))
    if last.agencies > 1 and last.met in (0, last.agencies):
        code = "never_missed" if last.met else "missed_by_all"
        found.append(Remark(code, {"met": last.met, "agencies": last.agencies}))
    return tuple(found)


def _is_below(last: LastYear, planned: Planned) -> bool:
    """Whether less is asked than was reached already; figures in different units are not compared."""
    if planned.low is None or last.result is None or not same_unit(planned.unit, last.reported_unit or last.unit):
        return False
    return planned.low > last.result if planned.is_limit else planned.low < last.result


@dataclass(frozen=True)
class Clarity:
    """The six that must be clear ("6 rõ"), each True where the item says it: person, task, deadline, responsibility
    (the lead), product (or a target with its unit), authority (the legal basis).
    """

    person: bool
    task: bool
    deadline: bool
    responsibility: bool
    product: bool
    authority: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What the item does not say."""
        return tuple(name for name in SIX if not getattr(self, name))

    @property
    def is_complete(self) -> bool:
        return not self.missing


SIX = ("person", "task", "deadline", "responsibility", "product", "authority")


def clarity(
    *, person: bool, task: str, deadline: bool, lead: bool, product: str, target: bool, unit: str, is_task: bool,
    document: bool,
) -> Clarity:  # fmt: skip
    """How clear an item is. A measure's product is its target with a unit, a task's what it is to bring forth."""
    measured = target and (bool(unit.strip()) or is_task)
    brought = bool(product.strip()) or (measured and not is_task)
    return Clarity(person, bool(task.strip()), deadline, lead, brought, document)


def in_common(missing: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all of several items do not say: said once above them."""
    if len(missing) < 2:
        return ()
    return tuple(name for name in SIX if all(name in one for one in missing))
