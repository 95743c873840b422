"""Judged items in words, as a table and as JSON."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from agencies.pages.addresses import address_of
from dashboards.parts.causes import ConfirmedCause, cause_json, cause_of
from dashboards.scope import Scope, Unlinked
from dashboards.tables import Column, Table, exact, iso, state_column, words_of
from dxtracker.lib.numbers import plain
from kpis.enums import MET, Operator, Reporting
from kpis.measuring.scoring import MULTIPLE_FROM
from kpis.standings.judged import Aim, Judged
from kpis.standings.words import reported_unit, short_month, target_text, unit_flag, value_text, why

MOST_ROWS = 2048  # of which words, and what is drawn of them, are kept in a process: some twenty megabytes in all


class ItemRow(NamedTuple):
    """One judged item in words, for tables: attainment and multiple as stored."""

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
    state: str
    why: str
    deadline: date | None
    is_recurring: bool
    promise_on: date | None
    reporting: str
    carried_from: str
    flag: str = ""
    spark: tuple[float | None, ...] = ()
    cause: ConfirmedCause | None = None
    pace_share: float | None = None
    reason: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the figures beside it say all: then no reason need."""
        return self.state in MET


class _Page(NamedTuple):
    """What the words and addresses of an item rest on beside the item."""

    language: str
    query: str
    prefix: str
    is_linked: bool


def item_rows(
    rows: Iterable[Judged], scope: Scope, sparks: Mapping[int, Sequence[float | None]] | None = None
) -> tuple[ItemRow, ...]:
    """Judged items as lines, each with its agency where it was read with one; `sparks` by the item's key."""
    page = _Page(scope.language, scope.query, get_script_prefix(), not isinstance(scope, Unlinked))
    if sparks is None:
        return tuple(_line(row, page) for row in rows)
    return tuple(_line(row, page, tuple(sparks[row.assignment_id])) for row in rows)


def item_row(row: Judged, scope: Scope) -> ItemRow:
    """One judged item as a line."""
    return item_rows((row,), scope)[0]


@lru_cache(MOST_ROWS)
def _line(row: Judged, page: _Page, spark: tuple[float | None, ...] = ()) -> ItemRow:
    """It rests on its arguments alone, and is kept by them: the same item is shown on many pages, to many people.

    To word an item takes some 20 µs, to find it again less than 1.
    """
    share, carried = row.attainment, row.reporting == Reporting.CARRIED
    return ItemRow(
        id=row.assignment_id,
        name=row.name,
        url=_url(page, "item", row.assignment_id),
        agency=row.agency_name,
        agency_url=_url(page, "agency", row.agency_code) if row.agency_name else "",
        unit=row.unit,
        target_text=target_text(row.target),
        value_text=value_text(row, page.language),
        attainment=share,
        multiple=share if share is not None and share >= MULTIPLE_FROM else None,
        state=row.state,
        why=why(row, page.language),
        deadline=row.deadline,
        is_recurring=row.is_recurring,
        promise_on=row.promise_on,
        reporting=row.reporting,
        carried_from=short_month(row.entry_month) if carried else "",
        flag=unit_flag(row),
        spark=spark,
        cause=cause_of(row),
        pace_share=_pace_share(row),
        reason=row.reason,
    )


def _url(page: _Page, name: str, key: int | str) -> str:
    return address_of(f"dashboards:{name}", key) + page.query if page.is_linked else ""


def _pace_share(row: Judged) -> float | None:
    """Where the even pace stands by now, as a share of the target; None where it is the target itself, or none."""
    low = row.low
    if not low or low < 0 or row.expected is None or not 0 < row.expected < low:
        return None
    return float(row.expected / low)


def multiple(share: Decimal | None) -> Decimal | None:
    """How many times the target, to two decimals, from 2 on: 221.96."""
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP) if share is not None and share >= MULTIPLE_FROM else None


def item_json(row: Judged) -> dict:
    """One judged item: values as decimal strings in the target's unit, `multiple` a number from 2 on, else None."""
    share = row.attainment
    return {
        "id": row.assignment_id,
        "indicator": row.name,
        "indicator_code": row.code,
        "unit": row.unit,
        "reported_unit": reported_unit(row) or None,
        "target": _target_json(row.target),
        "value": plain(row.value),
        "numerator": plain(row.numerator),
        "denominator": plain(row.denominator),
        "attainment": exact(share),
        "multiple": None if (times := multiple(share)) is None else float(times),
        "state": row.state,
        "why": why(row),
        "deadline": iso(row.deadline),
        "promise_on": iso(row.promise_on),
        "reporting": row.reporting,
        "cause": cause_json(cause_of(row)),
    }


def _target_json(target: Aim | None) -> dict | None:
    if target is None:
        return None
    return {"op": target.operator, "low": plain(target.low), "high": plain(target.high), "raw": target.raw}


def items_table(title: str, standings: Sequence[Judged], names: dict[str, str], agency: str = "") -> Table:
    """Items as rows, one column for each part of the target; `names` says the agencies' codes to people."""
    columns = (
        Column("id", _("Number"), "number", of="assignment_id"),
        Column("agency", _("Agency"), "state", names, 24, of=lambda row: agency or row.agency_code),
        Column("indicator", _("Item"), width=38, of="name"),
        Column("unit", _("Unit"), width=11),
        Column("op", _("Operator"), "state", words_of(Operator.choices), of=_of_target("operator")),
        Column("low", _("Low"), "number", of=_of_target("low")),
        Column("high", _("High"), "number", of=_of_target("high")),
        Column("raw", _("As written"), of=_of_target("raw")),
        Column("value", _("Result"), "number"),
        Column("attainment", _("Against the target"), "percent"),
        Column("multiple", _("Times the target"), "number", of=lambda row: multiple(row.attainment)),
        state_column("state", _("State"), 16),
        Column("why", _("Reason"), width=40, of=why),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", words_of(Reporting.choices), 16),
        Column("target", _("Target"), width=18, of=lambda row: target_text(row.target)),
        Column("reported_unit", _("Unit as reported"), of=reported_unit),
        *cause_columns(cause_of),
    )
    first = () if agency else ("agency",)
    shown = shown_columns(*first, "indicator", "unit", "target", "value", *foreign_units(standings))
    return Table(title if agency else _("Indicator"), title, columns, standings, shown)


def _of_target(name: str) -> Callable[[Judged], Any]:
    return lambda row: getattr(row.target, name, None)


def cause_columns(of: Callable[[Any], ConfirmedCause | None]) -> tuple[Column, ...]:
    """The confirmed cause of a row, until when it holds and who can remove it; `of` is where a row has it."""

    def part(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(of(row), name, None)

    return (
        Column("cause", _("Confirmed cause"), width=32, of=part("name")),
        Column("cause_until", _("Cause holds until"), "date", of=part("until")),
        Column("cause_confirmed_by", _("Confirmed by"), width=24, of=part("confirmed_by")),
        Column("cause_remover", _("To be removed by"), width=28, of=part("remover")),
    )


CAUSE_SHOWN = ("cause", "cause_until", "cause_remover")


def foreign_units(standings: Iterable[Judged]) -> tuple[str, ...]:
    """The column of units as reported, where any figure came in another unit than its target's."""
    return ("reported_unit",) if any(map(reported_unit, standings)) else ()


def shown_columns(*first: str) -> tuple[str, ...]:
    """What people see of a table of items."""
    return (*first, "attainment", "state", "why", *CAUSE_SHOWN, "deadline", "promise_on", "reporting")
