"""Sheets of agencies with their other names: which are new, renamed, changed; what would make a name ambiguous.

An agency is known by its code, else by its name (spelling and tone placement do not matter). A blank cell leaves what
stands, aliases are added and never taken away, and nobody is moved in the tree: that is no matter for a sheet.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.tree.actions import hold_province
from dxtracker.lib.text import fold, same_name_key
from kpis.grammar.shapes import Problem
from workbooks.kinds import mending
from workbooks.kinds.agencies.cells import AgencyRow, parsed
from workbooks.kinds.agencies.known import Known, known_agencies
from workbooks.kinds.agencies.write import AgencyWriter
from workbooks.kinds.kind import Good, written
from workbooks.kinds.preview import Change, Outcome, PreviewLine, message, notices_of, problems, table_summary
from workbooks.models import ImportRun
from workbooks.reading import plain_table
from workbooks.reading.asides import listed
from workbooks.reading.shapes import Book

WORDS = {
    "agency_code": ("Mã", "Mã cơ quan", "Mã đơn vị", "Mã CQ", "Ký hiệu", "Code", "Agency code"),
    "name": (
        "Tên cơ quan", "Tên đơn vị", "Cơ quan", "Đơn vị", "Tên", "Tên cơ quan, đơn vị", "Cơ quan, đơn vị",
        "Tên chính thức", "Tên đầy đủ", "Tên gọi", "Name", "Agency", "Official name", "Agency name",
    ),
    "short_name": (
        "Tên viết tắt", "Tên ngắn", "Tên rút gọn", "Viết tắt", "Tên viết tắt/tên ngắn", "Tên tắt", "Tên gọi tắt",
        "short_name", "Abbreviation", "Short",
    ),
    "aliases": (
        "Tên gọi khác", "Các tên gọi khác", "Tên khác", "Cách viết khác", "Các cách viết khác", "Bí danh",
        "Aliases", "Alias", "Other names", "Also known as",
    ),
    "peer_group": (
        "Nhóm", "Nhóm cơ quan", "Khối", "Khối cơ quan", "Nhóm so sánh", "peer_group", "Group",
    ),
    "parent": (
        "Trực thuộc", "Cơ quan cấp trên", "Cơ quan chủ quản", "Đơn vị chủ quản", "Thuộc", "Thuộc cơ quan",
        "Parent", "Part of", "Belongs to",
    ),
    "level": ("Cấp", "Cấp đơn vị", "Loại", "Loại hình", "Level"),
    "unit_code": (
        "Mã đơn vị hành chính", "Mã ĐVHC", "Mã hành chính", "unit_code", "Administrative unit code",
        "Official unit code",
    ),
    "sort_order": ("Thứ tự", "Thứ tự sắp xếp", "Số thứ tự sắp xếp", "sort_order", "Order"),
    "active_from": ("Hiệu lực từ", "Có hiệu lực từ", "Từ ngày", "Hoạt động từ", "active_from", "Valid from"),
    "active_to": ("Hiệu lực đến", "Có hiệu lực đến", "Đến ngày", "Hoạt động đến", "active_to", "Valid to", "Until"),
}  # fmt: skip
EDITED = ("short_name", "peer_group", "sort_order", "unit_code", "active_from", "active_to")
LISTED = 500


@dataclass
class Payload(Good):
    """The good rows in an order in which a parent comes before its children; what is known."""

    known: Known


def read(run: ImportRun, book: Book) -> Outcome:
    """What the sheet says of agencies, against the tree. Raises shapes.CannotRead where no sheet lists agencies."""
    required = [{"name", "agency_code"}]
    tables, asked = mending.tables_of(run, book, WORDS, required, "no_agency_table")
    known = known_agencies(run.province)
    told = listed(book, tables, "name")
    rows = [parsed(line, known) for line in told.rows]
    _identify(rows, known)
    _check_names(rows, known)
    for row in rows:
        _compare(row)
    _resolve_parents(rows, known)
    good = [row for row in rows if not row.problems]
    return Outcome(
        layout="table",
        tables=[table_summary(table) for table in tables],
        lines=[_line(row) for row in rows],
        problems=asked,
        notices=(*notices_of(book, tables, "sheet_without_agencies"), *told.notices),
        totals=told.totals,
        missing=_missing(rows, known),
        payload=Payload(_parents_first(good), known),
    )


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Write the good rows; returns what undoing needs. In the caller's transaction."""
    hold_province(run.province_id)
    return written(AgencyWriter(run, outcome.payload.known, by=by), outcome)


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The good rows for machines: sheet, row, code, name, what would change, warnings."""
    by_place = {(line.sheet, line.row): line for line in outcome.lines}
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "code": row.code,
            "name": row.name or (row.agency.name if row.agency else ""),
            "status": by_place[row.sheet, row.row].status,
            "parent": row.parent_code,
            "aliases": list(row.aliases),
            "changes": [vars(change) for change in by_place[row.sheet, row.row].changes],
            "warnings": [message(warning) for warning in problems(row.warnings)],
        }
        for row in outcome.payload.good
    ]


def _identify(rows: Sequence[AgencyRow], known: Known) -> None:
    """Whom each row means: the agency of its code, else the one of its name, else a new one with a code of its own."""
    seen: dict[str, AgencyRow] = {}
    named: dict[tuple, AgencyRow] = {}
    taken = {*known.by_code, *(row.code.casefold() for row in rows)}
    for row in rows:
        row.agency = known.by_code.get(row.code.casefold()) if row.code else None
        if not row.code and row.name:
            _identify_by_name(row, known, taken)
        identity = row.code.casefold() or same_name_key(row.name)
        if row.agency is not None and row.agency.pk == known.province.pk:
            row.refuse("agency_code" if row.code else "name", Problem("province_itself"))
        elif row.agency is None and not row.name:
            row.refuse("name", Problem("agency_name_missing"))
        elif first := seen.get(identity) or _written_above(row, known, named):
            role = "agency_code" if "agency_code" in row.places else "name"
            row.refuse(role, Problem("duplicate_agency", {"row": str(first.row)}))
        seen.setdefault(identity, row)


def _written_above(row: AgencyRow, known: Known, named: dict[tuple, AgencyRow]) -> AgencyRow | None:
    """The row above of a new agency of this name in the same place; two that have codes of their own may be two."""
    if row.agency is not None:
        return None
    above = known.find(row.parent_text) if row.parent_text else known.province
    first = named.setdefault((same_name_key(row.name), above or same_name_key(row.parent_text), row.unit_code), row)
    if first is row or not ("agency_code" in row.places and "agency_code" in first.places):
        return None if first is row else first
    row.warn("name", Problem("name_of_several", {"agency": first.title}))
    return None


def _identify_by_name(row: AgencyRow, known: Known, taken: set[str]) -> None:
    found = known.named(row.name, row.parent_text)
    if len(found) > 1:
        codes = tuple(agency.code for agency in found)
        row.refuse("name", Problem("ambiguous_name", {"codes": ", ".join(codes)}))
    elif found:
        row.agency, row.code = found[0], found[0].code
    elif whose := known.others_called(row.name, None):
        row.refuse("name", Problem("name_of_another_agency", {"agency": whose[0].name}, (whose[0].name,)))
    else:
        row.code = _new_code(row.name, taken)
        taken.add(row.code.casefold())
        row.warn("name", Problem("code_made", {"code": row.code}))


def _new_code(name: str, taken: set[str]) -> str:
    """The first letters of the words of a name, with a number where somebody has them already.

    >>> _new_code("Sở Thông tin và Truyền thông", set()), _new_code("Sở Y tế", {"syt"})
    ('STTVTT', 'SYT2')
    """
    letters = "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(name)))[:20].upper() or "CQ"
    code, number = letters, 1
    while code.casefold() in taken:
        number += 1
        code = f"{letters}{number}"
    return code


def _check_names(rows: Sequence[AgencyRow], known: Known) -> None:
    """Refuse an alias that means somebody else; warn of a name that somebody else has too (two places may)."""
    called: dict[str, AgencyRow] = {}
    aliased: dict[str, AgencyRow] = {}
    for row in rows:
        for text in filter(None, (row.name, row.short_name)):
            called.setdefault(same_name_key(text), row)
    for row in rows:
        for alias in row.aliases:
            key = same_name_key(alias)
            others = [agency.name for agency in known.others_called(alias, row.agency)]
            others += [r.title for r in (called.get(key), aliased.get(key)) if r is not None and r is not row]
            if others:
                details = {"alias": alias[: plain_table.QUOTED], "agency": others[0]}
                row.refuse("aliases", Problem("alias_of_another_agency", details))
            aliased.setdefault(key, row)
        if row.name and (row.agency is None or same_name_key(row.name) != same_name_key(row.agency.name)):
            others = [agency.name for agency in known.others_called(row.name, row.agency)]
            if others and not row.problems:
                row.warn("name", Problem("name_of_several", {"agency": others[0]}))


def _resolve_parents(rows: Sequence[AgencyRow], known: Known) -> None:
    """Where each new agency hangs: the province by default, an agency that stands, or another row of the sheet."""
    codes, names = _new_ones(rows)
    for row in rows:
        if not row.parent_text:
            continue
        above = _called(row.parent_text, codes, names, known)
        if len(above) > 1:
            row.refuse("parent", Problem("ambiguous_name", {"codes": ", ".join(one.code for one in above)}))
        elif not above:
            details = {"name": row.parent_text[: plain_table.QUOTED]}
            row.refuse("parent", Problem("unknown_parent", details, known.nearest(row.parent_text)))
        elif row.agency is not None and row.agency.parent != above[0]:
            row.refuse("parent", Problem("agency_not_moved", {"parent": str(row.agency.parent)}))
        elif isinstance(above[0], AgencyRow):
            row.parent_row = above[0]
        else:
            row.parent = above[0]
    for row in rows:
        _settle_level(row, is_top=row.parent_row is None and row.parent in (None, known.province))
    for row, problem in [(row, _broken_chain(row)) for row in rows]:
        if problem:
            row.refuse("parent", problem)


def _new_ones(rows: Sequence[AgencyRow]) -> tuple[dict[str, AgencyRow], dict[str, list[AgencyRow]]]:
    """The new agencies of the sheet by code, and by name and short name: several may be called alike."""
    new = [row for row in rows if row.agency is None]
    names: dict[str, list[AgencyRow]] = defaultdict(list)
    for row in new:
        for key in {same_name_key(text) for text in (row.name, row.short_name) if text}:
            names[key].append(row)
    return {row.code.casefold(): row for row in reversed(new)}, names


def _called(
    text: str, codes: Mapping[str, AgencyRow], names: Mapping[str, list[AgencyRow]], known: Known
) -> list[AgencyRow | Agency]:
    """Whom a cell may mean: the one of this code, else all that are called so, new ones and one that stands."""
    code = text.casefold()
    if one := codes.get(code) or known.by_code.get(code):
        return [one]
    found = known.find(text)
    return [*names.get(same_name_key(text), ()), *([found] if found else ())]


def _settle_level(row: AgencyRow, *, is_top: bool) -> None:
    """The level of a new agency by where it hangs; refused is a division that no agency has, an agency inside one."""
    row.level = row.level or (Level.AGENCY if is_top else Level.DIVISION)
    if row.agency is None and row.level == (Level.DIVISION if is_top else Level.AGENCY):
        row.refuse("level" if "level" in row.places else "parent", Problem("level_elsewhere"))


def _broken_chain(row: AgencyRow) -> Problem | None:
    """Whether a row hangs below itself, or below a row that is refused."""
    above, passed = row.parent_row, [row]
    while above is not None:
        if above in passed:
            return Problem("parent_circle")
        if above.problems:
            return Problem("parent_refused", {"row": str(above.row)})
        passed.append(above)
        above = above.parent_row
    return None


def _parents_first(rows: Sequence[AgencyRow]) -> list[AgencyRow]:
    def depth(row: AgencyRow) -> int:
        return 0 if row.parent_row is None else 1 + depth(row.parent_row)

    return sorted(rows, key=depth)


def _compare(row: AgencyRow) -> None:
    """Fill `row.changed` (fields to edit) and `row.renamed_on`; refuse a name that would begin before the last one."""
    agency = row.agency
    if agency is None:
        if row.active_from and row.active_to and row.active_to < row.active_from:
            row.refuse("active_to", Problem("ends_before_it_begins"))
        return
    if row.level and "level" in row.places and row.level != agency.level:
        row.refuse("level", Problem("level_not_changed", {"level": agency.get_level_display()}))
    begun = {name.valid_from for name in row.names}
    given = {name: getattr(row, name) for name in EDITED if name in row.places and getattr(row, name) not in (None, "")}
    if row.name and same_name_key(row.name) != same_name_key(agency.name):
        row.renamed_on = given.pop("active_from", None) or today()
        last = max((day for day in begun if day), default=None)
        if last and row.renamed_on <= last:
            details = {"day": f"{last:%d/%m/%Y}"}
            row.refuse("active_from" if row.active_from else "name", Problem("name_begins_too_early", details))
        elif not row.active_from:
            row.warn("name", Problem("renamed_from_today", {"day": f"{row.renamed_on:%d/%m/%Y}"}))
    elif given.get("active_from") in begun:
        given.pop("active_from", None)  # the day from which a name holds, as it was imported before
    starts, ends = given.get("active_from", agency.active_from), given.get("active_to", agency.active_to)
    if starts and ends and ends < starts:
        row.refuse("active_to", Problem("ends_before_it_begins"))
    row.changed = {name: value for name, value in given.items() if getattr(agency, name) != value}


def _line(row: AgencyRow) -> PreviewLine:
    if row.problems:
        status, changes = "refused", []
    else:
        changes = _changes(row)
        status = "new" if row.agency is None else "changed" if changes else "unchanged"
    facts = [row.code, row.parent_code, str(row.renamed_on), [(c.field, c.old, c.new) for c in changes]]
    shown = changes if status == "changed" else []
    return PreviewLine.of(row, row.title, status, shown, facts)


def _changes(row: AgencyRow) -> list[Change]:
    """What the row changes, field by field; of a new agency all that it says."""
    agency = row.agency
    if agency is None:
        given = {name: getattr(row, name) for name in ("name", "code", "level", *EDITED)}
        found = [Change(name, "", _text(value)) for name, value in given.items() if value not in (None, "")]
    else:
        found = [Change("name", agency.name, row.name)] if row.renamed_on else []
        found += [Change(name, _text(getattr(agency, name)), _text(value)) for name, value in row.changed.items()]
    added = row.new_aliases
    return [*found, *([Change("aliases", "", "; ".join(added))] if added else [])]


def _text(value: Any) -> str:
    return "" if value is None else f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _missing(rows: Sequence[AgencyRow], known: Known) -> dict[str, Any]:
    """Agencies that stand today and that the sheet does not name (divisions apart); they stay."""
    named = {row.agency.pk for row in rows if row.agency}
    day = today()
    gone = [
        a for a in known.agencies
        if a.pk not in named and a.level != Level.DIVISION and (a.active_to is None or a.active_to >= day)
    ]  # fmt: skip
    return {"count": len(gone), "items": [{"agency": a.name, "title": a.code} for a in gone[:LISTED]]}
