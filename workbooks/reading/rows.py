"""From lines to rows with values: targets, agencies, deadlines, each problem at its cell; duplicates. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from dxtracker.lib.text import clean, same_name_key
from kpis.grammar import values as cells
from kpis.grammar import years
from kpis.grammar.faults import fault_of, marks_of
from kpis.grammar.shapes import Cell, CellKind, Goal, Problem, When
from kpis.grammar.text import propose_decoding, strip_bullet
from workbooks.reading.agencies import names
from workbooks.reading.agencies.names import Directory, find, roles
from workbooks.reading.alike import told_apart, without_repeats
from workbooks.reading.memory import without_collection
from workbooks.reading.shapes import Column, GoalText, ItemRow, Line, Located, OfYear, Place, Reading, Table, are_tasks
from workbooks.reading.tables.grid import text_of, written

AS_OURS, AS_GOAL = "this", "goal"  # what a person says of a target for another year
WAITING = "?"
LEFT_OUT = frozenset({"skip", "out", WAITING})
TELLING = frozenset({Column.UNIT, Column.CODE})  # texts on which a row's meaning hangs
OF_HELPERS = {
    "unknown_agency": "unknown_coordinator",
    "vague_group": "unknown_coordinator",
    "ambiguous_agency": "ambiguous_coordinator",
}
LONGEST_GOAL = 400
SEPARATED = re.compile(r"[;\n]")
NO_DECISIONS: Mapping[str, str] = MappingProxyType({})


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
        """The cell's text; what has none is refused where the row's meaning hangs on it, and said elsewhere."""
        place = self.line.places.get(role)
        if place is None:
            return ""
        if (fault := fault_of(place.cell)) is None:
            return text_of(place.cell)
        (self.refuse if role in TELLING else self.warn)(role, fault)
        return text_of(place.cell) if fault.code == "struck_part" else ""

    def sound(self, role: Column) -> Place | None:
        """The cell where it holds a value; one that does not is refused."""
        place = self.line.places.get(role)
        if place is not None and (fault := fault_of(place.cell)):
            self.refuse(role, fault)
            return None
        return place


class Reader:
    """Understands lines one after the other; what the same cell said before is not worked out again."""

    def __init__(self, directory: Directory, year: int):
        self.directory, self.year = directory, year
        self.goals: dict[tuple[Cell, str, bool], Goal | Problem | None] = {}
        self.whens: dict[Cell, When | Problem] = {}
        self.figures: dict[Cell, Decimal | Problem | None] = {}
        self.odd: dict[str, str | None] = {}

    def item(self, line: Line, decision: str) -> ItemRow:
        """The row of a line. `decision`: what a person said of a struck row, or of one that is for another year."""
        if line.is_struck:
            line = replace(line, places={role: _unstruck(place) for role, place in line.places.items()})
        told = Told(line)
        indicator = self._name(told)
        unit = told.text(Column.UNIT)
        goals = self._later(told, unit, decision)
        goal = self._goal(told, unit, decision, has_goals=bool(goals))
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
            goals=goals,
            is_goal=bool(goals) and goal is None,
            parent=line.parent,
            texts=_texts(line),
            columns=line.columns,
            warnings=tuple(told.warnings),
            problems=tuple(told.problems),
        )

    def _name(self, told: Told) -> str:
        place = told.sound(Column.INDICATOR)
        if place is None and Column.INDICATOR in told.line.places:
            return ""
        name = strip_bullet(text_of(place.cell)) if place and place.cell.kind is CellKind.TEXT else ""
        if not name or not any(map(str.isalpha, name)):
            told.refuse(Column.INDICATOR, Problem("no_indicator"))
        return name

    def _later(self, told: Told, unit: str, decision: str) -> tuple[GoalText, ...]:
        """What the line says of later years: in a section for one, in columns for them, in the target's own cell."""
        place = told.line.places.get(Column.TARGET)
        found: dict[int, str] = {}
        if place and told.line.of_year and decision == AS_GOAL:
            found[told.line.of_year.year] = cells.as_written(place.cell, unit)
        if place and place.cell.kind is CellKind.TEXT:
            for of in years.parted(place.cell.typed_over or str(place.cell.value)):
                if of.year > self.year and (place.cell.typed_over or decision == AS_GOAL):
                    found[of.year] = of.text
        for year in found:
            told.warn(Column.TARGET, Problem("kept_as_goal", {"year": str(year)}))
        columns = {year: cells.as_written(later.cell, unit) for year, later in told.line.later}
        found |= {year: text for year, text in columns.items() if text}
        return tuple(GoalText(year, text[:LONGEST_GOAL]) for year, text in sorted(found.items()))

    def _goal(self, told: Told, unit: str, decision: str, *, has_goals: bool) -> Goal | None:
        place = told.line.places.get(Column.TARGET)
        if decision == AS_GOAL and has_goals:
            return None
        if place is None and are_tasks(told.line.columns):
            return Goal("done")
        if place is None:
            if not has_goals:
                told.refuse(Column.TARGET, Problem("no_target"))
            return None
        asked = (place.cell, unit, decision == AS_OURS)
        if asked not in self.goals:
            self.goals[asked] = self._understood(place.cell, unit, is_ours=decision == AS_OURS)
        goal = self.goals[asked]
        if goal is None and has_goals:
            return None
        if goal is None:
            told.refuse(Column.TARGET, Problem("no_target"))
        elif isinstance(goal, Problem):
            told.refuse(Column.TARGET, goal)
        else:
            for warning in goal.warnings:
                told.warn(Column.TARGET, warning)
            return goal
        return None

    def _understood(self, cell: Cell, unit: str, *, is_ours: bool) -> Goal | Problem | None:
        """The target of a cell; `is_ours`: somebody said that the other year in it is to count as the plan's."""
        told = years.parted(str(cell.value)) if is_ours and cell.kind is CellKind.TEXT else ()
        if len(told) != 1:
            return cells.target(cell, unit, self.year)
        found = cells.target(cell._replace(value=told[0].text), unit, self.year)
        return replace(found, raw=clean(str(cell.value))) if isinstance(found, Goal) else found

    def _leads(self, told: Told) -> tuple[tuple[str, ...], str]:
        """The leading agencies, and the helping ones as text where the same cell names them."""
        place = told.sound(Column.LEAD)
        if place is None and Column.LEAD in told.line.places:
            return (), ""
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
        place = told.sound(Column.COORDINATORS)
        own = written(place.cell.value) if place else ""
        for role, text in ((Column.LEAD, helping), (Column.COORDINATORS, own)):
            if not text.strip(" -–—/.\n"):
                continue
            found = find(text, self.directory)
            codes.update(dict.fromkeys(found.codes))
            for problem in found.unknown:
                unresolved[problem.details["name"]] = None
                told.warn(role, replace(problem, code=OF_HELPERS.get(problem.code, problem.code)))
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
        """A weight or a baseline: what is no number is said and left out. Which baseline may be below zero is the
        catalogue's to say.
        """
        place = told.line.places.get(role)
        if place is None:
            return None
        if place.cell not in self.figures:
            self.figures[place.cell] = cells.number(place.cell, is_signed=True)
        figure = self.figures[place.cell]
        if role == Column.WEIGHT and isinstance(figure, Decimal) and figure < 0:
            figure = Problem("negative_figure")
        if isinstance(figure, Problem):
            told.warn(role, figure)
            return None
        for remark in cells.remarks(place.cell):
            told.warn(role, remark)
        return figure

    def _suspect(self, told: Told) -> None:
        """A text that only makes sense in an old font, where no font says so; the signs that were taken off."""
        for role, remark in marks_of((role, place.cell) for role, place in told.line.places.items()):
            told.warn(role, remark)
        for role, place in told.line.places.items():
            value = place.cell.value
            if type(value) is not str:
                continue
            if value not in self.odd:
                self.odd[value] = None if place.cell.decoded_from else propose_decoding(value)
            if proposal := self.odd[value]:
                told.warn(role, Problem("old_font", {"text": proposal}, (proposal,)))


