"""The months of all provinces, one question each whatever their number; a closed one is what was kept of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from agencies.enums import Level
from agencies.models import Agency
from kpis.enums import PeriodState
from kpis.measuring.rates import STATES, Counts, state_of_all
from kpis.models import FrozenMonth, Handover, Indicator, Period, Plan, Report, RollUp, Standing
from kpis.provinces.keeping import is_readable, of_json
from kpis.provinces.rules import IndicatorMonth, Place, ProvinceMonth, is_reported, is_same
from kpis.queries import day_of, ruled


class CountryMonth(NamedTuple):
    """A month by the calendar of years, and in how many provinces it is planned, open, closed.

    `filled` are the closed ones in which any item stands.
    """

    year: int
    month: int
    planned: int
    open: int
    closed: int
    filled: int

    @property
    def state(self) -> str:
        """Closed where it is in every province that has it, open while it is anywhere, else not yet opened."""
        if self.open or (self.planned and self.closed):
            return PeriodState.OPEN
        return PeriodState.CLOSED if self.closed else PeriodState.PLANNED


def months_of_country() -> list[CountryMonth]:
    """All months that any province has, in order."""
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in PeriodState}
    has_items = Exists(RollUp.objects.filter(period=OuterRef("pk")))
    counts["filled"] = Count("pk", filter=Q(has_items, state=PeriodState.CLOSED))
    rows = Period.objects.order_by("plan__year", "month").values_list("plan__year", "month")
    return [CountryMonth._make(row) for row in rows.annotate(**counts)]


def provinces_in(year: int, month: int) -> list[ProvinceMonth]:
    """The month of every province that has it, in their official order; five questions at most.

    An open month is counted from the living roll-ups, a closed one is what was kept when it was closed (from the
    living ones too as long as that is not summed up in the form of today).
    """
    kept = FrozenMonth.objects.filter(period=OuterRef("pk"), checksum=OuterRef("checksum"), thawed_at=None)
    rows = Period.objects.filter(plan__year=year, month=month).select_related("plan__province", "rules")
    of_kept = {"kept": Subquery(kept.values("summary")[:1]), "kept_at": Subquery(kept.values("frozen_at")[:1])}
    periods = list(rows.order_by().annotate(**of_kept))
    living = [row for row in periods if row.state != PeriodState.CLOSED or not is_readable(row.kept)]
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
    """By period: the agencies at each indicator, in the order of its province's catalogue; two questions."""
    catalogues = _catalogues({row.plan.province_id for row in periods})
    of_first = {pk: first for entries in catalogues.values() for first, entry in entries.items() for pk in entry.keys}
    alike = [pk for entries in catalogues.values() for entry in entries.values() for pk in entry.keys if entry.keys[1:]]
    found: dict[int, dict[int, dict[str, int]]] = {key: defaultdict(lambda: dict.fromkeys(STATES, 0)) for key in policy}
    by_agency: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for key, indicator, state, agency, n in _states(periods, alike):
        if agency is None:
            found[key][of_first[indicator]][state] += n
        else:
            by_agency[key, of_first[indicator], agency].add(state)
    for (key, indicator, _agency), states in by_agency.items():
        found[key][indicator][state_of_all(states, policy[key])] += 1
    return {
        row.pk: [
            IndicatorMonth(entry.code, entry.name, entry.unit, nth, Counts(found[row.pk][pk], policy[row.pk]))
            for nth, (pk, entry) in enumerate(
                (pk, entry) for pk, entry in catalogues[row.plan.province_id].items() if pk in found[row.pk]
            )
        ]
        for row in periods
    }


class _Entry(NamedTuple):
    """An indicator of a catalogue, and the keys of all entries that are this one."""

    code: str
    name: str
    unit: str
    keys: list[int]


def _catalogues(provinces: Collection[int]) -> dict[int, dict[int, _Entry]]:
    """By province its indicators in their order, by the key of the first entry that is each; one question."""
    found: dict[int, dict[int, _Entry]] = {province: {} for province in provinces}
    known: dict[tuple[int, str, str], _Entry] = {}
    rows = Indicator.objects.filter(province__in=provinces).values_list("pk", "province_id", "code", "name", "unit")
    for pk, province, code, name, unit in rows:
        key = (province, *is_same(name, unit))
        if key not in known:
            known[key] = found[province][pk] = _Entry(code, name, unit, [])
        known[key].keys.append(pk)
    return found


def _states(periods: Collection[Period], alike: Collection[int]) -> QuerySet:
    """(period, indicator, state, agency, items): the agency is None where it has one item of an indicator alone.

    Several may be at agencies to which items have passed (docs/adr/0021), and at indicators that a catalogue holds
    twice.
    """
    heirs = Handover.objects.filter(in_force_from__plan__in={row.plan_id for row in periods}).values("after")
    several = Case(When(Q(agency__in=heirs) | Q(indicator__in=alike), then=F("agency")), default=None)
    rows = Standing.objects.filter(period__in=periods, **_own()).order_by().annotate(several=several)
    return rows.values_list("period", "indicator", "state", "several").annotate(n=Count("*"))
