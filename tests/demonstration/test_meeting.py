"""The demonstration's meeting: agenda, conclusions done and late, a question with its answer, on pages and boards."""

from datetime import date

import pytest
from django.utils.timezone import localtime

from agencies.models import AuditEvent, User
from kpis.models import Period
from steering.conclusions.queries import tally_of
from steering.models import Meeting, Question

DAY = date(2022, 11, 10)


@pytest.fixture
def member(client, settings, on_the_demonstration):
    settings.DX_TODAY = DAY
    client.force_login(User.objects.get(username="thanhvien"))
    return client


def test_a_meeting_was_held_on_its_facts_and_all_of_it_says_that_it_is_invented(member):
    meeting = Meeting.objects.get()
    assert [point.kind for point in meeting.points.all()] == ["overdue", "drift", "easy", "other"]
    rows = [(row.agency.code, row.course, row.done_on) for row in meeting.conclusions.all()]
    assert rows == [("VPUBND", "accepted", date(2022, 10, 7)), ("STTTT", "open", None), ("SYT", "open", None)]
    texts = [meeting.chair, meeting.members, meeting.signatory, *meeting.conclusions.values_list("text", flat=True)]
    texts += Question.objects.values_list("text", flat=True)
    assert [text for text in texts if not text.endswith("(minh họa)")] == []
    page = member.get("/conclusions/").content.decode()
    assert "1/3 kết luận đã hoàn thành" in page
    assert "đã quá thời hạn" in page
    assert "28/09/2022" in member.get("/meetings/").content.decode()


def test_boards_and_the_item_show_what_was_concluded_and_asked(member):
    assert tally_of(Period.objects.get(month=10)) == (1, 2)
    assert "1/2" in member.get("/boards/province/?year=2022&month=10").content.decode()
    question = Question.objects.get()
    page = member.get(f"/questions/item/{question.item_id}/?year=2022&month=10").content.decode()
    assert question.answer in page


def test_each_step_was_taken_on_its_own_day(member):
    rows = AuditEvent.objects.filter(action__in=["meeting-planned", "meeting-announced", "conclusion-accepted"])
    assert {row.action: localtime(row.at).date() for row in rows} == {
        "meeting-planned": date(2022, 9, 22),
        "meeting-announced": date(2022, 9, 30),
        "conclusion-accepted": date(2022, 10, 10),
    }
