"""A file of many rows is offered, prepared by the worker by the rights of who asked, fetched by nobody else."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agencies.models import Membership, Work
from agencies.work.queries import progress_of
from dashboards.prepared import rules
from dashboards.prepared.actions import forget_files
from tests.workbooks.handing import text_of

ROWS = "/boards/rows/?year=2022&month=9&format=xlsx"
REPORT = "/reports/report.docx?year=2022&month=9"


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Two rows are many."""
    monkeypatch.setattr(rules, "LARGE", 1)


def asked(client, address):
    return client.post("/files/ask/", {"address": address})


def test_the_examples_of_the_rules_hold(monkeypatch):
    monkeypatch.setattr(rules, "LARGE", 5_000)


@pytest.mark.parametrize(("address", "name"), [(ROWS, ".xlsx"), (REPORT, ".docx")])
def test_a_large_file_is_offered_prepared_and_fetched(client, committee, board_items, address, name):
    client.force_login(committee)
    offered = client.get(address)
    assert "Content-Disposition" not in offered
    assert 'action="/files/ask/"' in text_of(offered)
    assert asked(client, address)["Location"] == "/files/"
    page = text_of(client.get("/files/"))
    assert "/files/fetch/" in page
    assert '<a href="/account/">' in page.partition('<nav class="crumbs"')[2]
    assert 'href="/files/"' in text_of(client.get("/account/"))
    fetched = client.get("/files/fetch/")
    assert name in fetched["Content-Disposition"]
    assert fetched.content.startswith(b"PK")


def test_what_is_quick_or_small_is_answered_at_once(client, committee, board_items, monkeypatch):
    client.force_login(committee)
    assert "attachment" in client.get(ROWS.replace("xlsx", "csv"))["Content-Disposition"]
    monkeypatch.setattr(rules, "LARGE", 5_000)
    assert "attachment" in client.get(ROWS)["Content-Disposition"]


def test_a_file_is_for_who_asked_alone(client, committee, officer, board_items):
    client.force_login(committee)
    asked(client, ROWS)
    client.force_login(officer)
    assert client.get("/files/fetch/").status_code == 404
    assert "/files/fetch/" not in text_of(client.get("/files/"))


@pytest.mark.parametrize(
    "address", ["", "/files/", "/imports/people.xlsx", "/account/", "/nowhere/", "https://example.vn/boards/rows/"]
)
def test_only_boards_and_reports_are_prepared(client, committee, board_items, address):
    client.force_login(committee)
    assert asked(client, address).status_code == 404
    assert not Work.objects.exists()


def test_what_is_no_file_is_not_prepared(client, committee, board_items):
    client.force_login(committee)
    asked(client, "/boards/rows/?year=2022&month=9")
    assert "Yêu cầu lại" in text_of(client.get("/files/"))


def test_who_may_not_read_it_gets_no_file(client, committee, stranger, board_items):
    client.force_login(stranger)
    asked(client, ROWS)
    page = text_of(client.get("/files/"))
    assert "Tệp này không còn, hoặc tài khoản này không có quyền xem" in page
    assert client.get("/files/fetch/").status_code == 404


def test_a_right_that_ended_while_the_file_waited_counts(client, committee, board_items, queue):
    client.force_login(committee)
    asked(client, ROWS)
    assert "chưa có tiến trình nền" in text_of(client.get("/files/"))
    assert 'hx-trigger="every 1s"' in text_of(client.get("/files/", headers={"HX-Request": "true"}))
    asked(client, REPORT)
    held = Work.objects.get()
    assert held.said["address"] == ROWS
    Membership.objects.filter(user=committee).delete()
    from dashboards.prepared.background import prepare_file

    prepare_file.call(held.pk, str(held.attempt))
    assert progress_of("file", committee.pk).error
    assert client.get("/files/", headers={"HX-Request": "true"})["HX-Redirect"] == "/files/"


def test_a_prepared_file_is_kept_for_a_day(client, committee, board_items):
    client.force_login(committee)
    asked(client, ROWS)
    assert forget_files(timezone.now() - timedelta(days=1)) == 0
    assert forget_files(timezone.now() + timedelta(seconds=1)) >= 1
    assert default_storage.listdir("prepared")[1] == []
    assert client.get("/files/fetch/").status_code == 404
