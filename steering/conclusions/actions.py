"""The only writers of conclusions: written at a meeting, reported as done, accepted or returned."""

import hashlib
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Case, F, Max, When
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import Agency, Membership, User
from agencies.queries import heads_of
from commitments.files.actions import stored
from dxtracker.lib.text import clean
from kpis.errors import CannotChange
from kpis.evidence.actions import accepted, refuse_secrets
from kpis.models import Assignment, Indicator
from kpis.standings.leads import IS_OWN
from steering.conclusions.queries import NAMED
from steering.conclusions.rules import MOVES, can_move
from steering.conclusions.telling import RETURNED, tell_of
from steering.enums import Course, MeetingState
from steering.models import AgendaPoint, Conclusion, Meeting, Outcome
from steering.scope import held_unannounced

FIELDS = ("text", "agency_id", "person_id", "due_on", "item_id", "indicator_id")


@transaction.atomic
def conclude(
    meeting: Meeting, *, text: str, agency: Agency, due_on: date, by: User | None, person: User | None = None,
    indicator: Indicator | None = None, point: AgendaPoint | None = None, is_illustrative: bool = False,
) -> Conclusion:  # fmt: skip
    """Write a conclusion: who does what until when. Without a person the head of the agency is responsible.

    With an indicator it is linked to the agency's item of it too, where there is one. The same conclusion is one,
    however often it is sent. Raises CannotChange.
    """
    held = held_unannounced(meeting)
    if point is not None and point.meeting_id != held.pk:
        raise CannotChange(_("This point is not on the agenda any more."))
    last = held.conclusions.aggregate(last=Max("order"))["last"] or 0
    row = Conclusion(
        meeting=held, point=point, order=last + 1, written_at=now(), written_by=by, is_illustrative=is_illustrative
    )
    _fill(row, text=text, agency=agency, due_on=due_on, person=person, indicator=indicator)
    if there := held.conclusions.filter(point=point, **_told(row)).first():
        return there
    row.save()
    record(row, "conclusion-written", by=by, at=row.written_at, agency=held.province_id, new=_told(row))
    return row


@transaction.atomic
def change_conclusion(
    conclusion: Conclusion, *, text: str, agency: Agency, due_on: date, by: User | None, person: User | None = None,
    indicator: Indicator | None = None,
) -> Conclusion:  # fmt: skip
    """Write a conclusion otherwise, until it is announced. Raises CannotChange."""
    row = _held_draft(conclusion)
    old = _told(row)
    _fill(row, text=text, agency=agency, due_on=due_on, person=person, indicator=indicator)
    new = _told(row)
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        row.save()
        record(
            row, "conclusion-changed", by=by, at=now(), agency=row.meeting.province_id,
            old={name: old[name] for name in changed}, new={name: new[name] for name in changed},
        )  # fmt: skip
    return row


@transaction.atomic
def remove_conclusion(conclusion: Conclusion, *, by: User | None) -> None:
    """Take a conclusion back, until it is announced; the trail keeps what it said, those after it move up.

    Raises CannotChange, also where another meeting has it on its agenda.
    """
    row = _held_draft(conclusion)
    named = AgendaPoint.objects.filter(conclusion=row.pk).select_related("meeting").first()
    if named is not None:
        raise CannotChange(
            _("This conclusion is on the agenda of the meeting of %(day)s; take it off there first.")
            % {"day": named.meeting.held_on.strftime("%d/%m/%Y")}
        )
    record(row, "conclusion-removed", by=by, at=now(), agency=row.meeting.province_id, old=_told(row))
    row.meeting.conclusions.filter(order__gt=row.order).update(order=F("order") - 1)
    row.delete()


@transaction.atomic
def report_done(
    conclusion: Conclusion, *, text: str, by: User | None, link: str = "", file: File | None = None
) -> Outcome:
    """Say that a conclusion is done and what shows it: words, and a link or a file beside them.

    Raises CannotChange for one that is no task yet, or that was reported already; for words of secrecy, and for a
    file that is too large or of another kind than evidence may be.
    """
    row = _held_task(conclusion)
    _refuse("report", row)
    text = clean(text)
    if not text:
        raise CannotChange(_("Write what was done."))
    refuse_secrets(text, str(file.name) if file else "")
    outcome = Outcome.objects.create(conclusion=row, text=text, link=link, at=now(), by=by, **_kept(file))
    _moved(row, "report")
    new = {"text": text, "link": link, "file_name": outcome.file_name, "sha256": outcome.sha256}
    record(outcome, "conclusion-reported", by=by, at=outcome.at, agency=row.agency_id, new=new)
    return outcome


