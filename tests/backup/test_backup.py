"""A backup goes out of one database and into the other, whichever it is, and not a row or byte differs."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from agencies.audit import record
from agencies.models import AuditEvent, User
from dxtracker.backup import tables
from dxtracker.backup.actions import files, let_old_ones_go, restore_backup, write_backup
from dxtracker.backup.archive import new_key
from dxtracker.backup.errors import FilesLeft, NoPlace, NotABackup, NotEmpty, OtherRelease, WrongKey
from dxtracker.models import SetupCode
from dxtracker.setup.actions import issue_code
from kpis.evidence.actions import attach_file
from kpis.models import FrozenMonth
from tests import factories
from tests.databases import MIGRATED, copied, entered
from tests.sharing import made

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path, django_db_blocker):
    """Files lie in a folder, and the database may be written to: each test enters one of its own."""
    kind = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": kind}}
    settings.MEDIA_ROOT = tmp_path / "media"
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def empty(own_database):
    """A function that enters a migrated database in which nobody has written, with a storage without a file."""

    @contextmanager
    def entering(name: str = "restored"):
        with copied(name) as address, entered(address), override_settings(MEDIA_ROOT=default_storage.location + name):
            yield

    return entering


@pytest.fixture
def backup(empty, tmp_path, settings):
    """Of a province with a closed month, a trail, a file and somebody in a group: every kind of column is there."""
    settings.DX_TODAY = date(2022, 2, 20)
    known = {"db": None}
    with empty("before"):
        item, draft, approved, close_until, months, an = (
            made(name, known) for name in ("item", "draft", "approved", "close_until", "months", "clerk_a")
        )
        an.groups.add(Group.objects.create(name="ghi chép"))
        two = item(), item(kind="latest")
        draft(two[1], 1, value=Decimal("0.5"))
        attach_file(two[1], months[1], SimpleUploadedFile("minh-chung.pdf", PDF), by=an, title="Ảnh chụp")
        approved(two[0], 1, value=150)
        close_until(1)
        return write_backup(tmp_path)


def members(path: Path) -> dict[str, str]:
    with tarfile.open(path) as tar:
        contents = json.load(tar.extractfile("contents.json"))
    return {name: found["sha256"] for name, found in contents["members"].items()}


def elsewhere(folder: Path, *command: str) -> None:
    """`manage.py command …` on an SQLite database in `folder`, in a process of its own."""
    own = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DX_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "dxtracker.settings",
    }
    subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=settings.BASE_DIR, env=own)


def test_it_comes_back_the_same_on_another_database_and_from_there(backup, empty, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    if (prepared := Path(os.environ.get("DX_TEST_PREPARED", "none")) / MIGRATED).exists():
        shutil.copyfile(prepared, other / "db.sqlite3")
    else:
        elsewhere(other, "migrate", "--verbosity", "0")
    elsewhere(other, "restore", str(backup.path))
    elsewhere(other, "backup", str(tmp_path / "second.backup"))
    with empty():
        done = restore_backup(tmp_path / "second.backup")
        third = write_backup(tmp_path / "third.backup")
        assert FrozenMonth.objects.exists()
    assert members(backup.path) == members(tmp_path / "second.backup") == members(third.path)
    assert (backup.rows, backup.files, backup.missing) == (done.rows, done.files, done.missing)
    assert backup.files == 1


def test_a_server_that_was_just_installed_takes_a_backup_although_it_printed_a_set_up_code(backup, empty):
    with empty():
        issue_code()
        done = restore_backup(backup.path)
        assert not SetupCode.objects.exists()
    assert done.rows == backup.rows


def test_the_next_row_after_a_restore_gets_a_free_key(backup, empty):
    with empty():
        restore_backup(backup.path)
        last = AuditEvent.objects.order_by("-pk").first()
        assert record(last.agency, "agency-changed", by=None, at=last.at).pk > last.pk
        assert factories.UserFactory().groups.count() == 0
        assert [user.username for user in User.objects.filter(groups__name="ghi chép")] == ["nhaplieu.a"]


def test_a_restored_system_takes_no_second_backup(backup, empty):
    with empty():
        restore_backup(backup.path)
        with pytest.raises(NotEmpty, match="không trống"):
            restore_backup(backup.path)


def test_what_does_not_fit_leaves_the_system_empty(backup, empty, monkeypatch):
    """The standings differ from what is judged: nothing of it stays, neither row nor file."""

    def differ(*args, stdout, **options):
        stdout.write("VPC 2022: SKHDT")
        raise CommandError("1 differences")

    monkeypatch.setattr("dxtracker.backup.actions.call_command", differ)
    with empty():
        with pytest.raises(NotABackup, match="SKHDT"):
            restore_backup(backup.path)
        assert tables.is_empty()
        assert list(files()) == []


def test_a_changed_byte_is_found(backup, empty, tmp_path):
    room = tmp_path / "room"
    with tarfile.open(backup.path) as tar:
        tar.extractall(room, filter="data")
    people = room / "tables" / "agencies.user"
    people.write_bytes(people.read_bytes().replace(b"false", b"true", 1))
    forged = tmp_path / "forged.backup"
    with tarfile.open(forged, "w") as tar:
        for path in sorted(room.rglob("*.*")):
            tar.add(path, arcname=path.relative_to(room))
    with empty(), pytest.raises(NotABackup, match=r"agencies\.user"):
        restore_backup(forged)


@pytest.mark.parametrize("kind", ["outside", "link"])
def test_what_would_lie_elsewhere_is_no_backup(empty, tmp_path, kind):
    forged = tmp_path / "forged.backup"
    entry = tarfile.TarInfo("../outside" if kind == "outside" else "files/link")
    if kind == "link":
        entry.type, entry.linkname = tarfile.SYMTYPE, str(tmp_path)
    with tarfile.open(forged, "w") as tar:
        tar.addfile(entry)
    with empty(), pytest.raises(NotABackup, match=r"outside|link"):
        restore_backup(forged)


@pytest.mark.parametrize("cut", [0, 700, -20_000])
def test_half_a_backup_is_none(backup, empty, tmp_path, cut):
    half = tmp_path / "half.backup"
    half.write_bytes(backup.path.read_bytes()[:cut])
    with empty(), pytest.raises(NotABackup, match=r"half\.backup"):
        restore_backup(half)


@pytest.mark.parametrize("told", [b"[]", b"{}", b'{"format": 1, "migrations": []}', b'{"format": 2, "members": {}}'])
def test_contents_that_say_nothing_are_no_backup(empty, tmp_path, told):
    forged = tmp_path / "forged.backup"
    entry = tarfile.TarInfo("contents.json")
    entry.size = len(told)
    with tarfile.open(forged, "w") as tar:
        tar.addfile(entry, BytesIO(told))
    with empty(), pytest.raises(NotABackup, match=r"contents\.json"):
        restore_backup(forged)


def test_files_of_another_time_are_named_before_anything_is_restored(backup, empty):
    """A database was lost and the uploads were not: it read as if the backup had been changed."""
    with empty():
        default_storage.save("evidence/cu.pdf", ContentFile(PDF))
        with pytest.raises(FilesLeft, match=r"evidence/cu\.pdf"):
            restore_backup(backup.path)
        assert tables.is_empty()
        assert list(files()) == ["evidence/cu.pdf"]


def test_a_backup_is_written_over_nothing(empty, tmp_path):
    """A target mistyped as the database's own file took its place."""
    (tmp_path / "db.sqlite3").write_text("all that there is")
    with empty():
        with pytest.raises(NoPlace, match="không ghi đè"):
            write_backup(tmp_path / "db.sqlite3")
        with pytest.raises(NoPlace, match="Không có thư mục"):
            write_backup(tmp_path / "nowhere" / "a.backup")
    assert (tmp_path / "db.sqlite3").read_text() == "all that there is"


