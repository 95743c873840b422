"""The standing body's pages of a month: who waits for review, and an agency's figures with all that raises a flag.

Everything is judged in kpis/entry (month.py, plausibility.py); here it is put into words. Nothing is computed in a
template.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from dxtracker.lib.crumbs import Crumb
from kpis.entry.actions import hands_in, may_correct
from kpis.entry.causes import causes_of
from kpis.entry.rows import Row, row_of
from kpis.entry.scope import Place
from kpis.enums import EntryStatus, Kind
from kpis.measuring.rates import Counts
from kpis.measuring.workflow import can_move
from kpis.models import Entry, EntryEvent, Phrase
from kpis.month.figures import figure_words, verified_words
from kpis.month.lines import Line, items_of, lines_of, projected
from kpis.review.flags import Flag, flags_of
from kpis.review.forms import Reviewed, VerifyForm
from kpis.review.queue import Next, next_of
from kpis.review.words import Change, changes_since_return


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
    is_correcting: bool = False

    @property
    def faults(self) -> str:
        """Why the last post could not be done, of the figure as a whole or of its correction."""
        errors = self.form.errors.values() if self.form else ()
        return " ".join([self.message, *(str(error) for found in errors for error in found)]).strip()

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
    next: Next | None = None

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
        """The figures of the last post that could not be decided or corrected."""
        return [row for row in self.rows if row.faults]

    @property
    def opens_recorded(self) -> bool:
        """Whether something among the recorded wants to be seen: no figure waits, or a correction was refused."""
        return any(row.faults for row in self.recorded)

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


def review_of(
    place: Place,
    person: User,
    said: Reviewed | None = None,
    messages: Mapping[int, str] | None = None,
    failure: str = "",
    forms: Mapping[int, VerifyForm] | None = None,
) -> Review:
    """Read an agency's month for its reviewer: at most nine queries."""
    own, parts = items_of(place.agency, place.plan)
    lines = lines_of(own, place.period, parts, place.year_periods)
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
                is_correcting=form is not None,
            )
        )
    phrases = list(Phrase.objects.filter(province=place.agency.root_id).values_list("text", flat=True))
    is_done = not any(row.may_choose for row in rows)
    return Review(place, lines, person, rows, phrases, said, failure, next_of(place, person) if is_done else None)


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
