"""Where the pages of meetings stand: a province, a meeting, within what a person may do; the lock of a meeting."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.rights.access import asked_province, person_of, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.errors import CannotChange
from steering.enums import MeetingState
from steering.models import AgendaPoint, Meeting


def province_or_404(request: HttpRequest, permission: Permission = Permission.READ) -> Agency:
    """The province that is asked for, for who holds `permission` over the whole of it."""
    return require(person_of(request), permission, asked_province(request))


def meetings() -> QuerySet[Meeting]:
    """Meetings with what their pages name."""
    return Meeting.objects.select_related("province", "period__plan__province", "period__rules", "planned_by")


def meeting_or_404(request: HttpRequest, pk: int, permission: Permission = Permission.READ) -> Meeting:
    """The meeting, for who holds `permission` over its province: members read, officers write. One query."""
    meeting = get_object_or_404(meetings(), pk=pk)
    require(person_of(request), permission, meeting.province)
    return meeting


def point_or_404(request: HttpRequest, pk: int) -> AgendaPoint:
    """A point of an agenda, for who writes it."""
    point = AgendaPoint.objects.select_related("meeting__province", "meeting__period__plan__province").filter(pk=pk)
    row = point.first()
    if row is None:
        raise Http404
    require(person_of(request), Permission.REVIEW, row.meeting.province)
    return row


def meeting_url(meeting: Meeting) -> str:
    """The page of a meeting."""
    return reverse("steering:meeting", args=[meeting.pk])


def crumbs_of(request: HttpRequest, title: str = "", meeting: Meeting | None = None) -> list[Crumb]:
    """The way to a page: the list of meetings, the meeting, the page itself."""
    way = [Crumb(_("Meetings"), reverse("steering:meetings"))]
    if meeting:
        way.append(Crumb(name_of(meeting), meeting_url(meeting) if title else ""))
    return [*way, Crumb(title)] if title else way


def name_of(meeting: Meeting) -> str:
    """What a meeting is called: "Phiên họp ngày 20/10/2022"."""
    return _("Meeting of %(day)s") % {"day": meeting.held_on.strftime("%d/%m/%Y")}


def held_unannounced(meeting: Meeting) -> Meeting:
    """The meeting, locked and not announced yet. Raises CannotChange."""
    rows = Meeting.objects.select_for_update(of=["self"], no_key=True).select_related(
        "province", "period__plan", "period__rules"
    )
    held = rows.filter(pk=meeting.pk).first()
    if held is None:
        raise CannotChange(_("This meeting was cancelled in the meantime."))
    if held.state == MeetingState.ANNOUNCED:
        raise CannotChange(_("The conclusions are announced; the meeting is not changed any more."))
    return held


def held_planned(meeting: Meeting) -> Meeting:
    """The meeting, locked and still being prepared. Raises CannotChange."""
    held = held_unannounced(meeting)
    if held.state != MeetingState.PLANNED:
        raise CannotChange(_("The meeting was held; its agenda is not changed any more."))
    return held
