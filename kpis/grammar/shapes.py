"""The shapes of what people write: a cell, a problem with it, a target and a deadline as understood. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Value = str | Decimal | date | bool


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"  # #REF! and its kin; value is the error's text
    FORMULA = "formula"  # a formula without a stored result; value is its text
    LONG = "long"  # more text than any cell of ours means; value is how it begins


LONGEST_CELL = 4_000  # characters of a text that is read at all: twice the longest that was ever seen


class Cell(NamedTuple):
    """A filled cell. Text is Unicode (old fonts are decoded), its line breaks kept; numbers are exact decimals.

    `is_struck`: all of it is struck through. Where a part is, `struck` holds that part and `value` the rest; `marks`
    are footnotes' signs that were taken off. `typed_over`: what stood in the file before somebody put the cell right.
    """

    value: Value
    kind: CellKind = CellKind.TEXT
    format: str = ""  # Excel's number format, "" for General
    is_struck: bool = False
    decoded_from: str = ""  # "tcvn3" or "vni" where the font said so
    struck: str = ""
    marks: str = ""
    is_1904: bool = False  # days of the workbook count from 1904
    typed_over: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong or odd: a code (its words are in wording.py), short details, texts to put there instead.

    Details hold a piece of a cell at most (a name that nobody knows, say); messages quote even less of it.
    """

    code: str
    details: Mapping[str, str] = field(default_factory=dict)
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """A target as understood. `operator`: a value of kpis.enums.Operator; `unit` only where the text names one."""

    operator: str
    low: Decimal | None = None
    high: Decimal | None = None
    raw: str = ""
    unit: str = ""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class When:
    """A deadline as understood: a day, or all year round."""

    deadline: date | None = None
    is_recurring: bool = False
    warnings: tuple[Problem, ...] = ()
