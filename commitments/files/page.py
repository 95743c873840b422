"""What pages show of a commitment's files: the verdict as a sentence, each signature in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.models import User
from agencies.pages.counted import Counted
from agencies.rights.access import can
from agencies.rights.roles import Permission
from commitments.enums import Signature
from commitments.files.forms import AttestForm, FileForm
from commitments.files.verdicts import (
    ATTESTERS,
    Coverage,
    Facts,
    Kind,
    Likeness,
    Problem,
    SignatureFact,
    Stamp,
    likeness,
    problems_of,
    signature_of,
    signer_of,
)
from commitments.models import Attestation, Commitment, SignedFile
from dxtracker.lib.text import clean
from kpis.enums import State

# The colour and the symbol of a verdict are those of a state, on every page.
TONES: dict[str, str] = {
    Signature.ALTERED: State.OVERDUE,
    Signature.BROKEN: State.OVERDUE,
    Signature.CHANGED_AFTER: State.OVERDUE,
    Signature.UNTRUSTED: State.BEHIND,
    Signature.NOT_VALID_THEN: State.BEHIND,
    Signature.WRONG_SIGNER: State.OVERDUE,
    Signature.UNSIGNED: State.BEHIND,
    Signature.ATTESTED: State.DONE_LATE,
    Signature.VALID: State.DONE,
    Signature.NONE: State.NOT_APPLICABLE,
}
UNREAD = Counted(
    "The text of %(n)s page could not be read; look for marks of secrecy yourself.",
    "The text of %(n)s pages could not be read; look for marks of secrecy yourself.",
)


@dataclass(frozen=True)
class SignatureLine:
    """One signature: who, when, and what was found, in words."""

    who: str
    organisation: str
    issuer: str
    serial: str
    at: datetime | None
    time_words: str
    covers: str
    trust: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class FileLine:
    """One kept file. An address is empty where the person may not do it; `rest` is what of a sentence that begins with
    the `word` follows it.
    """

    pk: int
    name: str
    amendment: str
    kilobytes: int
    pages: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: str
    verified_at: datetime
    signature: str
    word: str
    tone: str
    sentence: str
    rest: str
    signatures: tuple[SignatureLine, ...]
    remarks: tuple[str, ...]
    attestations: tuple[Attestation, ...]
    url: str
    verify_url: str
    attest_url: str
    is_illustrative: bool


@dataclass(frozen=True)
class FileSheet:
    """The file that stands for a commitment, those of its amendments, earlier ones; `form` where one may be added."""

    signature: str
    word: str
    tone: str
    sentence: str
    current: FileLine | None
    amendments: tuple[FileLine, ...]
    earlier: tuple[FileLine, ...]
    form: FileForm | None
    has_amendments: bool
    keep_url: str
    attest_form: AttestForm


def name_of(person: Any) -> str:
    """A person's name; empty for nobody."""
    return person.full_name if person else ""


def file_sheet(commitment: Commitment, user: User, form: FileForm | None = None) -> FileSheet:
    """The files of a commitment as `user` sees them: three queries, four for who may add one."""
    files = _files(commitment.pk)
    prefetch_related_objects(files, "attestations__by")
    lines = [_line(file, commitment, user) for file in files]
    own = [line for line in lines if not line.amendment]
    current = own[0] if own else None
    may_keep = commitment.is_signed and can(user, Permission.COMMIT, commitment.agency)
    signature = Signature(current.signature) if current else Signature.NONE
    form = (form or FileForm(commitment=commitment)) if may_keep else None
    return FileSheet(
        signature=signature,
        word=str(signature.label),
        tone=TONES[signature],
        sentence=current.sentence if current else _none_yet(commitment),
        current=current,
        amendments=tuple(line for line in lines if line.amendment),
        earlier=tuple(own[1:]),
        form=form,
        has_amendments=form is not None and "amendment" in form.fields,
        keep_url=reverse("commitments:file-keep", args=[commitment.pk]),
        attest_form=AttestForm(),
    )


@compiled
def _files(commitment: int) -> QuerySet[SignedFile]:
    rows = SignedFile.objects.filter(commitment=commitment).select_related("uploaded_by", "amendment")
    return rows.order_by("-uploaded_at", "-pk")


def _none_yet(commitment: Commitment) -> str:
    if commitment.is_signed:
        return _("No signed document is kept yet. Add the PDF that was signed, or a scan of the paper.")
    return _("The signed document is kept once the commitment is recorded as signed.")


