"""Sheets of committed items: whose a row is, what it is linked to, what it changes, how it is taken back."""

from datetime import date
from decimal import Decimal

import pytest

from commitments.actions.commitments import sign
from commitments.imports import rows
from commitments.models import Commitment, CommitmentItem, ItemLink
from dxtracker.lib.xlsx import Column, SheetSpec, write
from kpis.actions.items import set_target
from kpis.actions.periods import CannotChange
from kpis.imports import run as runs
from kpis.imports import workbook
from kpis.imports.opening.reading import answer_to
from kpis.imports.preview import problems
from kpis.imports.shapes import Book, CannotRead
from kpis.imports.template import EXAMPLE_ROWS, blank
from kpis.imports.wording import WORDS
from kpis.imports.workbook import open_book
from kpis.models import ImportRun
from tests import factories
from tests.commitments.importing import HEAD, changes, draft_run, refused, told, understood, warned
from tests.kpis.imports.building import sheet
from tests.kpis.imports.checksum import tables_checksum

THREE = (
    [1, "Văn phòng Sở", "Nâng tỷ lệ văn bản ký số", "SO-HOA", "≥ 95", None, "15/12", None, "đợt 1"],
    [2, "văn phòng sở", "Nâng cao đạo đức công vụ", None, None, None, None, None, None],
    [3, "a-2", "Số hóa 40 hồ sơ quy hoạch", "Số hồ sơ số hóa", "40", "x", None, None, None],
    [4, "Phòng Quy hoạch kiến trúc", "Ban hành Quy chế quản lý giá", None, None, None, "Tháng 9", "Ban hành văn bản"],
    [5, "Phòng Kinh tế", "Sắp xếp kho lưu trữ", None, None, None, "Quý III", "Xác nhận của Giám đốc"],
)


@pytest.fixture
def division_3(agency_a):
    return factories.DivisionFactory(parent=agency_a, code="a-3", name="Phòng Kinh tế")


@pytest.fixture
def divisions(division_1, division_2, division_3, head_division, head_a):
    return division_1, division_2, division_3


@pytest.fixture
def digitised(item, province):
    indicator = factories.IndicatorFactory(
        province=province, code="SO-HOA", name="Số hồ sơ số hóa", kind="number", unit="hồ sơ"
    )
    return item(indicator=indicator, deadline=date(2022, 12, 31))


@pytest.fixture
def stored(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(workbook, "_answer", lambda data, seconds, memory: answer_to(data))


@pytest.fixture
def imported(event_a, head_a, stored):
    """imported(*lines): a workbook with these rows, handed in by the agency's head, read and confirmed."""

    def carry_out(*lines, agency=None, confirm=True, keep_good=False):
        padded = [(*line, *[None] * (len(HEAD) - len(line))) for line in lines]
        data = write([SheetSpec("Cam kết", [Column(text) for text in HEAD], padded)])
        run = runs.store(
            data, "camket.xlsx", kind="commitments", province=event_a.plan.province, by=head_a, plan=event_a.plan,
            agency=agency or event_a.agency, subject_id=event_a.pk,
        )  # fmt: skip
        runs.read(run)
        assert run.state == "previewed", run.problem
        if confirm:
            runs.confirm(run, by=head_a, keep_good=keep_good)
        return run

    return carry_out


# --- three divisions in one sheet ---------------------------------------------------------------------------------


def test_a_sheet_of_three_divisions_is_understood(event_a, divisions, digitised):
    outcome = understood(event_a, *THREE)
    assert refused(outcome) == []
    assert told(outcome) == [
        (2, "a-1", "Nâng tỷ lệ văn bản ký số", "new"),
        (3, "a-1", "Nâng cao đạo đức công vụ", "new"),
        (4, "a-2", "Số hóa 40 hồ sơ quy hoạch", "new"),
        (5, "a-2", "Ban hành Quy chế quản lý giá", "new"),
        (6, "a-3", "Sắp xếp kho lưu trữ", "new"),
    ]
    assert [(row["way"], row["deadline"]) for row in rows.describe(outcome)] == [
        ("assigned", None), ("confirmed", None), ("assigned", None), ("document", "2022-09-30"),
        ("confirmed", "2022-09-30"),
    ]  # fmt: skip
    assert rows.describe(outcome)[0]["links"] == [
        {"indicator": "SO-HOA", "agency": "so-a", "target": "≥ 95", "deadline": "2022-12-15", "is_part": False}
    ]
    assert rows.describe(outcome)[2]["links"][0]["is_part"] is True
    assert outcome.agencies == 3


def test_the_preview_says_which_drafts_are_begun_and_in_whose_name(event_a, divisions, digitised, head_division):
    outcome = understood(event_a, *THREE)
    begun = [(line.row, c.new) for line in outcome.lines for c in line.changes if c.field == "commitment"]
    assert [row for row, _ in begun] == [2, 4, 6]
    assert begun[0][1] == f"{head_division.full_name}, Trưởng phòng, đơn vị, Văn phòng Sở"
    assert begun[1][1] == "Phòng Quy hoạch kiến trúc"
    assert warned(outcome) == [(4, 2, "no_head_known"), (6, 2, "no_head_known")]
    assert not Commitment.objects.exists()


def test_confirming_writes_drafts_items_and_links(imported, divisions, digitised, event_a, head_a, head_division):
    imported(*THREE)
    drafts = Commitment.objects.filter(event=event_a)
    assert {(row.agency.code, row.state, row.tier) for row in drafts} == {
        ("a-1", "draft", "division"), ("a-2", "draft", "division"), ("a-3", "draft", "division"),
    }  # fmt: skip
    first = drafts.get(agency=divisions[0])
    assert (first.signatory, first.counterparty, first.agency_name) == (head_division, head_a, "Văn phòng Sở")
    assert list(first.items.values_list("order", "text", "way")) == [
        (1, "Nâng tỷ lệ văn bản ký số", "assigned"), (2, "Nâng cao đạo đức công vụ", "confirmed"),
    ]  # fmt: skip
    link = ItemLink.objects.get(item__commitment=first)
    assert (link.operator, link.low, link.unit, link.raw) == (">=", 95, "hồ sơ", "≥ 95")
    assert (link.deadline, link.owner, link.is_part) == (date(2022, 12, 15), digitised.agency, False)
    part = ItemLink.objects.get(item__commitment__agency=divisions[1])
    assert (part.low, part.is_part, part.deadline) == (40, True, date(2022, 12, 31))


def test_a_file_that_is_imported_twice_changes_nothing(imported, divisions, digitised):
    imported(*THREE)
    before = tables_checksum()
    second = imported(*THREE)
    assert second.counts == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}
    assert tables_checksum() == before


