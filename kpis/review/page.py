"""The standing body's pages of a month: who waits for review, and an agency's figures with all that raises a flag.

Everything is judged in kpis/entry (month.py, plausibility.py); here it is put into words. Nothing is computed in a
template.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import visible_agencies
from agencies.models import User
from agencies.queries import official_name
from agencies.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.entry import plausibility as rules
from kpis.entry.actions import hands_in, may_correct
from kpis.entry.figures import figure_words, verified_words
from kpis.entry.month import (
    PROMISED,
    Line,
    items_of,
    lines_of,
    projected,
)
from kpis.entry.page import causes_of
from kpis.entry.plausibility import Remark
from kpis.entry.rows import Row, row_of
from kpis.entry.scope import Place
from kpis.entry.words import WORDS, remark_words
from kpis.enums import EntryStatus, Kind
from kpis.measuring.rates import Counts
from kpis.measuring.workflow import can_move
from kpis.models import Assignment, Entry, EntryEvent, Phrase, Plan, Report
from kpis.review.forms import Reviewed, VerifyForm
from kpis.review.words import (
    Change,
    changes_since_return,
)
from kpis.standings.words import unit_of

AGENCIES_A_PAGE = 20


@dataclass(frozen=True)
class Flag:
    """Why a figure should be looked at: a code and its sentence for the reviewer."""

    code: str
    text: str


@dataclass(frozen=True)
class Returned:
    """The last time a figure was sent back."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class ReviewRow:
    """One entry before the reviewer. `message` is why it could not be decided just now."""

    row: Row
    entry: Entry
    flags: tuple[Flag, ...]
    changes: tuple[Change, ...]
    returned: Returned | None
    reported: str
    verified: str
    verified_by: str
    cause: str
    is_own: bool
    may_correct: bool
    may_act: bool
    message: str = ""
    is_chosen: bool = False
    reason: str = ""
    phrase: str = ""
    form: VerifyForm | None = None

    @property
    def key(self) -> str:
        """The entry's key as names and ids hold it: never with marks of thousands."""
        return str(self.entry.pk)

    @property
    def is_waiting(self) -> bool:
        return can_move("approve", self.entry.status)

    @property
    def may_choose(self) -> bool:
        return self.may_act and self.is_waiting and not self.is_own

    @property
    def may_verify(self) -> bool:
        """Whether a number may stand beside the reported one; a task's document is returned instead."""
        may = self.may_act and self.may_correct and not self.row.is_deliverable
        return may and can_move("verify", self.entry.status)

    @property
    def may_reopen(self) -> bool:
        return self.may_act and can_move("reopen", self.entry.status)

    @property
    def verify_url(self) -> str:
        return self._url("kpis:review-verify")

    @property
    def reopen_url(self) -> str:
        return self._url("kpis:review-reopen")

    def _url(self, name: str) -> str:
        return reverse(name, args=[self.row.place.agency.code, self.entry.pk]) + self.row.place.query


