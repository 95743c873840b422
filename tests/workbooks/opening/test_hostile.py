"""Files made to do harm, or broken in every way: answered with a Book or a CannotRead, in bounded time and memory."""

import copy
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from dxtracker.lib import limited
from tests.workbooks.packed import OFFICE, PACKAGE, one, packed, parts, sheet, strings, styles, workbook
from workbooks.opening import book as room
from workbooks.opening import limits
from workbooks.opening.reading import answer_to
from workbooks.reading.shapes import Book, CannotRead

SAMPLE = (Path(__file__).resolve().parents[3] / "fixtures" / "workbooks" / "list.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def answer(data: bytes) -> str:
    """ "book", or the code of the refusal; without a process."""
    found = answer_to(data)
    return found[1] if found[0] == "refused" else found[0]


def asked(data: bytes, **options) -> Book | CannotRead:
    """What a user would get, process and all."""
    try:
        return room.open_book(data, "x.xlsx", **options)
    except CannotRead as refused:
        return refused


def code(data: bytes, **options) -> str:
    found = asked(data, **options)
    return found.problem.code if isinstance(found, CannotRead) else "book"


def zeros(megabytes: int, entries: int = 1) -> bytes:
    """A workbook whose sheet unpacks to so many zeros; `entries` parts share the same bytes."""
    stream, deflate = io.BytesIO(), zlib.compressobj(wbits=-15)
    block = deflate.compress(b"\0" * 2**20) + deflate.flush(zlib.Z_FULL_FLUSH)
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in (parts(sheet()) | {SHEET: block * megabytes + deflate.flush()}).items():
            archive.writestr(name, text)
        bomb = archive.getinfo(SHEET)
        bomb.compress_type, bomb.file_size = zipfile.ZIP_DEFLATED, megabytes * 2**20
        for number in range(2, entries + 1):
            twin = copy.copy(bomb)
            twin.filename = f"xl/worksheets/sheet{number}.xml"
            archive.filelist.append(twin)
    return stream.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The zip with the declared size of its largest part replaced, in its directory and at the part."""
    largest = max(zipfile.ZipFile(io.BytesIO(data)).infolist(), key=lambda entry: entry.file_size)
    return data.replace(struct.pack("<L", largest.file_size), struct.pack("<L", size))


FAR = one('<c r="XFD1048576"><v>1</v></c>')
FORMATTED = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
    f'<row r="{r}" s="1" customFormat="1">{"".join(f"""<c r="{c}{r}" s="1"/>""" for c in "ABCDEFGHIJ")}</row>'
    for r in range(2, 40_002)
)
MERGES = "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 1_000_000 + "</mergeCells>"
MEASURED = """
import os, resource, sys
sys.path.insert(0, sys.argv[1])
from workbooks.reading.shapes import CannotRead
from workbooks.opening.book import open_book
for path in sys.argv[2:]:
    start = sum(os.times()[:4])
    try:
        found = open_book(open(path, "rb").read(), path).format
    except CannotRead as refused:
        found = refused.problem.code + " " + refused.place
    print(found, "|", sum(os.times()[:4]) - start)
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts kilobytes on Linux only")
def test_hostile_files_are_answered_within_five_seconds_and_300_megabytes(tmp_path):
    """Seconds of the processor, the child's among them: a busy machine does not make a file more hostile.

    Of its own memory a process is asked in /proc: getrusage still counts what its parent held when it was forked.
    """
    cases = {
        "bomb": (zeros(1024), "unpacks_too_large "),
        "far": (workbook(FAR), "cell_too_far S1!XFD1048576"),
        "formatted": (workbook(sheet(FORMATTED)), "xlsx"),
        "laughs": (workbook(LAUGHS + one('<c r="A1"><v>&a9;</v></c>')), "entities_in_workbook "),
        "merges": (workbook(sheet(after=MERGES)), "too_many_merges S1"),
        "portable": (b"%PDF-1.7\n" + b"\0" * 1000, "pdf_file "),
        "zeros": (zeros(140), "damaged_workbook "),
    }
    paths = []
    for name, (data, _) in cases.items():
        paths.append(str(tmp_path / name))
        Path(paths[-1]).write_bytes(data)
    command = [sys.executable, "-c", MEASURED, str(Path(room.__file__).parents[1]), *paths]
    *lines, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split("|")[0][:-1] for line in lines] == [expected for _, expected in cases.values()]
    assert max(float(line.split("|")[1]) for line in lines) < 5
    assert int(memory) < 300 * 1024