def test_the_nights_folder_is_made_and_every_backup_is_sealed_where_a_key_is_set(empty, tmp_path, settings):
    """In containers nobody had made it: each night wrote over the one file of that name."""
    settings.DX_BACKUP_KEY = tmp_path / "public"
    settings.DX_BACKUP_KEY.write_text(new_key(tmp_path / "secret") + "\n")
    with empty():
        call_command("backup", tmp_path / "deep" / "backups", keep=True, stdout=StringIO())
    (made_one,) = (tmp_path / "deep" / "backups").iterdir()
    assert made_one.read_bytes().startswith(b"age-encryption.org/")


def test_a_full_disk_is_not_the_backups_fault(backup, empty, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("dxtracker.backup.archive.shutil.copyfileobj", full)
    with empty(), pytest.raises(OSError, match="No space left"):
        restore_backup(backup.path)


def test_another_release_is_named(backup, empty, monkeypatch):
    monkeypatch.setattr(tables, "migrations", lambda: ["kpis.0001_initial"])
    with empty(), pytest.raises(OtherRelease, match=r"agencies\.0001_initial"):
        restore_backup(backup.path)


def test_with_a_key_only_its_owner_reads_it(empty, tmp_path):
    secret, another, public = tmp_path / "key", tmp_path / "another", tmp_path / "public"
    public.write_text(new_key(secret) + "\n")
    new_key(another)
    assert oct(secret.stat().st_mode & 0o777) == "0o600"
    with empty():
        default_storage.save("evidence/2022/10/minh-chung.txt", ContentFile(b"28 xa"))
        done = write_backup(tmp_path / "sealed.backup", key=public)
        assert done.files == 1
        assert b"contents.json" not in done.path.read_bytes()
        default_storage.delete("evidence/2022/10/minh-chung.txt")
        with pytest.raises(FileNotFoundError, match="gone"):
            restore_backup(done.path, key=tmp_path / "gone")
        for key, said in ((None, "--key"), (another, "another"), (public, "public")):
            with pytest.raises(WrongKey, match=said):
                restore_backup(done.path, key=key)
        assert restore_backup(done.path, key=secret).files == 1
        with default_storage.open("evidence/2022/10/minh-chung.txt") as file:
            assert file.read() == b"28 xa"


def test_files_of_work_under_way_stay_behind_and_missing_ones_are_told(backup, empty, tmp_path):
    told = StringIO()
    with empty():
        restore_backup(backup.path)
        default_storage.save("imports/progress/1.json", ContentFile(b"{}"))
        default_storage.delete(next(files()))
        with pytest.raises(CommandError, match="evidence/"):
            call_command("backup", tmp_path / "without.backup", stdout=told)
    assert "0 tệp" in told.getvalue()


def test_who_writes_meanwhile_does_not_wait_and_is_not_in_it(empty, tmp_path):
    with empty():
        if connection.vendor == "sqlite":  # one in memory has no second writer: a file, as it serves
            connection.ensure_connection()
            with closing(sqlite3.connect(tmp_path / "file.sqlite3")) as file:
                connection.connection.backup(file)
            connection.connection.close()
            connection.settings_dict["NAME"], connection.connection = str(tmp_path / "file.sqlite3"), None
        other = connection.copy()
        factories.UserFactory(username="an")
        with tables.one_moment():
            assert User.objects.get().username == "an"
            with other.cursor() as cursor:
                cursor.execute("UPDATE agencies_user SET username = 'binh'")
            assert User.objects.get().username == "an"
        assert User.objects.get().username == "binh"
        other.close()


def test_old_ones_go_and_strangers_stay(tmp_path):
    for name in ("dxtracker-20221101-020000.backup", "dxtracker-20221101-030000.backup", "mine.backup", "a.txt"):
        (tmp_path / name).touch()
    assert let_old_ones_go(tmp_path) == ["dxtracker-20221101-020000.backup"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.txt",
        "dxtracker-20221101-030000.backup",
        "mine.backup",
    ]


def test_what_a_killed_backup_left_half_written_goes_after_a_day(tmp_path):
    for name, hours in ((".backup-killed", 25), (".backup-now", 1)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "draft.tar").write_text("unsealed")
        os.utime(tmp_path / name, (time.time() - hours * 3600,) * 2)
    assert let_old_ones_go(tmp_path) == [".backup-killed"]
    assert [path.name for path in tmp_path.iterdir()] == [".backup-now"]


def test_the_command_makes_a_key(tmp_path):
    told = StringIO()
    call_command("backup", tmp_path / "key", new_key=True, stdout=told)
    assert told.getvalue().strip().rpartition(" ")[2].startswith("age1")
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "key", new_key=True, stdout=told)
