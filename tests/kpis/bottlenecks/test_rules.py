"""Bottlenecks are found from what is missed and why; removing a cause lifts only what misses by it."""

from fractions import Fraction

from kpis.bottlenecks.rules import Missed, Thresholds, find, wide_since

LIMITS = Thresholds()
SOFTWARE, PEOPLE = 7, 8


def missed(agency, cause=None, *, figure=False, unmeasurable=False):
    return Missed(int(agency), agency, figure, unmeasurable, cause)


def only(found):
    assert len(found) == 1
    return found[0]


def test_an_indicator_missed_by_too_few_is_none():
    assert find({1: (2, 2), 2: (3, 7)}, {}, LIMITS) == ()


def test_the_one_missed_by_most_comes_first():
    assert [row.indicator for row in find({1: (3, 6), 2: (5, 6), 3: (5, 6)}, {}, LIMITS)] == [2, 3, 1]


def test_the_limits_are_those_of_the_plan():
    assert find({1: (4, 10)}, {}, Thresholds(2, Fraction(2, 5)))[0].share == Fraction(2, 5)
    assert find({1: (4, 10)}, {}, Thresholds(5, Fraction(2, 5))) == ()


def test_a_cause_named_by_some_lifts_those_alone():
    items = [missed("1", SOFTWARE), missed("2", PEOPLE), missed("3", SOFTWARE), missed("4")]
    found = only(find({1: (4, 4)}, {1: items}, LIMITS))
    assert [(row.cause, row.agencies) for row in found.causes] == [(SOFTWARE, ("1", "3")), (PEOPLE, ("2",))]
    assert [len(row.lifted) for row in found.causes] == [2, 1]
    assert [row.agency for row in found.unexplained] == ["4"]


def test_what_keeps_items_from_being_measured_does_not_lift_those_that_are():
    items = [missed("1", SOFTWARE, unmeasurable=True), missed("2", SOFTWARE), missed("3", SOFTWARE, figure=True)]
    cause = only(find({1: (3, 3)}, {1: items}, LIMITS)).causes[0]
    assert cause.agencies == ("1", "2", "3")
    assert [item.agency for item in cause.lifted] == ["1", "2"]


def test_it_stands_since_the_first_month_without_a_gap():
    months = {1: (3, 3), 2: (1, 3), 3: (3, 3), 4: (2, 3), 5: (3, 5), 6: (3, 3)}
    assert wide_since(months, 6, LIMITS) == 5
    assert wide_since({6: (3, 3)}, 6, LIMITS) == 6
