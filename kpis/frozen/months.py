"""Closed months kept and opened: freeze and thaw are called by those who close and reopen, the rest by who reads."""

import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import local
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.connection import ConnectionDoesNotExist

from agencies.clock import now
from agencies.databases.beforehand import askers, asking, store
from agencies.databases.reading import LIVE, database, is_live, reading
from kpis.enums import PeriodState
from kpis.frozen import packing
from kpis.models import FrozenMonth, Period
from kpis.provinces.keeping import FORM, to_json
from kpis.provinces.queries import counted

MOST_OPEN, MOST_FILES = 4, 120  # connections of a thread; files of a machine: ten years of months
MOST_MAPPED = 1 << 30  # bytes of a file, far more than a month takes; the rest would be read as ever
SUM = re.compile(r"[0-9a-f]{64}")
_thread = local()


def freeze(period: Period, at: datetime) -> str:
    """Keep all that boards of `period` show (closed here, not yet saved so); returns the checksum over it."""
    with closing(packing.copy_of(period)) as made:
        checksum = packing.checksum_of(made)
        content, size = packing.pack(made)
    summary = summary_of(period)
    FrozenMonth.objects.create(
        period=period, content=content, size=size, checksum=checksum, frozen_at=at, summary=summary
    )
    return checksum


def summary_of(period: Period) -> dict[str, Any]:
    """What of a month stands beside other provinces' months, by the rows that are read now."""
    return to_json(counted([period])[0])


def kept_summary(period: Period) -> dict[str, Any]:
    """The same of a closed month, computed anew from what is kept of it."""
    with reading_month(period):
        then = Period.objects.select_related("plan__province", "rules").get(pk=period.pk)
        # Where nothing differs, the file of another closing is read: what a closing itself writes is this month's own.
        then.state, then.closed_at = period.state, period.closed_at
        return summary_of(then)


def thaw(period: Period, at: datetime) -> None:
    """The month is open again: its boards read the living rows. What was published stays on record."""
    FrozenMonth.objects.filter(period=period, thawed_at=None).update(thawed_at=at)


def missing() -> QuerySet[Period]:
    """The closed months of which nothing is kept: those that were closed before months were kept."""
    kept = FrozenMonth.objects.filter(period=OuterRef("pk"), thawed_at=None)
    return Period.objects.filter(~Exists(kept), state=PeriodState.CLOSED)


@transaction.atomic
def freeze_missing() -> int:
    """Keep the closed months of which nothing is kept yet, as they stand; returns how many."""
    found = list(missing().select_related("plan").order_by("plan", "month"))
    for period in found:
        period.checksum = freeze(period, period.closed_at or now())
        period.save(update_fields=["checksum"])
    return len(found)


def kept_checksum(period: Period) -> str | None:
    """The checksum over what is kept of a closed month, computed anew; None where nothing is."""
    content = _content(period)
    if content is None:
        return None
    with closing(packing.unpack(content)) as made:
        return packing.checksum_of(made)


def stored_summary(period: Period) -> dict[str, Any] | None:
    """What was kept of a closed month beside the others; None where nothing was."""
    return FrozenMonth.objects.filter(period=period, thawed_at=None).values_list("summary", flat=True).first()


def not_summed_up() -> QuerySet[FrozenMonth]:
    """The months kept before they were compared with those of other provinces, or as they were compared then."""
    is_of_today = Q(summary__has_key="form", summary__form=FORM)
    return FrozenMonth.objects.filter(~is_of_today, thawed_at=None).defer("content")


@transaction.atomic
def sum_up_kept() -> int:
    """Sum up anew, from what is kept of them, the months of which that is missing; returns how many."""
    found = list(not_summed_up().select_related("period"))
    for row in found:
        row.summary = kept_summary(row.period)
        row.save(update_fields=["summary"])
    return len(found)


@contextmanager
def reading_month(period: Period) -> Iterator[None]:
    """Inside, questions are answered as they were when `period` was closed; a month that is open is read as it is.

    Also inside another month that is closed, which knows nothing of it.
    """
    name = database_of(period) or (database() if is_live() else LIVE)
    with reading(name):
        yield


def database_of(period: Period) -> str | None:
    """The name under which Django reads what is kept of a closed month; None for a month that is not closed."""
    if not period.is_closed or not SUM.fullmatch(period.checksum):
        return None
    name = f"month-{period.checksum}"
    known: OrderedDict[str, None] = _thread.__dict__.setdefault("known", OrderedDict())
    if name not in known or not _is_open(name):
        path = _folder() / f"{period.checksum}-{packing.schema().version}.sqlite3"
        if not _is_there(path) and not _fetch(period, path):
            return None
        connections[name] = _opened(name, path)
        known[name] = None
    known.move_to_end(name)
    while len(known) > MOST_OPEN:
        longest_unused, _none = known.popitem(last=False)
        if _is_open(longest_unused):
            connections[longest_unused].close()
            del connections[longest_unused]
    return name


def _is_open(name: str) -> bool:
    """Whether Django still has the connection: it belongs to a context, of which a thread may have several."""
    try:
        connections[name]
    except ConnectionDoesNotExist:
        return False
    return True


def _opened(name: str, path: Path) -> DatabaseWrapper:
    """A connection of this thread; it keeps the file open, which may go meanwhile to make room for others.

    It reads the file as it lies in the system's memory, which all processes share: a page of a large province asks for
    more of it than SQLite keeps of its own, and copied it anew each time (two of 26 ms).
    """
    found = packing.wrapper(f"file:{path}?mode=ro&immutable=1", name)
    with found.cursor() as cursor:
        cursor.execute(f"PRAGMA mmap_size = {MOST_MAPPED}")
        cursor.execute("SELECT COUNT(*) FROM sqlite_master")
    return found


def _is_there(path: Path) -> bool:
    """Whether the month is unpacked; it counts as the newest file from now on."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _folder() -> Path:
    folder = Path(settings.MONTHS_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _fetch(period: Period, path: Path) -> bool:
    """Unpack a month into its file. Of two that do so at once the later replaces what is the same."""
    content = _content(period)
    if content is None:
        return False
    handle, draft = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    try:
        packing.unpack_to(Path(draft), content)
        _ask_beforehand(period, draft)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    _forget_oldest(path.parent)
    return True


def _ask_beforehand(period: Period, path: str) -> None:
    """Lay the answers to what boards ask of the month alone beside its rows, so that no board waits for them."""
    name = f"unpacking-{period.checksum}"
    connections[name] = packing.wrapper(path, name)
    try:
        with reading(name), asking() as noted:
            for ask in askers:
                ask(period)
        store(name, noted)
    finally:
        connections[name].close()
        del connections[name]


def _content(period: Period) -> bytes | None:
    found = FrozenMonth.objects.filter(period=period, checksum=period.checksum, thawed_at=None)
    content = found.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[MOST_FILES:]:
        path.unlink(missing_ok=True)
