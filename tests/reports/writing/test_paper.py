"""The annexes of a report on paper: what does not fit its column would be printed over the next one."""

from dxtracker.lib.paper.blocks import Table
from reports.sentences import annexes
from reports.writing.paper import _annex


def table_of(code):
    rows = (("Ủy ban nhân dân huyện Vĩnh Tường",), ("48", code, "Tỷ lệ tổ chức, công dân đánh giá", "Hoàn thành", "–"))
    columns = (
        annexes.PLACE, annexes.CODE, annexes.Column("Chỉ tiêu, nhiệm vụ", 92), annexes.Column("Trạng thái", 38),
        annexes.Column("Lý do", 76),
    )  # fmt: skip
    blocks = _annex(annexes.Annex("I", "thay_doi", "Chỉ tiêu", (annexes.Table("", columns, rows),)), "")
    return next(block for block in blocks if isinstance(block, Table))


def test_a_long_code_has_a_column_that_holds_it_and_the_sheet_stays_as_wide():
    short, long = table_of("STC-02"), table_of("VINHTUONGHUYEN-02")
    assert list(short.widths) == [11, 30, 92, 38, 76]
    assert long.widths[1] > 40
    assert round(sum(long.widths), 6) == 247
    assert long.widths[0] < 11.0001
