"""Small charts drawn on the server: pure functions from figures to SVG text.

Colours come from the style sheet through class names (a state's class is its name); all text is escaped.
Shares are 0…1. Every function returns text that is safe to place in a page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from math import ceil, floor, log10

from dxtracker.lib.labels import Box, Dot, Label, around, box_of, led, placed
from dxtracker.lib.numbers import number, percent

Place = Callable[[float, float | None], Dot | None]

GAP = 0.35
STRIP_DOT = 1.7  # the width of a dot of a strip, in hundredths of it
TICK, TREND_LABEL = 12.0, 15.0  # the heights of letters in a trend
SMALL, LARGE = 15.0, 17.0  # and in an item's months, where they are largest: on a phone

_DISC = "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0z"
_RING = _DISC + "m0 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7z"
_TICK = "M6.9 11.9 3.4 8.4l1.5-1.5 2 2 4.3-4.3 1.5 1.5z"
ICONS = {
    "state-exceeded": _DISC + "M8 3 12.2 7.6H9.4v5H6.6v-5H3.8z",
    "state-done": _DISC + _TICK,
    "state-done-late": _RING + _TICK,
    "state-on-track": _RING + "M8 3.4a4.6 4.6 0 0 1 0 9.2z",
    "state-behind": "M8 .6 15.8 15H.2zM7 5.4v4.6h2V5.4zm0 5.8v2h2v-2z",
    "state-overdue": "M1 1h14v14H1zM5.2 3.8 3.8 5.2 6.6 8l-2.8 2.8 1.4 1.4"
    "L8 9.4l2.8 2.8 1.4-1.4L9.4 8l2.8-2.8-1.4-1.4L8 6.6z",
    "state-no-data": _RING,
    "state-not-measurable": "M8 0l8 8-8 8-8-8zM4.4 7v2h7.2V7z",
    "state-not-applicable": "M2 7.1h12v1.8H2z",
    "state-no-activity": _RING + "M4.4 7.2h7.2v1.6H4.4z",
    "fresh-approved": "M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z",
    "fresh-partial": "M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zm0 1.4a3.6 3.6 0 1 0 0 7.2z",
    "fresh-silent": "M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zm0 1.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2z",
    "icon-up": "M8 3.5 13.5 12h-11z",
    "icon-down": "M8 12.5 2.5 4h11z",
    "icon-flag": "M3 1.5h1.6v1H13l-2 3.2 2 3.3H4.6v5.5H3z",
    "icon-search": "M6.8 1a5.8 5.8 0 0 1 4.6 9.3l3.6 3.6-1.1 1.1-3.6-3.6A5.8 5.8 0 1 1 6.8 1zm0 1.6"
    "a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4z",
    "icon-left": "M10.4 2.6 11.5 3.7 7.2 8l4.3 4.3-1.1 1.1L5 8z",
    "icon-right": "M5.6 2.6 4.5 3.7 8.8 8l-4.3 4.3 1.1 1.1L11 8z",
    "icon-more": "M2.6 5.6 3.7 4.5 8 8.8l4.3-4.3 1.1 1.1L8 11z",
    "icon-menu": "M1.5 3.2h13v1.6h-13zm0 4h13v1.6h-13zm0 4h13v1.6h-13z",
    "icon-person": "M8 1.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4z"
    "m0 7.6c3.4 0 5.8 1.9 5.8 5.4H2.2c0-3.5 2.4-5.4 5.8-5.4z",
}

_PATTERNS = (
    '<pattern id="p-done_late" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" class="p-ground"/>'
    '<rect width="3.4" height="6" class="p-done_late"/></pattern>'
    '<pattern id="p-not_measurable" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(-45)"><rect width="6" height="6" class="p-not_measurable"/>'
    '<rect width="1.4" height="6" class="p-ground"/></pattern>'
    '<pattern id="p-no_data" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5"'
    ' class="p-sunken"/><circle cx="2.5" cy="2.5" r="1.1" class="p-no_data"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Part:
    """One link of the headline bar: `count` > 0 items in `state`, the rows behind them at `url`."""

    state: str
    count: int
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`month` 1…12; `rate` is None where nothing is known yet; `pace` is the share expected by then."""

    month: int
    rate: Fraction | None
    pace: Fraction


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month of an item: `fresh` is False for a figure carried from an earlier month."""

    month: int
    value: float | None
    value_text: str
    state: str
    fresh: bool


def icon_sprite() -> str:
    """The hidden sheet of symbols (the keys of ICONS) and fill patterns (`p-<state>`), once a page."""
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 16 16"><path fill-rule="evenodd" d="{shape}"/></symbol>'
        for name, shape in ICONS.items()
    )
    return f'<svg class="sprite" width="0" height="0" aria-hidden="true"><defs>{_PATTERNS}</defs>{symbols}</svg>'


def icon(name: str) -> str:
    """A symbol of the sprite; decorative, so a word must stand beside it."""
    return f'<svg class="icon" aria-hidden="true"><use href="#{escape(name)}"/></svg>'


def state_bar(states: Mapping[str, int], label: str, outside: Collection[str] = ()) -> str:
    """The stacked bar of one table row.

    `states` maps state -> number of items in display order; those `outside` the denominator are not drawn.
    """
    parts = [(state, count) for state, count in states.items() if count and state not in outside]
    total = sum([count for _, count in parts])
    if total <= 0:
        return '<svg class="bar" aria-hidden="true"></svg>'
    unit = 100 / total
    at = 0.0
    drawn = []
    for state, count in parts:
        width = count * unit
        drawn.append(f'<rect class="{state}" x="{at:.2f}%" width="{max(width - GAP, width / 2):.2f}%" height="100%"/>')
        at += width
    return f'<svg class="bar" role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'


def headline_bar(parts: Iterable[Part], label: str, outside: Collection[str] = ()) -> str:
    """The stacked bar over a board; each part is a link to its rows, named by count and words."""
    drawn = [part for part in parts if part.count > 0 and part.state not in outside]
    total = sum(part.count for part in drawn)
    at = 0.0
    links = []
    for part in drawn:
        width = 100 * part.count / total
        words = escape(f"{part.count} {part.words}")
        links.append(
            f'<a href="{escape(part.url)}" aria-label="{words}"><title>{words}</title>'
            f'<rect class="{escape(part.state)}" x="{at:.3f}%" width="{max(width - GAP / 2, 0.2):.3f}%" '
            f'height="100%"/></a>'
        )
        at += width
    return f'<svg class="bar tall" role="group" aria-label="{escape(label)}">{"".join(links)}</svg>'


def measure_bar(share: float | None, state: str) -> str:
    """How far towards the target: a bar clipped at the target's mark. The true number stands beside it."""
    width = 100 * min(max(share or 0.0, 0.0), 1.0)
    return (
        '<svg class="measure" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        f'<rect class="{escape(state)}" width="{width:.1f}%" height="100%"/></svg>'
    )


