"""The figures of an item by month: their unit stands once."""

from types import SimpleNamespace

import pytest

from dashboards.boards.item.page import APART, ItemBoard
from kpis.items.actions import hand_over
from tests import factories

VISITS, USERS = f"12{APART}lượt truy cập", f"12{APART}người dùng"


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        ([("–", VISITS), (VISITS, VISITS)], "lượt truy cập"),
        ([(VISITS, USERS)], ""),
        ([("12%", "12%"), ("–", "–")], ""),
    ],
)
def test_the_unit_of_all_months_is_said_once(texts, unit):
    months = [SimpleNamespace(reported_text=reported, value_text=result) for reported, result in texts]
    assert ItemBoard.unit.fget(SimpleNamespace(months=months)) == unit


def test_an_item_stands_with_who_led_it_in_the_month(
    client, committee, head_a, head_b, board_items, approved, agency_b, months, officer
):
    task = board_items["task"]
    hand_over([task], to=agency_b, since=months[9], by=officer, reason="NQ 01/2022")
    approved(task, 8, note="Đang soạn thảo")
    approved(task, 9, note="Việc của cơ quan mới")

    def seen(who, month):
        client.force_login(who)
        return client.get(f"/boards/item/{task.pk}/?year=2022&month={month}")

    for month, code, own, other in ((8, "so-a", head_a, head_b), (9, "so-b", head_b, head_a)):
        board = seen(committee, month).context["board"]
        assert f"/boards/agency/{code}/" in board.agency.url
        assert board.agency.url == board.crumbs[1].url
        assert seen(own, month).context["board"].agency == board.agency
        assert seen(other, month).status_code == (404 if other is head_a else 200)
    page = seen(head_a, 8).content.decode()
    assert "Đang soạn thảo" in page
    assert "Việc của cơ quan mới" not in page


def test_a_month_that_does_not_know_an_item_yet_leads_to_one_that_does(client, committee, close_until, item, plan):
    close_until(6)
    given = item(kind="peak", month=7)
    client.force_login(committee)
    url = f"/boards/item/{given.pk}/"
    answer = client.get(url, {"year": 2022, "month": 3})
    assert answer.status_code == 404
    assert f'<a href="{url}">Xem kỳ gần nhất</a>' in answer.content.decode()
    assert client.get(url).status_code == 200
    nothing = "/boards/item/999999/"
    told = client.get(nothing, {"year": 2022, "month": 3, "province": plan.province.code}).content.decode()
    assert f'<a href="{nothing}?province={plan.province.code}">' in told
    assert "Xem kỳ gần nhất" not in client.get(nothing).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "boards/agency/moi/", "boards/agency/moi/year/", "boards/agency/moi/dossier/", "boards/agency/moi/commitments/",
        "boards/agency/moi/peers/", "boards/promises/?agency=moi", "boards/indicator/{code}/", "reports/?agency=moi",
    ],
)  # fmt: skip
def test_what_a_closed_month_does_not_know_yet_is_shown_in_the_open_one(
    client, committee, close_until, item, province, address
):
    close_until(6)
    code = item(agency=factories.AgencyFactory(parent=province, code="moi"), kind="peak", month=7).indicator.code
    client.force_login(committee)
    url = "/" + address.format(code=code)
    assert client.get(url + ("&" if "?" in url else "?") + "year=2022&month=6").status_code == 404
    answer = client.get(url)
    assert (answer.status_code, "Tháng 7/2022" in answer.content.decode()) == (200, True)
