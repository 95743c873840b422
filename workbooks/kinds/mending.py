"""What people said of a file: cells put right in the page, names given to agencies, headings explained."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, AgencyAlias, PeerGroup, PhraseAlias, User
from agencies.tree.actions import add_alias, add_phrase
from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Cell
from kpis.grammar.text import without_marks
from workbooks.models import HeadingAlias, ImportRun
from workbooks.opening.addresses import address_of
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainTable
from workbooks.reading.shapes import Book, Located, Sheet


def mended(book: Book, mends: Mapping[str, str]) -> Book:
    """`book` with cells replaced by the texts of `mends` ("Sheet!D13" → text), as if they had been typed there."""
    if not mends:
        return book
    by_sheet: dict[str, dict[tuple[int, int], str]] = {}
    for place, text in mends.items():
        if at := address_of(place):
            by_sheet.setdefault(at.sheet, {})[at.row, at.column] = text
    return replace(book, sheets=tuple(_retyped(sheet, by_sheet.get(sheet.name, {})) for sheet in book.sheets))


def _retyped(sheet: Sheet, texts: Mapping[tuple[int, int], str]) -> Sheet:
    if not texts:
        return sheet
    rows = {number: dict(cells) for number, cells in sheet.rows.items()}
    for (row, column), text in texts.items():
        cells = rows.setdefault(row, {})
        before = cells.get(column)
        bare, marks = without_marks(text)
        cells[column] = Cell(bare, marks=marks, typed_over=str(before.value) if before else "")
    return replace(sheet, rows=rows)


def learn(run: ImportRun, *, by: User | None) -> dict[str, list[int]]:
    """Keep the headings and phrases that were explained in this run, and the names that shall be remembered.

    The keys of the rows made, for undoing.
    """
    agencies = {a.code: a for a in Agency.objects.within(run.province)}
    aliases, headings = [], []
    phrases = []
    reason = f"import {run.pk} {run.sha256}"
    for name, code in run.choices.get("aliases", {}).items():
        if code.startswith("@") or "|" in code:
            phrases += _learn_phrase(run, name[:200], code, agencies, by=by)
            continue
        if name not in run.choices.get("remembered", {}):
            continue
        known = AgencyAlias.objects.filter(province=run.province, key=same_name_key(name[:200]))
        if code in agencies and not known.exists():
            aliases.append(add_alias(agencies[code], name[:200], by=by, reason=reason).pk)
    for heading, role in _explained(run):
        defaults = {"heading": heading[:200], "column": role}
        key = same_name_key(heading[:200])
        entry, made = HeadingAlias.objects.get_or_create(
            province=run.province, kind=run.kind, key=key, defaults=defaults
        )
        if made:
            headings.append(entry.pk)
            new = {"kind": run.kind, "heading": entry.heading, "means": role}
            record(entry, "heading-explained", by=by, at=now(), agency=run.province_id, new=new, reason=reason)
    return {"aliases": aliases, "headings": headings, "phrases": phrases}


def _learn_phrase(
    run: ImportRun, phrase: str, meaning: str, agencies: Mapping[str, Agency], *, by: User | None
) -> list[int]:
    """Keep what a phrase for many bodies means; the key of the row where one was made."""
    group = PeerGroup.objects.of(run.province).filter(code=meaning[1:]).first() if meaning.startswith("@") else None
    named = [agencies[code] for code in meaning.split("|") if code in agencies]
    known = PhraseAlias.objects.filter(province=run.province, key=same_name_key(phrase))
    if (group is None and not named) or known.exists():
        return []
    reason = f"import {run.pk} {run.sha256}"
    return [add_phrase(run.province, phrase, group=group, agencies=named, by=by, reason=reason).pk]


def shown(book: Book, decisions: Mapping[str, str]) -> Book:
    """`book` with the hidden sheets to be read that somebody asked for ("Sheet!0" → "show")."""
    asked = {place.removesuffix("!0") for place, said in decisions.items() if said == "show"}
    if not asked:
        return book
    return replace(book, sheets=tuple(replace(s, is_hidden=s.is_hidden and s.name not in asked) for s in book.sheets))


def _explained(run: ImportRun) -> list[tuple[str, Any]]:
    """(heading, role) of every column that somebody put right."""
    said = run.choices.get("columns", {})
    return [
        (column["heading"], said[table["sheet"]][str(column["number"])])
        for table in run.understood.get("tables", [])
        for column in table["columns"]
        if column["heading"] and str(column["number"]) in said.get(table["sheet"], {})
    ]


def tables_of(
    run: ImportRun, book: Book, words: Mapping[str, Collection[str]], required: Collection[Collection[str]], code: str
) -> tuple[list[PlainTable], tuple[Located, ...]]:
    """The plain tables of a file by `words` and what was said of its columns, else what is asked of them.

    Raises CannotRead(code) where there is nothing like a table.
    """
    said = {sheet: {int(n): role for n, role in c.items()} for sheet, c in run.choices.get("columns", {}).items()}
    known = remembered(run.province, run.kind)
    tables = plain_table.find(book, words, required, said=said, remembered=known)
    return (tables, ()) if tables else plain_table.offered(book, words, required, code)


def remembered(province: Agency, kind: str) -> dict[str, str]:
    """Headings explained before: key of the heading → role."""
    return dict(HeadingAlias.objects.filter(province=province, kind=kind).values_list("key", "column"))
