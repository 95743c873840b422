"""A meeting is planned with what its month proposes, its agenda is edited, it is held and announced."""

from datetime import date

import pytest

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.models import Notice
from steering.agenda.actions import add_point, change_point, move_point, propose_agenda, remove_point
from steering.conclusions.actions import conclude
from steering.enums import MeetingState, PointKind
from steering.meetings.actions import announce_meeting, cancel_meeting, change_meeting, hold_meeting, plan_meeting
from steering.models import Meeting
from tests import factories
from tests.steering.conftest import HELD_ON

NEXT = date(2022, 9, 27)


def texts(meeting):
    return [point.text for point in meeting.points.all()]


def test_the_agenda_begins_with_what_the_month_proposes(item, agency_b, months, officer, on_day):
    on_day(HELD_ON)
    item(deadline=date(2022, 8, 1))
    item(agency=agency_b)
    meeting = plan_meeting(months[9], held_on=HELD_ON, chair="Ông A", by=officer)
    kinds = list(meeting.points.values_list("kind", flat=True))
    assert kinds == [PointKind.OVERDUE, PointKind.SILENT]
    assert "1 chỉ tiêu quá hạn" in texts(meeting)[0]
    assert "2/2 cơ quan chưa báo cáo" in texts(meeting)[1]
    assert propose_agenda(meeting, by=officer) == []


def test_a_bottleneck_that_nobody_owns_is_proposed(item, agency_b, months, plan, officer, on_day):
    on_day(HELD_ON)
    type(plan).objects.filter(pk=plan.pk).update(bottleneck_least=2)
    measured = item().indicator
    item(agency=agency_b)
    meeting = plan_meeting(type(months[9]).objects.get(pk=months[9].pk), held_on=HELD_ON, chair="Ông A", by=officer)
    point = meeting.points.get(kind=PointKind.BOTTLENECK)
    assert (point.indicator, "2/2 cơ quan" in point.text) == (measured, True)


def test_points_are_added_changed_moved_and_removed_each_in_the_trail(meeting, officer, item, agency_a):
    given = item()
    first = add_point(meeting, text="Mở đầu", by=officer)
    second = add_point(meeting, text="Kinh phí", by=officer, item=given, agency=agency_a, indicator=given.indicator)
    move_point(second, down=False, by=officer)
    assert texts(meeting)[-2:] == ["Kinh phí", "Mở đầu"]
    change_point(first, text="Kết thúc", by=officer)
    remove_point(second, by=officer)
    assert texts(meeting)[-1:] == ["Kết thúc"]
    told = AuditEvent.objects.filter(action__startswith="agenda-point").order_by("pk").values_list("action", flat=True)
    assert list(told) == [f"agenda-point-{act}" for act in ("added", "added", "moved", "changed", "removed")]
    assert AuditEvent.objects.filter(action="meeting-planned", by=officer).exists()


def test_what_a_point_names_is_of_the_province(meeting, officer):
    with pytest.raises(CannotChange):
        add_point(meeting, text="Lạ", by=officer, agency=factories.AgencyFactory(code="xa-la"))
    with pytest.raises(CannotChange):
        add_point(meeting, text=" ", by=officer)


def test_a_meeting_is_held_on_its_day_and_announced_with_conclusions(meeting, officer, on_day, concluded):
    on_day(date(2022, 9, 19))
    with pytest.raises(CannotChange):
        hold_meeting(meeting, by=officer)
    on_day(HELD_ON)
    said = {"number": "105/TB-BCĐ", "announced_on": HELD_ON, "signatory": "Ông A", "by": officer}
    with pytest.raises(CannotChange):
        announce_meeting(meeting, **said)
    hold_meeting(meeting, by=officer)
    with pytest.raises(CannotChange):
        add_point(meeting, text="Muộn", by=officer)
    with pytest.raises(CannotChange):
        announce_meeting(meeting, **said)  # nothing was concluded
    concluded()
    for wrong in ({"announced_on": date(2022, 9, 19)}, {"announced_on": date(2022, 9, 21)}, {"number": " "}):
        with pytest.raises(CannotChange):
            announce_meeting(meeting, **said | wrong)
    assert announce_meeting(meeting, **said).state == MeetingState.ANNOUNCED
    for late in (
        lambda: concluded("Muộn"),
        lambda: change_meeting(meeting, held_on=NEXT, chair="B", place="", members="", by=officer),
    ):
        with pytest.raises(CannotChange):
            late()


def test_its_agencies_are_told_when_it_is_announced(announced, head_a, clerk_a):
    announced("Việc một", "Việc hai")
    for person in (head_a, clerk_a):
        letter = Notice.objects.get(user=person, kind="concluded")
        assert letter.body.splitlines() == [
            "- Việc một (Sở Xây dựng), hạn 10/10/2022", "- Việc hai (Sở Xây dựng), hạn 10/10/2022",
        ]  # fmt: skip


