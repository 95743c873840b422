"""A report of many items is issued by the worker: watched, overtaken, refused, all of it or nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from agencies.models import AuditEvent, Membership, Work
from agencies.work import actions as work
from agencies.work.rules import SILENT
from kpis.errors import CannotChange
from kpis.periods.actions import reopen_period
from reports.additions.actions import add_text
from reports.issuing import actions, background
from reports.issuing.actions import issue_report
from reports.models import IssuedReport
from tests.agencies.work.queue import in_hands_of, seen, work_off
from tests.closed.world import LATER
from tests.reports.issuing.test_issuing import SAID, SHARED_ON, closed, june, today  # noqa: F401  -- fixtures
from tests.workbooks.handing import text_of

# ruff: noqa: F811  -- which tests then name as arguments

FORM = {"number": "05/BC-SXD", "on": "20/07/2022", "signatory": "Nguyễn Văn A"}
SHARED = ("closed",)


@pytest.fixture(autouse=True)
def large(queue, today, monkeypatch):
    """Work waits in the database for a worker; two items are many."""
    monkeypatch.setattr(background, "LARGE", 1)


@pytest.fixture
def address(agency_a):
    return f"/reports/issue/?year=2022&month=6&agency={agency_a.code}"


@pytest.fixture
def head(client, head_a, closed):
    client.force_login(head_a)
    return client


def test_the_worker_issues_what_is_issued_at_once_and_the_page_tells_how_far(head, head_a, agency_a, address):
    with transaction.atomic():
        at_once = issue_report(june(), agency_a, by=head_a, **SAID)
        at_once.refresh_from_db()
        transaction.set_rollback(True)
    seen()
    sent = head.post(address, FORM)
    assert sent.url.startswith("/reports/issue/?")
    assert not IssuedReport.objects.exists()
    page = text_of(head.get(sent.url))
    assert "<progress" in page
    assert 'name="number"' not in page
    assert "<progress" in text_of(head.get(sent.url, headers={"HX-Request": "true"}))
    assert head.post(address, FORM | {"number": "06/BC"}).status_code == 409
    work_off()
    row = IssuedReport.objects.get()
    same = ("content", "docx_sha256", "pdf_sha256", "month_checksum", "number", "issued_on", "signatory", "by_id")
    assert [getattr(row, name) for name in same] == [getattr(at_once, name) for name in same]
    event = AuditEvent.objects.get(action="report-issued")
    assert (event.by, event.new["sha256"]["pdf"]) == (head_a, row.pdf_sha256)
    place = f"/reports/issued/{row.pk}/"
    assert head.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == place
    assert f'href="{place}"' in text_of(head.get(address))
    assert head.get(place).status_code == 200


@pytest.mark.parametrize("more", [{"on": "26/07/2022"}, {"on": "01/06/2022"}, {"number": "05/BC-SXD"}])
def test_what_cannot_be_issued_is_refused_before_it_waits(head, head_a, agency_a, address, more):
    issue_report(june(), agency_a, by=head_a, **SAID)
    assert head.post(address, FORM | more).status_code == 409
    assert not Work.objects.exists()


def test_it_holds_what_people_had_added_when_it_was_asked_for(head, agency_a, clerk_a, address):
    said = {"kind": "month", "section": "muc_5", "by": clerk_a}
    add_text(agency_a, june(), text="Đề nghị bổ sung kinh phí.", **said)
    head.post(address, FORM)
    add_text(agency_a, june(), text="Câu viết sau khi đã bấm phát hành.", **said)
    work_off()
    added = [text for part in IssuedReport.objects.get().content["sections"] for text in part["added"]]
    assert added == ["Đề nghị bổ sung kinh phí."]


def test_who_is_overtaken_while_it_draws_issues_nothing_and_the_next_does_it_once(head, address, monkeypatch):
    head.post(address, FORM)
    given, build = in_hands_of("w"), actions.build
    seen("w", 2 * SILENT)

    def slowly(*args):
        assert work.take_up_again() == 1
        monkeypatch.setattr(actions, "build", build)
        return build(*args)

    monkeypatch.setattr(actions, "build", slowly)
    background.issue_step.call(*given)
    assert not IssuedReport.objects.exists()
    assert not AuditEvent.objects.filter(action="report-issued").exists()
    work_off()
    assert IssuedReport.objects.count() == AuditEvent.objects.filter(action="report-issued").count() == 1


def test_a_month_opened_again_meanwhile_is_not_issued(head, officer, address):
    head.post(address, FORM)
    reopen_period(june(), by=officer, reason="đính chính", until=LATER)
    work_off()
    assert not IssuedReport.objects.exists()
    assert "đã được mở lại" in Work.objects.get().error


def test_who_may_issue_no_longer_issues_nothing(head, head_a, address):
    head.post(address, FORM)
    Membership.objects.filter(user=head_a).update(until=SHARED_ON - timedelta(days=1))
    work_off()
    assert not IssuedReport.objects.exists()
    assert "không còn quyền phát hành" in Work.objects.get().error


def test_why_it_was_not_issued_stands_above_the_form(head, address, monkeypatch):
    def fail(*args, **options):
        raise CannotChange("không vẽ được")

    monkeypatch.setattr(background, "issue_report", fail)
    head.post(address, FORM)
    work_off()
    page = text_of(head.get(address))
    assert "không vẽ được" in page
    assert 'name="number"' in page


def test_the_report_of_the_province_is_issued_by_the_standing_body(client, closed, officer, province):
    client.force_login(officer)
    assert client.post("/reports/issue/?year=2022&month=6", FORM).status_code == 302
    work_off()
    row = IssuedReport.objects.get()
    assert (row.agency, row.by) == (province, officer)


def test_a_small_report_is_issued_at_once(head, address, monkeypatch):
    monkeypatch.setattr(background, "LARGE", 2)
    assert head.post(address, FORM).url == f"/reports/issued/{IssuedReport.objects.get().pk}/"
    assert not Work.objects.exists()
