"""One item: why it is in its state, its months as chart and table, its targets, entries, events, evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from operator import attrgetter

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.queries import official_name
from agencies.rights.access import can
from agencies.rights.roles import Permission
from dashboards.boards.item.chart import Chart, chart_of
from dashboards.boards.item.commitments import SignedFor, signed_for
from dashboards.boards.item.months import ItemMonth, months_of
from dashboards.boards.item.trail import EventRow, event_rows
from dashboards.boards.promises import WORDS
from dashboards.parts.crumbs import list_crumb
from dashboards.parts.items import ItemRow, item_row
from dashboards.parts.trend import MONTHS
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis.enums import MET, EntryStatus, Kind, Reporting, State
from kpis.grammar.milestones import shares_of, written
from kpis.measuring.measures import scale_of
from kpis.measuring.promises import met_since, state_of
from kpis.measuring.scoring import Forecast, attainment_from_baseline, forecast
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Assignment, Entry, EntryEvent, Evidence, Promise, Target
from kpis.standings import words as wording
from kpis.standings.facts import begun_in, exact, goal_of, measure_of
from kpis.standings.judged import Judged

APART = "\N{NO-BREAK SPACE}"  # between a number and its unit


@dataclass(frozen=True)
class MonthRow:
    label: str
    reported_text: str
    value_text: str
    state: str
    why: str
    status: str
    note: str
    value: Decimal | None = None
    attainment: Decimal | None = None
    is_chosen: bool = False
    url: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TargetRow:
    text: str
    path: str
    in_force_label: str
    document: str
    document_url: str
    since: str


@dataclass(frozen=True)
class GoalRow:
    """What the indicator is to reach by a later year: of the item's agency, or of the province."""

    year: str
    text: str
    is_of_province: bool


@dataclass(frozen=True)
class ItemPromise:
    due_on: date
    made_on: datetime
    text: str
    state: str


@dataclass(frozen=True)
class EvidenceRow:
    title: str
    detail: str
    url: str = ""


@dataclass(frozen=True)
class ForecastWords:
    missing_text: str
    rate_needed_text: str
    end_text: str


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    code: str = ""


@dataclass(frozen=True)
class ItemBoard:
    line: ItemRow | None
    name: str
    agency: Link
    indicator: Link
    accountable: str
    coordinators: tuple[str, ...]
    deadline: date | None
    promise_on: date | None
    chart: Chart
    forecast: ForecastWords | None
    months: tuple[MonthRow, ...]
    targets: tuple[TargetRow, ...]
    goals: tuple[GoalRow, ...]
    promises: tuple[ItemPromise, ...]
    events: tuple[EventRow, ...]
    evidence: tuple[EvidenceRow, ...]
    commitments: tuple[SignedFor, ...]
    illustrative: bool
    from_baseline: Fraction | None
    standing: Judged | None
    trail_url: str
    change_url: str
    questions_url: str
    follow_url: str
    crumbs: tuple[Crumb, ...]

    @property
    def value_text(self) -> str:
        return self.line.value_text if self.line else ""

    @property
    def target_text(self) -> str:
        return self.line.target_text if self.line else ""

    @property
    def unit(self) -> str:
        """The unit that all figures of the months bear, said once for all of them; empty where they differ."""
        texts = [text for month in self.months for text in (month.reported_text, month.value_text) if APART in text]
        units = {text.partition(APART)[2] for text in texts}
        return units.pop() if len(units) == 1 else ""

    @property
    def month_cells(self) -> list[tuple[MonthRow, str, str]]:
        """The months, each with what was reported and the result as they stand under that unit."""
        tail = APART + self.unit
        return [(row, row.reported_text.removesuffix(tail), row.value_text.removesuffix(tail)) for row in self.months]


