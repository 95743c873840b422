"""The facts of a report, read from standings: of a closed month from what was kept of it alone.

Official papers are Vietnamese: to be called inside translation.override("vi") and, for a closed month, inside
kpis.frozen.months.reading_month. Eight queries at most, however many items there are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.databases.reading import is_live, live
from agencies.models import Agency
from agencies.queries import official_name
from dashboards.boards.agencies import AgencyRow, agency_groups
from dashboards.parts.bottlenecks import bottleneck_rows
from dashboards.scope import Scope, Unlinked
from kpis import queries
from kpis.bottlenecks.queries import own_cause, pairs_of
from kpis.bottlenecks.rules import Missed
from kpis.enums import BLOCKED, MET, Reason, State
from kpis.measuring.rates import STATES, Counts, mean_rate
from kpis.measuring.scoring import MULTIPLE_FROM
from kpis.models import Assignment, Cause, Document, Period, Reopening, RollUp, Standing, Target
from kpis.standings.judged import TITLE, judged_of
from kpis.standings.words import state_words, target_text, unit_flag, value_text, why
from reports.sentences import facts as f
from reports.sentences import spans, words
from steering.enums import MeetingState
from steering.models import Conclusion

JUDGED = ("assignment", "target", "indicator__pillar", "cause", "entry")


def scope_of_month(period: Period) -> Scope:
    """The scope in which boards are built of `period`, asked for by nobody in particular; inside reading_month."""
    province = Agency.objects.get(pk=period.plan.province_id)
    found = tuple(queries.periods_of(province))
    shown = next(row for row in found if row.pk == period.pk)
    shown.checksum = period.checksum
    return Unlinked(province, shown, found, "json", "", AnonymousUser())  # type: ignore[arg-type]


def facts_of(scope: Scope, kind: str, agency: Agency | None = None, *, is_whole: bool = False) -> f.Facts:
    """All that the report of the province, or of one `agency` of it, tells; conclusions of meetings where `is_whole`.

    Raises Http404 for an agency that does not report to the province.
    """
    span = span_of(scope, kind)
    placed = [(row, group.name) for group in agency_groups(scope) for row in group.rows]
    placed = [(row, group) for row, group in placed if agency is None or row.code == agency.code]
    rows = [row for row, _group in placed]
    if agency is not None and not rows:
        raise Http404
    standings = _standings(scope, agency, span.before)
    names, causes = {row.code: row.name for row in rows}, _causes(scope)
    counts = sum((row.counts for row in rows), Counts.of([], scope.plan.counts_no_activity))
    return f.Facts(
        whose=words.opening_small(scope.province.name) if agency is None else _name(agency),
        issuer=_committee(scope) if agency is None else _name(agency),
        is_province=agency is None,
        plan=scope.plan.name,
        span=span,
        counts=counts,
        mean_rate=mean_rate(row.counts for row in rows),
        done_before=_done_before(scope, span, standings, None if agency is None else rows[0]),
        items=tuple(_item(row, names, causes) for row in standings),
        agencies=tuple(_agency(row, group) for row, group in placed),
        blocked=_blocked(scope, standings, counts) if agency is None else (),
        pillars=tuple(dict.fromkeys(str(row.indicator.pillar) for row in standings)),
        silent=tuple(row.name for row in rows if row.freshness == "silent") if agency is None else (),
        reporting_due=sum(row.is_asked for row in rows) if agency is None else 0,
        changes=_changes(scope, standings, names),
        reopened=_reopened(scope),
        concluded=_concluded(scope, agency, span) if is_whole else (),
        **_documents(scope, span, agency, standings),
    )


def _done_before(scope: Scope, span: f.Span, standings: Sequence[Standing], own: AgencyRow | None) -> int | None:
    """How many were done before the stretch; None where nothing was judged then.

    Of one agency (`own`) the month before is as its board has it: what has passed on since was its own then.
    """
    if own is not None and scope.previous is not None and span.before == scope.previous.month:
        return None if own.change is None else own.counts.done - own.change
    if own is not None:
        earlier = RollUp.objects.filter(period__plan=scope.plan, period__month=span.before or 0, agency__code=own.code)
        return earlier.filter(agency__province=scope.province).values_list("done_all", flat=True).first()
    was = [row.was for row in standings if row.was]  # type: ignore[attr-defined]
    return sum(state in MET for state in was) if was else None


def span_of(scope: Scope, kind: str) -> f.Span:
    """The stretch of `kind` that ends with the month shown."""
    period, year = scope.period, scope.plan.year
    before = spans.before(kind, period.month)
    known = {row.month: row for row in scope.year_periods}
    first = known.get(spans.first_month(kind, period.month), period)
    name = spans.name_of(kind, year, period.month)
    is_over = period.seen_on == period.data_to
    return f.Span(
        kind=kind,
        year=year,
        month=period.month,
        name=name,
        up_to=f"hết {name}" if is_over else f"ngày {words.short_day(period.seen_on)}",
        data_from=first.data_from,
        data_to=period.seen_on,
        over=period.last_day_over,
        before=before if before in known else None,
        before_name=spans.before_name(kind, year, period.month) if before in known else "",
    )


def _name(agency: Agency) -> str:
    return getattr(agency, "name_then", "") or agency.name


def _committee(scope: Scope) -> str:
    return f"{_('Steering committee for digital transformation')} {words.opening_small(scope.province.name)}"


def _standings(scope: Scope, agency: Agency | None, before: int | None) -> list[Standing]:
    """The judged items of the agencies in official order, with all their words need: one query.

    `was`: the state in the month `before`, where the item was one of the same agencies; `own`: the item's own cause.
    """
    where = {"agency": agency} if agency else queries.own_of(scope.plan)
    earlier = Standing.objects.filter(assignment=OuterRef("assignment"), period__plan=scope.plan, **where)
    was = Subquery(earlier.filter(period__month=before or 0).values("state")[:1])
    rows = Standing.objects.filter(period=scope.period, **where).select_related(*JUDGED)
    promise_on = queries.last_promise(scope.period.closed_at)
    rows = rows.annotate(agency_code=F("agency__code"), promise_on=promise_on, was=was, own=own_cause(), title=TITLE)
    rows = rows.order_by("agency__sort_order", "agency__path", "indicator__pillar__sort_order",
                         "assignment__sort_order", "pk")  # fmt: skip
    found: list[Standing] = list(rows)
    months: dict[int | None, Period] = {month.pk: month for month in scope.year_periods}
    for row in found:
        row._state.fields_cache["entry_period"] = months.get(row.entry_period_id)
    return found


def _causes(scope: Scope) -> dict[int, Cause]:
    """The province's causes by key, each with who can remove it; one query."""
    return Cause.objects.filter(province=scope.province).select_related("remover").in_bulk()


