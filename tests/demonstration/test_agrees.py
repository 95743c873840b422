"""The same month on every page that shows it: what is due, entered, waiting, returned, recorded, silent and signed."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Agency, Membership, User
from dxtracker.frame.waiting import waiting_for
from kpis.entry.actions import approve
from kpis.enums import EntryStatus
from kpis.models import Entry, Period
from kpis.standings import actions as standings

NOVEMBER = "?year=2022&month=11"
COUNTED = ("due", "entered", "submitted", "returned", "approved")


@pytest.fixture
def november(client, settings, on_the_demonstration):
    """On 10/11: two agencies have sent, one is at it; some of what was sent is recorded. The reader is the officer."""
    settings.DX_TODAY = date(2022, 11, 10)
    officer = User.objects.get(username="thuongtruc")
    period = Period.objects.select_related("plan").get(plan__year=2022, month=11)
    waiting = Entry.objects.filter(period=period, status=EntryStatus.SUBMITTED, assignment__agency__code="CTK")
    approve([entry.pk for entry in waiting[:5]], by=officer)
    standings.rebuild(period.plan)
    client.force_login(officer)
    return period


def board(client, name, **args):
    return client.get(reverse(name, kwargs=args) + NOVEMBER).context["board"]


def entering(code):
    """Whoever types at an agency; the demonstration has people at a few alone."""
    agency = Agency.objects.get(code=code)
    user, _ = User.objects.get_or_create(username=f"thu.{code}".lower(), full_name="Người thử")
    Membership.objects.get_or_create(user=user, agency=agency, role="agency_head", since=date(2022, 1, 1))
    return User.objects.get(pk=user.pk)


def test_what_is_due_and_entered_is_the_same_wherever_it_is_read(client, november):
    officer = User.objects.get(username="thuongtruc")
    fresh = {row.report.code: row.report for row in board(client, "dashboards:freshness").rows}
    assert len(fresh) == 31
    told = {}
    for code in ("CTK", "VINHYEN", "SKHDT", "STTTT", "BHXH", "SCT"):
        client.force_login(entering(code))
        page, submit = (board(client, name, code=code) for name in ("kpis:entry", "kpis:entry-submit"))
        client.force_login(officer)
        review = board(client, "kpis:review-agency", code=code)
        found = (fresh[code].due, fresh[code].entered)
        assert found == (page.foot.due, page.foot.typed) == (submit.foot.due, submit.foot.typed), code
        assert fresh[code].submitted == len(review.waiting), code
        assert fresh[code].returned == len(review.sent_back) == len(page.returned), code
        assert fresh[code].approved == len(review.recorded), code
        sent = sum(getattr(fresh[code], name) for name in COUNTED[2:])
        assert sent in (0, fresh[code].entered), f"{code}: what was sent was entered"
        assert fresh[code].entered <= fresh[code].due, code
        (strip,) = [one for one in waiting_for(entering(code)) if one.section == "entry"] or [None]
        assert strip is None or strip.figure == f"{page.foot.typed}/{page.foot.due}", code
        told[code] = tuple(getattr(fresh[code], name) for name in COUNTED)
    assert told["CTK"] == (12, 12, 7, 0, 5)
    assert told["VINHYEN"] == (17, 17, 16, 1, 0)
    assert told["SKHDT"] == (12, 4, 0, 0, 0)


def test_what_waits_and_who_is_silent_is_the_same_wherever_it_is_read(client, november):
    officer = User.objects.get(username="thuongtruc")
    fresh = board(client, "dashboards:freshness")
    queue = board(client, "kpis:review")
    waiting = sum(row.report.submitted for row in fresh.rows)
    assert {row.code: row.waiting for row in queue.rows} == {
        row.report.code: row.report.submitted for row in fresh.rows if row.report.submitted
    }
    assert queue.waiting == waiting
    (strip,) = [one for one in waiting_for(officer) if one.section == "review"]
    assert (strip.figure, strip.count) == (str(waiting), waiting)
    province = board(client, "dashboards:province")
    silent = {row.report.code for row in fresh.silent}
    assert {row.code for row in province.silent} == silent
    assert (province.reported, province.reporting_due) == (fresh.reported, fresh.total)
    agencies = board(client, "dashboards:agencies").agencies
    assert {row.code for row in agencies if row.freshness == "silent"} == silent
    months = client.get(reverse("kpis:months")).context["board"].months
    closing = next(month for month in months if month.period.pk == november.pk)
    assert (len(closing.silent), closing.reporting) == (len(silent), fresh.total)


def test_counts_of_a_month_are_the_same_wherever_they_are_read(client, november):
    province = board(client, "dashboards:province")
    agencies = {row.code: row.counts for row in board(client, "dashboards:agencies").agencies}
    assert sum(agencies.values(), type(province.counts).of(())).states == province.counts.states
    for code in ("CTK", "STTTT"):
        counts = board(client, "dashboards:agency", code=code).counts
        assert (counts.done, counts.applicable) == (agencies[code].done, agencies[code].applicable), code
        assert counts.states == agencies[code].states


def test_signed_commitments_are_the_same_wherever_they_are_read(client, november):
    province, commitments = board(client, "dashboards:province"), board(client, "dashboards:commitments")
    assert province.commitments.signed == commitments.total.signed == 38
    assert province.commitments.agencies.items == commitments.first.items
    assert province.commitments.agencies.fulfilled == commitments.first.fulfilled
