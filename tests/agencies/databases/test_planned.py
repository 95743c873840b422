"""What PostgreSQL prepares once for a connection: asked again it says the same, whatever became of its transaction."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.databases import planned
from agencies.databases.compiled import compiled
from agencies.databases.planned import Planned
from agencies.models import Agency, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def postgresql(db, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite prepares nothing that outlives its cursor")
    monkeypatch.setattr(planned, "MOST", 10**9)  # of a connection on which all tests of a run have asked


def prepared():
    """name → how often it was asked, of what this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_what_is_asked_again_is_planned_once_and_sees_what_was_written(agency_a, agency_b):
    ask = compiled(lambda province, codes: Agency.objects.filter(province=province, code__in=codes).order_by("code"))
    province, before = agency_a.province_id, prepared()
    assert [a.code for a in ask(province, [agency_a.code, agency_b.code])] == ["so-a", "so-b"]
    Agency.objects.filter(pk=agency_b.pk).update(code="so-c")
    assert [a.code for a in ask(province, [agency_a.code, "so-c"])] == ["so-a", "so-c"]
    assert [a.code for a in ask(province, [agency_a.code])] == ["so-a"]  # a question of another shape
    assert sorted(times for name, times in prepared().items() if name not in before) == [1, 2]


def test_it_outlives_a_transaction_that_is_undone_and_not_its_connection(agency_a):
    ask = compiled(lambda key: Agency.objects.filter(pk=key).values_list("code"))
    with transaction.atomic():
        ask(agency_a.pk)
        transaction.set_rollback(True)
    assert ask(agency_a.pk) == [("so-a",)]
    with connection.copy().temporary_connection() as cursor:
        cursor.execute(Planned("SELECT %s + 1, %s", [1, "fixed"], {0: int}), [41, "fixed"])
        assert cursor.fetchone() == (42, "fixed")


def test_days_moments_and_words_are_sent_as_what_they_are(agency_a):
    moment = datetime(2022, 5, 1, 3, tzinfo=UTC)
    AuditEvent.objects.create(object_type="x.y", object_id="1", action="add", at=moment)
    Agency.objects.filter(pk=agency_a.pk).update(active_from=date(2022, 5, 1))
    at = compiled(lambda until, kind: AuditEvent.objects.filter(at__lte=until, object_type=kind).values_list("at"))
    born = compiled(lambda day, code: Agency.objects.filter(active_from=day, code=code).values_list("active_from"))
    for _ in range(2):
        assert at(moment, "x.y") == [(moment,)]
        assert at(moment, "it's %s \\ “x”") == at(datetime(2022, 5, 1, 2, tzinfo=UTC), "x.y") == []
        assert born(date(2022, 5, 1), "so-a") == [(date(2022, 5, 1),)]


def test_who_lists_questions_reads_them_with_their_values(agency_a):
    ask = compiled(lambda key: Agency.objects.filter(pk=key).values_list("code"))
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            ask(agency_a.pk)
        assert [f'"id" = {agency_a.pk}' in query["sql"] for query in asked] == [True]


def test_a_connection_keeps_no_more_than_the_server_has_room_for(agency_a, monkeypatch):
    monkeypatch.setattr(planned, "MOST", len(prepared()) + 1)
    one, other = (
        compiled(lambda key, c=column: Agency.objects.filter(pk=key).values_list(c)) for column in ("code", "pk")
    )
    for _ in range(2):
        assert one(agency_a.pk) == [("so-a",)]
        assert other(agency_a.pk) == [(agency_a.pk,)]
    assert len(prepared()) == planned.MOST
