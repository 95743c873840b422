"""Official documents in the layout of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, the heads, the list, who gets it.

    document = official()
    heads(document, Head("UBND TỈNH A", "BAN CHỈ ĐẠO", "Số:     /BCĐ", subject="V/v …", place_and_day="A, ngày …"))
    paragraph(document, "…"); table(document, ["TT", "Cơ quan"], [["1", "Sở B"]], widths_mm=[12, 148])
    signature(document, Signature("TM. BAN CHỈ ĐẠO", "", ["- Như trên;", "- Lưu: VT."]))
    content = written(document)

Pure: no Django. Sizes are points, lengths millimetres.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"
BODY, TABLE, RECIPIENTS = 14, 12, 11
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 20}
WIDTH, HEIGHT = 210, 297
TEXT_WIDTH = WIDTH - MARGINS["left_margin"] - MARGINS["right_margin"]
FIRST_LINE, AFTER = 12.7, 6
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Head:
    """The two heads side by side: who issues the document on the left, the nation's on the right."""

    superior: str
    issuer: str
    number: str
    subject: str
    place_and_day: str
    nation: str
    motto: str


@dataclass(frozen=True)
class Signature:
    """In whose name it is signed and by whom, beside those who receive it."""

    authority: str
    name: str
    heading: str
    recipients: Sequence[str]


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
    about.title, about.author, about.comments = title, "", ""
    about.created = about.modified = made_at or datetime(2000, 1, 1, tzinfo=UTC)
    return document


def heads(document: Any, head: Head) -> None:
    """The heads as a table without borders: 12–14 points, rules under the issuer and the motto."""
    left, right = _pair(document, 66, TEXT_WIDTH - 66)
    line(left.paragraphs[0], head.superior.upper(), 13, alignment=CENTRE)
    line(left.add_paragraph(), head.issuer.upper(), 13, bold=True, alignment=CENTRE)
    _rule(left, 66, 24)
    line(left.add_paragraph(), head.number, 13, alignment=CENTRE)
    line(left.add_paragraph(), head.subject, 12, alignment=CENTRE)
    line(right.paragraphs[0], head.nation.upper(), 13, bold=True, alignment=CENTRE)
    line(right.add_paragraph(), head.motto, 14, bold=True, alignment=CENTRE)
    _rule(right, TEXT_WIDTH - 66, 58)
    line(right.add_paragraph(), head.place_and_day, 14, italic=True, alignment=CENTRE)
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(AFTER)


def paragraph(document: Any, text: str, *, indented: bool = True, centred: bool = False) -> Any:
    """A paragraph of the body: 14 points, justified, first line indented 1,27 cm, 6 points below it."""
    made = document.add_paragraph()
    line(made, text, BODY, alignment=CENTRE if centred else BOTH)
    made.paragraph_format.space_after = Pt(AFTER)
    made.paragraph_format.line_spacing = 1.15
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
    for row in made.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return made


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
    run = made.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    made.alignment = alignment
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(0)
    return made


def _pair(document: Any, left: float, right: float) -> tuple[Any, Any]:
    """Two cells side by side without borders, `left` and `right` wide."""
    made = document.add_table(rows=1, cols=2)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cells = made.rows[0].cells
    for cell, width in zip(cells, (left, right), strict=True):
        cell.width = Mm(width)
    return cells[0], cells[1]


def _rule(cell: Any, width: float, length: float) -> None:
    """A rule of `length` in the middle of a cell: the lower border of an empty line."""
    made = cell.add_paragraph()
    line(made, "", 3, alignment=CENTRE)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm(max((width - length) / 2 - 2, 0))
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
