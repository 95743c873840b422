"""How much of a file is read at all, and the refusal that says so."""

MIB = 2**20
MAX_BYTES = 20 * MIB
MAX_UNPACKED = 150 * MIB  # sum of the sizes a zip declares; it is streamed, never held
MAX_ENTRIES = 10_000
MAX_SHEETS = 300
MAX_ROW = 65_536  # how far down a filled cell may stand: as far as .xls goes
MAX_FILLED_ROWS = 20_000
MAX_COLUMN = 400
MAX_CELLS = 250_000
MAX_CELL_TEXT = 32_767  # Excel's own
MAX_TEXT = 16_000_000  # characters of all cells together
MAX_STRINGS = 300_000
MAX_STYLES = 65_536  # Excel's own
MAX_MERGES = 50_000
MAX_DEPTH = 100
MAX_TAG = 2 * MIB
MEMORY = 288 * MIB  # address space of the reading process
SECONDS = 4  # processor time of the reading process


class Refused(Exception):
    """The file cannot be read: a code of kpis/grammar/words.py, its details, the sheet and cell."""

    def __init__(self, code: str, place: str = "", **details: str | int):
        super().__init__(code)
        self.code = code
        self.place = place
        self.details = {name: str(value) for name, value in details.items()}


def letters(column: int) -> str:
    """Column 1 is "A", 28 is "AB"."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def refused_at(code: str, sheet: str, row: int, column: int, **details: str | int) -> Refused:
    """A refusal at a cell, named as in Excel: `Sheet1!XFD1048576`."""
    cell = f"{letters(column)}{row}"
    return Refused(code, f"{sheet}!{cell}", sheet=sheet, cell=cell, **details)
