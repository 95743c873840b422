"""The world of tests/closed/world.py, built once for the module; each test rolls back what it does."""

from copy import deepcopy
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import override_settings

from agencies.country.actions import give_country_role
from commitments.files import verifying
from commitments.files.inspecting.reading import inspect
from tests.closed.world import CLOSED_ON, build
from tests.sharing import made

CAST = (
    "province", "agency_a", "agency_b", "division_1", "plan", "months", "indicators", "cause", "administrator",
    "officer", "committee", "head_a", "head_b", "clerk_a", "item", "approved", "submitted", "draft", "confirmed",
    "close_until",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    read_here = patch.object(verifying, "_answers", lambda batch: [inspect(asked) for asked in batch])
    here = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), DX_TODAY=CLOSED_ON)
    with django_db_blocker.unblock(), here, read_here, transaction.atomic():
        known = {"db": None}
        cast = SimpleNamespace(**{name: made(name, known) for name in CAST})
        give_country_role(cast.committee, by=None)  # who reads every board, that of the country too
        yield build(cast)
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    return deepcopy(built)
