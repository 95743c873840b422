"""Evidence on an entry: a file known by its content and kept by its hash, or a document's number and date."""

import hashlib
import zipfile
from datetime import date
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from dxtracker.lib.secrecy import is_secret
from dxtracker.lib.text import clean, printable
from kpis.entry.actions import type_figures
from kpis.enums import EvidenceKind
from kpis.errors import CannotChange, Stale
from kpis.measuring.workflow import can_move
from kpis.models import Assignment, Entry, Evidence, Period

MIB = 1024 * 1024
MAX_BYTES = 20 * MIB
PIECE = 64 * 1024
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
STARTS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
}
EXTENSIONS = {kind: extension for extension, kind in (*STARTS.values(), *OFFICE.values())}


def content_of(file: IO[bytes]) -> str | None:
    """The type of a PDF, PNG, JPEG, .docx or .xlsx without macros; None for all else, whatever its name says."""
    file.seek(0)
    head = file.read(16)
    for start, (_extension, kind) in STARTS.items():
        if head.startswith(start):
            return kind
    return _office(file) if head.startswith(b"PK\x03\x04") else None


def accepted(file: File) -> str:
    """The type of a file that may be kept. Raises CannotChange for one that is empty, too large or of another kind."""
    if not file.size or file.size > MAX_BYTES:
        raise CannotChange(_("The file is empty or larger than %(limit)s MB.") % {"limit": MAX_BYTES // MIB})
    content = content_of(file)  # type: ignore[arg-type]
    if content is None:
        raise CannotChange(_("Only PDF files, pictures (PNG, JPEG), .docx and .xlsx without macros are accepted."))
    return content


def _office(file: IO[bytes]) -> str | None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    return next((kind for room, (_, kind) in OFFICE.items() if any(name.startswith(room) for name in names)), None)


@transaction.atomic
def attach_file(assignment: Assignment, period: Period, file: File, *, by: User, title: str) -> Evidence:
    """Keep a file on the month's entry of an item; the same bytes are stored once, under their SHA-256.

    Raises CannotChange for a file that is too large, of another kind or marked as secret, and where the month's
    entry no longer takes anything.
    """
    content = accepted(file)
    refuse_secrets(title)
    entry = _entry_for(assignment, period, by)
    sha256 = _sha256(file)
    kept = entry.evidence.filter(sha256=sha256).first()
    if kept:
        return kept
    name = f"evidence/{sha256[:2]}/{sha256}"
    if not default_storage.exists(name):
        file.seek(0)
        name = default_storage.save(name, file)
    return _add(
        entry, by, kind=EvidenceKind.FILE, title=_titled(title), file=name, sha256=sha256, size=file.size,
        content_type=content,
    )  # fmt: skip


def _titled(name: str) -> str:
    """The name of a file as the title of evidence; one of nothing but dots, spaces and an ending is none."""
    text = clean(printable(name))
    stem, dot, _ending = text.rpartition(".")
    return text[:200] if (stem if dot else text).strip(" .") else _("Evidence")


@transaction.atomic
def attach_document(
    assignment: Assignment, period: Period, *, by: User, number: str, issued_on: date | None = None
) -> Evidence:
    """Name a document by its number, and its date where it is known, as evidence.

    Raises CannotChange, for a date that lies ahead as well.
    """
    refuse_secrets(number)
    if issued_on and issued_on > today():
        raise CannotChange(_("This day is still to come."))
    entry = _entry_for(assignment, period, by)
    kept = entry.evidence.filter(kind=EvidenceKind.DOCUMENT, document_number=number, document_on=issued_on).first()
    if kept:
        return kept
    return _add(
        entry, by, kind=EvidenceKind.DOCUMENT, title=number[:200], document_number=number[:60], document_on=issued_on
    )


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take back evidence while its entry is a draft or was returned; the trail keeps what it was, the store its file.

    Twice does nothing more. Raises CannotChange.
    """
    entry = _held(evidence.entry)
    if not entry.evidence.filter(pk=evidence.pk).exists():
        return
    old = {"title": evidence.title, "sha256": evidence.sha256, "document_number": evidence.document_number}
    record(evidence, "evidence-removed", by=by, at=now(), agency=entry.assignment.agency_id, old=old)
    evidence.delete()


def refuse_secrets(*texts: str) -> None:
    """Raise CannotChange where one of `texts` bears a mark of secrecy."""
    if any(map(is_secret, texts)):
        raise CannotChange(_("Documents marked MẬT are never kept in this system. Name no such document here."))


def _entry_for(assignment: Assignment, period: Period, by: User) -> Entry:
    """The month's entry, held and still open to change; a blank draft where there is none yet."""
    entry = Entry.objects.filter(assignment=assignment, period=period).first()
    if entry is None:
        try:
            return type_figures(assignment, period, by=by)
        except Stale as error:
            entry = error.entry
    return _held(entry)


def _held(entry: Entry) -> Entry:
    row = Entry.objects.select_for_update(of=["self"], no_key=True).select_related("assignment", "period")
    held = row.get(pk=entry.pk)
    if not can_move("type", held.status) or not held.period.is_open:
        raise CannotChange(_("The figure has been sent; its evidence can no longer be changed."))
    return held


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for piece in file.chunks(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _add(entry: Entry, by: User, **fields) -> Evidence:
    evidence = Evidence.objects.create(entry=entry, added_at=now(), added_by=by, **fields)
    new = {name: fields.get(name, "") for name in ("title", "sha256", "document_number")}
    record(evidence, "evidence-added", by=by, at=evidence.added_at, agency=entry.assignment.agency_id, new=new)
    return evidence
