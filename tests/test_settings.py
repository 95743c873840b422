import os
import shutil
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from agencies.databases.planned import Cursor
from dxtracker import services, settings


def test_sqlite_is_made_ready_for_several_writers():
    config = services.database("sqlite:////tmp/some.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgresql_is_reached_through_a_unix_socket():
    config = services.database("postgresql:///province?host=/run/postgresql")
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert config["NAME"] == "province"
    assert config["OPTIONS"] == {"host": "/run/postgresql", "options": "-c jit=off", "cursor_factory": Cursor}


def test_behind_a_pooler_nothing_is_asked_of_a_session():
    config = services.database("postgresql://dx@pooler:6432/dx", is_pooled=True)
    assert config["DISABLE_SERVER_SIDE_CURSORS"]
    assert config.get("OPTIONS", {}) == {}
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOLED chỉ dùng khi DATABASE_URL là PostgreSQL"):
        services.database("sqlite:////tmp/some.sqlite3", is_pooled=True)


def test_the_key_from_the_environment_wins(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert settings.secret_key() == "given"


def test_a_key_is_made_once_and_only_its_owner_reads_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(settings, "VAR", tmp_path)
    key = settings.secret_key()
    assert len(key) >= 50
    assert settings.secret_key() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_the_policy_allows_nothing_inline_and_nobody_elses_frame():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert "'unsafe-inline'" not in str(directives)
    assert directives["frame-ancestors"] == ["'none'"]


def test_a_system_without_what_only_builds_and_measures_serves_all_the_same(tmp_path):
    beside = {".git", ".venv", "var", "tests", "docs", "fixtures", *settings.WORKSHOP}
    shutil.copytree(settings.BASE_DIR, tmp_path / "house", ignore=lambda _folder, names: beside.intersection(names))
    said = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=tmp_path / "house",
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dxtracker.settings", "DX_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert settings.WORKSHOP == ["benchmarks", "tools"]
    assert (said.returncode, said.stderr) == (0, "")
