"""Months that open and close by themselves, and the page on which they are steered."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.clock import now
from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.frozen import months
from kpis.models import DayOff, Period, Reopening
from kpis.periods.actions import close_again, reopen_period, tend
from kpis.standings import actions as standings
from tests import factories
from tests.factories import submit_report

LATER = datetime(2100, 1, 1, tzinfo=UTC)
MONTHS = "/months/"


@pytest.fixture
def reopened(close_until, officer, period, on_day):
    """Month 2 of the cast, closed with the months before and reopened on 1/10/2022 until the day after."""
    on_day(date(2022, 10, 1))
    close_until(3)
    return reopen_period(period(2), by=officer, reason="đính chính", until=now() + timedelta(days=1))


# --- by themselves -----------------------------------------------------------------------------------------------


def test_months_open_on_the_first_day_of_their_figures_in_order(plan, period, on_day, item):
    item()
    on_day(date(2022, 9, 14))
    assert tend(plan).opened == []
    on_day(date(2022, 10, 15))
    assert [p.month for p in tend(plan).opened] == [10, 11]
    assert (period(11).state, period(12).state) == ("open", "planned")
    assert list(standings.check(plan)) == []
    assert AuditEvent.objects.filter(action="period-opened", by=None).count() == 2


def test_a_second_run_finds_nothing_to_do(plan, on_day):
    on_day(date(2022, 10, 15))
    tend(plan)
    events = AuditEvent.objects.count()
    again = tend(plan)
    assert (again.opened, again.closed, AuditEvent.objects.count()) == ([], [], events)


def test_a_reopened_month_closes_again_when_its_time_is_over(plan, period, on_day, reopened, item):
    assert tend(plan).closed == []
    on_day(date(2022, 10, 3))
    assert [p.month for p in tend(plan).closed] == [2]
    reopened.refresh_from_db()
    assert (period(2).state, period(2).closed_at) == ("closed", reopened.closed_at)
    assert period(2).checksum == months.kept_checksum(period(2))
    event = AuditEvent.objects.filter(action="period-closed").first()
    assert (event.by, datetime.fromisoformat(event.new["until"])) == (None, reopened.until)


def test_the_end_of_a_reopening_does_not_wait_for_review(plan, period, on_day, reopened, item, submitted, standing):
    held = item()
    entry = submitted(held, 2, value=120)
    on_day(date(2022, 10, 3))
    tend(plan)
    entry.refresh_from_db()
    assert (period(2).state, entry.status) == ("closed", "submitted")
    assert standing(held, 2).reporting == "none"
    assert list(standings.check(plan)) == []


def test_two_reopened_months_keep_each_its_own_end(plan, period, officer, on_day, reopened):
    reopen_period(period(3), by=officer, reason="bổ sung", until=now() + timedelta(hours=30))
    reopened.until = now() + timedelta(days=9)
    reopened.save()
    on_day(date(2022, 10, 3))
    assert [p.month for p in tend(plan).closed] == [3]
    assert period(2).state == "open"


def test_a_reopened_month_is_not_closed_before_its_time_nor_twice(officer, on_day, reopened):
    with pytest.raises(CannotChange):
        close_again(reopened, by=officer)
    on_day(date(2022, 10, 3))
    close_again(reopened, by=officer)
    with pytest.raises(CannotChange):
        close_again(reopened, by=officer)


def test_the_command_tends_every_plan_and_says_what_it_did(plan, on_day):
    on_day(date(2022, 9, 20))
    out = StringIO()
    call_command("tend_months", stdout=out)
    assert out.getvalue() == "vinh-phuc 2022: đã mở tháng 10/2022\n"
    call_command("tend_months", stdout=out)
    assert out.getvalue().endswith("vinh-phuc 2022: không có việc gì\n")


# --- the page ----------------------------------------------------------------------------------------------------


def acts(period, plan):
    """Every address that changes a month, with what it is sent."""
    return {
        f"/months/{period(10).pk}/open/": {},
        f"/months/{period(1).pk}/close/": {"anyway": "on"},
        f"/months/{period(1).pk}/reopen/": {"reason": "đính chính", "until": "2022-10-20"},
        f"/months/plan/{plan.pk}/": {},
        f"/months/tend/{plan.pk}/": {},
    }


def test_who_is_not_logged_in_is_sent_to_the_login_page(client, plan, period):
    assert client.get(MONTHS).url == "/account/login/?next=/months/"
    for url, sent in acts(period, plan).items():
        page = client.post(url, sent)
        assert page.context["next"] == url if page.status_code == 401 else page.url == f"/account/login/?next={url}"


def test_a_stranger_finds_no_such_page(client, plan, period, stranger):
    client.force_login(stranger)
    assert client.get(MONTHS).status_code == 404
    assert {client.post(url, sent).status_code for url, sent in acts(period, plan).items()} == {404}


@pytest.mark.parametrize("who", ["committee", "head_a", "clerk_a", "head_division"])
def test_readers_read_and_change_nothing(client, plan, period, request, who):
    client.force_login(request.getfixturevalue(who))
    page = client.get(MONTHS).content.decode()
    assert "Tháng 10/2022" in page
    assert 'method="post"' not in page.split("<main")[1]
    before = list(Period.objects.values_list("state", "closed_at"))
    assert {client.post(url, sent).status_code for url, sent in acts(period, plan).items()} == {403}
    assert list(Period.objects.values_list("state", "closed_at")) == before


def test_changes_take_no_get(client, plan, period, officer):
    client.force_login(officer)
    assert {client.get(url).url for url in acts(period, plan)} == {MONTHS}
    assert client.post(MONTHS).status_code == 405


def test_no_other_province_and_no_year_without_a_plan_is_shown(client, plan, officer):
    client.force_login(officer)
    other = factories.PlanFactory(year=2022)
    assert client.get(MONTHS, {"year": "2019"}).status_code == 404
    assert client.get(MONTHS, {"province": other.province.code}).status_code == 404
    assert client.post(f"/months/plan/{other.pk}/").status_code == 404
    assert client.post("/months/999999/open/").status_code == 404


def test_opening_a_month(client, period, officer, on_day):
    on_day(date(2022, 9, 20))
    client.force_login(officer)
    response = client.post(f"/months/{period(10).pk}/open/", follow=True)
    assert "Tháng 10/2022 đã mở." in response.content.decode()
    assert (period(10).state, period(11).state) == ("open", "planned")
    again = client.post(f"/months/{period(10).pk}/open/")
    assert (again.status_code, AuditEvent.objects.filter(action="period-opened").count()) == (409, 1)


def test_closing_shows_first_who_is_silent_and_wants_a_tick(client, period, officer, item):
    item()
    client.force_login(officer)
    page = client.get(MONTHS).content.decode()
    assert "1/1 cơ quan chưa báo cáo" in page
    assert "không thể nhập, sửa hay duyệt số liệu của kỳ" in page
    assert "Sở XD" in page
    refused = client.post(f"/months/{period(1).pk}/close/")
    assert 'id="anyway-error"' in refused.content.decode()
    assert period(1).state == "open"
    assert client.post(f"/months/{period(1).pk}/close/", {"anyway": "on"}).status_code == 302
    assert (period(1).state, period(1).closed_by) == ("closed", officer)
    assert client.post(f"/months/{period(1).pk}/close/", {"anyway": "on"}).status_code == 409


def test_a_box_ticked_for_fewer_silent_is_ticked_anew_and_a_closed_month_says_so(client, period, officer, item):
    item()
    client.force_login(officer)
    assert 'name="shown" value="1"' in client.get(MONTHS).content.decode()
    url = f"/months/{period(1).pk}/close/"
    refused = client.post(url, {"anyway": "on", "shown": "0"}).content.decode()
    assert ("1 cơ quan chưa báo cáo" in refused, period(1).state) == (True, "open")
    assert client.post(url, {"anyway": "on", "shown": "1"}).status_code == 302
    stale = client.post(url, {"shown": "1"})
    assert (stale.status_code, "Chỉ khóa được tháng đang mở" in stale.content.decode()) == (409, True)


def test_a_month_is_not_closed_before_the_last_day_of_its_figures_is_over(client, period, officer, item, on_day):
    item()
    client.force_login(officer)
    on_day(period(1).data_to)
    page = client.get(MONTHS).content.decode()
    assert "số liệu kỳ này tính đến hết ngày 14/01/2022" in page
    assert f"/months/{period(1).pk}/close/" not in page
    refused = client.post(f"/months/{period(1).pk}/close/", {"anyway": "on"})
    assert (refused.status_code, period(1).state) == (409, "open")
    on_day(period(1).data_to + timedelta(days=1))
    page = client.get(MONTHS).content.decode()
    assert "Hạn gửi báo cáo của các cơ quan này là hết ngày 19/01/2022" in page
    assert client.post(f"/months/{period(1).pk}/close/", {"anyway": "on"}).status_code == 302


def test_closing_is_asked_for_although_nobody_is_silent(client, period, officer):
    client.force_login(officer)
    assert "Tôi đã đọc và đồng ý khóa kỳ" in client.get(MONTHS).content.decode()
    assert 'id="anyway-error"' in client.post(f"/months/{period(1).pk}/close/").content.decode()
    assert period(1).state == "open"


def test_opening_a_month_before_its_first_day_is_asked_for(client, period, officer, on_day):
    on_day(date(2022, 9, 10))
    client.force_login(officer)
    assert "Số liệu kỳ này bắt đầu từ ngày 15/09/2022" in client.get(MONTHS).content.decode()
    refused = client.post(f"/months/{period(10).pk}/open/")
    assert 'id="early-error"' in refused.content.decode()
    assert period(10).state == "planned"
    assert client.post(f"/months/{period(10).pk}/open/", {"early": "on"}).status_code == 302
    assert period(10).state == "open"


def test_a_month_under_review_is_not_closed_and_says_why(client, period, officer, item, draft, head_a, agency_a):
    draft(item(), 1, value=5)
    submit_report(agency_a, period(1), by=head_a)
    client.force_login(officer)
    page = client.get(MONTHS).content.decode()
    assert "còn 1 số liệu chờ duyệt" in page
    assert "Khóa tháng 1/2022" not in page
    refused = client.post(f"/months/{period(1).pk}/close/", {"anyway": "on"})
    assert (refused.status_code, period(1).state) == (409, "open")


def test_reopening_names_a_reason_and_a_last_day(client, period, officer, close_until, on_day):
    on_day(date(2022, 10, 1))
    close_until(2)
    client.force_login(officer)
    url = f"/months/{period(2).pk}/reopen/"
    for bad in ({}, {"reason": " ", "until": "2022-10-05"}, {"reason": "x", "until": "2022-09-30"}, {"until": "mai"}):
        page = client.post(url, bad)
        assert (page.status_code, period(2).state) == (200, "closed")
        assert 'class="wrong"' in page.content.decode()
    assert "x</textarea>" in client.post(url, {"reason": "x", "until": ""}).content.decode()

    page = client.post(url, {"reason": "Đính chính <b>", "until": "2022-10-05"}, follow=True).content.decode()
    act = Reopening.objects.get()
    assert (act.by, act.reason, act.until.isoformat()) == (officer, "Đính chính <b>", "2022-10-05T16:59:59+00:00")
    assert "Đính chính &lt;b&gt;" in page
    assert client.post(url, {"reason": "x", "until": "2022-10-05"}).status_code == 409
    assert Reopening.objects.count() == 1


def test_a_year_is_planned_by_a_button_once(client, officer, province):
    plan = factories.PlanFactory(province=province, year=2023)
    client.force_login(officer)
    assert f"/months/plan/{plan.pk}/" in client.get(MONTHS).content.decode()
    assert client.post(f"/months/plan/{plan.pk}/").status_code == 302
    assert plan.periods.count() == 12
    assert client.post(f"/months/plan/{plan.pk}/").status_code == 409
    assert plan.periods.count() == 12


def test_the_button_does_what_the_scheduler_does_and_only_when_something_waits(client, plan, period, officer, on_day):
    client.force_login(officer)
    on_day(date(2022, 9, 1))
    assert "/months/tend/" not in client.get(MONTHS).content.decode()
    assert "Không có kỳ nào cần mở" in client.post(f"/months/tend/{plan.pk}/", follow=True).content.decode()
    on_day(date(2022, 9, 20))
    assert f"/months/tend/{plan.pk}/" in client.get(MONTHS).content.decode()
    client.post(f"/months/tend/{plan.pk}/")
    assert period(10).state == "open"
    assert AuditEvent.objects.get(action="period-opened").by == officer


def test_own_days_are_listed_and_changed_by_administrators(client, plan, province, administrator, officer):
    DayOff.objects.create(province=province, on=date(2022, 10, 15), is_worked=True, name="Làm bù 17/10")
    for person, sees in ((administrator, True), (officer, False)):
        client.force_login(person)
        page = client.get(MONTHS).content.decode()
        assert "Làm bù 17/10" in page
        assert (f"/plans/{plan.pk}/#own-days" in page.split("<main")[1]) is sees
    assert 'id="own-days"' in client.get(f"/plans/{plan.pk}/").content.decode()


@pytest.mark.parametrize("closed", [0, 3])
def test_the_page_asks_as_many_questions_with_few_closed_months_as_with_many(
    client, officer, close_until, item, django_assert_num_queries, closed
):
    item()
    close_until(closed)
    client.force_login(officer)
    client.get(MONTHS)
    with django_assert_num_queries(10):
        client.get(MONTHS)


def test_reading_the_page_writes_nothing(client, plan, officer, on_day):
    on_day(date(2022, 12, 31))
    client.force_login(officer)
    with CaptureQueriesContext(connection) as queries:
        client.get(MONTHS)
    assert not [q for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_newest_month_that_has_begun_stands_on_top_with_what_can_be_done_in_its_row(
    client, officer, months, on_day
):
    client.force_login(officer)
    on_day(date(2022, 10, 20))  # in the eleventh month; the tenth and it are not open yet
    answer = client.get("/months/?year=2022")
    rows = [row.period for row in answer.context["board"].months]
    assert [period.month for period in rows] == [*range(11, 0, -1), 12]
    table = answer.content.decode().split('class="table stacked calendar"')[1].split("</table>")[0]
    assert table.count("<tr") == 1 + len(rows)
