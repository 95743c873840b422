"""The indicator that a row means: by its code, else by its name; a new one as the catalogue will hold it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from agencies.models import Agency
from dxtracker.lib.text import fold, same_name_key
from kpis.enums import Kind, OverAgencies, OverTime
from kpis.grammar.units import is_percent
from kpis.models import Indicator, Pillar
from workbooks.reading.shapes import ItemRow

LOOKED_AT = 1000  # new names of one sheet that are compared with the catalogue
LONG_NAME = 30  # characters; one that goes on where the other ends is asked about too
NEAR = 0.92  # two names this alike are probably one indicator, spelled twice
PARTS = re.compile(r"^(?:tỷ|tỉ) lệ (?P<top>.+?)\s*/\s*(?P<bottom>.+)$", re.IGNORECASE)
NO_PILLAR = ("chua-phan-nhom", "Lĩnh vực khác", "Other fields")


@dataclass
class Catalogue:
    """A province's indicators by code and by name; `near` finds a name that is almost the same."""

    province: Agency
    by_code: dict[str, Indicator]
    by_key: dict[str, Indicator]
    taken: set[str]
    _near: dict[str, str] = field(default_factory=dict)
    _folded: list[tuple[str, str]] = field(default_factory=list)

    def match(self, row: ItemRow) -> Indicator | None:
        """The catalogue's entry for a row; None where the row names a new one."""
        return self.by_code.get(row.code) or self.by_key.get(same_name_key(row.indicator))

    def near(self, name: str) -> str:
        """The catalogue's name that is almost `name`, or an empty string. After so many names it looks no further."""
        if name not in self._near:
            self._near[name] = self._nearest(fold(name)) if len(self._near) < LOOKED_AT else ""
        return self._near[name]

    def _nearest(self, bare: str) -> str:
        if not self._folded:
            self._folded = [(fold(entry.name), entry.name) for entry in self.by_key.values()]
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(bare)  # what is worked out of the second text is kept for all the first ones
        best = (NEAR, "")
        for other, name in self._folded:
            if min(len(bare), len(other)) >= LONG_NAME and (other.startswith(bare) or bare.startswith(other)):
                return name
            if abs(len(bare) - len(other)) > 0.2 * max(len(bare), len(other)):
                continue
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
                best = max(best, (matcher.ratio(), name))
        return best[1]


def catalogue_of(province: Agency) -> Catalogue:
    """The catalogue of `province`; one query."""
    rows = list(Indicator.objects.filter(province=province).order_by("sort_order", "code"))
    by_key: dict[str, Indicator] = {}
    for row in rows:
        by_key.setdefault(same_name_key(row.name), row)
    return Catalogue(province, {row.code: row for row in rows}, by_key, {row.code for row in rows})


def new_indicators(catalogue: Catalogue, rows: Iterable[ItemRow]) -> dict[str, Indicator]:
    """Unsaved catalogue entries for the rows that match none, by the key of their name, with fresh codes.

    A new entry is a guess that an administrator may put right: per cent is a ratio of two parts, "hoàn thành" a
    deliverable, anything else a number; the pillar is the one that the section names.
    """
    pillars = list(Pillar.objects.all())
    found: dict[str, Indicator] = {}
    for row in rows:
        key = same_name_key(row.indicator)
        if key not in found and catalogue.match(row) is None:
            found[key] = _new(catalogue, row, _pillar(pillars, row.section), len(found) + len(catalogue.taken) + 1)
    return found


def _new(catalogue: Catalogue, row: ItemRow, pillar: Pillar, number: int) -> Indicator:
    code = row.code or f"M-{number:03d}"
    while code in catalogue.taken:
        number += 1
        code = f"M-{number:03d}"
    catalogue.taken.add(code)
    entry = Indicator(province=catalogue.province, code=code, name=row.indicator, pillar=pillar, unit=row.unit)
    entry.sort_order = 1000 + number
    entry.search_text = fold(f"{row.indicator} {code}")
    if row.goal and row.goal.operator == "done":
        entry.kind, entry.over_time, entry.over_agencies = Kind.DELIVERABLE, OverTime.LATEST, OverAgencies.ALL
    elif is_percent(row.unit):
        parts = PARTS.match(row.indicator)
        entry.kind, entry.over_agencies = Kind.RATIO, OverAgencies.RATIO
        entry.numerator_label = (parts["top"] if parts else "Số đạt")[:200]
        entry.denominator_label = (parts["bottom"] if parts else "Tổng số")[:200]
    else:
        entry.kind = Kind.NUMBER
    return entry


def _pillar(pillars: list[Pillar], section: str) -> Pillar:
    words = fold(section)
    for pillar in pillars:
        if pillar.name and fold(pillar.name) in words:
            return pillar
    code, name, english = NO_PILLAR
    for pillar in pillars:
        if pillar.code == code:
            return pillar
    pillars.append(Pillar(code=code, name=name, name_en=english, sort_order=999))
    return pillars[-1]