def test_who_takes_too_long_or_too_much_memory_is_stopped():
    start = sum(os.times()[:4])
    assert code(workbook(sheet("<c/>" * 20_000_000)), seconds=1) == "takes_too_long"
    assert sum(os.times()[:4]) - start < 5
    assert code(workbook(sheet(), strings=strings(*["<t>ạ" + "x" * 3000 + "</t>"] * 5000)), memory=40 * 2**20) == (
        "too_large_to_read"
    )
    assert code(b";" * 8_000_000, memory=60 * 2**20) == "too_large_to_read"


def test_a_process_that_dies_without_an_answer_is_a_refusal(monkeypatch):
    monkeypatch.setattr(limited, "_PROGRAM", "raise SystemExit(3)")
    assert code(SAMPLE) == "too_large_to_read"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
def test_entities_are_refused_wherever_they_stand(part):
    contents = parts(one('<c r="A1" t="s"><v>0</v></c>'), strings=strings("<t>a</t>"), styles=styles())
    assert answer(packed(contents)) == "book"
    assert answer(packed(contents | {part: LAUGHS + contents[part]})) == "entities_in_workbook"


@pytest.mark.parametrize(
    ("worksheet", "expected", "place"),
    [
        (FAR, "cell_too_far", "S1!XFD1048576"),
        (one('<c r="OK1"><v>1</v></c>'), "cell_too_far", "S1!OK1"),
        (one('<c r="OJ1"><v>1</v></c>'), "book", ""),
        (one('<c r="XFD1048576" s="1"><v/></c>'), "book", ""),
        (one('<c r="XFD1048576" t="str"><v> </v></c>'), "book", ""),
        (one(f'<c r="B2" t="str"><v>{"x" * 32_767}</v></c>'), "book", ""),
        (one(f'<c r="B2" t="str"><v>{"x" * 32_768}</v></c>'), "text_too_long", "S1!B2"),
        (one(f'<c r="B2" t="inlineStr"><is><t>{"x" * 999_999}</t></is></c>'), "text_too_long", "S1!B2"),
        (one('<c r="XFE1"><v>1</v></c>'), "damaged_workbook", ""),
        (one('<c r="?1"><v>1</v></c>'), "damaged_workbook", ""),
        (one('<c r="A1" t="s"><v>7</v></c>'), "damaged_workbook", ""),
        (one('<c r="A1" s="99"><v>7</v></c>'), "book", ""),
        ("<a>" * 100_000, "damaged_workbook", ""),
        (sheet("<c>" * 100_000), "damaged_workbook", ""),
        ("<a " + "b" * 5_000_000, "damaged_workbook", ""),
        (sheet("<row r='1'><c r='A1'><v>1</v>"), "damaged_workbook", ""),
        ("", "damaged_workbook", ""),
    ],
)
def test_a_sheet_beyond_the_limits_is_refused_at_its_cell(worksheet, expected, place):
    found = answer_to(workbook(worksheet))
    assert (found[1] if found[0] == "refused" else "book") == expected
    assert found[0] != "refused" or found[2] == place


def filled(rows: int, columns: int) -> str:
    names = [limits.letters(number) for number in range(1, columns + 1)]
    return sheet(
        "".join(
            f'<row r="{r}">{"".join(f"""<c r="{c}{r}"><v>1</v></c>""" for c in names)}</row>'
            for r in range(1, rows + 1)
        )
    )


def test_each_count_has_its_limit(monkeypatch):
    monkeypatch.setattr("workbooks.opening.gathering.MAX_FILLED_ROWS", 10)
    monkeypatch.setattr("workbooks.opening.gathering.MAX_CELLS", 50)
    monkeypatch.setattr("workbooks.opening.gathering.MAX_TEXT", 200)
    monkeypatch.setattr("workbooks.opening.parts.MAX_SHEETS", 3)
    monkeypatch.setattr("workbooks.opening.parts.MAX_STRINGS", 5)
    monkeypatch.setattr("workbooks.opening.parts.MAX_STYLES", 60)
    monkeypatch.setattr("workbooks.opening.archive.MAX_ENTRIES", 20)
    assert answer(workbook(filled(10, 5))) == "book"
    assert answer_to(workbook(filled(11, 1)))[1:3] == ("too_many_rows", "S1!A11")
    assert answer_to(workbook(filled(10, 4), filled(3, 4)))[1:3] == ("too_many_cells", "S2!C3")
    assert answer(workbook(one(f'<c r="A1" t="str"><v>{"x" * 201}</v></c>'))) == "too_many_cells"
    assert answer(workbook(*[sheet()] * 3)) == "book"
    assert answer(workbook(*[sheet()] * 4)) == "too_many_sheets"
    assert answer(workbook(sheet(), strings=strings(*["<t>a</t>"] * 6))) == "too_much_text"
    assert answer(workbook(sheet(), styles=styles(uses="<xf/>" * 61))) == "too_many_styles"
    assert answer(packed(parts(sheet()) | {f"x{n}": "" for n in range(20)})) == "too_many_parts"
    assert answer(b"a;b\n" * 11) == "too_many_rows"


