"""What an address of the table is of: what agency A signed, what was issued of it, how it is named."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from agencies.models import AgencyAlias, PeerGroup
from commitments.models import Commitment, CommitmentItem, Fulfilment, SignedFile, SigningEvent, TrustRoot
from kpis.models import Goal
from reports.models import IssuedReport, Publication, SignedReport
from tests import factories

ROOT = Path(__file__).resolve().parents[1] / "fixtures" / "papers" / "goc-chung-thuc-minh-hoa.pem"

OPEN_MONTH = {
    "province": "Tỉnh", "year": 2022, "month": 8,
    "closed_at": "2022-08-20T08:00+07:00", "data_from": "2022-07-15", "data_to": "2022-08-14",
    "done": 1, "applicable": 2, "not_measurable": 0, "rate": "0.5", "measurable_rate": None, "checksum": "0" * 64,
    "licence": {"name": "CC BY", "url": "x"}, "tables": {"pillars": [], "agencies": [], "items": []},
}  # fmt: skip


@pytest.fixture
def promised(plan, province, agency_a, head_a, administrator):
    """Address → arguments, of what agency A signed and is about to sign; drafts are what its other addresses are of."""
    event = SigningEvent.objects.create(plan=plan, agency=province, name="Hội nghị", signed_on=date(2022, 1, 5))
    again = SigningEvent.objects.create(plan=plan, agency=province, name="Bổ sung", signed_on=date(2022, 3, 5))
    said = {"agency": agency_a, "tier": "agency", "signatory_name": "A", "signatory_post": "B", "agency_name": "C",
            "counterparty_name": "D", "counterparty_agency_name": "E"}  # fmt: skip
    moment = timezone.now()
    signed = Commitment.objects.create(event=event, state="signed", recorded_at=moment, **said)
    drafted = Commitment.objects.create(event=again, state="draft", **said)
    item = CommitmentItem.objects.create(commitment=signed, order=1, text="Việc", way="confirmed")
    written = CommitmentItem.objects.create(commitment=drafted, order=1, text="Việc", way="confirmed")
    done = Fulfilment.objects.create(item=item, fulfilled_on=date(2022, 5, 1), claimed_at=moment, claimed_by=head_a)
    file = SignedFile.objects.create(
        commitment=signed, file="commitments/x", file_name="x.pdf", sha256="0" * 64, size=1, verdict="unsigned",
        verified_at=moment, uploaded_at=moment, uploaded_by=head_a,
    )  # fmt: skip
    root = TrustRoot.objects.create(
        province=province, name="Gốc", certificate=ROOT.read_text(), sha256="0" * 64, subject="x", valid_from=moment,
        valid_to=moment, added_at=moment, added_by=administrator,
    )  # fmt: skip
    of = {
        event: ("event-edit", "commitment-drafts"), signed: ("file-keep", "commitment-correct", "commitment-amend"),
        written: ("item-edit", "item-remove", "item-move"), item: ("fulfilment-claim",), root: ("trust-retire",),
        done: ("fulfilment-decide", "fulfilment-revoke"), file: ("file", "file-attest", "file-verify"),
    }  # fmt: skip
    known = {f"commitments:{name}": [row.pk] for row, names in of.items() for name in names}
    return drafted.pk, known | {"dashboards:commitment": [signed.pk], "workbooks:items-import": [again.pk]}


@pytest.fixture
def issued_reports(agency_a, head_a, administrator, months):
    """Address → arguments, of what was issued of agency A."""
    report = IssuedReport.objects.create(
        agency=agency_a, period=months[9], kind="month", number="01/BC", issued_on=date(2022, 9, 20), signatory="A",
        content={"title": {"text": "Báo cáo"}, "sections": []}, month_checksum="0" * 64, docx="reports/x",
        docx_sha256="0" * 64, pdf="reports/y", pdf_sha256="0" * 64, at=timezone.now(),
    )  # fmt: skip
    signed = SignedReport.objects.create(
        issued=report, file="reports/z", file_name="z.pdf", sha256="0" * 64, size=1, verdict="unsigned",
        at=timezone.now(),
    )  # fmt: skip
    open_month = Publication.objects.create(
        province=agency_a.province, period=months[8], code="vinh-phuc", year=2022, month=8, month_checksum="0" * 64,
        content=OPEN_MONTH, proposed_at=timezone.now(), proposed_by=administrator, published_at=timezone.now(),
        confirmed_by=head_a,
    )  # fmt: skip
    of_report = ("issued", "issued-docx", "issued-pdf", "signed-keep")
    place = ["vinh-phuc", 2022, 8]
    of_open = {"open": place[:1], "open-month": place, "open-json": place, "open-csv": [*place, "agencies"]}
    of_publication = ("publication", "publication-confirm", "publication-withdraw")
    return (
        {f"reports:{name}": [report.pk] for name in of_report}
        | {"reports:signed": [signed.pk]}
        | {f"reports:{name}": args for name, args in of_open.items()}
        | {f"reports:{name}": [open_month.pk] for name in of_publication}
    )


@pytest.fixture
def named(province, agency_a):
    """Address → arguments, of a group, of another name, of who stands in and of a goal."""
    group = PeerGroup.objects.create(province=province, code="nhom-rieng", name="Nhóm riêng")
    alias = AgencyAlias.objects.create(province=province, agency=agency_a, alias="Tên khác")
    about = {"indicator": factories.IndicatorFactory(province=province), "agency": agency_a}
    goal = Goal.objects.create(**about, year=2030, raw="95", set_at=timezone.now())
    role = {"agency": agency_a, "role": "agency_head", "is_acting": True, "decision_number": "1/UQ"}
    stands_in = factories.MembershipFactory(**role, since=date(2022, 1, 1), until=date(2022, 12, 31))
    known = {f"tree:group{doing}": [group.pk] for doing in ("", "-rename", "-fill", "-remove")}
    known |= {f"kpis:goal{doing}": [goal.pk] for doing in ("", "-remove")}
    return known | {"tree:agency-alias-remove": [agency_a.pk, alias.pk], "agencies:deputy-end": [stands_in.pk]}
