"""The digital signatures of a PDF, checked without any connection: what pyHanko says, and where it is too kind.

pyHanko's difference policy takes a change of metadata after signing for harmless. Here nothing but other parties'
signatures, and what these need to be checked later, may come after a signature.
"""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffPolicy, StandardDiffPolicy, SuspiciousModification
from pyhanko.sign.diff_analysis.commons import ModificationLevel
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import collect_timing_info, extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel, SignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from commitments.files.inspecting.facts import Coverage, Kind, SignatureFact, Stamp, Trust
from commitments.files.inspecting.limits import MAX_NAME, MAX_SIGNATURES
from dxtracker.lib.text import clean

VIET_NAM = timezone(timedelta(hours=7))
CHECKED = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.RFC3161")
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: Coverage.PART,
}
_UPKEEP = [
    CatalogModificationRule(),  # type: ignore[no-untyped-call]
    XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
]
_DATES = [
    DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
    MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),  # type: ignore[no-untyped-call]
]
# Between signatures: material to check them by. Programs write the date of change with all they do.
UPKEEP = StandardDiffPolicy(global_rules=[*_UPKEEP, *_DATES], form_rule=None)
# In the revision of a later signature: that signature.
NEXT_SIGNATURE = StandardDiffPolicy(
    global_rules=[*_UPKEEP, *_DATES],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]  # type: ignore[no-untyped-call]
    ),
)


class Signed(NamedTuple):
    """The signatures in the order they were made; how many more are in the bytes but belong to no field."""

    facts: tuple[SignatureFact, ...]
    lost: int


def signatures_in(data: bytes, roots: Sequence[bytes], at: datetime) -> Signed:
    """The signatures of a file against the DER certificates `roots`; `at` judges those that tell no time. Never raises
    for what a file holds, but MemoryError.
    """
    traces = data.count(b"/ByteRange")
    try:
        reader = _opened(data)
        embedded = _embedded(reader)
    except MemoryError:
        raise
    except Exception:  # a parser of broken files fails in every way there is
        return Signed((), traces)
    whole = [sig for sig in embedded if isinstance(sig, EmbeddedPdfSignature)]
    anchors = [x509.Certificate.load(root) for root in roots]
    facts = [
        _fact(sig, whole, data, anchors, at) if isinstance(sig, EmbeddedPdfSignature) else sig
        for sig in embedded[:MAX_SIGNATURES]
    ]
    return Signed(tuple(facts), max(0, traces - len(facts)))


