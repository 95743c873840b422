"""One row of a sheet of agencies: its cells as values, each refused where it stands."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.enums import Level
from agencies.models import Agency, AgencyName, PeerGroup
from dxtracker.lib.text import clean, fold, same_name_key
from kpis.grammar.shapes import Cell, Problem
from workbooks.kinds.agencies.known import Known
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainRow, Understood

CODE = re.compile(r"[\w.\-]{1,40}")
BETWEEN_ALIASES = re.compile(r"[;|\n]")
LONGEST = {"name": 200, "short_name": 80, "unit_code": 10}
MOST_ORDER = 2_000_000_000
LEVELS = {
    Level.AGENCY: ("agency", "co quan", "so nganh", "so ban nganh", "cap so", "huyen", "cap huyen", "department"),
    Level.DIVISION: ("division", "phong", "don vi truc thuoc", "phong don vi", "phong ban", "don vi"),
    Level.COMMUNE: ("commune", "xa", "cap xa", "xa phuong", "phuong", "thi tran"),
}
LEVEL_OF = {word: level for level, words in LEVELS.items() for word in words}


@dataclass(eq=False)
class AgencyRow(Understood):
    """A row as understood. `agency` is whom it means (None: a new one)."""

    known: Known
    code: str = ""
    name: str = ""
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    peer_group: PeerGroup | None = None
    parent_text: str = ""
    level: str = ""
    unit_code: str = ""
    sort_order: int | None = None
    active_from: date | None = None
    active_to: date | None = None
    agency: Agency | None = None
    parent: Agency | None = None  # that stands; None: the province, or `parent_row`
    parent_row: "AgencyRow | None" = None
    renamed_on: date | None = None
    changed: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name or (self.agency.name if self.agency else self.code)

    @property
    def parent_code(self) -> str:
        if self.parent_row is not None:
            return self.parent_row.code
        above = self.agency.parent_id if self.agency else self.parent.pk if self.parent else self.known.province.pk
        return self.known.by_pk[above].code if above else ""

    @property
    def names(self) -> list[AgencyName]:
        """The names that the agency has or had."""
        return self.known.names.get(self.agency.pk, []) if self.agency else []

    @property
    def new_aliases(self) -> list[str]:
        """The aliases that nobody would recognise the agency by yet, once each."""
        own = set(self.known.own.get(self.agency.pk, ())) if self.agency else set()
        own |= {same_name_key(text) for text in (self.name, self.short_name, self.code) if text}
        found = {same_name_key(alias): alias for alias in reversed(self.aliases)}
        return [alias for key, alias in reversed(found.items()) if key not in own]


def parsed(line: PlainRow, known: Known) -> AgencyRow:
    """The cells of a row as values; what cannot be one is refused at its cell."""
    row = AgencyRow(line.sheet, line.row, line.cells, line.columns, line.texts, known)
    sound = row.sound(line)
    for role, longest in LONGEST.items():
        setattr(row, role, row.fitting(sound, role, longest))
    _code(row, sound.text("agency_code"))
    _aliases(row, sound.cells.get("aliases"))
    _group(row, sound.text("peer_group"))
    _level(row, sound.text("level"))
    _order(row, sound.text("sort_order"))
    row.parent_text = sound.text("parent")
    row.active_from, row.active_to = row.day(sound, "active_from"), row.day(sound, "active_to")
    return row


def _code(row: AgencyRow, text: str) -> None:
    if text and not CODE.fullmatch(text):
        row.refuse("agency_code", Problem("bad_code", {"code": text[: plain_table.QUOTED]}))
    row.code = text


def _aliases(row: AgencyRow, cell: Cell | None) -> None:
    texts = [clean(piece) for piece in BETWEEN_ALIASES.split(plain_table.shown(cell))] if cell else []
    if any(len(text) > 200 for text in texts):
        row.refuse("aliases", Problem("too_long", {"limit": "200"}))
    row.aliases = tuple(dict.fromkeys(text for text in texts if text and len(text) <= 200))


def _group(row: AgencyRow, text: str) -> None:
    row.peer_group = row.known.group(text) if text else None
    if text and row.peer_group is None:
        details = {"name": text[: plain_table.QUOTED]}
        row.refuse("peer_group", Problem("unknown_group", details, row.known.nearest_groups(text)))


def _level(row: AgencyRow, text: str) -> None:
    row.level = LEVEL_OF.get(fold(text), "")
    if text and not row.level:
        proposals = tuple(str(level.label) for level in LEVELS)
        row.level = next((level for level in LEVELS if str(level.label).casefold() == text.casefold()), "")
        if not row.level:
            row.refuse("level", Problem("unknown_level", {"name": text[: plain_table.QUOTED]}, proposals))


def _order(row: AgencyRow, text: str) -> None:
    if text.isascii() and text.isdigit() and int(text[:12]) <= MOST_ORDER:
        row.sort_order = int(text)
    elif text:
        row.refuse("sort_order", Problem("not_a_whole_number", {"text": text[: plain_table.QUOTED]}))
