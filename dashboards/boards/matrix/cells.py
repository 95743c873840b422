"""What the matrix is made of: the cells of a month as rows, by agency and indicator, and what they count."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from agencies.rights.access import visible_paths, within
from dashboards.scope import Scope
from kpis.enums import State
from kpis.measuring.rates import STATES, WORST_FIRST, Counts
from kpis.models import Standing
from kpis.standings.judged import FIGURE, Figure
from kpis.standings.words import quantity, value_text

Cells = dict[int, tuple]  # of an agency by indicator: rows as the database gives them, by name a Cell


class Cell(NamedTuple):
    """One assigned item: its key, state and why, and figure; `attainment` None where there is nothing to compare.

    The matrix holds plain tuples of the same order, for twelve thousand objects with names cost as much as drawing
    them. A page has the figure as text and no attainment (`_cells`).
    """

    agency: int
    indicator: int
    item: int
    state: str
    reason: str
    value: Any
    attainment: Any = None


AGENCY, INDICATOR, ITEM, STATE, REASON, VALUE = range(6)


def figure(value: str | Decimal | None, language: str = "") -> str:
    """A cell's value in words, as every board writes it."""
    return quantity(None if value is None else Decimal(value), language=language)


@compiled
def _cells(period: int, paths: list[str], columns: str = "") -> QuerySet:
    rows = Standing.objects.filter(period=period, agency__in=within(paths)).order_by()
    figures = ("value", "attainment") if columns == "exact" else (Cast("value", CharField()),)
    return rows.values_list("agency_id", "indicator_id", "assignment_id", "state", "reason", *figures)


def figures_of(scope: Scope, items: Iterable[int]) -> dict[int, str]:
    """What each of these items stands at in the month, in the words of every board: with its unit; one query."""
    rows = Standing.objects.filter(period=scope.period, assignment__in=list(items)).order_by()
    return {item: value_text(Figure._make(read)) for item, *read in rows.values_list("assignment_id", *FIGURE)}


@compiled
def _named(province: int, paths: list[str], day: date) -> QuerySet[Agency]:
    rows = within(paths).filter(province=province).select_related("peer_group")
    return rows.annotate(name_then=official_name(day)).order_by("sort_order", "path")


def given(scope: Scope) -> tuple[dict[int, Agency], list[tuple]]:
    """The agencies that have items, in protocol order, and their cells as rows; two queries.

    A page says of few distinct values how they read and of none how near the target is: it takes them as text, which
    spares SQLite a number for each.
    """
    paths = visible_paths(scope.reader)
    rows = _cells(scope.period.pk, paths, columns="" if scope.format == "html" else "exact")
    having = set(map(itemgetter(AGENCY), rows))
    named = _named(scope.province.pk, paths, scope.period.data_to)
    known: dict[int, Agency] = {row.pk: row for row in named if row.pk in having}
    own = {key: row for key, row in known.items() if row.level == Level.AGENCY} or known
    return own, rows if len(own) == len(having) else [row for row in rows if row[AGENCY] in own]


def table_of(rows: Iterable[tuple]) -> tuple[dict[int, Cells], dict[tuple[int, int], list[tuple]]]:
    """Of each agency its cells by indicator, and by (agency, indicator) the further items where there are several."""
    table: dict[int, Cells] = defaultdict(dict)
    several: dict[tuple[int, int], list[tuple]] = defaultdict(list)
    for row in rows:
        if table[row[AGENCY]].setdefault(row[INDICATOR], row) is not row:
            several[row[AGENCY], row[INDICATOR]].append(row)
    for (agency, indicator), found in several.items():
        found.append(table[agency][indicator])
        found.sort(key=lambda row: (WORST_FIRST.index(State(row[STATE])), row[ITEM]))
        table[agency][indicator] = found.pop(0)
    return table, several


def counts_by(column: int, rows: Iterable[tuple], counts_no_activity: bool) -> dict[int, Counts]:
    """The counts of each agency or each indicator, by its column of the rows."""
    states: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for row in rows:
        states[row[column]][row[STATE]] += 1
    return {key: Counts(found, counts_no_activity) for key, found in states.items()}