def _item(row: Standing, names: Mapping[str, str], causes: Mapping[int, Cause]) -> f.Item:
    """Its cause is its own, as bottlenecks know it (kpis.bottlenecks.queries.own_cause)."""
    code: str = row.agency_code  # type: ignore[attr-defined]
    cause = causes.get(row.own)  # type: ignore[attr-defined]
    state, is_missed, said = State(row.state), row.state in BLOCKED, judged_of(row)
    return f.Item(
        id=row.assignment_id,
        code=row.assignment.code or row.indicator.code,
        name=row.title,  # type: ignore[attr-defined]
        agency=code,
        agency_name=names[code],
        pillar=str(row.indicator.pillar),
        target=words.close(target_text(said.target)),
        value=words.close(value_text(said)),
        figure="" if row.value is None else format(row.value.normalize(), "f"),
        multiple=row.attainment if row.attainment is not None and row.attainment >= MULTIPLE_FROM else None,
        state=state,
        state_words=state_words(row.state, row.reason),
        why=words.opening_small(words.close(why(said)).rstrip(".")),
        cause=cause.name if cause and is_missed else "",
        cause_kind=cause.kind if cause and is_missed else "",
        cause_is_said=row.cause_id is not None and row.reason == Reason.CAUSE_CONFIRMED,
        remover=cause.remover.name if cause and cause.remover and is_missed else "",
        promised_on=None if row.state in MET else row.promise_on,  # type: ignore[attr-defined]
        deadline=row.assignment.deadline,
        other_unit=unit_flag(said),
        document=_document_of(row),
        was=State(row.was) if row.was else None,  # type: ignore[attr-defined]
    )


