"""The month's page of an agency, ready for its templates: rows as they are shown, the count they would make, the foot.

Everything is judged in kpis/month/lines.py; here it is put into words. Nothing is computed in a template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from dxtracker.lib.crumbs import Crumb
from kpis.entry.causes import Causes, causes_of
from kpis.entry.forms import Said
from kpis.entry.rows import Row, is_locked, row_of
from kpis.entry.scope import Place
from kpis.entry.summaries import Summary, summary_of
from kpis.measuring.rates import Counts
from kpis.measuring.workflow import can_move
from kpis.month.lines import Line, items_of, lines_of, projected, tally
from kpis.month.readiness import Gap


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


class Counting:
    """What a month's page counts, from the summaries of all its lines."""

    place: Place
    summaries: Sequence[Summary]

    @cached_property
    def gaps(self) -> list[Gap]:
        """All that is missing before the month may be sent."""
        return [gap for summary in self.summaries for gap in summary.gaps]

    @cached_property
    def counts(self) -> Counts:
        """x/y as the month would have it if it were recorded as typed."""
        return projected(self.summaries, self.place.plan.counts_no_activity)

    @cached_property
    def foot(self) -> Foot:
        counts = tally(self.summaries)
        look = [summary.key for summary in self.summaries if summary.wants_a_look]
        moments = [summary.typed_at for summary in self.summaries if summary.typed_at]
        return Foot(
            typed=counts.entered,
            due=counts.due,
            to_look_at=len(look),
            first=look[0] if look else None,
            saved_at=max(moments, default=None),
            waiting=sum(can_move("submit", summary.status) for summary in self.summaries if summary.typed_at),
        )

    @cached_property
    def empty(self) -> str:
        """The key of the first row in which something is still to be entered; empty where there is none."""
        wanted = (one for one in self.summaries if one.is_due and not one.is_typed and not is_locked(one, self.place))
        return next((str(one.key) for one in wanted), "")

    @property
    def url(self) -> str:
        return reverse("kpis:entry", args=[self.place.agency.code]) + self.place.query

    @property
    def is_all_sent(self) -> bool:
        """Whether what stands here has been sent and waits, or has waited, for the reviewer."""
        return self.place.sent is not None and not self.foot.waiting

    @property
    def is_closed(self) -> bool:
        return self.place.period.is_closed


@dataclass
class SavedRow(Counting):
    """What answers a row that was posted: the row, and the counts of its month.

    `said` is what could not be saved, None where all was; `failed` is why the row cannot be saved at all.
    """

    place: Place
    row: Row
    summaries: Sequence[Summary]
    said: Said | None = None
    failed: str = ""


@dataclass
class Sheet(Counting):
    """The page: its place, lines and what was just posted of them (by the item's key)."""

    place: Place
    lines: list[Line]
    causes: Causes
    said: Mapping[int, Said] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    person: int = 0

    @cached_property
    def summaries(self) -> Sequence[Summary]:  # type: ignore[override]
        return [summary_of(line, self.place.plan) for line in self.lines]

    @cached_property
    def rows(self) -> list[Row]:
        return [self.row(line, summary) for line, summary in zip(self.lines, self.summaries, strict=True)]

    def row(self, line: Line, summary: Summary) -> Row:
        """One line as it is shown."""
        key = line.assignment.pk
        return row_of(line, self.place, self.causes, summary.gaps, self.said.get(key), self.failed.get(key, ""))

    def row_of_item(self, key: int) -> Row:
        """The one row, without making the others."""
        pairs = zip(self.lines, self.summaries, strict=True)
        return self.row(*next(pair for pair in pairs if pair[1].key == key))

    @cached_property
    def groups(self) -> list[Group]:
        """The rows by pillar, in the pillars' order."""
        found: dict[str, list[Row]] = {}
        for line, row in zip(self.lines, self.rows, strict=True):
            found.setdefault(str(line.assignment.indicator.pillar), []).append(row)
        return [Group(name, tuple(rows)) for name, rows in found.items()]

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
    def submit_url(self) -> str:
        return reverse("kpis:entry-submit", args=[self.place.agency.code]) + self.place.query

    @property
    def keep_key(self) -> str:
        """Under which the browser keeps what is not saved yet: person, agency and month."""
        return f"dx-entry:{self.person}:{self.place.agency.pk}:{self.place.period.pk}"


def _is_with_agency(line: Line) -> bool:
    return line.entry is not None and can_move("submit", line.entry.status)


def sheet_of(place: Place, person: int) -> Sheet:
    """The month of a place: at most six queries, however many items."""
    own, parts = items_of(place.agency, place.plan, place.period)
    return Sheet(place, lines_of(own, place.period, parts, place.year_periods), causes_of(place), person=person)
