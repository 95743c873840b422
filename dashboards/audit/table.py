"""The trail as files: a workbook for people, JSON lines for machines."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.models import AuditEvent
from agencies.pages.counted import written
from dashboards.audit.forms import TrailForm
from dashboards.audit.page import TrailRow, rows_of
from dashboards.audit.queries import Reach, newest
from dashboards.audit.words import FIGURES
from dashboards.parts.filters import filter_words
from dashboards.tables import Column, Export, Table
from dxtracker.lib.text import printable
from kpis.models import EntryEvent

MOST = 10_000  # lines of a workbook


def export(reach: Reach, form: TrailForm) -> Export:
    """The events that fit, at most ten thousand: where there are more, the workbook says so; three queries."""
    found = list(newest(reach, form.cleaned_data, MOST + 1))
    rows, _names = rows_of(found[:MOST])
    size = _("The newest %(n)s changes; narrow the filter for the rest") % {"n": written(MOST)}
    at = _("Written at %(at)s") % {"at": timezone.localtime(now()).strftime("%H:%M, %d/%m/%Y")}
    more = (filter_words(form), size if len(found) > MOST else "")
    return Export(_file_name(), (reach.province.name, *filter(None, more), at), (_table(rows),))


def _file_name() -> str:
    return f"nhat-ky-{now():%Y-%m-%d}"


def _table(rows: tuple[TrailRow, ...]) -> Table:
    columns = (
        Column("at", _("When"), width=18, of=lambda row: f"{timezone.localtime(row.at):%d/%m/%Y %H:%M:%S}"),
        Column("by", _("By"), width=26),
        Column("agency", _("Agency"), width=30),
        Column("what", _("Change"), width=30),
        Column("about", _("About"), width=44),
        Column("old", _("Before"), width=36),
        Column("new", _("After"), width=36),
        Column("reason", _("Reason"), width=36),
    )
    return Table(_("Trail of changes"), _("Trail of changes"), columns, rows)


def lines(reach: Reach, form: TrailForm) -> Iterator[str]:
    """All events that fit as JSON lines, the newest first: codes and values as they were recorded; two queries."""
    for row in newest(reach, form.cleaned_data):
        said = _event(row) if isinstance(row, AuditEvent) else _move(row)
        yield printable(json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False)) + "\n"


def _event(row: AuditEvent) -> dict[str, Any]:
    return {
        "at": _moment(row.at),
        "by": row.by.username if row.by else None,
        "agency": row.agency.code if row.agency else None,
        "action": row.action,
        "object": row.object_type,
        "id": row.object_id,
        "old": row.old,
        "new": row.new,
        "reason": row.reason,
    }


def _move(row: EntryEvent) -> dict[str, Any]:
    period = row.entry.period
    return {
        "at": _moment(row.at),
        "by": row.by.username if row.by else None,
        "agency": row.entry.assignment.agency.code,
        "action": f"entry-{row.move}",
        "object": FIGURES,
        "id": row.entry_id,
        "item": row.entry.assignment_id,
        "period": f"{period.plan.year}-{period.month:02d}",
        "old": row.old,
        "new": row.new,
        "reason": row.note,
    }


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat()
