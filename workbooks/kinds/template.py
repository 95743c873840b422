"""Blank workbooks to fill in, and the example rows that the upload page, the workbooks and the tests all show.

The example stands on its side, one column a row of the table: so it may stay in the workbook when that is handed in.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dxtracker.lib.xlsx import Column, SheetSpec, write
from workbooks.enums import ImportKind
from workbooks.kinds.committed_items.words import BLANK
from workbooks.kinds.people.words import BLANK as OF_PEOPLE
from workbooks.kinds.succession.words import BLANK as SUCCESSION

# Headings that the readers know, by kind and language; the export of assigned items has the same.
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    ImportKind.ASSIGNMENTS: {
        "vi": (
            "TT", "Mã chỉ tiêu", "Chỉ tiêu, nhiệm vụ", "ĐVT", "Mức giao", "Cơ quan chủ trì", "Phòng, đơn vị thực hiện",
            "Cơ quan phối hợp", "Thời hạn", "Sản phẩm", "Nhóm", "Trọng số", "Kỳ gốc",
        ),
        "en": (
            "No.", "Indicator code", "Indicator", "Unit", "Target", "Lead agency", "Division",
            "Coordinating agencies", "Deadline", "Product", "Section", "Weight", "Baseline",
        ),
    },
    ImportKind.AGENCIES: {
        "vi": (
            "Mã", "Tên cơ quan", "Tên viết tắt", "Tên gọi khác", "Nhóm", "Trực thuộc", "Mã đơn vị hành chính", "Thứ tự",
        ),
        "en": ("Code", "Name", "Short name", "Other names", "Group", "Parent", "Administrative unit code", "Order"),
    },
    ImportKind.PEOPLE: dict(OF_PEOPLE.headings),
    ImportKind.COMMITMENTS: dict(BLANK.headings),
    ImportKind.SUCCESSION: dict(SUCCESSION.headings),
}  # fmt: skip
WIDTHS: dict[str, tuple[int, ...]] = {
    ImportKind.ASSIGNMENTS: (6, 14, 48, 12, 18, 30, 24, 32, 16, 28, 20, 10, 12),
    ImportKind.AGENCIES: (14, 40, 20, 36, 24, 28, 16, 8),
    ImportKind.PEOPLE: OF_PEOPLE.widths,
    ImportKind.COMMITMENTS: BLANK.widths,
    ImportKind.SUCCESSION: SUCCESSION.widths,
}
# As provinces write them; a cell left empty is one that the column does not need.
EXAMPLE_ROWS: dict[str, tuple[tuple[str, ...], ...]] = {
    ImportKind.ASSIGNMENTS: (
        (
            "1", "", "Tỷ lệ văn bản đi trên phần mềm quản lý văn bản ký số", "%", "≥ 80%",
            "Các sở, ban, ngành; UBND các huyện, thành phố", "", "Sở Thông tin và Truyền thông", "Thường xuyên", "",
            "Chính quyền số", "", "",
        ),
        (
            "2", "", "Số lượt người dân, doanh nghiệp sử dụng các dịch vụ chính phủ số", "Lượt", "Trên 100.000",
            "Sở TT&TT", "", "Văn phòng UBND tỉnh; Công an tỉnh", "Quý IV", "", "Chính quyền số", "2", "62.500",
        ),
        (
            "3", "", "Tỷ lệ số hóa hồ sơ, kết quả giải quyết thủ tục hành chính", "%", "50-60%",
            "Sở Xây dựng", "", "", "15/12", "", "Chính quyền số", "", "41,7%",
        ),
        (
            "4", "", "Số sự cố an toàn thông tin mạng nghiêm trọng", "vụ", "không quá 2",
            "Sở TT&TT", "", "Các sở, ban, ngành", "Thường xuyên", "", "An toàn thông tin", "", "",
        ),
        (
            "5", "", "Tham mưu ban hành Đề án xây dựng đô thị thông minh", "văn bản", "Hoàn thành",
            "Sở Xây dựng", "", "Sở Kế hoạch và Đầu tư, Sở Tài chính", "Tháng 9", "Quyết định của UBND tỉnh",
            "Đô thị thông minh", "", "",
        ),
    ),
    ImportKind.AGENCIES: (
        ("SXD", "Sở Xây dựng", "Sở XD", "Sở Xây dựng tỉnh; Sở XD tỉnh", "Sở, ban, ngành", "", "", "9"),
        ("SXD-VP", "Văn phòng Sở", "", "", "", "Sở Xây dựng", "", "1"),
        (
            "HUYENA", "Ủy ban nhân dân huyện A", "UBND huyện A", "Huyện A",
            "UBND các huyện, thành phố", "", "001", "35",
        ),
    ),
    ImportKind.PEOPLE: OF_PEOPLE.rows,
    ImportKind.COMMITMENTS: BLANK.rows,
    ImportKind.SUCCESSION: SUCCESSION.rows,
}  # fmt: skip
BLANK_ROWS = 200
ITEM_GUIDE = (
    gettext_lazy(
        "One row for each item. Columns may be moved, left out or left empty; headings may be worded otherwise."
    ),
    gettext_lazy("Needed in each row: the item, its target and the lead agency."),
    gettext_lazy(
        "Target: “≥ 80%”, “Trên 100.000”, “50-60%”, “không quá 2”, “Hoàn thành”; a bare number is at least that."
    ),
    gettext_lazy(
        "Numbers: 22.196.242 and 89,7. A dot before three digits parts thousands, a comma is the decimal mark."
    ),
    gettext_lazy("Agencies: full or short names, one after another; “Các sở, ban, ngành” stands for all of them."),
    gettext_lazy("Coordinating bodies outside the province's list are kept as they are written."),
    gettext_lazy("Deadline: “15/12/2022”, “Tháng 12”, “Quý IV”, “Thường xuyên”; days always stand before months."),
    gettext_lazy("An empty cell leaves what is stored. An item that the sheet does not name stays as it is."),
)
AGENCY_GUIDE = (
    gettext_lazy("One row for each agency; the code or the name tells which one it is."),
    gettext_lazy("Other names: as sheets write them, parted by semicolons."),
    gettext_lazy("Parent: the name or code of the agency above; empty where it is the province."),
    gettext_lazy("An empty cell leaves what is stored. An agency that the sheet does not name stays as it is."),
)
GUIDES: dict[str, tuple[Any, ...]] = {
    ImportKind.ASSIGNMENTS: ITEM_GUIDE,
    ImportKind.AGENCIES: AGENCY_GUIDE,
    ImportKind.PEOPLE: OF_PEOPLE.guide,
    ImportKind.COMMITMENTS: BLANK.guide,
    ImportKind.SUCCESSION: SUCCESSION.guide,
}


def example(kind: str, language: str = "vi") -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """(headings, rows) of the example, without the columns that no row of it fills."""
    rows, headings = EXAMPLE_ROWS[kind], HEADINGS[kind].get(language, HEADINGS[kind]["en"])
    filled = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    return tuple(headings[p] for p in filled), tuple(tuple(row[p] for p in filled) for row in rows)


def blank(kind: str, language: str = "vi") -> bytes:
    """A workbook to fill in: the empty table, the example, how to write what. KeyError: a kind that has none."""
    with override(language):
        headings = HEADINGS[kind].get(language, HEADINGS[kind]["en"])
        columns = [Column(text, width=width) for text, width in zip(headings, WIDTHS[ImportKind(kind)], strict=True)]
        said = ImportKind(kind).label
        table = SheetSpec(_("Sheet to fill in"), columns, [], titles=[str(said)], blank_rows=BLANK_ROWS, frozen=3)
        return write([table, _example_sheet(kind, headings), _guide_sheet(kind)], title=str(said))


def _example_sheet(kind: str, headings: tuple[str, ...]) -> SheetSpec:
    rows = EXAMPLE_ROWS[kind]
    columns = [Column(_("Column"), width=22)]
    columns += [Column(_("Example %(n)s") % {"n": number}, width=30) for number in range(1, len(rows) + 1)]
    beside = [(heading, *(row[place] or None for row in rows)) for place, heading in enumerate(headings)]
    note = _("Examples only: this sheet is not imported and may stay.")
    fills = {(number, 0): "quiet" for number in range(1, len(beside) + 1)}
    return SheetSpec(_("Example"), columns, beside, titles=[note], fills=fills, frozen=1)


def _guide_sheet(kind: str) -> SheetSpec:
    return SheetSpec(
        _("How to fill it in"), [Column(_("How to fill it in"), width=100)], [(str(line),) for line in GUIDES[kind]]
    )
