"""Write a backup, take one back, let old ones go."""

import io
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.utils import timezone

from dashboards.prepared.background import FOLDER
from dxtracker.backup import tables
from dxtracker.backup.archive import HALF, Opened, opened, written
from dxtracker.backup.errors import FilesLeft, NoPlace, NotABackup, NotEmpty, OtherRelease
from dxtracker.backup.rules import expired

NAME = "dxtracker-%Y%m%d-%H%M%S.backup"
HALF_SECONDS = 24 * 3600  # of what none is written any more
# What is over with the machine: files prepared for a day, and traces of work from before the database had them.
PASSING = (FOLDER, "imports/progress", "imports/queue")


@dataclass(frozen=True)
class Written:
    """A backup as it stands: its file, numbers of rows and files, names of files that rows speak of and nobody has."""

    path: Path
    rows: int
    files: int
    missing: list[str]


def write_backup(target: Path, *, key: Path | None = None) -> Written:
    """Database and files of this moment as one file.

    Args:
        target: the file, or a folder in which it is called by the moment.
        key: a file with public keys (age); the backup is then readable with the secret ones alone.

    Raises:
        CannotChange: there is no such folder, or a file there already; no key that can be read.
    """
    made_at = timezone.now()
    path = target / timezone.localtime(made_at).strftime(NAME) if target.is_dir() else target
    if path.exists() or not path.parent.is_dir():
        raise NoPlace(path)
    rows = 0
    facts = {"made_at": made_at.isoformat(timespec="seconds"), "migrations": tables.migrations()}
    with written(path, facts, key) as archive, tables.one_moment():
        for model in tables.models():
            with NamedTemporaryFile("w+", dir=archive.folder, encoding="utf-8") as lines:
                number = tables.write_rows(model, lines)  # type: ignore[arg-type]
                lines.flush()
                archive.add(f"tables/{model._meta.label_lower}", Path(lines.name), rows=number)
            rows += number
        kept = sorted(files())
        for name in kept:
            with default_storage.open(name) as file:
                archive.add_stream(f"files/{name}", file)
        missing = sorted(spoken_of() - set(kept))
    return Written(path, rows, len(kept), missing)


def restore_backup(source: Path, *, key: Path | None = None) -> Written:
    """Take the backup at `source` back into this empty system, all of it or nothing.

    The standings are then judged anew and must be as stored.

    Raises:
        CannotChange: the file is changed or sealed, the system not empty, the release another.
    """
    if not tables.is_empty():
        raise NotEmpty
    if (left := next(files(), None)) is not None:
        raise FilesLeft(left)
    with opened(source, key) as backup:
        if differing := sorted(set(backup.contents["migrations"]) ^ set(tables.migrations())):
            raise OtherRelease(differing)
        stored: list[str] = []
        try:
            with transaction.atomic():
                rows = _read_tables(backup)
                _read_files(backup, stored)
                missing = sorted(spoken_of() - set(stored))
                _prove_standings(source)
        except BaseException:
            for name in stored:
                default_storage.delete(name)
            raise
    return Written(source, rows, len(stored), missing)


def let_old_ones_go(folder: Path) -> list[str]:
    """Delete backups of `folder` that are kept no longer (`rules.expired`); their names. Other files stay.

    With them goes what backups that were killed left half written: it lies there unsealed.
    """
    half = [path for path in folder.glob(f"{HALF}*") if time.time() - path.stat().st_mtime > HALF_SECONDS]
    for path in half:
        shutil.rmtree(path)
    moments = {}
    for path in folder.glob("*.backup"):
        try:
            moments[datetime.strptime(path.name, NAME)] = path  # noqa: DTZ007
        except ValueError:
            continue
    gone = sorted(moments[moment] for moment in expired(moments))
    for path in gone:
        path.unlink()
    return [path.name for path in (*half, *gone)]


def files(folder: str = "") -> Iterator[str]:
    """Names of all files of the storage, but for those of work under way."""
    if folder in PASSING:
        return
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from files(f"{folder}/{name}" if folder else name)


def spoken_of() -> set[str]:
    """Names of the files that rows name."""
    found: set[str] = set()
    for model in tables.models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                found |= set(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return found


def _read_tables(backup: Opened) -> int:
    tables.make_room()
    rows, many = 0, []
    for model in tables.models():
        label = f"tables/{model._meta.label_lower}"
        with (backup.folder / label).open(encoding="utf-8") as lines:
            many += tables.read_rows(model, lines)
        rows += backup.contents["members"][label]["rows"]
    tables.relate(many)
    tables.go_on_counting()
    return rows


def _read_files(backup: Opened, stored: list[str]) -> None:
    for name in backup.names("files"):
        with (backup.folder / "files" / name).open("rb") as file:
            stored.append(default_storage.save(name, File(file)))
        if stored[-1] != name:
            raise NotABackup(name, stored[-1])


def _prove_standings(source: Path) -> None:
    told = io.StringIO()
    try:
        call_command("rebuild_standings", check=True, stdout=told)
    except CommandError as error:
        raise NotABackup(source.name, told.getvalue()) from error
