"""The list of meetings, and one meeting with its agenda and what it concluded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.rights.access import can
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.models import Period
from kpis.queries import periods_of
from steering.agenda.queries import points_of
from steering.conclusions.queries import of_meeting
from steering.conclusions.rules import Tally
from steering.enums import Course, MeetingState
from steering.models import AgendaPoint, Conclusion, Meeting
from steering.scope import meeting_url, meetings, name_of


@dataclass(frozen=True)
class MeetingRow:
    """A meeting of the list: how many points it has, and how many of its conclusions are done."""

    meeting: Meeting
    name: str
    url: str
    points: int
    conclusions: Tally


@dataclass(frozen=True)
class MeetingList:
    province: Agency
    ahead: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    writes: bool
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True)
class ConclusionLine:
    """A conclusion with how it stands: `is_late` while its day has passed and it is not done."""

    row: Conclusion
    is_late: bool


@dataclass(frozen=True)
class MeetingPage:
    """One meeting. `prepares`: its agenda may be written; `concludes`: its conclusions may be."""

    meeting: Meeting
    name: str
    points: Sequence[AgendaPoint]
    conclusions: tuple[ConclusionLine, ...]
    prepares: bool
    concludes: bool
    crumbs: tuple[Crumb, ...]
    query: str  # the month in the province, for the boards on which its points stand

    @property
    def members(self) -> list[str]:
        return self.meeting.members.splitlines()

    @property
    def tally(self) -> Tally:
        """How many of its conclusions are done, of all."""
        return Tally(sum(line.row.course == Course.ACCEPTED for line in self.conclusions), len(self.conclusions))


def list_of(person: User, province: Agency) -> MeetingList:
    """All meetings of a province, what is prepared first, then what was held, the latest in front; one query."""
    rows = meetings().filter(province=province).annotate(
        n_points=Count("points", distinct=True),
        n_all=Count("conclusions", distinct=True),
        n_done=Count("conclusions", distinct=True, filter=Q(conclusions__course=Course.ACCEPTED)),
    ).order_by("-held_on", "-pk")  # fmt: skip
    found = [
        MeetingRow(row, name_of(row), meeting_url(row), row.n_points, Tally(row.n_done, row.n_all)) for row in rows
    ]
    return MeetingList(
        province=province,
        ahead=tuple(line for line in reversed(found) if line.meeting.state == MeetingState.PLANNED),
        past=tuple(line for line in found if line.meeting.state != MeetingState.PLANNED),
        writes=can(person, Permission.REVIEW, province),
        crumbs=(Crumb(_("Meetings")),),
    )


def page_of(meeting: Meeting, person: User, crumbs: Iterable[Crumb]) -> MeetingPage:
    """One meeting; two queries."""
    writes, month = can(person, Permission.REVIEW, meeting.province), meeting.period
    return MeetingPage(
        meeting=meeting,
        name=name_of(meeting),
        points=points_of(meeting),
        conclusions=lines_of(of_meeting(meeting)),
        prepares=writes and meeting.state == MeetingState.PLANNED,
        concludes=writes and meeting.state != MeetingState.ANNOUNCED,
        crumbs=tuple(crumbs),
        query=f"?year={month.plan.year}&month={month.month}",
    )


def lines_of(rows: Iterable[Conclusion]) -> tuple[ConclusionLine, ...]:
    """Conclusions with how they stand today."""
    return tuple(ConclusionLine(row, row.course != Course.ACCEPTED and row.due_on < today()) for row in rows)


def months_to_meet_on(province: Agency) -> list[Period]:
    """The months that have begun, the latest in front; one query."""
    begun = [row for row in periods_of(province) if row.is_begun]
    return sorted(begun, key=lambda row: (row.plan.year, row.month), reverse=True)


def members_of(province: Agency) -> str:
    """The committee's members by name and post, a line each; one query."""
    rows = Membership.objects.of_people().in_force_on(today()).filter(agency=province, role=Role.COMMITTEE)
    rows = rows.select_related("user").order_by("user__full_name")
    return "\n".join(f"{row.user.full_name}, {row.post}" if row.post else row.user.full_name for row in rows)
