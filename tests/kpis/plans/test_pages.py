"""The page of a year: its rules changed knowingly, its due days while months lie ahead, its days off."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.models import DayOff, Plan, Standing
from kpis.plans.actions import change_rules, move_due_day
from kpis.plans.forms import stamp
from kpis.plans.queries import what_would_move

IN_OCTOBER = date(2022, 10, 10)


@pytest.fixture
def page(plan, administrator, client, on_day):
    """The address of the year's page, with its administrator at the door, in October."""
    on_day(IN_OCTOBER)
    client.force_login(administrator)
    return f"/plans/{plan.pk}/"


SENT = {
    "name": "Kế hoạch", "calendar": "fifteenth", "due_working_days": 3, "pace_tolerance": "0", "exceed_threshold": "0",
    "evidence_multiple": "2", "bottleneck_least": "3", "bottleneck_share": "50", "reason": "Theo quyết định",
    "since": "1",
}  # fmt: skip


def dues(plan):
    return dict(plan.periods.values_list("month", "due_on"))


def test_a_threshold_is_written_when_what_it_moves_was_seen(page, plan, item, approved, client):
    approved(item(low=100), 9, value=120)
    first = client.post(page + "rules/", SENT | {"exceed_threshold": "30"})
    assert "I have seen" not in first.content.decode()
    assert "Tôi đã xem" in first.content.decode()
    plan.refresh_from_db()
    assert plan.exceed_threshold == 0
    seen = stamp(what_would_move(plan, milestones={}, exceed_threshold=Decimal("0.3")))
    done = client.post(page + "rules/", SENT | {"exceed_threshold": "30", "seen": seen})
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.exceed_threshold == Decimal("0.3")
    assert Standing.objects.get(period__month=9).state == "done"
    event = AuditEvent.objects.get(action="plan-changed")
    assert (event.new["exceed_threshold"], event.reason) == ("0.3", "Theo quyết định")


def test_a_multiple_is_shown_as_it_was_typed(page, client):
    assert 'name="evidence_multiple" value="2"' in client.get(page + "rules/").content.decode()


def test_other_days_until_due_move_the_months_ahead_alone(page, plan, client):
    stood = dues(plan)
    assert client.post(page + "rules/", SENT | {"due_working_days": 5}).status_code == 302
    now = dues(plan)
    assert [month for month in now if now[month] != stood[month]] == [11, 12]
    assert now[12] == date(2022, 12, 21)


def test_rules_that_somebody_changed_meanwhile_are_not_set_back_unseen(page, client, plan):
    stood = client.get(page + "rules/").context["form"].seen
    assert client.post(page + "rules/", SENT | {"pace_tolerance": "7", "stood": stood}).status_code == 302
    answer = client.post(page + "rules/", SENT | {"stood": stood})
    assert answer.status_code == 422
    assert "Hiện đang lưu: 7" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.pace_tolerance == Decimal("0.07")


def test_the_calendar_stays_once_a_month_has_begun(page, plan, client):
    refused = client.post(page + "rules/", SENT | {"calendar": "month"})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"calendar"}
    assert Plan.objects.get(pk=plan.pk).calendar == "fifteenth"


def test_a_year_ahead_changes_its_calendar_with_its_months(plan, administrator, on_day):
    on_day(date(2021, 11, 1))
    plan.periods.update(state="planned", opened_at=None)
    change_rules(plan, calendar="month", by=administrator)
    first = plan.periods.get(month=2)
    assert (first.data_from, first.data_to) == (date(2022, 2, 1), date(2022, 2, 28))


def test_milestones_do_not_fall(page, plan, client):
    for wrong in ("3: 40; 6: 30", "25/50/75", "13: 10", "3: 101", "nửa năm", "50/25/75/100", "3: 10; 3: 20"):
        refused = client.post(page + "rules/", SENT | {"milestones": wrong})
        assert refused.context["form"].errors.keys() == {"milestones"}, wrong
        assert wrong in refused.content.decode()
    client.post(page + "rules/", SENT | {"milestones": "3: 20; 6: 50"})
    assert dict(plan.milestones.values_list("month", "share")) == {3: Decimal("0.2"), 6: Decimal("0.5")}


def test_a_due_day_moves_while_the_month_lies_ahead(page, plan, client, months):
    done = client.post(f"/plans/months/{months[12].pk}/due/", {"due_on": "25/12/2022", "reason": "Nghỉ lễ"})
    assert done.status_code == 302
    assert dues(plan)[12] == date(2022, 12, 25)
    for month, day in ((10, "30/10/2022"), (12, "1/12/2022"), (12, "hôm nào")):
        refused = client.post(f"/plans/months/{months[month].pk}/due/", {"due_on": day, "reason": "x"})
        assert refused.status_code == 422
        assert f'value="{day}"' in refused.content.decode() or month == 10
    assert dues(plan)[12] == date(2022, 12, 25)


def test_the_action_refuses_what_the_page_refuses(plan, months, administrator, on_day):
    on_day(IN_OCTOBER)
    with pytest.raises(CannotChange):
        move_due_day(months[10], due_on=date(2022, 11, 1), by=administrator)
    with pytest.raises(CannotChange):
        move_due_day(months[12], due_on=months[12].data_to, by=administrator)


def test_days_off_come_and_go_and_due_days_follow(page, plan, client):
    before = dues(plan)[11]
    client.post(page + "days-off/", {"on": f"{before:%d/%m/%Y}", "name": "Ngày truyền thống"})
    day = DayOff.objects.get()
    assert dues(plan)[11] > before
    again = client.post(page + "days-off/", {"on": f"{before:%d/%m/%Y}", "name": "Lần nữa"})
    assert again.status_code == 422
    assert "Lần nữa" in again.content.decode()
    client.post(f"{page}days-off/{day.pk}/remove/")
    assert dues(plan)[11] == before


@pytest.mark.parametrize("person", ["officer", "committee", "clerk_a"])
def test_readers_read_and_change_nothing(page, request, client, person):
    client.force_login(request.getfixturevalue(person))
    shown = client.get(page).content.decode()
    assert "Sửa quy tắc" not in shown
    assert client.post(page + "days-off/", {"on": "1/12/2022"}).status_code == 403


def test_the_page_of_a_year_asks_so_often(page, plan, client, django_assert_num_queries):
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)
    DayOff.objects.create(province=plan.province, on=date(2022, 12, 1))
    with django_assert_num_queries(8):
        client.get(page)
