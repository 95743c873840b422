"""The bottlenecks of a month as a page: what is found, why, what removing each cause would lift, who is to do it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.rights.access import can
from agencies.rights.roles import Permission
from dashboards.boards.agencies import AgencyRow, agency_groups
from dashboards.boards.bottlenecks.words import STATE_WORDS
from dashboards.parts.bottlenecks import NO_CAUSE, lifted_url, missed_url, named_url, stopped_url
from dashboards.parts.counts import rows_url
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.bottlenecks import queries as reading_of
from kpis.bottlenecks.queries import CauseKnown, Confirmed, Done, Reading, Resolved
from kpis.bottlenecks.rules import CauseNamed, Found, Thresholds, agencies_of, wide_since
from kpis.measuring.rates import Counts, share_of
from kpis.plans.words import rule_value
from kpis.queries import Measured


@dataclass(frozen=True)
class Lift:
    """What one fix gives an agency: its items done and applicable now, and done then; `url` is what it lifts."""

    agency: str
    name: str
    url: str
    done: int
    done_then: int
    applicable: int

    @property
    def rate(self) -> Fraction | None:
        return share_of(self.done, self.applicable)

    @property
    def rate_then(self) -> Fraction | None:
        return share_of(self.done_then, self.applicable)


@dataclass(frozen=True)
class CauseLine:
    """A cause of one bottleneck: who names it, and what its removal would lift; `said` is what was confirmed of it.

    `url` lists those who name it, `lift_url` those whom its removal would lift.
    """

    code: str
    name: str
    remover: str
    remover_code: str
    agencies: tuple[str, ...]
    names: tuple[str, ...]
    lifts: tuple[Lift, ...]
    lift: int
    rate_then: Fraction | None
    url: str
    lift_url: str
    said: Confirmed | None
    said_state: str
    confirm_url: str

    @property
    def said_words(self) -> str:
        return str(STATE_WORDS[self.said_state])

    @property
    def paper(self) -> str:
        """The document of what stands: that it is resolved, else that it is confirmed."""
        if self.said is None:
            return ""
        return (self.said.resolved_document if self.said_state == "resolved" else self.said.document) or ""


@dataclass(frozen=True)
class BottleneckLine:
    """One bottleneck; `since` is the first day of the first month in which it stood without a gap."""

    key: int
    code: str
    name: str
    pillar: str
    url: str
    missed_url: str
    applicable_url: str
    missed: int
    applicable: int
    share: Fraction
    since: date
    months: int
    causes: tuple[CauseLine, ...]
    unexplained: tuple[str, ...]
    unexplained_url: str
    state: str
    owner: str
    due_on: date | None
    is_overdue: bool

    @property
    def state_words(self) -> str:
        return str(STATE_WORDS[self.state])


@dataclass(frozen=True)
class RemoverLine:
    """Who can remove causes: how many of them, at how many agencies, what all that would lift; empty name: nobody.

    `url` lists the items that these agencies miss by these causes.
    """

    name: str
    causes: tuple[str, ...]
    agencies: int
    lift: int
    bottlenecks: tuple[BottleneckLine, ...]
    url: str


@dataclass(frozen=True)
class SaidLine:
    """What was confirmed in the year: of a cause that is resolved, or at an indicator that is a bottleneck no more."""

    indicator: str
    url: str
    cause: str
    said: Confirmed
    state: str
    done: Done | None
    done_url: str
    items_url: str


@dataclass(frozen=True)
class BottlenecksBoard:
    """`counts` are the province's: what each lift is added to. `register_url` is where they are confirmed."""

    rows: tuple[BottleneckLine, ...]
    removers: tuple[RemoverLine, ...]
    said: tuple[SaidLine, ...]
    counts: Counts
    limits: Thresholds
    register_url: str
    crumbs: tuple[Crumb, ...]

    @property
    def share_text(self) -> str:
        """The share of agencies as the plan's own page has it: "50%"."""
        return rule_value("bottleneck_share", Decimal(self.limits.share.numerator) / self.limits.share.denominator)


