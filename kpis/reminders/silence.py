"""Who has reported a month and who is silent: one answer for the board, the letters and the closing of a month.

An agency is silent while something is due of it and no signed report of the month has come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When

from agencies.models import Agency
from agencies.queries import official_name
from kpis.enums import EntryStatus, Kind
from kpis.measuring.calendar import OwnDays
from kpis.models import Entry, Period, Report, RollUp, Standing
from kpis.queries import asks_nothing, day_of, in_language, own_days
from kpis.standings.leads import led_by

# What Line.is_typed asks of an entry, of entries in the database.
OF_TASKS = Q(document_on__isnull=False) & ~Q(document_number="") | ~Q(note="") | Q(cause__isnull=False)
IS_TYPED = (
    Q(is_no_activity=True)
    | Q(assignment__indicator__kind=Kind.NUMBER, value__isnull=False)
    | Q(assignment__indicator__kind=Kind.RATIO, numerator__isnull=False, denominator__isnull=False)
    | Q(OF_TASKS, assignment__indicator__kind=Kind.DELIVERABLE)
)
SENT = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.APPROVED)


@dataclass(frozen=True)
class AgencyReport:
    """One agency's month: items due, how many of them are entered, entries by status, when its report was signed.

    What was sent without being asked for is due and entered too: it stands in the report (kpis/month/lines.py: tally);
    `is_asked` says whether anything was asked for, also of one that has ended since it reported. Who is not is none of
    those that report or are silent.
    `late_days` are working days: of the report when it came, else up to the day that was asked for.
    """

    pk: int
    code: str
    name: str
    short_name: str
    group: str
    group_name: str
    due: int
    entered: int
    submitted: int
    returned: int
    approved: int
    submitted_at: datetime | None
    late_days: int
    is_asked: bool

    @property
    def is_silent(self) -> bool:
        return self.is_asked and self.submitted_at is None


def reports_of(
    period: Period, agencies: Iterable[Agency] | None = None, *, days: OwnDays | None = None, on: date | None = None
) -> list[AgencyReport]:
    """The agencies that report to the province (of `agencies`, or all) in official order; two queries.

    `days` are the province's own days (read where they are not given), `on` the day to which silence is counted
    (else `day_of` the month).
    """
    days = days or own_days(period.plan.province_id)
    day = on or day_of(period)
    late = days.late(period.due_on, day)
    typed = _typed(period, day)
    found = []
    for key, code, name, short, group, group_name, group_en, due, was_due, at, late_days in _covers(
        period, agencies, day
    ):
        beyond, entered, submitted, returned, approved = typed.get(key, (0, 0, 0, 0, 0))
        counts = entered, submitted, returned, approved
        silent_for = late if due else 0
        lateness = silent_for if late_days is None else late_days
        group_name = in_language(group_name or "", group_en or "")
        told = key, code, name, short, group or "", group_name, due + beyond, *counts, at, lateness
        found.append(AgencyReport(*told, is_asked=due > 0 or bool(at and was_due)))
    return found


def silent_in(period: Period, **options) -> list[AgencyReport]:
    """Those of `reports_of` of which nothing signed has come."""
    return [row for row in reports_of(period, **options) if row.is_silent]


def late_months(periods: Collection[Period], days: OwnDays, day: date) -> dict[int, list[int]]:
    """The months of `periods` that each agency (key) reported late, or not although they are past due on `day`.

    Two queries; periods are opened ones of one plan.
    """
    found: dict[int, list[int]] = defaultdict(list)
    reported = Report.objects.filter(period__in=periods, late_days__gt=0).order_by()
    for agency, month in reported.values_list("agency", "period__month"):
        found[agency].append(month)
    passed = [p for p in periods if p.is_begun and days.late(p.due_on, day)]
    signed = Report.objects.filter(agency=OuterRef("agency"), period=OuterRef("period"))
    missing = RollUp.objects.filter(~Exists(signed), period__in=passed, due__gt=0).order_by()
    missing = missing.exclude(agency__active_to__lt=F("period__due_on"))  # had ended before it was due
    for agency, month in missing.values_list("agency", "period__month"):
        found[agency].append(month)
    return {agency: sorted(months) for agency, months in found.items()}


def _covers(period: Period, agencies: Iterable[Agency] | None, day: date):
    """(key, code, name then, short name, group's code, name, English name, due, due then, signed at, late days) each.

    Nothing is due of an agency that has ended by `day`.
    """
    report = Report.objects.filter(agency=OuterRef("agency"), period=OuterRef("period"))
    rows = RollUp.objects.filter(
        period=period, agency__level="agency", agency__province=period.plan.province_id
    ).annotate(
        name_then=official_name(period.data_to, "agency"),
        signed_at=Subquery(report.values("submitted_at")[:1]),
        late=Subquery(report.values("late_days")[:1]),
        asked=Case(When(agency__active_to__lt=day, then=0), default=F("due"), output_field=IntegerField()),
    )
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    group = "agency__peer_group__"
    return rows.order_by("agency__sort_order", "agency__path").values_list(
        "agency", "agency__code", "name_then", "agency__short_name", f"{group}code", f"{group}name", f"{group}name_en",
        "asked", "due", "signed_at", "late",
    )  # fmt: skip


def _typed(period: Period, day: date) -> dict[int, tuple[int, int, int, int, int]]:
    """Agency → entries sent without being asked for, entered in all, awaiting review, returned, approved.

    The agency is the one that led the item in the month, of which it is due there: it may have passed on since.
    One that has ended by `day` is asked for nothing: what it sent stands, what it has typed does not.
    """
    of = {status.value: Count("pk", filter=Q(status=status)) for status in SENT}
    free = Standing.objects.filter(asks_nothing(day), assignment=OuterRef("assignment"), period=period)
    of_report = Q(IS_TYPED, is_free=False) | Q(status__in=SENT)
    rows = Entry.objects.filter(period=period).order_by()
    counted = (
        rows.annotate(is_free=Exists(free), led_by=led_by(period))
        .values_list("led_by")
        .annotate(
            beyond=Count("pk", filter=Q(is_free=True, status__in=SENT)), entered=Count("pk", filter=of_report), **of
        )
    )
    return {key: tuple(counts) for key, *counts in counted}
