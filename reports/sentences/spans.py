"""Over what stretch of a year a report tells, how it is called, with which month it is compared. Pure.

>>> first_month("quarter", 10), last_month("quarter", 10), first_month("half", 8), last_month("year", 3)
(10, 12, 7, 12)
>>> name_of("month", 2022, 10), name_of("quarter", 2022, 10), name_of("half", 2022, 6)
('tháng 10 năm 2022', 'quý IV năm 2022 (đến tháng 10)', '6 tháng đầu năm 2022')
>>> before_name("month", 2022, 1), before_name("quarter", 2022, 8), before_name("half", 2022, 7)
('', 'quý II năm 2022', '6 tháng đầu năm 2022')
"""

LONG = {"month": 1, "quarter": 3, "half": 6, "year": 12}
QUARTERS = ("I", "II", "III", "IV")


def first_month(kind: str, month: int) -> int:
    return (month - 1) // LONG[kind] * LONG[kind] + 1


def last_month(kind: str, month: int) -> int:
    return first_month(kind, month) + LONG[kind] - 1


def before(kind: str, month: int) -> int | None:
    """The last month of the stretch before, within the same year; None for a year's first."""
    return first_month(kind, month) - 1 or None


def name_of(kind: str, year: int, month: int) -> str:
    """The stretch up to `month` as a sentence says it."""
    if kind == "month":
        return f"tháng {month} năm {year}"
    told = "" if month == last_month(kind, month) else f" (đến tháng {month})"
    if kind == "quarter":
        return f"quý {QUARTERS[(month - 1) // 3]} năm {year}{told}"
    if kind == "half":
        return f"6 tháng {'đầu' if month <= 6 else 'cuối'} năm {year}{told}"
    return f"năm {year}{told}"


def before_name(kind: str, year: int, month: int) -> str:
    """The stretch before, empty for a year's first."""
    last = before(kind, month)
    return name_of(kind, year, last) if last else ""
