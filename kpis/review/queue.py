"""Whose figures of a month wait for a reviewer, first come first."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import User
from agencies.queries import official_name
from agencies.rights.access import visible_agencies
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.entry.scope import Place
from kpis.enums import EntryStatus
from kpis.models import Assignment, Entry, Report
from kpis.month.lines import PROMISED, lines_of
from kpis.review.flags import flags_of

AGENCIES_A_PAGE = 20
AGENCY = "assignment__agency"  # of an entry


@dataclass(frozen=True)
class Next:
    """The agency whose figures have waited longest after this one."""

    name: str
    url: str
    waiting: int


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
    def is_past_due(self) -> bool:
        """Whether a report may be late at all: before its day nobody's is, not even by nothing."""
        return self.place.period.due_on < today()

    @property
    def flagged(self) -> int:
        return sum(row.flagged for row in self.rows)


def queue_of(place: Place, person: User, page: str = "1") -> Queue:
    """The agencies and divisions that `person` reviews with figures waiting, first come first: eight queries.

    However many agencies; flags are worked out for those of the page.
    """
    agency = "assignment__agency"
    cover = Report.objects.filter(agency=OuterRef(agency), period=place.period)
    found = list(
        _waiting(place, person)
        .values(agency, level=F(f"{agency}__level"), above=F(f"{agency}__parent__name"), **_named(place))
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
    rows = items.select_related("indicator", "agency").annotate(promised_on=PROMISED)
    lines = lines_of(rows, place.period, None, place.year_periods)
    return Counter(line.assignment.agency_id for line in lines if flags_of(line, place.plan))


def next_of(place: Place, person: User) -> Next | None:
    """The first of the month's queue beside this agency."""
    waiting = _waiting(place, person).exclude(assignment__agency=place.agency)
    counted = waiting.values(**_named(place)).annotate(n=Count("pk"), at=Max("submitted_at"))
    row: dict[str, Any] | None = counted.order_by("at", f"{AGENCY}__path").first()  # type: ignore[assignment]
    if row is None:
        return None
    return Next(row["name"], reverse("kpis:review-agency", args=[row["code"]]) + place.query, row["n"])


def _waiting(place: Place, person: User) -> QuerySet[Entry]:
    """The month's figures that wait for a decision of `person`."""
    return Entry.objects.filter(
        period=place.period,
        status=EntryStatus.SUBMITTED,
        assignment__agency__in=visible_agencies(person, Permission.REVIEW),
    ).order_by()


def _named(place: Place) -> dict[str, Any]:
    """An agency's code, and its name in the month."""
    return {"code": F(f"{AGENCY}__code"), "name": official_name(place.period.data_to, AGENCY)}
