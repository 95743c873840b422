"""A paper as .docx, to be edited and signed in Word: Times New Roman, the heads, page numbers from the second page on.

Pure: no Django. Sizes are points, lengths millimetres.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dxtracker.lib.paper.blocks import (
    AFTER,
    BODY,
    FIRST_LINE,
    HEIGHT,
    LEFT_HEAD,
    LONG_NAME,
    MARGINS,
    NARROW,
    RECIPIENTS,
    SIGNED,
    TABLE,
    TEXT_WIDTH,
    WIDTH,
    Annex,
    Head,
    Paper,
    Paragraph,
    Picture,
    Signature,
    Signatures,
    Slide,
    Table,
    Title,
    body_lines,
)
from dxtracker.lib.paper.pdf import dots_of
from dxtracker.lib.text import printable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
ROOM = '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/></w:tblCellMar>'
NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
PLACE, KEPT = "table {}", "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
LEFT, CENTRE, BOTH = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
ALIGN = {"both": BOTH, "left": LEFT, "centre": CENTRE}


def drawn(paper: Paper) -> bytes:
    """The bytes of the .docx file."""
    document = _official(paper)
    tables: list[Table] = []
    for block in paper.blocks:
        if isinstance(block, Table):  # thousands of rows as elements would take hundreds of megabytes
            document.add_paragraph(PLACE.format(len(tables)))
            document.add_paragraph().paragraph_format.space_after = Pt(0)
            tables.append(block)
        else:
            DRAW[type(block)](document, block)
    out = io.BytesIO()
    document.save(out)
    return _packed(out, tables)


def _packed(made: io.BytesIO, tables: Sequence[Table]) -> bytes:
    """The file with each table written where its place was kept, row by row: as one text they would take as much.

    Its parts bear no moment: the same paper is the same to the byte whenever it is drawn.
    """
    out = io.BytesIO()
    with ZipFile(made) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            rest = old.read(part)
            part.date_time = NO_MOMENT
            if part.filename != "word/document.xml":
                new.writestr(part, rest)
                continue
            with new.open(part, "w") as written:
                for number, table in enumerate(tables):
                    before, _place, rest = rest.partition(KEPT.format(PLACE.format(number)).encode())
                    written.write(before)
                    for text in _table(table):
                        written.write(text.encode())
                written.write(rest)
    return out.getvalue()


def _official(paper: Paper) -> Any:
    """An empty A4 document: margins, font, page numbers from the second page on, centred at the top."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    for name, length in MARGINS.items():
        setattr(section, f"{name}_margin", Mm(length))
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
    if paper.mark:
        for footer in (section.footer, section.first_page_footer):
            _line(footer.paragraphs[0], paper.mark, 13, bold=True, alignment=CENTRE)
    about = document.core_properties
    about.title, about.author, about.comments = printable(paper.title), "", ""
    about.created = about.modified = paper.made_at or datetime(2000, 1, 1, tzinfo=UTC)
    return document


def _heads(document: Any, head: Head) -> None:
    """The heads as a table without borders: 12–13 points, rules under the issuer and the motto."""
    left, right = _pair(document, LEFT_HEAD, TEXT_WIDTH - LEFT_HEAD)
    first = left.paragraphs[0]
    if head.superior:
        _narrow(_line(first, body_lines(head.superior).upper(), 12, alignment=CENTRE), head.superior)
        first = left.add_paragraph()
    _narrow(_line(first, body_lines(head.issuer).upper(), 12, bold=True, alignment=CENTRE), head.issuer)
    _rule(left, LEFT_HEAD, 24)
    _line(left.add_paragraph(), head.number, 13, alignment=CENTRE)
    if head.subject:
        _line(left.add_paragraph(), head.subject, 12, alignment=CENTRE)
    _line(right.paragraphs[0], head.nation.upper(), 12, bold=True, alignment=CENTRE)
    _line(right.add_paragraph(), head.motto, 13, bold=True, alignment=CENTRE)
    _rule(right, TEXT_WIDTH - LEFT_HEAD, 54)
    _line(right.add_paragraph(), head.place_and_day, 13, italic=True, alignment=CENTRE)
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(AFTER)


def _narrow(made: Any, name: str) -> None:
    if len(name) > LONG_NAME:
        made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm((LEFT_HEAD - NARROW) / 2)


def _title(document: Any, made: Title) -> None:
    _line(document.add_paragraph(), made.kind.upper(), BODY, bold=True, alignment=CENTRE)
    _line(document.add_paragraph(), made.subject, BODY, bold=True, alignment=CENTRE)
    _rule(document, TEXT_WIDTH, TEXT_WIDTH * 0.4)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _paragraph(document: Any, told: Paragraph) -> None:
    made = document.add_paragraph()
    _line(made, told.text, told.size, bold=told.bold, italic=told.italic, alignment=ALIGN[told.align])
    made.paragraph_format.space_after = Pt(AFTER)
    made.paragraph_format.line_spacing = 1.15
    made.paragraph_format.keep_with_next = told.is_kept
    if told.indented and told.align != "centre":
        made.paragraph_format.first_line_indent = Mm(FIRST_LINE)


