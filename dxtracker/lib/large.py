"""Large parts of a page, put in at its end.

A template copies what it is made of twice, and so does each that it stands in: the tables of a province of 200
agencies, 400 KB, twelve times. Inside `put_in_last` such a part leaves a mark in its place, and is copied once.

>>> with put_in_last() as whole:
...     page = f"<table>{apart('rows' * LEAST)}</table>"
...     len(page) < LEAST, len(whole(page)) == len("<table></table>") + 4 * LEAST
(True, True)
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LEAST = 4_000  # letters from which the mark is worth it
MARK = secrets.token_hex(16)  # of this process: what people write never holds it
PLACE = re.compile(rf"{MARK}(\d+)\.")
_parts: ContextVar[list[str] | None] = ContextVar("parts", default=None)


@contextmanager
def put_in_last() -> Iterator[Callable[[str], str]]:
    """Inside, large parts are kept apart; what is yielded puts them into the page that came of it."""
    parts: list[str] = []
    token = _parts.set(parts)
    try:
        yield lambda page: _whole(page, parts)
    finally:
        _parts.reset(token)


def apart(text: str) -> str:
    """The text, or the mark that stands for it."""
    parts = _parts.get()
    if parts is None or len(text) < LEAST:
        return text
    parts.append(text)
    return f"{MARK}{len(parts) - 1}."


def _whole(page: str, parts: list[str]) -> str:
    pieces = PLACE.split(page) if parts else [page]
    pieces[1::2] = [parts[int(number)] for number in pieces[1::2]]
    return "".join(pieces)
