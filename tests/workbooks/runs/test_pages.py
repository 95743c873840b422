"""The pages of the Excel import: handing in, the preview and its answers, confirming, undoing, taking up again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from kpis.models import Assignment, Target
from tests import crawl
from tests.workbooks.handing import GOOD, HEAD, NAMELESS, SHEET, UPSIDE, post, sheet_of, text_of, upload, url
from workbooks.models import ImportRun
from workbooks.runs.actions import choose, confirm

# --- handing in ---------------------------------------------------------------------------------------------------


def test_a_sheet_that_is_handed_in_is_read_and_shown(admin, administrator, months, agency_a):
    response = upload(admin, months, number="12", symbol="QĐ-UBND", issued_on="15/01/2022")
    run = ImportRun.objects.get()
    assert response.url == f"/imports/{run.pk}/"
    assert run.state == "previewed"
    assert run.period == months[10]
    assert run.uploaded_by == administrator
    assert run.choices["document"] == {"number": "12", "symbol": "QĐ-UBND", "issued_on": "2022-01-15"}
    assert Assignment.objects.count() == 0


def test_the_same_file_for_the_same_use_is_one_run_until_it_is_done(admin, administrator, months, agency_a):
    upload(admin, months)
    again = upload(admin, months)
    assert ImportRun.objects.count() == 1
    assert again.url == f"/imports/{ImportRun.objects.get().pk}/"
    upload(admin, months, in_force_from=months[11].pk)
    assert ImportRun.objects.count() == 2
    confirm(ImportRun.objects.get(period=months[10]), by=administrator, keep_good=True)
    upload(admin, months)
    assert ImportRun.objects.count() == 3


def test_one_file_handed_in_twice_at_once_is_looked_for_one_after_the_other(admin, months, agency_a):
    with CaptureQueriesContext(connection) as asked:
        upload(admin, months)
    told = [each["sql"] for each in asked]
    looked = next(at for at, sql in enumerate(told) if "kpis_importrun" in sql and "sha256" in sql)
    assert 'FROM "agencies_agency"' in told[looked - 1]
    assert ("FOR NO KEY UPDATE" in told[looked - 1]) is connection.features.has_select_for_update


def test_a_sheet_of_headings_alone_says_so_and_asks_for_another_file(admin, months):
    page = text_of(admin.get(upload(admin, months, text=HEAD).url))
    assert "Bảng không có dòng dữ liệu nào" in page
    assert 'class="button first" href="/imports/?kind=assignments"' in page
    assert "không còn gì để nhập" not in page


def test_a_file_that_is_empty_is_refused_beside_the_example_of_its_own_kind(admin, months):
    response = upload(admin, months, text="", kind="agencies")
    assert "Tệp trống." in text_of(response)
    assert [example.kind for example in response.context["board"].examples if example.is_open] == ["agencies"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"in_force_from": ""}, "Chọn một mục"),
        ({"in_force_from": "0"}, "in_force_from"),
        ({"kind": "figures"}, "kind"),
        ({"issued_on": "31/02/2022"}, "issued_on"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_stored(admin, months, fields, says):
    response = upload(admin, months, **fields)
    assert response.status_code == 200
    assert "wrong-summary" in text_of(response)
    assert says in text_of(response)
    assert ImportRun.objects.count() == 0


def test_only_months_after_the_last_closed_one_are_offered(admin, months, close_until):
    close_until(9)
    page = text_of(admin.get("/imports/"))
    assert f'<option value="{months[9].pk}">' not in page
    assert page.index("Tháng 10/2022") < page.index("Tháng 11/2022")
    assert text_of(upload(admin, months, in_force_from=months[9].pk)).count("wrong-summary") == 1


def test_the_page_shows_an_example_and_gives_a_blank_workbook(admin, plan):
    page = text_of(admin.get("/imports/"))
    assert "Trên 100.000" in page
    response = admin.get("/imports/template/assignments.xlsx")
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content[:2] == b"PK"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_runs_as_for_one(admin, handed_in, rows, django_assert_num_queries):
    for n in range(rows):
        handed_in(name=f"giao-{n}.csv")
    with django_assert_num_queries(5):
        page = text_of(admin.get("/imports/"))
    assert page.count('class="run-state previewed"') == rows
    assert "1 mới, 2 bị từ chối" in page


def test_a_file_that_cannot_be_read_says_why_and_can_be_read_again(admin, months, plan):
    upload(admin, months, text=b"%PDF-1.4 minh hoa", name="giao.xlsx")
    run = ImportRun.objects.get()
    assert run.state == "failed"
    page = text_of(admin.get(url("run", run)))
    assert "PDF" in page
    assert url("reread", run) in page
    assert post(admin, "reread", run).url == url("run", run)
    assert "annotated" not in page


# --- the preview --------------------------------------------------------------------------------------------------


def test_the_preview_counts_shows_and_outlines(admin, run):
    page = text_of(admin.get(url("run", run)))
    assert "3 dòng: 1 mới, 2 bị từ chối" in page
    assert 'class="c-target refused"' in page
    assert "D3" in page
    assert 'value="60-90%"' in page
    assert "Nhập 1 dòng hợp lệ, giữ lại 2" in page
    assert "Số hóa hồ sơ" not in page


@pytest.mark.parametrize(
    ("tab", "holds"), [("new", "Số hóa hồ sơ"), ("refused", "90-60%"), ("changed", "Không có dòng")]
)
def test_each_tab_holds_its_rows(admin, run, tab, holds):
    assert holds in text_of(admin.get(url("run", run, f"?tab={tab}")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_asks_as_often_for_three_rows_as_for_one(admin, handed_in, rows, django_assert_num_queries):
    run = handed_in(HEAD + "".join(NAMELESS.replace("tập huấn", f"tập huấn {n}") for n in range(rows)))
    with django_assert_num_queries(6):
        assert text_of(admin.get(url("run", run))).count("Vũ trụ</span>") == rows


def test_a_page_holds_a_hundred_lines_of_a_large_sheet(admin, run):
    line = run.understood["lines"][1]
    run.understood["lines"] = [{**line, "row": n} for n in range(2, 5002)]
    run.counts = {"refused": 5000}
    run.save()
    page = text_of(admin.get(url("run", run, "?page=2")))
    assert page.count('<tr class="refused') == 100
    assert 'class="at">102<' in page


def test_htmx_gets_the_changing_part_only(admin, run):
    part = admin.get(url("run", run, "?tab=new"), headers={"HX-Request": "true"})
    assert text_of(part).startswith('<div id="run">')
    assert "HX-Request" in part["Vary"]
    whole = admin.get(url("run", run), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in whole.content.decode()


def test_a_revised_sheet_shows_old_and_new_in_the_cell(admin, handed_in, administrator, months):
    confirm(handed_in(HEAD + GOOD), by=administrator)
    run = handed_in(HEAD + GOOD.replace("≥ 50", "≥ 41,7"), month=11)
    page = text_of(admin.get(url("run", run)))
    assert "1 dòng: 1 thay đổi" in page
    assert "<del>50</del>" in page
    assert "<ins>41,7</ins>" in page


def test_what_the_sheet_does_not_name_is_listed_and_stays(admin, handed_in, administrator):
    confirm(handed_in(HEAD + GOOD), by=administrator)
    page = text_of(admin.get(url("run", handed_in(HEAD + UPSIDE.replace("90-60", "60-90"), month=11))))
    assert "1 chỉ tiêu đang có mà bảng này không nhắc tới: giữ nguyên" in page
    assert "Sở Xây dựng: Số hóa hồ sơ" in page


# --- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["text", "proposal"])
def test_a_cell_is_put_right_by_typing_or_by_a_proposal(admin, run, field):
    place = f"{sheet_of(run)}!D3"
    response = post(admin, "mend", run, "?tab=refused", place=place, **{field: "60-90%"})
    assert response.status_code == 302
    assert "tab=refused" in response.url
    run.refresh_from_db()
    assert run.choices == {"mends": {place: "60-90%"}}
    assert run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 1}
    page = text_of(admin.get(response.url))
    assert page.count("autofocus") == 1
    assert Assignment.objects.count() == 0


def test_enter_in_an_answer_s_field_presses_no_proposal(admin, run):
    page = admin.get(url("run", run)).content.decode()
    assert page.count('name="proposal"') > 1
    assert page.count(' list="agencies"') == 1
    assert crawl.side_buttons(page) == []


def test_an_answer_by_htmx_brings_the_next_refusal_into_focus(admin, run):
    place = f"{sheet_of(run)}!D3"
    part = text_of(post(admin, "mend", run, place=place, text="60-90%", headers={"HX-Request": "true"}))
    assert part.startswith('<div id="run">')
    assert "Đã sửa trên trang: 1" in part
    focused = part[: part.index("autofocus")].rsplit("<", 1)[1]
    assert 'name="agency"' in focused
    taken_back = text_of(post(admin, "mend", run, place=place, text="", headers={"HX-Request": "true"}))
    assert "2 bị từ chối" in taken_back


@pytest.mark.parametrize("said", ["Sở Kế hoạch và Đầu tư", "so-b"])
def test_a_name_is_given_to_an_agency(admin, run, said):
    post(admin, "agency", run, name="Sở Khoa học Vũ trụ", agency=said)
    run.refresh_from_db()
    assert run.choices["aliases"] == {"Sở Khoa học Vũ trụ": "so-b"}
    assert run.counts["refused"] == 1


def test_a_name_that_no_agency_has_is_refused(admin, run):
    response = post(admin, "agency", run, name="Sở Khoa học Vũ trụ", agency="Sở Không Có")
    assert response.status_code == 400
    assert "Không có cơ quan nào" in text_of(response)
    run.refresh_from_db()
    assert run.choices == {}


def test_a_column_is_put_right_and_taken_back(admin, run):
    sheet = sheet_of(run)
    post(admin, "columns", run, sheet=sheet, **{"column-6": "note", "column-4": "target", "column-99": "note"})
    run.refresh_from_db()
    assert run.choices["columns"] == {sheet: {"6": "note"}}
    assert run.understood["tables"][0]["columns"][5]["role"] == "note"
    assert "Các cột của trang" in text_of(admin.get(url("run", run)))
    post(admin, "columns", run, forget=sheet)
    run.refresh_from_db()
    assert run.choices["columns"] == {}


def test_a_row_is_decided(admin, run):
    post(admin, "decide", run, place=f"{sheet_of(run)}!3", decision="skip")
    run.refresh_from_db()
    assert run.choices["decisions"] == {f"{sheet_of(run)}!3": "skip"}


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("mend", {"place": "không có ô"}),
        ("mend", {"place": "Trang!3"}),
        ("decide", {"place": "Trang!3", "decision": "x"}),
    ],
)
def test_an_answer_that_makes_no_sense_changes_nothing(admin, run, name, fields):
    assert post(admin, name, run, **fields).status_code == 400
    run.refresh_from_db()
    assert run.choices == {}


def test_an_answer_to_an_older_preview_is_kept_in_the_field_and_not_done(admin, run, administrator):
    place = f"{sheet_of(run)}!D3"
    before = run.version
    choose(run, by=administrator, aliases={"Sở Khoa học Vũ trụ": "so-b"})
    response = admin.post(url("mend", run), {"version": before, "place": place, "text": "66-99%"})
    assert response.status_code == 409
    assert "vừa được thay đổi ở nơi khác" in text_of(response)
    assert 'value="66-99%"' in text_of(response)
    run.refresh_from_db()
    assert "mends" not in run.choices


@pytest.mark.parametrize("name", ["mend", "agency", "columns", "decide", "confirm", "reread"])
def test_a_finished_import_takes_no_answer(admin, run, administrator, name):
    confirm(run, by=administrator, keep_good=True)
    before = run.version, run.choices, run.done_at
    fields = {"place": f"{sheet_of(run)}!D3" if name == "mend" else "T!3", "text": "1", "name": "x", "agency": "so-a"}
    response = admin.post(url(name, run), {"version": run.version} | fields, follow=True)
    assert "messages" in text_of(response)
    run.refresh_from_db()
    assert (run.version, run.choices, run.done_at) == before


def test_a_name_that_is_kept_for_good_is_told_of(run, administrator):
    choose(run, by=administrator, aliases={"Sở Khoa học Vũ trụ": "so-b"}, remembered={"Sở Khoa học Vũ trụ": "1"})
    confirm(run, by=administrator, keep_good=True)
    event = AuditEvent.objects.get(action="alias-added")
    assert (event.by, event.new) == (administrator, {"agency": "so-b", "alias": "Sở Khoa học Vũ trụ"})
    assert event.reason.startswith(f"import {run.pk} ")


# --- confirming, undoing, taking up again -------------------------------------------------------------------------


def test_refused_rows_hold_the_import_up_unless_they_are_left_aside(admin, run):
    response = post(admin, "confirm", run)
    assert Assignment.objects.count() == 0
    assert "Còn dòng bị từ chối" in text_of(admin.get(response.url))
    post(admin, "confirm", run, keep_good="1")
    assert Assignment.objects.count() == 1
    run.refresh_from_db()
    assert (run.state, run.keeps_good) == ("done", True)
    page = text_of(admin.get(url("run", run)))
    assert "Đã nhập 1 dòng" in page
    assert "Tiếp tục với các dòng bị giữ lại" in page
    assert "60-90%" not in page.split('class="grid')[1]


def test_confirming_twice_does_nothing_more(admin, run):
    version = run.version
    for _n in range(2):
        admin.post(url("confirm", run), {"version": version, "keep_good": "1"})
    assert Target.objects.count() == 1
    run.refresh_from_db()
    assert run.version == version + 1


def test_what_was_held_back_is_taken_up_with_what_was_said(admin, run, administrator):
    choose(run, by=administrator, mends={f"{sheet_of(run)}!D3": "60-90%"})
    run.refresh_from_db()
    confirm(run, by=administrator, keep_good=True)
    response = admin.post(url("continue", run))
    taken = ImportRun.objects.exclude(pk=run.pk).get()
    assert response.url == url("run", taken)
    assert taken.choices["mends"] == run.choices["mends"]
    assert taken.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 1}
    assert admin.post(url("continue", run)).url == url("run", taken)


def test_undoing_wants_a_reason_and_takes_all_back(admin, run, administrator):
    confirm(run, by=administrator, keep_good=True)
    assert "Lý do hoàn tác" in text_of(admin.get(url("undo", run)))
    assert "wrong-summary" in text_of(post(admin, "undo", run, reason=" "))
    assert Assignment.objects.count() == 1
    post(admin, "undo", run, reason="Nhập nhầm tháng")
    assert Assignment.objects.count() == 0
    page = text_of(admin.get(url("run", run)))
    assert "Lượt nhập này đã được hoàn tác" in page
    assert "Chỉ hoàn tác được" in text_of(post(admin, "undo", run, reason="Lần nữa"))


def test_files_come_back_as_attachments(admin, run):
    original = admin.get(url("file", run))
    assert original.content.decode() == SHEET
    assert original["Content-Disposition"] == 'attachment; filename="giao.csv"'
    assert original["X-Content-Type-Options"] == "nosniff"
    assert original["Content-Type"] == "application/octet-stream"
    assert admin.get(url("annotated", run)).content[:2] == b"PK"


def test_the_example_that_stands_open_is_that_of_the_sheet_asked_for(admin, plan):
    page = text_of(admin.get("/imports/?kind=people"))
    assert page.index("Bảng mẫu: Người và vai trò") < page.index("Bảng mẫu: Chỉ tiêu")
    assert "Bảng mẫu: Người và vai trò" in page.split('<details class="example" open>')[1][:200]
