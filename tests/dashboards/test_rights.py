"""Every board's URL: anonymous, stranger, reader, writer; no board takes a POST."""

import pytest

ALL = ["province", "agencies", "agency", "division", "item", "indicators", "indicator", "rows", "search"]
ALL += ["freshness", "promises", "year"]
ALL += ["excluded", "bottlenecks", "matrix", "matrix-cell", "changes", "peers"]
ALL += ["commitments", "agency-commitments"]
NEED_PROVINCE = {"province", "bottlenecks"}
OWN_AGENCY = {"matrix-cell", "peers", "agency", "division", "item", "year", "agency-commitments"}


@pytest.mark.parametrize("name", ALL)
def test_who_is_not_logged_in_is_sent_to_the_login_page(client, urls, name):
    response = client.get(urls[name])
    assert response.status_code == 302
    assert response.url.startswith("/account/login/?next=/")


@pytest.mark.parametrize("name", ALL)
def test_a_stranger_finds_no_such_page(client, urls, stranger, name):
    client.force_login(stranger)
    assert client.get(urls[name]).status_code == 404


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["administrator", "officer", "committee"])
def test_who_holds_a_role_in_the_province_reads_every_board(client, urls, request, who, name):
    client.force_login(request.getfixturevalue(who))
    assert client.get(urls[name]).status_code == 200


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["head_a", "clerk_a"])
def test_an_agencys_people_read_their_own_boards_and_not_the_provinces(client, urls, request, who, name):
    client.force_login(request.getfixturevalue(who))
    assert client.get(urls[name]).status_code == (404 if name in NEED_PROVINCE else 200)


@pytest.mark.parametrize("name", sorted(NEED_PROVINCE | OWN_AGENCY))
def test_another_agencys_head_finds_no_such_page(client, urls, head_b, name):
    client.force_login(head_b)
    assert client.get(urls[name]).status_code == 404


def test_a_divisions_head_reads_the_division_and_not_the_agency_above(client, urls, head_division):
    client.force_login(head_division)
    assert client.get(urls["division"]).status_code == 200
    assert client.get(urls["agency"]).status_code == 404
    assert client.get(urls["item"]).status_code == 404
    assert client.get(urls["year"]).status_code == 404
    assert client.get(urls["agency-commitments"]).status_code == 404
    assert client.get(urls["commitments"]).status_code == 200
    assert client.get("/boards/agency/a-1/commitments/").status_code == 200


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("answer", ["json", "csv", "xlsx", "pdf"])
def test_machines_pass_the_same_gate_as_people(client, urls, head_b, committee, name, answer):
    url = f"{urls[name]}{'&' if '?' in urls[name] else '?'}format={answer}"
    client.force_login(head_b)
    assert (client.get(url).status_code == 404) == (name in NEED_PROVINCE | OWN_AGENCY)
    client.force_login(committee)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ALL)
def test_a_board_takes_no_post(client, urls, administrator, name):
    client.force_login(administrator)
    assert client.post(urls[name]).status_code == 405


def test_lists_hold_only_what_a_head_may_see(client, urls, head_b):
    client.force_login(head_b)
    for name in ("agencies", "rows", "indicator"):
        page = client.get(urls[name]).content.decode()
        assert "Sở Kế hoạch và Đầu tư" in page
        assert "Sở Xây dựng" not in page, name


def test_search_finds_only_what_a_head_may_see(client, urls, head_b):
    client.force_login(head_b)
    assert "/boards/agency/so-a/" not in client.get("/search/?q=so xay dung").content.decode()
    assert "/boards/agency/so-b/" in client.get("/search/?q=ke hoach dau tu").content.decode()


def test_a_role_that_has_ended_opens_nothing(client, urls, committee, on_day):
    from datetime import date

    committee.memberships.update(until=date(2022, 10, 1))
    on_day(date(2022, 10, 2))
    client.force_login(committee)
    assert client.get(urls["province"]).status_code == 404