@dataclass
class Review:
    """An agency's month before the reviewer; `said` is what was posted and could not be done."""

    place: Place
    lines: list[Line]
    person: User
    rows: list[ReviewRow]
    phrases: list[str]
    said: Reviewed | None = None
    failure: str = ""

    @cached_property
    def waiting(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.is_waiting]

    @cached_property
    def flagged(self) -> list[ReviewRow]:
        return [row for row in self.waiting if row.flags or row.is_own]

    @cached_property
    def unflagged(self) -> list[ReviewRow]:
        """Those that may be approved at once."""
        return [row for row in self.waiting if not row.flags and not row.is_own]

    @cached_property
    def recorded(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.entry.status == EntryStatus.APPROVED]

    @cached_property
    def sent_back(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.entry.status == EntryStatus.RETURNED]

    @cached_property
    def choosable(self) -> int:
        return sum(row.may_choose for row in self.waiting)

    @cached_property
    def chosen(self) -> int:
        return sum(row.is_chosen for row in self.waiting)

    @cached_property
    def failed(self) -> list[ReviewRow]:
        """The figures of the last post that could not be decided, each with its message."""
        return [row for row in self.rows if row.message]

    @property
    def opens_recorded(self) -> bool:
        """Whether something among the recorded wants to be seen: no figure waits, or a correction was refused."""
        return any(row.message or (row.form and row.form.errors) for row in self.recorded)

    @cached_property
    def counts(self) -> Counts:
        """x/y as it would be if everything were recorded as it stands."""
        return projected(self.lines, self.place.plan.counts_no_activity)

    @property
    def name(self) -> str:
        return self.place.agency.name_then  # type: ignore[attr-defined]

    @property
    def reason(self) -> str:
        return self.said.reason if self.said else ""

    @property
    def phrase(self) -> str:
        return self.said.phrase if self.said else ""

    @property
    def url(self) -> str:
        return reverse("kpis:review-agency", args=[self.place.agency.code]) + self.place.query

    @property
    def decide_url(self) -> str:
        return reverse("kpis:review-decide", args=[self.place.agency.code]) + self.place.query

    @property
    def board_url(self) -> str:
        return self.place.agency.get_absolute_url() + self.place.query

    @property
    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Review"), reverse("kpis:review") + self.place.query), Crumb(self.name)]


@dataclass(frozen=True)
class QueueRow:
    """One agency's figures that wait; `submitted_at` is the last of them, `late_days` the report's."""

    code: str
    name: str
    above: str
    url: str
    waiting: int
    flagged: int
    submitted_at: datetime | None
    late_days: int | None


@dataclass(frozen=True)
class Queue:
    """A month's queue. `waiting` counts all agencies, rows are those of the page."""

    place: Place
    rows: tuple[QueueRow, ...]
    page: Page
    waiting: int
    agencies: int

    @property
    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Review"))]

    @property
    def flagged(self) -> int:
        return sum(row.flagged for row in self.rows)


def flags_of(line: Line, plan: Plan, has_changes: bool | None = None) -> tuple[Flag, ...]:
    """All that should make the reviewer look; `has_changes` since it was returned (None: not known, or never)."""
    unit = unit_of(line.target, line.assignment.indicator)
    found = [Flag(remark.code, remark_words(_for_reviewer(remark), unit)) for remark in rules.remarks(line, plan)]
    if is_returned_before(line.entry):
        code = "returned_unchanged" if has_changes is False else "returned_changed"
        found.append(Flag(code, str(WORDS[code])))
    return tuple(found)


def is_returned_before(entry: Entry | None) -> bool:
    """Whether a reviewer sent it back once; asks nothing of entries read by kpis.entry.month.lines_of."""
    return bool(entry and getattr(entry, "returned_because", ""))


def _for_reviewer(remark: Remark) -> Remark:
    code = f"seen_{remark.code}"
    return replace(remark, code=code) if code in WORDS else remark


def queue_of(place: Place, person: User, page: str = "1") -> Queue:
    """The agencies and divisions that `person` reviews with figures waiting, first come first: eight queries.

    However many agencies; flags are worked out for those of the page.
    """
    agency = "assignment__agency"
    cover = Report.objects.filter(agency=OuterRef(agency), period=place.period)
    rows = Entry.objects.filter(
        period=place.period,
        status=EntryStatus.SUBMITTED,
        assignment__agency__in=visible_agencies(person, Permission.REVIEW),
    ).order_by()
    names = {"name": official_name(place.period.data_to, agency), "above": F(f"{agency}__parent__name")}
    found = list(
        rows.values(agency, code=F(f"{agency}__code"), level=F(f"{agency}__level"), **names)
        .annotate(n=Count("pk"), at=Max("submitted_at"), late=Subquery(cover.values("late_days")[:1]))
        .order_by("at", f"{agency}__path")
    )
    shown = Paginator(found, AGENCIES_A_PAGE).get_page(page)
    flagged = _flagged(place, [row[agency] for row in shown])
    return Queue(
        place=place,
        rows=tuple(_queue_row(place, row, flagged[row[agency]]) for row in shown),
        page=shown,
        waiting=sum(row["n"] for row in found),
        agencies=len(found),
    )


