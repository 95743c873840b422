"""The grammar of a deadline's text, as docs/import-grammar.md writes it: words to a day, or all year round. Pure.

Days come before months, always. A month, a quarter, a year is over on its last day; "trước" is the day before.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from dxtracker.lib.dates import month_end
from dxtracker.lib.text import clean
from kpis.grammar.respelling import respelled
from kpis.grammar.shapes import Problem, When
from kpis.grammar.targets import NOT_ASSIGNED, RECURRING
from kpis.grammar.text import flat, quoted

LONGEST = 200
FARTHEST = 10  # years from the plan's
ALL_YEAR = "Thường xuyên"
_NOTE = re.compile(r"\(([^()]*)\)")
_RECURRING = re.compile(rf"{RECURRING}\b(?:[^0-9]|(?<=nam )[0-9]{{4}})*|all year round")
_STARTS_RECURRING = re.compile(RECURRING)
_YEAR = r"(?:(?:\s*(?:[/.-]|,?\s*nam\b)\s*|\s+)(?P<year>[0-9]{4}|[0-9]{2}))?"
_FULL_YEAR = r"(?:(?:\s*(?:[/.-]|,?\s*(?:trong\s*)?nam\b)\s*|\s+)(?P<year>[0-9]{4}))?"
_ROMAN = r"iv|i{1,3}|[1-4]"
_TO = r"\s*(?:-|–|—|,|/|&|\bva\b|\bden\b)\s*"
_ENDS = re.compile(r"[,&]|\bva\b")  # what may stand between two ends as well as inside a stretch
_FROM = re.compile(r"(?:(?:thuc hien|trien khai|bat dau|ap dung|hoan thanh)\s+)*(?:ke )?tu\b\s*(?:ngay\s+)?")
_UNTIL = re.compile(r"\s*(?:-|–|—|\bden(?: het)?\b|\btoi\b)\s*")
_LEAD = re.compile(
    r"(?:(?:hoan thanh|thuc hien|trien khai|ban hanh|xong|trinh|thoi gian|thoi han|trong|den het|den|het|cham nhat"
    r"|muon nhat|khong muon hon|khong qua|tu nay den|vao|cuoi|la)\b[\s:]*)*"
    r"(?P<before>truoc\b(?:\s*(?:het|cuoi)\b)?)?\s*"
)
_DAY = re.compile(
    r"(?:(?:ngay)\s*)?(?P<day>[0-9]{1,2})(?:\s*[/.-]\s*(?P<month>[0-9]{1,2})"
    rf"|\s*thang\s*(?P<named>[0-9]{{1,2}})){_YEAR}"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[t ]00:00(?::00)?)?")
_MONTH = re.compile(
    r"(?:(?:thang|t)\s*\.?\s*(?:(?P<from>[0-9]{1,2})(?:-|–|,|\s*(?:-|–|den|va)\s*)(?:(?:thang|t)\s*)?)?"
    rf"(?P<month>[0-9]{{1,2}}){_YEAR}|(?P<bare>[0-9]{{1,2}})\s*[/.-]\s*(?P<bareyear>[0-9]{{4}}))"
)
_QUARTER = re.compile(
    rf"(?:quy\s*|q\.?\s*)(?:(?P<from>{_ROMAN})(?:{_TO}(?:quy\s*|q\s*)?(?:{_ROMAN}))*?{_TO}(?:quy\s*|q\s*)?)?"
    rf"(?P<quarter>{_ROMAN}){_FULL_YEAR}|(?P<lone>iv|i{{1,3}})\s*/\s*(?P<loneyear>[0-9]{{4}})"
)
_PART = re.compile(
    rf"(?P<months>[369]|ba|sau|chin)\s*thang\s*(?P<half>dau|cuoi)(?:\s*nam\b)?{_FULL_YEAR}"
    rf"|(?P<nine>9|chin)\s*thang{_FULL_YEAR.replace('year', 'nineyear')}"
)
_WHOLE = re.compile(
    r"(?:ca\s*)?nam(?:\s*(?P<year>[0-9]{4}))?"
    r"|(?:giai doan\s*)?(?:nam\s*)?(?:[0-9]{4}\s*(?:-|–|den)\s*(?:nam\s*)?)?(?P<last>[0-9]{4})"
)
_NUMBERS = {"ba": 3, "sau": 6, "chin": 9, "i": 1, "ii": 2, "iii": 3, "iv": 4}


class Span(NamedTuple):
    """The days that an expression names: from its first to its last."""

    first: date
    last: date


def understood(text: str, year: int) -> When | Problem:
    """A deadline's text as a day or all year round; an empty When for a blank or a dash.

    `year` is the plan's: it is meant where the text names none. Rule source: docs/import-grammar.md.
    """
    raw = clean(text)
    bare = flat(raw).strip(" .;,:")
    if bare in NOT_ASSIGNED:
        return When()
    if len(raw) > LONGEST:
        return _not_understood(raw)
    notes = tuple(note.strip() for note in _NOTE.findall(raw) if note.strip())
    shown = clean(_NOTE.sub(" ", raw)).strip(" .;,:") if notes else raw.strip(" .;,:")
    found = _begun(shown, year) or _one(shown, year)
    if isinstance(found, Problem) and found.code == "deadline_not_understood":
        again = (ALL_YEAR,) if _STARTS_RECURRING.match(bare) else respelled(shown)
        sound = tuple(again_text for again_text in again if isinstance(_one(again_text, year), When))
        found = _several(text, year) or Problem(found.code, found.details, sound)
    if isinstance(found, When) and notes:
        warnings = tuple(Problem("note_set_aside", {"note": quoted(note)}) for note in notes)
        return When(found.deadline, found.is_recurring, found.warnings + warnings)
    return found


def on_day(day: date, year: int) -> When | Problem:
    """A day as a deadline in the plan of a year: one of another year is said, one far away is refused."""
    details = {"day": written(day), "year": str(year)}
    if abs(day.year - year) > FARTHEST:
        return Problem("deadline_far_from_plan", details)
    if day.year != year:
        return When(day, warnings=(Problem("deadline_outside_plan", details),))
    return When(day)


def written(day: date) -> str:
    """A day as "15/12/2022", the year in four digits."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_deadline(when: When) -> str:
    """The canonical text of a deadline: "15/12/2022", "Thường xuyên", or nothing."""
    if when.deadline:
        return written(when.deadline)
    return ALL_YEAR if when.is_recurring else ""


