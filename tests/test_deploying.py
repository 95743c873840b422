"""deploy/: how settings are read, and what an update leaves behind, also where it cannot be made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"
SETTINGS = """# chosen by the province
DATABASE_URL=postgresql:///dxtracker?host=/var/run/postgresql
ALLOWED_HOSTS=dx.example,dx.tinh.example
STORAGE_URL=s3://key:$ecret@uploads/dx?endpoint=https://files.example&region=vn
DX_OIDC_NAME=Cổng đăng nhập của tỉnh
EMAIL_HOST_PASSWORD="p;q 'r' $HOME"
DX_TODAY=
"""
# What the scripts call of the machine: each call is a line of `told`; a command that `fails` names ends with 1.
STUB = """#!/bin/sh
name=$(basename "$0")
case "$name" in
  id) echo 0; exit ;;
  curl) exit 0 ;;
  runuser)
    while [ "$1" != -- ]; do shift; done
    shift
    case "$1" in env) shift 2 ;; esac
    name=
    kept="{there}/state/backups/kept.backup"
    case "$*" in *" backup "*) echo rows >"$kept"; echo "$kept: 1 row" ;; esac ;;
esac
echo $name "$@" >>{there}/told
! grep -qxF -- "$(echo $name "$@")" {there}/fails
"""


@pytest.fixture
def server(tmp_path):
    """A server on which a release is installed, in a folder of its own, and the next one is a clone beside it."""
    for folder in ("source", "state/backups", "etc", "units", "bin", "home/releases/before/deploy/systemd"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(DEPLOY, tmp_path / "source" / "deploy")
    parts = tmp_path / "source" / "deploy" / "parts"
    for old, new in (
        ("/opt/dxtracker", "home"), ("/var/lib/dxtracker", "state"), ("/etc/dxtracker", "etc"),
        ("/etc/systemd/system", "units"),
    ):  # fmt: skip
        parts.write_text(parts.read_text().replace(old, str(tmp_path / new)))
    (tmp_path / "etc" / "environment").write_text(SETTINGS)
    (tmp_path / "home" / "current").symlink_to(tmp_path / "home" / "releases" / "before")
    for folder in ("units", "home/releases/before/deploy/systemd"):
        (tmp_path / folder / "dxtracker.service").touch()
    (tmp_path / "home" / "releases" / "old").mkdir()
    for name in ("id", "curl", "runuser", "systemctl", "chown", "sleep"):
        (tmp_path / "bin" / name).write_text(STUB.format(there=tmp_path))
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def run(server: Path, *command: str, fails: str = "") -> tuple[int, str, list[str]]:
    """(exit code, what was said, what was done of the machine)."""
    (server / "told").write_text("")
    (server / "fails").write_text(fails)
    own = os.environ | {"PATH": f"{server / 'bin'}:{os.environ['PATH']}", "GIT_CEILING_DIRECTORIES": str(server)}
    done = subprocess.run(
        ["bash", *command], cwd=server / "source", env=own, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr, (server / "told").read_text().splitlines()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORAGE_URL", "s3://key:$ecret@uploads/dx?endpoint=https://files.example&region=vn"),
        ("DX_OIDC_NAME", "Cổng đăng nhập của tỉnh"),
        ("EMAIL_HOST_PASSWORD", "p;q 'r' $HOME"),
        ("DX_TODAY", ""),
        ("NEVER_SET", ""),
    ],
)
def test_a_setting_is_read_as_systemd_reads_it_whatever_letters_it_has(server, name, value):
    """A shell made two commands of STORAGE_URL: the backup before an update went without the bucket's files."""
    code, said, _done = run(server, "-c", f"set -euo pipefail; source deploy/parts; setting {name}")
    assert (code, said) == (0, value)


def test_a_command_on_the_server_has_the_settings_of_the_services(server):
    code, _said, done = run(server, "deploy/manage", "backup", "--new-key", "a b")
    assert (code, done) == (0, [".venv/bin/python manage.py backup --new-key a b"])
    code, said, _done = run(server, "deploy/manage")
    assert (code, "deploy/manage COMMAND" in said) == (2, True)


def test_an_update_brings_the_release_into_service_and_leaves_the_one_before(server):
    code, said, done = run(server, "deploy/update")
    assert code == 0, said
    assert f"Backup: {server / 'state/backups/kept.backup'}" in said
    assert (server / "home/current").resolve().name not in ("before", "old")
    assert {path.name for path in (server / "home/releases").iterdir()} >= {"before"}
    assert not (server / "home/releases/old").exists()
    assert "systemctl stop dxtracker-morning.service dxtracker-letters.service dxtracker-night.service" in done
    copied = done.index("createdb --owner dxtracker --template dxtracker dxtracker_before")
    assert done.index("systemctl stop dxtracker.service") < copied < done.index("./run setup")


def test_where_the_database_cannot_be_copied_the_pages_serve_again(server):
    """Somebody else was connected to it: the script ended there, and nothing served any more."""
    fails = "createdb --owner dxtracker --template dxtracker dxtracker_before"
    code, said, done = run(server, "deploy/update", fails=fails)
    assert (code, "Nothing was touched." in said) == (1, True)
    assert done[-2:] == [
        "systemctl start dxtracker.service",
        "systemctl start dxtracker-morning.timer dxtracker-letters.timer dxtracker-night.timer",
    ]
    assert (server / "home/current").resolve().name == "before"


def test_a_release_that_cannot_be_prepared_gives_the_database_back(server):
    code, said, done = run(server, "deploy/update", fails="./run setup")
    assert (code, "the release before serves as it did" in said) == (1, True)
    assert "dropdb --force dxtracker" in done
    assert (server / "home/current").resolve().name == "before"


def test_a_copy_that_cannot_take_its_place_is_named(server):
    fails = "./run setup\ndropdb --force dxtracker"
    code, said, done = run(server, "deploy/update", fails=fails)
    assert (code, "it is called dxtracker_before. Nothing serves now." in said) == (1, True)
    assert not any("start" in line for line in done)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--domain", "other.example"], "write other.example into its ALLOWED_HOSTS"),
        (["--domain", "dx.example", "--database-url", "postgresql://dx@elsewhere/dx"], "names another DATABASE_URL"),
        (["--domain", "dx example"], "--domain must be the name"),
        (["--domain", "dx.example", "--certificate", "/nowhere", "--key", "/nowhere"], "files that can be read"),
    ],
)
def test_an_installation_that_disagrees_with_the_settings_touches_nothing(server, given, said):
    """nginx then answered to a name that the pages refuse, and the update's health check failed ever after."""
    code, told, done = run(server, "deploy/install", *given)
    assert (code, said in told, done) == (1, True, [])
    assert (server / "etc" / "environment").read_text() == SETTINGS
