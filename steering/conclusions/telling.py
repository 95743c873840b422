"""Letters about conclusions: announced, returned, due and late. They stand on the home page and leave by mail."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.models import Agency, User
from kpis.models import Notice
from kpis.reminders.actions import recipients, tell
from steering.conclusions.queries import announced
from steering.conclusions.rules import reminded_on
from steering.enums import Course
from steering.models import Conclusion

GIVEN, RETURNED, DUE = "concluded", "outcome_back", "conclusion_due"
DAY = "%d/%m/%Y"
SUBJECTS = {
    GIVEN: gettext_lazy("The committee's conclusions give your agency tasks"),
    RETURNED: gettext_lazy("A report on a conclusion was returned"),
    DUE: gettext_lazy("Conclusions to be carried out"),
}
LATE = gettext_lazy("Conclusions that are late")


def tell_of(rows: Iterable[Conclusion], kind: str, *, reason: str = "") -> int:
    """One letter for each person concerned, with all conclusions that are theirs; returns how many letters stand."""
    found = list(rows)
    mine = _concerned(found)
    users = User.objects.in_bulk(mine)
    for key, own in sorted(mine.items()):
        _write(users[key], own, kind, None, reason)
    return len(mine)


def make_reminders(province: Agency) -> int:
    """Letters about conclusions that are due or late today; a second run writes none."""
    rows = announced().filter(meeting__province=province, course=Course.OPEN).order_by("due_on", "pk")
    by_day: dict[date, list[Conclusion]] = defaultdict(list)
    for row in rows:
        if (told_on := reminded_on(row.due_on, today())) and told_on > (row.meeting.announced_on or told_on):
            by_day[told_on].append(row)
    made = 0
    for told_on, due in by_day.items():
        told = Notice.objects.filter(kind=DUE, on=told_on, period__plan__province=province)
        have = set(told.values_list("user", flat=True))
        mine = {key: own for key, own in _concerned(due).items() if key not in have}
        users = User.objects.in_bulk(mine)
        for key, own in sorted(mine.items()):
            _write(users[key], own, DUE, told_on)
        made += len(mine)
    return made


def _concerned(rows: Iterable[Conclusion]) -> dict[int, list[Conclusion]]:
    """Person → conclusions: who is responsible, who types and who heads at the agency."""
    found = list(rows)
    if not found:
        return {}
    people = recipients(found[0].meeting.province_id, {row.agency_id for row in found}, today())
    mine: dict[int, list[Conclusion]] = defaultdict(list)
    for row in found:
        concerned = [*people.typists.get(row.agency_id, ()), *people.heads.get(row.agency_id, ())]
        for key in dict.fromkeys([*([row.person_id] if row.person_id else []), *concerned]):
            mine[key].append(row)
    return mine


def _write(user: User, rows: list[Conclusion], kind: str, on: date | None, reason: str = "") -> None:
    with translation.override(user.language):
        lines = [_line(row, reason, on) for row in rows]
        subject = LATE if all(_is_late(row, on) for row in rows) else SUBJECTS[kind]
        one = rows[0] if len(rows) == 1 else None
        url = reverse("steering:conclusion", args=[one.pk]) if one else reverse("steering:conclusions")
        period = max((row.meeting.period for row in rows), key=lambda row: (row.plan.year, row.month))
        tell([user], period, kind, subject=str(subject), lines=lines, url=url, on=on)


def _is_late(row: Conclusion, on: date | None) -> bool:
    """Whether a reminder of the day `on` comes after the conclusion's day."""
    return on is not None and on > row.due_on


def _line(row: Conclusion, reason: str, on: date | None) -> str:
    said = {"text": row.text, "agency": row.agency.name, "day": row.due_on.strftime(DAY), "reason": reason}
    if reason:
        return _("- %(text)s (%(agency)s), to be done by %(day)s: %(reason)s") % said
    if _is_late(row, on):
        return _("- %(text)s (%(agency)s), was due by %(day)s") % said
    return _("- %(text)s (%(agency)s), to be done by %(day)s") % said
