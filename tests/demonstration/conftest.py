"""The demonstration for all tests of a file."""

import pytest

from tests.databases import entered


@pytest.fixture(scope="module")
def within_demonstration(demonstration, django_db_blocker):
    """Loaded by the command; each test rolls back what it writes."""
    with django_db_blocker.unblock(), entered(demonstration):
        yield
