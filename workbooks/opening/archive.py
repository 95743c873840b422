"""A zip whose directory was checked before anything in it is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from workbooks.opening.limits import MAX_ENTRIES, MAX_UNPACKED, MIB, Refused

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1


def _plain(name: str) -> str:
    """Some programs write backslashes and a leading slash; letters count alike in either case."""
    return name.replace("\\", "/").lstrip("/").lower()


class Archive:
    """The parts of a workbook by name. None gives more bytes than the directory says: zipfile stops there."""

    def __init__(self, data: bytes):
        # Counted before the directory is read: a million entries would fill the memory.
        if data.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise Refused("too_many_parts", limit=MAX_ENTRIES)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise Refused("damaged_workbook") from error
        self.names = {_plain(entry.filename): entry for entry in entries if not entry.is_dir()}
        self._check(entries)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refused("password_protected")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise Refused("unpacks_too_large", limit=MAX_UNPACKED // MIB)
        files = [entry for entry in entries if not entry.is_dir()]
        if len(self.names) != len(files):
            raise Refused("damaged_workbook")  # a name twice: which one counts?
        free_from = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < free_from:
                raise Refused("damaged_workbook")  # parts that share bytes
            free_from = entry.header_offset + _LOCAL_HEADER + entry.compress_size
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused("damaged_workbook")

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return _plain(name) in self.names

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The part as a stream; Refused where it is missing or broken, also while it is read."""
        entry = self.names.get(_plain(name))
        if entry is None:
            raise Refused("damaged_workbook")
        try:
            with self._zip.open(entry) as stream:
                yield stream
        except _BROKEN as error:
            raise Refused("damaged_workbook") from error
