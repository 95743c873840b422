"""Official documents in the layout of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, the heads, the list, who gets it.

A letter names its subject under its number; a document with a title has it below the heads; annexes may lie sideways.

    document = official()
    heads(document, Head("UBND TỈNH A", "BAN CHỈ ĐẠO", "Số:     /BCĐ", subject="V/v …", place_and_day="A, ngày …"))
    paragraph(document, "…"); table(document, ["TT", "Cơ quan"], [["1", "Sở B"]], widths_mm=[12, 148])
    signature(document, Signature("TM. BAN CHỈ ĐẠO", "", ["- Như trên;", "- Lưu: VT."]))
    content = written(document)

Pure: no Django. Sizes are points, lengths millimetres.
"""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dxtracker.lib.text import printable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
PROVINCE_WORDS = ("Tỉnh ", "Thành phố ")
FONT = "Times New Roman"
BODY, SIGNED, TABLE, RECIPIENTS = 14, 13, 12, 11
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 20}
WIDTH, HEIGHT = 210, 297
TEXT_WIDTH = WIDTH - MARGINS["left_margin"] - MARGINS["right_margin"]
LEFT_HEAD = 62  # what remains holds the nation's name in one line
FIRST_LINE, AFTER = 12.7, 6
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Head:
    """The two heads side by side: who issues the document on the left, the nation's on the right.

    `superior` is empty for who has none, `subject` for a document with a title of its own.
    """

    superior: str
    issuer: str
    number: str
    subject: str
    place_and_day: str
    nation: str = NATION
    motto: str = MOTTO


@dataclass(frozen=True)
class Signature:
    """In whose name it is signed and by whom, beside those who receive it."""

    authority: str
    name: str
    heading: str
    recipients: Sequence[str]


@dataclass(frozen=True)
class Party:
    """One of two who sign side by side; `name` is empty where it is not known who signs for a body."""

    heading: str
    post: str
    name: str


def official_day(day: date, known: Literal["day", "month", "year"] = "day") -> str:
    """A day as official documents write it; what is not `known` is left to be filled in.

    >>> official_day(date(2022, 2, 5)), official_day(date(2022, 11, 18))
    ('ngày 05 tháng 02 năm 2022', 'ngày 18 tháng 11 năm 2022')
    >>> official_day(date(2022, 3, 5), "month"), official_day(date(2022, 3, 5), "year")
    ('ngày … tháng 3 năm 2022', 'ngày … tháng … năm 2022')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    on = f"{day.day:02d}" if known == "day" else "…"
    return f"ngày {on} tháng {'…' if known == 'year' else month} năm {day.year}"


def place_of(province: str) -> str:
    """The place of issue: the province without the word that says what it is.

    >>> place_of("Tỉnh Vĩnh Phúc"), place_of("Huế")
    ('Vĩnh Phúc', 'Huế')
    """
    return next((province.removeprefix(word) for word in PROVINCE_WORDS if province.startswith(word)), province)


def file_name(*parts: object) -> str:
    """A name for a file in plain letters, its parts joined by hyphens; no ending.

    >>> file_name("ho-so", "SXD", "2022-10"), file_name("ho-so", "Đội 1/A")
    ('ho-so-SXD-2022-10', 'ho-so-Doi-1-A')
    """
    text = "-".join(str(part) for part in parts).replace("đ", "d").replace("Đ", "D")
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")


def official(title: str = "", made_at: datetime | None = None) -> Any:
    """An empty A4 document: margins, font, page numbers from the second page on, centred at the top."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    for name, length in MARGINS.items():
        setattr(section, name, Mm(length))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(BODY), RGBColor(0, 0, 0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    _language(normal)
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number, "PAGE")
    about = document.core_properties
    about.title, about.author, about.comments = printable(title), "", ""
    about.created = about.modified = made_at or datetime(2000, 1, 1, tzinfo=UTC)
    return document


