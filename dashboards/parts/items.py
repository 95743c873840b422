"""Judged items in words, as a table and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dashboards.tables import Cell, Column, Table, exact, multiple, plain, words_of
from kpis.enums import Operator, Reporting, State
from kpis.measuring.scoring import MULTIPLE_FROM
from kpis.models import Standing, Target
from kpis.standings.words import (
    reported_unit,
    short_period,
    target_text,
    unit_flag,
    unit_of,
    value_text,
    why,
)

CENTS = Decimal("0.01")


@dataclass(frozen=True)
class ItemRow:
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


def item_row(standing: Standing, scope: Scope, agency_name: str = "", spark: Sequence[float | None] = ()) -> ItemRow:
    """A standing as a line; wants kpis.queries.judged_rows (and agency where its name is shown)."""
    share = standing.attainment
    carried = standing.reporting == Reporting.CARRIED
    return ItemRow(
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


def item_json(row: Standing) -> dict:
    """One judged item: values as decimal strings in the target's unit, `multiple` a number from 2 on, else None."""
    share = row.attainment
    return {
        "id": row.assignment_id,
        "indicator": row.indicator.name,
        "indicator_code": row.indicator.code,
        "unit": unit_of(row.target, row.indicator),
        "reported_unit": reported_unit(row) or None,
        "target": _target_json(row.target),
        "value": plain(row.value),
        "numerator": plain(row.numerator),
        "denominator": plain(row.denominator),
        "attainment": exact(share),
        "multiple": multiple(share) if share is not None and share >= MULTIPLE_FROM else None,
        "state": row.state,
        "why": why(row),
        "deadline": row.assignment.deadline.isoformat() if row.assignment.deadline else None,
        "promise_on": row.promise_on.isoformat() if row.promise_on else None,
        "reporting": row.reporting,
    }


def _target_json(target: Target | None) -> dict | None:
    if target is None:
        return None
    return {"op": target.operator, "low": plain(target.low), "high": plain(target.high), "raw": target.raw}


def items_table(
    title: str, subtitle: tuple[str, ...], standings: Sequence[Standing], names: dict[str, str], agency: str = ""
) -> Table:
    """Items as rows, one column for each part of the target; `names` says the agencies' codes to people."""
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), "state", names, 24),
        Column("indicator", _("Item"), width=38),
        Column("unit", _("Unit"), width=11),
        Column("op", _("Operator"), "state", words_of(Operator.choices)),
        Column("low", _("Low"), "number"),
        Column("high", _("High"), "number"),
        Column("raw", _("As written")),
        Column("value", _("Result"), "number"),
        Column("attainment", _("Against the target"), "percent"),
        Column("multiple", _("Times the target"), "number"),
        Column("state", _("State"), "state", words_of(State.choices), 16),
        Column("why", _("Reason"), width=40),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", words_of(Reporting.choices), 16),
        Column("target", _("Target"), width=18),
        Column("reported_unit", _("Unit as reported")),
    )
    rows = tuple(_cells(row, agency or row.agency.code) for row in standings)
    shown = shown_columns(
        *([] if agency else ["agency"]), "indicator", "unit", "target", "value", *foreign_units(r[-1] for r in rows)
    )
    return Table(title if agency else _("Indicator"), title, subtitle, columns, rows, shown)


def _cells(row: Standing, agency: str) -> tuple[Cell, ...]:
    target, share, given = row.target, row.attainment, row.assignment
    parts = (target.operator, target.low, target.high, target.raw) if target else (None,) * 4
    times = share.quantize(CENTS, ROUND_HALF_UP) if share is not None and share >= MULTIPLE_FROM else None
    return (
        row.assignment_id, agency, row.indicator.name, unit_of(target, row.indicator), *parts, row.value, share, times,
        row.state, why(row), given.deadline, row.promise_on, row.reporting, target_text(target),
        reported_unit(row) or None,
    )  # fmt: skip


def foreign_units(units: Iterable[Cell]) -> tuple[str, ...]:
    """The column of units as reported, where any figure came in another unit than its target's."""
    return ("reported_unit",) if any(units) else ()


def shown_columns(*first: str) -> tuple[str, ...]:
    return (*first, "attainment", "state", "why", "deadline", "promise_on", "reporting")
