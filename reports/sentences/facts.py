"""What a report rests on, as its sentences need it: figures, names, items. Pure: no Django."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpis.enums import State
from kpis.measuring.rates import Counts


@dataclass(frozen=True)
class Span:
    """A stretch of a year up to `month`, whose figures are told; `before` is the month it is compared with.

    `name` as a sentence says it ("tháng 10 năm 2022"), `before_name` likewise, empty without one; `up_to` what the
    figures reach: "hết tháng 10 năm 2022", or the day of an open month.
    """

    kind: str
    year: int
    month: int
    name: str
    up_to: str
    data_from: date
    data_to: date
    before: int | None = None
    before_name: str = ""
    over: date | None = None

    @property
    def last_day_over(self) -> date:
        """The last day that has passed: nothing promised for a later one is broken."""
        return self.over or self.data_to


@dataclass(frozen=True)
class Item:
    """A judged item in words; `figure` is its exact value, `why` the sentence of its state without the full stop."""

    id: int
    code: str
    name: str
    agency: str
    agency_name: str
    pillar: str
    target: str
    value: str
    figure: str
    multiple: Decimal | None
    state: State
    state_words: str
    why: str
    cause: str = ""
    cause_kind: str = ""
    cause_is_said: bool = False
    remover: str = ""
    promised_on: date | None = None
    deadline: date | None = None
    other_unit: str = ""
    document: str = ""
    was: State | None = None


@dataclass(frozen=True)
class AgencyMonth:
    """An agency's counts; `rank` within its group."""

    code: str
    name: str
    group: str
    counts: Counts
    rank: int | None
    change: int | None


@dataclass(frozen=True)
class Blocked:
    """An indicator that `missed` of `applicable` agencies miss; `lift` items are done once `cause` is gone."""

    code: str
    indicator: str
    missed: int
    lift: int
    applicable: int
    cause: str
    remover: str
    best_rate: Fraction | None
    is_confirmed: bool
    items: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """A target that was changed within the year: as it was and as it is, from which month on, by which document."""

    id: int
    code: str
    name: str
    agency_name: str
    old: str
    new: str
    from_month: int
    document: str


@dataclass(frozen=True)
class Reopened:
    """A closed month that was opened again: when, why, until when."""

    month: str
    on: date
    reason: str
    until: date


@dataclass(frozen=True)
class Concluded:
    """What a meeting of the committee concluded and was not done by the end of the stretch."""

    text: str
    agency_name: str
    meeting_on: date
    due_on: date


@dataclass(frozen=True)
class Facts:
    """All that a report tells of one body: the province or one agency.

    `whose` as a sentence says it ("tỉnh Vĩnh Phúc"), `issuer` who reports; `done_before` of the month `span.before`;
    `documents` issued within the span and `in_force`, those of unknown or earlier day, by name.
    """

    whose: str
    issuer: str
    is_province: bool
    plan: str
    span: Span
    counts: Counts
    mean_rate: Fraction | None
    done_before: int | None
    items: tuple[Item, ...]
    agencies: tuple[AgencyMonth, ...]
    blocked: tuple[Blocked, ...] = ()
    pillars: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    in_force: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    reporting_due: int = 0
    changes: tuple[Change, ...] = ()
    reopened: tuple[Reopened, ...] = ()
    concluded: tuple[Concluded, ...] = ()
