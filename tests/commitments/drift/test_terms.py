"""Drift and coverage by their tables, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.coverage.rules import Share, Whole, cover
from commitments.drift.terms import Terms, differences, plain, terms_of
from commitments.enums import Aspect, Gap

SIGNED = Terms(
    ">=", Decimal(80), None, None, "%", "80%", date(2022, 12, 31), 1, "Sở Xây dựng", 7, "Nguyễn Văn An"
)  # fmt: skip
DRIFTS = [
    ({}, []),
    ({"raw": "từ 80% trở lên"}, []),
    ({"low": Decimal("80.000")}, []),
    ({"low": Decimal(90)}, [Aspect.TARGET]),
    ({"operator": ">"}, [Aspect.TARGET]),
    ({"operator": "between", "high": Decimal(90)}, [Aspect.TARGET]),
    ({"unit": "hồ sơ"}, [Aspect.TARGET]),
    ({"baseline": Decimal(5)}, [Aspect.TARGET]),
    ({"operator": "", "low": None, "unit": ""}, [Aspect.TARGET]),
    ({"deadline": date(2022, 6, 30)}, [Aspect.DEADLINE]),
    ({"deadline": None}, [Aspect.DEADLINE]),
    ({"owner": 2}, [Aspect.OWNER]),
    ({"accountable": 8}, [Aspect.OWNER]),
    ({"accountable": None}, [Aspect.OWNER]),
    ({"owner_name": "Sở Xây dựng (mới)"}, []),
    ({"low": Decimal(90), "deadline": None, "owner": 2}, [Aspect.TARGET, Aspect.DEADLINE, Aspect.OWNER]),
]


@pytest.mark.parametrize(("changed", "aspects"), DRIFTS)
def test_drift_is_what_moved_away_from_what_was_agreed(changed, aspects):
    assert [found.aspect for found in differences(SIGNED, replace(SIGNED, **changed))] == aspects


def test_a_share_of_a_target_is_no_drift_but_its_deadline_is():
    live = replace(SIGNED, low=Decimal(100), deadline=None)
    assert [found.aspect for found in differences(SIGNED, live, is_part=True)] == [Aspect.DEADLINE]


def test_what_was_not_agreed_cannot_drift():
    agreed = replace(SIGNED, operator="", low=None, accountable=None)
    assert differences(agreed, SIGNED) == ()


NUMBERS = st.one_of(st.none(), st.decimals(min_value=0, max_value=10**9, places=3))
ANY = st.builds(
    Terms,
    operator=st.sampled_from(["", ">=", ">", "<=", "between", "done"]),
    low=NUMBERS,
    high=NUMBERS,
    baseline=NUMBERS,
    unit=st.sampled_from(["", "%", "lượt"]),
    raw=st.sampled_from(["", "80%"]),
    deadline=st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2022, 12, 31))),
    owner=st.integers(1, 3),
    accountable=st.one_of(st.none(), st.integers(1, 3)),
)


@given(ANY, ANY)
def test_agreeing_to_what_is_in_force_clears_every_drift(agreed, live):
    amended = agreed
    for found in differences(agreed, live):
        amended = replace(amended, **terms_of(found.aspect, found.new))
    assert differences(amended, live) == ()


@given(ANY)
def test_plain_values_hold_all_of_an_aspect(signed):
    for aspect in (Aspect.TARGET, Aspect.DEADLINE, Aspect.OWNER):
        fields = terms_of(aspect, plain(signed, aspect))
        assert replace(signed, **fields) == signed


WHOLE = Whole(1, Decimal(100), True, frozenset({11, 12}))
COVERS = [
    ([], Gap.UNCOVERED),
    ([Share(7, 2, False, Decimal(100))], Gap.UNCOVERED),  # of another item
    ([Share(7, 1, False, Decimal(100))], None),
    ([Share(7, 1, False, Decimal(100)), Share(8, 1, False, Decimal(100))], Gap.TWICE),
    ([Share(7, 1, False, Decimal(100)), Share(7, 1, False, Decimal(100))], None),  # two items of one commitment
    ([Share(7, 1, False, Decimal(100)), Share(8, 11, False, Decimal(40))], Gap.TWICE),
    ([Share(7, 1, False, Decimal(100)), Share(7, 11, False, Decimal(40))], None),
    ([Share(7, 11, False, Decimal(40)), Share(8, 11, False, Decimal(40))], Gap.TWICE),
    ([Share(7, 11, False, Decimal(40)), Share(8, 12, False, Decimal(60))], None),
    ([Share(7, 11, False, Decimal(40))], Gap.PARTS),
    ([Share(7, 1, True, Decimal(60)), Share(8, 1, True, Decimal(40))], None),
    ([Share(7, 1, True, Decimal(60)), Share(8, 1, True, Decimal(50))], Gap.PARTS),
]


@pytest.mark.parametrize(("shares", "gap"), COVERS)
def test_coverage_by_its_table(shares, gap):
    assert cover(WHOLE, shares).gap == gap


def test_shares_that_do_not_add_up_are_told_with_both_sums():
    found = cover(WHOLE, [Share(7, 1, True, Decimal(60)), Share(8, 1, True, Decimal("50.5"))])
    assert (found.shares, found.whole, found.commitments) == (Decimal("110.5"), Decimal(100), (7, 8))


def test_shares_of_a_ratio_are_not_added_up():
    assert cover(Whole(1, Decimal(80), False), [Share(7, 1, True, Decimal(60))]).gap is None
