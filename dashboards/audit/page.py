"""The page of the trail: events as people read them, the newest first, and the way to the older ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import AuditEvent
from dashboards.audit.forms import TrailForm
from dashboards.audit.naming import Key, Named, names_of, told_name
from dashboards.audit.queries import Reach, cursor_of, newest
from dashboards.audit.words import FIGURES, MOVES, action_words, field_words, points_to, value_words
from dxtracker.lib.crumbs import Crumb
from kpis.models import EntryEvent

PAGE = 30
OF_THE_ROW = {"agency", "indicator", "user"}  # codes of what the row's name says already


@dataclass(frozen=True)
class Change:
    """A field with its words before and after; either is empty where there was nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class TrailRow:
    """One event: when, who, where, what was done to what, from what to what, why."""

    at: datetime
    by: str
    agency: str
    what: str
    about: str
    url: str
    changes: tuple[Change, ...]
    reason: str

    @property
    def old(self) -> str:
        return "\n".join(f"{one.field}: {one.old}" for one in self.changes if one.old)

    @property
    def new(self) -> str:
        return "\n".join(f"{one.field}: {one.new}" for one in self.changes if one.new)


@dataclass(frozen=True)
class DayRows:
    """The changes of one day."""

    day: date
    rows: tuple[TrailRow, ...]


@dataclass(frozen=True)
class TrailBoard:
    """A page of the trail; the addresses are empty where there is nothing to lead to."""

    form: forms.Form
    days: tuple[DayRows, ...]
    is_whole: bool
    item: str
    item_url: str
    older_url: str
    newest_url: str
    jsonl_url: str
    xlsx_url: str
    crumbs: tuple[Crumb, ...]


def build(reach: Reach, form: TrailForm, path: str) -> TrailBoard:
    """The page that `form` asks for: three queries; with a mistake in the form none, and nothing is shown."""
    wanted = form.cleaned_data
    found = [] if form.errors else list(newest(reach, wanted, PAGE + 1))
    item = wanted.get("item")
    asked: list[Key] = [("kpis.assignment", item)] if item else []
    rows, names = rows_of(found[:PAGE], asked)
    held = names.get(("kpis.assignment", item or 0)) if found else None
    kept = [(name, form[name].value()) for name in ("person", "agency", "kind", "since", "until", "item", "province")]
    plain = [(name, value) for name, value in kept if value]
    return TrailBoard(
        form=form,
        days=_by_day(rows),
        is_whole=not any(value for name, value in plain if name != "province"),
        item=held.name if held else "",
        item_url=_item_url(item) if held else "",
        older_url=_url(path, plain, after=str(cursor_of(found[PAGE - 1]))) if len(found) > PAGE else "",
        newest_url=_url(path, plain) if wanted.get("after") else "",
        jsonl_url=_url(path, plain, format="jsonl"),
        xlsx_url=_url(path, plain, format="xlsx"),
        crumbs=(Crumb(_("Trail of changes")),),
    )


def _by_day(rows: Iterable[TrailRow]) -> tuple[DayRows, ...]:
    by_day = groupby(rows, key=lambda row: timezone.localtime(row.at).date())
    return tuple(DayRows(day, tuple(found)) for day, found in by_day)


def _url(path: str, kept: Iterable[tuple[str, Any]], **more: str) -> str:
    tail = urlencode([*kept, *more.items()])
    return f"{path}?{tail}" if tail else path


def rows_of(
    found: Sequence[AuditEvent | EntryEvent], asked: Iterable[Key] = ()
) -> tuple[tuple[TrailRow, ...], dict[Key, Named]]:
    """Events in words, and the names they took, those of `asked` among them; one query."""
    wanted = set(asked)
    for row in found:
        if isinstance(row, AuditEvent):
            wanted.add((row.object_type, row.object_id))
        for said in (row.old, row.new):
            pointed = (points_to(_type(row), name, value) for name, value in said.items())
            wanted.update(one for one in pointed if one)
    names = names_of(wanted)
    plain = {key: named.name for key, named in names.items()}
    rows = tuple(_event(row, names, plain) if isinstance(row, AuditEvent) else _move(row, plain) for row in found)
    return rows, names


def _type(row: AuditEvent | EntryEvent) -> str:
    return row.object_type if isinstance(row, AuditEvent) else FIGURES


def _item_url(item: int | None) -> str:
    return reverse("dashboards:item", args=[item]) if item else ""


def _event(row: AuditEvent, names: Mapping[Key, Named], plain: Mapping[Key, str]) -> TrailRow:
    named = names.get((row.object_type, row.object_id))
    hidden = OF_THE_ROW if named else frozenset()
    return TrailRow(
        at=row.at,
        by=row.by.full_name if row.by else "",
        agency=row.agency.name if row.agency else "",
        what=action_words(row.action, row.object_type),
        about=named.name if named else told_name(row.new) or told_name(row.old),
        url=_item_url(named.item) if named else "",
        changes=_changes(row.object_type, row.old, row.new, plain, hidden),
        reason=row.reason,
    )


def _move(row: EntryEvent, plain: Mapping[Key, str]) -> TrailRow:
    item, period = row.entry.assignment, row.entry.period
    return TrailRow(
        at=row.at,
        by=row.by.full_name if row.by else "",
        agency=item.agency.name,
        what=f"{MOVES.get(row.move, row.move)} · {period.label}",
        about=item.indicator.name,
        url=_item_url(item.pk),
        changes=_changes(FIGURES, row.old, row.new, plain, frozenset()),
        reason=row.note,
    )


def _changes(
    object_type: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[Key, str], hidden: Iterable[str]
) -> tuple[Change, ...]:
    """Field by field in the order in which the event has them; what is empty before and after is left out."""
    found = []
    for name in dict.fromkeys([*new, *old]):
        before = value_words(object_type, name, old.get(name), names)
        after = value_words(object_type, name, new.get(name), names)
        if before != after and not (name in hidden and isinstance(new.get(name), str)):
            found.append(Change(field_words(object_type, name), before, after))
    return tuple(found)
