"""Conclusions as a list, and one of them with all that was reported of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import User
from agencies.pages.counted import Counted, written
from agencies.rights.access import can, grants
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from steering.conclusions.forms import DecideForm, OutcomeForm
from steering.conclusions.queries import visible_to
from steering.conclusions.rules import can_move
from steering.enums import Course, MeetingState
from steering.models import Conclusion, Outcome
from steering.scope import meeting_url, name_of

DONE = Counted("%(done)s of %(all)s conclusion done", "%(done)s of %(all)s conclusions done")


@dataclass(frozen=True)
class Row:
    """One conclusion of the list; `is_late` while its day has passed and it is not done."""

    conclusion: Conclusion
    url: str
    meeting: str
    is_late: bool


@dataclass(frozen=True)
class ConclusionList:
    """What a person may read: to be done, reported, done."""

    open: tuple[Row, ...]
    reported: tuple[Row, ...]
    done: tuple[Row, ...]
    reads_meetings: bool
    crumbs: tuple[Crumb, ...]

    @property
    def all(self) -> int:
        return len(self.open) + len(self.reported) + len(self.done)

    @property
    def title(self) -> str:
        """How many of how many are done, where there are any."""
        if not self.all:
            return _("Conclusions")
        return DONE.of(self.all, done=written(len(self.done)), all=written(self.all))


@dataclass(frozen=True)
class Told:
    """One report with the address of its file."""

    outcome: Outcome
    file_url: str


@dataclass(frozen=True)
class ConclusionPage:
    """One conclusion; the forms are there for who may send them now."""

    row: Conclusion
    meeting: str
    meeting_url: str
    item_url: str
    told: tuple[Told, ...]
    is_late: bool
    is_task: bool
    report: OutcomeForm | None
    decide: DecideForm | None
    edit_url: str
    remove_url: str
    crumbs: tuple[Crumb, ...]


def rows_of(found: Iterable[Conclusion]) -> list[Row]:
    """Conclusions as lists show them."""
    return [Row(row, row.get_absolute_url(), name_of(row.meeting), is_late(row)) for row in found]


def is_late(row: Conclusion) -> bool:
    """Whether its day has passed and it is not done."""
    return row.course != Course.ACCEPTED and row.due_on < today()


def list_of(person: User, agency: str = "") -> ConclusionList:
    """The conclusions that a person may read, of one agency or of all; one query."""
    rows = visible_to(person).filter(meeting__state=MeetingState.ANNOUNCED)
    if agency:
        rows = rows.filter(agency__code=agency)
    found = rows_of(rows.order_by("due_on", "pk"))
    return ConclusionList(
        open=tuple(row for row in found if row.conclusion.course == Course.OPEN),
        reported=tuple(row for row in found if row.conclusion.course == Course.REPORTED),
        done=tuple(row for row in reversed(found) if row.conclusion.course == Course.ACCEPTED),
        reads_meetings=_reads_meetings(person),
        crumbs=(Crumb(_("Conclusions")),),
    )


def _reads_meetings(person: User) -> bool:
    return any(grant.agency.level == "province" for grant in grants(person))


def page_of(
    row: Conclusion, person: User, report: OutcomeForm | None = None, decide: DecideForm | None = None
) -> ConclusionPage:
    """One conclusion as `person` sees it; `report` and `decide` are what was posted and refused. One query."""
    province = row.meeting.province
    is_task = row.meeting.state == MeetingState.ANNOUNCED
    reads, writes = can(person, Permission.READ, province), can(person, Permission.REVIEW, province)
    reports = is_task and can_move("report", row.course) and can(person, Permission.ENTER, row.agency)
    decides = is_task and can_move("accept", row.course) and writes
    outcomes = row.outcomes.select_related("by", "decided_by").order_by("-at", "-pk")
    edits = writes and not is_task
    way = Crumb(name_of(row.meeting), meeting_url(row.meeting)) if reads else Crumb(
        _("Conclusions"), reverse("steering:conclusions")
    )  # fmt: skip
    return ConclusionPage(
        row=row,
        meeting=name_of(row.meeting),
        meeting_url=meeting_url(row.meeting) if reads else "",
        item_url=row.item.get_absolute_url() if row.item else "",
        told=tuple(Told(one, reverse("steering:outcome-file", args=[one.pk]) if one.file else "") for one in outcomes),
        is_late=is_late(row),
        is_task=is_task,
        report=(report or OutcomeForm()) if reports else None,
        decide=(decide or DecideForm()) if decides else None,
        edit_url=reverse("steering:conclusion-edit", args=[row.pk]) if edits else "",
        remove_url=reverse("steering:conclusion-remove", args=[row.pk]) if edits else "",
        crumbs=(way, Crumb(_("Conclusion %(n)s") % {"n": row.order})),
    )
