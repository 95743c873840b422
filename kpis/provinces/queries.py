"""The months of all provinces, one question each whatever their number; a closed one is what was kept of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, When

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
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
    return [CountryMonth._make(row) for row in _months()]


@compiled
def _months() -> QuerySet:
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in PeriodState}
    has_items = Exists(RollUp.objects.filter(period=OuterRef("pk")))
    counts["filled"] = Count("pk", filter=Q(has_items, state=PeriodState.CLOSED))
    return Period.objects.order_by("plan__year", "month").values_list("plan__year", "month").annotate(**counts)


def provinces_in(year: int, month: int) -> list[ProvinceMonth]:
    """The month of every province that has it, in their official order; six questions at most.

    An open month is counted from the living roll-ups, a closed one is what was kept when it was closed (from the
    living ones too as long as that is not summed up in the form of today).
    """
    living, closed = [], []
    for row in _periods(year, month):
        if row.state == PeriodState.CLOSED and is_readable(row.kept):
            closed.append(of_json(row.kept, row.kept_at))
        else:
            living.append(row)
    return sorted((*closed, *counted(living)), key=lambda found: found.place)


@compiled
def _periods(year: int, month: int) -> QuerySet[Period]:
    kept = FrozenMonth.objects.filter(period=OuterRef("pk"), checksum=OuterRef("checksum"), thawed_at=None).order_by()
    rows = Period.objects.filter(plan__year=year, month=month).select_related("plan__province", "rules")
    told = {"kept": Subquery(kept.values("summary")[:1]), "kept_at": Subquery(kept.values("frozen_at")[:1])}
    return rows.order_by().annotate(**told)


def provinces_without(year: int, month: int, day: date) -> list[str]:
    """The provinces that had no such month although they had begun to plan years, in their official order.

    Those that were there on `day`, its last, by the names they had then: who began later or had ended is not missing.
    """
    return _without(year, month, day)


@compiled
def _without(year: int, month: int, day: date) -> QuerySet:
    there = Period.objects.filter(plan__province=OuterRef("pk"), plan__year=year, month=month)
    begun = Plan.objects.filter(province=OuterRef("pk"), year__lte=year)
    rows = Agency.objects.filter(~Exists(there), Exists(begun), level=Level.PROVINCE).alive_on(day)
    named = rows.order_by("sort_order", "path").annotate(name_then=official_name(day))
    return named.values_list("name_then", flat=True)


def counted(periods: Sequence[Period]) -> list[ProvinceMonth]:
    """The months (read with plan, province and rules) as their roll-ups and standings say; five questions at most."""
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


def _sums(periods: Sequence[Period]) -> dict[int, tuple[dict[str, int], int, int]]:
    """By period: the states of all items, how many agencies something was due of, how many of them have reported."""
    states: dict[int, list[int]] = {row.pk: [0] * len(STATES) for row in periods}
    asked, reported = Counter[int](), Counter[int]()
    days: dict[date, list[int]] = defaultdict(list)
    for row in periods:
        days[day_of(row)].append(row.pk)
    for key, is_fresh, has_report, alive, due_then, *found in (
        one for day, keys in days.items() for one in _roll_ups(keys, day)
    ):
        states[key] = [one + other for one, other in zip(states[key], found, strict=True)]
        due = due_then if has_report else alive  # what had reported and has ended since was asked for it
        asked[key] += due
        reported[key] += due if is_reported(is_fresh, has_report) else 0
    return {key: (dict(zip(STATES, found, strict=True)), asked[key], reported[key]) for key, found in states.items()}


@compiled
def _roll_ups(periods: list[int], day: date) -> QuerySet:
    """(period, has figures of its own, has a report, agencies with something due on `day`, and then, of STATES)."""
    is_there = Q(agency__active_to=None) | Q(agency__active_to__gte=day)
    reports = Report.objects.filter(period__in=periods)  # else PostgreSQL looks through those of all years
    kinds = {
        "is_fresh": Case(When(fresh__gt=0, then=1), default=0),
        "has_report": Exists(reports.filter(agency=OuterRef("agency"), period=OuterRef("period"))),
    }
    sums = {f"n_{state}": Sum(state) for state in STATES}
    rows = RollUp.objects.filter(period__in=periods, agency__level=Level.AGENCY).order_by().annotate(**kinds)
    due = {"alive": Count("pk", filter=is_there & Q(due__gt=0)), "due_then": Count("pk", filter=Q(due__gt=0))}
    return rows.values_list("period", *kinds).annotate(**due, **sums)


def _indicators(periods: Sequence[Period], policy: dict[int, bool]) -> dict[int, list[IndicatorMonth]]:
    """By period: the agencies at each indicator, in the order of its province's catalogue; four questions.

    A fifth where an agency may have several items of one indicator: items have passed to it (docs/adr/0021), or the
    catalogue holds the indicator twice.
    """
    catalogues = _catalogues(sorted({row.plan.province_id for row in periods}))
    of_first = {pk: first for entries in catalogues.values() for first, entry in entries.items() for pk in entry.keys}
    alike = [pk for entries in catalogues.values() for entry in entries.values() for pk in entry.keys if entry.keys[1:]]
    heirs = _heirs(sorted({row.plan_id for row in periods}))
    found: dict[int, dict[int, dict[str, int]]] = {key: defaultdict(lambda: dict.fromkeys(STATES, 0)) for key in policy}
    for key, indicator, state, n in _states(list(policy), alike):
        found[key][indicator][state] += n
    for key, indicator, state, n in _apart(list(policy), heirs, alike):
        found[key][indicator][state] -= n
    by_agency: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for key, indicator, agency, state in _several(list(policy), heirs, alike) if heirs or alike else ():
        by_agency[key, of_first[indicator], agency].add(state)
    for (key, indicator, _agency), states in by_agency.items():
        found[key][indicator][state_of_all(states, policy[key])] += 1
    return {
        row.pk: [
            IndicatorMonth(entry.code, entry.name, entry.unit, nth, Counts(found[row.pk][pk], policy[row.pk]))
            for nth, (pk, entry) in enumerate(
                (pk, entry) for pk, entry in catalogues[row.plan.province_id].items() if any(found[row.pk][pk].values())
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


def _catalogues(provinces: list[int]) -> dict[int, dict[int, _Entry]]:
    """By province its indicators in their order, by the key of the first entry that is each; one question."""
    found: dict[int, dict[int, _Entry]] = {province: {} for province in provinces}
    known: dict[tuple[int, str, str], _Entry] = {}
    for pk, province, code, name, unit in _entries(provinces):
        key = (province, *is_same(name, unit))
        if key not in known:
            known[key] = found[province][pk] = _Entry(code, name, unit, [])
        known[key].keys.append(pk)
    return found


@compiled
def _entries(provinces: list[int]) -> QuerySet:
    return Indicator.objects.filter(province__in=provinces).values_list("pk", "province_id", "code", "name", "unit")


@compiled
def _heirs(plans: list[int]) -> QuerySet:
    """The agencies to which items of these plans have passed."""
    rows = Handover.objects.filter(in_force_from__plan__in=plans).order_by()
    return rows.values_list("after", flat=True).distinct()


@compiled
def _states(periods: list[int], alike: list[int]) -> QuerySet:
    """(period, indicator, state, items), without indicators that are alike: all of it stands in one index."""
    rows = Standing.objects.filter(period__in=periods).exclude(indicator__in=alike).order_by()
    return rows.values_list("period", "indicator", "state").annotate(n=Count("*"))


@compiled
def _apart(periods: list[int], heirs: list[int], alike: list[int]) -> QuerySet:
    """The same of those among them that are no agency's own: of divisions, and of these heirs, who count by themselves.

    To look at each item's agency takes twice as long as to count all.
    """
    others = Agency.objects.filter(~Q(level=Level.AGENCY) | Q(pk__in=heirs)).order_by().values("pk")
    rows = Standing.objects.filter(period__in=periods, agency__in=others).exclude(indicator__in=alike).order_by()
    return rows.values_list("period", "indicator", "state").annotate(n=Count("*"))


@compiled
def _several(periods: list[int], heirs: list[int], alike: list[int]) -> QuerySet:
    """(period, indicator, agency, state) of those left out there."""
    apart = Q(agency__in=heirs) | Q(indicator__in=alike)
    rows = Standing.objects.filter(apart, period__in=periods, agency__level=Level.AGENCY).order_by()
    return rows.values_list("period", "indicator", "agency", "state")
