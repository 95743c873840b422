"""Containers run what the units of systemd run, and nothing that those do not."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
UNITS = ROOT / "deploy" / "systemd"
PARTS = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def started_by(unit: str) -> list[str]:
    return re.findall(r"^ExecStart=\S+/(\.venv/.+)$", (UNITS / unit).read_text(), re.MULTILINE)


def started_at(unit: str) -> list[str]:
    return re.findall(r"^ExecStart=(.+)$", (UNITS / unit).read_text(), re.MULTILINE)


def test_pages_and_worker_are_started_as_their_units_start_them():
    image = (ROOT / "Containerfile").read_text()
    assert [" ".join(re.findall(r'"([^"]+)"', image.splitlines()[-1]))] == started_by("dxtracker.service")
    assert [" ".join(PARTS["worker"]["command"])] == started_by("dxtracker-worker.service")
    assert "command" not in PARTS["pages"]


def test_every_part_that_is_ours_has_the_settings_and_waits_for_the_database_to_be_migrated():
    ours = {name: part for name, part in PARTS.items() if part["image"] == "dxtracker"}
    assert set(ours) == {"prepare", "pages", "worker", "timers"}
    assert {part["environment"]["DX_HTTPS"] for part in ours.values()} == {"1"}
    waits = {name: part["depends_on"] for name, part in ours.items()}
    assert waits.pop("prepare") == {"database": {"condition": "service_healthy"}}
    assert all(part == {"prepare": {"condition": "service_completed_successfully"}} for part in waits.values())


def test_any_password_of_the_database_may_be_chosen():
    """In an address it would end at the first "@", "/" or "#"."""
    for part in (part for part in PARTS.values() if part["image"] == "dxtracker"):
        assert "PASSWORD" not in part["environment"]["DATABASE_URL"]
        assert part["environment"]["PGPASSWORD"] == PARTS["database"]["environment"]["POSTGRES_PASSWORD"]


def test_what_a_province_lays_beside_the_parts_is_in_no_image_and_no_commit():
    """Keys and passwords: an image is handed on, and shows all that was copied into it."""
    beside = {"environment", "tls", ".env"}
    assert PARTS["pages"]["env_file"] == [{"path": "environment", "required": False}]
    assert "./tls:/etc/dxtracker/tls:ro" in PARTS["site"]["volumes"]
    assert beside <= set((ROOT / ".dockerignore").read_text().split())
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.startswith("/")}
    assert beside <= ignored


@pytest.fixture
def carried_out(tmp_path):
    """deploy/timers beside a python that only notes what it is asked; `fails` names a command that ends with 1."""

    def run(*args: str, fails: str = "nothing") -> tuple[int, list[str]]:
        there = tmp_path / "release"
        (there / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (there / "deploy").mkdir(exist_ok=True)
        (there / "deploy" / "timers").write_text((ROOT / "deploy" / "timers").read_text())
        if not (there / "deploy" / "systemd").exists():
            (there / "deploy" / "systemd").symlink_to(UNITS)
        python = there / ".venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\necho "$@"\n[ "$2" != {fails} ]\n')
        python.chmod(0o755)
        done = subprocess.run(
            ["bash", there / "deploy" / "timers", *args], capture_output=True, text=True, timeout=30, check=False
        )
        return done.returncode, done.stdout.splitlines()

    return run


NIGHT = [
    "clearsessions", "forget_logins", "forget_work", "backup /var/lib/dxtracker/backups --keep",
    "rebuild_standings --check",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "commands"),
    [("morning", ["tend_months", "send_notices", "send_digest"]), ("letters", ["send_notices"]), ("night", NIGHT)],
)
def test_what_fails_of_a_timers_work_keeps_nothing_else_from_being_done(carried_out, name, commands):
    """systemd ends a unit at its first command that fails: no backup was made where old logins could not be deleted."""
    assert started_at(f"dxtracker-{name}.service") == [f"/opt/dxtracker/current/deploy/timers {name}"]
    wanted = [f"manage.py {command}" for command in commands]
    assert carried_out(name) == (0, wanted)
    assert carried_out(name, fails=commands[0].split()[0]) == (1, wanted)


def test_a_timer_that_there_is_not_is_refused(carried_out):
    assert carried_out("noon") == (2, [])


def test_every_timer_has_its_place_in_the_day():
    """By the clock of Viet Nam: a server that counts in UTC opened months at one in the afternoon."""
    loop = (ROOT / "deploy" / "timers").read_text()
    at = {path.stem.removeprefix("dxtracker-"): path.read_text() for path in UNITS.glob("*.timer")}
    daily = r"OnCalendar=\*-\*-\* (\d\d:\d\d) Asia/Ho_Chi_Minh$"
    hours = {name: found[1] for name, text in at.items() if (found := re.search(daily, text, re.MULTILINE))}
    assert hours == {"night": "02:00", "morning": "06:00"}
    read = next(line for line in loop.splitlines() if line.startswith("hour_of"))
    for name, hour in hours.items():
        told = subprocess.run(["bash", "-c", f"{read}; hour_of {name}"], cwd=ROOT, capture_output=True, check=True)
        assert told.stdout.decode() == f"{hour}\n"
    assert set(at) == {"night", "morning", "letters"}
    assert "export TZ=Asia/Ho_Chi_Minh" in loop
    assert "for name in night morning" in loop
    assert "carry_out letters" in loop
