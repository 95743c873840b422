"""Sheets of committed items: whose a row is, what it is linked to, what it changes, how it is taken back."""

from datetime import date

import pytest

from commitments.models import Commitment, CommitmentItem, ItemLink
from commitments.signing.actions import sign
from dxtracker.lib.xlsx import Column, SheetSpec, write
from kpis.errors import CannotChange
from tests import factories
from tests.workbooks import committing as cast
from tests.workbooks.building import sheet
from tests.workbooks.checksum import tables_checksum
from tests.workbooks.committing import HEAD, changes, draft_run, refused, told, understood, warned
from workbooks.kinds.committed_items import read as rows
from workbooks.kinds.template import EXAMPLE_ROWS, blank
from workbooks.models import ImportRun
from workbooks.opening.book import open_book
from workbooks.reading.shapes import Book
from workbooks.runs import actions as runs

THREE = (
    [1, "Văn phòng Sở", "Nâng tỷ lệ văn bản ký số", "SO-HOA", "≥ 95", None, "15/12", None, "đợt 1"],
    [2, "văn phòng sở", "Nâng cao đạo đức công vụ", None, None, None, None, None, None],
    [3, "a-2", "Số hóa 40 hồ sơ quy hoạch", "Số hồ sơ số hóa", "40", "x", None, None, None],
    [4, "Phòng Quy hoạch kiến trúc", "Ban hành Quy chế quản lý giá", None, None, None, "Tháng 9", "Ban hành văn bản"],
    [5, "Phòng Kinh tế", "Sắp xếp kho lưu trữ", None, None, None, "Quý III", "Xác nhận của Giám đốc"],
)


divisions, division_3, digitised = cast.divisions, cast.division_3, cast.digitised


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


def test_items_below_a_note_or_a_place_of_signatures_are_not_lost(event_a, divisions):
    """All that stood there was left out without a word: the next division's table."""
    outcome = understood(
        event_a,
        [1, "Văn phòng Sở", "Nâng cao đạo đức công vụ"],
        [None, None, "Ghi chú: đợt 1"],
        [None, None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
        [None, "Phòng Kinh tế"],
        [1, None, "Sắp xếp kho lưu trữ"],
        [None, None, "Người lập biểu"],
        [2, None, "Số hóa hồ sơ"],
    )
    assert told(outcome) == [(2, "a-1", "Nâng cao đạo đức công vụ", "new"), (6, "a-3", "Sắp xếp kho lưu trữ", "new")]
    assert refused(outcome) == [(8, 2, "no_promiser")]
    assert [(n.row, n.problem.code) for n in outcome.notices if n.row > 1] == [
        (row, "row_passed_over") for row in (3, 4, 7)
    ]


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


@pytest.mark.parametrize("meanwhile", ["added", "reworded", "linked"])
def test_what_somebody_changes_while_it_is_written_stops_it(
    imported, divisions, digitised, head_a, commit, monkeypatch, meanwhile
):
    own = commit(divisions[0], items=["Nâng cao đạo đức công vụ"], signed=False).items.get()
    run = imported(*THREE, confirm=False)
    known = rows.standing_of

    def changed_after(run):
        monkeypatch.setattr(rows, "standing_of", known)  # what comes after reads what stands: the new preview
        standing = known(run)
        if meanwhile == "added":
            own.commitment.items.create(order=2, text="Thêm")
        elif meanwhile == "reworded":
            CommitmentItem.objects.update(text="Khác")
        else:
            ItemLink.objects.create(item=own, assignment=digitised, owner=digitised.agency)
        return standing

    monkeypatch.setattr(rows, "standing_of", changed_after)
    before = CommitmentItem.objects.count()
    with pytest.raises(CannotChange, match="vừa có người sửa"):
        runs.confirm(run, by=head_a)
    assert (CommitmentItem.objects.count(), Commitment.objects.count()) == (before, 1)


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
    with django_assert_num_queries(28):
        rows.write(held, outcome, by=head_a, at=held.uploaded_at)


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
