"""What a month's bottlenecks are read from: missed items with their own cause, the causes, what was confirmed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.databases.compiled import compiled, of_month
from agencies.enums import Level
from agencies.models import Agency
from agencies.rights.access import within
from kpis.bottlenecks import rules
from kpis.bottlenecks.rules import Found, Missed, Thresholds
from kpis.enums import BLOCKED, MET, ClaimState, EntryStatus, PeriodState, State
from kpis.measuring.rates import STATES, Counts, met_by
from kpis.models import Cause, CauseClaim, Document, Entry, Indicator, Period, Plan, Standing
from kpis.queries import own_of, ruled
from kpis.standings.stands import Stand, stands_of

PAPER = ("kind", "number", "symbol", "title")
KNOWN = ("pk", "code", "name", "remover__name", "remover__code")
WORD = ("pk", "indicator", "owner__name", "confirmed_on", "due_on", "resolved_on", "note")
PAPERS = [f"{of}__{name}" for of in ("document", "resolved_document") for name in PAPER]
MONTHS_AFTER = 3  # from the month before the resolution to two months after it


class CauseKnown(NamedTuple):
    """A cause of the list, and the agency able to remove it, where one is named."""

    key: int
    code: str
    name: str
    remover: str | None
    remover_code: str | None


class Confirmed(NamedTuple):
    """What the standing body said of a cause at an indicator; documents as they are called, None without one."""

    key: int
    indicator: int
    owner: str | None
    confirmed_on: date
    due_on: date | None
    resolved_on: date | None
    note: str
    document: str | None
    resolved_document: str | None

    def is_resolved(self, day: date) -> bool:
        """Whether it is resolved on `day`."""
        return self.resolved_on is not None and self.resolved_on <= day


@dataclass(frozen=True)
class Reading:
    """The bottlenecks of a month as of `day`: found by rule; `causes` by key, `confirmed` by (indicator, cause)."""

    day: date
    found: tuple[Found, ...]
    causes: Mapping[int, CauseKnown]
    confirmed: Mapping[tuple[int, int], Sequence[Confirmed]]

    def of_cause(self, indicator: int, cause: int) -> Confirmed | None:
        """What stands of a cause at an indicator on `day`; else what was confirmed last, not resolved before resolved.

        Days may be told late: a later confirmation does not stand in a month in which the one before it stood.
        """
        rows = self.confirmed.get((indicator, cause), ())
        left = [row for row in rows if not row.is_resolved(self.day)]
        standing = [row for row in left if row.confirmed_on <= self.day]
        return next(iter((standing or left or rows)[-1:]), None)

    def word_on(self, found: Found) -> Confirmed | None:
        """What stands of a bottleneck: not resolved before resolved, a cause that is still named before others."""
        named = [row.cause for row in found.causes]
        rest = [cause for indicator, cause in self.confirmed if indicator == found.indicator and cause not in named]
        rows = [row for cause in (*named, *rest) if (row := self.of_cause(found.indicator, cause))]
        return min(rows, key=lambda row: row.is_resolved(self.day), default=None)

    def confirmed_cause(self, found: Found) -> rules.CauseNamed | None:
        """The cause that is confirmed, not resolved, and still named; of several the one named most."""
        for cause in found.causes:
            row = self.of_cause(found.indicator, cause.cause)
            if row and not row.is_resolved(self.day):
                return cause
        return None


def thresholds_of(plan: Plan) -> Thresholds:
    """The plan's limits as the rule reads them."""
    return Thresholds(plan.bottleneck_least, Fraction(plan.bottleneck_share))


class Spread(NamedTuple):
    """Of each indicator the counts of its items, and (missed, applicable) agencies; `stands`: what both count."""

    counts: dict[int, Counts]
    pairs: dict[int, tuple[int, int]]
    stands: list[Stand]

    def met(self, indicator: int) -> tuple[int, int]:
        """(met, applicable) agencies of an indicator, each once."""
        states: dict[int, list[str]] = defaultdict(list)
        for _indicator, state, agencies in (row for row in self.stands if row.indicator == indicator):
            for agency in agencies:
                states[agency].append(state)
        return met_by(Counts.of(found, self.counts[indicator].counts_no_activity) for found in states.values())


