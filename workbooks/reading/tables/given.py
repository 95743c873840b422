"""What a reading of a workbook is given: who there is, the plan's year, what people said of its headings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dxtracker.lib.text import same_name_key
from workbooks.reading.agencies.names import Directory, find
from workbooks.reading.shapes import Column
from workbooks.reading.tables.headings import Guess, guess


@dataclass(frozen=True)
class Asked:
    """`mapping`: sheet → column → role as a person corrected it; `remembered`: `same_name_key` of a heading → role."""

    directory: Directory
    year: int
    mapping: Mapping[str, Mapping[int, Column]] = field(default_factory=dict)
    remembered: Mapping[str, Column] = field(default_factory=dict)

    def guess(self, *parts: str) -> Guess:
        """What a column under these headings may hold."""
        if self.remembered and (role := self.remembered.get(same_name_key(parts[-1]))):
            return Guess((Column(role),), 3)
        return guess(parts, self.year)

    def role(self, text: str) -> Column | None:
        """What a heading by itself says first."""
        columns = self.guess(text).columns if text else ()
        return columns[0] if columns else None

    def is_agency(self, text: str) -> bool:
        """Does a heading name agencies and nothing else?"""
        found = find(text, self.directory)
        return bool(found.codes) and not found.unknown
