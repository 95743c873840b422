"""What a workbook of each format becomes. The reader runs here in one process; two tests start the child."""

import csv
import io
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles.numbers import is_date_format as openpyxls_opinion

from dxtracker.lib import limited
from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.packed import MAIN, one, packed, parts, sheet, strings, styles, workbook
from workbooks.opening import book as room
from workbooks.opening import values
from workbooks.opening.reading import answer_to
from workbooks.reading.shapes import Book, CannotRead

SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "workbooks"
OLD_FONT = '<font><name val="Arial"/></font><font><name val=".VnTime"/></font><font><strike/></font>'


def opened(data: bytes, name: str = "x.xlsx") -> Book:
    return room.book_of(answer_to(data), name)


def refusal(data: bytes) -> str:
    with pytest.raises(CannotRead) as caught:
        opened(data)
    return caught.value.problem.code


def cell(data: bytes) -> Cell | None:
    """Cell A1 of the first sheet."""
    return opened(data).sheets[0].rows.get(1, {}).get(1)


def texts(book: Book) -> dict:
    return {(s.name, r, c): str(at.value) for s in book.sheets for r, line in s.rows.items() for c, at in line.items()}


@pytest.mark.parametrize("name", ["list", "list_errors", "list_nfd", "matrix", "sheets"])
def test_every_sample_holds_what_openpyxl_finds_in_it(name):
    path = SAMPLES / f"{name}.xlsx"
    formulas, results = (openpyxl.load_workbook(path, data_only=flag) for flag in (False, True))
    expected = {}
    for ws in formulas:
        for at in (at for row in ws.iter_rows() for at in row if str(at.value or "").strip()):
            result = results[ws.title][at.coordinate].value
            text = str(at.value if result is None else result).removesuffix(" 00:00:00")
            expected[ws.title, at.row, at.column] = unicodedata.normalize("NFC", text)
    assert texts(opened(path.read_bytes())) == expected


def test_old_fonts_old_excel_and_decomposed_letters_give_the_same_texts():
    plain = texts(opened((SAMPLES / "list.xlsx").read_bytes()))
    for name in ("list_nfd.xlsx", "list_tcvn3.xlsx", "list.xls", "list_tcvn3.xls"):
        book = opened((SAMPLES / name).read_bytes())
        assert texts(book) == plain, name
        assert book.format == name.rpartition(".")[2]
        assert (4, 1, 4, 1) not in book.sheets[0].merges
        assert (10, 6, 11, 6) in book.sheets[0].merges
        assert {c.decoded_from for line in book.sheets[0].rows.values() for c in line.values()} <= (
            {"tcvn3", ""} if "tcvn3" in name else {""}
        )


def test_a_file_is_opened_in_a_process_of_its_own_and_always_alike():
    data = (SAMPLES / "list.xlsx").read_bytes()
    book = room.open_book(data, "list.pdf")
    assert book == room.open_book(data, "list.xlsx") == opened(data)
    assert book.sheets[0].rows[5][4] == Cell("Chỉ tiêu giao")


