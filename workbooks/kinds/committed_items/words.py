"""The words of a sheet of committed items: headings, problems, what the preview and the workbook to fill in say."""

from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import Counted
from workbooks.kinds.shapes import Blank, Words

WORDS = {
    "number": ("TT", "STT", "Số TT", "Số thứ tự", "No.", "No", "#"),
    "promiser": (
        "Đơn vị", "Phòng", "Phòng, đơn vị", "Đơn vị, phòng", "Phòng, ban", "Phòng ban", "Phòng/đơn vị", "Cơ quan",
        "Cơ quan, đơn vị", "Đơn vị ký", "Đơn vị ký cam kết", "Cơ quan ký", "Cơ quan ký cam kết", "Đơn vị cam kết",
        "Cơ quan cam kết", "Bên cam kết", "Đơn vị trực thuộc", "Phòng, đơn vị trực thuộc", "Tên đơn vị",
        "Phòng, đơn vị cam kết", "Unit", "Division", "Agency", "Agency or division", "Signed by",
    ),
    "text": (
        "Nội dung cam kết", "Nội dung", "Nội dung ký cam kết", "Nội dung công việc cam kết", "Nội dung, nhiệm vụ",
        "Nhiệm vụ cam kết", "Nội dung, nhiệm vụ cam kết", "Cam kết", "Committed item", "What is promised", "Item",
    ),
    "links": (
        "Mã chỉ tiêu", "Chỉ tiêu liên kết", "Chỉ tiêu được giao", "Mã chỉ tiêu được giao", "Chỉ tiêu gắn với",
        "Chỉ tiêu giao liên kết", "Gắn với chỉ tiêu", "Liên kết chỉ tiêu", "Linked items", "Linked assigned items",
        "Indicator code", "Indicator codes",
    ),
    "committed": (
        "Mức cam kết", "Chỉ tiêu cam kết", "Mức giao", "Mức ký cam kết", "Mức phấn đấu", "Chỉ tiêu phấn đấu",
        "Kết quả cam kết", "Committed target", "Target",
    ),
    "part": (
        "Ký một phần", "Một phần", "Ký 1 phần", "Cam kết một phần", "Ký một phần chỉ tiêu", "A part of it", "Part",
    ),
    "deadline": (
        "Thời hạn", "Thời hạn hoàn thành", "Thời gian hoàn thành", "Thời gian thực hiện", "Thời gian", "Hạn hoàn thành",
        "Tiến độ", "Tiến độ hoàn thành", "Thời hạn thực hiện", "Deadline",
    ),
    "way": (
        "Cách thực hiện", "Hình thức hoàn thành", "Hình thức thực hiện", "Cách xác nhận hoàn thành",
        "Căn cứ hoàn thành", "Fulfilled by", "How it is fulfilled", "Way",
    ),
    "note": ("Ghi chú", "Ghi chú thêm", "Note", "Notes", "Remarks"),
}  # fmt: skip

LABELS = Words(
    columns={
        "number": _("Row number"),
        "promiser": _("Who commits"),
        "text": _("Committed item"),
        "links": _("Linked assigned items"),
        "committed": _("Committed target"),
        "part": _("A part of it"),
        "deadline": _("Deadline"),
        "way": _("How it is fulfilled"),
        "note": _("Note"),
    },
    fields={"commitment": _("A draft commitment is begun")},
    missing=Counted(
        "%(n)s committed item that this sheet does not name: it stays as it is",
        "%(n)s committed items that this sheet does not name: they stay as they are",
    ),
    written={
        "commitments": Counted("%(n)s draft commitment begun", "%(n)s draft commitments begun"),
        "committed_items": Counted("%(n)s item committed to", "%(n)s items committed to"),
        "changed_committed_items": Counted("%(n)s committed item changed", "%(n)s committed items changed"),
        "item_links": Counted("%(n)s link to an assigned item made", "%(n)s links to assigned items made"),
        "changed_item_links": Counted(
            "%(n)s link to an assigned item changed", "%(n)s links to assigned items changed"
        ),
        "removed_item_links": Counted(
            "%(n)s link to an assigned item taken away", "%(n)s links to assigned items taken away"
        ),
    },
)

