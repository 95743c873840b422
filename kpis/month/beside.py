"""What upper floors say at an item of the month's page: they hand it down when they start.

`columns` are annotated to the items' own question, so that a page asks nothing more; `sayings` put them into words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kpis.models import Assignment


@dataclass(frozen=True)
class Beside:
    """A sentence, and the page that it is about."""

    text: str
    url: str


columns: dict[str, Any] = {}
sayings: list[Callable[[Assignment], Iterable[Beside]]] = []


def beside(item: Assignment) -> list[Beside]:
    """All that is said at an item which `items_of` found; no query."""
    return [one for saying in sayings for one in saying(item)]