def bullet_bar(share: float | None, pace: float | None, state: str) -> str:
    """How far, with a tick at the target (four fifths of the width) and, where there is one, a mark at the pace.

    What is beyond the target runs on behind the tick, to a quarter more. The true number stands beside it.
    """
    at = 80.0
    width = at * min(max(share or 0.0, 0.0), 1.25)
    mark = f'<rect class="pace" x="{at * pace:.1f}%" y="1" width="1.5" height="10"/>' if pace is not None else ""
    return (
        '<svg class="measure bullet" aria-hidden="true"><rect class="track" y="3" width="100%" height="6"/>'
        f'<rect class="{escape(state)}" y="3" width="{width:.1f}%" height="6"/>{mark}'
        f'<rect class="aim" x="{at:.0f}%" width="2" height="12"/></svg>'
    )


def dot_row(rate: float | None, before: float | None, median: float | None, label: str) -> str:
    """One row of a dot plot from 0 to all: the month before as a ring, joined to this month's dot.

    A line stands at the median. Shares are 0…1.
    """

    def at(share: float) -> str:
        return f"{2 + 96 * min(max(share, 0.0), 1.0):.2f}%"

    drawn = ['<line class="grid" x1="2%" x2="98%" y1="50%" y2="50%"/>']
    if median is not None:
        drawn.append(f'<line class="median" x1="{at(median)}" x2="{at(median)}" y1="0" y2="100%"/>')
    if before is not None and rate is not None:
        drawn.append(f'<line class="way" x1="{at(before)}" x2="{at(rate)}" y1="50%" y2="50%"/>')
    if before is not None:
        drawn.append(f'<circle class="before" cx="{at(before)}" cy="50%" r="4"/>')
    if rate is not None:
        drawn.append(f'<circle class="now" cx="{at(rate)}" cy="50%" r="5.5"/>')
    return f'<svg class="dots" role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'


