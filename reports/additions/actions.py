"""The only writer of what people add to reports."""

from django.db import transaction

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from dxtracker.lib.text import clean_lines
from kpis.models import Period
from reports.models import Addition

MOST_LETTERS = 20_000


@transaction.atomic
def add_text(agency: Agency, period: Period, *, kind: str, section: str, text: str, by: User | None) -> Addition:
    """Put `text` (paragraphs by line) under the generated sentences of a section; an empty one takes back what stood.

    Earlier texts stay on record.
    """
    text = clean_lines(text)
    before = Addition.objects.filter(agency=agency.pk, period=period.pk, kind=kind, section=section).last()
    row = Addition.objects.create(
        agency_id=agency.pk, period_id=period.pk, kind=kind, section=section, text=text, at=now(), by=by
    )
    old = {"text": before.text} if before else {}
    new = {"text": text, "section": section, "kind": kind, "period": period.pk}
    record(row, "report-text-added", by=by, at=row.at, agency=agency.pk, old=old, new=new)
    return row
