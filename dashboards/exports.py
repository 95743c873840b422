"""The boards as tables, each built once; dashboards.tables writes them as CSV and as workbooks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.clock import now
from dashboards.boards.agencies import AgencyList
from dashboards.boards.agency import AgencyBoard
from dashboards.boards.bottlenecks import BottleneckLine
from dashboards.boards.freshness import FreshnessBoard
from dashboards.boards.indicator import IndicatorBoard, IndicatorList
from dashboards.boards.item import ItemBoard
from dashboards.boards.parts import TrendPoint
from dashboards.boards.promises import PromisesBoard
from dashboards.boards.province import Group, ProvinceBoard
from dashboards.boards.rows import RowsBoard
from dashboards.scope import Scope
from dashboards.tables import Cell, Column, Table, period_code
from dxtracker.lib.numbers import number, percent
from kpis.enums import Operator, PeriodState, Reporting, State
from kpis.models import Standing
from kpis.rates import Counts
from kpis.scoring import MULTIPLE_FROM
from kpis.wording import reported_unit, target_text, unit_of, why

CENTS = Decimal("0.01")


@dataclass(frozen=True)
class Export:
    """A file of a board: the first table is what CSV holds, a workbook holds them all."""

    file_name: str
    tables: tuple[Table, ...]


def province(scope: Scope, board: ProvinceBoard) -> Export:
    """The agencies of the province; beside them what blocks several, and the year so far."""
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    agencies = agencies_table(scope, board.groups, board.previous_label, subtitle)
    blocked = (bottlenecks_table(board.bottlenecks, subtitle),) if board.bottlenecks else ()
    tables = (agencies, *blocked, trend_table(scope, board.trend, subtitle))
    return Export(f"agencies-{period_code(scope.period)}", tables)


def agency(scope: Scope, board: AgencyBoard) -> Export:
    """An agency's items, and its year so far."""
    code, subtitle = board.agency.code, subtitle_of(scope, board.name, board.counts)
    items = items_table(_("Assigned items"), subtitle, board.standings, {code: board.name}, agency=code)
    return Export(f"{code}-{period_code(scope.period)}", (items, trend_table(scope, board.trend, subtitle)))


def item(scope: Scope, board: ItemBoard) -> Export:
    """One item's months, the latest last."""
    columns = (
        Column("period", _("Month")),
        Column("reported", _("Reported")),
        Column("value", _("Result")),
        Column("state", _("State"), "state", _words(State.choices), 16),
        Column("why", _("Reason"), width=40),
        Column("status", _("Review")),
        Column("figure", _("Result"), "number"),
        Column("attainment", _("Against the target"), "percent"),
    )
    rows = tuple(
        (m.label, m.reported_text, m.value_text, m.state, m.why, m.status, m.value, m.attainment)
        for m in reversed(board.months)
    )
    unit = _("Unit: %(unit)s") % {"unit": board.line.unit} if board.line and board.line.unit else ""
    target = f"{_('Target')}: {board.target_text}" if board.target_text else ""
    shown = ("period", "reported", "figure", "attainment", "state", "why", "status")
    subtitle = subtitle_of(scope, board.agency.name, None, ". ".join(filter(None, (target, unit))))
    return Export("item-months", (Table(_("Month by month"), board.name, subtitle, columns, rows, shown),))


def indicator(scope: Scope, board: IndicatorBoard) -> Export:
    """One indicator at the agencies, best first."""
    names = {row.agency.code: line.agency for row, line in zip(board.standings, board.rows, strict=True)}
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    return Export(
        f"{board.code}-{period_code(scope.period)}", (items_table(board.name, subtitle, board.standings, names),)
    )


def agency_list(scope: Scope, board: AgencyList) -> Export:
    """The agencies that fit the list's filter."""
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form))
    table = agencies_table(scope, board.groups, board.previous_label, subtitle)
    return Export(f"agencies-{period_code(scope.period)}", (table,))


