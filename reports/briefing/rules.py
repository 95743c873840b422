"""The slides of a briefing from what the boards found; what has nothing to say is left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dxtracker.lib.paper import charts
from dxtracker.lib.paper.blocks import Block, Paragraph, Picture, Slide, Table

WIDTH = 255.0
TEXT, SMALL = 22, 16
FEW, SHORT, LARGER = 5, 600, 20  # rows of a table, and letters in all, that leave room for larger letters
MOST_LINES, MOST_ROWS = 6, 8
MOST_AGENCIES = 45  # of the picture; those with least done


class Lines(NamedTuple):
    """A slide of a few sentences."""

    title: str
    note: str
    lines: Sequence[str]


class Rows(NamedTuple):
    """A slide of a table; widths are hundredths of the page's width."""

    title: str
    note: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Briefing:
    """`figure` is "463/543", `below` the sentences under it."""

    title: str
    note: str
    figure: str
    below: Sequence[str]
    parts: Sequence[charts.Part]
    trend_title: str
    rates: Sequence[tuple[int, float]]
    matrix_title: str
    heads: Sequence[str]
    cells: Sequence[tuple[str, Sequence[str]]]
    before: Sequence[Lines | Rows]
    after: Sequence[Lines | Rows]


def slides(told: Briefing) -> list[Block]:
    """The pages: headline, trend, what comes before the picture of all items, the picture, what comes after."""
    found: list[Block] = [
        Slide(told.title, told.note),
        Paragraph(told.figure, indented=False, align="centre", bold=True, size=84),
        *(Paragraph(line, indented=False, align="centre", size=TEXT) for line in told.below),
    ]
    if told.parts:
        found.append(Picture(charts.bar(told.parts, 2.2), WIDTH, told.title))
    if len(told.rates) > 1:
        found += [Slide(told.trend_title), Picture(charts.trend(told.rates, 2.2), WIDTH, told.trend_title)]
    found += [block for slide in told.before for block in _slide(slide)]
    if told.cells:
        key = Picture(charts.bar(told.parts, 1.5), WIDTH * 0.9, told.matrix_title)
        found += [
            Slide(told.matrix_title),
            Picture(charts.cells(told.heads, told.cells), WIDTH, told.matrix_title),
            key,
        ]
    return found + [block for slide in told.after for block in _slide(slide)]


def _slide(slide: Lines | Rows) -> list[Block]:
    if isinstance(slide, Lines):
        lines = slide.lines[:MOST_LINES]
        told = [Paragraph(f"• {line}", indented=False, align="left", size=TEXT) for line in lines]
        return [Slide(slide.title, slide.note), *told] if lines else []
    if not slide.rows:
        return []
    widths = [WIDTH * width / 100 for width in slide.widths]
    letters = sum(len(cell) for row in slide.rows for cell in row)
    size = LARGER if len(slide.rows) <= FEW and letters <= SHORT else SMALL
    return [Slide(slide.title, slide.note), Table(slide.headings, slide.rows, widths, size=size)]