def _opened(data: bytes) -> PdfFileReader:
    """Strictly where that works; Word writes files with two kinds of tables, which the strict reader refuses."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if not reader.xrefs.hybrid_xrefs_present:
            return reader
    except (PdfError, ValueError, KeyError, IndexError, TypeError):
        pass
    return PdfFileReader(io.BytesIO(data), strict=False)


def _embedded(reader: PdfFileReader) -> list[EmbeddedPdfSignature | SignatureFact]:
    found: list[tuple[int, EmbeddedPdfSignature | SignatureFact]] = []
    for name, reference, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            form = reference.get_object().get("/SubFilter", "")
            if form and form not in CHECKED:
                found.append((0, SignatureFact(trust=Trust.UNSUPPORTED)))
                continue
            sig = EmbeddedPdfSignature(reader, field, name)
            found.append((sig.signed_revision, sig))
        except MemoryError:
            raise
        except Exception:
            found.append((0, SignatureFact(is_readable=False)))
    return [sig for _, sig in sorted(found, key=lambda pair: pair[0])]


def _fact(
    sig: EmbeddedPdfSignature,
    others: Sequence[EmbeddedPdfSignature],
    data: bytes,
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> SignatureFact:
    kind = Kind.TIMESTAMP if sig.sig_object_type == "/DocTimeStamp" else Kind.PARTY
    try:
        cert = sig.signer_cert
        judged = asyncio.run((_judged if kind is Kind.PARTY else _judged_stamp)(sig, anchors, at))
        has_plain_gap, is_padded = _gap(sig, data)
        covered = sig.coverage or SignatureCoverageLevel.UNCLEAR
        coverage = _COVERAGE.get(covered, Coverage.UNKNOWN) if has_plain_gap else Coverage.UNKNOWN
        return SignatureFact(
            kind=kind,
            signer=_of_name(cert.subject),
            organisation=_name(cert.subject, "organization_name"),
            issuer=_of_name(cert.issuer),
            serial=format(cert.serial_number, "X"),
            is_intact=judged["is_intact"],
            is_valid=judged["is_valid"] and is_padded and _has_sound_certificates(sig, anchors),
            is_sound=judged["is_sound"],
            coverage=coverage,
            has_additions=coverage is not Coverage.FILE and _has_additions(sig, others),
            trust=judged["trust"],
            stamp=judged["stamp"],
            signed_at=judged["signed_at"],
        )
    except MemoryError:
        raise
    except Exception:
        return SignatureFact(kind=kind, is_readable=False)


def _of_name(name: x509.Name) -> str:
    return _name(name, "common_name") or clean(name.human_friendly)[:MAX_NAME]


def _name(name: x509.Name, part: str) -> str:
    value = name.native.get(part, "")
    return clean("; ".join(value) if isinstance(value, list) else str(value))[:MAX_NAME]


async def _judged(sig: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], at: datetime) -> dict[str, Any]:
    stamped_at = _stamped_at(sig)
    stamps = _context(anchors, stamped_at or at)
    timing = await collect_timing_info(sig.signer_info, stamps, sig.compute_digest)
    stamp = _stamp(timing.get("timestamp_validity"))
    moment = stamped_at if stamp is Stamp.TRUSTED else _claimed_at(sig)
    status = await _validated(sig, anchors, moment or at, stamps, NEXT_SIGNATURE)
    trust = _trust(status, moment or at)
    if trust in (Trust.EXPIRED, Trust.NOT_YET_VALID):
        # Was it out of its time only, or would it not have been trusted in its time either?
        then = _time_of_path(status)
        again = await _validated(sig, anchors, then, stamps, NEXT_SIGNATURE) if then else status
        trust = trust if then is None or _trust(again, then) is Trust.TRUSTED else _trust(again, then)
    return {
        "is_intact": status.intact,
        "is_valid": status.valid,
        "is_sound": status.bottom_line,
        "trust": trust,
        "stamp": stamp,
        "signed_at": moment.isoformat() if moment else "",
    }


async def _judged_stamp(sig: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], at: datetime) -> dict[str, Any]:
    told = sig.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    status = await async_validate_pdf_timestamp(sig, _context(anchors, told), diff_policy=NEXT_SIGNATURE)
    return {
        "is_intact": status.intact,
        "is_valid": status.valid,
        "is_sound": status.trusted,
        "trust": Trust.TRUSTED if status.trusted else Trust.OTHER,
        "stamp": Stamp.NONE,
        "signed_at": told.isoformat(),
    }


async def _validated(
    sig: EmbeddedPdfSignature,
    anchors: Sequence[x509.Certificate],
    moment: datetime,
    stamps: ValidationContext,
    policy: DiffPolicy,
) -> Any:
    # A certificate that names no use may be used for all; officials' certificates name one use or the other.
    usage = {"non_repudiation", "digital_signature"} if sig.signer_cert.key_usage_value is not None else set()
    return await async_validate_pdf_signature(
        sig,
        signer_validation_context=_context(anchors, moment),
        ts_validation_context=stamps,
        diff_policy=policy,
        key_usage_settings=KeyUsageConstraints(key_usage=usage),
    )


def _context(anchors: Sequence[x509.Certificate], moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(anchors), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


def _stamped_at(sig: EmbeddedPdfSignature) -> datetime | None:
    """What the time stamp inside a signature tells, whoever made it."""
    for token in extract_tst_data_iter(sig.signer_info, signed=False):
        told: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return told
    return None


def _stamp(status: TimestampSignatureStatus | None) -> Stamp:
    if status is None:
        return Stamp.NONE
    if not status.intact or not status.valid:
        return Stamp.BROKEN
    return Stamp.TRUSTED if status.trusted else Stamp.UNTRUSTED


def _claimed_at(sig: EmbeddedPdfSignature) -> datetime | None:
    try:
        told = sig.self_reported_timestamp
    except (PdfError, ValueError, TypeError):
        return None
    if told is None:
        return None
    return told if told.tzinfo else told.replace(tzinfo=VIET_NAM)


def _trust(status: SignatureStatus, moment: datetime) -> Trust:
    if status.trust_problem_indic is None and status.validation_path is not None:
        return Trust.TRUSTED
    why = status.trust_problem_indic
    if why is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return Trust.NO_ROOT
    if why in (AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE):
        return Trust.WEAK
    if why is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        return Trust.NOT_FOR_SIGNING
    certs = [] if status.validation_path is None else list(status.validation_path.iter_certs(include_root=False))
    if any(cert.not_valid_after < moment for cert in certs):
        return Trust.EXPIRED
    if any(cert.not_valid_before > moment for cert in certs):
        return Trust.NOT_YET_VALID
    return Trust.OTHER


def _time_of_path(status: SignatureStatus) -> datetime | None:
    """A moment at which all certificates of the path were in force; None where there is none."""
    path = status.validation_path
    certs = [] if path is None else list(path.iter_certs(include_root=False))
    since: datetime = max(cert.not_valid_before for cert in certs)
    until: datetime = min(cert.not_valid_after for cert in certs)
    return since + (until - since) / 2 if since < until else None


def _gap(sig: EmbeddedPdfSignature, data: bytes) -> tuple[bool, bool]:
    """Whether all that a signature leaves out is the text of the signature itself; whether only zeros fill it up.

    pyHanko compares lengths alone.
    """
    parts = [int(number) for number in sig.byte_range]
    if len(parts) != 4 or parts[0] != 0 or min(parts) < 0:
        return False, False
    _, end, start, _ = parts
    text = data[end:start]
    if not (text.startswith(b"<") and text.endswith(b">") and len(text) == 2 * len(sig.pkcs7_content) + 2):
        return False, False
    if bytes.fromhex(text[1:-1].decode("ascii")) != sig.pkcs7_content:
        return False, False
    used = len(sig.pkcs7_content.rstrip(b"\0"))
    return True, _der_length(sig.pkcs7_content) >= used


def _has_sound_certificates(sig: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate]) -> bool:
    """Whether the certificates that came with a signature are whole; pyHanko looks at those of the path alone."""
    came = [load_der_x509_certificate(cert.dump()) for cert in (sig.signer_cert, *sig.other_embedded_certs)]
    known = [*came, *(load_der_x509_certificate(anchor.dump()) for anchor in anchors)]
    return all(_is_issued_by_any(cert, [other for other in known if other.subject == cert.issuer]) for cert in came)


def _is_issued_by_any(cert: Certificate, issuers: Sequence[Certificate]) -> bool:
    is_refuted = False
    for issuer in issuers:
        try:
            cert.verify_directly_issued_by(issuer)
            return True
        except InvalidSignature:
            is_refuted = True
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue  # of an old algorithm nothing can be said
    return not is_refuted


def _der_length(content: bytes) -> int:
    """How many bytes the structure takes that begins here."""
    if content[1] < 0x80:
        return 2 + content[1]
    if content[1] == 0x80:
        return len(content)  # of no told length
    size = content[1] & 0x7F
    return 2 + size + int.from_bytes(content[2 : 2 + size], "big")


def _has_additions(sig: EmbeddedPdfSignature, others: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether anything but further signatures, and the means to check them, was added after this one."""
    reader = sig.reader
    # The last signature has to cover the file: what comes after it nobody signed.
    if not any(other.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE for other in others):
        return True
    signed = {other.signed_revision for other in others}
    for revision in range(sig.signed_revision + 1, reader.total_revisions):
        if revision not in signed and not _is_upkeep(reader, revision):
            return True
    return not sig.summarise_integrity_info()["docmdp_ok"]


def _is_upkeep(reader: PdfFileReader, revision: int) -> bool:
    """Whether a revision added means to check signatures by, and nothing else but its date."""
    old, new = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
    if _means(old) == _means(new):
        return False
    try:
        UPKEEP.apply(old, new)
    except SuspiciousModification:
        return False
    return True


def _means(revision: HistoricalResolver) -> str:
    """The certificates and the like that a revision holds, by their references."""
    store = _as_of(revision, revision.root, "/DSS")
    return (
        "" if store is None else repr([_as_of(revision, store, key) for key in ("/Certs", "/CRLs", "/OCSPs", "/VRI")])
    )


def _as_of(revision: HistoricalResolver, holder: DictionaryObject, key: str) -> Any:
    """What stood under `key` in a revision; None for nothing."""
    found = holder.raw_get(key) if key in holder else None
    return revision(found.reference) if isinstance(found, IndirectObject) else found
