"""The record is append-only: for the ORM, and for the database behind it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.audit import plain, record
from agencies.models import AuditEvent
from agencies.models.audit import AppendOnly

AT = datetime(2022, 3, 1, 7, 30, tzinfo=UTC)


@pytest.fixture
def event(agency_a, officer):
    return record(
        agency_a, "agency-renamed", by=officer, at=AT, agency=agency_a, old={"name": "cũ"}, new={"name": "mới"},
        reason="hợp nhất",
    )  # fmt: skip


def test_an_event_says_who_what_when_and_why(event, agency_a, officer):
    event.refresh_from_db()
    assert (event.by, event.at, event.reason, event.agency) == (officer, AT, "hợp nhất", agency_a)
    assert (event.object_type, event.object_id) == ("agencies.agency", agency_a.pk)
    assert (event.old, event.new) == ({"name": "cũ"}, {"name": "mới"})


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(reason=""),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(reason=""),
    ],
)
def test_the_orm_refuses_to_change_or_delete_an_event(event, change):
    with pytest.raises(AppendOnly):
        change(event)
    assert AuditEvent.objects.get(pk=event.pk).reason == "hợp nhất"


def test_the_database_refuses_an_update_past_the_orm(event):
    refused = pytest.raises(DatabaseError, match="audit rows are not changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_auditevent SET reason = '' WHERE id = %s", [event.pk])
    assert AuditEvent.objects.get(pk=event.pk).reason == "hợp nhất"


def test_values_become_what_json_can_hold(agency_a):
    values = {
        "low": Decimal("80.000"), "large": Decimal("1E+3"), "on": date(2022, 3, 1), "at": AT, "agency": agency_a,
        "n": 0, "none": None,
    }  # fmt: skip
    assert plain(values) == {
        "low": "80.000", "large": "1000", "on": "2022-03-01", "at": "2022-03-01T07:30:00+00:00",
        "agency": agency_a.pk, "n": 0, "none": None,
    }  # fmt: skip