def indicator_list(scope: Scope, board: IndicatorList) -> Export:
    """The indicators that fit the list's filter."""
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Indicator")),
        Column("pillar", _("Pillar")),
        Column("unit", _("Unit"), width=11),
        *_count_columns()[:-1],
    )
    rows = tuple((r.code, r.name, r.pillar, r.unit, *_counted(r.counts)[:-1]) for r in board.rows)
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form))
    table = Table(_("Indicators"), _("Indicators across the agencies"), subtitle, columns, rows, frozen=2)
    return Export(f"indicators-{period_code(scope.period)}", (table,))


def rows(scope: Scope, board: RowsBoard) -> Export:
    """The items behind a figure, all that fit the filter; where they are too many, the file's name says how many."""
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), width=24),
        Column("indicator", _("Item"), width=38),
        Column("target", _("Target"), width=18),
        Column("value", _("Result")),
        Column("state", _("State"), "state", _words(State.choices), 16),
        Column("why", _("Reason"), width=40),
        Column("unit", _("Unit"), width=11),
        Column("figure", _("Result"), "number"),
        Column("reported_unit", _("Unit as reported")),
        Column("attainment", _("Against the target"), "percent"),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", _words(Reporting.choices), 16),
    )
    table = tuple(
        (r.id, r.agency, r.name, r.target_text, r.value_text, r.state, r.why, unit_of(s.target, s.indicator), s.value,
         reported_unit(s) or None, r.attainment, r.deadline, r.promise_on, r.reporting)
        for r, s in zip(board.rows, board.standings, strict=True)
    )  # fmt: skip
    name, said = f"items-{period_code(scope.period)}", _("%(n)s items") % {"n": number(board.total, scope.language)}
    if len(table) < board.total:
        name += f"-first-{len(table)}-of-{board.total}"
        said = _("The first %(n)s of %(total)s items; narrow the filter for the rest") % {
            "n": number(len(table), scope.language), "total": number(board.total, scope.language),
        }  # fmt: skip
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form), said)
    shown = _shown("agency", "indicator", "unit", "target", "figure", *_foreign(r[9] for r in table))
    return Export(name, (Table(_("Items"), board.title, subtitle, columns, table, shown, frozen=2),))


def freshness(scope: Scope, board: FreshnessBoard) -> Export:
    """Who has reported the month and who is silent, the silent first."""
    columns = (
        Column("code", _("Code")),
        Column("name", _("Agency"), width=34),
        Column("peer_group", _("Peer group"), "state", {r.report.group: r.report.group_name for r in board.rows}),
        Column("step", _("Report"), "state", {row.step: row.step_words for row in board.rows}, 24),
        Column("due", _("Items due"), "number"),
        Column("entered", _("Entered"), "number"),
        Column("submitted", _("Awaiting review"), "number"),
        Column("returned", _("Returned"), "number"),
        Column("approved", _("Recorded"), "number"),
        Column("submitted_at", _("Reported on"), "date"),
        Column("late_days", _("Working days late"), "number"),
        Column("late_this_year", _("Late months this year"), "number"),
    )
    rows = tuple(
        (r.code, r.name, r.group, row.step, r.due, r.entered, r.submitted, r.returned, r.approved,
         timezone.localtime(r.submitted_at).date() if r.submitted_at else None, r.late_days, row.late_this_year)
        for row in board.rows for r in (row.report,)
    )  # fmt: skip
    said = _("Due on %(day)s. %(n)s of %(total)s agencies have reported") % {
        "day": _day(scope.period.due_on), "n": board.reported, "total": board.total,
    }  # fmt: skip
    subtitle = subtitle_of(scope, scope.province.name, None, said, filter_words(board.form))
    table = Table(_("Reports"), _("Who has not reported"), subtitle, columns, rows, frozen=2)
    return Export(f"freshness-{period_code(scope.period)}", (table,))


