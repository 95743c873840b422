"""A command on a database that nobody prepared, or that is not there, ends in a sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

START = "start_province --code PTO --name Tỉnh --year 2026 --admin quantri --email a@example.vn --password-stdin"


@pytest.mark.parametrize(
    ("database", "command", "sentence"),
    [
        ("sqlite:///{}/empty.sqlite3", START, "chạy manage.py migrate trước"),
        ("sqlite:///{}/nowhere/db.sqlite3", "tend_months", "Cơ sở dữ liệu không phản hồi"),
    ],
)
def test_a_command_says_what_is_wrong_with_its_database(database, command, sentence, tmp_path):
    environment = os.environ | {"DATABASE_URL": database.format(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=settings.BASE_DIR, env=environment, check=False,
        input="buoi-sang-dau-tien\n", capture_output=True, text=True,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if not line.startswith("{")]  # what the night does is logged too
    assert (done.returncode, len(told)) == (1, 1)
    assert sentence in done.stderr
