"""A meeting of the committee in September, what it concluded and what became of it; a question with its answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings

from agencies.models import Agency
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import Catalogue
from dxtracker.demonstration.months import Items
from dxtracker.demonstration.people import Cast
from kpis.models import Notice
from kpis.reminders.actions import mark_seen
from steering.agenda.actions import add_point
from steering.conclusions.actions import conclude, decide_outcome, report_done
from steering.meetings.actions import announce_meeting, hold_meeting, plan_meeting
from steering.models import Conclusion, Meeting
from steering.questions.actions import answer, ask


def load(agencies: dict[str, Agency], items: Items, cast: Cast, catalogue: Catalogue) -> None:
    """Let the meeting take its course, each step on its own day; the agenda is what the month's figures propose."""
    told, officer = sheets.tree("meeting"), cast.reviewer
    with _on(told["planned_on"]):
        meeting = plan_meeting(
            catalogue.periods[told["month"]], held_on=date.fromisoformat(told["held_on"]), chair=told["chair"],
            place=told["place"], members=told["members"], by=officer, is_illustrative=True,
        )  # fmt: skip
        for text in told["points"]:
            add_point(meeting, text=text, by=officer)
    with _on(told["held_on"]):
        rows = [_concluded(meeting, one, agencies, cast, catalogue) for one in told["conclusions"]]
        hold_meeting(meeting, by=officer)
    with _on(told["announced_on"]):
        day = date.fromisoformat(told["announced_on"])
        announce_meeting(
            meeting, number=told["number"], announced_on=day, signatory=told["signatory"], by=officer
        )  # fmt: skip
    for row, one in zip(rows, told["conclusions"], strict=True):
        if "done" in one:
            _done(row, one["done"], cast)
    _asked(told["question"], items, cast, catalogue)


def _concluded(
    meeting: Meeting, one: dict[str, Any], agencies: dict[str, Agency], cast: Cast, catalogue: Catalogue
) -> Conclusion:
    return conclude(
        meeting, text=one["text"], agency=agencies[one["agency"]], due_on=date.fromisoformat(one["due_on"]),
        indicator=catalogue.indicators[one["indicator"]], by=cast.reviewer, is_illustrative=True,
    )  # fmt: skip


def _done(row: Conclusion, done: dict[str, str], cast: Cast) -> None:
    with _on(done["on"]):
        outcome = report_done(row, text=done["text"], link=done["link"], by=cast.heads[row.agency.code])
    with _on(done["accepted_on"]):
        decide_outcome(outcome, accept=True, by=cast.reviewer)


def _asked(told: dict[str, Any], items: Items, cast: Cast, catalogue: Catalogue) -> None:
    item = items[told["agency"], told["indicator"]]
    with _on(told["asked_on"]):
        row = ask(item, catalogue.periods[told["month"]], text=told["text"], by=cast.users["thanhvien"])
    with _on(told["answered_on"]):
        answer(row, text=told["answer"], by=cast.heads[told["agency"]])
        mark_seen(Notice.objects.filter(user__in=cast.users.values()))  # read long before the demonstration's own day


@contextmanager
def _on(day: str) -> Iterator[None]:
    """What happens inside happens on this day: the clock of the demonstration stands on it."""
    before = settings.DX_TODAY
    settings.DX_TODAY = date.fromisoformat(day)
    try:
        yield
    finally:
        settings.DX_TODAY = before
