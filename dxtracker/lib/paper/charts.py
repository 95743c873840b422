"""Charts for papers, as SVG with its own colours: vectors in the .pdf, dots in the .docx. Pure.

Lengths are hundredths of the width. Colour is never alone: numbers and words stand beside it.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from dxtracker.lib.text import printable

FONT = "serif"  # that of the paper around it (paper.typ)
COLOURS = {
    "exceeded": "#0A4F49", "done": "#12867A", "done_late": "#63B3AA", "on_track": "#8EA3B8", "behind": "#D6922B",
    "overdue": "#B3261E", "not_measurable": "#7454AD", "no_data": "#C3CCD6", "no_activity": "#E4E8ED",
    "not_applicable": "#F0F3F6",
}  # fmt: skip
INK, QUIET, LINE = "#1A1A1A", "#555555", "#BBBBBB"
MONTHS = 12


class Part(NamedTuple):
    """So many items in a state, and its words."""

    state: str
    n: int
    words: str


def bar(parts: Sequence[Part], text: float = 3.2) -> str:
    """One bar of the states of all items; below it how many of each, in as many lines as it takes."""
    drawn, at, whole = [], 0.0, sum(part.n for part in parts)
    for part in parts:
        width = 100 * part.n / whole
        drawn.append(
            f'<rect x="{at:.2f}" y="0" width="{width:.2f}" height="{text * 2.2:.2f}" fill="{COLOURS[part.state]}"/>'
        )
        at += width
    left, top = 0.0, text * 3.8
    for part in parts:
        said = f"{part.words}: {part.n}"
        width = text * (1.6 + 0.52 * len(said))
        if left and left + width > 100:
            left, top = 0.0, top + text * 1.5
        mark = f'<rect x="{left:.2f}" y="{top - text * 0.75:.2f}" width="{text * 0.8:.2f}" height="{text * 0.8:.2f}"'
        drawn.append(f'{mark} fill="{COLOURS[part.state]}"/>{_text(left + text * 1.1, top, said, text)}')
        left += width + text * 0.5
    return _svg(top + text * 0.6, drawn)


def trend(rates: Sequence[tuple[int, float]], text: float = 2.8) -> str:
    """The rate of each month of a year, in per cent of all; every value stands at its point."""
    left, right, top, bottom = 6.0, 97.0, text * 1.6, 36.0

    def place(month: int, rate: float) -> tuple[float, float]:
        return left + (right - left) * (month - 1) / (MONTHS - 1), bottom - (bottom - top) * rate

    drawn = []
    for step in (0, 25, 50, 75, 100):
        y = place(1, step / 100)[1]
        ends = f'x1="{left - 1}" x2="{right + 1}" y1="{y:.2f}" y2="{y:.2f}"'
        drawn.append(f'<line {ends} stroke="{LINE}" stroke-width=".15"/>')
        drawn.append(_text(left - 1.6, y + text * 0.3, str(step), text * 0.85, "end", QUIET))
    for month in range(1, MONTHS + 1):
        drawn.append(_text(place(month, 0)[0], bottom + text * 1.4, str(month), text * 0.85, "middle", QUIET))
    dots = [place(month, rate) for month, rate in rates]
    way = " ".join(f"{x:.2f},{y:.2f}" for x, y in dots)
    drawn.append(f'<polyline points="{way}" fill="none" stroke="{COLOURS["done"]}" stroke-width=".6"/>')
    for (x, y), (_month, rate) in zip(dots, rates, strict=True):
        said = f"{100 * rate:.1f}".replace(".", ",")
        drawn.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".8" fill="{COLOURS["done"]}"/>')
        drawn.append(_text(x, y - text * 0.55, said, text * 0.85, "middle"))
    return _svg(bottom + text * 2, drawn)


def cells(heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], text: float = 1.15) -> str:
    """A picture of agencies by indicators: a cell in the colour of its state, none where it is empty."""
    names = 13.0
    wide = (100 - names) / max(len(heads), 1)
    high = min(wide, 44 / max(len(rows), 1))
    top = text * 5.5
    drawn = []
    for n, head in enumerate(heads):
        x = names + wide * (n + 0.62)
        drawn.append(f'<g transform="translate({x:.2f} {top - 0.6:.2f}) rotate(-90)">{_text(0, 0, head, text)}</g>')
    for n, (name, states) in enumerate(rows):
        y = top + high * n
        drawn.append(_text(names - 0.6, y + high * 0.5 + text * 0.33, name, text, "end"))
        drawn += [
            f'<rect x="{names + wide * k:.2f}" y="{y:.2f}" width="{wide * 0.94:.2f}" height="{high * 0.9:.2f}" '
            f'fill="{COLOURS[state]}"/>'
            for k, state in enumerate(states)
            if state
        ]
    return _svg(top + high * len(rows) + 0.5, drawn)


def _text(x: float, y: float, said: str, size: float, anchor: str = "start", fill: str = INK) -> str:
    said = escape(printable(said))
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" text-anchor="{anchor}" fill="{fill}">{said}</text>'


def _svg(height: float, drawn: Sequence[str]) -> str:
    """In tenths: the typesetter does not draw letters below one unit."""
    inside = f'<g transform="scale(10)" font-family="{FONT}">{"".join(drawn)}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {10 * height:.1f}">{inside}</svg>'
