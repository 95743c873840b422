"""The facts of a month from which an agenda is proposed, and by which its points are shown."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from agencies.pages.counted import tongue
from commitments.models import CommitmentRollUp
from dxtracker.lib.numbers import times
from kpis.bottlenecks.queries import read, spread_of
from kpis.enums import State
from kpis.frozen.months import reading_month
from kpis.models import Period, RollUp, Standing
from kpis.queries import beyond_target, indicators_of, own_of
from kpis.reminders.silence import reports_of
from steering.agenda.rules import Blocked, Facts, Named, Open
from steering.conclusions.queries import open_before
from steering.enums import PointKind
from steering.models import AgendaPoint, Meeting

ALL = frozenset(PointKind)


def facts_of(meeting: Meeting, kinds: Collection[str] = ALL) -> Facts:
    """The facts of a meeting's month, a closed one as it was closed; those of `kinds` alone. Ten queries for all."""
    open_ones = conclusions_of(meeting) if PointKind.CONCLUSION in kinds else ()
    period = meeting.period
    with reading_month(period):
        reports = reports_of(period) if PointKind.SILENT in kinds else []
        return Facts(
            conclusions=open_ones,
            bottlenecks=_bottlenecks(period) if PointKind.BOTTLENECK in kinds else (),
            overdue=_overdue(period) if PointKind.OVERDUE in kinds else (),
            broken=_broken(period) if PointKind.PROMISE in kinds else (),
            silent=[row.short_name or row.name for row in reports if row.is_silent],
            reporting=sum(row.is_asked for row in reports),
            drifting=_drifting(period) if PointKind.DRIFT in kinds else (),
            easy=_easy(period) if PointKind.EASY in kinds else (),
        )


def conclusions_of(meeting: Meeting) -> list[Open]:
    """What meetings before this one concluded and is not done, seen on its day; one query."""
    return [
        Open(row.pk, row.text, row.agency.short_name or row.agency.name, late_days(row.due_on, meeting.held_on))
        for row in open_before(meeting)
    ]


def late_days(due_on: date, day: date) -> int:
    """Days by which `day` is after the day set."""
    return max((day - due_on).days, 0)


def points_of(meeting: Meeting) -> list[AgendaPoint]:
    """The agenda in its order with what its points name; one query."""
    return list(meeting.points.select_related("item__agency", "item__indicator", "indicator", "agency", "conclusion"))


def _bottlenecks(period: Period) -> list[Blocked]:
    reading = read(period, spread_of(period).pairs)
    names = indicators_of(row.indicator for row in reading.found)
    found = []
    for row in reading.found:
        word = reading.word_on(row)
        owned = word is not None and word.owner is not None and not word.is_resolved(reading.day)
        found.append(Blocked(row.indicator, names[row.indicator].name, row.missed, row.applicable, owned))
    return found


def _named() -> Coalesce:
    """For a query on rows of agencies: the short name, else the name."""
    return Coalesce(NullIf("agency__short_name", Value("")), "agency__name")


def _per_agency(rows: QuerySet, counted: Count | Sum) -> list[tuple[str, int]]:
    rows = rows.order_by("agency__sort_order", "agency__path").annotate(called=_named())
    grouped = rows.values("called", "agency__sort_order", "agency__path").annotate(n=counted)
    return [(row["called"], row["n"]) for row in grouped if row["n"]]


def _overdue(period: Period) -> list[tuple[str, int]]:
    rows = Standing.objects.filter(period=period, state=State.OVERDUE, **own_of(period.plan))
    return _per_agency(rows, Count("pk"))


def _broken(period: Period) -> list[tuple[str, int]]:
    rows = RollUp.objects.filter(period=period, late_promises__gt=0, **own_of(period.plan))
    return _per_agency(rows, Sum("late_promises"))


def _drifting(period: Period) -> list[tuple[str, int]]:
    rows = CommitmentRollUp.objects.filter(period=period, drifting__gt=0, commitment__agency__level="agency")
    rows = rows.annotate(
        called=Coalesce(NullIf("commitment__agency__short_name", Value("")), "commitment__agency__name")
    )
    order = ("commitment__agency__sort_order", "commitment__agency__path")
    grouped = rows.order_by(*order).values("called", *order).annotate(n=Sum("drifting"))
    return [(row["called"], row["n"]) for row in grouped]


def _easy(period: Period) -> list[Named]:
    return [Named(f"{row.agency}: {row.indicator}", times(row.attainment, tongue())) for row in beyond_target(period)]
