"""Goals of later years: listed, set, changed, taken away by hand; seen at the item, and no month judged by them."""

from datetime import date

import pytest

from agencies.models import AuditEvent
from kpis.goals.actions import set_goal
from kpis.models import Goal, Standing
from tests import factories

PAGE, NEW = "/plans/goals/", "/plans/goals/new/"


@pytest.fixture
def held(item, approved, on_day):
    on_day(date(2022, 9, 20))
    given = item(low=100, kind="latest")
    approved(given, 8, value=50)
    return given


def sent(item, **said):
    return {"indicator": item.indicator_id, "agency": item.agency_id, "year": 2030, "raw": "Trên 1.000"} | said


def test_a_goal_is_set_changed_and_taken_away(held, administrator, client):
    client.force_login(administrator)
    before = list(Standing.objects.order_by("pk").values())
    document = factories.DocumentFactory(province=held.agency.province)
    assert client.post(NEW, sent(held, document=document.pk, reason="Nghị quyết")).status_code == 302
    goal = Goal.objects.get()
    assert (goal.year, goal.raw, goal.document, goal.set_by) == (2030, "Trên 1.000", document, administrator)
    event = AuditEvent.objects.get(action="goal-set")
    assert (event.agency, event.new["raw"], event.reason) == (held.agency, "Trên 1.000", "Nghị quyết")
    address = f"{PAGE}{goal.pk}/"
    assert client.post(address, {"raw": "Trên 2.000"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.raw, goal.document) == ("Trên 2.000", None)
    assert client.post(address + "remove/", {}).status_code == 422
    assert client.post(address + "remove/", {"reason": "Nhầm"}).status_code == 302
    assert not Goal.objects.exists()
    assert AuditEvent.objects.get(action="goal-removed").old["raw"] == "Trên 2.000"
    assert list(Standing.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"year": 2022}, "year"), ({"year": 3000}, "year"), ({"raw": ""}, "raw"), ({"raw": "Giảm 10%"}, "raw"),
        ({"raw": "Hoàn thành"}, "raw"), ({"agency": 0}, "agency"), ({"indicator": 0}, "indicator"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_place(held, administrator, client, said, field):
    client.force_login(administrator)
    refused = client.post(NEW, sent(held, **said))
    assert refused.status_code == 422
    assert refused.context["board"]["form"].errors.keys() == {field}
    assert not Goal.objects.exists()


def test_said_again_it_leaves_no_trace(held, administrator):
    for _ in range(2):
        set_goal(indicator=held.indicator, agency=held.agency, year=2030, raw="95", by=administrator)
    assert AuditEvent.objects.filter(action="goal-set").count() == 1


def test_it_stands_at_the_item_beside_target_and_path(held, administrator, client):
    set_goal(indicator=held.indicator, agency=held.agency, year=2030, raw="Trên 1.000", by=administrator)
    set_goal(indicator=held.indicator, agency=held.agency.province, year=2045, raw="Trên 9.000", by=administrator)
    client.force_login(administrator)
    board = client.get(f"/boards/item/{held.pk}/").context["board"]
    assert [(goal.year, goal.text, goal.is_of_province) for goal in board.goals] == [
        ("2030", "Trên 1.000", False), ("2045", "Trên 9.000", True),
    ]  # fmt: skip
    page = client.get(f"/items/{held.pk}/").content.decode()
    assert "Trên 1.000" in page
    assert f"{NEW}?indicator={held.indicator_id}" in page


def test_a_new_goal_begins_with_the_item_it_was_asked_from(held, administrator, client):
    client.force_login(administrator)
    form = client.get(f"{NEW}?indicator={held.indicator_id}&agency={held.agency.code}").context["board"]["form"]
    assert form.initial == {"indicator": held.indicator_id, "agency": held.agency_id}


def test_an_agency_sees_the_province_s_goals_and_its_own(held, agency_b, administrator, clerk_a, client):
    for agency, raw in ((held.agency, "11"), (agency_b, "22"), (agency_b.province, "33")):
        set_goal(indicator=held.indicator, agency=agency, year=2030, raw=raw, by=administrator)
    client.force_login(clerk_a)
    board = client.get(PAGE).context["board"]
    assert [(line.text, line.url) for _indicator, lines in board.groups for line in lines] == [("33", ""), ("11", "")]


def test_the_list_is_searched_and_asks_as_often_for_many(held, administrator, client, django_assert_num_queries):
    set_goal(indicator=held.indicator, agency=held.agency, year=2030, raw="11", by=administrator)
    client.force_login(administrator)
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)
    for year in (2031, 2032):
        set_goal(indicator=held.indicator, agency=held.agency, year=year, raw="11", by=administrator)
    with django_assert_num_queries(4):
        client.get(PAGE)
    assert len(client.get(PAGE + "?year=2031").context["board"].groups[0][1]) == 1
    assert client.get(PAGE + "?q=không có gì").context["board"].groups == ()
    with django_assert_num_queries(7):
        client.get(f"{NEW}?indicator={held.indicator_id}&agency={held.agency.code}")
