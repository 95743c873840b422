"""Items of commitments as every page reads them: what they stand for, whether they are fulfilled, where they drift."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.clock import now
from commitments.enums import Aspect
from commitments.fulfilment.actions import revoke_fulfilment
from commitments.standings.queries import fulfilment_by_tier, items_of
from commitments.standings.writer import refresh
from kpis.items.actions import set_target
from kpis.periods.actions import close_period


def test_an_item_is_fulfilled_when_all_it_stands_for_is_met(commit, division_1, item, approved, ledger_of):
    met, behind = item(low=100), item(kind="ratio", low=80)
    approved(met, 5, value=120)
    approved(behind, 9, numerator=1, denominator=10)
    commitment = commit(division_1, items=[met, {"text": "Cả hai", "links": [met, behind]}])
    one, both = ledger_of(commitment)
    assert (one.state, one.is_fulfilled) == ("exceeded", True)
    assert (both.state, both.is_fulfilled) == ("behind", False)
    assert [link.assignment for link in both.links] == [met.pk, behind.pk]


def test_the_month_decides_whether_an_item_is_fulfilled(commit, division_1, item, approved, ledger_of):
    given = item(low=100)
    approved(given, 5, value=120)
    commitment = commit(division_1, items=[given])
    assert [ledger_of(commitment, month)[0].is_fulfilled for month in (4, 5, 9)] == [False, True, True]


def test_an_item_of_its_own_way_is_fulfilled_when_the_other_party_confirmed_it(
    commit, division_1, fulfilled, ledger_of
):
    commitment = commit(division_1, items=["Sắp xếp tài liệu", "Nâng cao đạo đức công vụ", "Cắm mốc giới"])
    done, claimed, _open = commitment.items.all()
    fulfilled(done, on=date(2022, 5, 1))
    fulfilled(claimed, state="claimed")
    assert [one.is_fulfilled for one in ledger_of(commitment, 9)] == [True, False, False]
    assert ledger_of(commitment, 4)[0].is_fulfilled is False


def test_an_own_item_past_its_deadline_is_overdue_and_late_when_done(commit, division_1, fulfilled, ledger_of):
    commitment = commit(
        division_1, items=[{"text": text, "deadline": date(2022, 6, 30)} for text in ("Một", "Hai", "Ba")]
    )
    late, in_time, _never = commitment.items.all()
    fulfilled(late, on=date(2022, 7, 1))
    fulfilled(in_time, on=date(2022, 6, 30))
    assert [str(one.state) for one in ledger_of(commitment, 9)] == ["done_late", "done", "overdue"]


def test_a_closed_month_does_not_change_when_something_is_confirmed_afterwards(
    commit, agency_a, event_top, fulfilled, ledger_of, plan, officer, period
):
    commitment = commit(agency_a, event=event_top, items=["Trước khi khóa", "Sau khi khóa"])
    before, after = commitment.items.all()
    fulfilled(before, on=date(2022, 1, 10))
    close_period(period(1), by=officer)
    fulfilled(after, on=date(2022, 1, 11), decided_at=now())
    assert [one.is_fulfilled for one in ledger_of(commitment, 1)] == [True, False]
    assert [one.is_fulfilled for one in ledger_of(commitment, 2)] == [True, True]


def test_an_item_counts_until_the_month_in_which_it_is_withdrawn(commit, division_1, ledger_of, head_a):
    commitment = commit(division_1, items=["Giữ lại", "Rút"])
    amendment = commitment.amendments.create(number="01/PL", dated_on=date(2022, 6, 1), made_at=now(), made_by=head_a)
    commitment.items.filter(order=2).update(withdrawn_by=amendment)
    refresh([commitment.pk])
    assert [one.text for one in ledger_of(commitment, 5)] == ["Giữ lại", "Rút"]
    assert [one.text for one in ledger_of(commitment)] == ["Giữ lại"]


def test_terms_that_are_as_signed_do_not_drift(commit, division_1, item, ledger_of):
    commitment = commit(division_1, items=[item(low=100, deadline=date(2022, 12, 31))])
    assert ledger_of(commitment)[0].drifts == ()


def test_a_target_that_moved_drifts_at_once_whichever_month_is_shown(commit, division_1, item, ledger_of, period):
    given = item(low=100)
    commitment = commit(division_1, items=[given])
    set_target(given, in_force_from=period(9), by=None, operator=">=", low=80, unit=given.targets.first().unit)
    for month in (3, 9):
        ((link, difference),) = ledger_of(commitment, month)[0].drifts
        assert difference.aspect == Aspect.TARGET
        assert (difference.old["low"], difference.new["low"]) == ("100", "80")
        assert link.live_from == 9


def test_a_target_written_in_other_words_is_no_drift(commit, division_1, item, ledger_of, period):
    given = item(low=100)
    commitment = commit(division_1, items=[given])
    unit = given.targets.first().unit
    set_target(given, in_force_from=period(9), by=None, operator=">=", low=Decimal("100.000"), unit=unit, raw="từ 100")
    assert ledger_of(commitment)[0].drifts == ()


@pytest.mark.parametrize(
    ("field", "value", "aspect"),
    [("deadline", date(2022, 9, 30), Aspect.DEADLINE), ("accountable", "head_b", Aspect.OWNER)],
)
def test_a_deadline_or_a_person_that_changed_drifts(
    commit, division_1, item, ledger_of, head_a, head_b, field, value, aspect
):
    given = item(low=100, deadline=date(2022, 12, 31), accountable=head_a)
    commitment = commit(division_1, items=[given])
    setattr(given, field, head_b if value == "head_b" else value)
    given.save(update_fields=[field])
    assert [difference.aspect for _link, difference in ledger_of(commitment)[0].drifts] == [aspect]


def test_reading_costs_two_queries_however_many_items_there_are(
    commit, division_1, item, indicators, ledger_of, django_assert_num_queries, period
):
    commitment = commit(division_1, items=[item(low=100), "Một", "Hai"])
    month = period(9)
    with django_assert_num_queries(2):
        assert len(items_of([commitment.pk], month)[commitment.pk]) == 3


def test_what_is_revoked_later_stays_counted_in_the_month_that_was_closed(
    commit, agency_a, event_top, fulfilled, ledger_of, plan, officer, administrator, period
):
    commitment = commit(agency_a, event=event_top, items=["Sắp xếp tài liệu"])
    said = fulfilled(commitment.items.get(), on=date(2022, 1, 10))
    close_period(period(1), by=officer)
    revoke_fulfilment(said, by=administrator, reason="Báo nhầm")
    assert ledger_of(commitment, 1)[0].is_fulfilled is True
    assert ledger_of(commitment, 2)[0].is_fulfilled is False
    assert fulfilment_by_tier(period(1))["agency"] == (1, 1, 1)
    assert fulfilment_by_tier(period(2))["agency"] == (1, 1, 0)
