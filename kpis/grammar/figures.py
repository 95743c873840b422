"""What a figure may be for what it measures: things are counted whole, and a count is no per cent. Pure."""

import re
from dataclasses import replace
from decimal import Decimal

from kpis.grammar import values
from kpis.grammar.shapes import Cell, Problem
from kpis.grammar.text import flat, quoted
from kpis.grammar.units import is_percent

# Money, sizes and times may be typed with decimals, as may what is told in thousands or millions.
_MEASURED = re.compile(
    r"\b(?:dong|vnd|usd|tien|von|kinh phi|ngan sach|chi phi|gia tri|doanh thu|doanh so|thu nhap|grdp|gdp|san luong"
    r"|nghin|ngan|trieu|ty|dien tich|ha|km2?|m2|met|tan|kg|[gmtk]b|[gm]bps|dung luong|toc do|gio|phut|giay|thoi gian"
    r"|diem|chi so|lan|he so)\b"
)
_COUNTED = re.compile(
    r"(?:tong )?(?:so )?(?:ho so|luot|nguoi|can bo|cong chuc|vien chuc|hoc vien|van ban|ket qua|bao cao|tin|bai|thu tuc"
    r"|dich vu|bo du lieu|co so du lieu|su co|may|thiet bi|he thong|lop|cuoc|hoi nghi|co quan|don vi|to\b|thon|xa"
    r"|huyen|ho\b|doanh nghiep|co so|hop tac xa|tai khoan|chung thu|giao dich|nen tang|ung dung|du an|nhiem vu|de an"
    r"|san pham|loai)"
)


def figure(cell: Cell, unit: str, *, is_signed: bool = False) -> Decimal | Problem | None:
    """A month's figure in `unit`: as values.number, but things are counted whole and not in per cent.

    `is_signed`: what it measures may be below zero.
    """
    if is_percent(unit):
        return values.number(cell, percent_row=True, is_signed=is_signed)
    unit = flat(unit)
    is_count = bool(_COUNTED.match(unit)) and not _MEASURED.search(unit)
    found = values.number(cell, is_signed=is_signed)
    return _fitting(cell, found, no_percent=bool(unit), whole=is_count)


def part(cell: Cell, label: str) -> Decimal | Problem | None:
    """A part of a ratio, of which `label` says what is counted: whole, unless it is money or a measure."""
    return _fitting(cell, values.number(cell), no_percent=True, whole=not _MEASURED.search(flat(label)))


def _fitting(cell: Cell, found: Decimal | Problem | None, *, no_percent: bool, whole: bool) -> Decimal | Problem | None:
    text = str(cell.value)
    in_percent = "%" in text or "%" in cell.format or "phan tram" in flat(text)
    if isinstance(found, Problem):
        return replace(
            found, proposals=tuple(p for p in found.proposals if not (whole or no_percent) or _fits(p, whole))
        )
    if found is not None and no_percent and in_percent:
        return Problem("percent_for_count", {"text": quoted(text)})
    if found is not None and whole and found % 1:
        return Problem("count_not_whole", {"text": quoted(text)})
    return found


def _fits(text: str, whole: bool) -> bool:
    found = values.number(Cell(text))
    return "%" not in text and isinstance(found, Decimal) and not (whole and found % 1)
