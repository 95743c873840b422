"""Entries of months 1 to 10, each typed, submitted and approved, under the monthly reports of their agencies."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from agencies.audit import plain
from agencies.models import Agency
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import CLOSED_MONTHS, Catalogue, at
from dxtracker.demonstration.people import Cast
from dxtracker.demonstration.series import Series, Shape, series
from kpis.enums import EntryStatus, EvidenceKind
from kpis.measuring.calendar import after_working_days, working_days_late
from kpis.models import Assignment, Entry, EntryEvent, Evidence, Period, Report

LATE_SHARE = 0.05
BLOCKED_CAUSES = {"CQS-01": "phan-mem-mot-cua", "CQS-02": "chua-co-hop-truc-tuyen"}
BLOCKED_FROM = 4
Items = dict[tuple[str, str], Assignment]


@dataclass(frozen=True)
class Moments:
    """When an agency's figures of a month were typed, submitted and decided."""

    typed: datetime
    submitted: datetime
    decided: datetime
    late_days: int


@dataclass
class Written:
    """What is written of all months: entries with the moments they went through, evidence beside them."""

    entries: list[tuple[Entry, Moments]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def load(items: Items, cast: Cast, catalogue: Catalogue) -> None:
    """Write ten months of figures: entries and their three events in bulk, reports, evidence."""
    facts, written = sheets.tree("facts"), Written()
    agencies = {item.agency.code: item.agency for item in items.values()}
    covers = {(code, m): moments(code, catalogue.periods[m]) for code in agencies for m in CLOSED_MONTHS}
    for row in sheets.rows("items"):
        item = items[row["agency"], row["indicator"]]
        fact = facts.get(row["agency"], {}).get(row["indicator"])
        rows = _entries_of_fact(item, fact, catalogue) if fact else _entries_of_course(item, row, catalogue)
        for entry in rows:
            written.entries.append((entry, covers[row["agency"], entry.period.month]))
        if fact and fact.get("evidence"):
            written.evidence.append(_evidence(rows[-1], fact["evidence"]))
    for entry, when in written.entries:
        _approved(entry, when, cast)
    Entry.objects.bulk_create([entry for entry, _ in written.entries], batch_size=500)
    EntryEvent.objects.bulk_create(_events(written.entries), batch_size=1000)
    Evidence.objects.bulk_create(written.evidence)
    Report.objects.bulk_create(
        _report(agencies[code], catalogue.periods[month], when, cast) for (code, month), when in covers.items()
    )


def moments(agency: str, period: Period) -> Moments:
    """When `agency` reported the month: mostly before it was due, now and then some working days after."""
    random = Random(f"{agency} {period.month}")  # noqa: S311
    typed = after_working_days(period.data_to, 1)
    days = random.randint(1, 2)
    submitted = after_working_days(period.due_on if random.random() < LATE_SHARE else period.data_to, days)
    return Moments(
        typed=at(typed, 8, random.randint(0, 59)),
        submitted=at(submitted, 15, random.randint(0, 59)),
        decided=at(after_working_days(submitted, 1), 10, random.randint(0, 59)),
        late_days=working_days_late(period.due_on, submitted),
    )


def figure(value) -> Decimal | None:
    """A generated figure as a stored decimal."""
    if value is None:
        return None
    exact = Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _entries_of_fact(item: Assignment, fact: dict, catalogue: Catalogue) -> list[Entry]:
    """The months of an item of record: the figures of record unmarked, those between them illustrative."""
    entries = []
    for month, typed in fact["figures"].items():
        note = fact["record"].get(month, "")
        parts = {"numerator": typed[0], "denominator": typed[1]} if isinstance(typed, list) else {"value": typed}
        entry = Entry(assignment=item, period=catalogue.periods[int(month)], unit=fact["unit"], note=note, **parts)
        entry.is_illustrative = not note
        entries.append(entry)
    return entries


def _entries_of_course(item: Assignment, row: dict[str, str], catalogue: Catalogue) -> list[Entry]:
    if row["course"] == "blocked":
        return _blocked(item, row["indicator"], catalogue)
    made = series(shape_of(row, catalogue.shapes[row["indicator"]]))
    return [_entry(item, catalogue.periods[month], typed, made) for month, typed in made.figures.items()]


def shape_of(row: dict[str, str], shape: dict[str, str]) -> Shape:
    low = row["low"] or shape["low"]
    return Shape(
        key=f"{row['agency']} {row['indicator']}",
        course=row["course"],
        month=int(row["month"]) if row["month"] else None,
        kind=shape["kind"],
        over_time=shape["over_time"],
        low=Fraction(low) if low else None,
        start=float(shape["start"]),
        size=int(shape["size"]),
        step=10 if shape["unit"] == "%" else 1,
    )


def _entry(item: Assignment, period: Period, typed: dict, made: Series) -> Entry:
    entry = Entry(assignment=item, period=period, is_illustrative=True)
    for name, value in typed.items():
        setattr(entry, name, value if name == "is_no_activity" else figure(value))
    if made.issued and period.month >= made.issued:
        entry.document_number, entry.document_on = _document(item, made.issued)
        entry.note = "Văn bản minh họa."
    elif item.indicator.kind == "deliverable":
        entry.note = f"Đã thực hiện khoảng {typed['value']}% khối lượng (minh họa)."
    elif entry.is_no_activity:
        entry.note = "Không phát sinh trong kỳ (minh họa)."
    return entry


def _document(item: Assignment, month: int) -> tuple[str, date]:
    """Number and day of an invented document issued in a period."""
    random = Random(f"document {item.code}")  # noqa: S311
    first = date(item.plan.year, month, 1)
    return f"{random.randint(11, 890)}/MH-{item.agency.code}", first + timedelta(days=random.randint(0, 12))


def _blocked(item: Assignment, indicator: str, catalogue: Catalogue) -> list[Entry]:
    """An item that cannot be measured: entries with the cause and no figures."""
    cause = catalogue.causes[BLOCKED_CAUSES[indicator]]
    return [
        Entry(
            assignment=item,
            period=catalogue.periods[month],
            cause=cause,
            note="Chưa có số liệu để đánh giá (minh họa).",
            is_illustrative=True,
        )
        for month in range(BLOCKED_FROM, max(CLOSED_MONTHS) + 1)
    ]


def _approved(entry: Entry, when: Moments, cast: Cast) -> None:
    agency = entry.assignment.agency.code
    entry.typed_at, entry.typed_by = when.typed, cast.typist(agency)
    entry.submitted_at, entry.submitted_by = when.submitted, cast.heads[agency]
    entry.decided_at, entry.decided_by = when.decided, cast.reviewer
    entry.status, entry.version = EntryStatus.APPROVED, 3


def figures_of(entry: Entry) -> dict:
    """What was typed, as the event of typing keeps it."""
    names = ("value", "numerator", "denominator", "unit", "document_number", "document_on", "is_no_activity", "note")
    return plain({name: getattr(entry, name) for name in names if getattr(entry, name) not in (None, "", False)})


def event(entry: Entry, move: str, moment: datetime, by, was: str, now: str, new: dict | None = None) -> EntryEvent:
    return EntryEvent(entry=entry, move=move, at=moment, by=by, from_status=was, to_status=now, new=new or {})


def _events(entries: list[tuple[Entry, Moments]]):
    draft, submitted, approved = EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.APPROVED
    for entry, when in entries:
        yield event(entry, "type", when.typed, entry.typed_by, "", draft, figures_of(entry))
        yield event(entry, "submit", when.submitted, entry.submitted_by, draft, submitted)
        yield event(entry, "approve", when.decided, entry.decided_by, submitted, approved)


def _report(agency: Agency, period: Period, when: Moments, cast: Cast) -> Report:
    return Report(
        agency=agency,
        period=period,
        typed_by=cast.typist(agency.code),
        signed_by=cast.heads[agency.code],
        signed_post=cast.posts[agency.code],
        submitted_at=when.submitted,
        late_days=when.late_days,
        is_illustrative=True,
    )


def _evidence(entry: Entry, title: str) -> Evidence:
    return Evidence(
        entry=entry,
        kind=EvidenceKind.DOCUMENT,
        title=title,
        document_number="01/MH-STTTT",
        added_at=at(after_working_days(entry.period.data_to, 1), 9),
        is_illustrative=True,
    )