def _line(file: SignedFile, commitment: Commitment, user: User) -> FileLine:
    facts, words = Facts.from_json(file.findings), tuple(file.attestations.all())
    signature = signature_of(file, len(words))
    may_attest = (
        signature == Signature.UNSIGNED
        and can(user, Permission.ATTEST, commitment.agency)
        and all(word.by_id != user.pk for word in words)
    )
    may_verify = can(user, Permission.COMMIT, commitment.agency)
    word = str(signature.label)
    sentence = sentence_of(signature, facts, commitment.signatory_name, tuple(word.by.full_name for word in words))
    return FileLine(
        pk=file.pk,
        name=file.file_name,
        amendment=file.amendment.number if file.amendment else "",
        kilobytes=max(1, round(file.size / 1024)),
        pages=file.pages,
        sha256=file.sha256,
        uploaded_at=file.uploaded_at,
        uploaded_by=name_of(file.uploaded_by),
        verified_at=file.verified_at,
        signature=signature,
        word=word,
        tone=TONES[signature],
        sentence=sentence,
        rest=sentence.removeprefix(word) if sentence.startswith(word) else "",
        signatures=tuple(_signature_line(fact) for fact in facts.signatures),
        remarks=remarks_of(facts, commitment),
        attestations=words,
        url=reverse("commitments:file", args=[file.pk]),
        verify_url=reverse("commitments:file-verify", args=[file.pk]) if may_verify else "",
        attest_url=reverse("commitments:file-attest", args=[file.pk]) if may_attest else "",
        is_illustrative=file.is_illustrative,
    )


def sentence_of(signature: Signature, facts: Facts, signatory: str, attesters: tuple[str, ...] = ()) -> str:
    """The verdict as a sentence that says what was found and, where something is wrong, what to do."""
    if signature == Signature.VALID:
        return _valid(facts, signatory)
    parties = [fact for fact in facts.signatures if fact.kind == Kind.PARTY]
    failing = next((fact for fact in facts.signatures if problems_of(fact)), parties[0] if parties else SignatureFact())
    said = {
        "signer": failing.signer or _("somebody unknown"),
        "issuer": failing.issuer or _("an unknown authority"),
        "signers": ", ".join(fact.signer for fact in parties),
        "signatory": signatory,
        "day": _day(_moment(failing)),
        "n": len(attesters),
        "needed": ATTESTERS,
        "people": ", ".join(attesters),
    }
    return _sentences()[signature] % said


def _sentences() -> dict[str, str]:
    return {
        Signature.ALTERED: _(
            "The stored file is no longer the one that was handed in: it cannot be relied on. Add the original again."
        ),
        Signature.BROKEN: _(
            "What was signed has been changed, or the signature is damaged. Ask the signer for the original file."
        ),
        Signature.CHANGED_AFTER: _(
            "Something was added to the file after %(signer)s signed it, and nobody signed for that. "
            "Ask the signer for the original file."
        ),
        Signature.UNTRUSTED: _(
            "The digital signature of %(signer)s is intact, but it leads to no certificate that is trusted here "
            "(issued by %(issuer)s). An administrator decides whom to trust."
        ),
        Signature.NOT_VALID_THEN: _(
            "The certificate of %(signer)s was not in force on the day of signing, %(day)s. "
            "Ask for a file signed with a certificate in force."
        ),
        Signature.WRONG_SIGNER: _(
            "The digital signature is intact and trusted, but it is that of %(signers)s and not of %(signatory)s, "
            "who made this commitment."
        ),
        Signature.UNSIGNED: _(
            "No digital signature. This is a scan: two different people have to attest that it is the paper that was "
            "signed (%(n)s of %(needed)s so far)."
        ),
        Signature.ATTESTED: _("No digital signature. %(people)s attested that this scan is the paper that was signed."),
    }


def _valid(facts: Facts, signatory: str) -> str:
    signer = signer_of(facts, signatory)
    fact = signer.fact if signer else facts.signatures[0]
    at = _moment(fact)
    said = {"signer": fact.signer, "issuer": fact.issuer, "day": _day(at), "time": f"{at:%H:%M}" if at else ""}
    if at is None:
        return (
            _(
                "Valid digital signature: %(signer)s signed; the content was not changed after signing; "
                "the certificate was issued by %(issuer)s and is trusted."
            )
            % said
        )
    return (
        _(
            "Valid digital signature: %(signer)s signed at %(time)s on %(day)s; the content was not changed after "
            "signing; the certificate was issued by %(issuer)s and is trusted."
        )
        % said
    )


