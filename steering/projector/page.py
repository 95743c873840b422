"""One point of a meeting as it stands on the wall: its figure as it is now, who is named, what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.pages.counted import Counted, tongue, written
from agencies.rights.access import can
from agencies.rights.roles import Permission
from dxtracker.lib.numbers import percent
from kpis.bottlenecks.queries import Reading, by_month, read, spread_of, thresholds_of
from kpis.bottlenecks.rules import Found, wide_since
from kpis.frozen.months import reading_month
from kpis.measuring.rates import Counts
from kpis.models import Period, RollUp
from kpis.queries import counts_of, judged_rows, ruled
from kpis.standings.words import state_words, target_text, value_text, why
from steering.agenda.queries import facts_of, late_days, points_of
from steering.agenda.rules import propose
from steering.conclusions.queries import of_meeting
from steering.enums import Course, PointKind
from steering.models import AgendaPoint, Conclusion, Meeting
from steering.scope import meeting_url, name_of

MOST_CHIPS = 8
TASKS = Counted("task done", "tasks done")
MET = Counted("agency meets it", "agencies meet it")
SINCE = Counted("agency misses it, since month %(month)s/%(year)s", "agencies miss it, since month %(month)s/%(year)s")
GAIN = Counted("+%(n)s task · %(now)s → at most %(then)s", "+%(n)s tasks · %(now)s → at most %(then)s")


@dataclass(frozen=True)
class Line:
    """A word on the right of the screen and what stands under it; `is_good` for what would be gained."""

    label: str
    text: str
    is_good: bool = False


@dataclass(frozen=True)
class Shown:
    """What a point shows: `figure` of `whole` in `words`, names as chips and how many more, lines beside them."""

    title: str
    figure: str = ""
    whole: str = ""
    words: str = ""
    chips: tuple[str, ...] = ()
    more: int = 0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Screen:
    """A screen of the meeting: 0 is its agenda, the last one what was concluded, a point each between them."""

    meeting: Meeting
    name: str
    month: str
    place: int
    last: int
    kind: str
    shown: Shown
    points: Sequence[AgendaPoint] = ()
    conclusions: Sequence[Conclusion] = ()
    previous_url: str = ""
    next_url: str = ""
    conclude_url: str = ""
    leave_url: str = ""
    theme: str = "dark"
    theme_url: str = ""

    @property
    def is_agenda(self) -> bool:
        return self.place == 0

    @property
    def is_end(self) -> bool:
        return self.place == self.last


def screen_of(meeting: Meeting, person: User, place: int, theme: str) -> Screen:
    """The screen at `place`, or the nearest there is; at most eight queries, by what its point is about."""
    points = points_of(meeting)
    last = len(points) + 1
    place = min(max(place, 0), last)
    point = points[place - 1] if 0 < place < last else None
    conclusions = of_meeting(meeting)
    writes = can(person, Permission.REVIEW, meeting.province) and meeting.state != "announced"

    def url(at: int, of_theme: str = theme) -> str:
        tail = "&theme=light" if of_theme == "light" else ""
        return f"{reverse('steering:show', args=[meeting.pk])}?point={at}{tail}"

    conclude = reverse("steering:conclusion-new", args=[meeting.pk]) + f"?show={place}" if writes else ""
    other = "dark" if theme == "light" else "light"
    return Screen(
        meeting=meeting,
        name=name_of(meeting),
        month=_month_words(meeting.period),
        place=place,
        last=last,
        kind=str(PointKind(point.kind).label) if point else "",
        shown=shown_of(meeting, point) if point else Shown(name_of(meeting)),
        points=points if place == 0 else (),
        conclusions=[row for row in conclusions if place == last or (point and row.point_id == point.pk)],
        previous_url=url(place - 1) if place else "",
        next_url=url(place + 1) if place < last else "",
        conclude_url=conclude + (f"&point={point.pk}" if conclude and point else ""),
        leave_url=meeting_url(meeting),
        theme=theme,
        theme_url=url(place, other),
    )


def _month_words(period: Period) -> str:
    said = {"month": period.label, "day": period.seen_on.strftime("%d/%m/%Y")}
    return _("%(month)s, provisional to %(day)s") % said if period.is_open else _("%(month)s, closed") % said


def shown_of(meeting: Meeting, point: AgendaPoint) -> Shown:
    """What a point shows, by what it is about; its month is read as its boards show it."""
    if point.kind == PointKind.CONCLUSION and point.conclusion:
        return _of_conclusion(meeting, point.conclusion)
    if point.kind not in (PointKind.OTHER, PointKind.BOTTLENECK, PointKind.CONCLUSION):
        return _of_facts(meeting, point)
    with reading_month(meeting.period):
        if point.item_id:
            return _of_item(meeting.period, point)
        if point.indicator_id:
            return _of_indicator(meeting.period, point)
        if point.agency_id:
            return _of_agency(meeting.period, point)
    return Shown(point.text)


def _of_conclusion(meeting: Meeting, row: Conclusion) -> Shown:
    late = 0 if row.course == Course.ACCEPTED else late_days(row.due_on, meeting.held_on)
    agency = Agency.objects.get(pk=row.agency_id)
    lines = [Line(_("Responsible"), agency.name), Line(_("To be done by"), row.due_on.strftime("%d/%m/%Y"))]
    lines.append(Line(_("State"), str(Course(row.course).label), row.course == Course.ACCEPTED))
    words = Counted("day late", "days late").of(late) if late else ""
    return Shown(row.text, written(late) if late else "", words=words, lines=tuple(lines))


def _of_facts(meeting: Meeting, point: AgendaPoint) -> Shown:
    """The figure of the month's facts as it is now; a fact that is no more shows 0."""
    found = next(iter(propose(facts_of(meeting, {point.kind}))), None)
    title = str(PointKind(point.kind).label)
    if found is None:
        return Shown(title, "0")
    told = [f"{row.name} · {row.figure}" if row.figure else row.name for row in found.names]
    whole = written(found.whole) if found.whole is not None else ""
    return Shown(
        title, written(found.figure), whole, chips=tuple(told[:MOST_CHIPS]), more=max(len(told) - MOST_CHIPS, 0)
    )