def test_the_reading_process_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    seen = {}
    monkeypatch.setattr(
        limited.subprocess, "run", lambda *_, **options: seen.update(options) or (_ for _ in ()).throw(OSError)
    )
    with pytest.raises(CannotRead) as caught:
        room.open_book(b"a;b", "x.csv")
    assert caught.value.problem.code == "cannot_read_now"
    assert "DATABASE_URL" not in seen["env"]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><v>0.80000000000000004</v></c>', Cell(Decimal("0.8"), CellKind.NUMBER)),
        ('<c r="A1" s="1"><v>0.8</v></c>', Cell(Decimal("0.8"), CellKind.NUMBER, "0%")),
        ('<c r="A1"><v>0.30000000000000004</v></c>', Cell(Decimal("0.3"), CellKind.NUMBER)),
        ('<c r="A1"><v>22196242</v></c>', Cell(Decimal(22196242), CellKind.NUMBER)),
        ('<c r="A1"><v>1.5E3</v></c>', Cell(Decimal(1500), CellKind.NUMBER)),
        ('<c r="A1"><v>-0</v></c>', Cell(Decimal(0), CellKind.NUMBER)),
        ('<c r="A1"><v>1e999</v></c>', Cell("#NUM!", CellKind.ERROR)),
        ('<c r="A1"><v>nan</v></c>', Cell("#NUM!", CellKind.ERROR)),
        ('<c r="A1" s="2"><v>44910</v></c>', Cell(date(2022, 12, 15), CellKind.DATE, "dd/mm/yyyy")),
        ('<c r="A1" s="2"><v>44910.5</v></c>', Cell(datetime(2022, 12, 15, 12), CellKind.DATE, "dd/mm/yyyy")),
        ('<c r="A1" s="2"><v>0.25</v></c>', Cell(Decimal("0.25"), CellKind.NUMBER, "dd/mm/yyyy")),
        ('<c r="A1" s="2"><v>22196242</v></c>', Cell(Decimal(22196242), CellKind.NUMBER, "dd/mm/yyyy")),
        ('<c r="A1" t="d"><v>2022-12-15T00:00:00Z</v></c>', Cell(date(2022, 12, 15), CellKind.DATE)),
        ('<c r="A1" t="d"><v>soon</v></c>', Cell("#VALUE!", CellKind.ERROR)),
        ('<c r="A1" t="b"><v>1</v></c>', Cell(True, CellKind.BOOL)),
        ('<c r="A1" t="b"><v>0</v></c>', Cell(False, CellKind.BOOL)),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Cell("#REF!", CellKind.ERROR)),
        ('<c r="A1" t="str"><f>B1&amp;C1</f><v>Sở Y tế</v></c>', Cell("Sở Y tế")),
        ('<c r="A1"><f>SUM(B1:B3)</f><v>29</v></c>', Cell(Decimal(29), CellKind.NUMBER)),
        ('<c r="A1"><f>SUM(B1:B3)</f><v/></c>', Cell("=SUM(B1:B3)", CellKind.FORMULA)),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
        ('<c r="A1" t="s"><v>0</v></c>', Cell("Nhiệm vụ")),
        ('<c r="A1" s="3" t="s"><v>1</v></c>', Cell("Nhiệm vụ", decoded_from="tcvn3")),
        ('<c r="A1" t="s"><v>2</v></c>', Cell("a Nhiệm vụ b", decoded_from="tcvn3")),
        ('<c r="A1" t="s"><v>3</v></c>', Cell("Bãi bỏ", is_struck=True)),
        ('<c r="A1" s="4" t="s"><v>0</v></c>', Cell("Nhiệm vụ", is_struck=True)),
        ('<c r="A1" t="s"><v>4</v></c>', Cell("một\nhai ")),
        ('<c r="A1" t="s"><v>5</v></c>', None),
        ("<c t=\"inlineStr\"><is><t>=cmd|' /C calc'!A0</t></is></c>", Cell("=cmd|' /C calc'!A0")),
        ('<c r="A1" t="inlineStr"><is><t>x<![CDATA[<c r="B1"/>]]></t></is></c>', Cell('x<c r="B1"/>')),
        ('<c r="A1" s="4"/>', None),
    ],
)
def test_a_cell_is_read_as_excel_shows_it(xml, expected):
    data = workbook(
        one(xml),
        strings=strings(
            "<t>Nhiệm vụ</t>",
            "<t>NhiÖm vô</t>",
            '<r><t>a </t></r><r><rPr><rFont val=".VnTime"/></rPr><t>NhiÖm vô</t></r>'
            "<r><t> b</t></r><rPh><t>no</t></rPh>",
            "<r><rPr><strike/></rPr><t>Bãi bỏ</t></r>",
            "<t>một_x000D_\nhai_x0000_</t>",
            "<t> \n\u00a0</t>",
        ),
        styles=styles(
            OLD_FONT,
            '<xf/><xf numFmtId="9"/><xf numFmtId="164"/><xf fontId="1"/><xf fontId="2"/>',
            '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>',
        ),
    )
    assert cell(data) == expected
    if expected is not None:
        assert type(cell(data).value) is type(expected.value)


def test_the_epoch_of_1904_is_respected():
    look = styles(uses='<xf numFmtId="14"/>')
    xml = one('<c r="A1"><v>43448</v></c>')
    assert cell(workbook(xml, styles=look, properties='date1904="1"')).value == date(2022, 12, 15)
    assert cell(workbook(xml, styles=look)).value == date(2018, 12, 14)


@pytest.mark.parametrize(
    "number_format",
    [*values.BUILTIN_FORMATS.values(), '0"%"', "[$-42A]dd mmmm", '#,##0 "đồng"', "[Red]0", r"0\d", "General"],
)
def test_what_is_a_date_format_is_what_openpyxl_says(number_format):
    is_duration = number_format.startswith("[h]")
    assert values.is_date_format(number_format) == (openpyxls_opinion(number_format) and not is_duration)


def test_what_is_hidden_and_merged_is_kept_within_the_filled_part():
    wb = openpyxl.Workbook()
    ws = wb.active
    for row in range(1, 5):
        ws.append([f"r{row}", row, "x"])
    ws.merge_cells("A1:A3")
    ws.merge_cells("F9:G10")
    ws.row_dimensions[2].hidden = ws.row_dimensions[900].hidden = True
    ws.column_dimensions["B"].hidden = ws.column_dimensions["Z"].hidden = True
    wb.create_sheet("ẩn").sheet_state = "veryHidden"
    stream = io.BytesIO()
    wb.save(stream)
    first, second = opened(stream.getvalue()).sheets
    assert first.merges == ((1, 1, 3, 1),)
    assert (first.hidden_rows, first.hidden_columns) == ({2}, {2})
    assert (first.is_hidden, second.is_hidden, second.rows) == (False, True, {})