def build(scope: Scope, item: Assignment) -> ItemBoard:
    """The board of one item in a period, with the commitments that its reader may read: seven queries of its own.

    It stands with who led it in the period; whoever reads that agency alone reads nothing of the months after it.
    """
    targets = _targets(item.pk)
    months = months_of(scope, item, targets)
    this = next((month for month in months if month.period.pk == scope.period.pk), None)
    until = scope.period if not can(scope.reader, Permission.READ, item.agency) else None
    entries = {row.period_id: row for row in _entries(item.pk) if until is None or row.period.month <= until.month}
    papers = {key: list(rows) for key, rows in groupby(_evidence(item.pk), attrgetter("entry_id"))} if entries else {}
    promises = [row for row in _promises(item.pk) if until is None or localtime(row.made_at).date() <= until.data_to]
    agency = _led_by(scope, item, this)
    now_in_force = this.target if this else None
    expected = _forecast(item, months, scope)
    return ItemBoard(
        line=item_row(this.row, scope) if this else None,
        name=this.row.name if this else item.indicator.name,
        agency=agency,
        indicator=Link(
            item.indicator.name,
            scope.url("indicator", item.indicator.code),
            item.indicator.code,
        ),
        accountable=item.accountable.full_name if item.accountable else "",
        coordinators=item.coordinators,  # type: ignore[attr-defined]  # get_item
        deadline=item.deadline,
        promise_on=promises[0].due_on if promises else None,
        chart=chart_of(item, months, targets, now_in_force, expected, scope),
        forecast=_forecast_words(expected, item, now_in_force),
        months=tuple(_month_row(month, entries.get(month.period.pk), scope) for month in reversed(months)),
        targets=tuple(_target_row(row) for row in targets),
        goals=item.later,  # type: ignore[attr-defined]  # get_item
        promises=_promise_rows(promises, months, scope),
        events=event_rows(entries.values(), _events(item.pk) if entries else ()),
        evidence=tuple(_evidence_row(e) for row in entries.values() if is_sent(row) for e in papers.get(row.pk, ())),
        commitments=signed_for(scope, item, targets),
        illustrative=item.is_illustrative,
        from_baseline=_from_baseline(this),
        standing=this.row if this else None,
        trail_url=_trail_url(scope, item),
        change_url=reverse("kpis:item", args=[item.pk]) if can(scope.reader, Permission.ASSIGN, item.agency) else "",
        questions_url=reverse("steering:item", args=[item.pk]),
        follow_url=reverse("steering:follow", args=["item", item.pk]),
        crumbs=_crumbs(scope, item, agency),
    )


def _led_by(scope: Scope, item: Assignment, month: ItemMonth | None) -> Link:
    """Who led the item in the month; in one that is not judged who leads it now."""
    name, code = (month.led_by, month.led_by_code) if month else (item.agency_name, item.agency.code)  # type: ignore[attr-defined]
    return Link(name, scope.url("agency", code), code)


def get_item(scope: Scope, pk: int) -> Assignment | None:
    """The item with its agency (named as on the period's last day), indicator and person; None where there is none.

    `coordinators` are the names of those who coordinate, `later` the goals of later years, `milestones` the plan's
    shares by month: one query for all.
    """
    found = _with_all(pk, scope.province.pk, scope.period.data_to)
    if not found:
        return None
    helping = dict.fromkeys(row.note or row.with_agency for row in found if row.note or row.with_agency)
    found[0].coordinators = tuple(helping)
    goals = {(row.goal_year, row.goal_agency == row.agency_id, row.goal_text) for row in found if row.goal_year}
    found[0].later = tuple(GoalRow(str(year), text, not is_own) for year, is_own, text in sorted(goals))
    found[0].milestones = {row.step: Fraction(row.share) for row in found if row.step}
    return found[0]


