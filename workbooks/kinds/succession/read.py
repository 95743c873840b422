"""What a sheet says of successions, held against the tree: whole groups are merged, or none of their rows.

An agency before is one that stood on the day before, known by its administrative code and name, else by its name: a
code is no identity, for new agencies reuse the codes of others.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from agencies.clock import today
from agencies.models import Agency, AgencyName, Succession
from dxtracker.lib.text import fold, same_name_key
from kpis.grammar.faults import fault_of
from kpis.grammar.shapes import Problem
from workbooks.kinds import mending
from workbooks.kinds.preview import Change, Outcome, PreviewLine, table_summary
from workbooks.kinds.succession.words import WORDS
from workbooks.models import ImportRun
from workbooks.reading import plain_table
from workbooks.reading.asides import listed
from workbooks.reading.plain_table import PlainRow
from workbooks.reading.shapes import Book, Located

OFFICE = re.compile(r"^(ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+", re.IGNORECASE)
MISSING = {"old_name": "no_agency_before", "new_name": "no_agency_after", "legal_basis": "no_legal_basis"}


@dataclass(eq=False)
class Row:
    """A row as understood: `before` ends into `after` (None: it is yet to be formed) on `day`."""

    line: PlainRow
    before: Any = None  # the agency; none where the row is refused
    after: Agency | None = None
    day: date = date.min
    is_done: bool = False
    problems: list[Located] = field(default_factory=list)

    def text(self, role: str) -> str:
        return self.line.text(role)

    def refuse(self, role: str, code: str, proposals: tuple[str, ...] = (), **details: str) -> None:
        at = self.line.columns.get(role, 0)
        self.problems.append(Located(self.line.sheet, self.line.row, at, Problem(code, details, proposals)))

    @property
    def group(self) -> tuple[str, str]:
        return self.text("new_code"), same_name_key(self.text("new_name"))


@dataclass
class Group:
    """The rows of one agency after, and the code that a new one gets."""

    rows: list[Row]
    code: str

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def due(self) -> list[Row]:
        return [row for row in self.rows if not row.is_done]


@dataclass
class Tree:
    """Every agency of the province with its names, and what succeeded what."""

    agencies: list[Agency]
    names: dict[int, list[AgencyName]]
    heirs: dict[int, list[Succession]]

    def stood_on(self, day: date) -> list[Agency]:
        return [a for a in self.agencies if (a.active_from or day) <= day <= (a.active_to or day)]

    def called(self, name: str, day: date) -> list[Agency]:
        """Those that stood on `day` and bore the name, with or without "UBND" before it."""
        wanted = _bare(name)
        return [a for a in self.stood_on(day) if any(_bare(text) == wanted for text in self._names(a))]

    def _names(self, agency: Agency) -> list[str]:
        return [agency.name, agency.short_name, *(row.name for row in self.names.get(agency.pk, []))]


def _bare(name: str) -> str:
    """A name without the office in front: "UBND xã Tân Lập" is Xã Tân Lập."""
    return same_name_key(OFFICE.sub("", name.strip()))


def read(run: ImportRun, book: Book) -> Outcome:
    """The rows with what becomes of them. Raises CannotRead where no sheet lists successions."""
    required = [{"old_name", "old_code"}, {"new_name"}]
    tables, asked = mending.tables_of(run, book, WORDS, required, "no_succession_table")
    tree = tree_of(run.province)
    told = listed(book, tables, "old_name")
    rows = [_parsed(line) for line in told.rows]
    for row in rows:
        if not row.problems:
            _find_before(row, tree)
    groups = _grouped(rows, tree)
    return Outcome(
        layout="table",
        tables=[table_summary(table) for table in tables],
        lines=[_line(row, groups) for row in rows],
        problems=asked,
        notices=told.notices,
        totals=told.totals,
        payload=[group for group in groups.values() if group.due and not group.first.problems],
    )


def tree_of(province: Agency) -> Tree:
    """Three queries."""
    names: dict[int, list[AgencyName]] = defaultdict(list)
    for name in AgencyName.objects.filter(agency__province=province):
        names[name.agency_id].append(name)
    heirs: dict[int, list[Succession]] = defaultdict(list)
    for row in Succession.objects.filter(predecessor__province=province).select_related("successor"):
        heirs[row.predecessor_id].append(row)
    agencies = Agency.objects.filter(province=province).select_related("peer_group", "parent").order_by("path")
    return Tree(list(agencies), dict(names), dict(heirs))


def _parsed(line: PlainRow) -> Row:
    row = Row(line)
    for role, cell in line.cells.items():
        if problem := fault_of(cell):
            row.problems.append(Located(line.sheet, line.row, line.columns.get(role, 0), problem))
    for role, code in MISSING.items():
        if not row.text(role) and not (role == "old_name" and row.text("old_code")):
            row.refuse(role, code)
    if "effective" not in line.cells:
        row.refuse("effective", "no_effective_day")
    else:
        day = plain_table.day(line.cells["effective"])
        if isinstance(day, Problem):
            row.refuse("effective", "not_a_day", text=line.text("effective")[:60])
        elif day > today():
            row.refuse("effective", "effective_ahead", day=f"{day:%d/%m/%Y}")
        else:
            row.day = day
    return row


def _find_before(row: Row, tree: Tree) -> None:
    """Whom the row means before the change: of the same code and name, else of the name alone."""
    eve, name, code = row.day - timedelta(days=1), row.text("old_name"), row.text("old_code")
    stood = tree.stood_on(eve)
    coded = [a for a in stood if code and code in (a.unit_code, a.code)]
    named = tree.called(name, eve) if name else coded
    both = [a for a in coded if a in named] or ([] if coded and name and not named else named)
    if len(both) > 1 and row.text("old_parent"):
        above = _bare(row.text("old_parent"))
        both = [a for a in both if a.parent and _bare(a.parent.name).endswith(above)] or both
    if len(both) > 1:
        row.refuse("old_name", "ambiguous_before", name=name[:60], codes=", ".join(a.code for a in both[:5]))
    elif not both:
        near = get_close_matches(fold(name), [fold(a.name) for a in stood], n=3, cutoff=0.6)
        proposals = tuple(a.name for key in near for a in stood if fold(a.name) == key)[:3]
        row.refuse("old_name", "unknown_before", proposals, name=(name or code)[:60])
    else:
        row.before = both[0]


def _grouped(rows: Sequence[Row], tree: Tree) -> dict[tuple[str, str], Group]:
    """Rows of one agency after; a group with a refused row is refused as a whole."""
    seen: dict[int, Row] = {}
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.before is not None:
            first = seen.setdefault(row.before.pk, row)
            if first is not row:
                row.refuse("old_name", "before_twice", row=str(first.line.row))
        found[row.group].append(row)
    taken = {agency.code.casefold() for agency in tree.agencies}
    groups = {}
    for key, members in found.items():
        _agree(members, tree)
        groups[key] = Group(members, _code(members[0], taken))
    return groups


def _agree(rows: Sequence[Row], tree: Tree) -> None:
    first = rows[0]
    for row in rows[1:]:
        if (row.day, row.text("legal_basis")) != (first.day, first.text("legal_basis")) and not row.problems:
            row.refuse("legal_basis", "after_otherwise", row=str(first.line.row))
    for row in rows:
        if not row.problems:
            _find_after(row, tree)
    if broken := next((row for row in rows if row.problems), None):
        for row in rows:
            if not row.problems:
                row.refuse("new_name", "group_refused", row=str(broken.line.row))


def _find_after(row: Row, tree: Tree) -> None:
    """The agency after, where it stands: formed on that day, or another that bore the name and is not one that ends."""
    wanted = _bare(row.text("new_name"))
    for heir in tree.heirs.get(row.before.pk, []):
        if heir.effective_on == row.day and _bare(heir.successor.name) == wanted:
            row.after, row.is_done = heir.successor, True
            return
    if row.before.active_to is not None and row.before.active_to < row.day:
        row.refuse("old_name", "ended_otherwise", name=row.before.name)
        return
    standing = [a for a in tree.called(row.text("new_name"), row.day) if a.pk != row.before.pk]
    formed = [a for a in standing if a.active_from == row.day]
    others = [a for a in standing if not row.text("new_code")]
    row.after = next(iter(formed or others), None)


def _code(row: Row, taken: set[str]) -> str:
    """A code for the agency after that nobody has: its administrative code, with the year where one had it before."""
    if row.after is not None:
        return row.after.code
    letters = "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(row.text("new_name"))))[:20].upper()
    base = re.sub(r"[^\w.\-]", "", row.text("new_code"))[:30] or letters or "CQ"
    tries = [base, f"{base}-{row.day.year}", *(f"{base}-{n}" for n in range(2, 1000))]
    code = next(text for text in tries if text.casefold() not in taken)
    taken.add(code.casefold())
    return code


def _line(row: Row, groups: Mapping[tuple[str, str], Group]) -> PreviewLine:
    status = "refused" if row.problems else "unchanged" if row.is_done else "changed"
    group, changes = groups[row.group], []
    if status == "changed":
        changes = [Change("new_name", row.before.name, row.text("new_name"))]
    facts = [row.before.pk if row.before else None, row.after.pk if row.after else group.code, str(row.day)]
    title = row.text("old_name") or row.text("old_code")
    return PreviewLine(
        row.line.sheet, row.line.row, status, title, row.line.texts, changes, (), tuple(row.problems),
        facts,
    )  # fmt: skip
