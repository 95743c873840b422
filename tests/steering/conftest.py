"""A meeting on September, on the day 20/09/2022."""

from datetime import date

import pytest

from steering.conclusions.actions import conclude
from steering.meetings.actions import announce_meeting, hold_meeting, plan_meeting

HELD_ON = date(2022, 9, 20)


@pytest.fixture
def meeting(months, officer, on_day):
    on_day(HELD_ON)
    return plan_meeting(months[9], held_on=HELD_ON, chair="Ông A, Trưởng ban", place="Phòng họp số 1", by=officer)


@pytest.fixture
def concluded(meeting, agency_a, officer):
    """What was concluded at the meeting, for agency A."""

    def write(text="Trang bị hệ thống họp trực tuyến", due_on=date(2022, 10, 10), **more):
        return conclude(meeting, text=text, agency=agency_a, due_on=due_on, by=officer, **more)

    return write


@pytest.fixture
def announced(concluded, meeting, officer):
    """A conclusion that is a task of agency A, announced on the day of the meeting."""

    def announce(*texts):
        rows = [concluded(text) for text in texts or ("Trang bị hệ thống họp trực tuyến",)]
        hold_meeting(meeting, by=officer)
        post = " Chánh Văn phòng \n\n"
        told = {"number": "105/TB-BCĐ", "announced_on": HELD_ON, "signatory": "Ông A", "signatory_post": post}
        announce_meeting(meeting, by=officer, **told)
        for row in rows:
            row.refresh_from_db()
        return rows[0] if len(rows) == 1 else rows

    return announce
