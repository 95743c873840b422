"""What was read of a workbook, in plain lists: each distinct cell once, sheets as rows of places and cell numbers."""

import bisect
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from kpis.grammar.text import decode, without_marks
from workbooks.opening import values
from workbooks.opening.limits import (
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMN,
    MAX_FILLED_ROWS,
    MAX_MERGES,
    MAX_ROW,
    MAX_TEXT,
    Refused,
    refused_at,
)

# kind (a value of shapes.CellKind), text of the value, number format, is struck through, decoded from; then, where
# there is anything of it: the part that is struck out, footnote marks that were taken off, whether days count from 1904
PlainCell = tuple[str, str, str, bool, str] | tuple[str, str, str, bool, str, str, str, bool]
# font, is struck through, number format, is a date
Style = tuple[str, bool, str, bool]
# text, font and strike of a run, None where the cell's own count; whether it stands above the line
Run = tuple[str, str | None, bool | None, bool]
Area = tuple[int, int, int, int]
PlainRow = tuple[int, list[int], list[int]]
# name, rows, merges, hidden rows, hidden columns, is hidden
PlainSheet = tuple[str, list[PlainRow], list[Area], list[int], list[int], bool]

NO_STYLE: Style = ("", False, "", False)
_MARK = re.compile(r"[\s\w*†‡()\[\],;.]{1,8}")
_TEN = re.compile(r"(?:^|[^0-9.,])10$")
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_QUOTED = 60  # of what was struck out or taken off
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def style_of(font: str, struck: bool, number_format: str) -> Style:
    """What a cell's value needs to know of its style. "General" is no format."""
    shown = "" if number_format.lower() == "general" else number_format
    return font, struck, shown, bool(shown) and values.is_date_format(shown)


