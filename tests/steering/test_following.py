"""What a person follows comes once a week in one letter that one click stops."""

from datetime import date

import pytest
from django.core import mail

from agencies.clock import now
from agencies.models import User
from kpis.bottlenecks.actions import confirm_bottleneck, resolve_bottleneck, withdraw_bottleneck
from kpis.items.actions import assign
from kpis.models import Notice
from kpis.periods.actions import plan_periods
from kpis.plans.actions import change_rules
from kpis.reminders.actions import send_notices
from steering.following.actions import follow, make_digests, stop_letter, stop_token
from steering.following.rules import Item, Thing, Week, moved
from steering.models import Follow, LetterStop
from tests import factories


def test_what_moved_is_counted_thing_by_thing():
    items = [Item(5, 1, 2, True, True), Item(6, 1, 3, False, True), Item(7, 2, 3, False, False)]
    things = [Thing("agency", 1, "Sở A"), Thing("indicator", 3, "Họp trực tuyến"), Thing("item", 7, "Yên tĩnh")]
    found = moved(things, items, Week({"recorded": [5, 6, 6], "asked": [6]}))
    assert [(one.thing.key, one.counts, one.met, one.applicable) for one in found] == [
        (1, {"recorded": 3, "asked": 1}, 1, 2), (3, {"recorded": 2, "asked": 1}, 0, 1),
    ]  # fmt: skip


@pytest.fixture
def followed(item, approved, agency_a, committee, on_day):
    """A committee member who follows an agency of which a figure was recorded."""
    on_day(date(2022, 9, 20))
    User.objects.filter(pk=committee.pk).update(email="uyvien@example.vn")
    given = item()
    approved(given, 9, value=120)
    given.entries.get().events.update(at=now())
    follow(committee, agency=agency_a)
    follow(committee, agency=agency_a)
    return given


def test_one_letter_a_week_says_what_moved(followed, province, committee, on_day):
    assert (make_digests(province), make_digests(province)) == (1, 0)
    letter = Notice.objects.get(kind="digest")
    assert letter.body.splitlines()[0] == "- Sở Xây dựng: 1 số liệu được duyệt; tháng 9/2022 hoàn thành 1/1."
    assert "/following/stop/" in letter.body
    on_day(date(2022, 9, 23))
    assert make_digests(province) == 0
    send_notices()
    assert [message.to for message in mail.outbox] == [["uyvien@example.vn"]]


@pytest.fixture
def blocked(plan, item, confirmed, agency_a, agency_b, on_day):
    """An indicator that two agencies miss by one cause, a bottleneck by the plan's limits."""
    on_day(date(2022, 9, 20))
    plan.bottleneck_least = 2
    plan.save()
    items = [item(agency=agency, kind="ratio", low=80) for agency in (agency_a, agency_b)]
    for one in items:
        confirmed(one, "missed", since=date(2022, 1, 1))
    return items[0].indicator


def test_what_is_decided_of_a_bottleneck_stands_in_the_letter_and_at_home(
    client, blocked, plan, cause, province, agency_a, committee, officer, head_b, on_day
):
    follow(committee, indicator=blocked)
    follow(head_b, indicator=blocked)
    day, until = date(2022, 9, 21), date(2022, 11, 30)
    on_day(day)
    said = {"indicator": blocked, "cause": cause, "owner": agency_a, "confirmed_on": day, "due_on": until}
    row = confirm_bottleneck(plan, by=officer, **said)
    assert make_digests(province) == 1  # none to who does not read the province
    line = f"- {blocked.name}: 1 nguyên nhân điểm nghẽn được xác nhận; tháng 9/2022 hoàn thành 0/2."
    letter = Notice.objects.get(kind="digest")
    assert (letter.user, letter.body.splitlines()[0]) == (committee, line)
    client.force_login(committee)
    assert line in client.get("/").content.decode()
    on_day(date(2022, 10, 3))
    withdraw_bottleneck(row, by=officer, reason="Nhầm")
    row = confirm_bottleneck(plan, by=officer, **said)
    resolve_bottleneck(row, resolved_on=date(2022, 10, 3), by=officer)
    assert make_digests(province) == 1
    assert Notice.objects.filter(kind="digest").latest("on").body.splitlines()[0] == (
        f"- {blocked.name}: 1 nguyên nhân điểm nghẽn được xác nhận, 1 nguyên nhân điểm nghẽn đã được tháo gỡ, "
        "1 quyết định về điểm nghẽn được rút lại; tháng 9/2022 hoàn thành 0/2."
    )
    on_day(date(2022, 10, 17))
    assert make_digests(province) == 0


