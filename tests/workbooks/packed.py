"""Workbooks written by hand, part by part: what no spreadsheet program would write."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(rows: str = "", before: str = "", after: str = "") -> str:
    """A worksheet with these rows; `before` and `after` stand around sheetData."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def one(cell: str) -> str:
    """A worksheet whose first row holds `cell`."""
    return sheet(f'<row r="1">{cell}</row>')


def strings(*items: str) -> str:
    """Shared strings; each item is what stands inside <si>."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(fonts: str = "<font/>", uses: str = "<xf/>", formats: str = "") -> str:
    """A style table."""
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts>{fonts}</fonts>'
        f"<cellXfs>{uses}</cellXfs></styleSheet>"
    )


def parts(*sheets: str, properties: str = "", **more: str) -> dict[str, str]:
    """The parts of a workbook by name; `more` are strings="…" and styles="…"."""
    listed = "".join(f'<sheet name="S{n}" r:id="r{n}"/>' for n in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    found = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr {properties}/>'
        f"<sheets>{listed}</sheets></workbook>",
    }
    for word, kind in (("strings", "sharedStrings"), ("styles", "styles")):
        if word in more:
            found[f"xl/{kind}.xml"] = more[word]
            related += f'<Relationship Id="{word}" Type="{OFFICE}/{kind}" Target="/xl/{kind}.xml"/>'
    found["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
    return found | {f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, 1)}


def packed(contents: dict[str, str | bytes]) -> bytes:
    """The parts as a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return stream.getvalue()


def workbook(*sheets: str, **more: str) -> bytes:
    """A whole workbook of these worksheets (see parts)."""
    return packed(parts(*sheets, **more))
