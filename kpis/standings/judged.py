"""A judged item in plain values: what its words rest on, read without a model made of each row."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from kpis.enums import Reporting
from kpis.models import Standing


class Aim(NamedTuple):
    """What words need of a target; its names are the model's, and words take either."""

    operator: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    raw: str


class Judged(NamedTuple):
    """One item in its month. Equal rows are said alike, whoever reads them: what is drawn of one may be kept by it.

    `name` is the indicator's, with whom the item was given to where its agency has several (TITLE).
    `cause` is the name of the standing's, `entry_unit` and `entry_month` are of the entry that the value rests on.
    `claim` is what kpis.queries.confirmed_claim finds, as JSON text. `agency_code`, `agency_level` and `agency_name`
    are of questions that ask for them (AGENCY).
    """

    assignment_id: int
    agency_id: int
    indicator_id: int
    state: str
    reason: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    attainment: Decimal | None
    expected: Decimal | None
    reporting: str
    code: str
    name: str
    kind: str
    own_unit: str
    deadline: date | None
    is_recurring: bool
    applicable_from: date | None
    weight: Decimal
    withdrawn_because: str
    cause: str | None
    entry_unit: str | None
    entry_month: int | None
    target: Aim | None
    promise_on: date | None = None
    claim: str | None = None
    pillar: str = ""
    pillar_en: str = ""
    agency_code: str = ""
    agency_level: str = ""
    agency_name: str = ""

    @property
    def unit(self) -> str:
        """The unit of a figure: its target's, else the indicator's."""
        return (self.target.unit if self.target else "") or self.own_unit

    @property
    def low(self) -> Decimal | None:
        return self.target.low if self.target else None


class Figure(NamedTuple):
    """What an item stands at, for who says nothing else of it; the words of a figure take this or a Judged."""

    kind: str
    value: Decimal | None
    attainment: Decimal | None
    low: Decimal | None
    target_unit: str | None
    own_unit: str
    entry_unit: str | None

    @property
    def unit(self) -> str:
        """The unit of a figure: its target's, else the indicator's."""
        return self.target_unit or self.own_unit


# What is read of a standing for a Figure, in the order of its fields.
FIGURE = ("indicator__kind", "value", "attainment", "target__low", "target__unit", "indicator__unit", "entry__unit")
# What is read of a standing for the first fields of a Judged, in their order; then of its target.
OWN = (
    "assignment_id", "agency_id", "indicator_id", "state", "reason", "value", "numerator", "denominator", "attainment",
    "expected", "reporting", "indicator__code", "title", "indicator__kind", "indicator__unit",
    "assignment__deadline", "assignment__is_recurring", "assignment__applicable_from", "assignment__weight",
    "assignment__withdrawn_because", "cause__name", "entry__unit", "entry_period__month",
)  # fmt: skip
AIM = tuple(f"target__{name}" for name in Aim._fields)
SAID = ("promise_on", "claim", "indicator__pillar__name", "indicator__pillar__name_en")
COLUMNS = (*OWN, *AIM, *SAID)
AGENCY = ("agency__code", "agency__level", "agency_name")
BLANK = ("", "", "")  # in the place of AGENCY
# For a query on Standing: the item's name in its month. Of two items of one indicator, which an heir may hold
# (docs/adr/0021), that of another says whose it was.
TWINS = Standing.objects.filter(**{name: OuterRef(name) for name in ("period", "agency", "indicator")})
TITLE = Case(
    When(
        ~Q(assignment__given_to=None)
        & ~Q(assignment__given_to=F("agency"))
        & Exists(TWINS.exclude(assignment=OuterRef("assignment"))),
        then=Concat(
            "indicator__name",
            Value(" ("),
            Coalesce(NullIf("assignment__given_to__short_name", Value("")), "assignment__given_to__name"),
            Value(")"),
        ),
    ),
    default="indicator__name",
    output_field=TextField(),
)
FIRST, LAST = len(OWN), len(OWN) + len(AIM)


def judged_row(row: Sequence[Any]) -> Judged:
    """A row of COLUMNS, and of AGENCY where it was asked for, as a Judged."""
    aim = None if row[FIRST] is None else Aim._make(row[FIRST:LAST])
    return Judged._make((*row[:FIRST], aim, *row[LAST:], *BLANK[len(row) - len(COLUMNS) :]))


def judged_of(standing: Standing) -> Judged:
    """A standing that was read as a model, for its words alone: without promise, claim and pillar.

    Reads its assignment, indicator, target, cause, entry and, of a carried figure, entry_period: select them.
    """
    indicator, assignment, target = standing.indicator, standing.assignment, standing.target
    is_carried = standing.reporting == Reporting.CARRIED
    return Judged(
        assignment_id=standing.assignment_id,
        agency_id=standing.agency_id,
        indicator_id=standing.indicator_id,
        state=standing.state,
        reason=standing.reason,
        value=standing.value,
        numerator=standing.numerator,
        denominator=standing.denominator,
        attainment=standing.attainment,
        expected=standing.expected,
        reporting=standing.reporting,
        code=indicator.code,
        name=indicator.name,
        kind=indicator.kind,
        own_unit=indicator.unit,
        deadline=assignment.deadline,
        is_recurring=assignment.is_recurring,
        applicable_from=assignment.applicable_from,
        weight=assignment.weight,
        withdrawn_because=assignment.withdrawn_because,
        cause=standing.cause.name if standing.cause else None,
        entry_unit=standing.entry.unit if standing.entry else None,
        entry_month=standing.entry_period.month if is_carried and standing.entry_period else None,
        target=Aim._make(getattr(target, name) for name in Aim._fields) if target else None,
    )
