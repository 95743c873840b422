"""What the answers look like. Rates and values are decimal strings, days ISO text, as boards write them."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from kpis.enums import EntryStatus, Operator, PeriodState, Reporting, State

Exact = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class Row(Schema):
    pass


class Pieces(Schema):
    next: str | None


class Monthly(Pieces):
    period: Month


class Counted(Row):
    done: int
    applicable: int
    not_measurable: int
    official_rate: Exact | None
    measurable_rate: Exact | None


class ProvinceRow(Row):
    code: str
    name: str
    reads_whole: bool


class Provinces(Pieces):
    items: list[ProvinceRow]


class CountryRow(Counted):
    """A province's month; `reported` of the agencies `asked`."""

    code: str
    name: str
    rank: int | None
    reported: int
    asked: int
    data_to: Day
    period_state: PeriodState


class Country(Pieces, Counted):
    """The provinces beside each other, and first all of them together."""

    plan: int
    period: Month
    period_state: PeriodState
    reported: int
    asked: int
    states: dict[str, int]
    without_the_month: list[str]
    indicators_of_one_province: int
    items: list[CountryRow]


class SharedOf(Counted):
    """Agencies of one province, each once."""

    province: str


class SharedRow(Counted):
    """An indicator that several provinces have, by its `key`: agencies of all of them together, and of each."""

    key: str
    place: int
    indicator: str
    unit: str
    provinces: list[SharedOf]


class Shared(Monthly):
    items: list[SharedRow]


class PlanRow(Row):
    id: int
    province: str
    year: int
    name: str


class Plans(Pieces):
    items: list[PlanRow]


class PeriodRow(Row):
    id: int
    plan: int
    period: Month
    data_from: Day
    data_to: Day
    due_on: Day
    state: PeriodState
    closed_at: str | None
    checksum: str | None


class Periods(Pieces):
    items: list[PeriodRow]


class AgencyRow(Counted):
    code: str
    name: str
    peer_group: str
    rank: int | None
    change: int | None
    freshness: Literal["approved", "partial", "silent"]


class Agencies(Monthly):
    items: list[AgencyRow]


class IndicatorRow(Counted):
    code: str
    indicator: str
    pillar: str


class Indicators(Monthly):
    items: list[IndicatorRow]


class TargetOf(Row):
    op: Operator
    low: Exact | None
    high: Exact | None
    raw: str


class ItemRow(Row):
    id: int
    agency: str
    indicator_code: str
    indicator: str
    unit: str
    kind: str
    target: TargetOf | None
    deadline: Day | None
    is_recurring: bool
    weight: Exact


class Items(Monthly):
    items: list[ItemRow]


class StandingRow(Row):
    id: int
    agency: str
    indicator_code: str
    indicator: str
    unit: str
    reported_unit: str | None
    target: TargetOf | None
    value: Exact | None
    numerator: Exact | None
    denominator: Exact | None
    attainment: Exact | None
    multiple: float | None
    state: State
    why: str
    deadline: Day | None
    promise_on: Day | None
    reporting: Reporting
    cause: dict[str, Any] | None


class Standings(Monthly):
    items: list[StandingRow]


class EntryRow(Row):
    """`item` is the number of the item; `version` is what a write has to bring back."""

    id: int
    item: int
    agency: str
    indicator_code: str
    status: EntryStatus
    version: int
    value: Exact | None
    numerator: Exact | None
    denominator: Exact | None
    document_number: str | None
    document_on: Day | None
    is_no_activity: bool
    note: str
    source: str | None


class Entries(Monthly):
    items: list[EntryRow]


class CommitmentRow(Row):
    id: int
    agency: str
    signatory: str
    counterparty: str
    tier: str
    signed_on: Day | None
    precision: str
    items: int
    fulfilled: int
    drifting: int
    signature: str


class Commitments(Monthly):
    items: list[CommitmentRow]


class CauseOf(Row):
    code: str
    name: str
    agencies: list[str]
    remover: str | None
    lift: int


class BottleneckRow(Row):
    indicator_code: str
    indicator: str
    missed: int
    applicable: int
    share: Exact
    since: Day
    causes: list[CauseOf]
    state: Literal["found", "confirmed", "resolved"]
    owner: str | None
    due_on: Day | None


class Bottlenecks(Monthly):
    items: list[BottleneckRow]


class ConclusionRow(Row):
    id: int
    province: str
    meeting_on: Day
    agency: str
    text: str
    due_on: Day
    done_on: Day | None
    course: str
    is_late: bool
    item: int | None
    indicator_code: str | None


class Conclusions(Pieces):
    items: list[ConclusionRow]