def _queue_row(place: Place, row: dict, flagged: int) -> QueueRow:
    above = row["above"] if row["level"] == "division" else ""
    url = reverse("kpis:review-agency", args=[row["code"]]) + place.query
    return QueueRow(row["code"], row["name"], above, url, row["n"], flagged, row["at"], row["late"])


def _flagged(place: Place, agencies: list[int]) -> Counter[int]:
    """Agency → how many of its waiting figures raise a flag."""
    items = Assignment.objects.filter(
        plan=place.plan, agency__in=agencies, entries__period=place.period, entries__status=EntryStatus.SUBMITTED
    ).order_by("pk")
    rows = items.select_related("indicator").annotate(promised_on=PROMISED)
    lines = lines_of(rows, place.period, None, place.calendar)
    return Counter(line.assignment.agency_id for line in lines if flags_of(line, place.plan))


def review_of(
    place: Place,
    person: User,
    said: Reviewed | None = None,
    messages: Mapping[int, str] | None = None,
    failure: str = "",
    forms: Mapping[int, VerifyForm] | None = None,
) -> Review:
    """Read an agency's month for its reviewer: nine queries."""
    own, parts = items_of(place.agency, place.plan)
    lines = lines_of(own, place.period, parts, place.calendar)
    causes = causes_of(place)
    told, events = messages or {}, _events(line.entry for line in lines)
    rows = []
    for line in lines:
        entry = line.entry
        if entry is None or entry.status == EntryStatus.DRAFT:
            continue
        moves = events.get(entry.pk, [])
        hands = hands_in(entry, moves)
        changes = changes_since_return(moves, causes, line.assignment.indicator.unit)
        back = next((move for move in reversed(moves) if move.move in ("return", "reopen")), None)
        form = (forms or {}).get(entry.pk)
        rows.append(
            ReviewRow(
                row=row_of(line, place, causes, (), None),
                entry=entry,
                flags=flags_of(line, place.plan, bool(changes)),
                changes=changes if entry.status != EntryStatus.RETURNED else (),
                returned=Returned(back.at, str(back.by or ""), back.note) if back else None,
                reported=figure_words(entry, line),
                verified=verified_words(entry, line),
                verified_by=next((str(move.by or "") for move in reversed(moves) if move.move == "verify"), ""),
                cause=next((cause.name for cause in causes if cause.pk == entry.cause_id), ""),
                is_own=person.pk in hands,
                may_correct=may_correct(person.pk, entry, hands),
                may_act=place.is_open,
                message=told.get(entry.pk, ""),
                is_chosen=bool(said and entry.pk in said.chosen and entry.pk not in told),
                reason=said.reasons.get(entry.pk, "") if said else "",
                phrase=said.phrases.get(entry.pk, "") if said else "",
                form=form or _verify_form(line, entry),
            )
        )
    phrases = list(Phrase.objects.filter(province=place.agency.root_id).values_list("text", flat=True))
    return Review(place, lines, person, rows, phrases, said, failure)


def _verify_form(line: Line, entry: Entry) -> VerifyForm | None:
    if line.assignment.indicator.kind == Kind.DELIVERABLE:
        return None
    return VerifyForm(item=line.assignment, key=entry.pk, initial={"version": entry.version})


def _events(entries: Iterable[Entry | None]) -> dict[int, list[EntryEvent]]:
    """The moves of those entries, in order."""
    keys = [entry.pk for entry in entries if entry]
    found: dict[int, list[EntryEvent]] = defaultdict(list)
    for event in EntryEvent.objects.filter(entry__in=keys).select_related("by").order_by("pk"):
        found[event.entry_id].append(event)
    return found