def column_number(letters: str) -> int:
    """ "A" is 1, "XFD" is 16384. Refused for anything else."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise Refused("damaged_workbook")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= 16_384:
        raise Refused("damaged_workbook")
    return number


def area_of(reference: str) -> Area | None:
    """ "B2:D5" as (2, 2, 5, 4); None for a single cell or nonsense."""
    match = _AREA.fullmatch(reference)
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    area = int(top), column_number(left), int(bottom), column_number(right)
    return area if area[0] <= area[2] and area[1] <= area[3] else None


class Palette:
    """The distinct cells of a workbook, by number; what it may still hold in cells and text."""

    def __init__(self, styles: Sequence[Style] = (), strings: Sequence[str | list[Run]] = (), is_1904: bool = False):
        self.styles = styles
        self.strings = strings
        self.is_1904 = is_1904
        self.cells: list[PlainCell] = []
        self.sizes: list[int] = []
        self.cells_left = MAX_CELLS
        self.text_left = MAX_TEXT
        self._seen: dict[tuple[str, str, str], int] = {}

    def of(self, kind: str, style: str, text: str) -> int:
        """The number of the cell that a file writes so (xlsx kinds, and plain); -1 for a blank one."""
        key = (kind, style, text)
        index = self._seen.get(key)
        if index is None:
            index = self._seen[key] = self._added(self._made(kind, self._style(style), text))
        return index

    def rich(self, style: str, item: str | list[Run]) -> int:
        """The number of a text cell, made of runs or not; -1 for a blank one."""
        if isinstance(item, str):
            return self.of("plain", style, item)
        return self._added(self._text(self._style(style), item))

    def formula(self, text: str) -> int:
        """The number of a formula that brought no result."""
        return self._added(("formula", values.clean("=" + text)[:MAX_CELL_TEXT], "", False, ""))

    def _style(self, style: str) -> Style:
        number = int(style)
        return self.styles[number] if 0 <= number < len(self.styles) else NO_STYLE

    def _added(self, cell: PlainCell | None) -> int:
        if cell is None:
            return -1
        self.cells.append(cell)
        self.sizes.append(len(cell[1]))
        return len(self.cells) - 1

    def _made(self, kind: str, style: Style, text: str) -> PlainCell | None:
        _font, struck, shown, is_date = style
        if kind == "s":
            return self._text(style, self.strings[int(text)])
        if kind == "plain":
            return self._text(style, text)
        if kind == "str":
            return self._text(style, values.unescaped(text))
        if kind == "b":
            return ("bool", "1" if text.strip() in ("1", "true") else "", shown, struck, "")
        if kind == "e":
            return ("error", values.clean(text)[:40], shown, struck, "")
        if kind == "d":
            day = values.iso_day(text.strip())
            return ("date", day, shown, struck, "") if day else ("error", "#VALUE!", shown, struck, "")
        number = values.exact_number(text.strip())
        if number is None:
            return ("error", "#NUM!", shown, struck, "")
        day = values.day_of(number, self.is_1904) if is_date else None
        if day:
            return ("date", day, shown, struck, "")
        if self.is_1904:
            return ("number", number, shown, struck, "", "", "", True)
        return ("number", number, shown, struck, "")

    def _text(self, style: Style, item: str | list[Run]) -> PlainCell | None:
        """Each run is decoded by its own font. What is struck out is kept apart from what stands, marks from words."""
        font, struck, shown, _ = style
        runs: list[Run] = [(item, None, None, False)] if isinstance(item, str) else item
        live, dead, marks, decoded = "", "", "", ""
        for text, run_font, run_struck, is_raised in runs:
            piece, how = decode(text, font if run_font is None else run_font)
            piece = values.clean(piece)
            decoded = decoded or how
            if struck if run_struck is None else run_struck:
                dead += piece
            elif is_raised and _MARK.fullmatch(piece) and live.strip():
                kept, mark = _raised(live, piece)
                live, marks = live + kept, marks + mark
            else:
                live += piece
        if not live.strip():
            return ("text", dead, shown, True, decoded) if dead.strip() else None
        if not decoded:
            live, taken = without_marks(live)
            marks += taken
        if not dead.strip() and not marks:
            return ("text", live, shown, False, decoded)
        return ("text", live, shown, False, decoded, dead.strip()[:_QUOTED], marks.strip()[:_QUOTED], False)


def _raised(before: str, piece: str) -> tuple[str, str]:
    """(what belongs to the text, what is a footnote's mark) of a piece above the line: km2 and 10^6 are no marks."""
    if piece in ("2", "3") and before.endswith("m"):
        return piece, ""
    if piece.isdigit() and _TEN.search(before):
        return piece.translate(_ABOVE), ""
    return "", piece


class Gathered:
    """The filled cells of one sheet as they come."""

    def __init__(self, name: str, palette: Palette):
        self.name = name
        self.palette = palette
        self.rows: list[PlainRow] = []
        self._row = 0
        self._is_ordered = True

    def put(self, row: int, column: int, index: int) -> None:
        """A filled cell. Refused where it stands too far out or is one too many."""
        palette = self.palette
        size = palette.sizes[index]
        palette.cells_left -= 1
        palette.text_left -= size
        if row > MAX_ROW or column > MAX_COLUMN:
            raise refused_at("cell_too_far", self.name, row, column, rows=MAX_ROW, columns=MAX_COLUMN)
        if size > MAX_CELL_TEXT:
            raise refused_at("text_too_long", self.name, row, column, limit=MAX_CELL_TEXT)
        if palette.cells_left < 0 or palette.text_left < 0:
            raise refused_at("too_many_cells", self.name, row, column, limit=MAX_CELLS)
        if row == self._row:
            columns = self.rows[-1][1]
            self._is_ordered = self._is_ordered and column > columns[-1]
            columns.append(column)
            self.rows[-1][2].append(index)
            return
        self._is_ordered = self._is_ordered and row > self._row
        self._row = row
        self.rows.append((row, [column], [index]))
        if len(self.rows) > MAX_FILLED_ROWS:
            raise refused_at("too_many_rows", self.name, row, column, limit=MAX_FILLED_ROWS)

    def finished(
        self,
        merges: Iterable[Area] = (),
        hidden_rows: Iterable[int] = (),
        hidden_columns: Iterable[tuple[int, int]] = (),
        is_hidden: bool = False,
    ) -> PlainSheet:
        """The sheet, cut to its filled part. `hidden_columns` are ranges, both ends included."""
        if not self._is_ordered:
            self._put_in_order()
        bottom = self.rows[-1][0] if self.rows else 0
        right = max((columns[-1] for _, columns, _ in self.rows), default=0)
        areas = list(islice(merges, MAX_MERGES + 1))
        clipped = self._clipped(areas, bottom, right)
        self._hide_covered(areas)
        hidden = {column for low, high in hidden_columns for column in range(max(low, 1), min(high, right) + 1)}
        return (
            self.name,
            self.rows,
            clipped,
            sorted({row for row in hidden_rows if row <= bottom}),
            sorted(hidden),
            is_hidden,
        )

    def _put_in_order(self) -> None:
        found: dict[int, dict[int, int]] = {}
        for row, columns, indexes in self.rows:
            found.setdefault(row, {}).update(zip(columns, indexes, strict=True))
        self.rows = [
            (row, sorted(line), [line[column] for column in sorted(line)]) for row, line in sorted(found.items())
        ]

    def _hide_covered(self, merges: Sequence[Area]) -> None:
        """A merge shows its first cell; what stayed in the cells beneath it nobody sees."""
        numbers = [row for row, _, _ in self.rows]
        left = 4 * len(numbers) * (MAX_COLUMN + 1)  # merges that do not overlap need no more steps
        for top, first, last_row, last in merges:
            inside = range(bisect.bisect_left(numbers, top), bisect.bisect_right(numbers, last_row))
            left -= len(inside)
            if left < 0:
                raise Refused("damaged_workbook", self.name)
            for place in inside:
                row, columns, indexes = self.rows[place]
                begin = bisect.bisect_left(columns, first + 1 if row == top else first)
                end = bisect.bisect_right(columns, last)
                del columns[begin:end], indexes[begin:end]
        self.rows = [row for row in self.rows if row[1]]

    def _clipped(self, merges: Iterable[Area], bottom: int, right: int) -> list[Area]:
        """Merges whose first cell is filled, cut to the filled part. Refused where they overlap, as none of Excel's."""
        filled = {row: columns for row, columns, _ in self.rows}
        found: set[Area] = set()
        for number, (top, left, last_row, last_column) in enumerate(merges):
            if number >= MAX_MERGES:
                raise Refused("too_many_merges", self.name, sheet=self.name, limit=MAX_MERGES)
            columns = filled.get(top, [])
            place = bisect.bisect_left(columns, left)
            if place < len(columns) and columns[place] == left:
                area = (top, left, min(last_row, bottom), min(last_column, right))
                if area[2] > top or area[3] > left:
                    found.add(area)
        if sum((last - top + 1) * (end - left + 1) for top, left, last, end in found) > bottom * right:
            raise Refused("damaged_workbook", self.name)
        return sorted(found)
