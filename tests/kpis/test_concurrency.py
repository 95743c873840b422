"""Several people save, send and approve figures of one agency at the same moment, each on a connection of their own."""

from decimal import Decimal
from functools import partial

import pytest

from agencies.models import AuditEvent
from kpis.entry import actions as entries
from kpis.entry.actions import approve
from kpis.frozen import months as frozen_months
from kpis.items.actions import hand_over, withdraw
from kpis.models import Entry, EntryEvent, Report, RollUp, Standing
from kpis.periods.actions import close_period
from kpis.plans import actions as plans
from kpis.plans.actions import change_rules
from kpis.standings import actions as standings
from tests import factories
from tests.meeting import after, answers_of, at_once, client_of, own_file, stopped_at  # noqa: F401
from tests.workbooks.handing import GOOD, HEAD
from workbooks.models import ImportRun
from workbooks.runs.handing_in import hand_in

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = "?year=2022&month=9"


def test_approvals_of_one_agency_at_the_same_time_end_with_the_right_roll_ups(
    item, submitted, plan, agency_a, officer, administrator
):
    items = [item(kind=kind, low=100) for kind in ("number", "monthly", "latest", "peak")]
    keys = [submitted(target, month, value=120).pk for target in items for month in (3, 5)]

    raised = at_once(
        lambda: approve(keys[:4], by=officer),
        lambda: approve(keys[4:], by=administrator),
    )

    assert raised == [None, None]
    assert RollUp.objects.get(agency=agency_a, period__month=5).exceeded == 4
    assert RollUp.objects.get(agency=agency_a, period__month=5).fresh == 4
    assert list(standings.check(plan)) == []


def test_a_month_is_closed_with_a_figure_or_before_it_never_around_it(item, submitted, plan, officer, administrator):
    target = item(low=100)
    entry = submitted(target, 1, value=120)

    at_once(
        lambda: approve([entry.pk], by=officer),
        lambda: close_period(plan.periods.get(month=1), by=administrator),
    )

    entry.refresh_from_db()
    assert entry.status == "approved"
    assert target.standings.get(period__month=1).state == "exceeded"
    assert list(standings.check(plan)) == []


def test_one_figure_is_approved_once(item, submitted, officer, administrator):
    entry = submitted(item(), 3, value=120)
    raised = at_once(lambda: approve([entry.pk], by=officer), lambda: approve([entry.pk], by=administrator))
    assert sum(error is None for error in raised) == 1
    assert entry.events.filter(move="approve").count() == 1


# --- by requests: one cell, one signature ---------------------------------------------------------------------------


def row_saved(client, target, value, version):
    url = f"/entry/so-a/{target.pk}/{MONTH}"
    posted = {f"{target.pk}-value": value, f"{target.pk}-version": version}
    return lambda: client.post(url, posted, headers={"HX-Request": "true"})


@pytest.mark.parametrize("has_entry", [False, True])
def test_of_two_who_save_one_cell_one_is_saved_and_the_other_sees_both_values(
    item, draft, clerk_a, head_a, plan, has_entry
):
    target = item()
    before = draft(target, 9, value=7).version if has_entry else 0
    people = {"31": clerk_a, "45": head_a}
    clients = {value: client_of(person) for value, person in people.items()}

    responses = dict(
        zip(
            people,
            answers_of(*(row_saved(clients[value], target, value, before or "") for value in people)),
            strict=True,
        )
    )

    assert {response.status_code for response in responses.values()} == {200}
    by_answer = {response["DX-Saved"]: value for value, response in responses.items()}
    assert set(by_answer) == {"1", "clash"}
    saved, refused = by_answer["1"], by_answer["clash"]
    entry = Entry.objects.get(assignment=target, period__month=9)
    assert (str(int(entry.value)), entry.version, entry.typed_by) == (saved, before + 1, people[saved])
    assert EntryEvent.objects.filter(entry=entry, move="type").count() == before + 1
    html = responses[refused].content.decode()
    mine_and_theirs = f'<td class="num">{refused}</td><td class="num">{saved}</td>'
    assert (mine_and_theirs in html, f'name="{target.pk}-value"' in html) == (True, False), (
        "the field keeps what it holds"
    )
    assert str(people[saved]) in html

    again = row_saved(clients[refused], target, refused, before or "")
    assert again()["DX-Saved"] == "clash", "what was refused stays refused until its author decides"
    assert Entry.objects.get(pk=entry.pk).version == before + 1


def test_two_tabs_that_save_different_rows_at_once_are_both_saved(item, clerk_a, head_a):
    one, other = item(), item(kind="latest")
    answers = answers_of(
        row_saved(client_of(clerk_a), one, "31", ""),
        row_saved(client_of(head_a), other, "45", ""),
    )
    assert [answer["DX-Saved"] for answer in answers] == ["1", "1"]
    assert dict(Entry.objects.values_list("assignment", "value")) == {one.pk: 31, other.pk: 45}


