"""The examples in the code are run, wherever they stand, and hold."""

import doctest
from importlib import import_module

import pytest

from tests.test_house import CODE, house, module_name

SAYING = [module_name(path) for path, code in house(*CODE) if ">>> " in code]


@pytest.mark.parametrize("name", SAYING)
def test_the_examples_hold(name):
    found = doctest.testmod(import_module(name))
    assert (found.failed, found.attempted > 0) == (0, True)
