"""Years that a text names beside what it says: the target of which year, a section for which year. Pure."""

import re
from typing import NamedTuple

from dxtracker.lib.text import clean
from kpis.grammar.text import flat

LONGEST = 400
_SPAN = r"(?P<year>20[0-9]{2})(?:\s*(?:-|–|den)\s*(?:nam\s+)?(?P<last>20[0-9]{2}))?"
_INTRO = r"(?:(?:den|vao|trong|toi|het|cuoi|cho|giai doan|muc tieu|ke hoach|nam)\s+)"
_BARE_SPAN = _SPAN.replace("year", "bare").replace("last", "end")
_YEAR_FIRST = re.compile(rf"(?:[-–+•*]\s*)?(?:{_INTRO}+{_SPAN}\s*(?:[:,–-]\s)?|{_BARE_SPAN}\s*:)\s*(?P<part>\S.*)")
_YEAR_LAST = re.compile(rf"(?:[-–+•*]\s*)?(?P<part>[^\s].*?)[\s,(/-]*{_INTRO}+{_SPAN}\)?")
_MEASURED_AGAINST = re.compile(r"\b(?:so voi|so cung ky|cung ky)\b")
_ANY = re.compile(_SPAN)
_OF_A_PAPER = re.compile(
    r"(?:\bthang\s*[0-9]{0,2}\s*(?:nam\s*)?|[0-9]\s*/\s*|/(?:[a-z0-9-]*)\s*"
    r"|\b(?:nghi quyet|quyet dinh|chi thi|thong tu|nghi dinh|luat|cong van|ket luan)\b[^,;:]{0,60}"
    r"|\bso\s*:?\s*[0-9][^,;:]{0,60})$"
)


class Part(NamedTuple):
    """What a text says for one year."""

    year: int
    text: str


def parted(text: str) -> tuple[Part, ...]:
    """The parts of a target that names a year for each ("2022: 80%; 2025: 100%"); none where any part names no year.

    >>> parted("- 2022: 80%\\n- 2025: 100%")
    (Part(year=2022, text='80%'), Part(year=2025, text='100%'))
    >>> parted("80% (đến năm 2030)"), parted("2022 lượt"), parted("Tăng 10% so với năm 2021")
    ((Part(year=2030, text='80%'),), (), ())
    """
    if len(text) > LONGEST or "20" not in text:
        return ()
    found = []
    for piece in filter(None, map(clean, re.split(r"[;\n]", text))):
        bare = flat(piece)
        match = _YEAR_FIRST.fullmatch(bare) or _YEAR_LAST.fullmatch(bare)
        if not match or _MEASURED_AGAINST.search(bare):
            return ()
        year = match["last"] or match["year"] or match.groupdict().get("end") or match.groupdict().get("bare")
        found.append(Part(int(year or 0), piece[match.start("part") : match.end("part")].strip(" .,;:(/-")))
    return tuple(found) if all(of.text for of in found) else ()


def other_year(title: str, year: int) -> int:
    """The year that a title is about where it is not the plan's; 0 where it names none, or the plan's too.

    The years of decisions and of days are not what a title is about.

    >>> other_year("Đến năm 2030", 2022), other_year("Giai đoạn 2021-2025", 2022), other_year("Mục tiêu năm 2022", 2022)
    (2030, 0, 0)
    >>> other_year("Thực hiện Nghị quyết số 52-NQ/TW năm 2019", 2022), other_year("(ngày 28 tháng 12 năm 2021)", 2022)
    (0, 0)
    """
    named = year_named(title, year)
    return named if named != year else 0


def year_named(title: str, year: int) -> int:
    """The year that a title is about: the plan's where it names it at all, else the first other one; 0 for none."""
    if "20" not in title:
        return 0
    bare = flat(title[:LONGEST])
    spans = [
        (int(found["year"]), int(found["last"] or found["year"]))
        for found in _ANY.finditer(bare)
        if not _stands_in_a_number(bare, found) and not _OF_A_PAPER.search(bare[: found.start()])
    ]
    if any(first <= year <= last for first, last in spans):
        return year
    return spans[0][1] if spans else 0


def _stands_in_a_number(bare: str, found: re.Match[str]) -> bool:
    before, after = bare[: found.start()][-1:], bare[found.end() :][:1]
    return before.isalnum() or before in (".", ",") or after.isalnum() or after == "%"
