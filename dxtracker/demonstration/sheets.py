"""The files of fixtures/ as rows."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of fixtures/<name>.csv, every cell as text."""
    with (folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree(name: str):
    """The content of fixtures/<name>.json."""
    return json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))


def day(text: str) -> date | None:
    """An ISO date; None for an empty cell."""
    return date.fromisoformat(text) if text else None


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def is_illustrative(row: dict) -> bool:
    """Whether a row is invented: everything is that does not say it is of record."""
    return row["is_record"] not in ("1", True)