PROBLEMS = {
    "no_signing_event": _("The signing event of this import is no longer there."),
    "agency_not_at_event": _("The agency of this import does not sign at this event."),
    "no_commitment_table": _(
        "No sheet holds a list of committed items. A row of headings is expected: the item committed to, and beside it"
        " its number, the unit that signs, the linked indicator, the deadline."
    ),
    "sheet_without_promises": _("This sheet holds no list of committed items and was passed over."),
    "note_not_kept": _("The column “%(heading)s” is not kept with the committed items."),
    "no_committed_text": _("The item committed to is missing."),
    "no_promiser": _("The unit that signs is missing."),
    "unknown_promiser": _("Nobody who signs at this event is called “%(name)s”."),
    "ambiguous_promiser": _("Several who sign at this event have this name (%(codes)s). Write the code."),
    "another_agency": _("This import is about %(agency)s alone, the row names “%(name)s”."),
    "unknown_link": _("No assigned item has the code or name “%(text)s”."),
    "ambiguous_link": _("Several assigned items are called “%(text)s” (%(codes)s). Write the code."),
    "unknown_way": _("“%(text)s” is no way of fulfilling an item: by a document issued, or by a confirmation."),
    "part_not_understood": _("“%(text)s” is not understood. Put x where a part of the target is committed to."),
    "target_without_link": _("A target needs a linked assigned item. Name it, or write the target into the item."),
    "target_of_several": _("One target cannot be that of several assigned items. Leave it blank or part the row."),
    "part_without_link": _("A part needs a linked assigned item. Name it."),
    "way_without_link": _("No assigned item is linked. Name it, or choose another way."),
    "way_of_links": _("An item that is linked is fulfilled when the linked items are met."),
    "no_target_signed": _("No target is recorded as committed to."),
    "already_signed": _("The commitment is signed: change it by an amendment."),
    "repeated_promise": _("Row %(row)s commits to the same."),
    "no_head_known": _("Nobody is known as head of %(agency)s on that day: name the signatory in the draft."),
}

BLANK = Blank(
    headings={
        "vi": (
            "TT", "Đơn vị", "Nội dung cam kết", "Chỉ tiêu liên kết", "Mức cam kết", "Ký một phần", "Thời hạn",
            "Hình thức hoàn thành", "Ghi chú",
        ),
        "en": (
            "No.", "Unit", "Committed item", "Linked items", "Committed target", "A part of it", "Deadline",
            "How it is fulfilled", "Note",
        ),
    },
    widths=(6, 28, 52, 36, 18, 12, 16, 22, 24),
    rows=(
        (
            "1", "Văn phòng Sở", "Nâng tỷ lệ văn bản gửi, nhận trên phần mềm",
            "Tỷ lệ văn bản đi trên phần mềm quản lý văn bản ký số", "≥ 95%", "", "15/12", "", "",
        ),
        ("2", "Văn phòng Sở", "Nâng cao đạo đức công vụ", "", "", "", "", "Xác nhận", ""),
        (
            "3", "Phòng Quy hoạch, kiến trúc", "Số hóa 500 hồ sơ quy hoạch, kiến trúc",
            "Số hồ sơ, tài liệu được số hóa", "500", "x", "Quý III", "", "",
        ),
        (
            "4", "Phòng Kinh tế xây dựng", "Tham mưu ban hành Quy chế quản lý cơ sở dữ liệu giá xây dựng", "", "", "",
            "Tháng 9", "Ban hành văn bản", "",
        ),
    ),
    guide=(
        _("One row for each item committed to. Columns may be moved, left out or left empty."),
        _("Needed in each row: the item in the words that are signed, and who signs, unless all rows are of one unit."),
        _("Linked items: codes or names of assigned items, several parted by semicolons or on lines of their own."),
        _("Committed target: as in a sheet of assigned items; left empty, it is the target in force on that day."),
        _("A part of it: x where only a share of the agency's target is committed to."),
        _("How it is fulfilled: “Ban hành văn bản” or “Xác nhận”; left empty where assigned items are linked."),
        _("What is signed already is not changed by a sheet, but by an amendment."),
        _("An empty cell leaves what is stored. An item that the sheet does not name stays as it is."),
    ),
)  # fmt: skip
