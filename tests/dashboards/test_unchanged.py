"""A board seen again: nothing is built for who has it, and nobody is told so of anything else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Membership, User
from kpis.models import Standing
from tests.agencies.versions.settling import settled

URL = "/boards/province/?year=2022&month=9"
BOARDS = ("province", "agencies", "rows", "matrix", "indicators", "freshness", "commitments")


@pytest.fixture
def again(reader):
    """again(tag, url=URL): the status of asking with `tag`."""
    return lambda tag, url=URL: reader.get(url, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize("format", ["html", "csv"])
def test_who_has_a_board_of_an_open_month_is_told_that_it_holds(reader, again, name, format):
    url = f"/boards/{name}/?year=2022&month=9&format={format}"
    first = reader.get(url)
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    with CaptureQueriesContext(connection) as asked:
        assert again(first["ETag"], url) == 304
    assert len(asked) == 3


def test_after_a_write_it_is_built_anew(reader, again, province):
    tag = reader.get(URL)["ETag"]
    settled(province)
    Standing.objects.filter(state="behind").update(state="done")
    answer = reader.get(URL, headers={"If-None-Match": tag})
    assert (answer.status_code, again(answer["ETag"])) == (200, 304)


def test_another_question_person_language_day_or_session_has_another_tag(
    reader, client, again, officer, committee, on_day
):
    tag = reader.get(URL)["ETag"]
    assert [again(tag, url) for url in (f"{URL}&format=json", URL.replace("9", "8"), URL)] == [200, 200, 304]
    on_day(date(2022, 10, 3))
    assert again(tag) == 200
    tag = reader.get(URL)["ETag"]
    session = client.session
    session["kept"] = {"path": "/", "fields": []}
    session.save()
    assert again(tag) == 200
    client.force_login(committee)
    assert again(tag) == 200
    client.force_login(officer)
    assert again(tag) == 200
    tag = reader.get(URL)["ETag"]
    User.objects.filter(pk=officer.pk).update(language="en")
    assert again(tag) == 200


def test_whose_role_ends_finds_no_board_however_fresh_the_tag(reader, again, committee):
    tag = reader.get(URL)["ETag"]
    Membership.objects.filter(user=committee).delete()
    assert again(tag) == 404


@pytest.mark.parametrize(
    "path", ["province/", "matrix/", "bottlenecks/", "changes/", "agency/so-a/peers/", "agency/so-a/"]
)
def test_closed_months_answer_304_to_whoever_has_them(reader, again, close_until, province, path):
    close_until(9)
    page = f"/boards/{path}?year=2022&month=9" if path != "changes/" else f"/boards/{path}?year=2022&from=8&to=9"
    tags = {f"{page}{more}": reader.get(f"{page}{more}")["ETag"] for more in ("", "&format=json", "&format=xlsx")}
    assert {again(tag, url) for url, tag in tags.items()} == {304}
    settled(province)
    Standing.objects.filter(state="behind").update(state="done")
    assert {again(tag, url) for url, tag in tags.items() if "format" in url} == {304}


def test_a_file_of_a_closed_month_holds_whatever_is_written(reader, again, close_until, province):
    close_until(9)
    urls = [URL, f"{URL}&format=csv"]
    tags = [reader.get(url)["ETag"] for url in urls]
    settled(province)
    Standing.objects.filter(state="behind").update(state="done")
    assert [again(tag, url) for tag, url in zip(tags, urls, strict=True)] == [200, 304]
