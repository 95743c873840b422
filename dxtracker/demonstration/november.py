"""Month 11, still open: drafts at one agency, two reports submitted, one figure returned."""

from datetime import date

from dxtracker.demonstration.catalogue import OPEN_MONTH, Catalogue, at
from dxtracker.demonstration.months import Items, event, figures_of
from dxtracker.demonstration.people import Cast
from kpis.enums import EntryStatus, OverTime
from kpis.models import Assignment, Entry, EntryEvent, Report

DRAFTING, DRAFTS = "SKHDT", 4
SUBMITTED = {"VINHYEN": date(2022, 11, 9), "CTK": date(2022, 11, 10)}
RETURNED = ("VINHYEN", "CQS-12")
RETURN_REASON = "Đề nghị rà soát lại mẫu số (minh họa)."


def load(items: Items, cast: Cast, catalogue: Catalogue) -> None:
    """Write what has come in of the open month; nothing of it is approved, so no figure moves."""
    period = catalogue.periods[OPEN_MONTH]
    last = {
        entry.assignment_id: entry
        for entry in Entry.objects.filter(
            period=catalogue.periods[OPEN_MONTH - 1], assignment__agency__code__in=[DRAFTING, *SUBMITTED]
        )
    }
    events: list[EntryEvent] = []
    for code in (DRAFTING, *SUBMITTED):
        found = [item for (agency, _), item in items.items() if agency == code and item.pk in last]
        entries = [_next_entry(item, last[item.pk], period) for item in found][: DRAFTS if code == DRAFTING else None]
        for entry in entries:
            events += _typed(entry, code, cast)
        Entry.objects.bulk_create(entries)
    EntryEvent.objects.bulk_create(events)
    for code, day in SUBMITTED.items():
        Report.objects.create(
            agency=next(item.agency for (agency, _), item in items.items() if agency == code),
            period=period,
            typed_by=cast.typist(code),
            signed_by=cast.heads[code],
            signed_post=cast.posts[code],
            submitted_at=at(day, 15),
            is_illustrative=True,
        )


def _next_entry(item: Assignment, last: Entry, period) -> Entry:
    """The month after `last`: a tenth more where it runs on, the same where it is a state of things."""
    entry = Entry(assignment=item, period=period, is_illustrative=True)
    entry.cause, entry.note, entry.is_no_activity = last.cause, last.note, last.is_no_activity
    entry.document_number, entry.document_on = last.document_number, last.document_on
    runs_on = item.indicator.over_time == OverTime.CUMULATIVE
    for name in ("value", "numerator", "denominator"):
        figure = getattr(last, name)
        setattr(entry, name, figure + figure // 10 if runs_on and figure else figure)
    if last.is_illustrative is False:
        entry.note = "Số liệu kỳ 11 minh họa."
    return entry


def _typed(entry: Entry, code: str, cast: Cast) -> list[EntryEvent]:
    """Bring `entry` to where it stands in the month and give the events of the way."""
    day = SUBMITTED.get(code, date(2022, 11, 9))
    head, typist = cast.heads[code], cast.typist(code)
    draft, submitted = EntryStatus.DRAFT, EntryStatus.SUBMITTED
    entry.typed_at, entry.typed_by, entry.status = at(day, 9, 30), typist, draft
    events = [event(entry, "type", entry.typed_at, typist, "", draft, figures_of(entry))]
    if code not in SUBMITTED:
        return events
    entry.submitted_at, entry.submitted_by, entry.status, entry.version = at(day, 15), head, submitted, 2
    events.append(event(entry, "submit", entry.submitted_at, head, draft, submitted))
    if (code, entry.assignment.indicator.code) == RETURNED:
        entry.decided_at, entry.decided_by, entry.version = at(date(2022, 11, 10), 8), cast.reviewer, 3
        entry.status = EntryStatus.RETURNED
        returned = event(entry, "return", entry.decided_at, cast.reviewer, submitted, entry.status)
        returned.note = RETURN_REASON
        events.append(returned)
    return events
