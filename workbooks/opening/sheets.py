"""One worksheet of an .xlsx as it streams by: cells, merges, what is hidden."""

from workbooks.opening.gathering import Area, Gathered, Palette, area_of, column_number
from workbooks.opening.limits import MAX_MERGES, MAX_ROW, Refused
from workbooks.opening.markup import Attributes, known
from workbooks.opening.parts import RunsVisitor, is_on

_MAX_RANGES = 16_384
_MAX_MASTERS = 1_000


class SheetVisitor(RunsVisitor):
    """Gathers a sheet. Its four most frequent tags are told apart first: a large sheet is little else."""

    tags = known("row", "c", "v", "f", "is", "t", "r", "rPr", "rFont", "strike", "vertAlign", "rPh", "mergeCell", "col")

    def __init__(self, name: str, palette: Palette):
        super().__init__()
        self.gathered = Gathered(name, palette)
        self.palette = palette
        self.merges: list[Area] = []
        self.merge_count = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._columns: dict[str, int] = {}
        self._masters: dict[str, str] = {}
        self._row = 0
        self._row_text = ""
        self._column = 0
        self._cell: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._shared = ""

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        tag = self.tags.get(name)
        if tag == "c":
            self._cell = attributes
            self._value = self._formula = None
        elif tag == "v":
            self.pieces = []
        elif tag is not None:
            self.opened(tag, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = self.tags.get(name)
        if tag == "v":
            self._value = "".join(self.pieces or ())
            self.pieces = None
        elif tag == "c":
            self._end_cell()
        elif tag is not None:
            self.closed(tag)

    def opened(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._begin_row(attributes)
        elif tag == "f":
            self.pieces = []
            self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag == "is":
            self.begin_text()
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col":
            if is_on(attributes, "hidden", "0") and len(self.hidden_columns) < _MAX_RANGES:
                self.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        else:
            super().opened(tag, attributes)

    def closed(self, tag: str) -> None:
        if tag == "f":
            self._formula = "".join(self.pieces or ())
            self.pieces = None
        else:
            super().closed(tag)

    def _begin_row(self, attributes: Attributes) -> None:
        self._row_text = attributes.get("r", "")
        self._row = int(self._row_text) if self._row_text else self._row + 1
        self._column = 0
        if "hidden" in attributes and is_on(attributes, "hidden") and self._row <= MAX_ROW:
            self.hidden_rows.append(self._row)

    def _merge(self, reference: str) -> None:
        self.merge_count += 1
        if self.merge_count > MAX_MERGES:
            name = self.gathered.name
            raise Refused("too_many_merges", name, sheet=name, limit=MAX_MERGES)
        area = area_of(reference)
        if area is not None:
            self.merges.append(area)

    def _end_cell(self) -> None:
        cell, value = self._cell, self._value
        reference = cell.get("r")
        if reference is None:
            self._column += 1
            row = self._row
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_number(letters)
            self._column = column
            digits = reference[len(letters) :]
            row = self._row if digits == self._row_text else int(digits)
        kind = cell.get("t", "n")
        if value and kind != "inlineStr":
            index = self.palette.of(kind, cell.get("s", "0"), value)
        elif kind == "inlineStr":
            index = self.palette.rich(cell.get("s", "0"), self.item())
            self.begin_text()
        elif self._formula is not None and not (kind == "str" and value is not None):
            index = self._formula_cell(self._formula)
        else:
            return
        if index >= 0:
            self.gathered.put(row, self._column, index)

    def _formula_cell(self, text: str) -> int:
        """A formula without a result; one that is shared stands in full at its first cell only."""
        if self._shared and text and len(self._masters) < _MAX_MASTERS:
            self._masters[self._shared] = text
        return self.palette.formula(text or self._masters.get(self._shared, ""))
