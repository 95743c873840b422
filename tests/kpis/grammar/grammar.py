"""Reads the tables of docs/import-grammar.md."""

import re
from functools import cache
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "import-grammar.md"
NOTHING = "–"


@cache
def tables() -> dict[str, list[dict[str, str]]]:
    found = {}
    for name, block in re.findall(r"<!-- examples: ([\w ]+) -->\n((?:\|.*\n)+)", DOCUMENT.read_text(encoding="utf-8")):
        lines = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()]
        found[name] = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    return found


def line(row: dict[str, str]) -> str:
    """The row as a test's name."""
    return " ".join(f"{cell}," for cell in row.values())


def stored(cell: str) -> str:
    return cell.replace("⏎", "\n").replace("[U+00AD]", "\u00ad")


def plain(cell: str) -> str:
    return "" if cell == NOTHING else cell.strip("`")
