"""Two do the same at the same moment, or the same twice: it is done once, and nobody is shown an error of ours."""

from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from agencies.groups import actions as groups
from agencies.models import AgencyAlias, AuditEvent, Membership, PeerGroup
from agencies.people import actions as people
from agencies.roster import actions as roster
from agencies.tree.actions import add_alias, rename_agency
from kpis.models import Bottleneck, Notice
from steering.agenda.actions import add_point
from steering.conclusions.actions import conclude
from steering.meetings.actions import cancel_meeting, plan_meeting
from steering.models import Meeting, Question
from steering.questions.actions import ask
from tests import factories
from tests.meeting import after, answers_of, at_once, client_of, own_file, stopped_at  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def kinds_of(raised):
    return sorted(type(error).__name__ for error in raised)


def test_two_who_ask_one_agency_first_are_both_heard(item, months, officer, committee, head_a, clerk_a):
    target = item()
    raised = at_once(
        lambda: ask(target, months[9], text="Vì sao chậm?", by=officer),
        lambda: ask(target, months[9], text="Vướng ở đâu?", by=committee),
    )
    assert raised == [None, None]
    letters = Notice.objects.filter(kind="question")
    assert sorted(letters.values_list("user", flat=True)) == sorted([head_a.pk, clerk_a.pk])
    assert all("Vì sao chậm?" in one.body and "Vướng ở đâu?" in one.body for one in letters)


def test_an_agency_is_renamed_once_by_a_button_pressed_twice(agency_a, administrator):
    name = {"name": "Sở Xây dựng và Giao thông", "short_name": "Sở XDGT", "valid_from": date(2022, 7, 1)}
    rename = partial(rename_agency, agency_a, **name, by=administrator, reason="Hợp nhất")
    assert kinds_of(at_once(rename, rename)) == ["NoneType", "ValidationError"]
    assert agency_a.names.filter(valid_to=None).get().name == name["name"]


def test_another_way_of_writing_an_agency_is_added_once(agency_a, administrator):
    add = partial(add_alias, agency_a, "Sở XD tỉnh", by=administrator)
    assert kinds_of(at_once(add, add)) == ["NoneType", "ValidationError"]
    assert AgencyAlias.objects.count() == 1


def test_a_group_is_made_once_and_removed_once(province, administrator):
    add = partial(groups.add_group, province, "Nhóm tổng hợp", by=administrator)
    assert kinds_of(at_once(add, add)) == ["NoneType", "ValidationError"]
    remove = partial(groups.remove_group, PeerGroup.objects.get(name="Nhóm tổng hợp"), by=administrator)
    assert at_once(remove, remove) == [None, None]
    assert AuditEvent.objects.filter(action="peergroup-removed").count() == 1


def test_agencies_change_their_groups_both_ways_at_once(province, agency_a, agency_b, administrator):
    one, other = (groups.add_group(province, name, by=administrator) for name in ("Một", "Hai"))
    groups.fill_group(one, [agency_a], province=province, by=administrator)
    groups.fill_group(other, [agency_b], province=province, by=administrator)
    raised = at_once(
        lambda: groups.fill_group(one, [agency_b], province=province, by=administrator),
        lambda: groups.fill_group(other, [agency_a], province=province, by=administrator),
    )
    assert raised == [None, None]


def test_a_confirmation_is_withdrawn_once(plan, indicators, cause, agency_a, officer):
    row = Bottleneck.objects.create(
        plan=plan, indicator=indicators.number, cause=cause, owner=agency_a, confirmed_on=date(2022, 9, 20),
        confirmed_by=officer,
    )  # fmt: skip
    address, said = reverse("kpis:bottleneck", args=[row.pk]), {"act": "withdraw", "reason": "Nhầm"}
    client = client_of(officer)
    answers = answers_of(*(lambda: client.post(address, said) for _twice in range(2)))
    assert {answer.status_code for answer in answers} <= {302, 404, 409}
    assert AuditEvent.objects.filter(action="bottleneck-withdrawn").count() == 1


def test_a_meeting_is_cancelled_once(months, officer):
    row = plan_meeting(months[9], held_on=date(2022, 10, 20), chair="Ông A", by=officer)
    cancel = partial(cancel_meeting, row, by=officer)
    raised = at_once(cancel, cancel)
    assert kinds_of(raised) == ["CannotChange", "NoneType"]
    assert (Meeting.objects.count(), AuditEvent.objects.filter(action="meeting-cancelled").count()) == (0, 1)


def test_what_is_sent_twice_at_a_meeting_stands_there_once(item, months, agency_a, officer):
    target = item()
    row = plan_meeting(months[9], held_on=date(2022, 10, 20), chair="Ông A", by=officer)
    said = {"text": "Trình trước ngày 1/11", "agency": agency_a, "due_on": date(2022, 11, 1)}
    for act in (
        partial(conclude, row, **said, by=officer),
        partial(add_point, row, text="Tiến độ", agency_id=agency_a.pk, by=officer),
        partial(ask, target, months[9], text="Vì sao chậm?", by=officer),
    ):
        assert at_once(act, act) == [None, None]
    assert (row.conclusions.count(), row.points.filter(text="Tiến độ").count(), Question.objects.count()) == (1, 1, 1)


def test_of_two_who_take_over_the_same_role_one_does(agency_a, head_a, administrator):
    new = [factories.UserFactory(), factories.UserFactory()]
    said = {"agency": agency_a, "role": "agency_head", "since": date(2026, 11, 1), "by": administrator}
    raised = at_once(*(partial(roster.hand_over, user=user, **said) for user in new))
    assert kinds_of(raised) == ["NoneType", "ValidationError"]
    assert Membership.objects.filter(agency=agency_a, role="agency_head", until=None).count() == 1


def test_of_two_administrators_who_take_leave_of_each_other_one_stays(province, administrator):
    second = factories.UserFactory(username="quantri.hai")
    factories.MembershipFactory(user=second, agency=province, role="administrator")
    raised = at_once(
        lambda: people.edit_person(second, is_active=False, by=administrator),
        lambda: people.edit_person(administrator, is_active=False, by=second),
    )
    assert kinds_of(raised) == ["NoneType", "ValidationError"]
    assert Membership.objects.filter(role="administrator", user__is_active=True).count() == 1


def test_what_the_database_alone_refuses_is_answered_and_told_as_an_error(province, administrator, monkeypatch, caplog):
    """Two who meet are told so; the same answer to a fault of ours would hide it for good."""

    def twice(*args, **kwargs):
        PeerGroup.objects.bulk_create([PeerGroup(code="hai-lan", name="Hai lần") for _time in range(2)])

    monkeypatch.setattr(groups, "add_group", twice)
    client = client_of(administrator)
    answer = client.post(reverse("tree:groups"), {"name-name": "Nhóm một", "name-reason": "QĐ 5"})
    assert (answer.status_code, "Nhóm một" in answer.content.decode()) == (409, True)
    assert [record.levelname for record in caplog.records if record.name == "dxtracker.requests"] == ["ERROR"]
    assert not PeerGroup.objects.filter(code="hai-lan").exists()
