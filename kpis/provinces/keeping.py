"""A province's month as JSON: what is kept of it when it closes, and read again as it was.

FORM is another whenever what is kept changes its meaning; what was kept in another form is summed up anew
(`kpis.frozen.months.sum_up_kept`) and never read.
"""

from datetime import date, datetime
from typing import Any

from kpis.measuring.rates import STATES, Counts
from kpis.provinces.rules import IndicatorMonth, Place, ProvinceMonth

FORM = 3  # 1 counted the items of each indicator, 2 its agencies; 3 keeps who reported before it ended


def is_readable(kept: dict[str, Any] | None) -> bool:
    """Whether it was kept in the form of today."""
    return bool(kept) and kept.get("form") == FORM  # type: ignore[union-attr]


def to_json(month: ProvinceMonth) -> dict[str, Any]:
    """All of a month, in the order of STATES where states are counted."""
    return {
        "form": FORM, "key": month.key, "code": month.code, "name": month.name, "place": list(month.place),
        "state": str(month.state),
        "data_from": month.data_from.isoformat(), "data_to": month.data_to.isoformat(), "states": list(STATES),
        "counts": _numbers(month.counts), "counts_no_activity": month.counts.counts_no_activity,
        "asked": month.asked, "reported": month.reported,
        "indicators": [[row.code, row.name, row.unit, row.order, _numbers(row.counts)] for row in month.indicators],
    }  # fmt: skip


def of_json(kept: dict[str, Any], closed_at: datetime | None) -> ProvinceMonth:
    """The month that `to_json` wrote, closed at that moment; a state that came later counts nothing."""

    def counts(numbers: list[int]) -> Counts:
        found = dict.fromkeys(STATES, 0) | dict(zip(kept["states"], numbers, strict=True))
        return Counts(found, kept["counts_no_activity"])

    return ProvinceMonth(
        key=kept["key"],
        code=kept["code"],
        name=kept["name"],
        place=Place(*kept["place"]),
        state=kept["state"],
        data_from=date.fromisoformat(kept["data_from"]),
        data_to=date.fromisoformat(kept["data_to"]),
        seen_on=date.fromisoformat(kept["data_to"]),
        closed_at=closed_at,
        counts=counts(kept["counts"]),
        asked=kept["asked"],
        reported=kept["reported"],
        indicators=tuple(
            IndicatorMonth(code, name, unit, order, counts(numbers))
            for code, name, unit, order, numbers in kept["indicators"]
        ),
    )


def _numbers(counts: Counts) -> list[int]:
    return [counts.states[state] for state in STATES]
