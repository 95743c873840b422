"""A sheet handed in as the wrong kind is told which kind it looks like; one of the right kind is told nothing."""

import pytest

from workbooks.enums import ImportKind
from workbooks.kinds.likeness import other_kind
from workbooks.opening.book import book_of
from workbooks.opening.reading import answer_to

ROWS = {
    "people": "Họ tên;Thư điện tử;Tên đăng nhập;Cơ quan;Vai trò;Chức vụ\nAn;a@example.vn;an;Sở A;Thủ trưởng;Giám đốc\n",
    "agencies": "Mã;Tên cơ quan;Tên viết tắt;Nhóm\nSXD;Sở Xây dựng;Sở XD;Sở, ban, ngành\n",
    "assignments": "TT;Chỉ tiêu, nhiệm vụ;ĐVT;Mức giao;Cơ quan chủ trì;Thời hạn\n1;Số lớp;lớp;4;Sở A;31/12/2026\n",
}


def told(said: str, kind: str) -> str:
    hint = other_kind(book_of(answer_to(said.encode()), "bang.csv"), kind)
    return "" if hint is None else hint.problem.details["kind"]


@pytest.mark.parametrize("chosen", list(ROWS))
@pytest.mark.parametrize("sheet", list(ROWS))
def test_a_sheet_is_known_for_what_it_is(chosen, sheet):
    assert told(ROWS[sheet], chosen) == ("" if sheet == chosen else str(ImportKind(sheet).label))


def test_a_title_and_a_table_of_neither_say_nothing():
    assert told("Phụ lục;;\nMột;Hai;Ba\n1;2;3\n", "people") == ""
