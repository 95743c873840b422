"""Reads kept files in a limited child process and says whom a province trusts; nothing here writes.

Checking is offline: no list of revoked certificates is fetched. One process starts in about 0,6 s of processor time;
each signature then takes some 30 ms, so files whose text need not be read again go through it many at a time.
"""

import hashlib
import marshal
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage

from commitments.files.inspecting.facts import Answer, Asked, Facts
from commitments.files.inspecting.limits import BATCH, MEMORY, SECONDS, SECONDS_MORE
from commitments.models import SignedFile, TrustRoot
from dxtracker.lib.limited import CannotStart, TookTooLong, answer_of

_READER = "commitments.files.inspecting.reading:packed_answers"


@dataclass(frozen=True)
class Reading:
    """What a file holds; `refused` is a code where it could not be read (actions.py says them)."""

    facts: Facts
    secret_pages: tuple[int, ...] = ()
    refused: str = ""


def read_file(data: bytes, roots: Sequence[str], at: datetime) -> Reading:
    """A file that was never kept before, its text looked at too. `roots` are certificates as PEM text."""
    return next(readings([(data, at)], roots, with_text=True))


def readings(
    files: Iterable[tuple[bytes, datetime]], roots: Sequence[str], *, with_text: bool = False
) -> Iterator[Reading]:
    """What each of `files` (bytes, and the moment that judges signatures which tell none) holds, in their order.

    They go to the child process in batches; a batch that fails is given to it one by one.
    """
    anchors = [ssl.PEM_cert_to_DER_cert(root) for root in roots]
    batch: list[Asked] = []
    size = 0
    for data, at in files:
        if batch and size + len(data) > BATCH:
            yield from _read(batch)
            batch, size = [], 0
        batch.append({"data": data, "roots": anchors, "at": at.isoformat(), "with_text": with_text})
        size += len(data)
    if batch:
        yield from _read(batch)


def trusted_in(province_id: int) -> list[str]:
    """The certificates (PEM text) that a province trusts now. One query."""
    return list(TrustRoot.objects.filter(province=province_id, retired_at=None).values_list("certificate", flat=True))


def kept_bytes(file: SignedFile) -> bytes | None:
    """The stored bytes of a file; None where they are gone or no longer have the hash they were kept under."""
    name = file.file.name
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as stored:
        data: bytes = stored.read()
    return data if hashlib.sha256(data).hexdigest() == file.sha256 else None


def _read(batch: list[Asked]) -> Iterator[Reading]:
    try:
        answers = _answers(batch)
    except (TookTooLong, CannotStart, EOFError, ValueError, TypeError) as error:
        if len(batch) > 1:
            for one in batch:
                yield from _read([one])
            return
        codes = {TookTooLong: "takes_too_long", CannotStart: "cannot_read_now"}
        answers = [{"refused": codes.get(type(error), "too_large_to_read")}]
    for answer in answers:
        refused = answer.get("refused", "")
        facts = Facts() if refused else Facts.from_json(answer["facts"])
        yield Reading(facts, tuple(answer.get("secret_pages", ())), refused)


def _answers(batch: list[Asked]) -> list[Answer]:
    seconds = SECONDS + SECONDS_MORE * (len(batch) - 1)
    packed = answer_of(_READER, marshal.dumps(batch), seconds=seconds, memory=MEMORY)
    answers: list[Answer] = marshal.loads(packed)  # noqa: S302 - our own code wrote it
    return answers