def _unstruck(place: Place) -> Place:
    """A cell of a struck row as it stood: the row as a whole is asked about."""
    return place._replace(cell=place.cell._replace(is_struck=False))


def _texts(line: Line) -> dict[int, str]:
    """The line's cells as written. In a matrix the agency's name stands in the same column, above: it is not of it."""
    own = [place for role, place in line.places.items() if role is not Column.LEAD or place.row == line.row]
    return {place.column: written(place.cell.value) for place in (*line.places.values(), *own)}


@without_collection()
def understand(
    reading: Reading, directory: Directory, year: int, decisions: Mapping[str, str] = NO_DECISIONS
) -> tuple[ItemRow, ...]:
    """Every line of `reading` as a row. `decisions`: "Sheet!row" of a struck-through row → "keep" or "skip"; of a row,
    section or title for another year → "this", "goal" or "out". Lines of a section that nobody has decided on wait.

    A row is refused by its `problems`: no name, no target, no lead, an unknown lead, an unclear value, struck
    through and undecided, or the same indicator and lead as an earlier row with another target.
    """
    reader = Reader(directory, year)
    found: list[ItemRow] = []
    for line in _lines(reading.tables):
        target = line.places.get(Column.TARGET)
        rows = (line.row, target.row if target else line.row)  # a merged target is answered where it stands
        decision = next((said for row in rows if (said := decisions.get(f"{line.sheet}!{row}"))), "")
        if line.of_year:
            decision = decisions.get(f"{line.sheet}!{line.of_year.row}", WAITING)
        if decision not in LEFT_OUT:
            found.append(reader.item(line, decision))
    return tuple(without_repeats(told_apart(found)))


def sections_of_other_years(reading: Reading, decisions: Mapping[str, str]) -> tuple[Located, ...]:
    """A question for each section or title that is for another year and that nobody has decided on."""
    waiting: dict[tuple[str, OfYear], int] = defaultdict(int)
    for line in _lines(reading.tables):
        if line.of_year and f"{line.sheet}!{line.of_year.row}" not in decisions:
            waiting[line.sheet, line.of_year] += 1
    return tuple(
        Located(
            sheet, of.row, of.column,
            Problem("section_of_other_year", {"title": of.title, "written": str(of.year), "n": str(count)}),
        )
        for (sheet, of), count in waiting.items()
    )  # fmt: skip


def _lines(tables: tuple[Table, ...]) -> Iterator[Line]:
    for table in tables:
        yield from table.lines
