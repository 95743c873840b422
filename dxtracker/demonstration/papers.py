"""Signed files of the demonstration, all invented: a PDF with a digital signature, whom to trust, a scan."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agencies.models import Agency
from commitments.files.inspecting.facts import Facts
from commitments.files.verdicts import verdict
from commitments.files.verifying import readings
from commitments.models import Attestation, Commitment, SignedFile, TrustRoot
from commitments.trust.actions import certificate_in
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import at
from dxtracker.demonstration.people import Cast

ROOT = "goc-chung-thuc-minh-hoa.pem"
FILES = {"SXD-VP": "cam-ket-van-phong-so.pdf", "SXD-QLN": "ban-quet-quan-ly-nha.pdf"}
ATTESTED = ("SXD-QLN", "giamdoc.sxd")  # by one of the two people that it takes
KEPT_ON = date(2022, 3, 4)


def load(province: Agency, cast: Cast) -> None:
    """Trust the illustrative root, keep the files as their commitments' ones."""
    kept_at = at(KEPT_ON, 9)
    root = certificate_in(_bytes(ROOT))
    TrustRoot.objects.create(
        province=province, name=root.name, certificate=root.pem, sha256=root.sha256, subject=root.subject,
        valid_from=root.valid_from, valid_to=root.valid_to, added_at=kept_at, added_by=cast.users["admin"],
        is_illustrative=True,
    )  # fmt: skip
    keep_files()
    papers = {code: _bytes(name) for code, name in FILES.items()}
    read = readings([(data, kept_at) for data in papers.values()], [root.pem], with_text=True)
    for (code, data), found in zip(papers.items(), read, strict=True):
        commitment = Commitment.objects.get(agency__code=code, agency__province=province)
        file = _kept(commitment, FILES[code], data, found.facts, kept_at, cast)
        if code == ATTESTED[0]:
            Attestation.objects.create(file=file, by=cast.users[ATTESTED[1]], at=at(KEPT_ON, 10))


def keep_files() -> None:
    """Put the files into the storage, where they are not there yet."""
    for data in map(_bytes, FILES.values()):
        if not default_storage.exists(_place(data)):
            default_storage.save(_place(data), ContentFile(data))


def _place(data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    return f"commitments/{sha256[:2]}/{sha256}"


def _bytes(name: str) -> bytes:
    return (sheets.folder() / "papers" / name).read_bytes()


def _kept(commitment: Commitment, name: str, data: bytes, facts: Facts, kept_at: datetime, cast: Cast) -> SignedFile:
    return SignedFile.objects.create(
        commitment=commitment, file=_place(data), file_name=name, sha256=hashlib.sha256(data).hexdigest(),
        size=len(data), pages=facts.pages,
        verdict=verdict(facts, commitment.signatory_name), findings=facts.as_json(), verified_at=kept_at,
        uploaded_at=kept_at, uploaded_by=cast.users["giamdoc.sxd"], is_illustrative=True,
    )  # fmt: skip