def test_nothing_that_moved_is_no_letter(followed, province, on_day):
    on_day(date(2022, 10, 20))
    assert make_digests(province) == 0


def test_one_click_stops_it_without_a_login(client, followed, province, committee):
    url = f"/following/stop/{stop_token(committee)}/"
    assert client.get(url).status_code == 200
    assert not LetterStop.objects.exists()
    assert client.post(url).status_code == 200
    assert LetterStop.objects.get().user == committee
    assert make_digests(province) == 0
    assert client.get("/following/stop/khong-phai/").status_code == 404
    client.force_login(committee)
    client.post("/following/letter/", {"act": "resume"})
    assert make_digests(province) == 1


def test_a_thing_is_followed_from_its_page_and_given_up(client, followed, committee, head_b):
    client.force_login(committee)
    url = f"/following/add/item/{followed.pk}/"
    assert "data" not in client.get(url).context
    assert client.post(url)["Location"] == "/following/"
    assert client.post(f"/following/add/indicator/{followed.indicator_id}/").status_code == 302
    assert [thing.kind for _row, thing, _url in client.get("/following/").context["board"]["rows"]] == [
        "agency", "item", "indicator",
    ]  # fmt: skip
    row = Follow.objects.get(item=followed)
    client.force_login(head_b)
    assert client.get(url).status_code == 404
    assert client.post(f"/following/{row.pk}/remove/").status_code == 404
    client.force_login(committee)
    client.post(f"/following/{row.pk}/remove/")
    assert not Follow.objects.filter(pk=row.pk).exists()
    assert client.get("/following/add/chair/1/").status_code == 404


def test_stopped_twice_is_once(committee):
    stop_letter(committee)
    stop_letter(committee)
    assert LetterStop.objects.count() == 1


def test_what_may_not_be_read_any_more_is_not_named(client, followed, item, committee):
    follow(committee, item=followed)
    follow(committee, indicator=followed.indicator)
    client.force_login(committee)
    assert followed.indicator.name in client.get("/following/").content.decode()
    committee.memberships.update(until=date(2022, 9, 1))
    page = client.get("/following/").content.decode()
    assert (followed.indicator.name in page, followed.agency.name in page) == (False, False)


def counted_in_the_letter(province):
    assert make_digests(province) == 1
    line = Notice.objects.get(kind="digest").body.splitlines()[0]
    return line.rsplit("hoàn thành ", 1)[1].rstrip(".")


def counted_on(client, person, url):
    client.force_login(person)
    told = client.get(f"{url}?year=2022&month=9&format=json").json()
    return f"{told['done']}/{told['applicable']}"


def test_it_counts_what_had_nothing_to_measure_as_the_month_does(
    client, followed, item, approved, plan, months, province, committee, administrator
):
    approved(item(kind="latest"), 9, is_no_activity=True)
    change_rules(plan, since=months[9], counts_no_activity=True, by=administrator, reason="QĐ 5")
    assert counted_in_the_letter(province) == counted_on(client, committee, "/boards/agency/so-a/") == "1/2"


def test_what_divisions_hold_of_an_indicator_is_not_counted_beside_their_agency(
    client, followed, item, approved, province, division_1, committee
):
    Follow.objects.all().delete()
    item(agency=division_1, indicator=followed.indicator)
    follow(committee, indicator=followed.indicator)
    page = f"/boards/indicator/{followed.indicator.code}/"
    assert counted_in_the_letter(province) == counted_on(client, committee, page) == "1/1"


def test_years_before_are_not_counted(client, followed, province, committee, agency_a):
    before = factories.PlanFactory(province=province, year=2021)
    plan_periods(before, by=None)
    before.periods.filter(month=12).update(state="open")
    assign(
        plan=before, agency=agency_a, indicator=followed.indicator, by=None, target={"operator": ">=", "low": 1},
        in_force_from=before.periods.get(month=1),
    )  # fmt: skip
    assert counted_in_the_letter(province) == counted_on(client, committee, "/boards/agency/so-a/") == "1/1"
