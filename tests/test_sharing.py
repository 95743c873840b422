"""What a file shares is written where a test asks for a database, and not for one that asks for none."""

from types import SimpleNamespace

import pytest

from tests.sharing import shared_first


@pytest.mark.parametrize(
    ("asked", "given"), [(["year", "db"], ["shared_rows", "year", "db"]), (["client"], ["client"])]
)
def test_a_test_without_a_database_is_given_nothing_and_can_run_alone(asked, given):
    item = SimpleNamespace(
        module=SimpleNamespace(SHARED=("year",)), fixturenames=asked, get_closest_marker=lambda name: None
    )
    shared_first([item])
    assert item.fixturenames == given
