"""Rows of a sheet of committed items: whose they are, what their cells say, each refusal at its cell."""

from decimal import Decimal

import pytest

from kpis.items.actions import set_target
from tests import factories
from tests.workbooks import committing as cast
from tests.workbooks.building import sheet
from tests.workbooks.committing import changes, draft_run, refused, told, understood, warned
from workbooks.kinds.committed_items import read as rows
from workbooks.kinds.preview import problems
from workbooks.reading.shapes import Book, CannotRead
from workbooks.words import WORDS

divisions, division_3, digitised = cast.divisions, cast.division_3, cast.digitised


# --- whose a row is -----------------------------------------------------------------------------------------------


def test_a_merged_cell_and_a_line_of_its_own_name_the_division(event_a, divisions):
    merged = understood(
        event_a, [1, "Văn phòng Sở", "Một việc"], [2, None, "Hai việc"], [3, "a-2", "Ba việc"], merges=[(2, 2, 3, 2)]
    )
    assert [row[1] for row in told(merged)] == ["a-1", "a-1", "a-2"]
    head = ["TT", "Nội dung cam kết", "Thời hạn"]
    lines = ["I", "Văn phòng Sở"], [1, "Một việc", "Quý I"], ["II", "Phòng Kinh tế"], [1, "Hai việc"], [2, "Ba việc"]
    assert [row[1] for row in told(understood(event_a, *lines, head=head))] == ["a-1", "a-3", "a-3"]


def test_a_line_that_names_nobody_does_not_leave_its_rows_to_the_one_above(event_a, divisions):
    head = ["TT", "Nội dung cam kết"]
    lines = ["I", "Văn phòng Sở"], [1, "Một việc"], ["II", "Phòng Kinh tế học"], [1, "Hai việc"]
    outcome = understood(event_a, *lines, head=head)
    assert refused(outcome) == [(5, 0, "unknown_promiser")]
    assert outcome.refusals[0].problem.proposals[0] == "Phòng Kinh tế"


@pytest.mark.parametrize(
    ("written", "code"),
    [("Phòng Quy hoạch", "unknown_promiser"), (None, "no_promiser"), ("Sở Kế hoạch và Đầu tư", "unknown_promiser")],
)
def test_a_division_that_does_not_sign_there_is_refused_at_its_cell(event_a, divisions, agency_b, written, code):
    assert refused(understood(event_a, [1, written, "Một việc"])) == [(2, 2, code)]


def test_two_divisions_of_one_name_are_told_apart_by_their_codes(event_a, divisions, agency_a):
    factories.DivisionFactory(parent=agency_a, code="a-4", name="Văn phòng Sở")
    outcome = understood(event_a, [1, "Văn phòng Sở", "Một việc"], [2, "a-4", "Một việc"])
    assert refused(outcome) == [(2, 2, "ambiguous_promiser")]
    assert outcome.refusals[0].problem.proposals == ("a-1", "a-4")
    assert told(outcome) == [(3, "a-4", "Một việc", "new")]


def test_a_division_of_its_own_needs_no_column_and_takes_no_other(event_a, divisions):
    outcome = understood(event_a, [1, "Một việc"], ["I", "Hai việc"], head=["TT", "Nội dung"], agency=divisions[1])
    assert [row[:3] for row in told(outcome)] == [(2, "a-2", "Một việc")]
    outcome = understood(event_a, [1, "Phòng Kinh tế", "Một việc"], [2, "a-2", "Hai việc"], agency=divisions[1])
    assert refused(outcome) == [(2, 2, "another_agency")]
    assert outcome.refusals[0].problem.proposals == ("Phòng Quy hoạch kiến trúc",)


def test_an_import_of_an_agency_that_does_not_sign_there_is_not_read(event_a, agency_b):
    with pytest.raises(CannotRead) as caught:
        understood(event_a, [1, None, "Một việc"], agency=agency_b)
    assert caught.value.problem.code == "agency_not_at_event"


def test_heads_of_agencies_promise_at_the_provinces_event(event_top, agency_a, agency_b, digitised, head_a):
    outcome = understood(event_top, [1, "Sở XD", "Số hóa", "SO-HOA"], [2, "so-b", "Số hóa", "SO-HOA"])
    assert told(outcome) == [(2, "so-a", "Số hóa", "new")]
    assert refused(outcome) == [(3, 4, "unknown_link")]
    party = outcome.payload.parties[agency_a.pk]
    assert (party["signatory_name"], party["counterparty_name"]) == (head_a.full_name, "Ban Thường vụ Tỉnh ủy")