@compiled
def _with_all(pk: int, province: int, day: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(pk=pk, plan__province=province)
    rows = rows.select_related("agency__parent", "indicator__pillar", "accountable", "plan")
    rows = rows.annotate(note=F("coordinations__note"), with_agency=F("coordinations__agency__name"))
    ours = Q(indicator__goals__agency=F("agency")) | Q(indicator__goals__agency=F("agency__province"))
    rows = rows.annotate(goal=FilteredRelation("indicator__goals", condition=ours))
    rows = rows.annotate(step=F("plan__milestones__month"), share=F("plan__milestones__share"))
    rows = rows.annotate(goal_year=F("goal__year"), goal_text=F("goal__raw"), goal_agency=F("goal__agency"))
    return rows.annotate(agency_name=official_name(day, "agency")).order_by("coordinations__pk")


def _trail_url(scope: Scope, item: Assignment) -> str:
    """Where all changes of the item stand, for who may read them."""
    if not can(scope.reader, Permission.AUDIT, item.agency):
        return ""
    return f"{reverse('dashboards:audit')}?item={item.pk}"


@compiled
def _targets(item: int) -> QuerySet[Target]:
    rows = Target.objects.filter(assignment=item).select_related("in_force_from", "document")
    return rows.order_by("-in_force_from__month")


@compiled
def _promises(item: int) -> QuerySet[Promise]:
    return Promise.objects.filter(assignment=item).order_by("-pk")


@compiled
def _entries(item: int) -> QuerySet[Entry]:
    return Entry.objects.filter(assignment=item).select_related("period").order_by("period__month")


@compiled
def _events(item: int) -> QuerySet[EntryEvent]:
    return EntryEvent.objects.filter(entry__assignment=item).select_related("by").order_by("pk")


@compiled
def _evidence(item: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(entry__assignment=item).order_by("entry", "added_at")


def _forecast(item: Assignment, months: Sequence[ItemMonth], scope: Scope) -> Forecast | None:
    """None also of what is done, of what is asked no more and of a month of which there is no value."""
    known = [month for month in months if month.row.value is not None]
    last = months[-1] if months else None
    if last is None or last.row.value is None or not last.target or last.row.state in (*MET, State.NOT_APPLICABLE):
        return None
    points = [(m.period.month, Fraction(m.row.value or 0), m.row.reporting == Reporting.FRESH) for m in known]
    begun = begun_in(item, scope.year_periods)
    return forecast(measure_of(item.indicator), goal_of(last.target), points, MONTHS, begun)


def _forecast_words(expected: Forecast | None, item: Assignment, target: Target | None) -> ForecastWords | None:
    if expected is None:
        return None
    needed, straight = expected.needed, expected.straight
    unit, is_counted = wording.unit_of(target, item.indicator), _is_counted(item, target)
    return ForecastWords(
        missing_text=_("Still missing: %(value)s.") % {"value": _at_least(expected.missing, unit, is_counted)},
        rate_needed_text=_("Needed a month: %(value)s.") % {"value": _at_least(needed, unit, is_counted)}
        if needed is not None
        else "",
        end_text=_("On a straight line the year ends at %(value)s.") % {"value": _about(straight, unit, is_counted)}
        if straight is not None
        else "",
    )


def _is_counted(item: Assignment, target: Target | None) -> bool:
    """Whether it comes in whole pieces: half a data set is none."""
    is_whole = target is not None and target.low is not None and target.low % 1 == 0
    return item.indicator.kind == Kind.NUMBER and is_whole and scale_of(wording.unit_of(target, item.indicator)) == 1


def _at_least(value: Fraction, unit: str, is_counted: bool) -> str:
    """What is still wanted, rounded up so that it suffices; the distance between two shares is in points."""
    digits = 0 if is_counted else 2
    needed = Decimal(ceil(value * 10**digits)).scaleb(-digits)
    return wording.quantity(needed, _("points (%(unit)s)") % {"unit": unit} if scale_of(unit) != 1 else unit)


def _about(value: Fraction, unit: str, is_counted: bool) -> str:
    return wording.quantity(Decimal(floor(value)) if is_counted else _decimal(value), unit)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _from_baseline(month: ItemMonth | None) -> Fraction | None:
    """The way gone from the baseline to the target, shown beside the plain attainment; None without a baseline."""
    if month is None or month.target is None:
        return None
    return attainment_from_baseline(goal_of(month.target), exact(month.row.value))


def _month_row(month: ItemMonth, entry: Entry | None, scope: Scope) -> MonthRow:
    period, row = month.period, month.row
    return MonthRow(
        label=period.label,
        reported_text=_reported_text(entry, row.low),
        value_text=wording.value_text(row),
        state=row.state,
        reason=row.reason,
        why=wording.why(row),
        status=str(EntryStatus(entry.status).label) if entry else _("no entry"),
        note=entry.note if entry and is_sent(entry) else "",
        value=row.value,
        attainment=row.attainment,
        is_chosen=period.pk == scope.period.pk,
        url=scope.url_of(period),
    )


def _reported_text(entry: Entry | None, low: Decimal | None) -> str:
    """What the agency typed, in its own unit, told apart from the target; drafts are not shown on boards."""
    if entry is None or not is_sent(entry):
        return "–"
    if entry.is_no_activity:
        return _("no activity")
    if entry.document_number:
        return entry.document_number
    if entry.denominator is not None:
        return f"{wording.quantity(entry.numerator)} / {wording.quantity(entry.denominator)}"
    return wording.apart(entry.value, low, entry.unit)


def _target_row(target: Target) -> TargetRow:
    return TargetRow(
        text=wording.target_text(target),
        path=written(shares_of(target.milestones)),
        in_force_label=_("in force from %(month)s") % {"month": wording.short_period(target.in_force_from)},
        document=str(target.document) if target.document else "",
        document_url=reverse("kpis:document", args=[target.document_id]) if target.document_id else "",
        since=_("illustrative") if target.is_illustrative else "",
    )


def _promise_rows(promises: Sequence[Promise], months: Sequence[ItemMonth], scope: Scope) -> tuple[ItemPromise, ...]:
    met_on = met_since([(month.period.data_to, month.row.state) for month in months])
    after = [None, *(row.due_on for row in promises)][: len(promises)]  # the newest comes first
    return tuple(
        ItemPromise(
            row.due_on,
            row.made_at,
            row.text or row.reason,
            str(WORDS[state_of(row.due_on, replaced_by, met_on, scope.period.data_to, scope.period.last_day_over)]),
        )
        for row, replaced_by in zip(promises, after, strict=True)
    )


def is_sent(entry: Entry) -> bool:
    """Whether the agency has said it: what it is still writing, anew after a return too, is its own."""
    return entry.status not in WITH_AGENCY


def _evidence_row(evidence: Evidence) -> EvidenceRow:
    url = reverse("kpis:evidence", args=[evidence.pk]) if evidence.file else ""
    return EvidenceRow(evidence.title, evidence.document_number, url)


def _crumbs(scope: Scope, item: Assignment, agency: Link) -> tuple[Crumb, ...]:
    short = (agency.code == item.agency.code and item.agency.short_name) or agency.name
    return list_crumb(scope), Crumb(short, agency.url), Crumb(item.indicator.name)
