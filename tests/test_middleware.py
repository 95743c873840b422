from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.urls import include, path, reverse
from django.utils.translation import get_language

from dxtracker.requests.middleware import SEEN_COOKIE


def echo(request):
    return HttpResponse(f"{get_language()} {request.user.is_authenticated}")


urlpatterns = [
    path("echo/", echo),
    path("", echo, name="home"),
    path("", include(([path("login/", echo, name="login")], "agencies"))),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.test_middleware")]

MORNING = datetime(2022, 11, 10, 1, tzinfo=UTC)


@pytest.fixture
def person():
    return get_user_model().objects.create(username="lan", language="vi")


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(client, person, clock):
    client.force_login(person, backend="agencies.people.accounts.Accounts")
    return client


def test_a_stranger_reads_vietnamese_whatever_the_browser_prefers(client):
    response = client.get("/echo/", headers={"accept-language": "en-US,en"})
    assert response.content == b"vi False"
    assert response["Content-Language"] == "vi"


def test_a_stranger_may_choose_english_by_cookie(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get("/echo/").content == b"en False"


def test_an_unknown_language_in_the_cookie_is_ignored(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert client.get("/echo/").content == b"vi False"


def test_the_persons_own_choice_wins_over_the_cookie(visitor, person):
    person.language = "en"
    person.save()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    response = visitor.get("/echo/")
    assert response.content == b"en True"
    assert response["Content-Language"] == "en"


def test_a_request_leaves_no_language_behind(client):
    before = get_language()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.get("/echo/")
    assert get_language() == before


def test_somebody_who_keeps_working_stays_logged_in(visitor, clock):
    for _visit in range(4):
        assert visitor.get("/echo/").content == b"vi True"
        clock.shift(timedelta(minutes=29))


def test_after_the_limit_a_page_leads_to_the_login_and_back(visitor, clock):
    visitor.get("/echo/")
    clock.shift(timedelta(minutes=settings.DX_IDLE_MINUTES, seconds=1))
    response = visitor.get("/echo/?month=10")
    assert response.status_code == 302
    assert response.url == reverse("agencies:login") + "?next=/echo/%3Fmonth%3D10"
    assert "_auth_user_id" not in visitor.session


def test_the_login_itself_counts_where_the_cookie_is_gone(visitor, clock):
    clock.shift(timedelta(minutes=29))
    assert visitor.get("/echo/").content == b"vi True"
    del visitor.cookies[SEEN_COOKIE]
    clock.shift(timedelta(minutes=2))
    assert visitor.get("/echo/").status_code == 302


def test_the_cookie_of_another_session_is_worth_nothing(visitor, client, person, clock):
    clock.shift(timedelta(minutes=29))
    other = type(client)()
    other.force_login(person, backend="agencies.people.accounts.Accounts")
    other.get("/echo/")
    visitor.cookies[SEEN_COOKIE] = other.cookies[SEEN_COOKIE].value
    clock.shift(timedelta(minutes=2))
    assert visitor.get("/echo/").status_code == 302


def test_the_cookie_is_rewritten_once_a_minute_at_most(visitor, clock):
    assert SEEN_COOKIE in visitor.get("/echo/").cookies
    clock.shift(timedelta(seconds=50))
    assert SEEN_COOKIE not in visitor.get("/echo/").cookies
    clock.shift(timedelta(seconds=11))
    assert SEEN_COOKIE in visitor.get("/echo/").cookies


def test_a_visit_costs_two_reads_and_no_write(visitor, django_assert_num_queries):
    visitor.get("/echo/")
    with django_assert_num_queries(2) as queries:
        visitor.get("/echo/")
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_a_machine_is_told_401(visitor, clock):
    clock.shift(timedelta(hours=1))
    response = visitor.get("/echo/?format=json")
    assert response.status_code == 401
    assert response.json() == {"error": "session_expired"}


def test_htmx_is_sent_to_the_login_with_the_page_it_was_on(visitor, clock):
    clock.shift(timedelta(hours=1))
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/echo/?year=2022"}
    response = visitor.post("/echo/", headers=headers)
    assert response.status_code == 401
    assert response["HX-Redirect"] == reverse("agencies:login") + "?next=/echo/%3Fyear%3D2022"


def test_a_form_sent_too_late_leads_to_the_login_without_a_way_back_to_a_post(visitor, clock):
    clock.shift(timedelta(hours=1))
    response = visitor.post("/echo/")
    assert response.status_code == 302
    assert response.url == reverse("agencies:login")