def test_strange_but_harmless_workbooks_are_read():
    cell = one('<c r="A1" t="str"><f>DDE("cmd";"/C calc";"!A0")</f><v>=cmd|x</v></c>')
    outer = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="c" Type="{OFFICE}/comments" TargetMode="External"'
    contents = parts(
        cell,
        strings=strings(*(f"<t>thừa {n}</t>" for n in range(100_000))),
        styles=styles("<font/>" * 60_000, '<xf numFmtId="9"/>' * 60_000),
    ) | {
        "../../evil": "x",
        "C:\\evil": "x",
        "xl/externalLinks/externalLink1.xml": LAUGHS,
        "xl/worksheets/_rels/sheet1.xml.rels": outer + ' Target="file:///etc/passwd"/></Relationships>',
    }
    found = asked(packed(contents))
    assert found.sheets[0].rows[1][1].value == "=cmd|x"


def test_a_part_outside_the_archive_is_never_looked_for():
    contents = parts(sheet())
    rels = contents["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    assert answer(packed(contents | {"xl/_rels/workbook.xml.rels": rels})) == "damaged_workbook"


def test_one_part_shown_as_many_sheets_is_refused():
    contents = parts(sheet(), sheet())
    rels = contents["xl/_rels/workbook.xml.rels"].replace("sheet2.xml", "sheet1.xml")
    assert answer(packed(contents | {"xl/_rels/workbook.xml.rels": rels})) == "damaged_workbook"


def test_merges_that_cover_each_other_are_refused():
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 101))
    merges = "".join(f'<mergeCell ref="A{r}:XFD1048576"/>' for r in range(1, 101))
    assert answer(workbook(sheet(rows, after=f"<mergeCells>{merges}</mergeCells>"))) == "damaged_workbook"
    one_merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (found,) = answer_to(workbook(sheet(rows, after=one_merge)))[3]
    assert found[2] == [(1, 1, 100, 1)]


def test_zips_that_lie_share_bytes_or_are_locked_are_refused():
    assert answer(zeros(1, entries=3)) == "damaged_workbook"
    assert answer(lying(zeros(2), 100)) == "damaged_workbook"
    assert answer(lying(zeros(2), 200 * 2**20)) == "unpacks_too_large"
    locked = bytearray(workbook(sheet()))
    directory = locked.index(b"PK\x01\x02")
    locked[directory + 8] |= 1
    assert answer(bytes(locked)) == "password_protected"
    nested = packed({"inner.zip": zeros(1), "inner.xlsx": SAMPLE})
    assert answer(nested) == "archive_file"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, text in parts(sheet()).items():
            archive.writestr(name, text)
    assert answer(stream.getvalue()) == "damaged_workbook"


@pytest.mark.parametrize("seed", range(4))
def test_broken_copies_of_a_workbook_are_read_or_refused(seed):
    chance = random.Random(seed)
    plain = {
        e.filename: zipfile.ZipFile(io.BytesIO(SAMPLE)).read(e) for e in zipfile.ZipFile(io.BytesIO(SAMPLE)).infolist()
    }
    old = (Path(__file__).parent / "old.xls").read_bytes()
    answers = set()
    for _ in range(12):
        for data in (SAMPLE, old):
            flipped = bytearray(data)
            for _ in range(chance.randint(1, 8)):
                flipped[chance.randrange(len(flipped))] = chance.randrange(256)
            answers.add(answer(bytes(flipped)))
            answers.add(answer(data[: chance.randrange(len(data))]))
        name = chance.choice(list(plain))
        inner = bytearray(plain[name])
        inner[chance.randrange(len(inner))] = chance.randrange(256)
        answers.add(answer(packed(plain | {name: bytes(inner)})))
    assert "damaged_workbook" in answers
    assert answers <= {"book", "damaged_workbook", "password_protected", "not_a_workbook", "empty_file", "pdf_file"} | {
        "archive_file",
        "unpacks_too_large",
        "cell_too_far",
        "too_large_to_read",
        "too_many_parts",
        "picture_file",
    }
