"""The shapes of what a kind of import brings in words: its workbook to fill in, the names of its columns."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from agencies.pages.counted import Counted


class Blank(NamedTuple):
    """A workbook to fill in: headings by language, widths, example rows, sentences on how to write what."""

    headings: Mapping[str, tuple[str, ...]]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    guide: tuple[Any, ...]


class Words(NamedTuple):
    """A kind's words: its columns by role; of what stands and the sheet does not name; of what it wrote, by table.

    `fields` are what a change may be about and has no column of its own.
    """

    columns: Mapping[str, Any]
    fields: Mapping[str, Any]
    missing: Counted
    written: Mapping[str, Counted]
