"""Named reads of conclusions. Each is one query."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Subquery, Value

from agencies.models import Agency, User
from agencies.rights.access import grants, visible_agencies
from agencies.rights.roles import PERMISSIONS, Permission
from kpis.models import Period
from steering.conclusions.rules import Tally
from steering.enums import Course, MeetingState
from steering.models import Conclusion, Meeting

LABEL = "concluded"
NAMED = ("meeting__province", "meeting__period__plan", "agency", "person", "item", "indicator")


def conclusions() -> QuerySet[Conclusion]:
    """Conclusions with what their pages name."""
    return Conclusion.objects.select_related(*NAMED)


def announced() -> QuerySet[Conclusion]:
    """Those that are tasks: of meetings whose conclusions were announced."""
    return conclusions().filter(meeting__state=MeetingState.ANNOUNCED)


def visible_to(user: User) -> QuerySet[Conclusion]:
    """What a person may read: members all of the province, people of an agency what was announced and concerns it."""
    whole = [
        grant.agency.pk
        for grant in grants(user)
        if Permission.READ in PERMISSIONS[grant.role] and grant.agency.level == "province"
    ]
    own = Q(meeting__state=MeetingState.ANNOUNCED, agency__in=visible_agencies(user))
    return conclusions().filter(own | Q(meeting__province__in=whole))


def of_meeting(meeting: Meeting) -> list[Conclusion]:
    """What a meeting concluded, in its order."""
    return list(conclusions().filter(meeting=meeting))


def open_before(meeting: Meeting) -> list[Conclusion]:
    """What meetings before this one concluded and is not done, by the day set."""
    rows = conclusions().filter(meeting__province=meeting.province_id, meeting__held_on__lt=meeting.held_on)
    rows = rows.exclude(meeting__state=MeetingState.PLANNED).exclude(course=Course.ACCEPTED)
    return list(rows.order_by("due_on", "pk"))


def open_of(agencies: Iterable[Agency]) -> list[Conclusion]:
    """The tasks of agencies that wait for them to report, the one due first in front."""
    return list(announced().filter(agency__in=list(agencies), course=Course.OPEN).order_by("due_on", "pk"))


def reported_in(agencies: QuerySet[Agency]) -> int:
    """How many reports on conclusions of these agencies wait to be decided."""
    rows = Conclusion.objects.filter(meeting__state=MeetingState.ANNOUNCED, course=Course.REPORTED)
    return rows.filter(agency__in=agencies).count()


def tally_rows(province: int, day: date, agency: int | None = None) -> QuerySet[Any, Any]:
    """One row (label, conclusions, due or done, done): x of y on a month's last `day`, of the province or an agency.

    While the month runs that day is today (`Period.seen_on`): what is to be done later in it is not due yet.
    For a question that asks for more beside it.
    """
    rows = Conclusion.objects.filter(
        meeting__province=province, meeting__state=MeetingState.ANNOUNCED, meeting__held_on__lte=day
    ).order_by()
    if agency is not None:
        rows = rows.filter(agency=agency)
    done = Q(done_on__lte=day)
    return rows.values_list(Value(LABEL, output_field=CharField())).annotate(
        n=Count("pk"), n_due=Count("pk", filter=done | Q(due_on__lte=day)), n_done=Count("pk", filter=done)
    )


def tally_of(period: Period) -> Tally:
    """x of y conclusions of the province on the last day of a month; one query."""
    ((_label, _all, due, done),) = tally_rows(period.plan.province_id, period.seen_on)
    return Tally(done, due)


def tally_parts(province: int, day: date, agency: int) -> dict[str, Subquery]:
    """The same of an agency, for a query on anything: `concluded_due` and `concluded_done`."""
    rows = tally_rows(province, day, agency)
    return {f"concluded_{name}": Subquery(rows.values(f"n_{name}")[:1]) for name in ("due", "done")}