def promises(scope: Scope, board: PromisesBoard) -> Export:
    """What was promised for items and what became of it; a second sheet holds every word that was given."""
    columns = (
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in board.rows}, 30),
        Column("indicator", _("Item"), width=44),
        Column("first_due", _("First promised"), "date"),
        Column("due", _("Promised"), "date"),
        Column("moved", _("Times moved"), "number"),
        Column("state", _("Promise"), "state", {row.state: row.state_words for row in board.rows}, 14),
        Column("item_state", _("State"), "state", _words(State.choices), 16),
        Column("text", _("As written"), width=26),
        Column("reason", _("Reason"), width=36),
    )
    rows = tuple(
        (r.agency, r.indicator, r.first_due, r.due, r.moved, r.state, r.item_state, r.text, r.reason)
        for r in board.rows
    )
    given = (
        Column("agency", _("Agency"), width=30),
        Column("indicator", _("Item"), width=44),
        Column("made_on", _("Given on"), "date"),
        Column("made_by", _("By"), width=24),
        Column("due", _("Promised"), "date"),
        Column("state", _("Promise"), width=14),
        Column("text", _("As written"), width=26),
        Column("reason", _("Reason"), width=36),
    )
    ledger = tuple(
        (r.agency_name, r.indicator, timezone.localtime(w.made_at).date(), w.made_by, w.due_on, w.state_words, w.text,
         w.reason)
        for r in board.rows for w in r.words
    )  # fmt: skip
    whose = board.agency.name if board.agency else scope.province.name
    subtitle = subtitle_of(scope, whose, None, filter_words(board.form))
    tables = (
        Table(_("Promises"), _("Promises"), subtitle, columns, rows, frozen=2),
        Table(_("Every word given"), _("Every word given"), subtitle, given, ledger, frozen=2),
    )
    return Export(f"promises-{period_code(scope.period)}", tables)


def items_table(
    title: str, subtitle: tuple[str, ...], standings: Sequence[Standing], names: dict[str, str], agency: str = ""
) -> Table:
    """Items as rows, one column for each part of the target; `names` says the agencies' codes to people."""
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), "state", names, 24),
        Column("indicator", _("Item"), width=38),
        Column("unit", _("Unit"), width=11),
        Column("op", _("Operator"), "state", _words(Operator.choices)),
        Column("low", _("Low"), "number"),
        Column("high", _("High"), "number"),
        Column("raw", _("As written")),
        Column("value", _("Result"), "number"),
        Column("attainment", _("Against the target"), "percent"),
        Column("multiple", _("Times the target"), "number"),
        Column("state", _("State"), "state", _words(State.choices), 16),
        Column("why", _("Reason"), width=40),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", _words(Reporting.choices), 16),
        Column("target", _("Target"), width=18),
        Column("reported_unit", _("Unit as reported")),
    )
    rows = tuple(_item(row, agency or row.agency.code) for row in standings)
    shown = _shown(
        *([] if agency else ["agency"]), "indicator", "unit", "target", "value", *_foreign(r[-1] for r in rows)
    )
    return Table(title if agency else _("Indicator"), title, subtitle, columns, rows, shown)


def agencies_table(scope: Scope, groups: Iterable[Group], previous: str, subtitle: tuple[str, ...]) -> Table:
    """The agencies in the order of their groups, each with its counts, rates and rank."""
    groups = list(groups)
    agencies = [row for group in groups for row in group.rows]
    columns = (
        Column("code", _("Code")),
        Column("name", _("Agency")),
        Column("peer_group", _("Peer group"), "state", {group.code: group.name for group in groups}),
        *_count_columns(),
        Column("rank", _("Rank"), "number"),
        Column("change", _("Against %(month)s") % {"month": previous} if previous else _("Change"), "number"),
        Column("freshness", _("Freshness"), "state", {row.freshness: row.freshness_words for row in agencies}),
    )
    rows = tuple(
        (row.code, row.name, row.peer_group, *_counted(row.counts), row.rank, row.change, row.freshness)
        for row in agencies
    )
    keys = [column.key for column in columns]
    shown = ("rank", "name", *[key for key in keys if key not in ("rank", "name")])
    return Table(_("Agencies"), _("Results of the agencies"), subtitle, columns, rows, shown, frozen=2)