def first_day(is_1904: bool) -> date:
    """The day that serial numbers of a workbook count from."""
    return date(1904, 1, 1) if is_1904 else date(1899, 12, 30)


def of_number(value: int, year: int, is_1904: bool = False) -> When | Problem:
    """A bare whole number: a year is its last day; a month, or a day's serial number in Excel, is asked about."""
    if 1 <= value <= 12:
        return Problem("number_for_deadline", {"number": str(value)}, (f"Tháng {value}/{year}",))
    if 1900 <= value <= 2199:
        return on_day(date(value, 12, 31), year)
    if 20000 < value < 80000:
        day = first_day(is_1904) + timedelta(days=value)
        proposals = (written(day),) if abs(day.year - year) <= FARTHEST else ()
        return Problem("number_for_deadline", {"number": str(value)}, proposals)
    return Problem("number_for_deadline", {"number": quoted(str(value))})


def _not_understood(text: str, *proposals: str) -> Problem:
    return Problem("deadline_not_understood", {"text": quoted(text)}, proposals)


def _begun(shown: str, year: int) -> When | Problem | None:
    """ "Từ quý I đến quý III" is over with its end; "từ quý I" says when it begins, and the end is asked about."""
    bare = flat(shown)
    lead = _FROM.match(bare)
    if not lead or not lead.end() or bare[lead.end() :].startswith("nay "):
        return None
    rest, told = shown[lead.end() :], bare[lead.end() :]
    for until in _UNTIL.finditer(told):
        end = _one(rest[until.end() :], year)
        begin = _one(rest[: until.start()], year)
        begins_bare = re.fullmatch(r"(?:thang |quy |ngay )?(?:[0-9]{1,2}|i{1,3}|iv)", told[: until.start()])
        if isinstance(end, When) and (isinstance(begin, When) or begins_bare):
            return end
    if isinstance(_one(rest, year), When):
        return Problem("deadline_only_begins", {"text": quoted(shown)}, (f"31/12/{year}", rest))
    return None


def _one(shown: str, year: int) -> When | Problem:
    bare = flat(shown)
    if _RECURRING.fullmatch(bare):
        return When(is_recurring=True)
    if bare.isascii() and bare.isdigit() and len(bare) < 8:
        return of_number(int(bare), year)
    lead = _LEAD.match(bare)
    start = lead.end() if lead else 0
    is_before = bool(lead and lead["before"])
    for read in (_iso, _day, _part, _month, _quarter, _whole):
        found = read(bare[start:], year)
        if isinstance(found, Span):
            if not is_before:
                return on_day(found.last, year)
            edge = found.last if lead and lead["before"] != "truoc" else found.first
            return on_day(edge - timedelta(days=1), year) if edge > date.min else _not_understood(shown)
        if found is not None:
            words = shown[:start]
            return Problem(found.code, found.details, tuple(words + proposal for proposal in found.proposals))
    return _not_understood(shown)


