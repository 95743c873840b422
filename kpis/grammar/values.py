"""What the cells of a sheet say: targets, deadlines, figures, totals. Pure; docs/import-grammar.md is the rule source.

Nothing here raises, whatever a cell holds: what is not understood comes back as a Problem, with texts that would be
understood in its place.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from dxtracker.lib.dates import month_end
from dxtracker.lib.text import clean
from kpis.grammar import deadlines, numerals, targets
from kpis.grammar.deadlines import format_deadline
from kpis.grammar.faults import fault_of
from kpis.grammar.numerals import NUMERAL
from kpis.grammar.respelling import respelled
from kpis.grammar.shapes import Cell, Goal, Problem, When
from kpis.grammar.targets import format_target
from kpis.grammar.text import flat, quoted
from kpis.grammar.units import is_percent

__all__ = ["deadline", "format_deadline", "format_target", "number", "target", "total"]

REMEMBERED = 8192  # sheets repeat themselves: "100%" is read once
_OLDEST = 1950  # a date before it is a number in a cell formatted as a date


def target(cell: Cell, unit: str = "", year: int = 2022) -> Goal | Problem | None:
    """A target cell as a Goal; a Problem where a person must say more; None for "not assigned" (blank, "-", "Không").

    `unit` is the row's unit, `year` the plan's. Numbers come in the form in which Excel shows them: 0.8 formatted 0%
    is 80 %, and its `raw` is "80%".
    """
    if fault := _fault(cell, "truth_value_for_target"):
        return _sound(_beyond_strike(fault, cell, lambda rest: target(rest, unit, year)), unit, year)
    value = cell.value
    if isinstance(value, date):
        return _sound(_date_for_target(value, unit, year, cell.is_1904), unit, year)
    if isinstance(value, Decimal):
        if cell.format in ("", "General") and not is_percent(unit) and 0 <= (whole := _whole(value)) < 10**12:
            return Goal(">=", value, raw=f"{whole:,}".replace(",", "."))
        shown = numerals.as_shown(value, cell.format, percent_row=is_percent(unit))
        if isinstance(shown, Problem):
            return _sound(shown, unit, year)
        found = _remembered_target(shown.text, unit, year)
        return replace(found, warnings=(*found.warnings, *shown.remarks)) if isinstance(found, Goal) else found
    text = str(value)
    return _remembered_target(text, unit, year) if len(text) <= targets.LONGEST else _understood(text, unit, year)


def as_written(cell: Cell, unit: str = "") -> str:
    """A target cell as a reader sees it, whatever it says; "" where it says that there is none."""
    if fault_of(cell) is not None or isinstance(cell.value, date | bool):
        return ""
    if isinstance(cell.value, Decimal):
        shown = numerals.as_shown(cell.value, cell.format, percent_row=is_percent(unit))
        return shown.proposals[0] if isinstance(shown, Problem) and shown.proposals else getattr(shown, "text", "")
    text = clean(str(cell.value))
    return "" if flat(text).rstrip(" .;,:") in targets.NOT_ASSIGNED else text


def deadline(cell: Cell, year: int) -> When | Problem:
    """A deadline cell as a day or all year round; an empty When for a blank or a dash. `year` is the plan's.

    A date cell that shows no day ("12/2022", which Excel stores as its first) is over on the month's last day.
    """
    if fault := _fault(cell, "deadline_not_understood"):
        return _beyond_strike(fault, cell, lambda rest: deadline(rest, year))
    value = cell.value
    if isinstance(value, date):
        return _date_for_deadline(value, cell.format, year)
    if isinstance(value, Decimal):
        return _number_for_deadline(value, year, cell.is_1904)
    text = str(value)
    return _remembered_deadline(text, year) if len(text) <= deadlines.LONGEST else deadlines.understood(text, year)


def number(cell: Cell, percent_row: bool = False, *, is_signed: bool = False) -> Decimal | Problem | None:
    """A figure as an exact decimal; a Problem for what is no figure; None for blank. 0 is 0.

    Vietnamese digits ("22.196.242", "89,7"); "89,7%" and 0.897 formatted 0% are 89.7. In a row of per cent, what
    stands without its sign and may be a share (0,8) is asked about. A minus is one where the figure `is_signed`, and
    a mistake elsewhere; it is never turned into a plus.
    """
    if is_signed and (turned := _without_minus(cell)) is not None:
        found = number(turned, percent_row)
        if isinstance(found, Problem):
            return replace(found, proposals=tuple(f"-{text}" for text in found.proposals))
        return None if found is None else -found
    if fault := _fault(cell, "number_not_understood"):
        return _beyond_strike(fault, cell, lambda rest: number(rest, percent_row))
    value = cell.value
    if isinstance(value, date):
        return Problem("date_for_number", {})
    if isinstance(value, Decimal):
        shown = numerals.as_shown(value, cell.format)
        if isinstance(shown, Problem):
            return shown
        if shown.value is None:
            return _typed_number(shown.text, percent_row)
        if percent_row and "%" not in shown.text and 0 < shown.value <= 1:
            return targets.fraction(shown.text, shown.value)
        return shown.value
    return _typed_number(clean(str(value)), percent_row)


_TOTAL = re.compile(
    r"(?:tong so|tong cong|tong|cong)\b(?P<of>(?:[^0-9:]|\bnam [0-9]{4}\b)*)(?P<colon>:?)\s*"
    rf"(?P<number>{NUMERAL})\s*(?P<words>(?:chi tieu|nhiem vu|noi dung|muc|dong|dau viec|co quan|don vi)\b[^0-9]*)?"
)
_IN_DETAIL = re.compile(r"\(|\b(?:trong do|bao gom|gom)\b")


def total(text: str) -> int | None:
    """How many a sheet says it holds ("Tổng số: 10 chỉ tiêu, nhiệm vụ"); None where it says nothing so.

    >>> total("Tổng số: 29 chỉ tiêu"), total("Tổng số hồ sơ"), total("Tổng cộng: 15 (10 chỉ tiêu, 5 nhiệm vụ)")
    (29, None, 15)
    """
    shown = flat(clean(text[:300])).strip(" .;,:-")
    detail = _IN_DETAIL.search(shown)
    found = _TOTAL.fullmatch(shown[: detail.start()].strip(" .;,:-") if detail else shown)
    if not found or (found["of"].strip() and not found["colon"] and not found["words"]):
        return None
    value = numerals.read(found["number"])
    return int(value) if isinstance(value, Decimal) and value == int(value) else None


def _fault(cell: Cell, truth: str) -> Problem | None:
    """The problem of a cell that holds no value at all: an error, a formula without a result, a strike, TRUE."""
    if isinstance(cell.value, bool):
        return Problem(truth, {"text": str(cell.value).upper()})
    return fault_of(cell)


def _beyond_strike(fault: Problem, cell: Cell, read: Callable[[Cell], object]) -> Problem:
    """Of a cell that is struck out in part, what the rest would be understood as, or what would be asked of it."""
    if fault.code != "struck_part":
        return fault
    rest = read(cell._replace(struck=""))
    return replace(fault, proposals=rest.proposals) if isinstance(rest, Problem) else fault


def _whole(value: Decimal) -> int:
    """A whole number typed as such, the most frequent target of all; -1 for every other."""
    is_short = value.is_finite() and value.as_tuple().exponent == 0 and value.adjusted() < numerals.WHOLE_DIGITS
    return int(value) if is_short else -1


def _understood(text: str, unit: str, year: int) -> Goal | Problem | None:
    answer = targets.understood(text, unit, year)
    return _sound(answer, unit, year) if isinstance(answer, Problem) else answer


def _sound(problem: Problem, unit: str, year: int) -> Problem:
    """The same problem with those of its proposals that would be understood: with their "%" where that is wanting."""
    tried = [(text, f"{text}%") if is_percent(unit) else (text,) for text in problem.proposals]
    found = [next((t for t in texts if isinstance(targets.understood(t, unit, year), Goal)), "") for texts in tried]
    return Problem(problem.code, problem.details, tuple(dict.fromkeys(filter(None, found))))


@lru_cache(maxsize=REMEMBERED)
def _remembered_target(text: str, unit: str, year: int) -> Goal | Problem | None:
    return _understood(text, unit, year)


@lru_cache(maxsize=REMEMBERED)
def _remembered_deadline(text: str, year: int) -> When | Problem:
    return deadlines.understood(text, year)


def _date_for_target(day: date, unit: str, year: int, is_1904: bool) -> Problem:
    """What was typed before Excel made a date of it: 12/15 or 12-15, 10-60 (October 1960), or a number's serial."""
    proposals: tuple[str, ...] = ()
    sign = "%" if is_percent(unit) else ""
    if day.year < _OLDEST:
        plain = day.date() if isinstance(day, datetime) else day
        serial = (plain - deadlines.first_day(is_1904)).days
        proposals = (f"{serial}{sign}",) if serial > 0 else ()
    elif day.day == 1 and day.month < day.year % 100 and day.year != year:
        proposals = (f"{day.month}-{day.year % 100}{sign}",)
    elif day.day != day.month:
        low, high = sorted((day.day, day.month))
        proposals = (f"{low}-{high}{sign}", *targets.shares(low, high, unit))
    return Problem("date_for_target", {"date": deadlines.written(day)}, proposals)


