"""Every grammar that reads a stranger's text takes time in proportion to it, whatever the text repeats.

Not seconds are asserted but growth: four times the letters must not take much more than four times as long. What ends
at once at the longest is fast enough whatever its growth; what is measured is this thread's own work.
"""

import time
from functools import cache
from itertools import product

import pytest

from dxtracker.lib import secrecy, text
from kpis.grammar import deadlines, numerals, respelling, targets, years
from kpis.grammar import text as import_text
from kpis.grammar import values as cells
from kpis.grammar.shapes import Cell
from workbooks.kinds.agencies import cells as agency_cells
from workbooks.kinds.assignments import catalogue
from workbooks.kinds.committed_items import cells as committed
from workbooks.reading import plain_table
from workbooks.reading.agencies import groups, names, phrases, words
from workbooks.reading.tables import body as bodies
from workbooks.reading.tables import headings, layouts

SHORTER, LONGEST = 2_000, 8_000
ENOUGH = 0.06  # seconds of this thread's own processor time: below, no growth matters
FOURFOLD = 9  # a square grows sixteenfold
ATOMS = [
    "(", ")", "( ", "(phối hợp ", ", ", " ,", "; ", "\n", "-", " - ", "1", "1.", "1,000", "0-", "%", ">=", "a", "aa ",
    "Sở Nội vụ, ", "Sở ", "phối hợp ", "phối hợpvới ", "chủ trì ", "nam 2022 ", "quý i, ", "tháng 1-", "ngày ",
    "trước ",
    "\u0301\u0323", "…", '"', "\\", "[", "mật ", "tối mật: ", "tổng số ", "IX", "x/", "_", ".", "là ", "trong đó ", "*",
    "thường xuyên ", "đạt ", "các ", "UBND ", "UBND các xã, ", "6 tháng ", "năm ", "ban hành ", "tr", "ngh",
]  # fmt: skip
ENDS = ["", " phối hợp x", "x phối hợp x"]
DIRECTORY = names.Directory(
    names={"sở nôi\u0323 vu\u0323": ("SNV",), "sở y tê\u0301": ("SYT",)},
    groups=dict.fromkeys(groups.group_keys("so_ban_nganh", "Sở, ban, ngành"), ("SNV", "SYT")),
    official={"SNV": "Sở Nội vụ", "SYT": "Sở Y tế"},
)
READERS = {
    "clean": lambda t: text.clean(t),
    "fold": lambda t: text.fold(t),
    "same_name_key": lambda t: text.same_name_key.__wrapped__(t),
    "printable": text.printable,
    "decode": lambda t: import_text.decode(t, "VNI-Times"),
    "propose_decoding": import_text.propose_decoding,
    "strip_bullet": import_text.strip_bullet,
    "flat": import_text.flat,
    "words": lambda t: words.split(t),
    "roles": groups.roles,
    "phrase": headings.phrase,
    "heading": lambda t: headings.guess.__wrapped__((t,), 2022),
    "target-like": lambda t: headings.looks_like_target(Cell(t)),
    "target": lambda t: targets.understood(t, "%"),
    "deadline": lambda t: deadlines.understood(t, 2022),
    "number": lambda t: cells.number(Cell(t), percent_row=True),
    "total": cells.total,
    "numeral": numerals.read,
    "label": bodies.is_label,
    "section": lambda t: bodies.LABEL.sub("", t),
    "note": lambda t: bodies._is_note(t, {}),
    "sum": lambda t: bodies.SUM.fullmatch(t[:60]),
    "day": lambda t: plain_table.day(Cell(t)),
    "plain heading": lambda t: plain_table._roles({1: t}, {}, {}, {}),
    "sheet name": lambda t: layouts.EDITED.sub("", layouts.LABELLED.sub("", layouts.COUNTED.sub("", t[:255]))),
    "year of a title": lambda t: years.year_named(t, 2022),
    "years of a target": years.parted,
    "letters for figures": respelling.respelled,
    "signs of footnotes": import_text.without_marks,
    "all but one": phrases.excepted,
    "phrases for many": phrases.vague_pieces,
    "parts of a rate": catalogue.PARTS.match,
    "code": agency_cells.CODE.fullmatch,
    "aliases": agency_cells.BETWEEN_ALIASES.split,
    "coded link": committed.CODED.match,
    "way": lambda t: [way.fullmatch(folded(t)) for way in committed.WAYS.values()],
    "secrecy": lambda t: (secrecy.is_secret(t), secrecy.is_stamped(t)),
}
CACHES = [
    f for module in (cells, headings, targets, text, words) for f in vars(module).values() if hasattr(f, "cache_clear")
]


def seconds(read, said: str) -> float:
    """The least of three goes; what is remembered of the text is forgotten before each."""
    best = 9.0
    for _ in range(3):
        for remembered in CACHES:
            remembered.cache_clear()
        began = time.thread_time()
        read(said)
        best = min(best, time.thread_time() - began)
        if best < ENOUGH:
            break
    return best


@cache
def folded(said: str) -> str:
    return text.fold(said)


@cache
def of_length(atom: str, end: str, size: int) -> str:
    return (atom * (size // len(atom) + 1))[: size - len(end)] + end


@pytest.mark.parametrize("name", READERS)
def test_four_times_the_text_takes_about_four_times_as_long(name):
    read = READERS[name]
    for atom, end in product(ATOMS, ENDS):
        longest = seconds(read, of_length(atom, end, LONGEST))
        if longest < ENOUGH:
            continue
        shorter = seconds(read, of_length(atom, end, SHORTER))
        assert longest < FOURFOLD * max(shorter, ENOUGH / FOURFOLD), (atom, end, shorter, longest)


@pytest.mark.parametrize("atom", ["Sở Nội vụ, ", "Sở Lạ, ", ", ", "(", "các ", "UBND xã Lạ; "])
def test_the_longest_cell_that_is_read_names_its_agencies_at_once(atom):
    from kpis.grammar.shapes import LONGEST_CELL

    assert seconds(lambda said: names.find(said, DIRECTORY), of_length(atom, "", LONGEST_CELL)) < 0.5
