"""Standings of committed items: a row for each item and month, written with what they rest on, frozen when closed."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.audit import record
from agencies.clock import now
from commitments.amendments.actions import NewItem, amend
from commitments.events.actions import change_event
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment, revoke_fulfilment
from commitments.items.actions import add_all, add_item, remove_item
from commitments.models import CommitmentRollUp, CommitmentStanding
from commitments.signing.actions import correct, create_draft, sign
from commitments.standings.writer import Follower, refresh
from kpis.errors import CannotChange
from kpis.items.actions import set_target
from kpis.periods.actions import open_period, reopen_period
from kpis.standings import actions as standings
from kpis.standings.followers import followers

UNTIL = now().replace(year=2100)


def in_month(commitment, month):
    """(text, state, fulfilled, what drifted) of each item promised in the month, in their order."""
    rows = CommitmentStanding.objects.filter(commitment=commitment, period__month=month).order_by("item__order")
    return list(rows.values_list("item__text", "state", "is_fulfilled", "drifted_aspects"))


def summed(commitment, month):
    row = CommitmentRollUp.objects.get(commitment=commitment, period__month=month)
    return row.state, row.items, row.fulfilled, row.drifting


@pytest.fixture
def stands(plan):
    """What is stored is what the facts give."""
    yield
    assert list(standings.check(plan)) == []


pytestmark = pytest.mark.usefixtures("stands")


def test_one_follower_is_registered():
    assert [type(one) for one in followers] == [Follower]


def test_an_item_stands_in_each_open_month_from_its_signing_on(commit, division_1, item, approved):
    given = item(low=100)
    commitment = commit(division_1, items=[given, "Cắm mốc giới"])
    approved(given, 5, value=120)
    assert (in_month(commitment, 1), summed(commitment, 1)) == ([], ("draft", 2, 0, 0))
    name = given.indicator.name
    assert in_month(commitment, 4) == [(name, "no_data", False, ""), ("Cắm mốc giới", "on_track", False, "")]
    assert in_month(commitment, 5)[0] == (name, "exceeded", True, "")
    assert (summed(commitment, 4), summed(commitment, 5)) == (("signed", 2, 0, 0), ("signed", 2, 1, 0))
    assert not CommitmentRollUp.objects.filter(period__month__gte=10).exists()


def test_a_month_that_opens_is_judged_with_its_commitments(commit, division_1, period, officer):
    commitment = commit(division_1, items=["Cắm mốc giới"])
    open_period(period(10), by=officer)
    assert summed(commitment, 10) == ("signed", 1, 0, 0)


def test_a_draft_has_items_and_no_standing_until_it_is_signed(event_a, division_1, item, head_a, approved):
    given = item(low=100)
    approved(given, 5, value=120)
    draft = create_draft(event_a, division_1, by=head_a, **PARTIES)
    assert summed(draft, 9) == ("draft", 0, 0, 0)
    own = add_item(draft, text="Cắm mốc giới", way="confirmed", by=head_a)
    add_item(draft, text="Số hóa hồ sơ", way="confirmed", by=head_a)
    remove_item(own, by=head_a)
    assert (summed(draft, 9), in_month(draft, 9)) == (("draft", 1, 0, 0), [])
    sign(draft, by=head_a)
    assert summed(draft, 9) == ("signed", 1, 0, 0)
    correct(draft, by=head_a, reason="Ghi nhầm")
    assert (summed(draft, 9), in_month(draft, 9)) == (("draft", 1, 0, 0), [])


PARTIES = {"signatory_name": "A", "signatory_post": "Trưởng phòng", "counterparty_name": "B"}


def test_all_that_is_assigned_is_counted_once_it_is_drafted(event_top, agency_a, item, administrator):
    item(low=100)
    draft = create_draft(event_top, agency_a, by=administrator, **PARTIES)
    add_all(draft, by=administrator)
    assert summed(draft, 9) == ("draft", 1, 0, 0)


def test_what_a_closed_month_counts_is_not_made_a_draft_again(commit, agency_a, event_top, close_until, administrator):
    commitment = commit(agency_a, event=event_top, items=["Cắm mốc giới"])
    close_until(1)
    with pytest.raises(CannotChange, match="khóa"):
        correct(commitment, by=administrator, reason="Ghi nhầm")
    assert summed(commitment, 1) == summed(commitment, 9) == ("signed", 1, 0, 0)


def test_an_amendment_counts_from_its_day_on_and_moves_no_closed_month(commit, division_1, head_a, close_until):
    commitment = commit(division_1, items=["Giữ", "Rút"])
    gone = commitment.items.get(text="Rút")
    close_until(3)
    amend(commitment, "01/PL", date(2022, 3, 1), add=[NewItem("Thêm", "confirmed")], withdraw=[gone.pk], by=head_a)
    texts = {month: [row[0] for row in in_month(commitment, month)] for month in (2, 3, 4)}
    assert texts == {2: ["Giữ", "Rút"], 3: ["Giữ", "Rút"], 4: ["Giữ", "Thêm"]}
    assert [summed(commitment, month)[1] for month in (2, 3, 4)] == [2, 2, 2]


def test_a_month_that_is_reopened_is_judged_with_the_amendments_of_its_days(
    commit, division_1, head_a, officer, close_until, period
):
    commitment = commit(division_1, items=["Giữ", "Rút"])
    close_until(4)
    gone = commitment.items.get(text="Rút")
    amend(commitment, "01/PL", date(2022, 4, 1), withdraw=[gone.pk], by=head_a)
    for month in (3, 4):
        reopen_period(period(month), by=officer, reason="Bổ sung", until=UNTIL)
    assert [summed(commitment, month)[1] for month in (3, 4)] == [2, 1]


def test_a_target_that_moves_drifts_in_open_months_at_once_and_in_no_closed_one(
    commit, division_1, item, period, close_until
):
    given = item(low=100)
    commitment = commit(division_1, items=[given])
    close_until(3)
    set_target(given, in_force_from=period(8), by=None, operator=">=", low=80, unit=given.targets.first().unit)
    assert [summed(commitment, month)[3] for month in (3, 4, 9)] == [0, 1, 1]
    row = CommitmentStanding.objects.get(period__month=4)
    assert (row.drifted_aspects, row.drifting_since) == ("target", period(8).data_from)


def test_drift_that_is_agreed_is_gone_in_open_months_and_stays_in_closed_ones(
    commit, division_1, item, period, close_until, head_a
):
    given = item(low=100)
    commitment = commit(division_1, items=[given])
    set_target(given, in_force_from=period(3), by=None, operator=">=", low=80, unit=given.targets.first().unit)
    close_until(4)
    link = commitment.items.get().links.get()
    amend(commitment, "01/PL", date(2022, 9, 1), accept=[(link.pk, "target")], by=head_a)
    assert [summed(commitment, month)[3] for month in (4, 5)] == [1, 0]


def test_a_row_says_all_that_drifted_and_the_first_day_of_it(commit, division_1, item, head_a, head_b):
    given = item(low=100, deadline=date(2022, 12, 31), accountable=head_a)
    commitment = commit(division_1, items=[given])
    given.deadline, given.accountable = date(2022, 9, 30), head_b
    given.save(update_fields=["deadline", "accountable"])
    changed = {"deadline": given.deadline, "accountable": head_b.pk}
    record(given, "changed-in-admin", by=None, at=now().replace(2022, 7, 1), agency=given.agency_id, new=changed)
    standings.refresh([given.pk])
    row = CommitmentStanding.objects.get(commitment=commitment, period__month=9)
    assert (row.drifted_aspects, row.drifting_since) == ("deadline owner", date(2022, 7, 1))


def test_an_own_item_stands_on_what_was_confirmed_and_falls_with_it(
    commit, division_1, head_division, head_a, officer, close_until
):
    commitment = commit(division_1, items=["Cắm mốc giới"])
    said = claim_fulfilment(commitment.items.get(), fulfilled_on=date(2022, 3, 10), by=head_division)
    assert summed(commitment, 4) == ("signed", 1, 0, 0)
    decide_fulfilment(said, by=head_a, confirm=True)
    assert [summed(commitment, month)[2] for month in (2, 3, 4)] == [0, 1, 1]
    assert CommitmentStanding.objects.get(period__month=4).fulfilment == said
    close_until(3)
    revoke_fulfilment(said, by=head_a, reason="Báo nhầm")
    assert [summed(commitment, month)[2] for month in (3, 4)] == [1, 0]


def test_another_day_of_signing_moves_the_months_that_count(commit, division_1, event_a, administrator):
    commitment = commit(division_1, items=["Cắm mốc giới"])
    change_event(
        event_a, plan=event_a.plan, agency=event_a.agency, name=event_a.name, signed_on=date(2022, 4, 20),
        precision="day", by=administrator,
    )  # fmt: skip
    assert [summed(commitment, month)[0] for month in (3, 4, 5)] == ["draft", "draft", "signed"]


def test_an_item_that_stands_for_several_is_as_good_as_the_worst(commit, division_1, item, approved):
    both = [item(low=100), item(kind="latest", low=50)]
    commitment = commit(division_1, items=[{"text": "Cả hai", "links": both}])
    approved(both[0], 5, value=120)
    assert in_month(commitment, 5) == [("Cả hai", "no_data", False, "")]
    approved(both[1], 6, value=Decimal(60))
    assert in_month(commitment, 6) == [("Cả hai", "exceeded", True, "")]


def test_the_check_names_a_row_that_is_not_what_the_facts_give(commit, division_1, item, plan, period):
    commitment = commit(division_1, items=[item(low=100)])
    rows = CommitmentStanding.objects.filter(period__month=9)
    rows.update(state="behind")
    CommitmentRollUp.objects.filter(period__month=8).update(items=3)
    found = [(one.table, one.key, one.period) for one in standings.check(plan)]
    assert found == [
        ("commitment", commitment.pk, period(8).pk),
        ("committed item", commitment.items.get().pk, period(9).pk),
    ]
    assert standings.rebuild(plan) == 2


def test_the_check_counts_the_rows_of_a_closed_month_anew(commit, agency_a, event_top, plan, close_until):
    commitment = commit(agency_a, event=event_top, items=["Cắm mốc giới"])
    close_until(1)
    CommitmentRollUp.objects.filter(period__month=1).update(fulfilled=1)
    (found,) = standings.check(plan)
    assert (found.table, found.key, found.stored, found.computed) == ("commitment", commitment.pk, (1, 1, 0), (1, 0, 0))
    CommitmentRollUp.objects.filter(period__month=1).update(fulfilled=0)


def test_judging_costs_as_many_questions_for_many_commitments_as_for_one(
    commit, division_1, division_2, item, django_assert_max_num_queries
):
    given = [item(low=100), item(kind="latest", low=50)]
    rows = [commit(division_1, items=given), commit(division_2, items=[*given, "Cắm mốc giới"])]
    CommitmentRollUp.objects.all().delete()
    for some in (rows[:1], rows):
        CommitmentStanding.objects.all().delete()
        with django_assert_max_num_queries(14):
            refresh([row.pk for row in some])
