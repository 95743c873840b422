"""What a kind of import does: how it reads, writes, says for machines and takes back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agencies.work.carrying import tell
from workbooks.kinds.preview import Outcome


@dataclass(frozen=True)
class Kind:
    """`read(run, book)` → Outcome; `write(run, outcome, by, at)` → what undoing needs; and so on.

    A kind about one thing of its own (a signing event): `place(province, key, agency code or "")` → what `store` takes
    beside the file, or CannotChange; `about(run)` → its name; `after(run)` → (label, address) of where it is seen.
    """

    read: Callable[..., Outcome]
    write: Callable[..., dict[str, Any]]
    describe: Callable[[Outcome], list[dict[str, Any]]]
    take_back: Callable[..., None]
    place: Callable[..., dict[str, Any]] | None = None
    about: Callable[..., str] | None = None
    after: Callable[..., list[tuple[str, str]]] | None = None


@dataclass
class Good:
    """All that most kinds need for writing: the good rows."""

    good: list[Any]


def written(writer: Any, outcome: Outcome) -> dict[str, Any]:
    """Have the good rows written one by one; what undoing needs."""
    rows = outcome.payload.good
    for done, row in enumerate(rows, 1):
        writer.write(row)
        tell("write", done, len(rows))
    changes: dict[str, Any] = writer.changes
    return changes