def strip(dots: Sequence[tuple[float, str]], target: float | None, words: str, label: str, language: str) -> str:
    """Values (with the state of each) on one line; those that would cover each other stand one above the other.

    A line stands at the target with its `words`. The scale runs from the lowest to the highest, both in numbers.
    """
    values = [value for value, _state in dots] + ([] if target is None else [target])
    step = 10.0 ** floor(log10(max(values) - min(values) or abs(max(values)) or 1.0))
    low, high = step * floor(min(values) / step), step * ceil(max(values) / step + 1e-9)

    def at(value: float) -> float:
        return 2 + 96 * (value - low) / ((high - low) or step)

    lanes: list[float] = []  # where the last dot of each stands
    marks = []
    for value, state in sorted(dots):
        lane = next((i for i, last in enumerate(lanes) if at(value) - last > STRIP_DOT), len(lanes))
        lanes[lane : lane + 1] = [at(value)]
        marks.append((at(value), lane, state))
    foot = 26 + 13 * max(len(lanes), 1)
    drawn = [f'<line class="grid" x1="2%" x2="98%" y1="{foot}" y2="{foot}"/>']
    for value, anchor in ((low, "start"), (high, "end")):
        drawn.append(
            f'<text x="{at(value):.0f}%" y="{foot + 16}" text-anchor="{anchor}">{_tick(value, language)}</text>'
        )
    if target is not None:
        x, anchor = at(target), "end" if at(target) > 60 else "start"
        drawn.append(f'<line class="aim" x1="{x:.2f}%" x2="{x:.2f}%" y1="16" y2="{foot}"/>')
        drawn.append(f'<text class="aim-label" x="{x:.2f}%" y="11" text-anchor="{anchor}">{escape(words)}</text>')
    for x, lane, state in marks:
        drawn.append(f'<circle class="{escape(state)}" cx="{x:.2f}%" cy="{foot - 7 - 13 * lane}" r="5.5"/>')
    return f'<svg class="strip" height="{foot + 20}" role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'


def spark(values: Sequence[float | None]) -> str:
    """A 12-month line without axes, 96 × 24; months without a value leave a gap. Decorative."""
    step = 88 / max(len(values) - 1, 1)
    dots = [
        None if value is None else (4 + step * i, 20 - 16 * min(max(value, 0.0), 1.0)) for i, value in enumerate(values)
    ]
    known = [dot for dot in dots if dot is not None]
    end = f'<circle class="end" cx="{known[-1][0]:.1f}" cy="{known[-1][1]:.1f}" r="2.5"/>' if known else ""
    return (
        '<svg class="spark" viewBox="0 0 96 24" aria-hidden="true">'
        '<line class="grid" x1="4" x2="92" y1="20.5" y2="20.5"/>'
        f"{_line(dots, 'line')}{end}</svg>"
    )


def trend_chart(points: Sequence[TrendPoint], *, title: str, description: str, pace: str, language: str) -> str:
    """The year of a board: the rate by month as a line, the expected pace dashed, the last rate in words."""
    left, right, top, bottom = 40.0, 404.0, 28.0, 184.0

    def place(month: int, share: Fraction) -> tuple[float, float]:
        return left + (right - left) * (month - 1) / 11, bottom - (bottom - top) * float(share)

    grid = "".join(
        _grid(left - 8, right + 8, bottom - (bottom - top) * step / 100, f"{step}") for step in (0, 25, 50, 75, 100)
    )
    months = "".join(_text(place(p.month, p.pace)[0], 204, str(p.month), "middle") for p in points)
    paces = _line([place(p.month, p.pace) for p in points], "pace")
    rates = [None if p.rate is None else place(p.month, p.rate) for p in points]
    way, wanted = [dot for dot in rates if dot], [place(p.month, p.pace) for p in points]
    label, room = "", Box(left, 0, right + 16, bottom)
    taken: list[Box] = []
    last = next((p for p in reversed(points) if p.rate is not None), None)
    if last is not None and last.rate is not None:
        dot, words = place(last.month, last.rate), percent(last.rate, language)
        at = placed(around(dot, TREND_LABEL), words, room, (way, wanted))
        taken.append(box_of(at, words))
        label = f'<circle class="end" cx="{dot[0]:.1f}" cy="{dot[1]:.1f}" r="4"/>{_label(at, words, "label")}'
    note = ""
    if points:
        choices = [at for dot in reversed(wanted) for at in around(dot, TICK)]
        note = _label(placed(choices, pace, room, (way, wanted), taken), pace, "pace-label")
    return _chart(420, 212, title, description, f"{grid}{months}{paces}{_line(rates, 'line')}{label}{note}")


