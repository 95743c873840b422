"""Units as people write them: which are per cent, and which are one unit in two spellings. Pure."""

import re
from functools import lru_cache

from kpis.grammar.shapes import Problem
from kpis.grammar.text import flat, quoted

YEARLY = re.compile(r"\s*(?:/|\b(?:moi|hang|mot|trong)\s)\s*nam\s*$")  # of flat text
_ABOVE = str.maketrans("²³", "23")  # m² is m2


@lru_cache(maxsize=1024)
def is_percent(unit: str) -> bool:
    """Whether a row's unit is per cent: "%", "Tỷ lệ (%)", "phần trăm"."""
    return "%" in unit or "％" in unit or flat(unit).strip() in ("phan tram", "ty le")


@lru_cache(maxsize=1024)
def same_unit(one: str, other: str) -> bool:
    """Whether a figure in `one` may be held against a figure in `other` as it stands.

    >>> same_unit("LƯỢT", "lượt/năm"), same_unit("phần trăm", "%"), same_unit("lượt", "lượt người"), same_unit("‰", "%")
    (True, True, False, False)
    """
    return one == other or (is_percent(one) and is_percent(other)) or bare_unit(flat(one)) == bare_unit(flat(other))


def bare_unit(unit: str) -> str:
    """A flat unit without what is said of every year: targets are of a year."""
    return YEARLY.sub("", unit.translate(_ABOVE)).strip()


def not_of_ratio(named: str, unit: str) -> Problem | None:
    """A ratio is computed in its own `unit`: what speaks against a target of it that names another one ("": none).

    >>> not_of_ratio("‰", "%").code, not_of_ratio("", "%"), not_of_ratio("phần trăm", "%")
    ('ratio_in_its_unit', None, None)
    """
    return Problem("ratio_in_its_unit", {"unit": quoted(unit)}) if named and not same_unit(named, unit) else None
