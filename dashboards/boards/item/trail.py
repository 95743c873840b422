"""What happened to an item's figures, newest first: who, when, from which value to which; a sitting is one line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Entry, EntryEvent
from kpis.standings import words as wording

SITTING = timedelta(hours=1)  # typed again by the same hand within it, it is one sitting
ARROW = " → "


@dataclass(frozen=True)
class EventRow:
    """One move, or one sitting of typing; `change` is "100 / 174 → 160 / 175", empty where no figure moved."""

    at: datetime
    by: str
    what: str
    note: str
    change: str = ""


@dataclass(frozen=True)
class _Step:
    """A move with the figure before and after it."""

    event: EntryEvent
    before: str
    after: str


def event_rows(entries: Iterable[Entry], events: Iterable[EntryEvent]) -> tuple[EventRow, ...]:
    """The moves of entries: `events` are all of theirs in their order, with their people; no query."""
    found: dict[int, list[EntryEvent]] = defaultdict(list)
    for event in events:
        found[event.entry_id].append(event)
    rows = [_row(step, entry) for entry in entries for step in _sittings(_steps(entry, found[entry.pk]))]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _steps(entry: Entry, events: list[EntryEvent]) -> list[_Step]:
    """The moves in their order; what is typed and not sent yet is the agency's own and shows no figure."""
    sent = max((event.pk for event in events if event.move == "submit"), default=0)
    is_own = entry.status in WITH_AGENCY
    known: dict[str, Any] = {}
    found = []
    for event in events:
        known = event.old | known
        prefix = "verified_" if event.move == "verify" else ""
        before = _figure(known, entry.unit, prefix) or _figure(known, entry.unit, "")
        known |= event.new
        is_shown = event.move in ("type", "verify") and not (is_own and event.pk > sent)
        found.append(_Step(event, before, _figure(known, entry.unit, prefix) if is_shown else ""))
    return found


def _sittings(steps: Iterable[_Step]) -> list[_Step]:
    """Typing by one person in one sitting as one step: from the first figure to the last."""
    found: list[_Step] = []
    for step in steps:
        last = found[-1] if found else None
        is_one = last is not None and last.event.move == step.event.move == "type" and last.event.by == step.event.by
        if last is not None and is_one and step.event.at - last.event.at <= SITTING:
            found[-1] = replace(step, before=last.before)
        else:
            found.append(step)
    return found


def _row(step: _Step, entry: Entry) -> EventRow:
    words = {
        "type": _("Figures typed for %(month)s"),
        "submit": _("Submitted for %(month)s"),
        "approve": _("Recorded for %(month)s"),
        "return": _("Returned for %(month)s"),
        "reopen": _("Opened again for %(month)s"),
        "verify": _("Corrected by the reviewer for %(month)s"),
    }
    event = step.event
    change = ""
    if step.after and step.after != step.before:
        change = f"{step.before}{ARROW}{step.after}" if step.before else step.after
    by = event.by.full_name if event.by else ""
    return EventRow(event.at, by, words[event.move] % {"month": wording.short_period(entry.period)}, event.note, change)


def _figure(said: Mapping[str, Any], unit: str, prefix: str) -> str:
    """The figure that fields of an entry hold, in words; empty where they hold none."""
    value, top, bottom = (_decimal(said.get(f"{prefix}{name}")) for name in ("value", "numerator", "denominator"))
    if said.get("is_no_activity") and not prefix:
        return _("no activity")
    if said.get("document_number") and not prefix:
        on = said.get("document_on")
        return ", ".join([said["document_number"], *([f"{date.fromisoformat(str(on)):%d/%m/%Y}"] if on else [])])
    if top is not None and bottom is not None:
        return f"{wording.quantity(top)} / {wording.quantity(bottom)}"
    return wording.quantity(value, unit) if value is not None else ""


def _decimal(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None
