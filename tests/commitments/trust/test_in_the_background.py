"""Where a province has many files the worker judges them anew: watched, failed, overtaken, all of it or nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import AuditEvent, Membership, Work
from agencies.work import actions as work
from agencies.work.rules import SILENT
from commitments.files import verifying
from commitments.files.actions import keep_file
from commitments.files.inspecting.reading import inspect
from commitments.models import SignedFile, TrustRoot
from commitments.trust import background
from commitments.trust.actions import add_root
from tests.agencies.work.queue import in_hands_of, seen, work_off
from tests.commitments.files.signing import Authority, plain_pdf, signed
from tests.commitments.trust.test_trust import AN, handed
from tests.workbooks.handing import text_of

PAGE = "/trust/?province=vinh-phuc"


@pytest.fixture(scope="module")
def ca():
    return Authority()


@pytest.fixture(autouse=True)
def large(queue, monkeypatch):
    """Work waits in the database for a worker, one file is many, and files are read in this process."""
    monkeypatch.setattr(background, "LARGE", 1)
    monkeypatch.setattr(verifying, "_answers", lambda batch: [inspect(asked) for asked in batch])


@pytest.fixture
def admin(client, administrator, commit, division_1, head_a, ca):
    """The administrator of a province in which one file is signed."""
    data = signed(plain_pdf(), ca.person(AN))
    keep_file(commit(division_1), data, name="a.pdf", by=head_a, says_not_secret=True)
    client.force_login(administrator)
    return client


def verdict():
    return SignedFile.objects.get().verdict


def test_the_worker_judges_what_a_certificate_changes_and_the_page_tells_how_far(admin, administrator, ca):
    seen()
    assert admin.post("/trust/add/", handed(ca.pem)).url == PAGE
    assert (TrustRoot.objects.count(), verdict()) == (0, "untrusted")
    page = text_of(admin.get("/trust/"))
    assert "<progress" in page
    assert "/trust/add/" not in page
    assert "<progress" in text_of(admin.get("/trust/", headers={"HX-Request": "true"}))
    assert admin.post("/trust/add/", handed(Authority().pem)).status_code == 409
    work_off()
    root = TrustRoot.objects.get()
    assert (root.name, root.added_by, verdict()) == ("Gốc minh họa", administrator, "valid")
    assert admin.get("/trust/", headers={"HX-Request": "true"})["HX-Redirect"] == PAGE
    assert "/trust/add/" in text_of(admin.get("/trust/"))
    assert admin.post(f"/trust/{root.pk}/retire/").url == PAGE
    assert verdict() == "valid"
    work_off()
    root.refresh_from_db()
    assert (root.retired_by, verdict()) == (administrator, "untrusted")
    assert AuditEvent.objects.filter(action__startswith="trust-root").count() == 2


def test_what_is_no_certificate_is_refused_before_it_waits(admin, ca):
    assert admin.post("/trust/add/", handed(ca.key_pem)).status_code == 409
    assert not Work.objects.exists()


def test_a_file_that_cannot_be_read_leaves_everything_and_says_why(admin, ca, monkeypatch):
    def fail(batch):
        raise verifying.CannotStart

    read = verifying._answers
    monkeypatch.setattr(verifying, "_answers", fail)
    admin.post("/trust/add/", handed(ca.pem))
    work_off()
    assert (TrustRoot.objects.count(), verdict()) == (0, "untrusted")
    assert "Công việc chưa hoàn thành" in text_of(admin.get("/trust/"))
    monkeypatch.setattr(verifying, "_answers", read)
    admin.post("/trust/add/", handed(ca.pem))
    work_off()
    assert (TrustRoot.objects.count(), verdict()) == (1, "valid")


def test_who_is_overtaken_while_it_reads_writes_nothing_and_the_next_does_it_once(admin, ca, monkeypatch):
    admin.post("/trust/add/", handed(ca.pem))
    given, read = in_hands_of("w"), verifying._answers
    seen("w", 2 * SILENT)

    def slowly(batch):
        assert work.take_up_again() == 1
        monkeypatch.setattr(verifying, "_answers", read)
        return read(batch)

    monkeypatch.setattr(verifying, "_answers", slowly)
    background.trust_step.call(*given)
    assert (TrustRoot.objects.count(), verdict()) == (0, "untrusted")
    work_off()
    assert (TrustRoot.objects.count(), verdict()) == (1, "valid")


def test_who_administers_no_longer_changes_nothing(admin, administrator, ca):
    admin.post("/trust/add/", handed(ca.pem))
    Membership.objects.filter(user=administrator).update(until=timezone.localdate() - timedelta(days=1))
    work_off()
    assert (TrustRoot.objects.count(), verdict()) == (0, "untrusted")
    assert "không còn quản trị" in Work.objects.get().error


def test_few_files_are_judged_at_once(admin, administrator, province, ca, monkeypatch):
    monkeypatch.setattr(background, "LARGE", 2)
    admin.post("/trust/add/", handed(ca.pem))
    assert (verdict(), Work.objects.count()) == ("valid", 0)
    assert add_root(province, Authority("Khác").pem, name="", by=administrator).pk