def test_one_meeting_a_day_that_can_be_cancelled_while_it_concluded_nothing(meeting, months, officer, agency_a):
    with pytest.raises(CannotChange):
        plan_meeting(months[9], held_on=HELD_ON, chair="Ông B", by=officer)
    with pytest.raises(CannotChange):
        plan_meeting(months[11], held_on=NEXT, chair="Ông B", by=officer)
    other = plan_meeting(months[9], held_on=NEXT, chair="Ông B", by=officer)
    with pytest.raises(CannotChange):
        change_meeting(other, held_on=HELD_ON, chair="Ông B", place="", members="", by=officer)
    cancel_meeting(other, by=officer)
    assert Meeting.objects.get() == meeting
    conclude(meeting, text="Việc", agency=agency_a, due_on=NEXT, by=officer)
    with pytest.raises(CannotChange):
        cancel_meeting(meeting, by=officer)


def test_the_next_meeting_begins_with_what_is_open(announced, months, officer, on_day):
    row = announced()
    on_day(date(2022, 10, 20))
    following = plan_meeting(months[9], held_on=date(2022, 10, 20), chair="Ông A", by=officer)
    first = following.points.first()
    assert (first.kind, first.conclusion) == (PointKind.CONCLUSION, row)
    assert first.text.startswith("Kết luận phiên trước, quá hạn 10 ngày: Trang bị hệ thống")


def test_the_pages_play_a_meeting(client, officer, months, agency_a, item, on_day):
    on_day(HELD_ON)
    given = item(deadline=date(2022, 8, 1))
    client.force_login(officer)
    form = client.get("/meetings/new/").context["form"]
    assert form.initial["period"] == months[9].pk
    posted = {"period": months[9].pk, "held_on": "20/09/2022", "chair": "Ông A, Trưởng ban"}
    wrong = client.post("/meetings/new/", posted | {"chair": ""})
    assert (wrong.status_code, "20/09/2022" in wrong.content.decode()) == (422, True)
    url = client.post("/meetings/new/", posted)["Location"]
    page = client.get(url)
    assert [point.kind for point in page.context["board"].points] == ["overdue", "silent"]
    meeting = Meeting.objects.get()
    point = {"text": "Xem riêng", "agency": agency_a.pk, "indicator": given.indicator_id}
    assert client.post(f"{url}points/new/", point).status_code == 302
    own = meeting.points.get(kind="other")
    assert own.item == given
    client.post(f"/meetings/points/{own.pk}/move/", {"to": "up"})
    assert [row.kind for row in client.get(url).context["board"].points] == ["overdue", "other", "silent"]
    assert client.post(url + "held/").status_code == 302
    assert client.post(url + "announce/", {"number": "1/TB", "announced_on": "20/09/2022"}).status_code == 409


def test_pages_cost_the_same_however_many_points(client, meeting, officer, concluded, django_assert_num_queries):
    client.force_login(officer)
    for n in range(4):
        add_point(meeting, text=f"Việc {n}", by=officer)
        if n in (0, 3):
            concluded(f"Kết luận {n}")
            with django_assert_num_queries(5):
                client.get(f"/meetings/{meeting.pk}/")
            with django_assert_num_queries(3):
                client.get("/meetings/")
            with django_assert_num_queries(3):
                client.get("/conclusions/")


def test_an_agency_that_has_ended_is_neither_offered_nor_named(client, meeting, officer, agency_a, agency_b):
    type(agency_b).objects.filter(pk=agency_b.pk).update(active_to=date(2022, 6, 30))
    agency_b.refresh_from_db()
    client.force_login(officer)
    for page in ("points", "conclusions"):
        found = client.get(f"/meetings/{meeting.pk}/{page}/new/").context["form"].fields["agency"].queryset
        assert [agency.code for agency in found] == ["so-a"]
    with pytest.raises(CannotChange, match="kết thúc"):
        add_point(meeting, text="Kinh phí", by=officer, agency=agency_b)
    with pytest.raises(CannotChange, match="kết thúc"):
        conclude(meeting, text="Bố trí kinh phí", agency=agency_b, due_on=date(2022, 10, 31), by=officer)


def test_the_latest_meeting_that_was_held_stands_in_front_and_the_page_says_what_was_done(
    client, months, officer, on_day
):
    on_day(date(2022, 9, 20))
    days = (date(2022, 9, 18), date(2022, 9, 20), date(2022, 9, 19))
    rows = [plan_meeting(months[9], held_on=day, chair="Ông A", by=officer) for day in days]
    client.force_login(officer)
    for row in rows:
        page = client.post(f"/meetings/{row.pk}/held/", follow=True)
        assert [str(one) for one in page.context["messages"]] == ["Đã ghi nhận phiên họp đã họp."]
    shown = [line.meeting.held_on.day for line in client.get("/meetings/").context["board"].past]
    assert shown == [20, 19, 18]
