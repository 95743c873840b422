"""What a sheet leaves open is asked once in the page, answered by a button or a name, and remembered."""

from pathlib import Path

import pytest

from agencies.models import AgencyAlias, AuditEvent, PhraseAlias
from kpis.errors import CannotChange
from kpis.models import Assignment, Goal
from tests.workbooks.handing import HEAD, post, sheet_of, text_of, url
from workbooks.models import HeadingAlias, ImportRun
from workbooks.runs.actions import confirm, read, store, undo

CASES = Path(__file__).resolve().parents[1] / "cases"
GROUP = "1;Số hóa hồ sơ;%;≥ 50;Các bộ, ngành, địa phương;15/12/2022\n"
LATER = "I;Đến năm 2030;;;;\n1;Tỷ lệ hồ sơ trực tuyến;%;100%;Sở Xây dựng;\n2;Tỷ lệ ký số;%;90%;Sở Xây dựng;\n"
TWO_TARGETS = (
    "TT;Chỉ tiêu, nhiệm vụ;Đơn vị tính;Chỉ tiêu TW giao;Chỉ tiêu tỉnh giao;Cơ quan chủ trì\n"
    "1;Số hóa hồ sơ;%;60%;80%;Sở Xây dựng\n"
)


@pytest.mark.parametrize(
    ("said", "meaning", "leads"),
    [("Các sở, ban, ngành", "@", 2), ("Sở Xây dựng; Sở Kế hoạch và Đầu tư", "so-a|so-b", 2), ("Sở XD", "so-a", 1)],
)
def test_a_phrase_for_many_is_explained_once_and_remembered(
    admin, administrator, handed_in, peer_group, said, meaning, leads
):
    peer_group.name = "Sở, ban, ngành"
    peer_group.save()
    run = handed_in(HEAD + GROUP)
    page = text_of(admin.get(url("run", run)))
    assert "“Các bộ, ngành, địa phương” chỉ nhiều cơ quan" in page
    assert '<option value="Các sở, ban, ngành">' in page
    post(admin, "agency", run, name="Các bộ, ngành, địa phương", agency=said, remember="1")
    run.refresh_from_db()
    assert run.choices["aliases"]["Các bộ, ngành, địa phương"] == (f"@{peer_group.code}" if meaning == "@" else meaning)
    assert (run.counts["refused"], run.understood["items"]["new"]) == (0, leads)
    confirm(run, by=administrator)
    again = handed_in(HEAD + GROUP.replace("≥ 50", "≥ 60"), month=11)
    assert (again.counts["refused"], again.counts["changed"]) == (0, 1)
    undo(ImportRun.objects.get(pk=run.pk), by=administrator, reason="thử")
    assert not PhraseAlias.objects.exists()


def test_a_section_for_a_later_year_is_answered_by_one_button(admin, administrator, handed_in, agency_a):
    run = handed_in(HEAD + LATER)
    assert run.counts == {"new": 0, "changed": 0, "unchanged": 0, "refused": 1}
    page = text_of(admin.get(url("run", run)))
    assert "“Đến năm 2030” nêu năm 2030: 2 dòng bên dưới là gì?" in page
    assert ">Mục tiêu năm 2030<" in page
    post(admin, "decide", run, place=f"{sheet_of(run)}!2", decision="goal")
    run.refresh_from_db()
    assert run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    confirm(run, by=administrator)
    assert not Assignment.objects.exists()
    goals = Goal.objects.order_by("pk").values_list("agency__code", "indicator__name", "year", "raw")
    assert list(goals) == [("so-a", "Tỷ lệ hồ sơ trực tuyến", 2030, "100%"), ("so-a", "Tỷ lệ ký số", 2030, "90%")]
    assert "Lưu 2 mục tiêu dài hạn" in text_of(admin.get(url("run", run)))


def test_a_section_of_any_length_is_imported_with_its_rows(admin, administrator, handed_in, agency_a):
    title = "Nâng cao nhận thức, đột phá về đổi mới tư duy " * 12
    run = handed_in(HEAD + f"I;{title};;;;\n1;Tỷ lệ ký số;%;90%;Sở Xây dựng;\n")
    assert (run.counts["new"], run.counts["refused"]) == (1, 0)
    confirm(run, by=administrator)
    assert Assignment.objects.get().section == title.strip()


def test_goals_are_unchanged_changed_and_undone_like_items(admin, administrator, handed_in, agency_a):
    def once(text, month):
        run = handed_in(HEAD + text, month=month)
        post(admin, "decide", run, place=f"{sheet_of(run)}!2", decision="goal")
        run.refresh_from_db()
        return run

    first = once(LATER, 10)
    confirm(first, by=administrator)
    second = once(LATER.replace("90%", "95%"), 11)
    assert second.counts == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}
    confirm(second, by=administrator)
    assert list(Goal.objects.order_by("pk").values_list("raw", flat=True)) == ["100%", "95%"]
    with pytest.raises(CannotChange):
        undo(ImportRun.objects.get(pk=first.pk), by=administrator, reason="thử")
    undo(ImportRun.objects.get(pk=second.pk), by=administrator, reason="thử")
    assert list(Goal.objects.order_by("pk").values_list("raw", flat=True)) == ["100%", "90%"]
    undo(ImportRun.objects.get(pk=first.pk), by=administrator, reason="thử")
    assert not Goal.objects.exists()