def months_chart(
    points: Sequence[MonthPoint],
    *,
    target: Sequence[float | None],
    target_label: str,
    pace: Sequence[float | None],
    forecast: Sequence[float | None],
    title: str,
    description: str,
    language: str,
) -> str:
    """An item's months: values as a line, carried months as hollow points, target, pace and forecast.

    `target`, `pace` and `forecast` hold one value per month; the target's line is a step where it was set anew, and
    its label stands at the end. The vertical axis starts at 0.
    """
    left, right, top, bottom = 52.0, 464.0, 24.0, 176.0
    series = [p.value for p in points] + list(pace) + list(forecast) + list(target)
    highest, step = axis([value for value in series if value is not None])

    def place(month: float, value: float | None) -> Dot | None:
        if value is None:
            return None
        return left + (right - left) * (month - 1) / 11, bottom - (bottom - top) * value / highest

    grid = "".join(
        _rule(right + 10, bottom - (bottom - top) * i * step / highest, _tick(i * step, language))
        for i in range(round(highest / step) + 1)
    )
    months = "".join(_text(left + (right - left) * i / 11, 194, str(i + 1), "middle") for i in range(12))
    paces, ahead = ([place(i + 1, value) for i, value in enumerate(values)] for values in (pace, forecast))
    values, steps = [place(p.month, p.value) for p in points], _steps(target, place, right + 10)
    lines = [[dot for dot in line if dot] for line in (values, paces, ahead)] + [steps]
    room, taken, labels = Box(40, 0, right + 10, bottom), [], ""
    if steps:
        x, y = steps[-1]
        choices = [Label(x, y - 5, "end", SMALL), Label(x, y + 5 + SMALL * 0.8, "end", SMALL)]
        at = placed(choices, target_label, room, lines[:3])
        taken.append(box_of(at, target_label))
        labels += _label(at, target_label, "target-label")
    last = next(((p, dot) for p, dot in zip(reversed(points), reversed(values), strict=True) if dot), None)
    if last:
        at = placed(around(last[1], LARGE), last[0].value_text, room, lines, taken)
        labels += _leader(led(last[1], at)) + _label(at, last[0].value_text, "label")
    foreseen = _line([dot for dot in ahead if dot], "forecast")  # a straight line, whichever months it is known at
    drawn = _line(steps, "target") + _line(paces, "pace") + foreseen + _line(values, "line")
    marks = _marks(points, values)
    return _chart(480, 200, title, description, f"{grid}{months}{drawn}{marks}{labels}", "chart wide")


def axis(values: Sequence[float]) -> tuple[float, float]:
    """The top of an axis from 0 that holds `values`, and the step between its lines (3 to 6 lines).

    >>> axis([22_196_242.0]), axis([89.7, 100.0]), axis([3.0]), axis([])
    ((25000000.0, 5000000.0), (100.0, 20.0), (3.0, 1.0), (1.0, 0.5))
    """
    highest = max(values, default=0.0)
    if highest < 1e-9:
        return 1.0, 0.5
    power = 10.0 ** floor(log10(highest / 5))
    step = next(power * k for k in (1, 2, 5, 10) if highest / (power * k) <= 5)
    return step * ceil(highest / step - 1e-9), step


def _marks(points: Sequence[MonthPoint], dots: Sequence[Dot | None]) -> str:
    return "".join(
        f'<circle class="point {escape(point.state) if point.fresh else "carried"}" cx="{dot[0]:.1f}" '
        f'cy="{dot[1]:.1f}" r="3"><title>{escape(point.value_text)}</title></circle>'
        for point, dot in zip(points, dots, strict=True)
        if dot
    )


def _steps(values: Sequence[float | None], place: Place, right: float) -> list[Dot]:
    """The target's line: level as long as a target is in force, from the first month of its year or half way to it."""
    found: list[Dot] = []
    for month, value in enumerate(values, 1):
        begins, ends = place(month - 0.5, value), place(month + 0.5, value)
        if begins and ends:
            found += [(0.0 if month == 1 else begins[0], begins[1]), (min(ends[0], right), ends[1])]
    return found


def _tick(value: float, language: str) -> str:
    return number(Decimal(f"{value:.6g}"), language)


def _line(dots: Iterable[tuple[float, float] | None], kind: str) -> str:
    """One polyline per unbroken run of points."""
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot[0]:.1f},{dot[1]:.1f}")
    return "".join(f'<polyline class="{kind}" points="{" ".join(run)}"/>' for run in runs if len(run) > 1)


def _grid(x1: float, x2: float, y: float, label: str) -> str:
    return (
        f'<line class="grid" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f"{_text(x1 - 6, y + 4, label, 'end')}"
    )


def _rule(right: float, y: float, label: str) -> str:
    """A line of the grid whose number stands on it, so that long numbers need no margin."""
    return f'<line class="grid" x1="0" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>{_text(0, y - 3, label, "start")}'


def _text(x: float, y: float, words: str, anchor: str, kind: str = "tick") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _label(label: Label, words: str, kind: str) -> str:
    return _text(label.x, label.y, words, label.anchor, kind)


def _leader(ends: tuple[Dot, Dot] | None) -> str:
    if ends is None:
        return ""
    (x1, y1), (x2, y2) = ends
    return f'<line class="leader" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def _chart(width: int, height: int, title: str, description: str, inside: str, kind: str = "chart") -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{inside}</svg>"
    )
