"""The file of a backup: a tar of tables, files and their checksums, sealed with age where a key is given."""

import errno
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

from dxtracker.backup.errors import NotABackup, WrongKey

CONTENTS = "contents.json"
FORMAT = 1
SEALED = b"age-encryption.org/"
PIECE = 2**20
HALF = ".backup-"  # how folders of what is being written begin


def new_key(path: Path) -> str:
    """Write a new secret key into `path` (0600; FileExistsError where it is there) and return the public one."""
    key = x25519.Identity.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
    return str(key.to_public())


def _words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def recipients_of(path: Path) -> list[Any]:
    """The public keys that a file names, or those of its secret ones: WrongKey where it has none."""
    try:
        found = [
            x25519.Identity.from_str(word).to_public()
            if word.startswith("AGE-SECRET-KEY")
            else x25519.Recipient.from_str(word)
            for word in _words(path)
        ]
    except (RecipientError, IdentityError) as error:
        raise WrongKey(path) from error
    if not found:
        raise WrongKey(path)
    return found


@dataclass
class Archive:
    """A backup that is being written: what is added is counted and its checksum kept."""

    tar: tarfile.TarFile
    folder: Path
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, source: Path, **more: Any) -> None:
        """Take the file `source` in as `name`."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        self.tar.add(source, arcname=name, recursive=False, filter=_of_nobody)
        self.members[name] = {"sha256": digest.hexdigest(), "bytes": source.stat().st_size, **more}

    def add_stream(self, name: str, stream: IO[bytes], **more: Any) -> None:
        """Take in what can be read from `stream`, wherever it lies."""
        with NamedTemporaryFile(dir=self.folder) as copy:
            shutil.copyfileobj(stream, copy, PIECE)
            copy.flush()
            self.add(name, Path(copy.name), **more)


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


@contextmanager
def written(target: Path, facts: dict[str, Any], key: Path | None) -> Iterator[Archive]:
    """An archive to add to; at the end it stands under `target` whole, or, after an error, there is nothing."""
    recipients = recipients_of(key) if key else None
    with TemporaryDirectory(dir=target.parent, prefix=HALF) as folder:
        draft = Path(folder) / "draft.tar"
        with tarfile.open(draft, "w") as tar:
            archive = Archive(tar, Path(folder))
            yield archive
            contents = Path(folder) / CONTENTS
            contents.write_text(json.dumps({"format": FORMAT, **facts, "members": archive.members}, indent=1))
            tar.add(contents, arcname=CONTENTS, filter=_of_nobody)
        draft.chmod(0o600)
        if recipients:
            sealed = Path(folder) / "sealed"
            with draft.open("rb") as plain, sealed.open("wb") as closed:
                encrypt_io(plain, closed, recipients)
            sealed.chmod(0o600)
            draft = sealed
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)


@dataclass(frozen=True)
class Opened:
    """A backup unpacked into `folder`, each of its files as its checksum says."""

    folder: Path
    contents: dict[str, Any]

    def names(self, room: str) -> list[str]:
        """Names of the files below `room`/, without it."""
        return [name.removeprefix(f"{room}/") for name in self.contents["members"] if name.startswith(f"{room}/")]


@contextmanager
def opened(source: Path, key: Path | None) -> Iterator[Opened]:
    """The backup at `source`, unpacked and proved: NotABackup where anything is missing or changed, WrongKey."""
    with TemporaryDirectory(prefix="backup-") as folder:
        plain = source
        with source.open("rb") as file:
            if file.read(len(SEALED)) == SEALED:
                plain = Path(folder) / "plain.tar"
                _unseal(source, plain, key)
        room = Path(folder) / "room"
        try:
            with tarfile.open(plain, "r:") as tar:
                _unpack(tar, room)
            contents = json.loads((room / CONTENTS).read_text())
        except (tarfile.TarError, OSError, ValueError) as error:
            if is_of_room(error):
                raise
            raise NotABackup(source.name, str(error)) from error
        if not isinstance(contents, dict) or not {"format", "migrations", "members"} <= contents.keys():
            raise NotABackup(source.name, CONTENTS)
        _prove(source, room, contents)
        yield Opened(room, contents)


def is_of_room(error: Exception) -> bool:
    """Whether it says of the disk that it is full, and of the backup nothing."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _unpack(tar: tarfile.TarFile, room: Path) -> None:
    """Files alone, and none outside `room` (tarfile's own filters came with Python 3.11.4, Debian 12 has 3.11.2)."""
    for entry in tar:
        path = (room / entry.name).resolve()
        is_ours = entry.isfile() and path.is_relative_to(room.resolve())
        content = tar.extractfile(entry) if is_ours else None
        if content is None:
            raise tarfile.ReadError(entry.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, PIECE)


def _unseal(source: Path, plain: Path, key: Path | None) -> None:
    if key is None:
        raise WrongKey(None)
    words = _words(key)  # where it cannot be read, nothing is wrong with the backup
    try:
        secrets = [x25519.Identity.from_str(word) for word in words]
        with source.open("rb") as sealed, plain.open("wb") as file:
            decrypt_io(sealed, file, secrets)
    except (DecryptError, IdentityError) as error:
        raise WrongKey(key) from error
    except OSError as error:  # a sealed file that was cut or changed
        if is_of_room(error):
            raise
        raise NotABackup(source.name, str(error)) from error


def _prove(source: Path, room: Path, contents: dict[str, Any]) -> None:
    if contents["format"] != FORMAT:
        raise NotABackup(source.name, f"format {contents['format']}")
    for name, said in contents["members"].items():
        path = room / name
        if not path.is_file():
            raise NotABackup(source.name, name)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != said["sha256"]:
                raise NotABackup(source.name, name)