def heads(document: Any, head: Head) -> None:
    """The heads as a table without borders: 12–14 points, rules under the issuer and the motto."""
    left, right = _pair(document, LEFT_HEAD, TEXT_WIDTH - LEFT_HEAD)
    first = left.paragraphs[0]
    if head.superior:
        line(first, head.superior.upper(), 13, alignment=CENTRE)
        first = left.add_paragraph()
    line(first, head.issuer.upper(), 13, bold=True, alignment=CENTRE)
    _rule(left, LEFT_HEAD, 24)
    line(left.add_paragraph(), head.number, 13, alignment=CENTRE)
    if head.subject:
        line(left.add_paragraph(), head.subject, 12, alignment=CENTRE)
    line(right.paragraphs[0], head.nation.upper(), 13, bold=True, alignment=CENTRE)
    line(right.add_paragraph(), head.motto, 14, bold=True, alignment=CENTRE)
    _rule(right, TEXT_WIDTH - LEFT_HEAD, 58)
    line(right.add_paragraph(), head.place_and_day, 14, italic=True, alignment=CENTRE)
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(AFTER)


def title(document: Any, kind: str, subject: str) -> None:
    """What the document is, in capitals, and what it is about, with a rule of a third to a half below."""
    line(document.add_paragraph(), kind.upper(), BODY, bold=True, alignment=CENTRE)
    line(document.add_paragraph(), subject, BODY, bold=True, alignment=CENTRE)
    _rule(document, TEXT_WIDTH, TEXT_WIDTH * 0.4)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def paragraph(
    document: Any, text: str, *, indented: bool = True, centred: bool = False, bold: bool = False, italic: bool = False,
    is_kept: bool = False,
) -> Any:  # fmt: skip
    """A paragraph of the body: 14 points, justified, first line indented 1,27 cm, 6 points below it.

    `is_kept` on the page of what follows it.
    """
    made = document.add_paragraph()
    line(made, text, BODY, bold=bold, italic=italic, alignment=CENTRE if centred else BOTH)
    made.paragraph_format.space_after = Pt(AFTER)
    made.paragraph_format.line_spacing = 1.15
    made.paragraph_format.keep_with_next = is_kept
    if indented and not centred:
        made.paragraph_format.first_line_indent = Mm(FIRST_LINE)
    return made


def table(
    document: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float],
    centred: Sequence[int] = (),
) -> Any:  # fmt: skip
    """A table with borders; its headings are bold and come again on every page. `centred`: columns counted from 0."""
    made = document.add_table(rows=1, cols=len(headings))
    made.style = "Table Grid"
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, heading in zip(made.rows[0].cells, headings, strict=True):
        line(cell.paragraphs[0], heading, TABLE, bold=True, alignment=CENTRE)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _mark(made.rows[0], "w:tblHeader")
    for row in rows:
        added = made.add_row()
        _mark(added, "w:cantSplit")
        for place, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            line(cell.paragraphs[0], text, TABLE, alignment=CENTRE if place in centred else LEFT)
    _widths(made, widths_mm)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return made


def annex(document: Any, number: str, title: str, note: str = "", *, is_sideways: bool = False) -> None:
    """A new page for an annex: its number (14, bold), its title in capitals, a note in italics, all in the middle.

    The first annex that lies sideways turns the pages from there on.
    """
    section = document.sections[-1]
    is_turned = section.orientation == WD_ORIENT.LANDSCAPE
    if is_sideways and not is_turned:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(HEIGHT), Mm(WIDTH)
        section.different_first_page_header_footer = False
    head = line(document.add_paragraph(), number, BODY, bold=True, alignment=CENTRE)
    head.paragraph_format.page_break_before = not is_sideways or is_turned
    line(document.add_paragraph(), title.upper(), BODY, bold=True, alignment=CENTRE)
    made = line(document.add_paragraph(), note, BODY, italic=True, alignment=CENTRE)
    made.paragraph_format.space_after = Pt(AFTER)