_QUIET = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def _date_for_deadline(value: date, number_format: str, year: int) -> When | Problem:
    day = value.date() if isinstance(value, datetime) else value
    letters = _QUIET.sub("", number_format[:200]).lower()
    if day.day == 1 and "m" in letters and "y" in letters and "d" not in letters:
        day = month_end(day.year, day.month)
    return deadlines.on_day(day, year)


def _number_for_deadline(value: Decimal, year: int, is_1904: bool) -> When | Problem:
    """Whole numbers as of_number says; 12.2022 is a month and its year with the decimal point between."""
    if not value.is_finite() or not 0 <= value < 10**6:
        return Problem("number_for_deadline", {"number": "…"})
    if value == int(value):
        return deadlines.of_number(int(value), year, is_1904)
    month, own = divmod(value * 10_000, 10_000)
    proposals = (f"Tháng {month}/{int(own)}",) if 1 <= month <= 12 and abs(int(own) - year) <= 10 else ()
    return Problem("number_for_deadline", {"number": quoted(str(value))}, proposals)


_FIGURE = re.compile(rf"(?P<number>{NUMERAL})\s*(?P<sign>%|phan tram)?")


def _typed_number(shown: str, percent_row: bool) -> Decimal | Problem | None:
    bare = flat(shown)
    if bare in targets.NOT_ASSIGNED:
        return None
    found = _FIGURE.fullmatch(bare)
    if not found:
        return _no_figure(shown, bare, percent_row)
    value = numerals.read(found["number"], is_percent=bool(found["sign"]) or percent_row)
    if value is None:
        return Problem("number_not_understood", {"text": quoted(shown)})
    if isinstance(value, Problem):
        return Problem(value.code, {"number": quoted(shown), **value.details}, value.proposals)
    if percent_row and not found["sign"] and 0 < value <= 1:
        return targets.fraction(found["number"], value)
    return value