def test_a_target_of_another_year_is_answered_in_its_row(admin, handed_in):
    run = handed_in(HEAD + "1;Số hóa hồ sơ;%;80% đến năm 2025;Sở Xây dựng;\n")
    place = f"{sheet_of(run)}!2"
    post(admin, "decide", run, place=place, decision="goal")
    run.refresh_from_db()
    assert (run.counts["new"], run.understood["items"]) == (1, {})
    post(admin, "decide", run, place=place, decision="this")
    run.refresh_from_db()
    assert (run.counts["new"], run.understood["items"]) == (1, {"new": 1})
    post(admin, "decide", run, place=place, decision="out")
    run.refresh_from_db()
    assert sum(run.counts.values()) == 0


def test_of_two_columns_that_claim_the_target_one_is_pressed_and_remembered(admin, administrator, handed_in, province):
    run = handed_in(TWO_TARGETS)
    page = text_of(admin.get(url("run", run)))
    assert "Có hai cột cùng một ý" in page
    assert 'name="column-5" value="target"' in page
    post(admin, "columns", run, sheet=sheet_of(run), **{"column-5": "target"})
    run.refresh_from_db()
    assert (run.counts["new"], run.counts["refused"]) == (1, 0)
    assert run.understood["lines"][0]["texts"]["E"] == "80%"
    confirm(run, by=administrator)
    assert HeadingAlias.objects.filter(heading="Chỉ tiêu tỉnh giao", column="target").exists()
    event = AuditEvent.objects.get(action="heading-explained")
    assert (event.new["heading"], event.new["means"]) == ("Chỉ tiêu tỉnh giao", "target")
    assert handed_in(TWO_TARGETS.replace("80%", "85%"), month=11).counts["changed"] == 1


def test_headings_nobody_knows_are_explained_in_the_page(admin, handed_in):
    run = handed_in(
        "Stt gốc;Đầu mục;Con số;Ai làm\n"
        "a;Tỷ lệ hồ sơ trực tuyến của tỉnh;50%;Sở Xây dựng\nb;Số lớp tập huấn kỹ năng số;5;Sở Xây dựng\n"
    )
    assert (run.state, run.counts["refused"]) == ("previewed", 1)
    page = text_of(admin.get(url("run", run)))
    assert "Đầu mục" in page
    post(
        admin, "columns", run, sheet=sheet_of(run),
        **{"column-2": "indicator", "column-3": "target", "column-4": "lead"},
    )  # fmt: skip
    run.refresh_from_db()
    assert run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}


def stored(name, province, administrator, **said):
    run = store((CASES / name).read_bytes(), name, province=province, by=administrator, **said)
    read(run)
    return run


def test_the_official_list_of_communes_is_explained_column_by_column(
    admin, administrator, province, own_media, read_in_this_process
):
    run = stored("communes.xls", province, administrator, kind="agencies")
    assert [problem["code"] for problem in run.understood["problems"]] == ["headings_unknown"]
    assert "Chưa đủ các cột cần thiết để đọc bảng này" in text_of(admin.get(url("run", run)))
    said = {"column-5": "name", "column-6": "unit_code", "column-7": "level"}
    post(admin, "columns", run, sheet="Sheet1", **said)
    run.refresh_from_db()
    assert run.understood["problems"] == []
    assert run.counts["new"] > 100
    assert run.understood["lines"][0]["title"] == "Phường Tích Sơn"


def test_a_list_on_a_hidden_sheet_is_read_when_its_button_is_pressed(
    admin, administrator, province, plan, months, own_media, read_in_this_process
):
    run = stored("only_hidden.xlsx", province, administrator, kind="assignments", plan=plan, period=months[10])
    page = text_of(admin.get(url("run", run)))
    assert "Bảng duy nhất nằm ở trang ẩn “PL”" in page
    post(admin, "decide", run, place="PL!0", decision="show")
    run.refresh_from_db()
    assert [line["title"] for line in run.understood["lines"]] == ["Chỉ tiêu thử số 1"]


def test_a_body_outside_the_province_is_left_out_of_the_leads_and_not_remembered(admin, administrator, handed_in):
    run = handed_in(HEAD + "1;Số hóa hồ sơ;%;≥ 50;Sở Xây dựng; VTV;15/12/2022\n".replace("; VTV", ", VTV"))
    assert ">Bỏ tên này<" in text_of(admin.get(url("run", run)))
    post(admin, "agency", run, name="VTV", proposal="-")
    run.refresh_from_db()
    assert (run.counts["refused"], run.understood["items"]) == (0, {"new": 1})
    assert "“VTV”" in text_of(admin.get(url("run", run)))
    confirm(run, by=administrator)
    assert not PhraseAlias.objects.exists()
    alone = handed_in(HEAD + "1;Số lớp tập huấn;lớp;5;VTV;15/12/2022\n", month=11)
    post(admin, "agency", alone, name="VTV", proposal="-")
    alone.refresh_from_db()
    assert [p["code"] for p in alone.understood["lines"][0]["problems"]] == ["unknown_agency"]


