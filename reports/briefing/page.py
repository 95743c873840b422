"""The briefing of a month, from the boards that the committee knows: their figures, in their words.

To be called inside translation.override("vi"), where the scope reads.
"""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from agencies.rights.access import visible_agencies
from dashboards.boards import promises, province
from dashboards.boards.agencies import AgencyRow
from dashboards.boards.changes import page as changes
from dashboards.boards.matrix import page as matrix
from dashboards.boards.province import ProvinceBoard
from dashboards.scope import Scope
from dashboards.tables import day_words, period_code, subtitle_of
from dxtracker.lib.numbers import number, percent
from dxtracker.lib.paper.blocks import Paper, file_name
from kpis.enums import PromiseState, State
from reports.briefing.rules import MOST_AGENCIES, MOST_ROWS, Briefing, Lines, Rows, slides
from reports.sentences.words import opening_small
from reports.writing.charts import parts_of
from reports.writing.paper import MARK
from reports.writing.queries import open_conclusions

ENDS = 3  # the best and the last of a group


def paper_of(scope: Scope) -> Paper:
    """The briefing on A4 that lies sideways; of a closed month the same to the byte."""
    board = province.build(scope)
    told = briefing(scope, board)
    closed_at = scope.period.closed_at
    month = subtitle_of(scope, "", None)[1]
    return Paper(
        title=f"{told.title} · {scope.period.label}",
        blocks=slides(told),
        made_at=timezone.localtime(closed_at).replace(tzinfo=None) if closed_at else None,
        mark="" if scope.period.is_closed else MARK,
        foot=f"{scope.province.name} · {month}",
        is_sideways=True,
    )


def name_of(scope: Scope) -> str:
    return file_name("tom-tat", scope.province.code, period_code(scope.period))


def briefing(scope: Scope, board: ProvinceBoard) -> Briefing:
    heads, cells = _cells(scope)
    return Briefing(
        title=_("Digital transformation of %(province)s") % {"province": opening_small(scope.province.name)},
        note=subtitle_of(scope, "", None)[1],
        figure=f"{number(board.counts.done)}/{number(board.counts.applicable)}",
        below=_below(board),
        parts=parts_of(board.counts),
        trend_title=_("Tasks done by month, per cent"),
        rates=[(point.month, float(point.rate)) for point in board.trend if point.rate is not None],
        matrix_title=_("Agencies and indicators"),
        heads=heads,
        cells=cells,
        before=[_changes(scope), _ranking(board)],
        after=[_bottlenecks(board), _late(board), _promises(scope), _silent(board), _conclusions(scope)],
    )


def _below(board: ProvinceBoard) -> list[str]:
    counts = board.counts
    done = Counted("task done, %(rate)s of those due", "tasks done, %(rate)s of those due")
    said = [done.of(counts.applicable, rate=percent(counts.official_rate))]
    if counts.not_measurable:
        said.append(_("%(rate)s of those that can be judged") % {"rate": percent(counts.measurable_rate)})
    if board.change:
        change = f"{board.change:+d}".replace("-", "−")
        said.append(_("%(change)s since %(month)s") % {"change": change, "month": board.previous_label})
    return said


def _changes(scope: Scope) -> Lines:
    found = changes.build(scope, scope.previous, visible_agencies(scope.reader), QueryDict())
    return Lines(_("What changed"), found.headline, [sentence.text for sentence in found.said])


def _ranking(board: ProvinceBoard) -> Rows:
    rows: list[Sequence[str]] = []
    for group in board.groups:
        ranked = [row for row in group.rows if row.rank is not None]
        ends = ranked if len(ranked) <= 2 * ENDS else [*ranked[:ENDS], *ranked[-ENDS:]]
        rows += [[group.name], *map(_ranked, ends)] if ends else []
    headings = (_("Rank"), _("Agency"), _("Done"), _("Rate"))
    return Rows(_("First and last of each group"), "", headings, (10, 56, 18, 16), rows[: 3 * MOST_ROWS])


def _ranked(row: AgencyRow) -> Sequence[str]:
    return str(row.rank), row.name, f"{row.counts.done}/{row.counts.applicable}", percent(row.counts.official_rate)


def _cells(scope: Scope) -> tuple[list[str], list[tuple[str, list[str]]]]:
    found = matrix.build(scope, QueryDict())
    rows = sorted(found.agencies, key=lambda row: row.head.counts.official_rate or 0)[:MOST_AGENCIES]
    return (
        [head.code for head in found.indicators],
        [(row.head.short, row.states) for row in rows],
    )


def _bottlenecks(board: ProvinceBoard) -> Rows:
    rows = [
        (row.indicator, row.figure, row.cause or "–", row.remover or "–",
         f"+{row.lift} ({percent(row.best_rate)})" if row.lift else "–")
        for row in board.bottlenecks[:MOST_ROWS]
    ]  # fmt: skip
    headings = (_("Indicator"), _("Agencies"), _("Cause"), _("Who can remove it"), _("If resolved"))
    return Rows(_("Bottlenecks"), "", headings, (30, 11, 28, 16, 15), rows)


def _late(board: ProvinceBoard) -> Rows:
    rows = [(row.name, str(row.late), f"{row.counts.done}/{row.counts.applicable}") for row in board.latest]
    headings = (_("Agency"), _("Behind or overdue"), _("Done"))
    return Rows(_("Most items behind or overdue"), "", headings, (60, 22, 18), rows)


def _promises(scope: Scope) -> Rows:
    found = promises.build(scope, visible_agencies(scope.reader), {"state": PromiseState.BROKEN})
    rows = [(row.agency_name, row.indicator, day_words(row.due)) for row in found.rows]
    note = _("%(n)s in all") % {"n": number(len(rows))} if len(rows) > MOST_ROWS else ""
    return Rows(
        _("Broken promises"), note, (_("Agency"), _("Indicator"), _("Promised")), (30, 54, 16), rows[:MOST_ROWS]
    )


def _silent(board: ProvinceBoard) -> Lines:
    note = _("Reported: %(n)s of %(of)s") % {"n": written(board.reported), "of": written(board.reporting_due)}
    return Lines(_("Agencies without a report"), note, [row.name for row in board.silent])


def _conclusions(scope: Scope) -> Rows:
    day = scope.period.seen_on
    rows = [(row.text, row.name_then, _due(row.due_on, day)) for row in open_conclusions(scope, day)]
    note = _("%(n)s in all") % {"n": number(len(rows))} if len(rows) > MOST_ROWS else ""
    headings = (_("Conclusion"), _("Responsible"), _("Until"))
    return Rows(_("Conclusions not done"), note, headings, (56, 26, 18), rows[:MOST_ROWS])


def _due(due_on: date, day: date) -> str:
    late = f" ({str(State.OVERDUE.label).lower()})" if due_on < day else ""
    return day_words(due_on) + late
