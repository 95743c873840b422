"""An import's life: stored → previewed → done → undone. The pages and the command line call the same functions.

Every function that changes a run is an action: keyword-only, atomic, `by=`. The bytes of the file are kept and read
again at every step, so that nothing is believed that was not in the file or said by a person.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User, Work
from agencies.work.actions import holding
from agencies.work.carrying import tell
from kpis.errors import CannotChange
from kpis.errors import Stale as Typed
from kpis.models import Document, Period, Plan
from workbooks.enums import ImportKind, ImportState
from workbooks.errors import Stale
from workbooks.kinds import mending
from workbooks.kinds import registry as kinds
from workbooks.kinds.likeness import other_kind
from workbooks.kinds.preview import Outcome, address
from workbooks.kinds.undo import forget_what_was_said
from workbooks.models import ImportRun
from workbooks.opening.book import open_book
from workbooks.reading.shapes import CannotRead

log = logging.getLogger("dxtracker.imports")
MOST_PLACES = 20
FINISHED = (ImportState.DONE, ImportState.UNDONE)


class MuchText(Exception):
    """A file holds more text than is understood while somebody waits."""


def store(
    data: bytes,
    name: str,
    *,
    kind: str,
    province: Agency,
    by: User | None,
    plan: Plan | None = None,
    agency: Agency | None = None,
    period: Period | None = None,
    subject_id: int | None = None,
    document: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Keep a file by its hash as a new run. `period`: targets are in force from it, figures belong to it.

    `subject_id`: the key of what else the kind is about (commitments: the signing event).
    Raises CannotChange where no month is left in which targets could begin.
    """
    run = draft(
        data, name, kind=kind, province=province, plan=plan, agency=agency, period=period, subject_id=subject_id
    )
    run.uploaded_at, run.uploaded_by = now(), by
    run.choices = {"document": dict(document)} if document else {}
    path = run.file.field.generate_filename(run, name)
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(data))
    run.file.name = path
    with transaction.atomic():
        run.save(force_insert=True)
        new = {"kind": kind, "sha256": run.sha256, "size": run.size}
        record(run, "import-stored", by=by, at=run.uploaded_at, agency=agency or province, new=new)
    return run


