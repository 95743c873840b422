"""The facts from which an agenda is proposed: an agency is named once for all that it is named for."""

from kpis.items.actions import set_target
from steering.agenda.queries import facts_of
from steering.enums import PointKind
from steering.models import Meeting
from tests.closed.world import AT, CLOSED_ON, events_of, paper


def test_an_agency_that_left_two_commitments_is_named_once(plan, province, agency_a, officer, item, months, on_day):
    on_day(CLOSED_ON)
    moved = item(low=100)
    events = events_of(plan, province, agency_a, officer)
    for name in ("first", "second"):
        paper(events[name], agency_a, officer, (), officer)
    set_target(moved, in_force_from=months[7], by=officer, operator=">=", low=70, unit=moved.indicator.unit)
    meeting = Meeting(province=province, period=months[7], held_on=CLOSED_ON, planned_at=AT)
    assert facts_of(meeting, {PointKind.DRIFT}).drifting == [("Sở XD", 2)]