def spread_of(period: Period, agencies: QuerySet[Agency] | None = None) -> Spread:
    """How each indicator stands over the province's own agencies, all or some; one query."""
    rows = stands_of(period, agencies)
    states: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for indicator, state, found in rows:
        states[indicator][state] += len(found)
    policy = ruled(period).counts_no_activity
    counts = {key: Counts(each, policy) for key, each in states.items()}
    return Spread(counts, pairs_of_stands(counts, rows), rows)


def missed_of(counts: Counts) -> int:
    """Items that are missed: behind, overdue, without data, or not measurable; those on track are not."""
    return sum(counts.states[state] for state in BLOCKED)


def pairs_of(counts: Mapping[int, Counts], rows: Iterable[tuple[Any, int, str, int]]) -> dict[int, tuple[int, int]]:
    """(missed, applicable) agencies by indicator, as the rule reads them; each once, whatever passed to it.

    `rows` are (agency, indicator, state, items) of those that `counts` counts.
    """
    seen: set[tuple[Any, int]] = set()
    twice: dict[int, dict[Any, list[str]]] = {}
    rows = list(rows)
    for agency, indicator, _state, n in rows:
        if n > 1 or (agency, indicator) in seen:
            twice[indicator] = defaultdict(list)
        seen.add((agency, indicator))
    for agency, indicator, state, n in rows if twice else ():
        if indicator in twice:
            twice[indicator][agency] += [state] * n
    pairs = {key: (missed_of(found), found.applicable) for key, found in counts.items()}
    return pairs | {key: _once(found, counts[key].counts_no_activity) for key, found in twice.items()}


def pairs_of_stands(counts: Mapping[int, Counts], rows: Iterable[Stand]) -> dict[int, tuple[int, int]]:
    """As `pairs_of`: its rows are written out for the indicators alone of which an agency has several items."""
    rows = list(rows)
    given: dict[int, list[int]] = defaultdict(list)
    for indicator, _state, agencies in rows:
        given[indicator] += agencies
    repeated = {key for key, agencies in given.items() if len(set(agencies)) < len(agencies)}
    several = (row for row in rows if row.indicator in repeated)
    return pairs_of(counts, ((key, row.indicator, row.state, 1) for row in several for key in row.agencies))


def _once(agencies: Mapping[Any, Iterable[str]], counts_no_activity: bool) -> tuple[int, int]:
    """An agency misses an indicator that any of its items misses."""
    counts = [Counts.of(states, counts_no_activity) for states in agencies.values()]
    return sum(missed_of(one) > 0 for one in counts), sum(one.applicable > 0 for one in counts)


def read(
    period: Period,
    pairs: Mapping[int, tuple[int, int]],
    paths: list[str] | None = None,
    missed: Mapping[int, Sequence[Missed]] | None = None,
) -> Reading:
    """The bottlenecks of a period, where `pairs` holds (missed, applicable) of each indicator over the agencies.

    Over the province's own agencies, or over those of `paths` (see agencies/rights/access.py). Two queries, none where
    no indicator is missed so widely; one where the `missed` items are known already, as `missed_items` gives them.
    """
    limits = thresholds_of(ruled(period))
    keys = rules.wide(pairs, limits)
    if not keys:
        return Reading(period.data_to, (), {}, {})
    causes, confirmed = causes_of(period.plan)
    rows = missed_items(period, keys, paths) if missed is None else {key: missed.get(key, ()) for key in keys}
    found = rules.find(pairs, rows, limits)
    return Reading(period.data_to, found, causes, confirmed)


def own_cause(name: str = "pk") -> Coalesce:
    """For a query on Standing: a field of the item's own cause.

    The confirmed one, else the one that is claimed and waits, else that of the latest recorded entry.
    """
    day = OuterRef("period__data_to")
    claims = CauseClaim.objects.filter(Q(holds_until=None) | Q(holds_until__gte=day), holds_from__lte=day)
    waiting = claims.filter(assignment=OuterRef("assignment"), state=ClaimState.CLAIMED).order_by("-pk")
    entries = Entry.objects.filter(assignment=OuterRef("assignment"), status=EntryStatus.APPROVED)
    # An item's entries are all of its plan: said so, SQLite begins at the latest month and stops at the first entry.
    months = {"period__plan": OuterRef("period__plan"), "period__month__lte": OuterRef("period__month")}
    entries = entries.filter(**months).order_by("-period__month")
    field = Cause._meta.pk if name == "pk" else Cause._meta.get_field(name)
    output = BigIntegerField() if name == "pk" else field.clone()  # type: ignore[union-attr]
    return Coalesce(
        f"cause__{name}",
        Subquery(waiting.values(f"cause__{name}")[:1], output_field=output),
        Subquery(entries.values(f"cause__{name}")[:1], output_field=output),
        output_field=output,
    )