def draft(
    data: bytes,
    name: str,
    *,
    kind: str,
    province: Agency,
    plan: Plan | None = None,
    agency: Agency | None = None,
    period: Period | None = None,
    subject_id: int | None = None,
) -> ImportRun:
    """An unsaved run, enough for `understand`: the command line's dry run stores nothing."""
    if plan is not None and period is None and kind == ImportKind.ASSIGNMENTS:
        period = kinds.first_open(plan)
    return ImportRun(
        province=province, kind=kind, plan=plan, agency=agency, period=period, subject_id=subject_id,
        file_name=name[-200:], size=len(data), sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


def understand(run: ImportRun, data: bytes, most_letters: int | None = None) -> Outcome:
    """What the file would do now, with all that was said of it. Writes nothing.

    Raises shapes.CannotRead, and MuchText for more than `most_letters` in its cells.
    """
    book = open_book(data, run.file_name)
    if most_letters is not None and book.letters > most_letters:
        raise MuchText
    book = mending.mended(book, run.choices.get("mends", {}))
    book = mending.shown(book, run.choices.get("decisions", {}))
    hint = other_kind(book, run.kind)
    try:
        outcome = kinds.KINDS[ImportKind(run.kind)].read(run, book)
    except CannotRead:
        if hint is None:
            raise
        raise CannotRead(hint.problem.code, hint.sheet, **hint.problem.details) from None
    if hint is not None and any(asked.problem.code == "headings_unknown" for asked in outcome.problems):
        outcome.problems = (hint,)
    elif hint is not None:
        outcome.notices = (hint, *outcome.notices)
    return outcome


def bytes_of(run: ImportRun) -> bytes:
    """The stored file; raises CannotRead where it is gone or is no longer what was handed in."""
    try:
        with run.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise CannotRead("file_gone") from None
    if hashlib.sha256(data).hexdigest() != run.sha256:
        raise CannotRead("file_altered")
    return data


def read(run: ImportRun, most_letters: int | None = None) -> Outcome | None:
    """Read a stored file and keep the preview on the run; None where it cannot be read (`run.problem` says why).

    A fault of our own is such a reason too, and stands in the log: no run is left hanging. Raises MuchText.
    """
    return keep(run, found_in(run, most_letters))


def found_in(run: ImportRun, most_letters: int | None = None) -> Outcome | CannotRead:
    """What a stored file would do now, or why it cannot be read; writes nothing. Raises MuchText."""
    try:
        return _outcome(run, most_letters)
    except CannotRead as error:
        return error


def keep(run: ImportRun, found: Outcome | CannotRead) -> Outcome | None:
    """Write on the run what was found in its file; a run that somebody finished meanwhile stays as it is.

    What somebody said of the file since it was read is taken in.
    """
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
        if held.state in FINISHED:
            run.refresh_from_db()
            return None
        if held.version != run.version:
            run.refresh_from_db()
            found = found_in(run)
        return _keep(run, found)


def _keep(run: ImportRun, found: Outcome | CannotRead) -> Outcome | None:
    if isinstance(found, CannotRead):
        run.state, run.understood, run.counts = ImportState.FAILED, {}, {}
        run.problem = {"code": found.problem.code, "details": dict(found.problem.details), "place": found.place}
    else:
        run.state, run.problem = ImportState.PREVIEWED, {}
        run.understood, run.counts = found.as_json(), found.counts
    _save(run, "state", "problem", "understood", "counts")
    return None if isinstance(found, CannotRead) else found


def _outcome(run: ImportRun, most_letters: int | None = None) -> Outcome:
    try:
        return understand(run, bytes_of(run), most_letters)
    except (CannotRead, MuchText, DatabaseError):
        raise
    except Exception as error:
        log.exception("import %s cannot be understood", run.pk)
        raise CannotRead("not_understood") from error


def _save(run: ImportRun, *fields: str) -> None:
    run.version += 1
    run.save(update_fields=[*fields, "version"])


@transaction.atomic
def choose(run: ImportRun, *, by: User, **said: Mapping[str, Any]) -> ImportRun:
    """Add what a person says of the file to `choices` (mends, aliases, columns, decisions, document) and read anew.

    An empty value takes a choice back. Raises CannotChange where the run is done or undone.
    """
    run = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
    if run.state in FINISHED:
        raise CannotChange(_("This import is finished; hand the file in again to change it."))
    for name, values in said.items():
        kept = run.choices.get(name, {}) | dict(values)
        run.choices[name] = {key: value for key, value in kept.items() if value not in ("", None, {})}
    run.save(update_fields=["choices"])
    record(run, "import-corrected", by=by, at=now(), agency=run.agency_id or run.province_id, new=dict(said))
    read(run)
    if run.problem.get("code") == "not_understood":
        raise CannotChange(_("This answer could not be taken in: a fault of the system, which was recorded."))
    return run


def confirm(
    run: ImportRun,
    *,
    by: User | None,
    keep_good: bool = False,
    as_written: bool = False,
    work: Work | None = None,
) -> Outcome:
    """Carry out what the preview shows, from the same bytes, in one transaction: all of it or nothing.

    The `work` that the worker has in hand ends in that transaction.

    Raises CannotChange where the run is not previewed, rows are refused and `keep_good` is not set, or questions are
    open and it is not said that they are taken `as_written`; Stale where the outcome is not the one that was shown.
    """
    try:
        with transaction.atomic(), holding(work):
            return _confirm(run, by, keep_good, as_written)
    except (Stale, Typed):
        read(run)
        raise


def _confirm(run: ImportRun, by: User | None, keep_good: bool, as_written: bool) -> Outcome:
    held = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
    if held.state != ImportState.PREVIEWED:
        raise CannotChange(_("Only an import that was read and not yet carried out can be confirmed."))
    tell("read", 0, 1)
    outcome = understand(held, bytes_of(held))
    if outcome.digest() != held.understood["digest"]:
        raise Stale(_("Something changed since this preview was made. Look at the new one and confirm again."))
    if outcome.counts["refused"] and not keep_good:
        raise CannotChange(_("Some rows are refused. Mend them, or choose to import only the rows without errors."))
    if outcome.questions and not as_written:
        raise CannotChange(questions_words(outcome))
    if outcome.counts["refused"] and not outcome.writes:
        raise CannotChange(_("No row can be imported as long as all are refused."))
    at = now()
    made = _document(held)
    held.changes = kinds.KINDS[ImportKind(held.kind)].write(held, outcome, by=by, at=at)
    held.changes |= {"document": made, **mending.learn(held, by=by)}
    held.state, held.done_at, held.done_by, held.keeps_good = ImportState.DONE, at, by, keep_good
    _save(held, "state", "changes", "done_at", "done_by", "keeps_good", "document")
    record(held, "import-done", by=by, at=at, agency=held.agency_id or held.province_id, new=dict(held.counts))
    run.refresh_from_db()
    return outcome


def questions_words(outcome: Outcome) -> str:
    """What is asked and not answered, by its places: it holds an import until somebody has spoken."""
    places = list(dict.fromkeys(f"{q.sheet}!{address(q.row, q.column)}".rstrip("!") for q in outcome.questions))
    said = {"n": len(outcome.questions), "places": ", ".join(places[:MOST_PLACES])}
    words = _("Questions without an answer: %(n)s (%(places)s). Answer them, or say that all of it stays as written.")
    return words % said


def _document(run: ImportRun) -> int | None:
    """The decision that the sheet belongs to: a known one, or a new row, whose key is given back."""
    said = {name: value for name, value in run.choices.get("document", {}).items() if value}
    if run.document_id or not (said.get("number") or said.get("title")):
        return None
    if isinstance(said.get("issued_on"), str):
        said["issued_on"] = date.fromisoformat(said["issued_on"])
    run.document, created = Document.objects.get_or_create(province=run.province, **said)
    return run.document.pk if created else None


@transaction.atomic
def undo(run: ImportRun, *, by: User, reason: str = "") -> ImportRun:
    """Take a finished import back, all of it; raises CannotChange where something has come to depend on it."""
    held = ImportRun.objects.select_for_update(of=["self"], no_key=True).get(pk=run.pk)
    if held.state != ImportState.DONE:
        raise CannotChange(_("Only a finished import can be undone."))
    if held.changes.get("document"):
        held.document = None
        held.save(update_fields=["document"])
    kinds.KINDS[ImportKind(held.kind)].take_back(held, by=by)
    forget_what_was_said(held)
    held.state, held.undone_at, held.undone_by = ImportState.UNDONE, now(), by
    _save(held, "state", "undone_at", "undone_by")
    record(held, "import-undone", by=by, at=held.undone_at, agency=held.agency_id or held.province_id, reason=reason)
    return held