def test_rows_and_cells_without_addresses_and_in_any_order_find_their_places():
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c r="A5"><v>4</v></c></row>'
    book = opened(workbook(sheet(rows + '<row r="3"><c r="B3"><v>5</v></c></row>')))
    assert [(r, list(line)) for r, line in book.sheets[0].rows.items()] == [(1, [1, 2]), (3, [2]), (5, [1, 3])]


def test_prefixed_and_strict_dialects_are_read_too():
    text = one('<c r="A1"><v>7</v></c>')
    prefixed = text.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    strict = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert cell(workbook(prefixed)) == cell(workbook(strict)) == Cell(Decimal(7), CellKind.NUMBER)


def test_a_macro_workbook_is_read_and_its_macros_are_not():
    contents = parts(one('<c r="A1"><v>1</v></c>')) | {"xl/vbaProject.bin": b"\xd0\xcf macros"}
    book = opened(packed(contents))
    assert (book.format, book.sheets[0].rows[1][1].value) == ("xlsm", 1)


TABLE = [["TT", "Chỉ tiêu", "Mức giao"], ["1", 'Tin, bài "hay"\nvà mới', "≥ 80%"], ["2", "=1+1", "05/03/2022"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "utf-16-le"])
def test_csv_is_understood_in_every_usual_encoding(delimiter, encoding):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(TABLE)
    book = opened(stream.getvalue().encode(encoding), "Sở TT&TT.csv")
    assert (book.format, book.sheets[0].name) == ("csv", "Sở TT&TT")
    assert [[at.value for at in line.values()] for line in book.sheets[0].rows.values()] == TABLE
    assert {at.kind for line in book.sheets[0].rows.values() for at in line.values()} == {CellKind.TEXT}


def test_csv_in_the_code_page_of_windows_is_understood():
    # The code page has vowels with their hooks and the five tones as marks that follow.
    written = "TT;Phươ\u0300ng, xa\u0303;Đă\u0301c".encode("cp1258")
    (line,) = opened(written).sheets[0].rows.values()
    assert [at.value for at in line.values()] == ["TT", "Phường, xã", "Đắc"]


def test_a_stated_delimiter_counts_and_keeps_the_rows_in_their_places():
    book = opened(b"sep=,\r\na,b;c;d\r\n")
    assert [at.value for at in book.sheets[0].rows[2].values()] == ["a", "b;c;d"]


def test_excel_97_keeps_numbers_percents_days_and_strikes():
    book = opened((Path(__file__).parent / "old.xls").read_bytes())
    (line,) = book.sheets[0].rows.values()
    assert line == {
        1: Cell(Decimal("0.8"), CellKind.NUMBER, "0%"),
        2: Cell(date(2022, 12, 15), CellKind.DATE, "dd/mm/yyyy"),
        3: Cell("Bãi bỏ", is_struck=True),
        4: Cell(True, CellKind.BOOL),
        5: Cell("a Nhiệm vụ", decoded_from="tcvn3"),
    }
    assert (book.sheets[0].hidden_columns, book.sheets[1].is_hidden) == ({2}, True)


HTML = b"\xef\xbb\xbf \r\n<html><table><tr><td>1</td></tr></table></html>"
XML_2003 = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
# A bare BIFF8 stream: beginning of a workbook, then the record that says "encrypted".
LOCKED_XLS = bytes.fromhex("09081000 00060500 00000000 00000000 00000000 2f000600 000000000000 0a000000")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t", "empty_file"),
        (b"a" * (20 * 2**20 + 1), "file_too_large"),
        (b"%PDF-1.7 ...", "pdf_file"),
        (b"\x89PNG\r\n\x1a\n", "picture_file"),
        (b"\xff\xd8\xff\xe0", "picture_file"),
        (b"RIFF\0\0\0\0WEBP", "picture_file"),
        (HTML, "html_file"),
        ("<html>".encode("utf-16"), "html_file"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html_file"),
        (XML_2003, "xml_2003_file"),
        (b"<?xml version='1.0'?><feed/>", "not_a_workbook"),
        (b"{\\rtf1", "word_file"),
        (OLE + "WordDocument".encode("utf-16-le"), "word_file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged_workbook"),
        (OLE, "not_a_workbook"),
        (LOCKED_XLS, "password_protected"),
        (b"Rar!\x1a\x07", "archive_file"),
        (packed({"a.txt": "a"}), "archive_file"),
        (packed({"mimetype": "x", "content.xml": "<a/>"}), "opendocument_file"),
        (packed({"[Content_Types].xml": "", "word/document.xml": ""}), "word_file"),
        (packed({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "binary_workbook"),
        (packed({"[Content_Types].xml": "<Types/>"}), "damaged_workbook"),
        (b"PK\x03\x04", "damaged_workbook"),
        (bytes(range(256)) * 4, "not_a_workbook"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(data, code):
    assert refusal(data) == code


def test_a_workbook_behind_a_password_is_called_so():
    assert refusal((Path(__file__).parent / "protected.xlsx").read_bytes()) == "password_protected"