def missed_items(period: Period, indicators: Iterable[int], paths: list[str] | None = None) -> dict[int, list[Missed]]:
    """The missed items of `indicators` in a period, by indicator, in the order of agencies; one query."""
    keys = sorted(indicators)
    if paths is None:
        rows = _own_missed(period.pk, period.plan.province_id, keys)
    else:
        rows = _missed_in(period.pk, keys, paths)
    found: dict[int, list[Missed]] = defaultdict(list)
    for indicator, *missed in rows:
        found[indicator].append(Missed._make(missed))
    return found


@of_month
def _own_missed(period: int, province: int, indicators: list[int]) -> QuerySet:
    return _missed(period, indicators).filter(agency__province=province, agency__level=Level.AGENCY)


@compiled
def _missed_in(period: int, indicators: list[int], paths: list[str]) -> QuerySet:
    return _missed(period, indicators).filter(agency__in=within(paths))


def _missed(period: int, indicators: list[int]) -> QuerySet:
    rows = Standing.objects.filter(period=period, indicator__in=indicators, state__in=sorted(BLOCKED))
    rows = rows.annotate(has_figure=Q(value__isnull=False), is_unable=Q(state=State.NOT_MEASURABLE), own=own_cause())
    columns = ("indicator_id", "assignment_id", "agency__code", "has_figure", "is_unable", "own")
    return rows.order_by("agency__sort_order", "agency__path").values_list(*columns)


def causes_of(plan: Plan) -> tuple[dict[int, CauseKnown], dict[tuple[int, int], list[Confirmed]]]:
    """The province's causes, and what was confirmed of them in the plan, the earliest first; one query."""
    causes: dict[int, CauseKnown] = {}
    confirmed: dict[tuple[int, int], list[Confirmed]] = defaultdict(list)
    for row in _causes(plan.pk, plan.province_id):
        cause = CauseKnown._make(row[: len(KNOWN)])
        said, named = row[len(KNOWN) : -len(PAPERS)], row[-len(PAPERS) :]
        causes[cause.key] = cause
        if said[0] is not None:
            papers_said = _paper(named[: len(PAPER)]), _paper(named[len(PAPER) :])
            confirmed[said[1], cause.key].append(Confirmed._make((*said, *papers_said)))
    return causes, confirmed


@compiled
def _causes(plan: int, province: int) -> QuerySet:
    mine = FilteredRelation("bottlenecks", condition=Q(bottlenecks__plan=plan))
    rows = Cause.objects.filter(province=province).annotate(mine=mine)
    columns = (*KNOWN, *(f"mine__{name}" for name in (*WORD, *PAPERS)))
    return rows.order_by("code", "mine__confirmed_on", "mine__pk").values_list(*columns)


def _paper(parts: Sequence[str | None]) -> str | None:
    """What a document is called, None where there is none."""
    if parts[0] is None:
        return None
    return str(Document(**dict(zip(PAPER, parts, strict=True))))


