"""Two addresses for whoever watches the machine, and pages that leave it compressed."""

import gzip

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder


def test_the_process_lives_whatever_the_database_does(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


@pytest.mark.django_db
def test_it_is_ready_when_all_it_needs_is_there(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "migrations": True, "storage": True}


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
    assert (answer.status_code, answer.json()) == (503, {"database": False, "migrations": False, "storage": True})


@pytest.mark.django_db
def test_a_storage_that_does_not_answer_is_told(client, monkeypatch):
    def refuse(_name):
        raise PermissionError

    monkeypatch.setattr(default_storage, "exists", refuse)
    assert client.get("/health/ready").json()["storage"] is False


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
