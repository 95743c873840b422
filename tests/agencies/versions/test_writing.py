"""Another version after every write, in the same transaction; none after reading or a login."""

import pytest
from django.contrib.auth.models import update_last_login
from django.db import connection, connections, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, User, Version
from agencies.versions.writing import bumping, is_ours, watch, written_by
from dxtracker.watch.logs import speaking_of
from tests import factories
from tests.agencies.versions.settling import settled


@pytest.mark.django_db
def test_a_write_gives_another_version_once_a_transaction(province):
    first = settled(province)
    with CaptureQueriesContext(connection) as asked:
        for name in ("Sở Một", "Sở Hai"):
            Agency.objects.update(short_name=name)
    assert settled(province) != first
    assert len([query for query in asked if "agencies_version" in query["sql"]]) == 1


@pytest.mark.django_db
def test_who_belongs_to_a_province_moves_no_other(province, agency_a, clerk_a, administrator):
    other = factories.ProvinceFactory()
    before = settled(province), settled(other)
    with written_by(lambda: clerk_a):
        Agency.objects.filter(pk=agency_a.pk).update(short_name="SA")
    assert (settled(province) == before[0], settled(other) == before[1]) == (False, True)
    administrator.is_superuser = True
    with written_by(lambda: administrator):
        Agency.objects.filter(pk=agency_a.pk).update(short_name="SB")
    assert settled(other) != before[1]


@pytest.mark.django_db
def test_another_name_of_a_person_moves_all_provinces_where_it_may_stand(province, agency_a, clerk_a, administrator):
    other = factories.ProvinceFactory()
    before = settled(other)
    with written_by(lambda: administrator):
        Agency.objects.filter(pk=agency_a.pk).update(short_name="SA")
        User.objects.filter(pk=clerk_a.pk).update(full_name="Trần Thị Minh Họa")
        after = settled(other)
        factories.UserFactory()
        assert (after != before, settled(other) == after) == (True, True)


@pytest.mark.django_db
def test_what_is_rolled_back_does_not_count_as_told(province):
    first = settled(province)
    with transaction.atomic():
        Agency.objects.update(short_name="A")
        transaction.set_rollback(True)
    assert settled(province) == first
    with transaction.atomic():
        Agency.objects.update(short_name="A")
        transaction.set_rollback(True)
    Agency.objects.update(short_name="B")
    assert settled(province) != first


@pytest.mark.django_db
def test_reading_and_logging_in_leave_it(province, clerk_a):
    first = settled(province)
    update_last_login(None, clerk_a)
    list(Agency.objects.all())
    assert settled(province) == first


@pytest.mark.django_db(transaction=True)
def test_every_transaction_takes_a_free_part_and_a_lone_statement_too():
    province = factories.ProvinceFactory()
    seen = [settled(province)]
    for name in ("A", "B"):
        Agency.objects.update(short_name=name)
        seen.append(settled(province))
        with transaction.atomic():
            Agency.objects.update(name=name)
        seen.append(settled(province))
    assert len(set(seen)) == 5
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("sql", "is_told"),
    [
        ('INSERT INTO "kpis_standing" ("id") VALUES (1)', True),
        ('INSERT OR IGNORE INTO "kpis_standing" ("id") VALUES (1)', True),
        ('\n  update kpis_rollup SET "fresh" = 1', True),
        ('DELETE FROM "commitments_itemlink"', True),
        ('UPDATE "django_session" SET "session_data" = 1', False),
        ('UPDATE "agencies_worker" SET "done" = 1', False),
        ('SELECT "id" FROM "kpis_standing" FOR UPDATE', False),
    ],
)
def test_what_counts_as_a_write(sql, is_told):
    assert is_ours(sql) is is_told


def test_a_connection_that_a_request_makes_goes_on_telling_and_keeps_nothing_of_the_request(monkeypatch):
    made = connections.create_connection("default")
    monkeypatch.setattr("dxtracker.watch.logs.connection", made)
    for _request in range(2):
        with speaking_of(RequestFactory().get("/")):
            watch(made)
            assert len(made.execute_wrappers) == 2
        assert made.execute_wrappers == [bumping]
