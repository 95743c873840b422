"""Terms of a linked item, and drift: what was agreed against what is in force. Pure; docs/commitments.md.

Agreed terms are the signed ones until a numbered amendment changes them; live ones are the newest target, the deadline
and the owner of the assigned item. A difference between the two is what no amendment accounts for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from commitments.enums import Aspect
from dxtracker.lib.numbers import plain as plain_number

TARGET_FIELDS = ("operator", "low", "high", "baseline", "unit")


@dataclass(frozen=True)
class Terms:
    """What two parties agreed, or what is in force now.

    `operator` "": no target was agreed. `raw` is how the target is written; it is shown and never compared, for the
    same target may be written in many ways. `owner` and `accountable` are keys, with the names beside them.
    """

    operator: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    baseline: Decimal | None = None
    unit: str = ""
    raw: str = ""
    deadline: date | None = None
    owner: int | None = None
    owner_name: str = ""
    accountable: int | None = None
    accountable_name: str = ""


@dataclass(frozen=True)
class Difference:
    """One aspect on which the live terms are not the agreed ones."""

    aspect: Aspect
    agreed: Terms
    live: Terms

    @property
    def old(self) -> dict[str, Any]:
        return plain(self.agreed, self.aspect)

    @property
    def new(self) -> dict[str, Any]:
        return plain(self.live, self.aspect)


def differences(agreed: Terms, live: Terms, *, is_part: bool = False) -> tuple[Difference, ...]:
    """Where the live terms left the agreed ones: target, deadline, owner, in this order.

    A share of a target (`is_part`) is no other target than the whole: coverage adds the shares up.

    >>> signed = Terms(">=", Decimal(80), unit="%", raw="80%", deadline=date(2022, 12, 31), owner=1)
    >>> live = Terms(">=", Decimal("80.0"), unit="%", raw="từ 80% trở lên", deadline=date(2022, 12, 31), owner=1)
    >>> differences(signed, live)
    ()
    """
    found = []
    if agreed.operator and not is_part and _target(agreed) != _target(live):
        found.append(Aspect.TARGET)
    if agreed.deadline != live.deadline:
        found.append(Aspect.DEADLINE)
    if agreed.owner != live.owner or agreed.accountable not in (None, live.accountable):
        found.append(Aspect.OWNER)
    return tuple(Difference(aspect, agreed, live) for aspect in found)


def _target(terms: Terms) -> tuple[Any, ...]:
    return tuple(getattr(terms, name) for name in TARGET_FIELDS)


def plain(terms: Terms, aspect: Aspect) -> dict[str, Any]:
    """One aspect as plain values, the shape of AmendmentChange.old and .new.

    >>> plain(Terms(">", Decimal("100000"), unit="lượt", raw="trên 100.000"), Aspect.TARGET)["low"]
    '100000'
    """
    if aspect == Aspect.TARGET:
        numbers = {name: plain_number(getattr(terms, name)) for name in ("low", "high", "baseline")}
        return {"operator": terms.operator, **numbers, "unit": terms.unit, "raw": terms.raw}
    if aspect == Aspect.DEADLINE:
        return {"on": terms.deadline.isoformat() if terms.deadline else None}
    if aspect == Aspect.OWNER:
        return {
            "agency": terms.owner,
            "agency_name": terms.owner_name,
            "person": terms.accountable,
            "person_name": terms.accountable_name,
        }
    raise ValueError(aspect)


def terms_of(aspect: Aspect, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of Terms that plain values of an aspect stand for; the other way round than `plain`."""
    if aspect == Aspect.TARGET:
        numbers = {
            name: Decimal(values[name]) if values.get(name) is not None else None
            for name in ("low", "high", "baseline")
        }
        return {name: values.get(name) or "" for name in ("operator", "unit", "raw")} | numbers
    if aspect == Aspect.DEADLINE:
        return {"deadline": date.fromisoformat(values["on"]) if values.get("on") else None}
    if aspect == Aspect.OWNER:
        return {
            "owner": values.get("agency"),
            "owner_name": values.get("agency_name") or "",
            "accountable": values.get("person"),
            "accountable_name": values.get("person_name") or "",
        }
    raise ValueError(aspect)