def signatures(document: Any, left: Party, right: Party, heading: str, recipients: Sequence[str]) -> None:
    """Two who sign side by side: what they are and their posts in capitals (13), room to sign, their names.

    Who receives it stands below on the left (12 bold italic, then 11), on the page on which they sign.
    """
    cells = _pair(document, TEXT_WIDTH / 2, TEXT_WIDTH / 2)
    for cell, party in zip(cells, (left, right), strict=True):
        line(cell.paragraphs[0], party.heading.upper(), SIGNED, bold=True, alignment=CENTRE)
        line(cell.add_paragraph(), party.post.upper(), SIGNED, bold=True, alignment=CENTRE)
        for _ in range(4):
            line(cell.add_paragraph(), "", SIGNED, alignment=CENTRE)
        line(cell.add_paragraph(), party.name, SIGNED, bold=True, alignment=CENTRE)
    line(cells[0].add_paragraph(), "", SIGNED)
    line(cells[0].add_paragraph(), heading, 12, bold=True, italic=True)
    for text in recipients:
        line(cells[0].add_paragraph(), text, RECIPIENTS)


def signature(document: Any, signed: Signature) -> None:
    """Who receives it on the left (12 bold italic, then 11), who signs on the right (14, bold)."""
    left, right = _pair(document, TEXT_WIDTH / 2, TEXT_WIDTH / 2)
    line(left.paragraphs[0], signed.heading, 12, bold=True, italic=True)
    for text in signed.recipients:
        line(left.add_paragraph(), text, RECIPIENTS)
    line(right.paragraphs[0], signed.authority.upper(), 14, bold=True, alignment=CENTRE)
    for _ in range(4):
        line(right.add_paragraph(), "", 14, alignment=CENTRE)
    line(right.add_paragraph(), signed.name, 14, bold=True, alignment=CENTRE)


def written(document: Any) -> bytes:
    """The bytes of the .docx file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def line(
    made: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, alignment: Any = LEFT
) -> Any:  # fmt: skip
    """Put `text` into an empty paragraph in one run of this size and style, nothing before or after it."""
    run = made.add_run(printable(text))
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    made.alignment = alignment
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(0)
    return made


def _pair(document: Any, left: float, right: float) -> tuple[Any, Any]:
    """Two cells side by side without borders, `left` and `right` wide."""
    made = document.add_table(rows=1, cols=2)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _mark(made.rows[0], "w:cantSplit")
    _without_padding(made)
    _widths(made, (left, right))
    cells = made.rows[0].cells
    return cells[0], cells[1]


def _without_padding(made: Any) -> None:
    """Cells as wide as their text: the two halves of a page's width."""
    padding = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        padding.append(edge)
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(padding) if look is not None else made._tbl.tblPr.append(padding)


def _widths(made: Any, widths_mm: Sequence[float]) -> None:
    """How wide the columns are: Word reads it from the cells, LibreOffice from the grid."""
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _rule(cell: Any, width: float, length: float) -> None:
    """A rule of `length` in the middle of a cell: the lower border of an empty line."""
    made = cell.add_paragraph()
    line(made, "", 3, alignment=CENTRE)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm(max((width - length) / 2, 0))
    made.paragraph_format.line_spacing = Pt(4)
    made.paragraph_format.space_after = Pt(4)
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties = made._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _field(made: Any, code: str) -> None:
    """A field that Word works out, e.g. the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = made.add_run()
        run.font.name, run.font.size = FONT, Pt(13)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _language(style: Any) -> None:
    """The language of the text, so that Word does not underline every word."""
    properties = style.element.get_or_add_rPr()
    tongue = properties.find(qn("w:lang"))
    if tongue is None:
        tongue = OxmlElement("w:lang")
        properties.append(tongue)
    tongue.set(qn("w:val"), "vi-VN")
