"""Whom a province trusts: certificates added and retired. Its files are judged anew in the same transaction.

Cost: files without digital signatures are held against their hash only; the others go through one limited process,
about 0,6 s to start and 30 ms for each, before anything is locked. Where they are many the worker does it
(background.py), and its `work` ends in the same transaction.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User, Work
from agencies.work.actions import holding
from commitments.files.actions import facts_of, judge, lock_province
from commitments.files.verdicts import Facts
from commitments.files.verifying import trusted_in
from commitments.models import SignedFile, TrustRoot
from dxtracker.lib.text import clean
from kpis.errors import CannotChange

MAX_CERTIFICATE = 64 * 1024
_BEGIN = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True)
class Certificate:
    """An authority's certificate as it is kept: PEM text, fingerprint in hexadecimal digits."""

    pem: str
    sha256: str
    name: str
    subject: str
    valid_from: datetime
    valid_to: datetime


def add_root(
    province: Agency,
    data: bytes,
    *,
    name: str,
    by: User | None,
    work: Work | None = None,
) -> TrustRoot:
    """Trust an authority's certificate (PEM or DER) in a province, by default under the certificate's own name.

    Raises CannotChange for a private key, for what is no certificate or none of an authority, and for one that is
    trusted already.
    """
    before = trusted_in(province.pk)
    paper = new_certificate(province, data)
    found = _facts_in(province, [*before, paper.pem])
    with transaction.atomic(), holding(work):
        _hold(province, before)
        _refuse_twice(province, paper)
        root = TrustRoot.objects.create(
            province=province,
            name=clean(name)[:200] or paper.name,
            certificate=paper.pem,
            sha256=paper.sha256,
            subject=paper.subject,
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
            added_at=now(),
            added_by=by,
        )
        new = {"name": root.name, "sha256": root.sha256, "subject": root.subject}
        record(root, "trust-root-added", by=by, at=root.added_at, agency=province, new=new)
        _judge_all(province, found, by)
    return root


def retire_root(
    root: TrustRoot,
    *,
    by: User | None,
    work: Work | None = None,
) -> TrustRoot:
    """Trust a certificate no more; it stays on record. Raises CannotChange where it was retired before."""
    province = root.province
    before = trusted_in(province.pk)
    _refuse_retired(root)
    kept = TrustRoot.objects.filter(province=province, retired_at=None).exclude(pk=root.pk)
    found = _facts_in(province, list(kept.values_list("certificate", flat=True)))
    with transaction.atomic(), holding(work):
        _hold(province, before)
        held = TrustRoot.objects.select_for_update(of=["self"], no_key=True).get(pk=root.pk)
        _refuse_retired(held)
        held.retired_at, held.retired_by = now(), by
        held.save(update_fields=["retired_at", "retired_by"])
        old = {"name": held.name, "sha256": held.sha256}
        record(held, "trust-root-retired", by=by, at=held.retired_at, agency=province, old=old)
        _judge_all(province, found, by)
    return held


def files_in(province: Agency) -> QuerySet[SignedFile]:
    """The files that are judged by whom a province trusts."""
    return SignedFile.objects.filter(Q(commitment__agency__province=province) | Q(commitment__agency=province))


def new_certificate(province: Agency, data: bytes) -> Certificate:
    """The certificate in a file, as certificate_in; raises CannotChange too where the province trusts it already."""
    paper = certificate_in(data)
    _refuse_twice(province, paper)
    return paper


def certificate_in(data: bytes) -> Certificate:
    """The certificate of an authority in a file, PEM or DER. Raises CannotChange for all else."""
    if _has_private_key(data):
        raise CannotChange(_("The file holds a private key. Never hand that out; choose the certificate alone."))
    if len(data) > MAX_CERTIFICATE:
        raise CannotChange(_("The file is no certificate. Choose a file in PEM or DER form (.pem, .crt, .cer)."))
    if data.count(_BEGIN) > 1:
        raise CannotChange(_("The file holds several certificates. Add them one by one."))
    try:
        paper = x509.load_pem_x509_certificate(data) if _BEGIN in data else x509.load_der_x509_certificate(data)
        subject, is_authority = paper.subject.rfc4514_string(), _is_authority(paper)
    except ValueError as error:
        sentence = _("The file is no certificate. Choose a file in PEM or DER form (.pem, .crt, .cer).")
        raise CannotChange(sentence) from error
    if not is_authority:
        raise CannotChange(
            _("This certificate is not one of an authority: it may not issue others. Add the authority's own.")
        )
    names = [str(part.value) for part in paper.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return Certificate(
        pem=paper.public_bytes(Encoding.PEM).decode("ascii"),
        sha256=hashlib.sha256(paper.public_bytes(Encoding.DER)).hexdigest(),
        name=clean(names[0] if names else subject)[:200],
        subject=clean(subject)[:400],
        valid_from=paper.not_valid_before_utc,
        valid_to=paper.not_valid_after_utc,
    )


def _has_private_key(data: bytes) -> bool:
    if b"PRIVATE KEY" in data:
        return True
    try:
        load_der_private_key(data[: MAX_CERTIFICATE + 1], None)
    except Exception:  # whatever it is, it is no key that lies open
        return False
    return True


def _is_authority(paper: x509.Certificate) -> bool:
    try:
        if not paper.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except x509.ExtensionNotFound:
        return False
    try:
        return paper.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _refuse_twice(province: Agency, paper: Certificate) -> None:
    if TrustRoot.objects.filter(province=province, sha256=paper.sha256, retired_at=None).exists():
        raise CannotChange(_("This certificate is trusted already."))


def _refuse_retired(root: TrustRoot) -> None:
    if root.retired_at:
        raise CannotChange(_("This certificate is trusted no more already."))


def _hold(province: Agency, before: list[str]) -> None:
    """Lock what the province trusts. Raises CannotChange where it changed while files were read."""
    lock_province(province.pk)
    if trusted_in(province.pk) != before:
        raise CannotChange(_("Somebody else has just changed the trusted certificates. Look at them and try again."))


def _files_of(province: Agency) -> list[SignedFile]:
    return list(files_in(province).select_related("commitment").order_by("pk"))


def _facts_in(province: Agency, roots: list[str]) -> dict[int, Facts]:
    return facts_of(_files_of(province), roots, only_signed=True)


def _judge_all(province: Agency, found: dict[int, Facts], by: User | None) -> None:
    """Judge every file of the province by what it was `found` to hold; those kept meanwhile are read now."""
    files = _files_of(province)
    late = [file for file in files if file.pk not in found]
    found = found | facts_of(late, trusted_in(province.pk), only_signed=True)
    judged = [judge(file, found[file.pk], by=by) for file in files]
    SignedFile.objects.bulk_update(judged, ["findings", "verdict", "verified_at"], batch_size=200)
