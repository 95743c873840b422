"""How far the work on a large import is: a small file under MEDIA_ROOT that working and watching processes share.

Its content says what is done, its time of change is the heartbeat: after 30 seconds without one the work has died.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

SILENT_SECONDS = 30
BEAT_SECONDS = 5
WAITING = "wait"


@dataclass
class Progress:
    """Of one run: `task` is "read" or "confirm"; `error` is what stopped it, for people.

    `by` is the key of who asked for it, `keep_good` and `as_written` what is said with
    "confirm", `asked_at` the moment in Unix seconds.
    """

    task: str
    stage: str = "start"
    done: int = 0
    total: int = 0
    error: str = ""
    by: int = 0
    keep_good: bool = False
    as_written: bool = False
    asked_at: float = 0.0
    is_alive: bool = True

    @property
    def is_running(self) -> bool:
        return self.is_alive and not self.error

    @property
    def words(self) -> str:
        """The stage in the reader's language."""
        named = {
            WAITING: _("Waiting for its turn"),
            "read": _("Reading the file"),
            "write": _("Writing the items"),
            "judge": _("Judging the items"),
        }
        return named.get(self.stage, _("Beginning"))


def path_of(pk: int) -> Path:
    """Where the progress of a run is kept: next to the stored files."""
    return Path(settings.MEDIA_ROOT) / "imports" / "progress" / f"{pk}.json"


def progress_of(pk: int) -> Progress | None:
    """The progress of a run; None where nothing is under way and nothing has failed."""
    path = path_of(pk)
    try:
        said = json.loads(path.read_text())
        silent = time.time() - path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return None
    return Progress(**said, is_alive=silent < SILENT_SECONDS)


def all_of_them() -> list[tuple[int, Progress]]:
    """The progress of every run that has one."""
    keys = [int(path.stem) for path in path_of(0).parent.glob("*.json")]
    return [(key, found) for key in sorted(keys) if (found := progress_of(key)) is not None]


def tell(pk: int, progress: Progress) -> None:
    """Write the progress of a run in one step, so that nobody reads half of it."""
    path = path_of(pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    said = asdict(progress)
    del said["is_alive"]
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(said))
    draft.replace(path)


def forget(pk: int) -> None:
    """The work of a run is over and went well, or its failure was read."""
    path_of(pk).unlink(missing_ok=True)


@contextmanager
def heartbeat(pk: int) -> Iterator[None]:
    """Touch the file of a run every few seconds, and those of what waits behind it: somebody is at work."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            waiting = [key for key, asked in all_of_them() if asked.stage == WAITING]
            for path in map(path_of, (pk, *waiting)):
                with suppress(FileNotFoundError):
                    os.utime(path)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
