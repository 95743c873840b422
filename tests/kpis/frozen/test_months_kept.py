"""A closed month as it is kept: what is in it and what is not, read in its place, thawed, packed by older code."""

import asyncio
import sqlite3
import zlib
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections

from agencies.databases.reading import KEPT, database, is_live
from agencies.models import Agency, User
from kpis.frozen import months, packing
from kpis.frozen.migrating import keep_closed_months
from kpis.models import FrozenMonth, Indicator, Period, Standing
from kpis.periods.actions import reopen_period
from kpis.standings import actions as standings

LATER = datetime(2100, 1, 1, tzinfo=UTC)
# Nothing on a board comes from these: accounts and letters, ways of writing names, what decisions wrote, workbooks,
# work in the background, and the months kept.
LEFT_OUT = {
    "agencies.AgencyAlias",
    "agencies.PhraseAlias",
    "agencies.Reorganisation",
    "agencies.FailedLogin",
    "agencies.OneTimeLink",
    "agencies.TimerRun",
    "agencies.Version",
    "agencies.Work",
    "agencies.Worker",
    "kpis.FrozenMonth",
    "kpis.Notice",
    "kpis.Phrase",
    "reports.Addition",
    "reports.IssuedReport",
    "reports.Publication",
    "reports.SignedReport",
    "steering.AgendaPoint",
    "steering.Follow",
    "steering.LetterStop",
    "steering.Outcome",
    "steering.Question",
}
OWN = ("agencies", "kpis", "commitments", "steering", "dashboards", "reports")


SHARED = ("kept",)


@pytest.fixture
def kept(item, approved, close_until, period):
    """An item with a figure; months 1 and 2 are closed."""
    given = item(low=100)
    approved(given, 1, value=120)
    close_until(2)
    return given


def test_every_model_is_kept_or_said_to_be_left_out():
    models = {model._meta.label for model in apps.get_models() if model._meta.app_label in OWN}
    assert models - KEPT == LEFT_OUT
    assert models >= KEPT


def test_what_is_read_in_a_month_is_as_it_was_when_it_was_closed(kept, period):
    Indicator.objects.update(name="Tên mới")
    with months.reading_month(period(1)):
        assert Indicator.objects.get(pk=kept.indicator_id).name == kept.indicator.name
        assert Standing.objects.get(assignment=kept).value == 120
        assert Standing.objects.get(assignment=kept).indicator.name == kept.indicator.name
    assert Indicator.objects.get(pk=kept.indicator_id).name == "Tên mới"


def test_a_month_that_is_open_is_read_as_it_is(kept, period):
    Indicator.objects.update(name="Tên mới")
    with months.reading_month(period(3)):
        assert (is_live(), Indicator.objects.get(pk=kept.indicator_id).name) == (True, "Tên mới")


def test_a_month_knows_nothing_of_the_months_after_it(kept, period):
    with months.reading_month(period(1)):
        assert set(Standing.objects.values_list("period__month", flat=True)) == {1}
    with months.reading_month(period(2)):
        assert set(Standing.objects.values_list("period__month", flat=True)) == {1, 2}


def test_of_people_the_name_alone_is_kept_and_of_those_named_alone(kept, period, clerk_a, stranger):
    User.objects.filter(pk=clerk_a.pk).update(email="a@example.vn")
    with months.reading_month(period(1)):
        known = User.objects.get(pk=clerk_a.pk)
        assert (known.full_name, known.username) == (clerk_a.full_name, clerk_a.username)
        assert (known.password, known.email, known.last_login, known.is_superuser) == ("", "", None, False)
        assert not User.objects.filter(pk=stranger.pk).exists()


def test_writing_goes_to_the_living_database(kept, period, province):
    with months.reading_month(period(1)):
        found = Agency.objects.get(pk=province.pk)
        assert found._state.db == database() != "default"
        Agency.objects.filter(pk=province.pk).update(name="Tỉnh mới")
        assert Agency.objects.get(pk=province.pk).name == "Tỉnh Vĩnh Phúc"
    assert Agency.objects.get(pk=province.pk).name == "Tỉnh mới"


