"""What must be true of issued reports is a database constraint: each is broken here once, past every action."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from reports.models import IssuedReport, Publication, SignedReport
from tests.databases import refused

AT = datetime(2022, 10, 1, tzinfo=UTC)


@pytest.fixture
def said(agency_a, months):
    return {
        "agency": agency_a, "period": months[9], "kind": "month", "number": "01/BC", "issued_on": date(2022, 9, 20),
        "signatory": "A", "content": {}, "month_checksum": "0" * 64, "docx": "x", "docx_sha256": "0" * 64, "pdf": "y",
        "pdf_sha256": "0" * 64, "at": AT,
    }  # fmt: skip


def test_a_number_is_issued_once_of_an_agency_month_and_stretch(said):
    IssuedReport.objects.create(**said)
    with refused("issued_report_number_once"):
        IssuedReport.objects.create(**said)
    IssuedReport.objects.create(**said | {"kind": "quarter"})


@pytest.mark.parametrize("name", ["number", "signatory", "docx_sha256", "pdf_sha256"])
def test_what_is_issued_is_whole(said, name):
    with refused("issued_report_is_whole"):
        IssuedReport.objects.create(**said | {name: ""})


def test_a_signed_file_is_kept_once(said):
    issued = IssuedReport.objects.create(**said)
    file = {"issued": issued, "file": "z", "file_name": "z.pdf", "sha256": "1" * 64, "size": 1, "at": AT}
    SignedReport.objects.create(**file, verdict="unsigned")
    with refused("signed_report_once"):
        SignedReport.objects.create(**file, verdict="unsigned")


@pytest.fixture
def shown(province, months, administrator):
    return {
        "province": province, "period": months[9], "code": "vinh-phuc", "year": 2022, "month": 9, "content": {},
        "month_checksum": "0" * 64, "proposed_at": AT, "proposed_by": administrator,
    }  # fmt: skip


def test_a_month_is_published_once_until_it_is_withdrawn(shown, officer):
    first = Publication.objects.create(**shown)
    with refused("publication_of_a_month_once"):
        Publication.objects.create(**shown)
    Publication.objects.filter(pk=first.pk).update(withdrawn_at=AT, withdrawn_by=officer, reason="đính chính")
    Publication.objects.create(**shown)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("publication_is_confirmed", {"published_at": AT}),
        ("publication_withdrawn_with_reason", {"withdrawn_at": AT}),
        ("publication_withdrawn_with_reason", {"reason": "đính chính"}),
    ],
)
def test_what_is_published_is_confirmed_and_what_is_withdrawn_says_why(shown, constraint, wrong):
    with refused(constraint):
        Publication.objects.create(**shown, **wrong)


def test_nobody_confirms_what_they_proposed(shown, administrator):
    with refused("publication_by_two_people"):
        Publication.objects.create(**shown, published_at=AT, confirmed_by=administrator)


def test_every_constraint_of_the_app_is_broken_above():
    written = set(Path(__file__).read_text().split('"'))
    kept = {
        constraint.name
        for model in apps.get_app_config("reports").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint)
    }
    assert kept - written == set()