def test_undoing_leaves_the_tables_as_they_were(imported, divisions, digitised, head_a):
    before = tables_checksum()
    run = imported(*THREE)
    assert tables_checksum() != before
    runs.undo(run, by=head_a)
    assert tables_checksum() == before


def test_undoing_a_change_brings_back_links_and_terms(imported, commit, item, digitised, divisions, head_a):
    other = item(kind="ratio", low=80, deadline=date(2022, 11, 30))
    said = {"text": "Số hóa", "links": [digitised, (other, {"is_part": True})]}
    commit(divisions[0], items=[said, "Đạo đức công vụ"], signed=False)
    before = tables_checksum()
    run = imported(
        [1, "a-1", "Số hóa", "SO-HOA", "120", None, "Tháng 10", None, None],
        [2, "a-1", "Đạo đức công vụ", other.indicator.code, None, None, None, None, None],
    )
    assert run.counts["changed"] == 2
    link = ItemLink.objects.get(item__text="Số hóa")
    assert (link.assignment, link.low, link.deadline) == (digitised, 120, date(2022, 10, 31))
    changed = CommitmentItem.objects.get(text="Đạo đức công vụ")
    assert (changed.way, changed.links.get().low) == ("assigned", 80)
    runs.undo(run, by=head_a)
    assert tables_checksum() == before


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


def test_an_import_of_an_agency_that_does_not_sign_there_is_not_read(event_a, agency_b, stored):
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
    assert [notice.problem.code for notice in outcome.notices] == ["ignored_column", "note_not_kept"]


def test_a_book_without_a_list_is_not_read(event_a, divisions):
    with pytest.raises(CannotRead) as caught:
        rows.read(draft_run(event_a), Book((sheet(["Mã", "Tên"], ["a", "b"]),)))
    assert caught.value.problem.code == "no_commitment_table"


# --- what stands --------------------------------------------------------------------------------------------------


def test_a_blank_cell_leaves_what_stands_and_another_spelling_is_the_same(event_a, divisions, commit, digitised):
    said = {"text": "Số hóa hồ sơ.", "links": [(digitised, {"low": 120, "raw": "120", "is_part": True})]}
    commit(divisions[0], items=[said], signed=False)
    outcome = understood(event_a, [1, "a-1", "số hoá hồ sơ"])
    assert told(outcome) == [(2, "a-1", "số hoá hồ sơ", "unchanged")]
    assert told(understood(event_a, [1, "a-1", "Số hóa hồ sơ", "SO-HOA", "từ 120 trở lên"]))[0][3] == "unchanged"
    assert changes(understood(event_a, [1, "a-1", "Số hóa hồ sơ", None, "130", "không"])) == [
        ("committed", "120", "130"),
        ("part", "có", "không"),
    ]


def test_items_that_the_sheet_does_not_name_are_listed_and_stay(imported, divisions, commit, event_a):
    draft = commit(divisions[0], items=["Một việc", "Hai việc"], signed=False)
    commit(divisions[1], items=["Việc khác"], signed=False)
    run = imported([1, "a-1", "Ba việc"], [2, "a-1", "Hai việc"])
    assert run.understood["missing"] == {"count": 1, "items": [{"agency": "Văn phòng Sở", "title": "Một việc"}]}
    assert list(draft.items.values_list("order", "text")) == [(1, "Một việc"), (2, "Hai việc"), (3, "Ba việc")]


