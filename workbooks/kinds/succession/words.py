"""The words of a sheet of successions: headings, problems, what the preview and the workbook to fill in say."""

from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import Counted
from workbooks.kinds.shapes import Blank, Words

WORDS = {
    "old_code": ("Mã cũ", "Mã đơn vị cũ", "Mã trước sắp xếp", "old_code", "Old code"),
    "old_name": (
        "Tên cũ", "Đơn vị cũ", "Cơ quan cũ", "Tên trước sắp xếp", "Đơn vị trước sắp xếp", "Cơ quan trước sắp xếp",
        "Cơ quan kết thúc", "old_name", "Old name",
    ),
    "old_parent": ("Thuộc cấp huyện cũ", "Huyện cũ", "Trực thuộc cũ", "old_district", "Old district", "Old parent"),
    "new_code": ("Mã mới", "Mã đơn vị mới", "Mã sau sắp xếp", "new_code", "New code"),
    "new_name": (
        "Tên mới", "Đơn vị mới", "Cơ quan mới", "Tên sau sắp xếp", "Đơn vị sau sắp xếp", "Cơ quan sau sắp xếp",
        "Cơ quan tiếp nhận", "new_name", "New name",
    ),
    "legal_basis": (
        "Căn cứ", "Căn cứ pháp lý", "Quyết định", "Nghị quyết", "Số quyết định", "Văn bản", "legal_basis",
        "Legal basis", "Decision",
    ),
    "effective": ("Từ ngày", "Hiệu lực từ", "Ngày hiệu lực", "Có hiệu lực từ", "effective", "Effective", "From"),
    "item": ("Khoản", "Mục", "TT", "STT", "nq_item", "Item", "No."),
    "province": ("Tỉnh mới", "Thuộc tỉnh", "Tỉnh", "new_province", "New province"),
}  # fmt: skip

LABELS = Words(
    columns={
        "old_code": _("Code before"),
        "old_name": _("Agency before"),
        "old_parent": _("Part of, before"),
        "new_code": _("Code after"),
        "new_name": _("Agency after"),
        "legal_basis": _("Legal basis"),
        "effective": _("Effective on"),
        "item": _("Row number"),
        "province": _("Province"),
    },
    fields={},
    missing=Counted(
        "%(n)s agency that this sheet does not name: it stays as it is",
        "%(n)s agencies that this sheet does not name: they stay as they are",
    ),
    written={
        "reorganisations": Counted("%(n)s agency formed or enlarged", "%(n)s agencies formed or enlarged"),
        "ended": Counted("%(n)s agency ended", "%(n)s agencies ended"),
    },
)

PROBLEMS = {
    "no_succession_table": _(
        "No sheet holds a list of successions. A row of headings is expected: the agency before, the agency after, the"
        " legal basis, the day."
    ),
    "no_agency_before": _("The agency before the change is missing."),
    "no_agency_after": _("The agency after the change is missing."),
    "no_legal_basis": _("The decision is missing."),
    "no_effective_day": _("The day of the change is missing."),
    "effective_ahead": _("A change is recorded on its day or later: %(day)s lies ahead."),
    "unknown_before": _("No agency that stood before that day is called “%(name)s”."),
    "ambiguous_before": _("Several agencies are called “%(name)s” (%(codes)s). Add the code."),
    "before_twice": _("Row %(row)s names the same agency: one that is divided is recorded under Agencies."),
    "after_otherwise": _("Row %(row)s gives the same new agency another day or decision."),
    "group_refused": _("Row %(row)s is about the same new agency and is refused."),
    "ended_otherwise": _("%(name)s has ended already, and not into this agency."),
}

BLANK = Blank(
    headings={
        "vi": ("Mã cũ", "Cơ quan cũ", "Trực thuộc cũ", "Mã mới", "Cơ quan mới", "Căn cứ", "Từ ngày"),
        "en": ("Old code", "Old name", "Old parent", "New code", "New name", "Legal basis", "From"),
    },
    widths=(12, 36, 28, 12, 36, 24, 14),
    rows=(
        ("00001", "Xã A", "Huyện C", "00003", "Xã D", "01/NQ-UBTVQH15", "01/07/2025"),
        ("00002", "Xã B", "Huyện C", "00003", "Xã D", "01/NQ-UBTVQH15", "01/07/2025"),
        ("", "Sở Thông tin và Truyền thông", "", "", "Sở Khoa học và Công nghệ", "05/NQ-HĐND", "01/03/2025"),
    ),
    guide=(
        _("One row for each agency that ends: what it was, what it became, by which decision, from which day."),
        _("Rows of one new agency merge into it: their open items and people move there on the day."),
        _("A new agency that stands already is found by its name; otherwise it is formed."),
        _("The past keeps the old names and figures; the whole import can be undone while nothing rests on it."),
    ),
)  # fmt: skip
