"""Lists of agencies and people as they are really written: two rows of headings, merged cells, titles, sums, notes."""

from agencies.enums import Level
from kpis.grammar.shapes import Cell
from tests.factories import AgencyFactory
from workbooks.kinds.agencies import read as agency_rows
from workbooks.kinds.people import read as people_rows
from workbooks.models import ImportRun
from workbooks.reading.shapes import Book, Sheet


def book(rows, merges=(), hidden=()) -> Book:
    filled = {
        number: {column: Cell(text) for column, text in enumerate(row, 1) if text} for number, row in enumerate(rows, 1)
    }
    return Book((Sheet("Danh sách", {n: cells for n, cells in filled.items() if cells}, merges, frozenset(hidden)),))


LIST = (
    ("STT", "Đơn vị", "", "", "Mã", "Nhóm", "Ghi chú"),
    ("", "Tên đầy đủ", "Tên viết tắt", "Tên gọi khác"),
    ("I", "CÁC SỞ, BAN, NGÀNH"),
    ("1", "Sở Tài chính", "Sở TC", "Sở Tài chính tỉnh", "STC", "", "mới"),
    ("2", "Sở Nội vụ", "Sở NV", "", "SNV"),
    ("", "UBND CÁC XÃ, PHƯỜNG"),
    ("1", "UBND xã Đất Mũi", "", "", "XDM"),
    ("", "Tổng cộng: 3 đơn vị"),
    ("", "Ghi chú: số liệu tính đến 20/7/2026."),
    ("", "NGƯỜI LẬP BIỂU", "", "", "GIÁM ĐỐC"),
    ("", "Nguyễn Văn A"),
)
MERGES = ((1, 2, 1, 4), (1, 1, 2, 1), (1, 5, 2, 5), (3, 2, 3, 7), (9, 2, 9, 7))


def agencies(province, *rows, **more):
    return agency_rows.read(ImportRun(province=province, kind="agencies"), book(*rows, **more))


def test_headings_of_two_rows_are_read_together(province):
    outcome = agencies(province, LIST, MERGES)
    assert [(row.code, row.name, row.short_name, row.aliases) for row in outcome.payload.good] == [
        ("STC", "Sở Tài chính", "Sở TC", ("Sở Tài chính tỉnh",)),
        ("SNV", "Sở Nội vụ", "Sở NV", ()),
        ("XDM", "UBND xã Đất Mũi", "", ()),
    ]


def test_titles_sums_notes_and_signatures_are_no_agencies_and_are_said(province):
    outcome = agencies(province, LIST, MERGES, hidden=(5,))
    assert [line.row for line in outcome.lines] == [4, 5, 7]
    told = [(one.row, one.problem.code) for one in outcome.notices if one.row > 2]
    assert told == [
        *((row, "row_passed_over") for row in (3, 6, 8, 9, 10, 11)),
        (5, "hidden_rows"),
    ]
    assert [(total.stated, total.found) for total in outcome.totals] == [(3, 3)]


def test_names_alone_in_capitals_are_agencies_where_all_are(province):
    outcome = agencies(province, [("STT", "Cơ quan", "Mã"), ("1", "SỞ TÀI CHÍNH"), ("2", "SỞ NỘI VỤ")])
    assert len(outcome.payload.good) == 2


def test_names_over_as_many_columns_as_their_heading_are_no_titles(province):
    rows = [("STT", "Cơ quan", "Mã"), ("1", "Sở Tài chính"), ("2", "Sở Nội vụ")]
    outcome = agencies(province, rows, tuple((n, 2, n, 5) for n in (1, 2, 3)))
    assert len(outcome.payload.good) == 2


def test_a_cell_over_several_rows_counts_for_each(province, peer_group):
    rows = [
        ("Mã", "Cơ quan", "Nhóm"), ("STC", "Sở Tài chính", peer_group.name), ("SNV", "Sở Nội vụ"), ("SYT", "Sở Y tế"),
    ]  # fmt: skip
    outcome = agencies(province, rows, ((2, 3, 3, 3),))
    assert [row.peer_group for row in outcome.payload.good] == [peer_group, peer_group, None]


def test_people_of_one_agency_stand_beside_its_merged_name(province, administrator):
    AgencyFactory(parent=province, code="STC", name="Sở Tài chính", level=Level.AGENCY)
    rows = [
        ("TT", "Cơ quan", "Họ và tên", "Vai trò"),
        ("1", "Sở Tài chính", "Lê Thị Hoa", "Thủ trưởng cơ quan"),
        ("2", "", "Trần Văn Bình", "Chuyên viên nhập liệu"),
        ("", "Tổng cộng: 2 người"),
    ]
    run = ImportRun(province=province, kind="people", uploaded_by=administrator)
    outcome = people_rows.read(run, book(rows, ((2, 2, 3, 2),)))
    assert [(row.full_name, row.agency.code) for row in outcome.payload.good] == [
        ("Lê Thị Hoa", "STC"), ("Trần Văn Bình", "STC"),
    ]  # fmt: skip
    assert [line.row for line in outcome.lines] == [2, 3]