ASKS = "1;Số hóa hồ sơ;%;≥ 50;Sở Xây dựng, phối hợp với Cục Lạ;15/12/2022\n"


def test_open_questions_hold_the_confirmation_and_are_counted(admin, administrator, handed_in, agency_a):
    run = handed_in(HEAD + ASKS)
    (asked,) = run.understood["questions"]
    assert (asked["code"], run.counts["refused"]) == ("unknown_coordinator", 0)
    page = text_of(admin.get(url("run", run)))
    assert "Câu hỏi chưa trả lời: 1" in page
    assert f"{url('run', run)}?tab=new" in page.split("Câu hỏi chưa trả lời")[1], "each leads to where it is answered"
    assert "Cục Lạ" in page.split("Câu hỏi chưa trả lời")[1], "and says what it asks"
    assert 'name="as_written"' in page
    with pytest.raises(CannotChange, match=asked["cell"]):
        confirm(run, by=administrator)
    response = post(admin, "confirm", run)
    assert "Còn 1 câu hỏi chưa trả lời" in text_of(admin.get(response.url))
    assert not Assignment.objects.exists()
    run.refresh_from_db()
    post(admin, "confirm", run, as_written="1")
    assert Assignment.objects.count() == 1


def test_an_answer_lets_the_import_go_and_a_mistyped_name_is_not_remembered(
    admin, administrator, handed_in, agency_a, agency_b
):
    run = handed_in(HEAD + ASKS)
    post(admin, "agency", run, name="Cục Lạ", agency=agency_b.name)
    run.refresh_from_db()
    assert run.understood["questions"] == []
    confirm(run, by=administrator)
    assert Assignment.objects.get().coordinations.get().agency == agency_b
    assert not AgencyAlias.objects.filter(alias="Cục Lạ").exists()


def test_a_name_that_is_ticked_is_remembered(admin, administrator, handed_in, agency_a, agency_b):
    run = handed_in(HEAD + ASKS)
    assert "Ghi nhớ cách viết này" in text_of(admin.get(url("run", run)))
    post(admin, "agency", run, name="Cục Lạ", agency=agency_b.name, remember="1")
    run.refresh_from_db()
    confirm(run, by=administrator)
    assert AgencyAlias.objects.get(alias="Cục Lạ").agency == agency_b


def test_what_is_written_already_asks_nothing_again(administrator, handed_in, agency_a):
    confirm(handed_in(HEAD + ASKS), by=administrator, as_written=True)
    again = handed_in(HEAD + ASKS + "\n")
    assert (again.counts["unchanged"], again.understood["questions"]) == (1, [])


def test_another_unit_of_an_item_says_what_becomes_of_its_figures(administrator, handed_in):
    """100 lượt met a target of 3 nghìn lượt, and nobody had been told."""
    given = "1;Số lượt tập huấn kỹ năng số;lượt;≥ 245;Sở Xây dựng;15/12/2022\n"
    first = handed_in(HEAD + given)
    confirm(first, by=administrator)
    again = handed_in(HEAD + given.replace(";lượt;≥ 245", ";nghìn lượt;≥ 3"), month=11)
    (line,) = again.understood["lines"]
    assert (line["status"], [(w["cell"], w["code"], w["details"]) for w in line["warnings"]]) == (
        "changed", [("C2", "unit_of_figures", {"unit": "lượt"})],
    )  # fmt: skip
    of_a_year = handed_in(HEAD + given.replace(";lượt;≥ 245", ";Lượt/năm;≥ 300"), month=11)
    assert [(line["status"], line["warnings"]) for line in of_a_year.understood["lines"]] == [("changed", [])]


def test_a_ratio_takes_no_target_in_another_unit(administrator, handed_in):
    """85% were held against 800, and shown as 85‰."""
    given = "1;Tỷ lệ hồ sơ trực tuyến;%;≥ 80;Sở Xây dựng;15/12/2022\n"
    confirm(handed_in(HEAD + given), by=administrator)
    again = handed_in(HEAD + given.replace(";%;≥ 80", ";‰;≥ 800"), month=11)
    (line,) = again.understood["lines"]
    problems = [(one["cell"], one["code"], one["details"]) for one in line["problems"]]
    assert (line["status"], problems) == ("refused", [("C2", "ratio_in_its_unit", {"unit": "%"})])
    more = handed_in(HEAD + given.replace(";%;≥ 80", ";Tỷ lệ (%);≥ 85"), month=11)
    assert (more.counts["refused"], more.counts["changed"]) == (0, 1)
