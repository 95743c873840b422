"""Places of a workbook as people and pages write them: "Sheet!D13", and "Sheet!13" for a row. Pure."""

import re
from typing import NamedTuple

from workbooks.opening.gathering import column_number
from workbooks.opening.limits import MAX_COLUMN, MAX_ROW

_PLACE = re.compile(r"([^\x00-\x1f]{1,255})!([A-Z]{0,3})([0-9]{1,7})")


class Address(NamedTuple):
    """A cell, or with column 0 a row."""

    sheet: str
    row: int
    column: int


def address_of(place: str) -> Address | None:
    """The place where it is one that a sheet can have as far as it is read; else None.

    >>> address_of("PL I!D13"), address_of("PL I!13"), address_of("PL I!A0"), address_of("NaN")
    (Address(sheet='PL I', row=13, column=4), Address(sheet='PL I', row=13, column=0), None, None)
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    sheet, letters, row = found[1], found[2], int(found[3])
    if not 1 <= row <= MAX_ROW or len(letters) > 2:
        return None
    column = column_number(letters) if letters else 0
    return Address(sheet, row, column) if column <= MAX_COLUMN else None
