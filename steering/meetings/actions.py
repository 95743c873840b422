"""The only writers of meetings: planned, put right, cancelled, held, announced."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from dxtracker.lib.text import clean, clean_lines
from kpis.errors import CannotChange
from kpis.models import Period
from steering.agenda.actions import propose_agenda
from steering.conclusions.queries import of_meeting
from steering.conclusions.telling import GIVEN, tell_of
from steering.enums import MeetingState
from steering.models import Meeting
from steering.scope import held_planned, held_unannounced

FIELDS = ("held_on", "place", "chair", "members")


def plan_meeting(
    period: Period, *, held_on: date, chair: str, by: User | None, place: str = "", members: str = "",
    is_illustrative: bool = False,
) -> Meeting:  # fmt: skip
    """Plan a meeting on a month; its agenda begins with what the month's facts propose.

    Raises CannotChange for a month that has not begun, a day before its first, and a second meeting on one day.
    """
    try:
        with transaction.atomic():
            row = Meeting(
                province=period.plan.province, period=period, planned_at=now(), planned_by=by,
                is_illustrative=is_illustrative,
            )  # fmt: skip
            _fill(row, held_on=held_on, chair=chair, place=place, members=members)
            row.save(force_insert=True)
            new = _told(row) | {"period": f"{period.month}/{period.plan.year}"}
            record(row, "meeting-planned", by=by, at=row.planned_at, agency=row.province_id, new=new)
            propose_agenda(row, by=by)
            return row
    except IntegrityError as error:
        raise CannotChange(_("There is a meeting on this day already.")) from error


def change_meeting(meeting: Meeting, *, by: User | None, **fields: Any) -> Meeting:
    """Another day, place, chair or other members, until it is announced. Raises CannotChange."""
    try:
        with transaction.atomic():
            row = held_unannounced(meeting)
            old = _told(row)
            _fill(row, **fields)
            new = _told(row)
            changed = [name for name in FIELDS if new[name] != old[name]]
            if changed:
                if row.conclusions.filter(due_on__lt=row.held_on).exists():
                    raise CannotChange(_("A conclusion is to be done before this day. Change the conclusion first."))
                row.save(update_fields=FIELDS)
                record(
                    row, "meeting-changed", by=by, at=now(), agency=row.province_id,
                    old={name: old[name] for name in changed}, new={name: new[name] for name in changed},
                )  # fmt: skip
            return row
    except IntegrityError as error:
        raise CannotChange(_("There is a meeting on this day already.")) from error


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User | None) -> None:
    """Take back a meeting that was planned and at which nothing was concluded. Raises CannotChange."""
    row = held_planned(meeting)
    if row.conclusions.exists():
        raise CannotChange(_("Something was concluded at this meeting; it cannot be cancelled."))
    record(row, "meeting-cancelled", by=by, at=now(), agency=row.province_id, old=_told(row))
    row.delete()


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by: User | None) -> Meeting:
    """The meeting was held: its agenda stays as it is, its conclusions are put in order. Raises CannotChange."""
    row = held_planned(meeting)
    if row.held_on > today():
        raise CannotChange(_("The day of the meeting has not come yet."))
    row.state = MeetingState.HELD
    row.save(update_fields=["state"])
    record(row, "meeting-held", by=by, at=now(), agency=row.province_id, new={"state": row.state})
    return row


@transaction.atomic
def announce_meeting(
    meeting: Meeting, *, number: str, announced_on: date, signatory: str, by: User | None, signatory_post: str = ""
) -> Meeting:
    """Announce what was concluded under a number and a day: from then on conclusions are tasks of their agencies.

    `signatory_post` has a line for each that it has on paper.
    Raises CannotChange for a meeting that was not held or concluded nothing, and for a day before it or to come.
    """
    row = held_unannounced(meeting)
    number, signatory, post = clean(number)[:60], clean(signatory)[:120], clean_lines(signatory_post)[:120]
    if row.state != MeetingState.HELD:
        raise CannotChange(_("Record first that the meeting was held."))
    if not number:
        raise CannotChange(_("Write the number of the announcement."))
    if not row.held_on <= announced_on <= today():
        raise CannotChange(_("Conclusions are announced on the day of the meeting or later, not on a day to come."))
    if not row.conclusions.exists():
        raise CannotChange(_("Nothing was concluded yet."))
    row.state, row.number, row.announced_on, row.signatory = MeetingState.ANNOUNCED, number, announced_on, signatory
    row.signatory_post = post
    row.save(update_fields=["state", "number", "announced_on", "signatory", "signatory_post"])
    new = {"number": number, "announced_on": announced_on, "signatory": signatory, "signatory_post": post}
    record(row, "meeting-announced", by=by, at=now(), agency=row.province_id, new=new)
    tell_of(of_meeting(row), GIVEN)
    return row


def _fill(row: Meeting, *, held_on: date, chair: str, place: str, members: str) -> None:
    chair = clean(chair)[:200]
    if not chair:
        raise CannotChange(_("Write who chairs the meeting."))
    if not row.period.is_begun:
        raise CannotChange(_("This month has not begun yet."))
    if held_on < row.period.data_from:
        raise CannotChange(_("The meeting lies before the first day of its month."))
    row.held_on, row.chair, row.place = held_on, chair, clean(place)[:200]
    row.members = clean_lines(members)


def _told(row: Meeting) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
