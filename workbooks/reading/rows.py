"""From lines to rows with values: targets, agencies, deadlines, each problem at its cell; duplicates. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from dxtracker.lib.text import clean, same_name_key
from kpis.grammar import values as cells
from kpis.grammar.shapes import (
    Cell,
    CellKind,
    Goal,
    Problem,
    When,
)
from kpis.grammar.text import propose_decoding, strip_bullet
from workbooks.reading import names
from workbooks.reading.grid import text_of, written
from workbooks.reading.memory import without_collection
from workbooks.reading.names import Directory, find, roles
from workbooks.reading.shapes import (
    Column,
    ItemRow,
    Line,
    Located,
    Reading,
    Table,
    are_tasks,
)

SEPARATED = re.compile(r"[;\n]")
NO_DECISIONS: Mapping[str, str] = MappingProxyType({})
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ \u00a0"
CONSONANTS = dict.fromkeys(map(ord, VOWELS))


@dataclass
class Told:
    """What is being understood of one line: values, and words about its cells."""

    line: Line
    warnings: list[Located] = field(default_factory=list)
    problems: list[Located] = field(default_factory=list)

    def at(self, role: Column, problem: Problem) -> Located:
        place = self.line.places.get(role)
        row, column = (place.row, place.column) if place else (self.line.row, self.line.columns.get(role, 0))
        return Located(self.line.sheet, row or self.line.row, column, problem)

    def refuse(self, role: Column, problem: Problem) -> None:
        self.problems.append(self.at(role, problem))

    def warn(self, role: Column, problem: Problem) -> None:
        self.warnings.append(self.at(role, problem))

    def text(self, role: Column) -> str:
        place = self.line.places.get(role)
        return text_of(place.cell) if place else ""


class Reader:
    """Understands lines one after the other; what the same cell said before is not worked out again."""

    def __init__(self, directory: Directory, year: int):
        self.directory, self.year = directory, year
        self.goals: dict[tuple[Cell, str], Goal | Problem | None] = {}
        self.whens: dict[Cell, When | Problem] = {}
        self.figures: dict[Cell, Decimal | Problem | None] = {}
        self.odd: dict[str, str | None] = {}

    def item(self, line: Line, decision: str) -> ItemRow:
        """The row of a line."""
        told = Told(line)
        indicator = self._name(told)
        unit = told.text(Column.UNIT)
        goal = self._goal(told, unit)
        leads, helping = self._leads(told)
        coordinators, unresolved = self._coordinators(told, leads, helping)
        when = self._when(told)
        weight, baseline = self._figure(told, Column.WEIGHT), self._figure(told, Column.BASELINE)
        if line.is_struck:
            told_of = Problem("struck_row")
            told.warn(Column.INDICATOR, told_of) if decision == "keep" else told.refuse(Column.INDICATOR, told_of)
        self._suspect(told)
        product = told.text(Column.PRODUCT)
        return ItemRow(
            sheet=line.sheet,
            row=line.row,
            indicator=indicator,
            unit=unit or (goal.unit if goal else ""),
            goal=goal,
            leads=leads,
            coordinators=coordinators,
            unresolved_coordinators=unresolved,
            deadline=when.deadline,
            is_recurring=when.is_recurring,
            section=told.text(Column.SECTION) or line.section,
            product=product,
            code=told.text(Column.CODE),
            weight=weight,
            baseline=baseline,
            texts=_texts(line),
            columns=line.columns,
            warnings=tuple(told.warnings),
            problems=tuple(told.problems),
        )

    def _name(self, told: Told) -> str:
        place = told.line.places.get(Column.INDICATOR)
        name = strip_bullet(text_of(place.cell)) if place and place.cell.kind is CellKind.TEXT else ""
        if not name or not any(map(str.isalpha, name)):
            told.refuse(Column.INDICATOR, Problem("no_indicator"))
        return name

    def _goal(self, told: Told, unit: str) -> Goal | None:
        place = told.line.places.get(Column.TARGET)
        if place is None and are_tasks(told.line.columns):
            return Goal("done")
        if place is None:
            told.refuse(Column.TARGET, Problem("no_target"))
            return None
        asked = (place.cell._replace(is_struck=False), unit)
        if asked not in self.goals:
            self.goals[asked] = cells.target(place.cell, unit, self.year)
        goal = self.goals[asked]
        if goal is None:
            told.refuse(Column.TARGET, Problem("no_target"))
        elif isinstance(goal, Problem):
            told.refuse(Column.TARGET, goal)
        else:
            for warning in goal.warnings:
                told.warn(Column.TARGET, warning)
            return goal
        return None

    def _leads(self, told: Told) -> tuple[tuple[str, ...], str]:
        """The leading agencies, and the helping ones as text where the same cell names them."""
        place = told.line.places.get(Column.LEAD)
        text = written(place.cell.value) if place else ""
        if not text.strip(" -–—/.\n"):
            told.refuse(Column.LEAD, Problem("no_lead"))
            return (), ""
        lead, helping = roles(text)
        found = find(lead, self.directory)
        for problem in found.unknown:
            told.refuse(Column.LEAD, problem)
        if not found.codes and not found.unknown:
            told.refuse(Column.LEAD, Problem("unknown_agency", {"name": clean(text)[: names.LONGEST]}))
        return found.codes, helping

    def _coordinators(
        self, told: Told, leads: tuple[str, ...], helping: str
    ) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
        codes: dict[str, None] = {}
        unresolved: dict[str, None] = {}
        places = told.line.places
        own = written(places[Column.COORDINATORS].cell.value) if Column.COORDINATORS in places else ""
        for role, text in ((Column.LEAD, helping), (Column.COORDINATORS, own)):
            if not text.strip(" -–—/.\n"):
                continue
            found = find(text, self.directory)
            codes.update(dict.fromkeys(found.codes))
            for problem in found.unknown:
                unresolved[problem.details["name"]] = None
                told.warn(role, replace(problem, code=problem.code.replace("_agency", "_coordinator")))
        division = told.text(Column.DIVISION)
        if division:
            self._division(told, division, leads, codes, unresolved)
        is_told = bool(helping) or Column.COORDINATORS in told.line.columns or bool(division)
        return tuple(codes) if is_told else None, tuple(unresolved)

    def _division(
        self, told: Told, text: str, leads: tuple[str, ...], codes: dict[str, None], unresolved: dict[str, None]
    ) -> None:
        """Divisions of the leading agency help; what else stands there is kept as a note."""
        for piece in filter(None, map(str.strip, SEPARATED.split(text))):
            key = same_name_key(strip_bullet(piece))
            known = [self.directory.divisions.get(lead, {}).get(key) for lead in leads]
            if division := next((code for code in known if code), None):
                codes[division] = None
            else:
                unresolved[piece] = None
                told.warn(Column.DIVISION, Problem("unknown_division", {"name": piece}))

    def _when(self, told: Told) -> When:
        place = told.line.places.get(Column.DEADLINE)
        if place is None:
            return When()
        if place.cell not in self.whens:
            self.whens[place.cell] = cells.deadline(place.cell, self.year)
        when = self.whens[place.cell]
        if isinstance(when, Problem):
            told.refuse(Column.DEADLINE, when)
            return When()
        for warning in when.warnings:
            told.warn(Column.DEADLINE, warning)
        return when

    def _figure(self, told: Told, role: Column) -> Decimal | None:
        """A weight or a baseline: what is no number is said and left out."""
        place = told.line.places.get(role)
        if place is None:
            return None
        if place.cell not in self.figures:
            self.figures[place.cell] = cells.number(place.cell)
        figure = self.figures[place.cell]
        if isinstance(figure, Problem):
            told.warn(role, figure)
            return None
        return figure

    def _suspect(self, told: Told) -> None:
        """A text that only makes sense in an old font, where no font says so."""
        for role, place in told.line.places.items():
            value = place.cell.value
            if type(value) is not str:
                continue
            if value not in self.odd:
                self.odd[value] = None if place.cell.decoded_from else propose_decoding(value)
            if proposal := self.odd[value]:
                told.warn(role, Problem("old_font", {"text": proposal}, (proposal,)))


def _texts(line: Line) -> dict[int, str]:
    """The line's cells as written. In a matrix the agency's name stands in the same column, above: it is not of it."""
    own = [place for role, place in line.places.items() if role is not Column.LEAD or place.row == line.row]
    return {place.column: written(place.cell.value) for place in (*line.places.values(), *own)}


@without_collection()
def understand(
    reading: Reading, directory: Directory, year: int, decisions: Mapping[str, str] = NO_DECISIONS
) -> tuple[ItemRow, ...]:
    """Every line of `reading` as a row. `decisions`: "Sheet!row" of a struck-through row → "keep" or "skip".

    A row is refused by its `problems`: no name, no target, no lead, an unknown lead, an unclear value, struck
    through and undecided, or the same indicator and lead as an earlier row with another target.
    """
    reader = Reader(directory, year)
    found: list[ItemRow] = []
    for line in _lines(reading.tables):
        decision = decisions.get(f"{line.sheet}!{line.row}", "") if line.is_struck else ""
        if not (line.is_struck and decision == "skip"):
            found.append(reader.item(line, decision))
    return tuple(_without_repeats(found))


def _lines(tables: tuple[Table, ...]) -> Iterator[Line]:
    for table in tables:
        yield from table.lines


def _without_repeats(rows: list[ItemRow]) -> list[ItemRow]:
    """Rows without those that say again what another said; those that say otherwise are refused."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.leads and row.indicator:
            alike[row.indicator.casefold().translate(CONSONANTS)].append(place)
    gone: set[int] = set()
    for places in alike.values():
        if len(places) > 1:
            _settle(rows, places, gone)
    return [row for place, row in enumerate(rows) if place not in gone]