def _several(text: str, year: int) -> Problem | None:
    """That a cell names two deadlines or more, each as a proposal."""
    for mark in (r"[;\n]", r"[;\n,]| và | - | – | đến "):
        parts = [clean(_NOTE.sub(" ", part)) for part in re.split(mark, text)]
        parts = _named_alike([part for part in parts if part])
        if not 1 < len(parts) < 9:
            continue
        found = [_one(part, year) for part in parts]
        if all(isinstance(when, When) for when in found):
            return Problem("two_deadlines", {}, tuple(dict.fromkeys(parts))[:4])
    return None


def _named_alike(parts: list[str]) -> list[str]:
    """ "tháng 6 và 12" names the month once; each part with its word, so that it can be read by itself."""
    word = re.search(r"\b(thang|quy)\s", flat(parts[0])) if parts else None
    if word is None:
        return parts
    said = parts[0][word.start(1) : word.end(1)]
    bare = re.compile(r"(?:[0-9]{1,2}|i{1,3}|iv)(?:\s*/\s*[0-9]{4}|\s+nam\s+[0-9]{4})?")
    return [parts[0], *(f"{said} {part}" if bare.fullmatch(flat(part)) else part for part in parts[1:])]


def _full(typed: str | None, year: int) -> int:
    if not typed:
        return year
    return int(typed) + (2000 if len(typed) == 2 else 0)


def _iso(bare: str, year: int) -> Span | Problem | None:
    found = _ISO.fullmatch(bare)
    if not found:
        return None
    return _calendar_day(int(found["day"]), int(found["month"]), int(found["year"]))


def _day(bare: str, year: int) -> Span | Problem | None:
    found = _DAY.fullmatch(bare)
    if not found:
        return None
    day, month = int(found["day"]), int(found["month"] or found["named"])
    if not found["year"] and month > 12 and 2000 + month == year and 1 <= day <= 12:
        return Problem("no_such_day", {"day": bare}, (f"Tháng {day}/{year}",))
    return _calendar_day(day, month, _full(found["year"], year))


def _calendar_day(day: int, month: int, year: int) -> Span | Problem:
    name = {"day": f"{day:02}/{month:02}/{year:04}"}
    if not 1 <= year <= 9999 or day < 1 or month < 1:
        return Problem("no_such_day", name)
    if month > 12:
        is_turned = day <= 12 and month <= monthrange(year, day)[1]
        return Problem("no_such_day", name, (f"{month:02}/{day:02}/{year:04}",) if is_turned else ())
    last = month_end(year, month)
    if day > last.day:
        return Problem("no_such_day", name, (written(last),))
    on = date(year, month, day)
    return Span(on, on)


def _month(bare: str, year: int) -> Span | Problem | None:
    found = _MONTH.fullmatch(bare)
    if not found:
        return None
    month, own = int(found["month"] or found["bare"]), _full(found["year"] or found["bareyear"], year)
    if found["from"] and _are_two_ends(bare, int(found["from"]), month):
        return None
    return _months(int(found["from"] or month), month, own)


def _months(first: int, last: int, year: int) -> Span | Problem:
    if not 1 <= year <= 9999 or not 1 <= first <= last <= 12:
        return Problem("no_such_month", {"month": f"{last}/{year}"})
    return Span(date(year, first, 1), month_end(year, last))


def _quarter(bare: str, year: int) -> Span | Problem | None:
    found = _QUARTER.fullmatch(bare)
    if not found:
        return None
    last = _number(found["quarter"] or found["lone"])
    first = _number(found["from"]) if found["from"] else last
    if found["from"] and _are_two_ends(bare, first, last):
        return None
    return _months(3 * first - 2, 3 * last, _full(found["year"] or found["loneyear"], year)) if first <= last else None


def _are_two_ends(bare: str, first: int, last: int) -> bool:
    """Whether "quý II và quý IV" are two ends: named apart, or with something between them that is not named."""
    if not _ENDS.search(bare):
        return False
    named = len(re.findall(r"\b(?:thang|quy)\b", bare))
    listed = len(re.findall(r"\b(?:[0-9]{1,2}|i{1,3}|iv)\b", re.sub(r"[0-9]{4}", "", bare)))
    return named > 1 or listed != last - first + 1


def _number(typed: str) -> int:
    return _NUMBERS[typed] if typed in _NUMBERS else int(typed)


def _part(bare: str, year: int) -> Span | Problem | None:
    found = _PART.fullmatch(bare)
    if not found:
        return None
    months = _number(found["months"] or found["nine"])
    first, last = (13 - months, 12) if found["half"] == "cuoi" else (1, months)
    return _months(first, last, _full(found["year"] or found["nineyear"], year))


def _whole(bare: str, year: int) -> Span | Problem | None:
    found = _WHOLE.fullmatch(bare)
    if not found:
        return None
    return _months(1, 12, _full(found["year"] or found["last"], year))