def build(scope: Scope) -> BottlenecksBoard:
    """The board of a period over the province's own agencies: seven queries at most, however many items there are."""
    plan, period = scope.plan, scope.period
    reading = reading_of.read(period, reading_of.spread_of(period).pairs)
    said = {pair: rows for pair, rows in reading.confirmed.items() if rows}
    catalogue = queries.indicators_of({row.indicator for row in reading.found} | {key for key, _cause in said})
    agencies = {row.code: row for group in agency_groups(scope) for row in group.rows}
    counts = sum((row.counts for row in agencies.values()), Counts.of([], plan.counts_no_activity))
    months = reading_of.by_month(period, [row.indicator for row in reading.found]) if reading.found else {}
    drawn = Drawing(scope, reading, catalogue, agencies, counts, months)
    rows = tuple(sorted((drawn.line(found) for found in reading.found), key=lambda row: (-row.missed, row.code)))
    return BottlenecksBoard(
        rows=rows,
        removers=_removers(scope, rows),
        said=_said(scope, reading, catalogue),
        counts=counts,
        limits=reading_of.thresholds_of(plan),
        register_url=reverse("kpis:bottlenecks") + f"?year={plan.year}{scope.tail}",
        crumbs=(Crumb(_("Bottlenecks")),),
    )


@dataclass(frozen=True)
class Drawing:
    """What lines are drawn from."""

    scope: Scope
    reading: Reading
    catalogue: Mapping[int, Measured]
    agencies: Mapping[str, AgencyRow]
    counts: Counts
    months: Mapping[int, Mapping[int, tuple[int, int]]]

    def line(self, found: Found) -> BottleneckLine:
        scope, measured = self.scope, self.catalogue[found.indicator]
        first = wide_since(self.months[found.indicator], scope.period.month, reading_of.thresholds_of(scope.plan))
        word, day = self.reading.word_on(found), self.reading.day
        state = _state(word, day)
        return BottleneckLine(
            key=found.indicator,
            code=measured.code,
            name=measured.name,
            pillar=measured.pillar.shown,
            url=scope.url("indicator", measured.code),
            missed_url=missed_url(scope, measured.code),
            applicable_url=rows_url(scope, indicator=measured.code, part="applicable"),
            missed=found.missed,
            applicable=found.applicable,
            share=found.share,
            since=next(p.data_from for p in scope.year_periods if p.month == first),
            months=scope.period.month - first + 1,
            causes=tuple(self.cause(found, row) for row in found.causes),
            unexplained=tuple(self.agencies[row].name for row in agencies_of(found.unexplained)),
            unexplained_url=rows_url(scope, indicator=measured.code, missed="1", cause=NO_CAUSE),
            state=state,
            owner=(word and word.owner) or "",
            due_on=word.due_on if word else None,
            is_overdue=bool(state == "confirmed" and word and word.due_on and word.due_on < scope.period.seen_on),
        )

    def cause(self, found: Found, named: CauseNamed) -> CauseLine:
        scope, known, code = self.scope, self.reading.causes[named.cause], self.catalogue[found.indicator].code
        said = self.reading.of_cause(found.indicator, named.cause)
        lifts = tuple(self.lift(code, row, named) for row in agencies_of(named.lifted))
        return CauseLine(
            code=known.code,
            name=known.name,
            remover=known.remover or "",
            remover_code=known.remover_code or "",
            agencies=named.agencies,
            names=tuple(self.agencies[row].name for row in named.agencies),
            lifts=lifts,
            lift=len(named.lifted),
            rate_then=self.counts.rate_with(len(named.lifted)),
            url=named_url(scope, code, known.code),
            lift_url=lifted_url(scope, code, named, self.reading),
            said=said,
            said_state=_state(said, self.reading.day),
            confirm_url=self.confirm_url(found, known) if _state(said, self.reading.day) != "confirmed" else "",
        )

    def confirm_url(self, found: Found, cause: CauseKnown) -> str:
        """Where who decides may confirm the cause; empty for others."""
        if not can(self.scope.reader, Permission.REVIEW, self.scope.province):
            return ""
        place = reverse("kpis:bottleneck-confirm", args=[self.scope.plan.pk, found.indicator])
        return f"{place}?cause={cause.code}"

    def lift(self, indicator: str, agency: str, named: CauseNamed) -> Lift:
        row, items = self.agencies[agency], [one.item for one in named.lifted if one.agency == agency]
        done, applicable = row.counts.done, row.counts.applicable
        many = rows_url(self.scope, indicator=indicator, agency=agency, missed="1")
        url = self.scope.url("item", items[0]) if len(items) == 1 else many
        return Lift(agency, row.name, url, done, done + len(items), applicable)


