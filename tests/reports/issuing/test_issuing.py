"""A report is issued once its month is closed; afterwards nothing of it changes, and what is different now is told."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from agencies.models import AuditEvent
from commitments.files import verifying
from commitments.files.inspecting.reading import inspect
from kpis.errors import CannotChange
from kpis.models import Period
from kpis.periods.actions import close_again, reopen_period
from reports.additions.actions import add_text
from reports.issuing import rules
from reports.issuing.actions import issue_report, keep_signed
from reports.issuing.page import issued_page
from reports.models import IssuedReport
from tests.closed.world import LATER
from tests.commitments.files.signing import scan_pdf

SAID = {"kind": "month", "number": "05/BC-SXD", "on": date(2022, 7, 20), "signatory": "Nguyễn Văn A"}


SHARED, SHARED_ON = ("closed",), date(2022, 7, 25)


@pytest.fixture(autouse=True)
def today(on_day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    on_day(SHARED_ON)


@pytest.fixture
def closed(item, approved, close_until):
    """Months 1 to 6 closed; agency A has two items, one of which is done in June."""
    given = item(low=100)
    item(kind="latest", low=10)
    approved(given, 6, value=120)
    close_until(6)
    return given


def june():
    return Period.objects.select_related("plan__province").get(month=6)


@pytest.fixture
def issued(closed, agency_a, head_a):
    return issue_report(june(), agency_a, by=head_a, **SAID)


def test_both_files_are_kept_by_their_hashes_with_what_was_said(issued, agency_a, head_a):
    for name, sha256 in ((issued.docx.name, issued.docx_sha256), (issued.pdf.name, issued.pdf_sha256)):
        with default_storage.open(name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == sha256
    assert (issued.agency, issued.by, issued.number) == (agency_a, head_a, "05/BC-SXD")
    assert issued.content["sections"][0]["sentences"][0]["figures"]["hoan_thanh"] == "1"
    assert issued.month_checksum == issued.period.checksum


@pytest.mark.parametrize(
    ("more", "month"),
    [
        ({"number": " "}, 6),
        ({"signatory": ""}, 6),
        ({"on": date(2022, 7, 26)}, 6),
        ({"on": date(2022, 6, 1)}, 6),
        ({}, 7),
        ({"kind": "quarter"}, 5),
        ({"kind": "year"}, 6),
    ],
)
def test_what_cannot_be_issued_is_refused(closed, period, agency_a, head_a, more, month):
    with pytest.raises(CannotChange):
        issue_report(period(month), agency_a, by=head_a, **SAID | more)
    assert not IssuedReport.objects.exists()


def test_the_same_number_is_issued_once(issued, agency_a, head_a):
    with pytest.raises(CannotChange):
        issue_report(june(), agency_a, by=head_a, **SAID)
    assert IssuedReport.objects.count() == 1


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_issued(issued, change):
    rows = IssuedReport.objects.filter(pk=issued.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(number="06/BC") if change == "update" else rows.delete()
    assert IssuedReport.objects.get().number == "05/BC-SXD"


def test_written_again_it_says_what_changed_since(issued, closed, agency_a, officer, approved, head_a, clerk_a):
    assert issued_page(issued, head_a).changes == ()
    add_text(agency_a, june(), kind="month", section="muc_5", text="Đề nghị bổ sung kinh phí.", by=clerk_a)
    assert [(one.old, one.new) for one in issued_page(issued, head_a).changes] == [("", "Đề nghị bổ sung kinh phí.")]
    act = reopen_period(june(), by=officer, reason="đính chính", until=LATER)
    fresh = IssuedReport.objects.select_related("period__plan", "agency").get()
    assert issued_page(fresh, head_a).is_open
    approved(closed.agency.assignments.get(indicator__over_time="latest"), 6, value=12)
    act.at, act.until = act.at - timedelta(days=3), act.at - timedelta(days=2)
    act.save()
    close_again(act, by=officer)
    fresh = IssuedReport.objects.select_related("period__plan", "agency").get()
    changed = issued_page(fresh, head_a).changes
    assert any("đã hoàn thành 1/2" in one.old for one in changed)
    assert any("đã hoàn thành toàn bộ 2/2" in one.new for one in changed)
    item = closed.agency.assignments.get(indicator__over_time="latest").indicator
    (row,) = [one for one in changed if one.where.startswith("Kết quả từng chỉ tiêu")]
    assert row.old.startswith(f"{item.code} · {item.name} · ")
    assert ("12\xa0" in row.old, "12\xa0" in row.new) == (False, True)
    (gone,) = [one for one in changed if one.where.startswith("Chỉ tiêu, nhiệm vụ chưa hoàn thành")]
    assert (gone.old.startswith(item.code), gone.new) == (True, "")


def test_the_signed_file_is_kept_with_its_verdict(issued, head_a, monkeypatch):
    monkeypatch.setattr(verifying, "_answers", lambda batch: [inspect(asked) for asked in batch])
    said = {"name": "da-ky.pdf", "says_not_secret": True, "by": head_a}
    kept = keep_signed(issued, scan_pdf(), **said)
    assert (kept.verdict, keep_signed(issued, scan_pdf(), **said)) == ("unsigned", kept)
    with pytest.raises(CannotChange):
        keep_signed(issued, b"no pdf", **said)


def test_a_signed_file_handed_in_twice_while_it_is_read_is_one(issued, head_a, monkeypatch):
    said = {"name": "da-ky.pdf", "says_not_secret": True, "by": head_a}
    first = []

    def answers(batch):
        if not first:
            first.append(None)
            first.append(keep_signed(issued, scan_pdf(), **said))
        return [inspect(asked) for asked in batch]

    monkeypatch.setattr(verifying, "_answers", answers)
    assert keep_signed(issued, scan_pdf(), **said) == first[1]


def annex(number, *rows):
    return {"annexes": [{"number": number, "code": "chi_tieu", "title": "Từng chỉ tiêu", "tables": [
        {"title": "", "headings": [], "rows": list(rows)}]}]}  # fmt: skip


def test_rows_are_told_by_what_they_are_and_not_by_their_number():
    before = annex(
        "II", ["Sở A"], ["1", "C1", "Họp", "80%"], ["2", "C2", "Tin", "5"], ["Sở B"], ["3", "C1", "Họp", "9%"]
    )
    now = annex("I", ["Sở A"], ["1", "C2", "Tin", "6"], ["Sở B"], ["2", "C1", "Họp", "9%"], ["3", "C3", "Mới", "1"])
    assert [(one.old, one.new, one.where) for one in rules.differences(before, now)] == [
        ("C1 · Họp · 80%", "", "Từng chỉ tiêu · Sở A"),
        ("C2 · Tin · 5", "C2 · Tin · 6", "Từng chỉ tiêu · Sở A"),
        ("", "C3 · Mới · 1", "Từng chỉ tiêu · Sở B"),
    ]


def test_it_is_issued_and_handed_out_through_its_pages(client, closed, head_a, committee, agency_a):
    client.force_login(head_a)
    address = f"/reports/issue/?year=2022&month=6&agency={agency_a.code}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"number": "", "on": "x", "signatory": "A"}).status_code == 422
    said = {"number": "07/BC", "on": "20/07/2022", "signatory": "Nguyễn Văn A"}
    response = client.post(address, said | {"signatory_post": "KT. GIÁM ĐỐC\r\nPHÓ GIÁM ĐỐC"})
    assert response.status_code == 302
    page = client.get(response["Location"])
    assert "07/BC" in page.content.decode()
    report = client.get(f"/reports/?year=2022&month=6&agency={agency_a.code}").content.decode()
    assert response["Location"] in report
    for name, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        file = client.get(f"{response['Location']}report.{name}")
        content = b"".join(file.streaming_content)
        assert content.startswith(start)
        assert file["Content-Disposition"] == f'attachment; filename="bao-cao-07-BC-2022-07-20.{name}"'
    lines = [line.strip() for page in PdfReader(io.BytesIO(content)).pages for line in page.extract_text().splitlines()]
    assert "THỦ TRƯỞNG CƠ QUAN" not in lines
    at = lines.index("KT. GIÁM ĐỐC")
    assert "PHÓ GIÁM ĐỐC" in lines[at : at + 4]
    assert "(Kèm theo Báo cáo số 07/BC ngày 20 tháng 7 năm 2022 của Sở Xây dựng)" in " ".join(lines)
    assert AuditEvent.objects.get(action="report-issued").new["signatory_post"] == "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"
    client.force_login(committee)
    assert client.post(address, {}).status_code == 403