def bottlenecks_table(lines: Iterable[BottleneckLine], subtitle: tuple[str, ...]) -> Table:
    """What stops one indicator at many agencies, and the lift that one fix would give."""
    columns = (
        Column("indicator_code", _("Code")),
        Column("indicator", _("Indicator")),
        Column("missed", _("Agencies blocked"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("cause", _("Cause")),
        Column("remover", _("To be removed by")),
        Column("lift", _("Tasks gained"), "number"),
        Column("best_rate", _("Rate then"), "percent"),
    )
    rows = tuple(
        (line.code, line.indicator, line.missed, line.applicable, line.cause, line.remover, line.lift, line.best_rate)
        for line in lines
    )
    return Table(_("Bottlenecks"), _("Bottlenecks"), subtitle, columns, rows, frozen=2)


def trend_table(scope: Scope, points: Iterable[TrendPoint], subtitle: tuple[str, ...]) -> Table:
    """The months of the year that have figures."""
    known = {p.month: p for p in scope.year_periods}
    columns = (
        Column("period", _("Month")),
        Column("done", _("Done"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("official_rate", _("Share"), "percent"),
    )
    rows = tuple(
        (known[p.month].label, p.done, p.applicable, p.rate)
        for p in points
        if p.applicable and p.month in known and p.month <= scope.period.month
    )
    return Table(_("Month by month"), _("Since the start of the year"), subtitle, columns, rows)


def subtitle_of(scope: Scope, whose: str, counts: Counts | None, *more: str) -> tuple[str, ...]:
    """Whose figures these are and of when, the headline, and when the file was written."""
    state = {
        PeriodState.CLOSED: _("period closed"),
        PeriodState.PLANNED: _("period not yet opened"),
        PeriodState.OPEN: _("period open, figures may change"),
    }[PeriodState(scope.period.state)]
    days = {"from": _day(scope.period.data_from), "to": _day(scope.period.data_to), "period": scope.period.label}
    said = [whose, _("%(period)s: data from %(from)s to %(to)s") % days + f", {state}"]
    if counts and counts.applicable:
        said.append(
            _("%(done)s/%(applicable)s tasks done (%(rate)s)")
            % {
                "done": number(counts.done, scope.language),
                "applicable": number(counts.applicable, scope.language),
                "rate": percent(counts.official_rate, scope.language),
            }
        )
    written = _("Written at %(at)s") % {"at": timezone.localtime(now()).strftime("%H:%M, %d/%m/%Y")}
    return (*said, *filter(None, more), written)


def filter_words(form: forms.Form) -> str:
    """The filters in force as people set them: "Trạng thái: Chậm tiến độ"; empty where there are none."""
    said = []
    for field in form.visible_fields():
        value = getattr(form, "cleaned_data", {}).get(field.name)
        if value:
            words = dict(getattr(field.field, "choices", ())) if isinstance(value, str) else {}
            said.append(f"{field.label}: {words.get(value, value)}")
    return "; ".join(said)


def _count_columns() -> tuple[Column, ...]:
    return (
        Column("done", _("Done"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("not_measurable", _("Not measurable"), "number"),
        Column("official_rate", _("Share"), "percent"),
        Column("measurable_rate", _("Of the measurable"), "percent"),
    )


def _counted(counts: Counts) -> tuple[Cell, ...]:
    return counts.done, counts.applicable, counts.not_measurable, counts.official_rate, counts.measurable_rate


def _item(row: Standing, agency: str) -> tuple[Cell, ...]:
    target, share, given = row.target, row.attainment, row.assignment
    parts = (target.operator, target.low, target.high, target.raw) if target else (None,) * 4
    times = share.quantize(CENTS, ROUND_HALF_UP) if share is not None and share >= MULTIPLE_FROM else None
    return (
        row.assignment_id, agency, row.indicator.name, unit_of(target, row.indicator), *parts, row.value, share, times,
        row.state, why(row), given.deadline, row.promise_on, row.reporting, target_text(target),
        reported_unit(row) or None,
    )  # fmt: skip


def _foreign(units: Iterable[Cell]) -> tuple[str, ...]:
    """The column of units as reported, where any figure came in another unit than its target's."""
    return ("reported_unit",) if any(units) else ()


def _shown(*first: str) -> tuple[str, ...]:
    return (*first, "attainment", "state", "why", "deadline", "promise_on", "reporting")


def _words(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {code: str(label) for code, label in choices}


def _day(on: date) -> str:
    return on.strftime("%d/%m/%Y")
