"""Typing, submitting, approving, returning, reopening, correcting: each changes exactly what it says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from kpis.entry.actions import approve, send_back_all, type_figures, verify
from kpis.errors import CannotChange, Stale, WrongMove
from kpis.models import Assignment, Entry, Report, Standing
from kpis.periods.actions import reopen_period
from kpis.standings import actions as standings
from tests.factories import submit_report
from tests.kpis.review.reviewing import send_back


def events_of(entry):
    return list(entry.events.values_list("move", "from_status", "to_status"))


def test_typing_saves_a_draft_that_moves_no_standing(item, months, clerk_a, standing):
    target = item()
    entry = type_figures(target, months[3], by=clerk_a, value=Decimal("12.5"), note="minh họa")

    entry.refresh_from_db()
    assert (entry.status, entry.version, entry.value, entry.typed_by) == ("draft", 1, Decimal("12.5"), clerk_a)
    assert events_of(entry) == [("type", "", "draft")]
    assert entry.events.get().new == {"value": "12.5", "note": "minh họa"}
    assert standing(target, 3).state == "no_data"


def test_typing_again_keeps_old_and_new_in_an_event(item, draft, months, clerk_a):
    target = item()
    draft(target, 3, value=12)
    entry = draft(target, 3, value=15)

    event = entry.events.last()
    assert (entry.version, event.by, event.old["value"], event.new["value"]) == (2, clerk_a, "12.000", 15)


@pytest.mark.parametrize("version", [None, 1, 3])
def test_a_stale_version_is_refused_and_changes_nothing(item, draft, months, clerk_a, version):
    target = item()
    draft(target, 3, value=12)
    draft(target, 3, value=15)

    with pytest.raises(Stale) as refused:
        type_figures(target, months[3], by=clerk_a, version=version, value=99)

    assert (refused.value.entry.version, refused.value.entry.value) == (2, 15)
    assert Entry.objects.get().value == 15


def test_a_month_not_open_takes_no_figures(item, months, clerk_a, close_until):
    target = item()
    close_until(1)
    for month in (1, 10):
        with pytest.raises(CannotChange, match=r"."):
            type_figures(target, months[month], by=clerk_a, value=1)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_a_figure_under_review_or_approved_is_not_typed_over(item, months, clerk_a, request, state):
    target = item()
    entry = request.getfixturevalue(state)(target, 3, value=12)
    with pytest.raises(WrongMove):
        type_figures(target, months[3], by=clerk_a, version=entry.version, value=99)
    assert Entry.objects.get().value == 12


def test_submitting_signs_all_of_an_agencys_month_and_nothing_else(
    item, draft, months, head_a, agency_a, agency_b, on_day
):
    on_day(date(2022, 3, 17))
    one, two = item(kind="number"), item(kind="monthly")
    other, next_month = item(agency=agency_b), draft(one, 4, value=5)
    draft(one, 3, value=1), draft(two, 3, value=2), draft(other, 3, value=3)

    report = submit_report(agency_a, months[3], by=head_a, post="Giám đốc")

    rows = Entry.objects.values_list("assignment", "period__month", "status", "submitted_by")
    assert set(rows) == {
        (one.pk, 3, "submitted", head_a.pk),
        (two.pk, 3, "submitted", head_a.pk),
        (other.pk, 3, "draft", None),
        (one.pk, 4, "draft", None),
    }
    assert (report.signed_by, report.signed_post, report.late_days) == (head_a, "Giám đốc", 0)
    trail = {"entries": 2, "first": True, "late_days": 0}
    trail |= {"typed_by": report.typed_by_id, "post": "Giám đốc", "acting_decision": ""}
    assert AuditEvent.objects.get(action="report-submitted").new == trail
    assert next_month.events.count() == 1


def test_lateness_is_that_of_the_first_submission(item, draft, months, head_a, officer, agency_a, on_day):
    target = item()
    on_day(date(2022, 3, 21))  # due on Thursday 17/3: Friday and Monday are two working days late
    entry = draft(target, 3, value=1)
    assert submit_report(agency_a, months[3], by=head_a).late_days == 2
    send_back(entry, by=officer, reason="sai đơn vị")
    on_day(date(2022, 3, 31))
    draft(target, 3, value=2)
    assert submit_report(agency_a, months[3], by=head_a).late_days == 2
    assert Report.objects.count() == 1


def test_there_must_be_something_to_submit(item, draft, months, head_a, agency_a):
    draft(item(), 3, value=1)
    submit_report(agency_a, months[3], by=head_a)
    with pytest.raises(CannotChange):
        submit_report(agency_a, months[3], by=head_a)
    assert AuditEvent.objects.filter(action="report-submitted").count() == 1


def test_a_draft_left_in_a_closed_month_is_not_submitted(item, draft, months, head_a, agency_a, close_until):
    draft(item(), 1, value=1)
    close_until(1)
    with pytest.raises(CannotChange):
        submit_report(agency_a, months[1], by=head_a)
    assert (Entry.objects.get().status, Report.objects.count()) == ("draft", 0)


def test_approving_judges_the_item_and_says_who(item, submitted, officer, standing):
    target = item(low=100)
    entry = submitted(target, 3, value=120)
    assert standing(target, 3).state == "no_data"

    assert approve([entry.pk], by=officer) == 1

    entry.refresh_from_db()
    assert (entry.status, entry.decided_by) == ("approved", officer)
    assert events_of(entry) == [
        ("type", "", "draft"),
        ("submit", "draft", "submitted"),
        ("approve", "submitted", "approved"),
    ]
    assert (standing(target, 3).state, standing(target, 3).entry) == ("exceeded", entry)


@pytest.mark.parametrize("status", ["draft", "approved"])
def test_only_what_was_submitted_is_approved_and_twice_does_nothing_more(item, request, officer, status):
    entry = request.getfixturevalue(status)(item(), 3, value=120)
    events = entry.events.count()
    with pytest.raises(WrongMove):
        approve([entry.pk], by=officer)
    entry.refresh_from_db()
    assert (entry.status, entry.events.count()) == (status, events)


def test_approving_is_all_or_nothing(item, submitted, draft, officer):
    ready, not_ready = submitted(item(kind="number"), 3, value=120), draft(item(kind="monthly"), 3, value=1)
    with pytest.raises(WrongMove):
        approve([ready.pk, not_ready.pk], by=officer)
    assert not Entry.objects.filter(status="approved").exists()
    assert not Standing.objects.filter(state="exceeded").exists()


def test_nobody_approves_what_they_typed_or_submitted(item, submitted, clerk_a, head_a):
    entry = submitted(item(), 3, value=120)
    for person in (clerk_a, head_a):
        with pytest.raises(CannotChange):
            approve([entry.pk], by=person)
    entry.refresh_from_db()
    assert entry.status == "submitted"


def test_a_returned_figure_keeps_its_reason_and_may_be_typed_and_submitted_again(
    item, submitted, draft, months, head_a, officer, agency_a
):
    target = item()
    entry = send_back(submitted(target, 3, value=120), by=officer, reason="thiếu minh chứng")
    assert (entry.status, entry.events.last().note) == ("returned", "thiếu minh chứng")
    entry = draft(target, 3, value=110)
    assert entry.status == "returned"
    submit_report(agency_a, months[3], by=head_a)
    entry.refresh_from_db()
    assert (entry.status, entry.value) == ("submitted", 110)


def test_reopening_an_approved_figure_takes_it_out_of_the_standing(item, approved, officer, standing, plan):
    target = item(low=100)
    approved(target, 2, value=40)
    entry = approved(target, 3, value=120)

    send_back(entry, by=officer, reason="số liệu trùng")

    row = standing(target, 3)
    assert (row.value, row.reporting, row.entry_period.month) == (40, "carried", 2)
    assert events_of(entry)[-1] == ("reopen", "approved", "returned")
    assert list(standings.check(plan)) == []


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_sending_back_needs_a_reason(item, request, officer, status):
    entry = request.getfixturevalue(status)(item(), 3, value=120)
    with pytest.raises(WrongMove, match="needs a reason"):
        send_back(entry, by=officer, reason=" ")


def test_a_draft_is_not_sent_back(item, draft, officer):
    with pytest.raises(WrongMove):
        send_back(draft(item(), 3, value=1), by=officer, reason="sai")


def test_figures_of_a_closed_month_neither_go_back_nor_are_corrected(item, approved, officer, close_until, period):
    entry = approved(item(), 1, value=120)
    close_until(1)
    with pytest.raises(CannotChange):
        send_back(entry, by=officer, reason="sai")
    with pytest.raises(CannotChange):
        verify(entry, by=officer, reason="sai", verified_value=1)
    reopen_period(period(1), by=officer, reason="đính chính", until=datetime(2100, 1, 1, tzinfo=UTC))
    assert send_back(entry, by=officer, reason="sai").status == "returned"


def test_a_corrected_figure_is_judged_and_both_are_kept(item, approved, officer, administrator, standing):
    target = item(low=100)
    entry = approved(target, 3, value=120)
    entry = verify(entry, by=administrator, reason="đếm trùng", verified_value=90)

    assert (entry.value, entry.verified_value, entry.status, entry.version) == (120, 90, "approved", 4)
    assert standing(target, 3).value == 90
    event = entry.events.last()
    assert (event.move, event.by, event.note) == ("verify", administrator, "đếm trùng")
    assert (event.old["verified_value"], event.new["verified_value"]) == (None, 90)


def test_a_corrected_ratio_is_judged_by_both_corrected_parts(item, approved, officer, administrator, standing):
    target = item(kind="ratio", low=80)
    entry = approved(target, 3, numerator=9, denominator=10)
    verify(entry, by=administrator, reason="đếm trùng", verified_numerator=8, verified_denominator=16)
    row = standing(target, 3)
    assert (row.value, row.numerator, row.denominator) == (50, 8, 16)


def test_a_correction_replaces_a_claim_of_no_activity(item, approved, officer, administrator, standing):
    target = item(kind="latest", low=10)
    entry = approved(target, 3, is_no_activity=True)
    assert standing(target, 3).state == "no_activity"
    verify(entry, by=administrator, reason="có phát sinh", verified_value=10)
    assert (standing(target, 3).state, standing(target, 3).value) == ("done", 10)


def test_a_correction_does_not_outlive_the_figure_it_corrected(item, approved, officer, administrator, standing):
    target = item(low=100)
    entry = verify(approved(target, 3, value=120), by=administrator, reason="đếm trùng", verified_value=90)
    send_back(entry, by=officer, reason="nhập lại")
    entry = approved(target, 3, value=95)
    assert (entry.verified_value, entry.verified_reason) == (None, "")
    assert standing(target, 3).value == 95


def test_of_two_reviewers_who_both_corrected_the_first_decides(item, submitted, draft, officer, administrator, head_a):
    entry = submitted(item(low=100), 3, value=120)
    for person, value in ((officer, 90), (administrator, 95)):
        entry = verify(entry, by=person, reason="đếm trùng", verified_value=value)
    with pytest.raises(CannotChange):
        approve([entry.pk], by=administrator)
    assert approve([entry.pk], by=officer) == 1


def test_who_corrected_a_figure_decides_the_one_that_took_its_place(item, submitted, officer, administrator, head_a):
    target = item(low=100)
    entry = verify(submitted(target, 3, value=120), by=officer, reason="đếm trùng", verified_value=90)
    send_back(entry, by=administrator, reason="nhập lại")
    assert approve([submitted(target, 3, value=95).pk], by=officer) == 1


@pytest.mark.parametrize("reason", ["", " "])
def test_a_correction_needs_a_reason(item, approved, officer, reason):
    with pytest.raises(CannotChange):
        verify(approved(item(), 3, value=120), by=officer, reason=reason, verified_value=1)


def test_a_reviewer_corrects_neither_a_draft_nor_their_own(item, draft, submitted, officer, clerk_a, head_a):
    waiting = submitted(item(kind="number"), 3, value=120)
    for person in (clerk_a, head_a):
        with pytest.raises(CannotChange):
            verify(waiting, by=person, reason="sai", verified_value=1)
    with pytest.raises(CannotChange):
        verify(draft(item(kind="monthly"), 3, value=1), by=officer, reason="sai", verified_value=1)
    assert not Entry.objects.exclude(verified_value=None).exists()


def test_a_figure_that_waits_for_review_in_a_closed_month_is_not_approved(
    item, submitted, officer, close_until, period
):
    entry = submitted(item(), 2, value=120)
    close_until(1)
    Entry.objects.filter(pk=entry.pk).update(period=period(1))
    with pytest.raises(CannotChange):
        approve([entry.pk], by=officer)
    assert Entry.objects.get().status == "submitted"


def test_of_what_is_sent_back_it_is_known_whom_it_was_given_to(
    item, submitted, officer, agency_b, django_assert_num_queries
):
    target = item()
    Assignment.objects.filter(pk=target.pk).update(given_to=agency_b)
    rows = send_back_all({submitted(target, 9, value=5).pk: "Rà soát"}, by=officer)
    with django_assert_num_queries(0):
        assert f"({agency_b.short_name or agency_b.name})" in rows[0].assignment.title


# --- four eyes ---------------------------------------------------------------------------------------------------


def test_who_typed_a_figure_that_a_colleague_changed_since_does_not_approve_it(item, months, head_a, clerk_a, officer):
    target = item()
    entry = type_figures(target, months[3], by=officer, value=5)
    submit_report(target.agency, months[3], by=head_a)
    send_back_all({entry.pk: "xem lại ghi chú"}, by=officer)
    entry.refresh_from_db()
    type_figures(target, months[3], by=clerk_a, version=entry.version, note="đã xem")
    submit_report(target.agency, months[3], by=head_a)
    with pytest.raises(CannotChange, match="chính mình nhập"):
        approve([entry.pk], by=officer)
    entry.refresh_from_db()
    assert entry.status == "submitted"


def test_an_approval_by_another_ends_what_was_typed_before(
    item, months, approved, officer, administrator, head_a, clerk_a
):
    target = item()
    entry = type_figures(target, months[3], by=administrator, value=5)
    submit_report(target.agency, months[3], by=head_a)
    approve([entry.pk], by=officer)
    send_back_all({entry.pk: "nhập lại"}, by=officer)
    entry.refresh_from_db()
    type_figures(target, months[3], by=clerk_a, version=entry.version, value=6)
    submit_report(target.agency, months[3], by=head_a)
    assert approve([entry.pk], by=administrator) == 1


def test_ones_own_correction_is_approved_by_somebody_else(item, submitted, officer, administrator):
    entry = submitted(item(), 3, value=5)
    verify(entry, by=officer, reason="đếm trùng", verified_value=4)
    with pytest.raises(CannotChange, match="đính chính"):
        approve([entry.pk], by=officer)
    assert approve([entry.pk], by=administrator) == 1


def test_who_approved_a_figure_does_not_put_another_in_its_place_alone(item, approved, officer, administrator):
    entry = approved(item(), 3, value=5)
    with pytest.raises(CannotChange):
        verify(entry, by=officer, reason="đếm trùng", verified_value=4)
    assert verify(entry, by=administrator, reason="đếm trùng", verified_value=4).verified_value == 4
