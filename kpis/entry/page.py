"""The month's page of an agency, ready for its templates: rows as they are shown, the count they would make, the foot.

Everything is judged in kpis/entry/month.py; here it is put into words. Nothing is computed in a template.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from dxtracker.lib.crumbs import Crumb
from kpis.entry import plausibility as rules
from kpis.entry import readiness
from kpis.entry.causes import Causes, causes_of
from kpis.entry.forms import Said
from kpis.entry.month import Line, items_of, lines_of, projected, tally
from kpis.entry.rows import Row, is_locked, row_of
from kpis.entry.scope import Place
from kpis.enums import PeriodState
from kpis.measuring.rates import Counts
from kpis.measuring.workflow import can_move


@dataclass(frozen=True)
class Group:
    """The items of one pillar."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Foot:
    """What the foot of the page says; `first` is the row to look at first, None where nothing wants a look."""

    typed: int
    due: int
    to_look_at: int
    first: int | None
    saved_at: datetime | None
    waiting: int


@dataclass
class Sheet:
    """The page: its place, lines and what was just posted of them (by the item's key)."""

    place: Place
    lines: list[Line]
    causes: Causes
    said: Mapping[int, Said] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    person: int = 0

    @cached_property
    def rows(self) -> list[Row]:
        return [self.row(line) for line in self.lines]

    def row(self, line: Line) -> Row:
        """One line as it is shown."""
        key = line.assignment.pk
        gaps = [gap for gap in self.gaps if gap.assignment == key]
        return row_of(line, self.place, self.causes, gaps, self.said.get(key), self.failed.get(key, ""))

    def row_of_item(self, key: int) -> Row:
        return next(self.row(line) for line in self.lines if line.assignment.pk == key)

    @cached_property
    def groups(self) -> list[Group]:
        """The rows by pillar, in the pillars' order."""
        found: dict[str, list[Row]] = {}
        for line, row in zip(self.lines, self.rows, strict=True):
            found.setdefault(str(line.assignment.indicator.pillar), []).append(row)
        return [Group(name, tuple(rows)) for name, rows in found.items()]

    @cached_property
    def gaps(self) -> list[readiness.Gap]:
        """All that is missing before the month may be sent."""
        return readiness.gaps(self.lines, self.place.plan)

    @cached_property
    def counts(self) -> Counts:
        """x/y as the month would have it if it were recorded as typed."""
        return projected(self.lines, self.place.plan.counts_no_activity)

    @cached_property
    def foot(self) -> Foot:
        counts = tally(self.lines)
        wanting = {gap.assignment for gap in self.gaps if gap.code != "not_typed"}
        remarked = {line.assignment.pk for line in self.lines if rules.remarks(line, self.place.plan)}
        look = [line.assignment.pk for line in self.lines if line.assignment.pk in wanting | remarked]
        entries = [line.entry for line in self.lines if line.entry]
        return Foot(
            typed=counts.entered,
            due=counts.due,
            to_look_at=len(look),
            first=look[0] if look else None,
            saved_at=max((entry.typed_at for entry in entries), default=None),
            waiting=sum(can_move("submit", entry.status) for entry in entries),
        )

    @property
    def seen(self) -> str:
        """The versions of what would be signed, as the form carries them: "12.3 15.1"."""
        entries = [line.entry for line in self.lines if line.entry and _is_with_agency(line)]
        return " ".join(f"{entry.pk}.{entry.version}" for entry in entries)

    @cached_property
    def returned(self) -> list[Row]:
        """The figures that came back and are to be put right."""
        return [row for row in self.rows if row.is_returned]

    @cached_property
    def empty(self) -> str:
        """The key of the first row in which something is still to be entered; empty where there is none."""
        wanted = (line for line in self.lines if line.is_due and not line.is_typed and not is_locked(line, self.place))
        return next((str(line.assignment.pk) for line in wanted), "")

    @cached_property
    def gap_rows(self) -> list[Row]:
        return [row for row in self.rows if row.gaps]

    @cached_property
    def remark_rows(self) -> list[Row]:
        return [row for row in self.rows if row.remarks]

    @property
    def title(self) -> str:
        return _("Report of month %(month)s") % {"month": self.place.period.month}

    @property
    def name(self) -> str:
        return self.place.agency.name_then  # type: ignore[attr-defined]

    @property
    def crumbs(self) -> list[Crumb]:
        agency, query = self.place.agency, self.place.query
        return [Crumb(self.name, agency.get_absolute_url() + query), Crumb(self.title)]

    @property
    def url(self) -> str:
        return reverse("kpis:entry", args=[self.place.agency.code]) + self.place.query

    @property
    def submit_url(self) -> str:
        return reverse("kpis:entry-submit", args=[self.place.agency.code]) + self.place.query

    @property
    def keep_key(self) -> str:
        """Under which the browser keeps what is not saved yet: person, agency and month."""
        return f"dx-entry:{self.person}:{self.place.agency.pk}:{self.place.period.pk}"

    @property
    def is_all_sent(self) -> bool:
        """Whether what stands here has been sent and waits, or has waited, for the reviewer."""
        return self.place.sent is not None and not self.foot.waiting

    @property
    def is_closed(self) -> bool:
        return self.place.period.state == PeriodState.CLOSED


def _is_with_agency(line: Line) -> bool:
    return line.entry is not None and can_move("submit", line.entry.status)


def sheet_of(place: Place, person: int) -> Sheet:
    """The month of a place: at most six queries, however many items."""
    own, parts = items_of(place.agency, place.plan, place.period)
    return Sheet(place, lines_of(own, place.period, parts, place.year_periods), causes_of(place), person=person)