def _state(word: Confirmed | None, day: date) -> str:
    if word is None:
        return "found"
    return "resolved" if word.is_resolved(day) else "confirmed"


def _removers(scope: Scope, rows: Sequence[BottleneckLine]) -> tuple[RemoverLine, ...]:
    """Causes by who can remove them, those that stop most agencies first; what nobody is named for comes last."""
    by_name: dict[str, list[tuple[BottleneckLine, CauseLine]]] = defaultdict(list)
    for row in rows:
        for cause in row.causes:
            by_name[cause.remover].append((row, cause))
    found = [
        RemoverLine(
            name=name,
            causes=tuple(dict.fromkeys(cause.name for _row, cause in pairs)),
            agencies=len({code for _row, cause in pairs for code in cause.agencies}),
            lift=sum(cause.lift for _row, cause in pairs),
            bottlenecks=tuple(dict.fromkeys(row for row, _cause in pairs)),
            url=rows_url(scope, many="1", remover=pairs[0][1].remover_code or NO_CAUSE),
        )
        for name, pairs in by_name.items()
    ]
    return tuple(sorted(found, key=lambda row: (not row.name, -row.agencies, row.name)))


def _said(scope: Scope, reading: Reading, catalogue: Mapping[int, Measured]) -> tuple[SaidLine, ...]:
    """What was resolved, and what was confirmed at indicators that are none any more; the latest first."""
    found = {row.indicator for row in reading.found}
    rows = [
        (indicator, cause, word)
        for (indicator, cause), words in reading.confirmed.items()
        for word in words
        if indicator not in found or word.is_resolved(reading.day)
    ]
    resolved = [_resolved(scope, reading, *row) for row in rows]
    done = reading_of.really_lifted(scope.period, filter(None, resolved))
    lines = [
        _said_line(scope, reading, catalogue[key], cause, word, done.get(when) if when else None)
        for (key, cause, word), when in zip(rows, resolved, strict=True)
    ]
    return tuple(
        sorted(lines, key=lambda row: (row.said.resolved_on or row.said.confirmed_on, row.said.key), reverse=True)
    )


def _resolved(scope: Scope, reading: Reading, indicator: int, cause: int, word: Confirmed) -> Resolved | None:
    """In which month of the year it was resolved, None where it is not, or was in another year."""
    if not word.is_resolved(reading.day):
        return None
    months = (p.month for p in scope.year_periods if word.resolved_on and p.data_from <= word.resolved_on <= p.data_to)
    return next((Resolved(indicator, cause, month) for month in months), None)


def _said_line(
    scope: Scope, reading: Reading, measured: Measured, cause: int, word: Confirmed, done: Done | None
) -> SaidLine:
    known = reading.causes[cause]
    then = stopped_url(scope, measured.code, known.code, done) if done else ""
    return SaidLine(
        indicator=measured.name,
        url=scope.url("indicator", measured.code),
        cause=known.name,
        said=word,
        state=_state(word, reading.day),
        done=done,
        done_url=f"{then}&part=done" if done else "",
        items_url=then,
    )