def _document_of(row: Standing) -> str:
    """The document that a finished task issued, as far as it is known."""
    entry = row.entry
    if row.indicator.kind != "deliverable" or entry is None or not entry.document_number:
        return ""
    day = f" ngày {words.short_day(entry.document_on)}" if entry.document_on else ""
    return f"{entry.document_number}{day}"


def _agency(row: AgencyRow, group: str) -> f.AgencyMonth:
    return f.AgencyMonth(row.code, row.name, group, row.counts, row.rank, row.change)


def _blocked(scope: Scope, standings: Sequence[Standing], whole: Counts) -> tuple[f.Blocked, ...]:
    """The month's bottlenecks as the province's board finds them, with the items that miss each."""
    states: dict[int, dict[str, int]] = {}
    for row in standings:
        states.setdefault(row.indicator_id, dict.fromkeys(STATES, 0))[row.state] += 1
    spread = {key: Counts(found, scope.plan.counts_no_activity) for key, found in states.items()}
    pairs = pairs_of(spread, [(row.agency_id, row.indicator_id, row.state, 1) for row in standings])
    catalogue = {row.indicator_id: row.indicator for row in standings}
    missed: dict[int, list[Missed]] = {}
    for row in standings:
        if row.state in BLOCKED:
            told = row.value is not None, row.state == State.NOT_MEASURABLE, row.own  # type: ignore[attr-defined]
            missed.setdefault(row.indicator_id, []).append(Missed(row.assignment_id, row.agency_code, *told))
    items = {catalogue[key].code: sorted(one.item for one in rows) for key, rows in missed.items()}
    return tuple(
        f.Blocked(
            row.code, row.indicator, row.missed, row.lift, row.applicable, row.cause, row.remover, row.best_rate,
            row.is_confirmed, tuple(items.get(row.code, ())),
        )
        for row in bottleneck_rows(scope, catalogue, pairs, whole, missed=missed)
    )  # fmt: skip


def _documents(
    scope: Scope, span: f.Span, agency: Agency | None, standings: Sequence[Standing]
) -> dict[str, tuple[str, ...]]:
    """Documents issued within the stretch, and those known before it or of unknown day.

    Of one agency those that its finished tasks issued within the stretch.
    """
    if agency is not None:
        issues = [(row.entry, row.indicator.name) for row in standings if _document_of(row) and row.entry]
        inside = [
            f"{entry.document_number} ngày {words.short_day(entry.document_on)} ({words.opening_small(name)})"
            for entry, name in issues if entry.document_on and span.data_from <= entry.document_on <= span.data_to
        ]  # fmt: skip
        return {"issued": tuple(inside)}
    known = Document.objects.filter(province=scope.province, is_illustrative=False)
    rows = list(known.order_by(F("issued_on").asc(nulls_first=True), "pk"))
    issued = [row for row in rows if row.issued_on and span.data_from <= row.issued_on <= span.data_to]
    earlier = [row for row in rows if not row.issued_on or row.issued_on < span.data_from]
    return {"issued": tuple(map(_named, issued)), "in_force": tuple(map(_named, earlier))}


