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


UPDATED, DELETED = "audit rows are not changed", "audit rows are not deleted"
PAST_THE_ORM = [
    ("UPDATE agencies_auditevent SET reason = ''", UPDATED),
    ("DELETE FROM agencies_auditevent WHERE reason = 'hợp nhất'", DELETED),
    ("DELETE FROM agencies_auditevent", DELETED),
]
OF_ONE_DATABASE = {
    "sqlite": [
        (
            "INSERT OR REPLACE INTO agencies_auditevent (id, at, action, object_type, object_id, old, new, reason)"
            " SELECT id, at, action, object_type, object_id, old, new, '' FROM agencies_auditevent",
            UPDATED,
        )
    ],
    "postgresql": [
        ("TRUNCATE agencies_auditevent", DELETED),
        ("TRUNCATE agencies_agency CASCADE", DELETED),
        (
            "INSERT INTO agencies_auditevent (id, at, action, object_type, object_id, old, new, reason)"
            " SELECT id, at, action, object_type, object_id, old, new, '' FROM agencies_auditevent"
            " ON CONFLICT (id) DO UPDATE SET reason = ''",
            UPDATED,
        ),
    ],
}


def test_the_database_refuses_to_change_or_delete_an_event_past_the_orm(event):
    connection.check_constraints()  # TRUNCATE waits for none of them
    for statement, why in PAST_THE_ORM + OF_ONE_DATABASE[connection.vendor]:
        refused = pytest.raises(DatabaseError, match=why)
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert AuditEvent.objects.get(pk=event.pk).reason == "hợp nhất", statement


def test_events_go_on_being_written_beside_those_that_stay(event, agency_a):
    later = record(agency_a, "agency-edited", by=None, at=AT)
    assert later.pk > event.pk
    assert AuditEvent.objects.filter(object_id=agency_a.pk, object_type="agencies.agency").latest("pk") == later


def test_values_become_what_json_can_hold(agency_a):
    values = {
        "low": Decimal("80.000"), "large": Decimal("1E+3"), "on": date(2022, 3, 1), "at": AT, "agency": agency_a,
        "n": 0, "none": None,
    }  # fmt: skip
    assert plain(values) == {
        "low": "80.000", "large": "1000", "on": "2022-03-01", "at": "2022-03-01T07:30:00+00:00",
        "agency": agency_a.pk, "n": 0, "none": None,
    }  # fmt: skip