def remarks(cell: Cell) -> tuple[Problem, ...]:
    """What is to be said of a number cell that Excel shows otherwise than it holds: in thousands, rounded."""
    if not isinstance(cell.value, Decimal):
        return ()
    shown = numerals.as_shown(cell.value, cell.format)
    return () if isinstance(shown, Problem) else shown.remarks


_BEGINS_BELOW = re.compile(r"\s*[-−–]\s?(?=[0-9])")


def _without_minus(cell: Cell) -> Cell | None:
    """The cell without the minus that it begins with; None where there is none."""
    if isinstance(cell.value, Decimal):
        return cell._replace(value=-cell.value) if cell.value.is_finite() and cell.value < 0 else None
    if not isinstance(cell.value, str) or not (minus := _BEGINS_BELOW.match(cell.value)):
        return None
    return cell._replace(value=cell.value[minus.end() :])


_MINUS = re.compile(rf"[-–—] ?{NUMERAL}\s*(?:%|phan tram)?")
_TRAILING = re.compile(r"[0-9]+[ol]")  # 15o: 15 and a slip, or 150
_TIMES = re.compile(rf"({NUMERAL})\s*(nghin|ngan|trieu|ty|ti)\b.*")


def _no_figure(shown: str, bare: str, percent_row: bool) -> Problem:
    """That a text is no figure; what it may mean is proposed: its only number, letters read as figures."""
    bare = bare[: targets.LONGEST]
    if _MINUS.fullmatch(bare):
        return Problem("negative_figure")
    told = {"text": quoted(shown)}
    scaled = _TIMES.fullmatch(bare)
    if scaled and not percent_row:
        value = numerals.read(scaled[1])
        value = numerals.fitting(value * targets.TIMES[scaled[2]]) if isinstance(value, Decimal) else None
        return Problem("number_not_understood", told, (numerals.written(value),) if isinstance(value, Decimal) else ())
    found = re.findall(rf"{NUMERAL}(?:\s*%)?", bare) if not scaled else []
    spelled = [flat(text) for text in respelled(shown) if not re.search(r"\.[0-9]{4}", text)]
    is_respelled = bool(respelled(shown))
    is_sole = len(found) == 1 and not targets.BROKEN.search(bare) and (not is_respelled or _TRAILING.fullmatch(bare))
    proposals = [*(found if is_sole else []), *spelled]
    sound = [text for text in proposals if isinstance(_typed_number(text, percent_row), Decimal)]
    return Problem("number_not_understood", told, tuple(dict.fromkeys(sound)))