def _named(row: Document) -> str:
    """A document as a sentence names it: kind, number, day, issuer, subject, as far as they are known."""
    sign = "/".join(filter(None, (row.number, row.symbol)))
    number = f" số {sign}" if sign else ""
    day = f" ngày {words.short_day(row.issued_on)}" if row.issued_on else ""
    issuer = f" của {row.issuer}" if row.issuer else ""
    subject = f" {words.opening_small(row.title)}" if row.title else ""
    return f"{row.kind}{number}{day}{issuer}{subject}".strip()


def _changes(scope: Scope, standings: Sequence[Standing], names: Mapping[str, str]) -> tuple[f.Change, ...]:
    """Targets changed within the year up to the month, of the items told of and under who led them in it; one query."""
    known = Target.objects.filter(assignment__plan=scope.plan, in_force_from__month__lte=scope.period.month)
    several = known.order_by().values("assignment").annotate(n=Count("pk")).filter(n__gt=1)
    targets = known.filter(assignment__in=several.values("assignment")).order_by("assignment", "in_force_from__month")
    by_item: dict[int, list[Target]] = defaultdict(list)
    for target in targets.select_related("assignment__indicator", "document", "in_force_from"):
        by_item[target.assignment_id].append(target)
    return tuple(
        _change(before, after, names[row.agency_code])  # type: ignore[attr-defined]
        for row in standings
        for before, after in pairwise(by_item.get(row.assignment_id, ()))
    )


def _change(before: Target, row: Target, agency: str) -> f.Change:
    item: Assignment = row.assignment
    return f.Change(
        id=item.pk,
        code=item.code or item.indicator.code,
        name=item.indicator.name,
        agency_name=agency,
        old=target_text(before),
        new=target_text(row),
        from_month=row.in_force_from.month,
        document=_named(row.document) if row.document else "",
    )


def _reopened(scope: Scope) -> tuple[f.Reopened, ...]:
    """The earlier months that were opened again before the month was closed: of its year, and of others within it."""
    own = Q(period__plan=scope.plan, period__month__lt=scope.period.month)
    if is_live():
        acts = _acts(own | _of_other_years(scope))
    else:
        with live():  # what a month keeps holds no other year; these acts are neither changed nor taken back
            before = _acts(_of_other_years(scope))
        acts = [*before, *_acts(own)]
    return tuple(
        f.Reopened(
            spans.name_of("month", row.period.plan.year, row.period.month), timezone.localtime(row.at).date(),
            row.reason, timezone.localtime(row.until).date(),
        )
        for row in acts
    )  # fmt: skip


def _of_other_years(scope: Scope) -> Q:
    """A December is opened again when no month of its year is left to tell it: the next year's do."""
    first = min(row.data_from for row in scope.year_periods)
    begun = timezone.make_aware(datetime.combine(first, time.min))
    until = {"at__lte": scope.period.closed_at} if scope.period.closed_at else {}
    return Q(period__plan__province=scope.province, period__plan__year__lt=scope.plan.year, at__gte=begun, **until)


def _acts(which: Q) -> list[Reopening]:
    return list(Reopening.objects.filter(which).select_related("period__plan").order_by("at", "pk"))


def _concluded(scope: Scope, agency: Agency | None, span: f.Span) -> tuple[f.Concluded, ...]:
    rows = open_conclusions(scope, span.data_to)
    return tuple(
        f.Concluded(row.text, row.name_then, row.meeting.held_on, row.due_on)  # type: ignore[attr-defined]
        for row in rows
        if agency is None or row.agency_id == agency.pk
    )


def open_conclusions(scope: Scope, day: date) -> list[Conclusion]:
    """What was announced and not done by `day`, the one due first in front, each with its agency's name; one query."""
    rows = Conclusion.objects.filter(
        Q(done_on=None) | Q(done_on__gt=day), meeting__province=scope.province, meeting__held_on__lte=day,
        meeting__state=MeetingState.ANNOUNCED,
    )  # fmt: skip
    rows = rows.select_related("meeting").annotate(name_then=official_name(day, "agency"))
    return list(rows.order_by("due_on", "pk"))
