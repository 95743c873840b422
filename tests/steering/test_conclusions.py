"""A conclusion is a task: reported with proof, accepted or returned, reminded of, counted."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from agencies.clock import now
from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.items.actions import hand_over, withdraw
from kpis.models import Notice
from kpis.periods.actions import open_period, plan_periods
from steering.conclusions.actions import change_conclusion, conclude, decide_outcome, remove_conclusion, report_done
from steering.conclusions.forms import ConclusionForm
from steering.conclusions.queries import tally_of, tally_rows
from steering.conclusions.rules import MOVES, Tally, can_move, reminded_on
from steering.conclusions.telling import make_reminders
from steering.enums import Course
from steering.meetings.actions import announce_meeting, hold_meeting, plan_meeting
from steering.models import AgendaPoint, Conclusion, Outcome
from steering.questions.actions import ask
from tests import factories
from tests.steering.conftest import HELD_ON

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_each_move_starts_where_the_table_says():
    starts = {name: [course for course in Course if can_move(name, course)] for name in MOVES}
    assert starts == {"report": ["open"], "accept": ["reported"], "return": ["reported"]}


@pytest.mark.parametrize(
    ("day", "told_on"),
    [
        (date(2022, 10, 6), None),
        (date(2022, 10, 7), date(2022, 10, 7)),
        (date(2022, 10, 9), date(2022, 10, 7)),
        (date(2022, 10, 10), date(2022, 10, 10)),
        (date(2022, 10, 11), date(2022, 10, 11)),
        (date(2022, 10, 17), date(2022, 10, 11)),
        (date(2022, 10, 18), date(2022, 10, 18)),
    ],
)
def test_reminders_come_before_on_and_after_the_day_then_weekly(day, told_on):
    assert reminded_on(date(2022, 10, 10), day) == told_on


def test_it_is_linked_to_the_item_and_its_head_answers(concluded, item, head_a):
    given = item()
    row = concluded(indicator=given.indicator)
    assert (row.item, row.indicator, row.person) == (given, given.indicator, head_a)


def test_days_and_people_are_those_of_the_agency(concluded, meeting, head_b, officer, agency_a):
    for wrong in ({"due_on": date(2022, 9, 19)}, {"person": head_b}, {"text": " "}):
        with pytest.raises(CannotChange):
            concluded(**wrong)
    row = concluded()
    change_conclusion(row, text="Khác", agency=agency_a, due_on=date(2022, 10, 12), by=officer)
    event = AuditEvent.objects.get(action="conclusion-changed")
    assert event.new == {"text": "Khác", "due_on": "2022-10-12"}
    remove_conclusion(row, by=officer)
    assert not Conclusion.objects.exists()


def test_who_has_left_the_agency_does_not_answer_and_who_acts_for_a_time_may(concluded, agency_a, meeting):
    days = {"since": date(2022, 1, 1), "agency": agency_a, "role": "agency_head"}
    left = factories.MembershipFactory(**days, until=date(2022, 9, 1)).user
    acting = factories.MembershipFactory(**days, until=date(2022, 12, 31), is_acting=True, decision_number="5").user
    with pytest.raises(CannotChange):
        concluded(person=left)
    assert concluded(person=acting).person == acting
    offered = ConclusionForm(meeting=meeting).fields["person"].queryset
    assert acting in offered
    assert left not in offered


def test_what_the_next_meeting_speaks_of_is_not_taken_back_and_the_rest_moves_up(concluded, meeting, months, officer):
    first, second = concluded("Một"), concluded("Hai")
    hold_meeting(meeting, by=officer)
    plan_meeting(months[9], held_on=date(2022, 9, 27), chair="Ông A", by=officer)
    with pytest.raises(CannotChange, match="27/09/2022"):
        remove_conclusion(first, by=officer)
    AgendaPoint.objects.filter(conclusion=first).delete()
    remove_conclusion(first, by=officer)
    second.refresh_from_db()
    assert second.order == 1


def test_it_is_reported_with_proof_returned_and_accepted(
    announced, head_a, clerk_a, officer, settings, tmp_path, on_day
):
    settings.MEDIA_ROOT = tmp_path
    row = announced()
    on_day(date(2022, 10, 3))
    file = ContentFile(PNG, name="anh.png")
    first = report_done(row, text="Đã lắp xong", link="https://example.vn/tin", file=file, by=clerk_a)
    with pytest.raises(CannotChange):
        report_done(row, text="Lần nữa", by=clerk_a)
    for wrong in ({"accept": False, "reason": " "}, {"accept": True, "by": clerk_a}):
        with pytest.raises(CannotChange):
            decide_outcome(first, **{"by": officer} | wrong)
    decide_outcome(first, accept=False, reason="Chưa có biên bản nghiệm thu", by=officer)
    letter = Notice.objects.get(user=head_a, kind="outcome_back")
    assert letter.body.endswith("hạn 10/10/2022: Chưa có biên bản nghiệm thu")
    second = report_done(row, text="Kèm biên bản", by=clerk_a)
    on_day(date(2022, 10, 5))
    decide_outcome(second, accept=True, by=officer)
    row.refresh_from_db()
    assert (row.course, row.done_on) == (Course.ACCEPTED, date(2022, 10, 3))
    with pytest.raises(CannotChange):
        report_done(row, text="Lần nữa", by=clerk_a)


def test_secrets_and_other_kinds_of_files_are_refused(announced, clerk_a):
    row = announced()
    for wrong in ({"text": "Công văn TỐI MẬT"}, {"file": ContentFile(b"MZ", name="x.exe")}, {"text": ""}):
        with pytest.raises(CannotChange):
            report_done(row, by=clerk_a, **{"text": "Xong"} | wrong)


def test_it_is_no_task_before_it_is_announced(concluded, clerk_a):
    with pytest.raises(CannotChange):
        report_done(concluded(), text="Xong", by=clerk_a)


def test_reminders_are_written_once_and_end_with_the_report(announced, province, clerk_a, head_a, on_day):
    row = announced()
    elsewhere = plan_periods(factories.PlanFactory(), by=None)[9]  # whoever works in two provinces hears of both
    letter = {"user": clerk_a, "kind": "conclusion_due", "on": date(2022, 10, 7), "subject": "x", "body": "x"}
    Notice.objects.create(period=elsewhere, made_at=now(), **letter)
    on_day(date(2022, 10, 9))
    assert (make_reminders(province), make_reminders(province)) == (2, 0)
    on_day(date(2022, 10, 12))
    assert make_reminders(province) == 2
    letters = Notice.objects.filter(user=clerk_a, kind="conclusion_due").exclude(period=elsewhere)
    letters = list(letters.order_by("on"))
    assert [letter.on for letter in letters] == [date(2022, 10, 7), date(2022, 10, 11)]
    assert [letter.subject.split()[-4] for letter in letters] == ["đến", "quá"]
    assert ", hạn 10/10/2022" in letters[0].body
    assert ", quá hạn ngày 10/10/2022" in letters[1].body
    report_done(row, text="Xong", by=clerk_a)
    on_day(date(2022, 10, 19))
    assert make_reminders(province) == 0


def test_they_are_counted_on_the_last_day_of_a_month(announced, months, agency_a, agency_b, clerk_a, officer, on_day):
    announced("Một", "Hai")
    assert tally_of(months[9]) == Tally(0, 0)  # the meeting was after its last day
    on_day(date(2022, 10, 5))
    outcome = report_done(Conclusion.objects.first(), text="Xong", by=clerk_a)
    decide_outcome(outcome, accept=True, by=officer)
    assert tally_of(months[10]) == Tally(1, 2)
    for agency, told in ((agency_a, (2, 2, 1)), (agency_b, (0, 0, 0))):
        rows = tally_rows(agency.province_id, months[10].seen_on, agency.pk)
        assert [figures for _label, *figures in rows] == [list(told)]
    running = open_period(months[10], by=officer)
    assert tally_of(running) == Tally(1, 1)  # the other one is due on the 10th
    on_day(date(2022, 10, 10))
    assert tally_of(running) == Tally(1, 2)


def test_boards_count_them(client, announced, item, agency_a, months, officer, committee, on_day):
    item()
    announced("Một", "Hai")
    Conclusion.objects.filter(text="Một").update(course="accepted", done_on=date(2022, 10, 3))
    period = type(months[9]).objects.get(pk=months[10].pk)
    open_period(period, by=officer, early=True)
    on_day(date(2022, 10, 10))
    client.force_login(committee)
    for url in ("/boards/province/", "/boards/agency/so-a/"):
        board = client.get(f"{url}?year=2022&month=10").context["board"]
        assert board.concluded == Tally(1, 2)
        assert client.get(f"{url}?year=2022&month=10&format=json").json()["conclusions"] == {"done": 1, "due": 2}


def test_the_page_takes_the_report_and_the_decision(
    client, announced, clerk_a, officer, committee, head_b, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    row = announced()
    url = f"/conclusions/{row.pk}/"
    client.force_login(head_b)
    assert client.get(url).status_code == 404
    board = client.get("/conclusions/").context["board"]
    assert (board.all, board.title) == (0, "Kết luận")
    client.force_login(clerk_a)
    wrong = client.post(url + "report/", {"text": "", "link": "https://example.vn"})
    assert (wrong.status_code, "https://example.vn" in wrong.content.decode()) == (422, True)
    assert client.post(url + "report/", {"text": "Xong", "file": ContentFile(PNG, name="anh.png")}).status_code == 302
    assert client.post(url + "report/", {"text": "Xong"}).status_code == 409
    assert client.post(url + "decide/", {"accept": "1"}).status_code == 403
    outcome = row.outcomes.get()
    assert b"".join(client.get(f"/conclusions/outcomes/{outcome.pk}/")) == PNG
    client.force_login(committee)
    board = client.get(url).context["board"]
    assert (board.report, board.decide) == (None, None)
    client.force_login(officer)
    assert client.get("/waiting/").context["counts"].__class__.__name__ == "dict_items"
    assert client.post(url + "decide/", {"accept": "0"}).status_code == 422
    assert client.post(url + "decide/", {"accept": "1"}).status_code == 302
    board = client.get("/conclusions/").context["board"]
    assert ([line.conclusion for line in board.done], board.title) == ([row], "1/1 kết luận đã hoàn thành")


def test_a_page_decides_on_the_report_it_shows_and_one_that_moved_on_says_so(client, announced, clerk_a, officer):
    row = announced()
    url = f"/conclusions/{row.pk}/"
    first = report_done(row, text="Xong một nửa", by=clerk_a)
    client.force_login(officer)
    assert f'name="outcome" value="{first.pk}"' in client.get(url).content.decode()
    decide_outcome(first, accept=False, reason="Chưa đủ", by=officer)
    late = client.post(url + "decide/", {"accept": "1", "outcome": first.pk})
    assert (late.status_code, "Không có báo cáo nào chờ quyết định" in late.content.decode()) == (409, True)
    second = report_done(row, text="Chưa xong", by=clerk_a)
    late = client.post(url + "decide/", {"accept": "1", "outcome": first.pk}).content.decode()
    assert ("báo cáo khác" in late, f'name="outcome" value="{second.pk}"' in late) == (True, True)
    assert Outcome.objects.get(pk=second.pk).is_accepted is None
    client.force_login(clerk_a)
    again = client.post(url + "report/", {"text": "Xong cả"}).content.decode()
    assert ('class="warning"' in again, "Xong cả" in again) == (True, True)


def test_it_waits_on_the_home_page_of_its_agency(client, announced, clerk_a, officer, on_day):
    row = announced()
    on_day(date(2022, 10, 12))
    client.force_login(clerk_a)
    (one,) = [line for line in client.get("/").context["board"].waiting if line.section == "meetings"]
    assert (one.title, one.url, "đã quá thời hạn" in one.note) == (row.text, f"/conclusions/{row.pk}/", True)
    report_done(row, text="Xong", by=clerk_a)
    client.force_login(officer)
    (one,) = [line for line in client.get("/").context["board"].waiting if line.section == "meetings"]
    assert (one.figure, one.url) == ("1", "/conclusions/")


def test_what_was_concluded_earlier_is_not_told_to_be_due_before_it_was_announced(announced, province, on_day, meeting):
    Conclusion.objects.all().delete()
    announced()
    Conclusion.objects.update(due_on=HELD_ON)
    on_day(HELD_ON)
    assert make_reminders(province) == 0


def test_the_entry_page_of_the_item_says_it(client, concluded, meeting, item, officer, clerk_a, committee):
    given = item()
    row = concluded(indicator=given.indicator)
    hold_meeting(meeting, by=officer)
    announce_meeting(meeting, number="1/TB", announced_on=HELD_ON, signatory="", by=officer)
    ask(given, meeting.period, text="Vì sao?", by=committee)
    client.force_login(clerk_a)
    page = client.get("/entry/so-a/?year=2022&month=9").content.decode()
    assert f'<a href="/conclusions/{row.pk}/">Kết luận của Ban Chỉ đạo, hạn 10/10/2022: Trang bị hệ thống' in page
    assert f'<a href="/questions/item/{given.pk}/">Ý kiến hỏi chờ trả lời: 1</a>' in page
    report_done(row, text="Xong", by=clerk_a)
    assert f"/conclusions/{row.pk}/" not in client.get("/entry/so-a/?year=2022&month=9").content.decode()


def test_an_illustrative_conclusion_says_so(meeting, agency_a, officer, client):
    row = conclude(meeting, text="Việc", agency=agency_a, due_on=HELD_ON, by=officer, is_illustrative=True)
    client.force_login(officer)
    assert "minh họa" in client.get(f"/conclusions/{row.pk}/").content.decode()


def test_of_several_items_of_an_indicator_it_is_linked_to_one_that_is_still_asked(
    concluded, item, agency_a, agency_b, months, officer
):
    gone, taken = item(), item(agency=agency_b)
    hand_over([taken], to=agency_a, since=months[5], by=officer, reason="QĐ 1")
    assert concluded("Một", indicator=gone.indicator).item == gone
    withdraw(gone, in_force_from=months[9], by=officer, reason="Không còn phù hợp")
    assert concluded("Hai", indicator=gone.indicator).item == taken
