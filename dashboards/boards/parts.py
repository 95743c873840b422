"""Shapes that several boards share, and how a count becomes a bar whose parts lead to the rows behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.scope import Scope
from kpis.enums import Reporting
from kpis.models import Standing
from kpis.rates import Counts
from kpis.scoring import MULTIPLE_FROM
from kpis.wording import short_period, target_text, unit_flag, value_text, why

MONTHS = 12


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str | None = None


@dataclass(frozen=True)
class Part:
    """One state of a bar: how many items, and the page that lists them."""

    state: str
    count: int
    url: str


@dataclass(frozen=True)
class TrendPoint:
    """A month of the year: done and applicable (0 in months without standings), rate None there, pace 1/12 … 1."""

    month: int
    done: int
    applicable: int
    rate: Fraction | None
    pace: Fraction


@dataclass(frozen=True)
class Line:
    """One judged item in words, for tables: attainment and multiple as stored, bar_share clipped to 0…1."""

    id: int
    name: str
    url: str
    agency: str
    agency_url: str
    unit: str
    target_text: str
    value_text: str
    attainment: Decimal | None
    multiple: Decimal | None
    bar_share: float
    state: str
    why: str
    deadline: date | None
    is_recurring: bool
    promise_on: date | None
    reporting: str
    carried_from: str
    flag: str = ""
    spark: tuple[float | None, ...] = ()


def line_of(standing: Standing, scope: Scope, agency_name: str = "", spark: Sequence[float | None] = ()) -> Line:
    """A standing as a line; wants kpis.queries.judged_rows (and agency where its name is shown)."""
    share = standing.attainment
    carried = standing.reporting == Reporting.CARRIED
    return Line(
        id=standing.assignment_id,
        name=standing.indicator.name,
        url=reverse("dashboards:item", args=[standing.assignment_id]) + scope.query,
        agency=agency_name,
        agency_url=reverse("dashboards:agency", args=[standing.agency.code]) + scope.query if agency_name else "",
        unit=(standing.target.unit if standing.target else "") or standing.indicator.unit,
        target_text=target_text(standing.target),
        value_text=value_text(standing, standing.indicator),
        attainment=share,
        multiple=share if share is not None and share >= MULTIPLE_FROM else None,
        bar_share=min(max(float(share or 0), 0.0), 1.0),
        state=standing.state,
        why=why(standing),
        deadline=standing.assignment.deadline,
        is_recurring=standing.assignment.is_recurring,
        promise_on=standing.promise_on,
        reporting=standing.reporting,
        carried_from=short_period(standing.entry_period) if carried else "",
        flag=unit_flag(standing),
        spark=tuple(spark),
    )


def parts_of(counts: Counts, scope: Scope, **filters) -> tuple[Part, ...]:
    """The states that occur, in the order of display, each with the link to its rows."""
    return tuple(
        Part(state, count, rows_url(scope, state=state, **filters)) for state, count in counts.states.items() if count
    )


def rows_url(scope: Scope, **filters) -> str:
    """The page that lists the items behind a figure."""
    more = "".join(f"&{name}={value}" for name, value in filters.items() if value)
    return scope.rows_path + scope.query + more


def trend_of(rows: Iterable[dict], last: int = MONTHS) -> tuple[TrendPoint, ...]:
    """Twelve points from [{month, done, applicable}]; months after `last` stay empty."""
    found = {row["month"]: row for row in rows if row["month"] <= last}
    points = []
    for month in range(1, MONTHS + 1):
        row = found.get(month, {"done": 0, "applicable": 0})
        rate = Fraction(row["done"], row["applicable"]) if row["applicable"] else None
        points.append(TrendPoint(month, row["done"], row["applicable"], rate, Fraction(month, MONTHS)))
    return tuple(points)


def previous_label(scope: Scope) -> str:
    """The month before as it is said in a sentence: "tháng 9"; empty in a plan's first month."""
    return _("month %(month)s") % {"month": scope.previous.month} if scope.previous else ""
