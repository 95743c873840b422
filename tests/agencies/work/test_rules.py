"""When a worker counts as dead, whose turn it is."""

import doctest

from agencies.work import rules


def test_the_examples_of_the_rules_hold():
    assert doctest.testmod(rules).failed == 0