def _table(told: Table) -> Iterator[str]:
    """The table written out, a row at a time: cell by cell, thousands of rows would take a minute."""
    widths = [Mm(width).twips for width in told.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = [_cell(text, width, bold=True, centred=True) for text, width in zip(told.headings, widths, strict=True)]
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{ROOM}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    yield _row(head, is_heading=True)
    for row in told.rows:
        yield _row(_cells(row, widths, told.centred))
    yield "</w:tbl>"


def _cells(row: Sequence[str], widths: Sequence[int], centred: Sequence[int]) -> list[str]:
    if len(row) == 1:
        return [_cell(row[0], sum(widths), bold=True, spans=len(widths))]
    told = zip(row, widths, strict=True)
    return [_cell(text, width, centred=place in centred) for place, (text, width) in enumerate(told)]


def _row(cells: Sequence[str], *, is_heading: bool = False) -> str:
    heading = "<w:tblHeader/>" if is_heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, *, bold: bool = False, centred: bool = False, spans: int = 1) -> str:
    """A cell of a table; one that spans stays on the page of the row below it."""
    span, kept = (f'<w:gridSpan w:val="{spans}"/>', "<w:keepNext/>") if spans > 1 else ("", "")
    side = '<w:jc w:val="center"/>' if centred else '<w:jc w:val="left"/>'
    font = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/>{"<w:b/>" if bold else ""}<w:sz w:val="{TABLE * 2}"/>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in printable(text).replace("\r", "").split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{kept}'
        f'<w:spacing w:before="0" w:after="0"/>{side}</w:pPr><w:r><w:rPr>{font}</w:rPr>{lines}</w:r></w:p></w:tc>'
    )


def _annex(document: Any, told: Annex) -> None:
    section = document.sections[-1]
    is_turned = section.orientation == WD_ORIENT.LANDSCAPE
    if told.is_sideways and not is_turned:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(HEIGHT), Mm(WIDTH)
        section.different_first_page_header_footer = False
    head = _line(document.add_paragraph(), told.number, BODY, bold=True, alignment=CENTRE)
    head.paragraph_format.page_break_before = not told.is_sideways or is_turned
    _line(document.add_paragraph(), told.title.upper(), BODY, bold=True, alignment=CENTRE)
    made = _line(document.add_paragraph(), told.note, BODY, italic=True, alignment=CENTRE)
    made.paragraph_format.space_after = Pt(AFTER)


def _picture(document: Any, told: Picture) -> None:
    made = document.add_paragraph()
    made.alignment = CENTRE
    shape = made.add_run().add_picture(io.BytesIO(dots_of(told.svg, told.width)), width=Mm(told.width))
    shape._inline.docPr.set("descr", printable(told.words))


def _slide(document: Any, told: Slide) -> None:
    made = _line(document.add_paragraph(), told.title, 26, bold=True)
    made.paragraph_format.page_break_before = True
    if told.note:
        _line(document.add_paragraph(), told.note, 15)


def _signatures(document: Any, told: Signatures) -> None:
    cells = _pair(document, TEXT_WIDTH / 2, TEXT_WIDTH / 2)
    for cell, party in zip(cells, (told.left, told.right), strict=True):
        _line(cell.paragraphs[0], party.heading.upper(), SIGNED, bold=True, alignment=CENTRE)
        _line(cell.add_paragraph(), party.post.upper(), SIGNED, bold=True, alignment=CENTRE)
        for _ in range(4):
            _line(cell.add_paragraph(), "", SIGNED, alignment=CENTRE)
        _line(cell.add_paragraph(), party.name, SIGNED, bold=True, alignment=CENTRE)
    _line(cells[0].add_paragraph(), "", SIGNED)
    _line(cells[0].add_paragraph(), told.heading, 12, bold=True, italic=True)
    for text in told.recipients:
        _line(cells[0].add_paragraph(), text, RECIPIENTS)


def _signature(document: Any, signed: Signature) -> None:
    left, right = _pair(document, TEXT_WIDTH / 2, TEXT_WIDTH / 2)
    _line(left.paragraphs[0], signed.heading, 12, bold=True, italic=True)
    for text in signed.recipients:
        _line(left.add_paragraph(), text, RECIPIENTS)
    _line(right.paragraphs[0], signed.authority.upper(), 14, bold=True, alignment=CENTRE)
    for text in (*signed.posts, *[""] * 4):
        _line(right.add_paragraph(), text.upper(), 14, bold=True, alignment=CENTRE)
    _line(right.add_paragraph(), signed.name, 14, bold=True, alignment=CENTRE)


def _line(
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
    _line(made, "", 3, alignment=CENTRE)
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


DRAW: dict[type, Callable[[Any, Any], None]] = {
    Head: _heads,
    Title: _title,
    Paragraph: _paragraph,
    Annex: _annex,
    Picture: _picture,
    Slide: _slide,
    Signature: _signature,
    Signatures: _signatures,
}
