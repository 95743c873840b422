"""Two addresses for whoever watches the machine, and pages that leave it compressed."""

import gzip
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from agencies.models import Worker
from agencies.work.rules import SILENT
from agencies.work.worker import Pulse


def test_the_process_lives_whatever_the_database_does(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


@pytest.mark.django_db
def test_it_is_ready_when_all_it_needs_is_there(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "migrations": True, "storage": True, "worker": True, "timers": {}}


@pytest.mark.django_db
def test_a_migration_that_has_not_run_is_told(client):
    MigrationRecorder(connection).migration_qs.filter(app="kpis", name="0001_initial").delete()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_a_database_that_does_not_answer_is_told(client, monkeypatch):
    def refuse(_recorder):
        raise DatabaseError("gone")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)
    answer = client.get("/health/ready")
    told = {"database": False, "migrations": False, "storage": True, "worker": False, "timers": {}}
    assert (answer.status_code, answer.json()) == (503, told)


@pytest.mark.django_db
def test_a_storage_that_does_not_answer_is_told(client, monkeypatch):
    def refuse(_name):
        raise PermissionError

    monkeypatch.setattr(default_storage, "exists", refuse)
    assert client.get("/health/ready").json()["storage"] is False


@pytest.mark.django_db
def test_a_folder_in_which_nothing_can_be_kept_is_told(client, settings, tmp_path):
    kind = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": kind}}
    settings.MEDIA_ROOT = tmp_path / "not" / "there" / "yet"
    assert client.get("/health/ready").json()["storage"] is True
    (tmp_path / "not").write_text("what lies in its place")
    assert client.get("/health/ready").json()["storage"] is False


@pytest.mark.django_db
def test_a_worker_that_is_not_there_is_told(client, queue):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)
    for name in ("before", "now"):
        Pulse(name).beat()
    Worker.objects.filter(name="before").update(seen_at=timezone.now() - 2 * SILENT)
    assert client.get("/health/ready").status_code == 200
    Worker.objects.update(ended_at=timezone.now())
    assert client.get("/health/ready").json()["worker"] is False


@pytest.mark.django_db
def test_the_last_runs_of_timers_are_told(client, tmp_path, caplog):
    call_command("tend_months", stdout=StringIO())
    call_command("backup", tmp_path / "key", new_key=True, stdout=StringIO())
    assert list(client.get("/health/ready").json()["timers"]) == ["tend_months"]
    with pytest.raises(CommandError), caplog.at_level("ERROR"):
        call_command("backup", tmp_path / "nowhere" / "file", stdout=StringIO())
    assert "backup failed: Không có thư mục" in caplog.text, "it leaves by mail, as errors do"
    told = client.get("/health/ready").json()["timers"]
    assert {name: row["ok"] for name, row in told.items()} == {"backup": False, "tend_months": True}
    assert told["backup"]["at"].startswith(f"{timezone.localdate()}T")


@pytest.mark.django_db
def test_a_watcher_is_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/ready").status_code == 200
    assert client.get("/account/login/").status_code == 301


@pytest.mark.django_db
def test_pages_are_compressed_for_browsers_that_can_read_it(client):
    plain = client.get("/account/login/")
    packed = client.get("/account/login/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert "Đăng nhập" in gzip.decompress(packed.content).decode()