@transaction.atomic
def decide_outcome(outcome: Outcome, *, accept: bool, by: User | None, reason: str = "") -> Outcome:
    """Accept what was reported, or return it for a reason; accepted, it was done on the day it was reported.

    Raises CannotChange, also for who reported it.
    """
    conclusion = _held_task(outcome.conclusion)
    row = conclusion.outcomes.select_for_update(no_key=True).get(pk=outcome.pk)
    move, reason = "accept" if accept else "return", clean(reason)
    _refuse(move, conclusion)
    if row.is_accepted is not None:
        raise CannotChange(_("This report was decided already."))
    if MOVES[move].needs_reason and not reason:
        raise CannotChange(_("Say why it is returned."))
    if by is not None and row.by_id == by.pk:
        raise CannotChange(_("Nobody accepts or returns what they reported themselves."))
    row.is_accepted, row.decided_at, row.reason = accept, now(), reason
    row.decided_by = by
    row.save(update_fields=["is_accepted", "decided_at", "decided_by", "reason"])
    conclusion.done_on = min(_day(row), today()) if accept else None
    _moved(conclusion, move)
    if not accept:
        tell_of([conclusion], RETURNED, reason=reason)
    new = {"is_accepted": accept, "done_on": conclusion.done_on}
    record(
        row, "conclusion-accepted" if accept else "conclusion-returned", by=by, at=row.decided_at,
        agency=conclusion.agency_id, new=new, reason=reason,
    )  # fmt: skip
    return row


def _day(outcome: Outcome) -> date:
    return timezone.localtime(outcome.at).date()


def _fill(
    row: Conclusion, *, text: str, agency: Agency, due_on: date, person: User | None, indicator: Indicator | None
) -> None:
    meeting = row.meeting
    text = clean(text)
    if not text:
        raise CannotChange(_("Write what was concluded."))
    if agency.province_id != meeting.province_id:
        raise CannotChange(_("The agency belongs to another province."))
    if agency.has_ended_by(meeting.held_on):
        raise CannotChange(_("The agency had ended before this meeting."))
    if indicator is not None and indicator.province_id != meeting.province_id:
        raise CannotChange(_("What is named belongs to another province."))
    if due_on < meeting.held_on:
        raise CannotChange(_("The day until which it is to be done lies before the meeting."))
    if person is None:
        head = heads_of([agency], meeting.held_on).get(agency.pk)
        person = head.user if head else None
    elif not _holds_role(person, agency, meeting.held_on):
        raise CannotChange(_("This person holds no role at the responsible agency."))
    row.text, row.agency, row.due_on, row.indicator = text, agency, due_on, indicator
    row.person = person
    row.item = _item_of(meeting, agency, indicator)


def _holds_role(person: User, agency: Agency, day: date) -> bool:
    """Whether a person holds a role at the agency or below it, on that day or today."""
    held = Membership.objects.in_force_on(day) | Membership.objects.in_force_on(today())
    return held.filter(user=person, agency__path__gte=agency.path, agency__path__lte=agency.path_end).exists()


def _item_of(meeting: Meeting, agency: Agency, indicator: Indicator | None) -> Assignment | None:
    """The agency's item of the indicator in the meeting's year: of several one that is asked, first its own."""
    if indicator is None:
        return None
    rows = Assignment.objects.filter(plan=meeting.period.plan_id, agency=agency, indicator=indicator)
    first = F("withdrawn_from").asc(nulls_first=True), Case(When(IS_OWN, then=0), default=1), "pk"
    return rows.order_by(*first).first()


def _told(row: Conclusion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _held_draft(conclusion: Conclusion) -> Conclusion:
    held = held_unannounced(conclusion.meeting)
    row = held.conclusions.filter(pk=conclusion.pk).first()
    if row is None:
        raise CannotChange(_("This conclusion was taken back."))
    row.meeting = held
    return row


def _held_task(conclusion: Conclusion) -> Conclusion:
    rows = Conclusion.objects.select_for_update(of=["self"], no_key=True).select_related(*NAMED)
    row = rows.get(pk=conclusion.pk)
    if row.meeting.state != MeetingState.ANNOUNCED:
        raise CannotChange(_("The conclusions are not announced yet."))
    return row


def _refuse(move: str, row: Conclusion) -> None:
    if not can_move(move, row.course):
        raise CannotChange(
            _("This conclusion stands at “%(state)s”; this is not done there.") % {"state": Course(row.course).label}
        )


def _moved(row: Conclusion, move: str) -> None:
    row.course = MOVES[move].target
    row.save(update_fields=["course", "done_on"])


def _kept(file: File | None) -> dict[str, str]:
    """A file as it is stored: under its hash, known by its content."""
    if file is None:
        return {}
    content = accepted(file)
    file.seek(0)
    data = file.read()
    sha256 = hashlib.sha256(data).hexdigest()
    name = clean(file.name or "")[:200]
    return {
        "file": stored(data, sha256, "conclusions"), "file_name": name, "sha256": sha256, "content_type": content,
    }  # fmt: skip