def _of_item(period: Period, point: AgendaPoint) -> Shown:
    row = next(iter(judged_rows(period, assignment=point.item_id)), None)
    if row is None:
        return Shown(point.text)
    lines = (
        Line(_("Indicator"), row.name),
        Line(_("Target"), target_text(row.target)),
        Line(_("State"), state_words(row.state, row.reason)),
        Line(_("Why"), why(row)),
    )
    agency = point.agency.name if point.agency else ""
    return Shown(point.text, value_text(row), words=agency, lines=lines)


def _of_agency(period: Period, point: AgendaPoint) -> Shown:
    row = RollUp.objects.filter(period=period, agency=point.agency_id).first()
    if row is None or point.agency is None:
        return Shown(point.text)
    counts = counts_of(row, ruled(period))
    lines = (Line(_("Agency"), point.agency.name), Line(_("Share"), percent(counts.official_rate, tongue())))
    return Shown(point.text, written(counts.done), written(counts.applicable), TASKS.of(counts.applicable), lines=lines)


def _of_indicator(period: Period, point: AgendaPoint) -> Shown:
    """A bottleneck with its cause, who removes it and what that would lift; else how many agencies meet it."""
    spread = spread_of(period)
    reading = read(period, spread.pairs)
    found = next((row for row in reading.found if row.indicator == point.indicator_id), None)
    name = point.indicator.name if point.indicator else point.text
    if found is None:
        if point.indicator_id not in spread.counts:
            return Shown(point.text)
        met, applicable = spread.met(point.indicator_id)
        return Shown(name, written(met), written(applicable), MET.of(applicable))
    names = _names_of(period, found)
    whole = sum(spread.counts.values(), Counts.of([], ruled(period).counts_no_activity))
    return Shown(
        name,
        written(found.missed),
        written(found.applicable),
        _since_words(period, found),
        tuple(names[:MOST_CHIPS]),
        max(len(names) - MOST_CHIPS, 0),
        tuple(_lines_of(reading, found, whole)),
    )


def _names_of(period: Period, found: Found) -> list[str]:
    codes = [item.agency for cause in found.causes for item in cause.items]
    codes += [item.agency for item in found.unexplained]
    rows = Agency.objects.filter(province=period.plan.province_id, code__in=codes).order_by("sort_order", "path")
    return [row.short_name or row.name for row in rows]


def _since_words(period: Period, found: Found) -> str:
    months = by_month(period, [found.indicator]).get(found.indicator, {})
    since = wide_since(months, period.month, thresholds_of(ruled(period)))
    return SINCE.of(found.applicable, month=since, year=period.plan.year)


def _lines_of(reading: Reading, found: Found, whole: Counts) -> list[Line]:
    cause = reading.confirmed_cause(found) or next(iter(found.causes), None)
    if cause is None:
        return [Line(_("Cause"), _("No cause is named yet."))]
    known, said = reading.causes[cause.cause], reading.of_cause(found.indicator, cause.cause)
    lines = [
        Line(_("Cause"), f"{known.name} ({len(cause.agencies)})"),
        Line(_("Can be removed by"), known.remover or _("Nobody is named yet")),
    ]
    if cause.lifted and (then := whole.rate_with(len(cause.lifted))) is not None:
        gain = GAIN.of(len(cause.lifted), now=percent(whole.official_rate, tongue()), then=percent(then, tongue()))
        lines.append(Line(_("If removed"), gain, is_good=True))
    if said and not said.is_resolved(reading.day):
        owner = said.owner or _("Nobody is named yet")
        due = said.due_on.strftime("%d/%m/%Y") if said.due_on else "–"
        lines.append(Line(_("Confirmed, to be resolved by"), f"{owner} · {due}"))
    return lines
