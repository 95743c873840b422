"""Tables of any width on sheets of paper: upright where they fit, else sideways, else in bands of columns. Pure.

Widths are guessed from letters: what is guessed too small breaks into more lines, nothing is cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dxtracker.lib.paper.blocks import HEIGHT, SHEET_MARGINS, WIDTH

UPRIGHT = float(WIDTH - SHEET_MARGINS["left"] - SHEET_MARGINS["right"])
SIDEWAYS = float(HEIGHT - SHEET_MARGINS["left"] - SHEET_MARGINS["right"])
LETTER, PADDING = 0.18, 3.2  # millimetres: of a letter, for each point of its size; left and right of a cell
WIDEST, LONGEST_WORD = 60.0, 16.0  # letters of a column that is not made wider, and of a word that may be broken
LONGEST_CODE = 40.0  # letters of a word that a column of a fixed width is made wider for
TURNED, TURNED_SIZE = 60.0, 7.5  # millimetres that a heading takes which stands upright; points of its letters
LINE = 0.46  # millimetres from line to line, for each point
HEAD = 1 / 6  # of a sheet, kept for the frozen columns where they want it: names of one word a line are not read


@dataclass(frozen=True)
class Column:
    """How many millimetres a column takes at least (its longest word) and at best (its longest cell)."""

    least: float
    best: float


def column_of(heading: str, cells: Sequence[str], size: float) -> Column:
    """The column under `heading`; the heading itself may break at each space.

    A column of short words of which one is long is no wide column: at best it holds twice its average.
    """
    longest = min(max(map(_letters, " ".join((heading, *cells)).split()), default=1.0), LONGEST_WORD)
    lines = [_letters(line) for text in cells for line in text.split("\n")] or [1.0]
    usual = max(2 * sum(lines) / len(lines), len(heading) / 3)
    return Column(_wide(longest, size), _wide(min(max(min(max(lines), usual), longest), WIDEST), size))


def turned(heading: str, cells: Sequence[str], size: float) -> Column:
    """The column under a heading that stands upright: as wide as its lines, and as the longest cell.

    >>> name = "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn (30/30)"
    >>> turned(name, ["100"], 8.5).best < column_of(name, ["100"], 8.5).best
    True
    """
    lines = -(-_letters(heading) * TURNED_SIZE * LETTER // (TURNED - PADDING))
    longest = _wide(max(map(_letters, cells), default=1.0), size)
    wide = max(lines * TURNED_SIZE * LINE + PADDING, longest)
    return Column(wide, wide)


def _letters(text: str) -> float:
    """How many letters wide; capitals are wider than others."""
    return len(text) + 0.35 * sum(letter.isupper() for letter in text)


def _wide(letters: float, size: float) -> float:
    return letters * size * LETTER + PADDING


def is_sideways(columns: Sequence[Column]) -> bool:
    """Whether an upright sheet is too narrow for them as they would best be."""
    return sum(column.best for column in columns) > UPRIGHT


def bands(columns: Sequence[Column], width: float, frozen: int = 1) -> list[list[int]]:
    """The places of the columns that stand on a sheet together; the first `frozen` come again on each.

    >>> narrow, wide = Column(20, 20), Column(90, 90)
    >>> bands([narrow, narrow], 160), bands([narrow, wide, wide, narrow], 160)
    ([[0, 1]], [[0, 1], [0, 2, 3]])
    >>> bands([Column(10, 95), *[Column(25, 25)] * 6], 160)  # the name keeps a sixth of the sheet, and gets the rest
    [[0, 1, 2, 3, 4, 5], [0, 6]]
    """
    head = list(range(frozen))
    room = width - _kept([columns[place] for place in head], width)
    if sum(column.least for column in columns[frozen:]) <= room:
        return [list(range(len(columns)))]
    found: list[list[int]] = [[]]
    left = room
    for place in range(frozen, len(columns)):
        if columns[place].least > left and found[-1]:
            found.append([])
            left = room
        found[-1].append(place)
        left -= columns[place].least
    return [head + band for band in found]


def _kept(head: Sequence[Column], width: float) -> float:
    """What the frozen columns keep of a sheet: a part of it where they want that, never less than they must."""
    return max(sum(column.least for column in head), min(sum(column.best for column in head), width * HEAD))


def for_words(widths: Sequence[float], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Columns as wide as they are asked to be, or as their longest word: what one lacks the others give of their room.

    A word that is wider than its column runs over the next one. A row of one cell spans the table and counts for none.

    >>> for_words([30, 40], [["STC-01", "Tỷ lệ hồ sơ"]], 12)
    [30, 40]
    >>> [round(width, 1) for width in for_words([30, 40], [["Các huyện"], ["VINHTUONG-01", "Tỷ lệ hồ sơ"]], 12)]
    [35.9, 34.1]
    """
    cells = zip(*(row for row in rows if len(row) == len(widths)), strict=True)
    least = [_wide(min(_longest(texts), LONGEST_CODE), size) for texts in cells] or [0.0] * len(widths)
    lacking = [max(need - width, 0.0) for need, width in zip(least, widths, strict=True)]
    room = [max(width - need, 0.0) for need, width in zip(least, widths, strict=True)]
    if not any(lacking) or not any(room):
        return list(widths)
    share = min(sum(lacking) / sum(room), 1.0)
    fill = min(sum(room) / sum(lacking), 1.0)
    return [width + more * fill - less * share for width, more, less in zip(widths, lacking, room, strict=True)]


def _longest(texts: Sequence[str]) -> float:
    return max(map(_letters, " ".join(texts).split()), default=0.0)


def widths(columns: Sequence[Column], width: float) -> list[float]:
    """Their widths on a sheet: at best where there is room, else what is left over is shared by what each lacks.

    >>> widths([Column(10, 20), Column(10, 80)], 160), widths([Column(10, 20), Column(10, 80)], 60)
    ([20, 80], [15.0, 45.0])
    """
    best, least = sum(column.best for column in columns), sum(column.least for column in columns)
    if best <= width:
        return [column.best for column in columns]
    if least >= width:
        return [column.least * width / least for column in columns]
    share = (width - least) / (best - least)
    return [column.least + (column.best - column.least) * share for column in columns]
