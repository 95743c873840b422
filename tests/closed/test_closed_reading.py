"""Who may read a closed month, what is shown of what came later, and how many questions it takes."""

from datetime import date

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agencies.databases.reading import is_live
from agencies.models import Agency
from agencies.people.actions import end_role, grant_role
from agencies.tree.actions import add_agency
from commitments.signing.actions import create_draft
from kpis.frozen.months import database_of
from kpis.items.actions import assign
from kpis.models import Indicator, Period
from tests import factories

JUNE = "?year=2022&month=6"
LIVING, MOST_KEPT = 3, 14  # session, person with their roles, months; what is asked of the month, a file here
BOARDS = (
    "province", "agencies", "agency/so-a", "agency/so-a/year", "agency/so-a/dossier", "agency/so-a/commitments",
    "indicators", "rows", "freshness", "promises", "commitments", "excluded",
)  # fmt: skip


@pytest.fixture
def june(world):
    return Period.objects.get(month=6)


def status(client, address, query=JUNE):
    return client.get(f"/boards/{address}/{query}").status_code


@pytest.mark.parametrize("address", BOARDS)
def test_a_board_of_a_closed_month_asks_few_questions(client, world, june, address):
    client.force_login(world.committee)
    month = connections[database_of(june)]
    with CaptureQueriesContext(connection) as living, CaptureQueriesContext(month) as kept:
        assert status(client, address) == 200
    assert len(living) == LIVING
    assert 0 < len(kept) <= MOST_KEPT  # how many exactly is told by the test of each board


def test_a_request_ends_on_the_living_database(client, world, june):
    client.force_login(world.committee)
    assert status(client, "province") == 200
    assert is_live()
    Indicator.objects.update(name="Tên hôm nay")
    page = client.get("/boards/indicators/?year=2022&month=9").content.decode()
    assert "Tên hôm nay" in page


def test_roles_are_todays_on_the_tree_as_it_was(client, world):
    client.force_login(world.head)
    assert [status(client, f"agency/{code}") for code in ("so-a", "a-1", "so-b")] == [200, 200, 404]
    newcomer = factories.UserFactory()
    grant_role(user=newcomer, agency=world.b, role="agency_head", by=None, since=date(2022, 7, 1))
    client.force_login(newcomer)
    assert [status(client, f"agency/{code}") for code in ("so-a", "so-b")] == [404, 200]
    end_role(newcomer.memberships.get(), until=date(2022, 7, 10), by=None)
    client.force_login(newcomer)
    assert status(client, "agency/so-b") == 404


def test_paths_of_today_open_nothing_in_the_tree_of_then(client, world):
    """Agency B stands today where agency A stood: its head still sees B of June, and nothing of A."""
    head_b = world.b.memberships.get(role="agency_head").user
    place = world.a.path
    Agency.objects.filter(pk=world.a.pk).update(path="9999")
    Agency.objects.filter(pk=world.b.pk).update(path=place)
    client.force_login(head_b)
    assert [status(client, f"agency/{code}") for code in ("so-a", "so-b")] == [404, 200]


def test_whose_agency_came_later_finds_nothing_in_the_month(client, world):
    new = add_agency(parent=world.province, name="Sở mới", code="so-moi", level="agency", by=None)
    person = factories.UserFactory()
    grant_role(user=person, agency=new, role="agency_head", by=None)
    client.force_login(person)
    assert [status(client, "rows", query) for query in (JUNE, "")] == [404, 200]
    assert [status(client, "agency/so-moi", query) for query in (JUNE, "?year=2022&month=9", "")] == [404, 200, 200]


def test_what_came_later_is_shown_in_the_open_month_where_none_is_asked_for(client, world):
    later = assign(
        plan=world.plan, agency=world.b, indicator=world.indicators.task, by=None, in_force_from=world.months[7],
        target={"operator": "done"},
    )  # fmt: skip
    client.force_login(world.committee)
    assert status(client, f"item/{later.pk}") == 404
    page = client.get(f"/boards/item/{later.pk}/")
    assert (page.status_code, page.context["scope"].period.month) == (200, 9)


def test_without_a_month_a_commitment_is_shown_as_it_stands_today(client, world):
    later = create_draft(world.events["third"], world.b, by=world.officer)
    client.force_login(world.committee)
    assert [status(client, f"commitment/{later.pk}", query) for query in (JUNE, "")] == [404, 200]


def test_a_commitment_deleted_since_is_still_in_its_month(client, world):
    paper = world.papers["gone"]
    address = f"commitment/{paper.pk}"
    paper.delete()
    client.force_login(world.committee)
    assert [status(client, address, query) for query in (JUNE, "")] == [200, 404]


def test_a_closed_month_leads_to_every_other_of_its_year(client, world):
    client.force_login(world.committee)
    months = client.get(f"/boards/province/{JUNE}").context["scope"].periods
    assert [month["url"] for month in months] == [f"/boards/province/?year=2022&month={n}" for n in range(1, 13)]