# --- cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"C": None, "I": "đợt 1"}, 3, "no_committed_text"),
        ({"C": "x" * 2001}, 3, "too_long"),
        ({"D": "Số hồ sơ số hoá lại"}, 4, "unknown_link"),
        ({"E": "95"}, 5, "target_without_link"),
        ({"D": "SO-HOA", "E": "cao nhất"}, 5, "target_not_understood"),
        ({"F": "x"}, 6, "part_without_link"),
        ({"D": "SO-HOA", "F": "một ít"}, 6, "part_not_understood"),
        ({"G": "sắp tới"}, 7, "deadline_not_understood"),
        ({"H": "Cố gắng"}, 8, "unknown_way"),
        ({"H": "Theo chỉ tiêu"}, 8, "way_without_link"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_cell(event_a, divisions, digitised, cells, column, code):
    line = [1, "a-1", "Một việc", *[None] * 6]
    for letter, value in cells.items():
        line["ABCDEFGHI".index(letter)] = value
    outcome = understood(event_a, line)
    assert refused(outcome) == [(2, column, code)]
    (place,) = problems(outcome.refusals)
    assert (place["sheet"], place["cell"]) == ("Cam kết", f"{'ABCDEFGHI'[column - 1]}2")
    assert code in WORDS


def test_an_unknown_item_is_refused_with_the_whole_cell_put_right(event_a, divisions, digitised, item):
    other = item(kind="ratio")
    text = f"{other.indicator.code}; Số hồ sơ số hóa được"
    (refusal,) = understood(event_a, [1, "a-1", "Một việc", text]).refusals
    assert refusal.problem.proposals == (f"{other.indicator.code}; Số hồ sơ số hóa",)
    assert told(understood(event_a, [1, "a-1", "Một việc", refusal.problem.proposals[0]]))


def test_a_mistyped_code_is_answered_with_the_nearest_code(event_a, divisions, digitised):
    (refusal,) = understood(event_a, [1, "a-1", "Một việc", "SO-HO"]).refusals
    assert refusal.problem.proposals == ("SO-HOA",)


@pytest.mark.parametrize("written", ["SO-HOA", "so-hoa", "Số hồ sơ số hoá", "SO-HOA - Số hồ sơ", "SO-HOA: hồ sơ"])
def test_an_assigned_item_is_known_by_code_and_name(event_a, divisions, digitised, written):
    (row,) = rows.describe(understood(event_a, [1, "a-1", "Một việc", written]))
    assert [link["indicator"] for link in row["links"]] == ["SO-HOA"]


def test_several_items_are_parted_by_semicolons_or_lines(event_a, divisions, digitised, item):
    other = item(kind="ratio", low=80)
    outcome = understood(event_a, [1, "a-1", "Một việc", f"SO-HOA\n{other.indicator.name};"])
    (row,) = rows.describe(outcome)
    assert [link["target"] for link in row["links"]] == ["≥ 100 hồ sơ", "≥ 80%"]
    assert refused(understood(event_a, [1, "a-1", "Một việc", f"SO-HOA;{other.indicator.code}", "90"])) == [
        (2, 5, "target_of_several")
    ]


def test_a_division_promises_its_own_item_before_its_agencys(event_a, divisions, digitised, item):
    own = item(agency=divisions[0], indicator=digitised.indicator, low=30, part_of=digitised)
    outcome = understood(event_a, [1, "a-1", "Một việc", "SO-HOA"], [2, "a-2", "Một việc", "SO-HOA"])
    assert [row["links"][0]["agency"] for row in rows.describe(outcome)] == ["a-1", "so-a"]
    assert own.agency == divisions[0]


def test_a_blank_target_is_the_one_in_force_on_the_day_of_signing(event_a, divisions, digitised, months):
    set_target(digitised, in_force_from=months[8], operator=">=", low=Decimal(150), raw="150", unit="hồ sơ", by=None)
    outcome = understood(event_a, [1, "a-1", "Một việc", "SO-HOA"])
    assert ("committed", "", "≥ 100 hồ sơ") in changes(outcome)
    assert ("deadline", "", "31/12/2022") in changes(outcome)


def test_a_dash_says_that_no_target_was_signed(event_a, divisions, digitised):
    outcome = understood(event_a, [1, "a-1", "Một việc", "SO-HOA", "-"])
    assert rows.describe(outcome)[0]["links"][0]["target"] is None
    assert (2, 5, "no_target_signed") in warned(outcome)


def test_a_linked_item_is_fulfilled_by_its_links_whatever_the_sheet_says(event_a, divisions, digitised):
    outcome = understood(event_a, [1, "a-1", "Ban hành", "SO-HOA", None, None, None, "Ban hành văn bản"])
    assert rows.describe(outcome)[0]["way"] == "assigned"
    assert (2, 8, "way_of_links") in warned(outcome)


def test_the_same_words_twice_are_refused(event_a, divisions):
    outcome = understood(
        event_a, [1, "a-1", "Đạo đức công vụ"], [2, "a-1", " đạo đức  công vụ."], [3, "a-2", "Đạo đức công vụ"]
    )
    assert refused(outcome) == [(3, 3, "repeated_promise")]


def test_signatures_sums_and_other_columns_are_no_items(event_a, divisions):
    head = ["TT", "Đơn vị", "Nội dung cam kết", "Người theo dõi", "Ghi chú"]
    outcome = understood(
        event_a, [1, "a-1", "Một việc", "Anh Ba"], [2, "a-2", "Hai việc"], [None, None, "Tổng số: 2 nội dung"],
        [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"], [None, "Nguyễn Văn A"], head=head,
    )  # fmt: skip
    assert [row[2] for row in told(outcome)] == ["Một việc", "Hai việc"]
    assert refused(outcome) == []
    assert [(total.stated, total.found) for total in outcome.totals] == [(2, 2)]
    told_of = ["ignored_column", "note_not_kept", "row_passed_over", "row_passed_over"]
    assert [notice.problem.code for notice in outcome.notices] == told_of


def test_a_book_without_a_list_is_not_read(event_a, divisions):
    with pytest.raises(CannotRead) as caught:
        rows.read(draft_run(event_a), Book((sheet(["Mã", "Tên"], ["a", "b"]),)))
    assert caught.value.problem.code == "no_commitment_table"
