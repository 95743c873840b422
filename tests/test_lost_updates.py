"""Two people have one form open: the second to save is shown what the first saved, and then decides."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from agencies.groups.actions import add_group, fill_group
from kpis.goals.actions import set_goal
from kpis.models import Bottleneck
from steering.agenda.actions import add_point
from steering.conclusions.actions import conclude
from steering.meetings.actions import plan_meeting
from tests import factories

SEEN = re.compile(r'name="seen" value="(\w+)"')
FORM = re.compile(r"<form[^>]*>(?=(.*?)</form>)", re.S)


@dataclass
class Case:
    """A row of which the first saves `first` and the second `second`; `posted` are all fields of its form."""

    row: Any
    page: str
    posted: dict[str, Any]
    name: str  # the field that both change
    first: Any
    second: Any
    stored: Any  # what stands once the first has saved
    act: str = ""  # where it is posted, if not to the page


@pytest.fixture
def meeting(months, officer):
    return plan_meeting(months[9], held_on=date(2022, 10, 20), chair="Ông A", by=officer)


@pytest.fixture
def of_meeting(meeting):
    said = {"held_on": "20/10/2022", "chair": "Ông A", "place": "", "members": ""}
    return Case(meeting, reverse("steering:meeting-edit", args=[meeting.pk]), said, "place", "P. 1", "P. 2", "P. 1")


@pytest.fixture
def of_point(meeting, officer):
    row = add_point(meeting, text="Việc một", by=officer)
    said = {"agency": "", "indicator": ""}
    return Case(row, reverse("steering:point-edit", args=[row.pk]), said, "text", "Việc hai", "Việc ba", "Việc hai")


@pytest.fixture
def of_conclusion(meeting, agency_a, officer):
    row = conclude(meeting, text="Giao", agency=agency_a, due_on=date(2022, 11, 1), by=officer)
    said = {"text": "Giao", "agency": agency_a.pk, "person": row.person_id or "", "indicator": "", "point": ""}
    address = reverse("steering:conclusion-edit", args=[row.pk])
    return Case(row, address, said, "due_on", "02/11/2022", "03/11/2022", date(2022, 11, 2))


@pytest.fixture
def of_bottleneck(plan, indicators, cause, agency_a, agency_b, officer):
    row = Bottleneck.objects.create(
        plan=plan, indicator=indicators.number, cause=cause, owner=agency_a, confirmed_on=date(2022, 9, 20),
        due_on=date(2022, 10, 1), confirmed_by=officer,
    )  # fmt: skip
    said = {"act": "change", "owner": agency_a.pk, "reason": "Chậm"}
    address = reverse("kpis:bottleneck", args=[row.pk])
    return Case(row, address, said, "due_on", "02/11/2022", "03/11/2022", date(2022, 11, 2))


@pytest.fixture
def of_goal(indicators, agency_a, administrator):
    row = set_goal(indicator=indicators.number, agency=agency_a, year=2030, raw="≥ 80", by=administrator)
    said = {"document": "", "reason": ""}
    return Case(row, reverse("kpis:goal", args=[row.pk]), said, "raw", "≥ 85", "≥ 90", "≥ 85")


@pytest.fixture
def of_terms(item):
    row = item(low=100)
    said = {"terms-deadline": "", "terms-accountable": "", "terms-applicable_from": "", "terms-reason": ""}
    said |= {"terms-applicable_by": "", "terms-document": ""}
    page, act = (reverse(f"kpis:{name}", args=[row.pk]) for name in ("item", "item-terms"))
    return Case(row, page, said, "terms-weight", "2", "3", 2, act)


@pytest.fixture
def of_agency(agency_a):
    said = {"edit-short_name": "Sở XD", "edit-peer_group": "", "edit-sort_order": "1", "edit-reason": ""}
    page, act = (reverse(f"tree:{name}", args=[agency_a.pk]) for name in ("agency", "agency-edit"))
    return Case(agency_a, page, said, "edit-unit_code", "H62.1", "H62.2", "H62.1", act)


@pytest.fixture
def of_person(clerk_a):
    address = reverse("agencies:person-edit", args=[clerk_a.pk])
    return Case(clerk_a, address, {"full_name": clerk_a.full_name}, "email", "a@b.vn", "c@d.vn", "a@b.vn")


@pytest.fixture
def of_role(clerk_a):
    row = clerk_a.memberships.get()
    said = {"since": "", "until": "", "decision_number": "", "reason": ""}
    address = reverse("agencies:role-edit", args=[clerk_a.pk, row.pk])
    return Case(row, address, said, "post", "Chuyên viên", "Văn thư", "Chuyên viên")


NAMES = ["meeting", "point", "conclusion", "bottleneck", "goal", "terms", "agency", "person", "role"]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_to_save_is_shown_what_the_first_saved(client, request, officer, administrator, name):
    case = request.getfixturevalue(f"of_{name}")
    factories.MembershipFactory(user=officer, agency=administrator.memberships.get().agency, role="administrator")
    client.force_login(officer)
    seen = SEEN.findall(client.get(case.page).content.decode())
    assert len(seen) == 1

    def saved(value, seen):
        return client.post(case.act or case.page, case.posted | {case.name: value, "seen": seen})

    assert saved(case.first, seen[0]).status_code == 302
    refused = saved(case.second, seen[0])
    page = refused.content.decode()
    assert (refused.status_code, "Người khác vừa lưu nội dung này" in page, "Hiện đang lưu" in page) == (
        422,
        True,
        True,
    )
    field = case.name.partition("-")[2] or case.name
    case.row.refresh_from_db()
    assert getattr(case.row, field) == case.stored
    assert saved(case.second, SEEN.findall(page)[0]).status_code == 302
    case.row.refresh_from_db()
    assert getattr(case.row, field) != case.stored


def test_an_agency_that_came_to_a_group_meanwhile_stays_in_it(client, province, agency_a, agency_b, administrator):
    group = add_group(province, "Tổng hợp", by=administrator)
    client.force_login(administrator)
    page = reverse("tree:group", args=[group.pk])
    seen = SEEN.findall(client.get(page).content.decode())[0]
    fill_group(group, [agency_a], province=province, by=administrator)
    answer = client.post(
        reverse("tree:group-fill", args=[group.pk]), {"members-agencies": [agency_b.pk], "seen": seen}
    )  # fmt: skip
    assert (answer.status_code, list(group.agencies.all())) == (422, [agency_a])
    assert agency_a.name in answer.content.decode()


def test_a_browser_puts_no_text_of_before_beside_what_is_seen_now():
    drawn = [(path.name, form) for path in (settings.BASE_DIR / "templates").rglob("*.html")
             for form in FORM.finditer(path.read_text("utf-8")) if "components/seen.html" in form[1]]  # fmt: skip
    assert len(drawn) == 8
    assert [name for name, form in drawn if 'autocomplete="off"' not in form[0]] == []