def remarks_of(facts: Facts, commitment: Commitment) -> tuple[str, ...]:
    """What is worth knowing beside the verdict."""
    found = []
    signer = signer_of(facts, commitment.signatory_name)
    if signer and signer.likeness is Likeness.UNMARKED:
        found.append(
            _("The certificate writes the signer's name without marks: %(name)s.") % {"name": signer.fact.signer}
        )
    parties = [fact for fact in facts.signatures if fact.kind == Kind.PARTY]
    if parties and _is_person(commitment):
        has_signed = any(likeness(f.signer, commitment.counterparty_name) is not Likeness.OTHER for f in parties)
        said = {"name": commitment.counterparty_name}
        found.append(
            _("The other party, %(name)s, signed this file digitally too.") % said
            if has_signed
            else _("The other party, %(name)s, has not signed this file digitally.") % said
        )
    if facts.unread_pages:
        found.append(UNREAD.of(facts.unread_pages))
    if parties:
        found.append(_("Whether a certificate was revoked is not checked: the system works without the internet."))
    return tuple(found)


def _is_person(commitment: Commitment) -> bool:
    """Whether the other party is named as a person, by account or post, and not as a body."""
    return bool(commitment.counterparty_id or commitment.counterparty_post)


def _signature_line(fact: SignatureFact) -> SignatureLine:
    problems = problems_of(fact)
    is_stamp = fact.kind == Kind.TIMESTAMP
    who = clean(fact.signer) or (_("A time stamp") if is_stamp else _("A signature that cannot be read"))
    at = _moment(fact)
    return SignatureLine(
        who=_("Time stamp of %(name)s") % {"name": fact.signer} if is_stamp and fact.signer else who,
        organisation=fact.organisation,
        issuer=fact.issuer,
        serial=fact.serial,
        at=at,
        time_words=_time_words(fact, at),
        covers=_coverage_words(fact),
        trust=_("Trusted on the day of signing") if fact.trust == "trusted" else _("Not trusted"),
        problems=tuple(_problem_words()[problem] for problem in problems),
    )


def _problem_words() -> dict[str, str]:
    """What is wrong with a signature, in words."""
    return {
        Problem.UNREADABLE: _("The signature is damaged and cannot be read."),
        Problem.CONTENT: _("The content is not what was signed: it was changed."),
        Problem.CRYPTOGRAPHY: _("The signature does not belong to the certificate that came with it."),
        Problem.STAMP_BROKEN: _("The time stamp in the signature is damaged."),
        Problem.NOT_COVERED: _("The signature does not cover the whole document."),
        Problem.ADDED: _("Something other than further signatures was added after it."),
        Problem.UNSUPPORTED: _("Signatures of this kind cannot be checked here."),
        Problem.NO_ROOT: _("Its certificate leads to none of the trusted certificates."),
        Problem.WEAK: _("It uses methods that are no longer safe."),
        Problem.NOT_FOR_SIGNING: _("Its certificate was not issued for signing documents."),
        Problem.STAMP_UNTRUSTED: _(
            "Its time stamp comes from nobody who is trusted; add that authority's certificate."
        ),
        Problem.OTHER: _("Its certificate could not be confirmed."),
        Problem.EXPIRED: _("The certificate had expired on the day of signing."),
        Problem.NOT_YET_VALID: _("The certificate was not yet in force on the day of signing."),
    }


def _coverage_words(fact: SignatureFact) -> str:
    if fact.coverage == Coverage.FILE:
        return _("The whole file")
    if fact.coverage == Coverage.REVISION:
        return _("All that was there when it was made")
    return _("Not the whole document")


def _time_words(fact: SignatureFact, at: datetime | None) -> str:
    if at is None:
        return _("The signature tells no time.")
    if fact.stamp == Stamp.TRUSTED or fact.kind == Kind.TIMESTAMP:
        return _("Proved by a trusted time stamp") if not problems_of(fact) else _("As the time stamp says")
    return _("As the signer's own device told it; no trusted time stamp proves it")


def _moment(fact: SignatureFact) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(fact.signed_at)) if fact.signed_at else None


def _day(at: datetime | None) -> str:
    return f"{at:%d/%m/%Y}" if at else _("unknown")