def test_a_reopened_month_is_read_as_it_is_and_its_copy_stays_on_record(kept, period, officer):
    first = period(2).checksum
    reopen_period(period(2), by=officer, reason="đính chính", until=LATER)
    assert months.database_of(period(2)) is None
    assert list(FrozenMonth.objects.filter(period=period(2)).values_list("checksum", flat=True)) == [first]
    assert FrozenMonth.objects.get(period=period(2)).thawed_at is not None
    assert months.kept_checksum(period(2)) is None


def test_what_is_kept_is_held_against_its_checksum(kept, period):
    row = FrozenMonth.objects.get(period=period(1))
    made = packing.unpack(row.content)
    made.execute("UPDATE kpis_indicator SET name = 'khác'")
    made.commit()
    FrozenMonth.objects.filter(pk=row.pk).update(content=packing.pack(made)[0])
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_standings", check=True, stdout=out)
    assert out.getvalue().count("table='checksum'") == 1


def test_a_month_that_was_unpacked_is_unpacked_again_when_its_file_is_gone(kept, period, settings, tmp_path):
    for folder in ("one", "two"):
        settings.MONTHS_ROOT = tmp_path / folder
        connections_of_months_are_closed()
        with months.reading_month(period(1)):
            assert Standing.objects.count() == 1
        assert len(list((tmp_path / folder).iterdir())) == 1


def test_of_many_months_the_oldest_files_go(kept, period, settings, tmp_path, monkeypatch):
    settings.MONTHS_ROOT = tmp_path
    monkeypatch.setattr(months, "MOST_FILES", 1)
    connections_of_months_are_closed()
    assert [months.database_of(period(month)) is not None for month in (1, 2)] == [True, True]
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == [period(2).checksum]


def test_a_connection_that_another_context_has_is_opened_here_too(kept, period, monkeypatch):
    """A thread has connections of its own while a loop of tasks runs in it, as a browser's journeys leave one."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    held = [period(1), period(2)]
    names = [months.database_of(one) for one in held]
    connections_of_months_are_closed()

    async def in_a_loop():
        return [months.database_of(one) for one in held]

    assert asyncio.run(in_a_loop()) == names
    assert not any(map(months._is_open, names))
    with months.reading_month(held[1]):
        assert Standing.objects.count() == 2
    monkeypatch.setattr(months, "MOST_OPEN", 1)
    assert (months.database_of(held[1]), list(months._thread.known)) == (names[1], [names[1]])


def connections_of_months_are_closed():
    for name in list(months._thread.__dict__.pop("known", ())):
        connections[name].close()
        del connections[name]


def test_tables_and_columns_that_came_later_are_added_when_a_month_is_unpacked(kept, period, tmp_path):
    made = packing.unpack(FrozenMonth.objects.get(period=period(1)).content)
    made.execute("ALTER TABLE kpis_indicator DROP COLUMN definition")
    made.execute("ALTER TABLE kpis_indicator DROP COLUMN sort_order")
    made.execute("DROP TABLE kpis_promise")
    made.commit()
    packing.unpack_to(tmp_path / "old.sqlite3", packing.pack(made)[0])
    old = sqlite3.connect(tmp_path / "old.sqlite3")
    assert set(old.execute("SELECT definition, sort_order FROM kpis_indicator")) == {("", 0)}
    assert old.execute("SELECT COUNT(*) FROM kpis_promise").fetchall() == [(0,)]


def test_months_closed_before_months_were_kept_are_kept_after_a_migration(kept, period, plan):
    FrozenMonth.objects.all().delete()
    Period.objects.filter(state="closed").update(checksum="a" * 64)
    keep_closed_months()
    assert FrozenMonth.objects.count() == 2
    assert list(standings.check(plan)) == []
    before = dict(FrozenMonth.objects.values_list("pk", "checksum"))
    keep_closed_months()
    assert dict(FrozenMonth.objects.values_list("pk", "checksum")) == before


def test_a_month_is_kept_packed(kept, period):
    row = FrozenMonth.objects.get(period=period(1))
    assert row.size == len(zlib.decompress(row.content)) > 4 * len(row.content)