def test_what_is_signed_is_refused_unless_it_stays(event_a, divisions, commit, digitised):
    commit(divisions[0], items=["Đạo đức công vụ", digitised])
    name = digitised.indicator.name
    outcome = understood(
        event_a, [1, "a-1", "Đạo đức công vụ"], [2, "a-1", name, "SO-HOA", "101"], [3, "a-1", "Việc mới"]
    )
    assert refused(outcome) == [(3, 3, "already_signed"), (4, 3, "already_signed")]
    assert told(outcome) == [(2, "a-1", "Đạo đức công vụ", "unchanged")]


def test_a_commitment_signed_after_the_preview_is_not_written_to(imported, divisions, commit, head_a):
    draft = commit(divisions[0], items=["Một việc"], signed=False)
    run = imported([1, "a-1", "Hai việc"], confirm=False)
    sign(draft, by=head_a)
    with pytest.raises(CannotChange):
        runs.confirm(run, by=head_a)
    assert draft.items.count() == 1


# --- undoing is refused -------------------------------------------------------------------------------------------


def refused_to_undo(run, by) -> str:
    before = tables_checksum()
    with pytest.raises(CannotChange) as caught:
        runs.undo(run, by=by)
    assert tables_checksum() == before
    assert ImportRun.objects.get(pk=run.pk).state == "done"
    return str(caught.value)


def test_what_was_signed_since_is_not_undone(imported, divisions, head_a):
    run = imported([1, "a-1", "Một việc"])
    sign(Commitment.objects.get(), by=head_a)
    assert "đã ký" in refused_to_undo(run, head_a)


def test_what_a_fulfilment_rests_on_is_not_undone(imported, divisions, head_a, fulfilled):
    run = imported([1, "a-1", "Một việc"])
    fulfilled(CommitmentItem.objects.get())
    assert "hoàn tác" in refused_to_undo(run, head_a)


@pytest.mark.parametrize("change", ["item", "removed", "link"])
def test_what_somebody_changed_since_is_not_undone(imported, divisions, digitised, head_a, change):
    run = imported([1, "a-1", "Một việc", "SO-HOA"], [2, "a-1", "Hai việc"])
    draft = Commitment.objects.get()
    if change == "item":
        CommitmentItem.objects.create(commitment=draft, order=9, text="Việc thêm")
    elif change == "removed":
        CommitmentItem.objects.get(text="Hai việc").delete()
    else:
        item = CommitmentItem.objects.get(text="Hai việc")
        ItemLink.objects.create(item=item, assignment=digitised, owner=digitised.agency)
    assert "hoàn tác" in refused_to_undo(run, head_a)


# --- cost, and the workbook to fill in ----------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 30])
def test_reading_asks_as_often_for_many_rows_as_for_few(
    event_a, divisions, digitised, times, django_assert_max_num_queries
):
    lines = [[n, "a-1", f"Việc {n}", "SO-HOA"] for n in range(1, times + 1)]
    with django_assert_max_num_queries(14):
        assert len(understood(event_a, *lines).lines) == times


@pytest.mark.parametrize("times", [1, 30])
def test_writing_asks_as_often_for_many_rows_as_for_few(
    imported, divisions, digitised, head_a, times, django_assert_num_queries
):
    run = imported(*([n, "a-1", f"Việc {n}", "SO-HOA"] for n in range(1, times + 1)), confirm=False)
    held = ImportRun.objects.get(pk=run.pk)
    outcome = runs.understand(held, runs.bytes_of(held))
    with django_assert_num_queries(8):
        rows.write(held, outcome, by=head_a, at=held.uploaded_at, progress=lambda *told: None)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_workbook_to_fill_in_is_read_back(event_a, divisions, agency_a, item, province, language, stored):
    for name in ("Tỷ lệ văn bản đi trên phần mềm quản lý văn bản ký số", "Số hồ sơ, tài liệu được số hóa"):
        item(indicator=factories.IndicatorFactory(province=province, name=name, kind="number", unit="%"))
    for code, name in (("a-5", "Phòng Quy hoạch, kiến trúc"), ("a-6", "Phòng Kinh tế xây dựng")):
        factories.DivisionFactory(parent=agency_a, code=code, name=name)
    book = open_book(blank("commitments", language), "mau.xlsx")
    empty = rows.read(draft_run(event_a), book)
    assert empty.lines == []
    assert [table["sheet"] for table in empty.tables] == [book.sheets[0].name]
    assert {column["role"] for column in empty.tables[0]["columns"]} == set(rows.WORDS)
    filled = sheet([c["heading"] for c in empty.tables[0]["columns"]], *[[v or None for v in row] for row in EXAMPLE])
    outcome = rows.read(draft_run(event_a), Book((filled,)))
    assert refused(outcome) == []
    assert [row["way"] for row in rows.describe(outcome)] == ["assigned", "confirmed", "assigned", "document"]


EXAMPLE = EXAMPLE_ROWS["commitments"]