def by_month(period: Period, indicators: Iterable[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """indicator → month → (missed, applicable) over the province's own agencies up to the period; one query."""
    plan = period.plan
    rows = Standing.objects.filter(
        period__plan=plan, period__month__lte=period.month, indicator__in=list(indicators), **own_of(plan)
    ).order_by()
    given = ~Q(state=State.NOT_APPLICABLE)
    sets = (Q(state__in=BLOCKED), given, given & ~Q(state=State.NO_ACTIVITY))
    sizes = {f"n{place}": Count("agency", distinct=True, filter=one) for place, one in enumerate(sets)}
    policy = Coalesce("period__rules__counts_no_activity", "period__plan__counts_no_activity")
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    counted = rows.values_list("indicator_id", "period__month", policy).annotate(**sizes)
    for indicator, month, counts_no_activity, missed, applicable, active in counted:
        found[indicator][month] = missed, applicable if counts_no_activity else active
    return found


class Resolved(NamedTuple):
    """A cause at an indicator, by their keys, and the month in which it was resolved: it may be so more than once."""

    indicator: int
    cause: int
    month: int


class Done(NamedTuple):
    """What a removed cause really lifted: of the `items` that it stopped in month `then`, `done` in month `later`."""

    then: int
    later: int
    items: int
    done: int
    keeps_from_measuring: bool


def really_lifted(period: Period, resolved: Iterable[Resolved]) -> dict[Resolved, Done]:
    """What came of each of `resolved`, as the period knows it.

    The items that miss by the cause in the month before, and how they stand two months after; left out while that
    month is still to come. One query, none where nothing was resolved long enough ago.
    """
    asked = [row for row in resolved if 1 < row.month <= period.month - 2]
    if not asked:
        return {}
    wanted = Q()
    for row in asked:
        wanted |= Q(indicator=row.indicator, period__month=row.month - 1)
    same = Standing.objects.filter(assignment=OuterRef("assignment"), period__plan=period.plan_id)
    after = same.filter(period__month=OuterRef("period__month") + MONTHS_AFTER).values("state")[:1]
    rows = Standing.objects.filter(wanted, period__plan=period.plan_id, state__in=BLOCKED, **own_of(period.plan))
    rows = rows.annotate(own=own_cause(), after=Subquery(after)).order_by("pk")
    columns = ("indicator_id", "period__month", "assignment_id", "agency__code", "value", "state", "own", "after")
    items: dict[tuple[int, int, int], list[Missed]] = defaultdict(list)
    met = set()  # an item may stand in several of these months, each with an end of its own
    for indicator, month, item, agency, value, state, cause, state_after in rows.values_list(*columns):
        is_unable = state == State.NOT_MEASURABLE
        items[indicator, cause, month].append(Missed(item, agency, value is not None, is_unable, cause))
        if state_after in MET:
            met.add((item, month))
    found = {}
    for one in asked:
        then = one.month - 1
        named = rules.CauseNamed(one.cause, tuple(items[one.indicator, one.cause, then]))
        done = sum((row.item, then) in met for row in named.lifted)
        found[one] = Done(then, then + MONTHS_AFTER, len(named.lifted), done, named.keeps_from_measuring)
    return found


def stopped_in(plan: Plan, month: int, cause: str, *, without_figure: bool) -> QuerySet[Standing]:
    """The rows of `month` whose own cause it is (by code); those without a figure alone, where it stops only these."""
    rows = Standing.objects.filter(period__plan=plan, period__month=month, state__in=BLOCKED)
    rows = rows.annotate(own=own_cause("code")).filter(own=cause)
    return rows.filter(value=None) if without_figure else rows


def is_named_today(plan: Plan, indicator: Indicator, cause: Cause) -> bool:
    """Whether the cause is named at the indicator, and the indicator is a bottleneck, in the latest month begun."""
    return cause.pk in {row.pk for row in causes_to_confirm(plan, indicator)}


def causes_to_confirm(plan: Plan, indicator: Indicator) -> list[Cause]:
    """The causes named at an indicator in the latest month begun, where it is a bottleneck; the one named most first.

    Four queries at most.
    """
    begun = plan.periods.exclude(state=PeriodState.PLANNED).select_related("plan", "rules")
    period = begun.order_by("-month").first()
    if period is None:
        return []
    own = Standing.objects.filter(period=period, indicator=indicator, **own_of(plan))
    rows = [(agency, indicator.pk, state, 1) for agency, state in own.values_list("agency", "state")]
    counts = Counts.of((state for _agency, _key, state, _n in rows), ruled(period).counts_no_activity)
    pairs, limits = pairs_of({indicator.pk: counts}, rows), thresholds_of(ruled(period))
    found = rules.find(pairs, missed_items(period, pairs, None), limits)
    named = [row.cause for one in found for row in one.causes]
    known = Cause.objects.in_bulk(named)
    return [known[key] for key in named]
