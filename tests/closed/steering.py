"""The actions of meetings and conclusions, each done once on the world after its months are closed."""

from collections.abc import Callable
from datetime import date, timedelta

from steering.agenda import actions as agenda
from steering.conclusions import actions as conclusions
from steering.meetings import actions as meetings
from steering.models import AgendaPoint, Conclusion, Meeting, Outcome, Question
from steering.questions import actions as questions
from tests.closed.world import World

FIRST = date(2022, 7, 18)


def planned(world: World, days: int = 0) -> Meeting:
    """A meeting on month 6, each on a day of its own."""
    day = FIRST - timedelta(days=days)
    return meetings.plan_meeting(world.months[6], held_on=day, chair="Trưởng ban", by=world.officer)


def point_of(world: World) -> AgendaPoint:
    held = Meeting.objects.get(held_on=FIRST)
    return agenda.add_point(held, text="Nội dung", agency=world.a, by=world.officer)


def concluded(world: World) -> Conclusion:
    held = Meeting.objects.get(held_on=FIRST)
    said = {"agency": world.a, "indicator": world.items["ratio"].indicator, "by": world.officer}
    return conclusions.conclude(held, text="Việc phải làm", due_on=date(2022, 7, 19), **said)


def announced(world: World) -> Meeting:
    held = Meeting.objects.get(held_on=FIRST)
    said = {"number": "1/TB-BCĐ", "announced_on": date(2022, 7, 19), "signatory": "A", "by": world.officer}
    return meetings.announce_meeting(held, **said)


def reported(world: World) -> Outcome:
    return conclusions.report_done(Conclusion.objects.order_by("pk").first(), text="Đã làm xong", by=world.clerk)


def decided(world: World) -> Outcome:
    return conclusions.decide_outcome(Outcome.objects.get(is_accepted=None), accept=True, by=world.officer)


def asked(world: World) -> Question:
    item = world.items["number"]
    return questions.ask(item, world.months[6], text="Vì sao giảm?", by=world.committee)


STEERING: dict[str, Callable[[World], object]] = {
    "steering.meetings.actions.plan_meeting": planned,
    "steering.agenda.actions.propose_agenda": lambda w: (
        Meeting.objects.get(held_on=FIRST).points.all().delete(),
        agenda.propose_agenda(Meeting.objects.get(held_on=FIRST), by=w.officer),
    ),
    "steering.agenda.actions.add_point": point_of,
    "steering.agenda.actions.change_point": lambda w: agenda.change_point(point_of(w), text="Khác", by=w.officer),
    "steering.agenda.actions.move_point": lambda w: agenda.move_point(point_of(w), down=False, by=w.officer),
    "steering.agenda.actions.remove_point": lambda w: agenda.remove_point(point_of(w), by=w.officer),
    "steering.meetings.actions.change_meeting": lambda w: meetings.change_meeting(
        Meeting.objects.get(held_on=FIRST), held_on=FIRST, chair="Phó Trưởng ban", place="", members="", by=w.officer
    ),
    "steering.meetings.actions.cancel_meeting": lambda w: meetings.cancel_meeting(planned(w, 1), by=w.officer),
    "steering.conclusions.actions.conclude": concluded,
    "steering.conclusions.actions.change_conclusion": lambda w: conclusions.change_conclusion(
        concluded(w), text="Việc khác", agency=w.b, due_on=date(2022, 7, 20), by=w.officer
    ),
    "steering.conclusions.actions.remove_conclusion": lambda w: conclusions.remove_conclusion(
        concluded(w), by=w.officer
    ),
    "steering.meetings.actions.hold_meeting": lambda w: meetings.hold_meeting(
        Meeting.objects.get(held_on=FIRST), by=w.officer
    ),
    "steering.meetings.actions.announce_meeting": announced,
    "steering.conclusions.actions.report_done": reported,
    "steering.conclusions.actions.decide_outcome": decided,
    "steering.questions.actions.ask": asked,
    "steering.questions.actions.answer": lambda w: questions.answer(asked(w), text="Do đổi cách tính", by=w.clerk),
}
