"""The file of a commitment: kept by its hash and never altered, read again, vouched for by two people."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from agencies.work.carrying import tell
from commitments.enums import CommitmentState, Signature
from commitments.files.inspecting.limits import MAX_BYTES, MAX_PAGES, MIB
from commitments.files.verdicts import ATTESTERS, Facts, signature_of, verdict
from commitments.files.verifying import Reading, kept_bytes, read_file, readings, trusted_in
from commitments.models import Amendment, Attestation, Commitment, SignedFile
from dxtracker.lib.secrecy import is_secret
from dxtracker.lib.text import clean
from kpis.errors import CannotChange

__all__ = [
    "attest", "facts_of", "judge", "keep_file", "lock_province", "readable", "refuse_at_once", "signature_of", "stored",
    "verify_again",
]  # fmt: skip

_LIMIT = MAX_BYTES // MIB


def keep_file(
    commitment: Commitment,
    data: bytes,
    *,
    name: str,
    by: User | None,
    says_not_secret: bool,
    amendment: Amendment | None = None,
) -> SignedFile:
    """Keep a PDF of a signed commitment, or of one of its amendments, with what its signatures say.

    The same bytes are kept once: they give the file that is there already. Raises CannotChange for a draft, for what
    is no PDF that opens, is encrypted, too large or marked as secret. The reading takes about a second of another
    process and is done before anything is locked.
    """
    name = clean(name)[:200] or "cam-ket.pdf"
    if commitment.state != CommitmentState.SIGNED:
        raise CannotChange(_("A file belongs to a signed commitment. Record first that it was signed."))
    refuse_at_once(data, name, says_not_secret)
    if amendment is not None and amendment.commitment_id != commitment.pk:
        raise CannotChange(_("This amendment belongs to another commitment."))
    sha256 = hashlib.sha256(data).hexdigest()
    kept = commitment.files.filter(sha256=sha256).first()
    if kept:
        return kept
    province, at = commitment.agency.root_id, now()
    roots = trusted_in(province)
    reading = readable(read_file(data, roots, at))
    with transaction.atomic():
        held = _held(commitment, province)
        kept = held.files.filter(sha256=sha256).first()
        if kept:
            return kept
        if trusted_in(province) != roots:  # changed while the file was read
            reading = readable(read_file(data, trusted_in(province), at))
        return _add(held, data, sha256, reading.facts, by, name=name, amendment=amendment)


@transaction.atomic
def attest(file: SignedFile, *, by: User, note: str = "") -> Attestation:
    """A person's word that a scan is the paper that was signed; the word of two different people makes it count.

    Nobody can take it back. Raises CannotChange for a file with digital signatures, for who attested it already, and
    once it is attested.
    """
    row = SignedFile.objects.select_for_update(of=["self"], no_key=True).select_related("commitment")
    held = row.get(pk=file.pk)
    if held.verdict != Signature.UNSIGNED:
        raise CannotChange(_("Only a scan, a file without digital signatures, is attested by people."))
    if kept_bytes(held) is None:
        raise CannotChange(_("The stored file was changed: nobody can attest it. Verify it again."))
    if held.attestations.filter(by=by).exists():
        raise CannotChange(_("You have attested this file already; another person has to attest it too."))
    if held.attestations.count() >= ATTESTERS:
        raise CannotChange(_("Two people have attested this file already."))
    word = Attestation.objects.create(file=held, by=by, at=now(), note=clean(note)[:400])
    new = {"sha256": held.sha256, "note": word.note, "commitment": held.commitment_id}
    record(held, "file-attested", by=by, at=word.at, agency=held.commitment.agency_id, new=new)
    return word


def verify_again(file: SignedFile, *, by: User | None) -> SignedFile:
    """Read the stored bytes of a file again and judge them anew; the trail tells of it where the verdict changed.

    Bytes that are gone or no longer have their hash make it ALTERED. Raises CannotChange where it cannot be read now.
    """
    province = file.commitment.agency.root_id
    roots = trusted_in(province)
    found = facts_of([file], roots)
    with transaction.atomic():
        lock_province(province)
        held = SignedFile.objects.select_for_update(of=["self"], no_key=True).select_related("commitment__agency")
        row = held.get(pk=file.pk)
        if trusted_in(province) != roots:  # changed while the file was read
            found = facts_of([row], trusted_in(province))
        judge(row, found[row.pk], by=by)
        row.save(update_fields=["findings", "verdict", "verified_at"])
    return row


def facts_of(
    files: Sequence[SignedFile],
    roots: Sequence[str],
    *,
    only_signed: bool = False,
) -> dict[int, Facts]:
    """What each of `files` holds now, by its key; signatures against `roots` (PEM text). Raises CannotChange.

    With `only_signed` files without any signature are held against their hash alone: whom one trusts changes nothing
    of what they are. The worker tells how many were handed over.
    """
    found: dict[int, Facts] = {}
    read: list[SignedFile] = []

    def waiting() -> Iterator[tuple[bytes, datetime]]:
        for number, file in enumerate(files, 1):
            tell("read", number, len(files))
            data, before = kept_bytes(file), Facts.from_json(file.findings)
            if data is None:
                found[file.pk] = replace(before, is_unaltered=False)
            elif only_signed and not before.signatures and not before.lost:
                found[file.pk] = replace(before, is_unaltered=True)
            else:
                read.append(file)
                yield data, file.uploaded_at

    for place, reading in enumerate(readings(waiting(), roots)):
        found[read[place].pk] = readable(reading).facts
    return found


def judge(file: SignedFile, facts: Facts, *, by: User | None) -> SignedFile:
    """Write what was found, and the verdict that follows, into `file` without saving it; recorded where it changed."""
    old, at = file.verdict, now()
    file.findings = facts.as_json()
    file.verdict = verdict(facts, file.commitment.signatory_name)
    file.verified_at = at
    if file.verdict != old:
        agency = file.commitment.agency_id
        record(file, "file-verified", by=by, at=at, agency=agency, old={"verdict": old}, new={"verdict": file.verdict})
    return file


def lock_province(province_id: int) -> None:
    """Whom a province trusts and what its files are judged do not change at the same time."""
    Agency.objects.select_for_update(no_key=True).get(pk=province_id)


def refuse_at_once(data: bytes, name: str, says_not_secret: bool) -> None:
    """Refuse what need not be read for that: raises CannotChange for a file that is secret by its name or too large."""
    if not says_not_secret:
        raise CannotChange(_("Say that the file is not marked MẬT; files that are marked are never kept here."))
    if is_secret(name):
        raise CannotChange(_("The name of the file bears words of secrecy. Files marked MẬT are never kept here."))
    if len(data) > MAX_BYTES:
        raise CannotChange(_say("too_large"))


def readable(reading: Reading) -> Reading:
    """The reading itself. Raises CannotChange where the file cannot be read or bears words of secrecy."""
    if reading.refused:
        raise CannotChange(_say(reading.refused))
    if reading.secret_pages:
        pages = ", ".join(str(page) for page in reading.secret_pages)
        raise CannotChange(
            _("Words of secrecy (MẬT) stand on page %(pages)s of the file. Files marked MẬT are never kept here.")
            % {"pages": pages}
        )
    return reading


def _say(code: str) -> str:
    sentences = {
        "not_pdf": _("The file is no PDF. Save or scan the signed document as a PDF and choose that file."),
        "cannot_be_opened": _("The PDF is damaged and cannot be opened. Save or scan it anew."),
        "encrypted": _("The PDF is locked by a password or encrypted. Save it without protection and choose it again."),
        "too_large": _("The file is larger than %(limit)s MB. Scan it with a lower resolution.") % {"limit": _LIMIT},
        "too_many_pages": _("The file has more than %(limit)s pages. Choose the commitment alone.")
        % {"limit": MAX_PAGES},
        "takes_too_long": _("The file takes too long to read. Print or scan it to a plain PDF and choose that file."),
        "too_large_to_read": _("The file takes too much memory to read. Print or scan it to a plain PDF."),
    }
    return sentences.get(code) or _("Files cannot be read at this moment. Try again in a few minutes.")


def _held(commitment: Commitment, province_id: int) -> Commitment:
    """The commitment, locked and still signed, in a province whose trusted certificates wait."""
    lock_province(province_id)
    held = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    if held.state != CommitmentState.SIGNED:
        raise CannotChange(_("A file belongs to a signed commitment. Record first that it was signed."))
    return held


def _add(commitment: Commitment, data: bytes, sha256: str, facts: Facts, by: User | None, **fields: Any) -> SignedFile:
    at = now()
    file = SignedFile.objects.create(
        commitment=commitment,
        file=stored(data, sha256),
        sha256=sha256,
        size=len(data),
        pages=facts.pages,
        verdict=verdict(facts, commitment.signatory_name),
        findings=facts.as_json(),
        verified_at=at,
        uploaded_at=at,
        uploaded_by=by,
        file_name=fields.pop("name"),
        **fields,
    )
    new = {"file_name": file.file_name, "sha256": sha256, "size": file.size, "verdict": str(file.verdict)}
    record(file, "file-kept", by=by, at=at, agency=commitment.agency_id, new=new | {"commitment": commitment.pk})
    return file


def stored(data: bytes, sha256: str, folder: str = "commitments") -> str:
    """The name under which the bytes are stored. What is stored is never written over, not even where it is spoiled."""
    name = f"{folder}/{sha256[:2]}/{sha256}"
    if default_storage.exists(name):
        with default_storage.open(name) as stored:
            if hashlib.sha256(stored.read()).hexdigest() == sha256:
                return name
    return default_storage.save(name, ContentFile(data))
