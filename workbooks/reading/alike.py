"""Rows of a sheet that are called alike: parts of two things, the same said twice, the same said otherwise. Pure."""

import re
from collections import defaultdict
from dataclasses import replace

from dxtracker.lib.text import clean, fold, same_name_key
from kpis.grammar.shapes import Problem
from workbooks.reading.shapes import Column, ItemRow, Located

LEVEL = re.compile(
    r"(?:o |tai )?(?:cap )?(?:tinh|huyen|xa|so|thanh thi|nong thon|do thi)|(?:cap )?(?:tinh, )?huyen, xa"
)
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ \u00a0"
CONSONANTS = dict.fromkeys(map(ord, VOWELS))


def told_apart(rows: list[ItemRow]) -> list[ItemRow]:
    """Parts of two things that are called alike ("Cấp tỉnh") bear the name of what they are parts of."""
    parents: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.parent:
            parents[same_name_key(row.indicator)].add(same_name_key(row.parent))
    return [
        _with_parent(row)
        if row.parent and (len(parents[same_name_key(row.indicator)]) > 1 or LEVEL.fullmatch(fold(row.indicator)))
        else row
        for row in rows
    ]


def _with_parent(row: ItemRow) -> ItemRow:
    remark = Problem("named_with_parent", {"name": row.indicator, "parent": row.parent})
    at = Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), remark)
    return replace(row, indicator=f"{row.parent} - {row.indicator}", warnings=(*row.warnings, at))


def without_repeats(rows: list[ItemRow]) -> list[ItemRow]:
    """Rows without those that say again what another said; those that say otherwise are refused."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.leads and row.indicator and not row.is_goal:
            alike[row.indicator.casefold().translate(CONSONANTS)].append(place)
    gone: set[int] = set()
    for places in alike.values():
        if len(places) > 1:
            _settle(rows, places, gone)
    _settle_goals(rows, gone)
    return [row for place, row in enumerate(rows) if place not in gone]


def _settle(rows: list[ItemRow], places: list[int], gone: set[int]) -> None:
    """Rows whose names may be the same: the first to give an indicator to an agency stands."""
    given: dict[tuple[str, str], int] = {}
    for place in places:
        row = rows[place]
        key = same_name_key(row.indicator)
        earlier = {lead: given[key, lead] for lead in row.leads if (key, lead) in given}
        given |= {(key, lead): place for lead in row.leads if (key, lead) not in given}
        if not earlier:
            continue
        first = rows[min(earlier.values())]
        where = {"row": _where(first, row)}
        at = Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), Problem("repeated_row", where))
        if any(_says(rows[other]) != _says(row) for other in earlier.values()):
            refusal = replace(at, problem=Problem("repeated_otherwise", where))
            rows[place] = replace(row, problems=(*row.problems, refusal))
        elif len(earlier) == len(row.leads) and not row.problems:
            gone.add(place)
            kept = min(earlier.values())
            rows[kept] = replace(rows[kept], warnings=(*rows[kept].warnings, at))
        else:
            others = tuple(lead for lead in row.leads if lead not in earlier)
            rows[place] = replace(row, leads=others or row.leads, warnings=(*row.warnings, at))


def _settle_goals(rows: list[ItemRow], gone: set[int]) -> None:
    """A goal that another row gave before counts once; one that says otherwise of the same year is refused."""
    given: dict[tuple[str, str, int], tuple[str, ItemRow]] = {}
    for place, row in enumerate(rows):
        if not row.goals or place in gone:
            continue
        key = same_name_key(row.indicator)
        known = [given.get((key, lead, goal.year), (goal.raw, row)) for goal in row.goals for lead in row.leads]
        others = [goal.raw for goal in row.goals for _ in row.leads]
        clash = next((first for (raw, first), own in zip(known, others, strict=True) if clean(raw) != clean(own)), None)
        at = Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), Problem(""))
        if clash is not None:
            refusal = replace(at, problem=Problem("repeated_otherwise", {"row": _where(clash, row)}))
            rows[place] = replace(row, problems=(*row.problems, refusal))
            continue
        fresh = tuple(g for g in row.goals if any((key, lead, g.year) not in given for lead in row.leads))
        if row.is_goal and not fresh:
            gone.add(place)
        elif fresh != row.goals:
            rows[place] = replace(row, goals=fresh)
        given |= {(key, lead, goal.year): (goal.raw, row) for goal in fresh for lead in row.leads}


def _says(row: ItemRow) -> tuple[object, ...]:
    goal = row.goal
    told = (goal and (goal.operator, goal.low, goal.high), row.deadline, row.is_recurring, row.unit.casefold())
    return (*told, row.goals)


def _where(first: ItemRow, row: ItemRow) -> str:
    return str(first.row) if first.sheet == row.sheet else f"{first.sheet}!{first.row}"