def _settle(rows: list[ItemRow], places: list[int], gone: set[int]) -> None:
    """Rows whose names may be the same: the first to give an indicator to an agency stands."""
    given: dict[tuple[str, str], int] = {}
    for place in places:
        row = rows[place]
        key = same_name_key(row.indicator)
        earlier = {lead: given[key, lead] for lead in row.leads if (key, lead) in given}
        given |= {(key, lead): place for lead in row.leads if (key, lead) not in given}
        if not earlier:
            continue
        first = rows[min(earlier.values())]
        where = {"row": _where(first, row)}
        at = Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), Problem("repeated_row", where))
        if any(_says(rows[other]) != _says(row) for other in earlier.values()):
            refusal = replace(at, problem=Problem("repeated_otherwise", where))
            rows[place] = replace(row, problems=(*row.problems, refusal))
        elif len(earlier) == len(row.leads) and not row.problems:
            gone.add(place)
            kept = min(earlier.values())
            rows[kept] = replace(rows[kept], warnings=(*rows[kept].warnings, at))
        else:
            others = tuple(lead for lead in row.leads if lead not in earlier)
            rows[place] = replace(row, leads=others or row.leads, warnings=(*row.warnings, at))


def _says(row: ItemRow) -> tuple[object, ...]:
    goal = row.goal
    return (goal and (goal.operator, goal.low, goal.high), row.deadline, row.is_recurring, row.unit.casefold())


def _where(first: ItemRow, row: ItemRow) -> str:
    return str(first.row) if first.sheet == row.sheet else f"{first.sheet}!{first.row}"
