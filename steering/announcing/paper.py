"""The announcement of conclusions, in the layout of Nghị định 30/2020: head, title, who met, what was concluded.

Official papers are Vietnamese, whatever the language of the page. What is not known yet is left to be filled in.
"""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.models import User
from dxtracker.lib.paper.blocks import (
    Annex,
    Block,
    Head,
    Paper,
    Paragraph,
    Signature,
    Table,
    Title,
    file_name,
    official_day,
    place_of,
)
from steering.conclusions.queries import of_meeting
from steering.enums import MeetingState
from steering.models import Conclusion, Meeting

WIDTHS_MM = (12, 68, 38, 22, 20)
MARK = "DỰ THẢO"
DAY = "%d/%m/%Y"


def draw(meeting: Meeting) -> Paper:
    """The announcement of a meeting's conclusions; a draft until it is announced. One query."""
    found = of_meeting(meeting)
    is_final = meeting.state == MeetingState.ANNOUNCED
    with translation.override("vi"):
        blocks: list[Block] = [
            _head(meeting),
            Title(_("Announcement"), _subject(meeting)),
            *(Paragraph(text) for text in _opening(meeting)),
            *(Paragraph(f"{place}. {_sentence(row)}") for place, row in enumerate(found, 1)),
            Paragraph(_closing(), is_kept=True),
            _signature(meeting, found),
            Annex(_("Annex"), _("Who carries out the conclusions"), _note(meeting)),
            Table(_headings(), [_row(place, row) for place, row in enumerate(found, 1)], WIDTHS_MM, centred=(0, 3)),
        ]
        made_at = None if is_final else now().replace(tzinfo=None)
        return Paper(f"{_('Announcement')} · {_subject(meeting)}", blocks, made_at, "" if is_final else MARK)


def name_of_file(meeting: Meeting) -> str:
    """The file's name without its ending: thong-bao-ket-luan-2022-10-20."""
    return file_name("thong-bao-ket-luan", meeting.held_on.isoformat())


def _head(meeting: Meeting) -> Head:
    name = meeting.province.name
    day = meeting.announced_on or date(meeting.held_on.year, 12, 31)
    known = official_day(day) if meeting.announced_on else official_day(day, "year")
    return Head(
        superior=_("People's Committee of %(province)s") % {"province": name},
        issuer=_("Steering committee for digital transformation"),
        number=_("No.: %(number)s") % {"number": meeting.number or "         /TB-BCĐ"},
        subject="",
        place_and_day=f"{place_of(name)}, {known}",
    )


def _subject(meeting: Meeting) -> str:
    period = meeting.period
    return _("Conclusions of %(chair)s at the meeting of the committee on month %(month)s/%(year)s") % {
        "chair": meeting.chair, "month": period.month, "year": period.plan.year,
    }  # fmt: skip


def _opening(meeting: Meeting) -> list[str]:
    said = {"day": official_day(meeting.held_on), "place": meeting.place, "chair": meeting.chair}
    where = _("On %(day)s, at %(place)s, %(chair)s chaired the meeting of the steering committee.") % said
    if not meeting.place:
        where = _("On %(day)s, %(chair)s chaired the meeting of the steering committee.") % said
    members = "; ".join(meeting.members.splitlines())
    present = [_("Those who took part: %(members)s.") % {"members": members}] if members else []
    heard = (
        _("Having heard the report on the figures of the month and what was said to it, %(chair)s concluded:") % said
    )
    return [where, *present, heard]


def _person(row: Conclusion) -> str:
    person = cast("User | None", row.person)
    return person.full_name if person else ""


def _sentence(row: Conclusion) -> str:
    """What was concluded, who is responsible, until when."""
    person = _person(row)
    who = f"{row.agency.name} ({person})" if person else row.agency.name
    said = {"text": row.text.rstrip("."), "who": who, "day": row.due_on.strftime(DAY)}
    return _("%(text)s. Responsible: %(who)s; to be done by %(day)s.") % said


def _closing() -> str:
    return _("The committee announces this to the agencies concerned, to be known and carried out.").rstrip(".") + "./."


def _signature(meeting: Meeting, found: Sequence[Conclusion]) -> Signature:
    posts = meeting.signatory_post.splitlines()
    return Signature(_("By order of the chair"), meeting.signatory, _("Recipients:"), _recipients(found), posts)


def _recipients(found: Sequence[Conclusion]) -> tuple[str, ...]:
    agencies = dict.fromkeys(row.agency.name for row in found)
    return (
        _("- Members of the committee;"),
        *(f"- {name};" for name in agencies),
        _("- Archive: office."),
    )


def _note(meeting: Meeting) -> str:
    return _("(Attached to announcement No. %(number)s)") % {"number": meeting.number or "…"}


def _headings() -> tuple[str, ...]:
    return (
        _("Serial number"), _("Conclusion"), _("Responsible"), _("Time limit"), _("Indicator"),
    )  # fmt: skip


def _row(place: int, row: Conclusion) -> list[str]:
    who = "\n".join(filter(None, (row.agency.name, _person(row))))
    return [str(place), row.text, who, row.due_on.strftime(DAY), row.indicator.code if row.indicator else ""]
