"""The months of all provinces, one question each whatever their number; a closed one is what was kept of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value

from agencies.enums import Level
from agencies.models import Agency, Version
from kpis.enums import PeriodState
from kpis.measuring.rates import STATES, Counts
from kpis.models import FrozenMonth, Indicator, Period, Plan, Report, RollUp, Standing
from kpis.provinces.keeping import of_json
from kpis.provinces.rules import IndicatorMonth, Place, ProvinceMonth, is_reported
from kpis.queries import day_of, ruled


class CountryMonth(NamedTuple):
    """A month by the calendar of years, and in how many provinces it is planned, open, closed.

    `filled` are the closed ones in which any item stands; `version` is that of all provinces together.
    """

    year: int
    month: int
    planned: int
    open: int
    closed: int
    filled: int
    version: int | None

    @property
    def state(self) -> str:
        """Closed where it is in every province that has it, open while it is anywhere, else not yet opened."""
        if self.open or (self.planned and self.closed):
            return PeriodState.OPEN
        return PeriodState.CLOSED if self.closed else PeriodState.PLANNED


def months_of_country() -> list[CountryMonth]:
    """All months that any province has, in order; read with the version that all their figures rest on."""
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in PeriodState}
    has_items = Exists(RollUp.objects.filter(period=OuterRef("pk")))
    counts["filled"] = Count("pk", filter=Q(has_items, state=PeriodState.CLOSED))
    parts = Version.objects.order_by().values(all=Value(1)).annotate(version=Sum("token")).values("version")
    rows = Period.objects.order_by("plan__year", "month").values_list("plan__year", "month")
    return [CountryMonth._make(row) for row in rows.annotate(**counts, moved=Subquery(parts))]


def provinces_in(year: int, month: int) -> list[ProvinceMonth]:
    """The month of every province that has it, in their official order; five questions at most.

    An open month is counted from the living roll-ups, a closed one is what was kept when it was closed.
    """
    kept = FrozenMonth.objects.filter(period=OuterRef("pk"), checksum=OuterRef("checksum"), thawed_at=None)
    rows = Period.objects.filter(plan__year=year, month=month).select_related("plan__province", "rules")
    of_kept = {"kept": Subquery(kept.values("summary")[:1]), "kept_at": Subquery(kept.values("frozen_at")[:1])}
    periods = list(rows.order_by().annotate(**of_kept))
    living = [row for row in periods if row.state != PeriodState.CLOSED or not row.kept]
    closed = [of_json(row.kept, row.kept_at) for row in periods if row not in living]
    return sorted((*closed, *counted(living)), key=lambda found: found.place)


def provinces_without(year: int, month: int) -> list[str]:
    """The names of provinces that plan years and have no such month, in their official order."""
    there = Period.objects.filter(plan__province=OuterRef("pk"), plan__year=year, month=month)
    rows = Agency.objects.filter(~Exists(there), Exists(Plan.objects.filter(province=OuterRef("pk"))))
    rows = rows.filter(Q(active_to=None) | Q(active_to__year__gte=year), level=Level.PROVINCE)
    return list(rows.order_by("sort_order", "path").values_list("name", flat=True))


def counted(periods: Sequence[Period]) -> list[ProvinceMonth]:
    """The months (read with plan, province and rules) as their roll-ups and standings say; three questions, or none."""
    if not periods:
        return []
    policy = {row.pk: ruled(row).counts_no_activity for row in periods}
    indicators = _indicators(periods, policy)
    sums = _sums(periods)
    return [
        _month(row, Counts(sums[row.pk][0], policy[row.pk]), *sums[row.pk][1:], indicators[row.pk]) for row in periods
    ]


def _month(
    period: Period, counts: Counts, asked: int, reported: int, indicators: Sequence[IndicatorMonth]
) -> ProvinceMonth:
    province = period.plan.province
    return ProvinceMonth(
        key=province.pk,
        code=province.code,
        name=province.name,
        place=Place(province.sort_order, province.path),
        state=str(period.state),
        data_from=period.data_from,
        data_to=period.data_to,
        seen_on=period.seen_on,
        closed_at=period.closed_at,
        counts=counts,
        asked=asked,
        reported=reported,
        indicators=tuple(indicators),
    )


def _own() -> dict[str, Any]:
    """For a query on rows of agencies and periods: those of each province's own agencies, without divisions."""
    return {"agency__province": F("period__plan__province"), "agency__level": Level.AGENCY}


def _sums(periods: Sequence[Period]) -> dict[int, tuple[dict[str, int], int, int]]:
    """By period: the states of all items, how many agencies something was due of, how many of them have reported."""
    days = {row.pk: day_of(row) for row in periods}
    states: dict[int, list[int]] = {row.pk: [0] * len(STATES) for row in periods}
    asked, reported = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    report = Exists(Report.objects.filter(agency=OuterRef("agency"), period=OuterRef("period")))
    rows = RollUp.objects.filter(period__in=days, **_own()).order_by().annotate(has_report=report)
    for key, due, fresh, ended, has_report, *found in rows.values_list(
        "period", "due", "fresh", "agency__active_to", "has_report", *STATES
    ):
        states[key] = [one + other for one, other in zip(states[key], found, strict=True)]
        if due and (ended is None or ended >= days[key]):
            asked[key] += 1
            reported[key] += is_reported(fresh, has_report)
    return {key: (dict(zip(STATES, states[key], strict=True)), asked[key], reported[key]) for key in days}


def _indicators(periods: Sequence[Period], policy: dict[int, bool]) -> dict[int, list[IndicatorMonth]]:
    """By period: each indicator over the province's agencies, in the order of its catalogue; two questions."""
    states: dict[int, dict[int, dict[str, int]]] = {key: {} for key in policy}
    rows = Standing.objects.filter(period__in=policy, **_own()).order_by()
    for key, indicator, state, n in rows.values_list("period", "indicator", "state").annotate(n=Count("*")):
        states[key].setdefault(indicator, dict.fromkeys(STATES, 0))[state] += n
    catalogues = Indicator.objects.filter(province__in={row.plan.province_id for row in periods})
    named = {row[0]: row[1:] for row in catalogues.values_list("pk", "code", "name", "unit")}
    return {
        key: [
            IndicatorMonth(*named[pk], nth, Counts(states[key][pk], policy[key]))
            for nth, pk in enumerate(pk for pk in named if pk in states[key])
        ]
        for key in policy
    }
