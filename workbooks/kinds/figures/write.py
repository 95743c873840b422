"""Types the figures of an import as drafts, and takes them back.

Taken back, an entry that the import made is removed with its one event: it was never submitted, so nothing rests on
it. An entry that stood before is typed back, with an event of its own and a version of its own: what somebody has
open, or downloaded meanwhile, must not pass for what stands now. Both only while the drafts are as the import left
them.
"""

from typing import Any

from django.db.models import Field, ProtectedError
from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.clock import now
from agencies.models import User
from kpis.entry.actions import move, type_figures
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.measuring.workflow import can_move
from kpis.models import Entry, EntryEvent, Period
from kpis.standings import actions as standings
from workbooks.kinds.figures.cells import FigureRow
from workbooks.kinds.undo import changed_again
from workbooks.models import ImportRun

RESTORED = (
    "value", "numerator", "denominator", "document_number", "document_on", "is_no_activity", "cause_id", "note",
    "verified_value", "verified_numerator", "verified_denominator", "verified_reason", "typed_at", "typed_by_id",
)  # fmt: skip


class FiguresWriter:
    """One import's writing, line by line; `changes` is what undoing needs."""

    def __init__(self, period: Period, *, by: User | None):
        self.period, self.by = period, by
        self.changes: dict[str, Any] = {"entries": [], "changed_entries": {}}

    def write(self, row: FigureRow) -> None:
        """Type one line as a draft over the version that was read. Raises kpis.errors.Stale."""
        assert row.item is not None  # noqa: S101 - a line without an item is refused
        figures = dict(row.writes)
        if "cause" in figures:
            figures["cause"] = row.causes.get(figures["cause"])
        old = plain({name: getattr(row.entry, name) for name in RESTORED}) if row.entry else None
        version = row.entry.version if row.entry else None
        entry = type_figures(row.item, self.period, by=self.by, version=version, **figures)
        if old is None:
            self.changes["entries"].append(entry.pk)
        else:
            self.changes["changed_entries"][str(entry.pk)] = {"old": old, "version": entry.version}


def take_back(run: ImportRun, *, by: User | None) -> None:
    """Undo the figures of `run` in the caller's transaction.

    Raises CannotChange where they have moved on, also with their items to another agency.
    """
    made: list[int] = run.changes.get("entries", [])
    changed: dict[str, Any] = run.changes.get("changed_entries", {})
    if not made and not changed:
        return
    assert run.agency_id is not None  # noqa: S101 - the table's constraint says so
    standings.lock([run.agency_id])
    if not ImportRun.objects.filter(pk=run.pk, period__state=PeriodState.OPEN).exists():
        raise CannotChange(_("This month is not open for figures."))
    keys = [*made, *map(int, changed)]
    entries = Entry.objects.select_for_update(no_key=True).in_bulk(keys)
    own = set(Entry.objects.filter(pk__in=keys, assignment__agency=run.agency_id).values_list("pk", flat=True))
    versions = dict.fromkeys(made, 1) | {int(key): kept["version"] for key, kept in changed.items()}
    for key in keys:
        entry = entries.get(key)
        if entry is None or entry.pk not in own or entry.version != versions[key] or not can_move("type", entry.status):
            raise changed_again()
    _remove([entries[key] for key in made], run, by)
    for name, kept in changed.items():
        _type_back(entries[int(name)], kept["old"], run, by)


def _remove(entries: list[Entry], run: ImportRun, by: User | None) -> None:
    for entry in entries:
        said = {name: getattr(entry, name) for name in RESTORED}
        record(
            entry, "entry-removed", by=by, at=now(), agency=run.agency_id, old=said, reason=f"undone import {run.pk}"
        )
    keys = [entry.pk for entry in entries]
    EntryEvent.objects.filter(entry__in=keys).delete()
    try:
        Entry.objects.filter(pk__in=keys).delete()
    except ProtectedError:
        raise CannotChange(_("Something rests on a figure of this import; it can no longer be undone.")) from None


def _type_back(entry: Entry, old: dict[str, Any], run: ImportRun, by: User | None) -> None:
    """The fields as they stood before the import, whoever had typed them included."""
    fields = {}
    for name, value in old.items():
        kind: Field = Entry._meta.get_field(name.removesuffix("_id"))  # type: ignore[assignment]
        fields[name] = kind.to_python(value) if value is not None else None
    move(entry, "type", by=by, note=_("Import %(run)s was undone.") % {"run": run.pk}, changed=fields)