def test_two_signatures_at_once_make_one_report(item, draft, head_a, agency_a, plan):
    deputy = factories.UserFactory(username="phogiamdoc.a")
    factories.MembershipFactory(user=deputy, agency=agency_a, role="agency_head")
    targets = [item(kind=kind, low=10) for kind in ("number", "monthly", "latest")]
    for target in targets:
        draft(target, 9, value=12)
    clients = [client_of(head_a), client_of(deputy)]

    responses = answers_of(*(lambda client=client: client.post(f"/entry/so-a/submit/{MONTH}") for client in clients))

    assert [response.status_code for response in responses] == [302, 302]
    report = Report.objects.get(agency=agency_a, period__month=9)
    signers = set(Entry.objects.values_list("submitted_by", "status", "version"))
    assert signers == {(report.signed_by_id, "submitted", 2)}
    assert EntryEvent.objects.filter(move="submit").count() == len(targets)
    assert AuditEvent.objects.filter(action="report-submitted").count() == 1
    assert list(standings.check(plan)) == []


def test_a_row_saved_while_the_month_is_sent_is_sent_with_it_or_shown_as_refused(item, draft, clerk_a, head_a):
    target = item(low=10)
    draft(target, 9, value=12)
    clerk, head = client_of(clerk_a), client_of(head_a)
    saved, sent = answers_of(
        row_saved(clerk, target, "15", 1), lambda: head.post(f"/entry/so-a/submit/{MONTH}", follow=True)
    )
    entry = Entry.objects.get(assignment=target)
    assert (entry.status, sent.status_code) == ("submitted", 200)
    assert (saved["DX-Saved"], int(entry.value)) in {("1", 15), ("clash", 12)}
    if saved["DX-Saved"] == "clash":
        assert '<td class="num">15</td><td class="num">12</td>' in saved.content.decode()


def test_the_same_file_handed_in_thrice_at_once_is_one_run(province, plan, months, administrator, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    use = {"province": province, "by": administrator, "kind": "assignments", "plan": plan, "period": months[10]}
    given = partial(hand_in, (HEAD + GOOD).encode(), "giao.csv", **use)
    assert at_once(given, given, given) == [None] * 3
    assert ImportRun.objects.count() == 1


# --- one after the other, where two hold several agencies -------------------------------------------------------------


@pytest.fixture
def passed_on(item, submitted, months, agency_a, agency_b, officer):
    """A figure of an item that agency_b has from agency_a: what is judged of it counts at both."""
    target = item(agency=agency_a, low=100)
    hand_over([target], to=agency_b, since=months[9], by=officer, reason="Sáp nhập")
    target.refresh_from_db()
    return submitted(target, 9, value=120)


def test_who_decides_on_an_item_that_passed_on_never_waits_for_who_judges_the_whole_year(
    monkeypatch, passed_on, plan, officer
):
    with stopped_at(monkeypatch, entries, "_hold_as_read") as come:
        raised = at_once(
            lambda: approve([passed_on.pk], by=officer),
            after(come, lambda: standings.rebuild(plan)),
        )
    assert raised == [None, None]
    assert list(standings.check(plan)) == []


def test_a_month_is_closed_with_the_first_item_of_an_agency_or_before_it_never_around_it(
    monkeypatch, item, plan, months, agency_a, agency_b, officer, administrator
):
    item(agency=agency_a, low=100)
    with stopped_at(monkeypatch, frozen_months, "freeze") as come:
        raised = at_once(
            lambda: close_period(months[1], by=administrator),
            after(come, lambda: item(agency=agency_b, kind="latest", low=5)),
        )
    assert raised == [None, None]
    assert list(standings.check(plan)) == []
    assert not Standing.objects.filter(agency=agency_b, period=months[1]).exists()


def test_rules_change_before_a_month_is_closed_or_after_it(monkeypatch, item, plan, months, officer, administrator):
    item(low=100)
    with stopped_at(monkeypatch, plans, "_rule_from") as come:
        close_period(months[1], by=officer)
        raised = at_once(
            lambda: change_rules(plan, by=administrator, pace_tolerance=Decimal("0.25")),
            after(come, lambda: close_period(months[2], by=officer)),
        )
    assert raised == [None, None]
    assert plan.periods.get(month=2).rules.pace_tolerance == Decimal("0.25")
    assert list(standings.check(plan)) == []


def test_an_item_is_withdrawn_once(item, months, officer, administrator):
    target = item(low=100)
    raised = at_once(
        lambda: withdraw(target, in_force_from=months[8], by=officer, reason="Không còn phù hợp"),
        lambda: withdraw(target, in_force_from=months[9], by=administrator, reason="Không còn phù hợp"),
    )
    assert sorted(type(error).__name__ for error in raised) == ["CannotChange", "NoneType"]
    assert AuditEvent.objects.filter(action="item-withdrawn").count() == 1
