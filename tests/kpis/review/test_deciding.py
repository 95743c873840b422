"""What the standing body decides on figures: approved, returned, corrected, reopened; all that was chosen or none."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from kpis.entry.actions import approve, type_figures, verify
from kpis.enums import NoticeKind
from kpis.models import EntryEvent, Notice
from tests import factories
from tests.kpis.review.reviewing import DECIDE, MONTH, PAGE, posted, send_back, sent, sent_again, statuses


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


# --- deciding ----------------------------------------------------------------------------------------------------


def test_all_without_a_flag_are_approved_at_once_and_the_board_moves(
    as_officer, item, approved, submitted, province, head_a
):
    for number in range(15):
        indicator = factories.IndicatorFactory(province=province, over_time="latest")
        target = item(indicator=indicator, low=10, deadline=date(2022, 12, 31))
        if number < 12:
            approved(target, 9, value=10)
        elif number == 12:
            good = submitted(target, 9, value=11)
        else:
            flagged = submitted(target, 9, value=500)
    board = f"/boards/agency/so-a/{MONTH}&format=json"
    before = json.loads(as_officer.get(board).content)

    answer = as_officer.post(DECIDE, posted("unflagged", good))

    after = json.loads(as_officer.get(board).content)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert (before["done"], before["applicable"]) == (12, 15)
    assert (after["done"], after["applicable"]) == (13, 15)
    flagged.refresh_from_db()
    assert flagged.status == "submitted"


def test_what_raises_a_flag_is_not_swept_along(as_officer, item, approved, submitted):
    target = item()
    approved(target, 8, value=50)
    entry = submitted(target, 9, value=12)
    answer = as_officer.post(DECIDE, posted("unflagged", entry))
    assert (answer.status_code, answer.context["board"].failed[0].entry.pk) == (409, entry.pk)
    assert statuses() == ["approved", "submitted"]


def test_the_chosen_are_approved_flag_or_not(as_officer, item, submitted, officer):
    entry, other = submitted(item(low=2), 9, value=500), submitted(item(kind="latest"), 9, value=3)
    assert as_officer.post(DECIDE, posted("approve", entry)).status_code == 302
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.status, entry.decided_by, other.status) == ("approved", officer, "submitted")


def test_the_same_post_twice_does_nothing_more(as_officer, item, submitted):
    entry = submitted(item(), 9, value=5)
    said = posted("approve", entry)
    first, second = as_officer.post(DECIDE, said), as_officer.post(DECIDE, said)
    assert (first.status_code, second.status_code) == (302, 302)
    assert EntryEvent.objects.filter(move="approve").count() == 1


def test_a_figure_changed_since_the_page_was_read_stops_all_and_says_which(as_officer, item, submitted, officer):
    entry, other = submitted(item(), 9, value=5), submitted(item(kind="latest"), 9, value=3)
    said = posted("approve", entry, other)
    sent_again(entry, officer, value=9)

    answer = as_officer.post(DECIDE, said)

    board = answer.context["board"]
    assert answer.status_code == 409
    assert [(row.entry.pk, row.is_chosen) for row in board.failed] == [(entry.pk, False)]
    assert "đã thay đổi sau khi mở trang" in board.failed[0].message
    assert [row.entry.pk for row in board.waiting if row.is_chosen] == [other.pk]
    assert statuses() == ["submitted", "submitted"]


def test_a_figure_that_a_colleague_decided_names_the_colleague(as_officer, item, submitted, province):
    entry = submitted(item(), 9, value=5)
    said = posted("approve", entry)
    colleague = factories.MembershipFactory(agency=province, role="officer").user
    send_back(entry, by=colleague, reason="Thiếu minh chứng")
    answer = as_officer.post(DECIDE, said)
    assert answer.status_code == 409
    assert str(colleague) in answer.context["board"].failed[0].message


def test_the_chosen_go_back_each_with_its_reason_and_the_agency_is_told_once(
    as_officer, item, submitted, clerk_a, head_a, agency_a, mailoutbox
):
    one, two = submitted(item(), 9, value=5), submitted(item(kind="latest"), 9, value=3)
    said = posted("return", one, two) | {
        f"phrase-{one.pk}": "Rà soát lại mẫu số.",
        f"reason-{one.pk}": "Số 5 là của quý.",
        "reason": "Thiếu minh chứng.",
    }
    assert as_officer.post(DECIDE, said).status_code == 302
    assert as_officer.post(DECIDE, said).status_code == 302

    notes = dict(EntryEvent.objects.filter(move="return").values_list("entry", "note"))
    assert notes == {one.pk: "Rà soát lại mẫu số. Số 5 là của quý.", two.pk: "Thiếu minh chứng."}
    letters = Notice.objects.filter(kind=NoticeKind.RETURNED)
    assert {letter.user for letter in letters} == {clerk_a, head_a}
    body = letters.get(user=clerk_a).body
    assert (body.count("Số 5 là của quý."), body.count("Thiếu minh chứng.")) == (1, 1)


def test_nothing_goes_back_without_a_reason_and_what_was_written_stays(as_officer, item, submitted):
    one, two = submitted(item(), 9, value=5), submitted(item(kind="latest"), 9, value=3)
    answer = as_officer.post(DECIDE, posted("return", one, two) | {f"reason-{one.pk}": "Số 5 là của quý."})
    board = answer.context["board"]
    assert (answer.status_code, [row.entry.pk for row in board.failed]) == (422, [two.pk])
    assert [row.is_chosen for row in board.waiting] == [True, True]
    assert "Số 5 là của quý." in answer.content.decode()
    assert statuses() == ["submitted", "submitted"]


def test_the_dark_button_is_all_of_them_until_some_are_chosen(as_officer, item, submitted):
    one, _two = submitted(item(), 9, value=5), submitted(item(kind="latest"), 9, value=3)

    def dark(answer):
        return re.findall(r'class="button first"[^>]*value="(\w+)"', answer.content.decode())

    assert dark(as_officer.get(PAGE)) == ["unflagged"]
    assert dark(as_officer.post(DECIDE, posted("return", one))) == ["approve"]


def test_a_post_that_says_nothing_is_answered_with_the_page(as_officer, item, submitted):
    submitted(item(), 9, value=5)
    for said in ({}, {"act": "approve"}, {"act": "burn", "chosen": "1"}, {"chosen": "x", "act": "return"}):
        assert as_officer.post(DECIDE, said).status_code == 422, said
    assert statuses() == ["submitted"]


def test_reasons_written_beside_other_figures_stay_and_their_figures_are_not_swept_along(as_officer, item, submitted):
    good, doubtful, other = (submitted(item(kind=kind), 9, value=5) for kind in ("number", "monthly", "latest"))
    said = posted("unflagged", good, doubtful, other) | {"chosen": [doubtful.pk, other.pk]}
    said |= {f"reason-{doubtful.pk}": "Chưa khớp", f"reason-{other.pk}": "Xem lại"}
    answer = as_officer.post(DECIDE, said)
    board = answer.context["board"]
    assert (answer.status_code, statuses()) == (200, ["approved", "submitted", "submitted"])
    assert [(row.reason, row.is_chosen) for row in board.waiting] == [("Chưa khớp", True), ("Xem lại", True)]
    assert "Đã duyệt 1 chỉ tiêu." in answer.content.decode()
    again = as_officer.post(DECIDE, said)
    assert (again.status_code, "Việc này đã được thực hiện" in again.content.decode()) == (200, True)
    assert [row.reason for row in again.context["board"].waiting] == ["Chưa khớp", "Xem lại"]


def test_a_figure_without_its_version_is_not_approved(as_officer, item, submitted):
    entry = submitted(item(), 9, value=5)
    assert as_officer.post(DECIDE, {"act": "approve", "chosen": entry.pk}).status_code == 409
    assert statuses() == ["submitted"]


def test_nobody_decides_on_their_own_and_the_page_says_so(as_officer, item, months, officer, head_a, agency_a):
    factories.MembershipFactory(user=officer, agency=agency_a, role="agency_clerk")
    entry = type_figures(item(), months[9], by=officer, value=5)
    sent(entry, head_a)
    page = as_officer.get(PAGE)
    row = page.context["board"].flagged[0]
    assert (row.may_choose, row.may_verify) == (False, False)
    assert "do chính bạn nhập hoặc gửi" in page.content.decode()
    assert as_officer.post(DECIDE, posted("approve", entry)).status_code == 409
    said = {"value": "7", "reason": "x", "version": entry.version}
    assert as_officer.post(f"/review/so-a/{entry.pk}/verify/{MONTH}", said).status_code == 409
    assert statuses() == ["submitted"]


def test_a_closed_month_is_read_and_not_moved(as_officer, item, approved, close_until):
    entry = approved(item(), 9, value=5)
    close_until(9)
    page = as_officer.get(PAGE)
    row = page.context["board"].recorded[0]
    assert (row.may_reopen, row.may_verify, "Kỳ này đã khóa" in page.content.decode()) == (False, False, True)
    said = {"value": "7", "reason": "x", "version": entry.version}
    for act in ("verify", "reopen"):
        assert as_officer.post(f"/review/so-a/{entry.pk}/{act}/{MONTH}", said).status_code == 409
    assert statuses() == ["approved"]


# --- correcting and reopening ------------------------------------------------------------------------------------


def test_a_correction_stands_beside_the_reported_figure_ever_after(
    as_officer, item, submitted, standing, officer, administrator
):
    target = item(low=5)
    entry = submitted(target, 9, value=5)
    url = f"/review/so-a/{entry.pk}/verify/{MONTH}"
    said = {"value": "1.004", "reason": "Theo Cổng dịch vụ công", "version": entry.version}
    assert as_officer.post(url, said).status_code == 302
    entry.refresh_from_db()
    assert (entry.value, entry.verified_value) == (5, 1004)

    row = as_officer.get(PAGE).context["board"].waiting[0]
    assert (row.reported, row.verified, row.verified_by) == ("5\xa0lượt", "1.004\xa0lượt", str(officer))
    assert as_officer.post(url, said).status_code == 409
    approve([entry.pk], by=administrator)
    row = as_officer.get(PAGE).context["board"].recorded[0]
    assert (row.reported, row.verified) == ("5\xa0lượt", "1.004\xa0lượt")
    assert standing(target, 9).value == 1004
    assert EntryEvent.objects.filter(move="verify").count() == 1


def test_a_correction_that_lacks_something_changes_nothing(as_officer, item, submitted):
    entry = submitted(item(), 9, value=5)
    said = {"value": "4", "reason": "x", "version": entry.version}
    for wrong in ({"reason": ""}, {"value": ""}, {"value": "năm"}, {"value": "9" * 20}, {"version": ""}):
        answer = as_officer.post(f"/review/so-a/{entry.pk}/verify/{MONTH}", said | wrong)
        assert answer.status_code == 422, wrong
    entry.refresh_from_db()
    assert (entry.verified_value, entry.version) == (None, 2)


def test_a_correction_that_is_refused_is_said_above_and_stays_typed(as_officer, item, submitted):
    entry = submitted(item(), 9, value=5)
    url, said = f"/review/so-a/{entry.pk}/verify/{MONTH}", {"value": "4", "reason": "Đối chiếu", "version": 2}
    wrong = as_officer.post(url, said | {"value": "năm"})
    assert [row.faults for row in wrong.context["board"].failed] == ["“năm” không phải là số."]
    old = as_officer.post(url, said | {"version": 1})
    row = old.context["board"].waiting[0]
    assert (old.status_code, row.is_correcting, row.form["value"].value(), row.form["reason"].value()) == (
        409, True, "4", "Đối chiếu",
    )  # fmt: skip
    assert row.form["version"].value() == 2


def test_a_ratio_is_corrected_in_both_parts_in_order(as_officer, item, submitted):
    entry = submitted(item(kind="ratio", low=80), 9, numerator=9, denominator=10)
    url = f"/review/so-a/{entry.pk}/verify/{MONTH}"
    said = {"numerator": "9", "denominator": "8", "reason": "x", "version": entry.version}
    assert as_officer.post(url, said).status_code == 422
    assert as_officer.post(url, said | {"denominator": "12"}).status_code == 302
    row = as_officer.get(PAGE).context["board"].waiting[0]
    assert (row.reported, row.verified) == ("9 / 10 (90%)", "9 / 12 (75%)")


def test_a_task_is_not_corrected_but_returned(as_officer, item, submitted):
    entry = submitted(item(kind="task"), 9, document_number="12/KH", document_on=date(2022, 9, 5))
    assert as_officer.get(PAGE).context["board"].waiting[0].may_verify is False
    said = {"document_number": "13/KH", "reason": "x", "version": entry.version}
    assert as_officer.post(f"/review/so-a/{entry.pk}/verify/{MONTH}", said).status_code == 409


def test_a_recorded_figure_is_reopened_with_a_reason_once(as_officer, item, approved, standing, clerk_a):
    target = item(low=5)
    entry = approved(target, 9, value=5)
    url = f"/review/so-a/{entry.pk}/reopen/{MONTH}"
    assert as_officer.post(url, {"version": entry.version, "reason": " "}).status_code == 422
    said = {"version": entry.version, "reason": "Sở đề nghị đính chính"}
    stale = as_officer.post(url, said | {"version": 1})
    assert (stale.status_code, stale.context["board"].recorded[0].reason) == (409, "Sở đề nghị đính chính")
    assert (as_officer.post(url, said).status_code, as_officer.post(url, said).status_code) == (302, 409)
    entry.refresh_from_db()
    assert (entry.status, standing(target, 9).state) == ("returned", "no_data")
    assert EntryEvent.objects.get(move="reopen").note == "Sở đề nghị đính chính"
    assert "Sở đề nghị đính chính" in Notice.objects.get(user=clerk_a, kind=NoticeKind.RETURNED).body


def test_versions_are_wanted_of_actions_only_where_they_are_given(item, submitted, officer, administrator):
    entry = submitted(item(), 9, value=5)
    verify(entry, by=administrator, reason="x", verified_value=Decimal(6))
    assert approve([entry.pk], by=officer) == 1
