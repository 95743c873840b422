"""What is known before anybody has typed anything: today's provinces, groups to compare agencies in, usual causes."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

KINDS = ("Thành phố ", "Tỉnh ")


@dataclass(frozen=True)
class KnownProvince:
    """A province as it has been since 1/7/2025: its official number, letters for it, its name."""

    unit_code: str
    code: str
    name: str


@cache
def sheet(name: str) -> tuple[dict[str, str], ...]:
    """The rows of fixtures/start/<name>.csv, every cell as text."""
    path = Path(settings.BASE_DIR) / "fixtures" / "start" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def provinces() -> list[KnownProvince]:
    """The 34 provinces of today in the order of their official numbers (Quyết định 19/2025/QĐ-TTg)."""
    return [KnownProvince(**row) for row in sheet("provinces")]


def peer_groups(on: date) -> list[dict[str, str]]:
    """{code, name, name_en} of the groups in which a province compares its agencies on a day, in their order."""
    rows = [row for row in sheet("peer_groups") if not row["until"] or date.fromisoformat(row["until"]) >= on]
    return [{name: row[name] for name in ("code", "name", "name_en")} for row in rows]


def causes() -> list[dict[str, str]]:
    """{code, kind, name} of the causes a province begins with; it changes and adds its own."""
    return [dict(row) for row in sheet("causes")]


def pillars() -> list[dict[str, str]]:
    """{code, name, name_en} of the pillars of digital transformation, in their order."""
    return [dict(row) for row in sheet("pillars")]


def short_of(name: str) -> str:
    """A province's name without its kind.

    >>> short_of("Tỉnh Phú Thọ"), short_of("Thành phố Huế"), short_of("Huế")
    ('Phú Thọ', 'Huế', 'Huế')
    """
    for kind in KINDS:
        if name.casefold().startswith(kind.casefold()):
            return name[len(kind) :].strip()
    return name


def agencies(province: str, unit_code: str) -> list[dict[str, str]]:
    """{code, name, short_name, aliases, group, unit_code} a province of today usually has, in protocol order.

    Where the province is a city, its bodies are called so. Communes are those of which the numbers are known.
    """
    groups = {row["code"]: row["name"] for row in sheet("peer_groups")}
    is_city = province.casefold().startswith("thành phố")
    found = []
    for row in sheet("agencies"):
        own = {name: _of_a_city(row[name]) if is_city else row[name] for name in ("name", "short_name", "aliases")}
        found.append(own | {"code": row["code"], "group": groups[row["group"]], "unit_code": ""})
    for row in sheet("communes"):
        if row["province"] == unit_code:
            said = {"name": f"UBND {row['name'][:1].lower()}{row['name'][1:]}", "short_name": row["name"]}
            code = f"X{row['code']}"
            found.append(said | {"code": code, "group": groups["xa"], "unit_code": row["code"], "aliases": ""})
    return found


def _of_a_city(text: str) -> str:
    return text.replace("tỉnh", "thành phố").replace("Tỉnh", "Thành")
