"""Goals of later years that a sheet names: held against those that stand, written with the import, undone with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.audit import plain
from agencies.models import Agency, AuditEvent, User
from dxtracker.lib.text import clean, same_name_key
from kpis.models import Goal, Indicator
from workbooks.kinds import bulk
from workbooks.kinds.assignments.catalogue import Catalogue
from workbooks.kinds.assignments.write import EVENT
from workbooks.kinds.preview import Change
from workbooks.models import ImportRun
from workbooks.reading.shapes import ItemRow

Key = tuple[str, int | str, int]


@dataclass(frozen=True)
class Wish:
    """A goal as a sheet gives it: agency (code), indicator (key, or the name's key of a new one), year, text.

    `stored`: the goal that stands of them, None for a new one.
    """

    agency: str
    indicator: int | str
    year: int
    raw: str
    stored: Goal | None = None

    @property
    def changes(self) -> bool:
        return self.stored is None or clean(self.stored.raw) != clean(self.raw)


def standing_goals(province: Agency) -> dict[Key, Goal]:
    """Every goal of a province by agency, indicator and year; one query."""
    rows = Goal.objects.filter(agency__path__gte=province.path, agency__path__lte=province.path_end)
    return {(row.agency.code, row.indicator_id, row.year): row for row in rows.select_related("agency")}


def wishes_of(row: ItemRow, catalogue: Catalogue, standing: Mapping[Key, Goal]) -> list[Wish]:
    """The goals that a row gives, one for each of its leads and years."""
    entry = catalogue.match(row) if row.goals else None
    indicator = entry.pk if entry else same_name_key(row.indicator)
    return [
        Wish(lead, indicator, goal.year, goal.raw, standing.get((lead, indicator, goal.year)))  # type: ignore[arg-type]
        for lead in row.leads
        for goal in row.goals
    ]


def status_of(wishes: Iterable[Wish]) -> str:
    """A row's status by its goals alone."""
    changing = [wish for wish in wishes if wish.changes]
    if not changing:
        return "unchanged"
    return "new" if all(wish.stored is None for wish in changing) else "changed"


def changes_of(wishes: Iterable[Wish], official: Mapping[str, str]) -> list[Change]:
    """What the goals change, in words; the same for several agencies is said once."""
    found: dict[tuple[str, str], list[str]] = {}
    for wish in wishes:
        if wish.changes:
            old = f"{wish.year}: {wish.stored.raw}" if wish.stored else ""
            found.setdefault((old, f"{wish.year}: {wish.raw}"), []).append(official.get(wish.agency, wish.agency))
    return [Change("goal", old, new, "; ".join(whom)) for (old, new), whom in found.items()]


def write(
    wishes: Iterable[Wish], run: ImportRun, indicators: Mapping[str, Indicator], *, by: User | None, at: datetime
) -> dict[str, Any]:
    """Write the goals that change; what undoing needs. In the caller's transaction; new indicators are saved by now."""
    agencies = {agency.code: agency.pk for agency in Agency.objects.filter(province=run.province)}
    signed = {"document_id": run.document_id, "set_at": at, "set_by_id": by.pk if by else None}
    wanted = list({(w.agency, w.indicator, w.year): w for w in wishes if w.changes}.values())  # said twice, kept once
    made = Goal.objects.bulk_create(
        [
            Goal(
                agency_id=agencies[wish.agency],
                indicator_id=_indicator(wish, indicators),
                year=wish.year,
                raw=wish.raw,
                **signed,
            )
            for wish in wanted
            if wish.stored is None
        ],
        batch_size=500,
    )
    changed: dict[str, dict[str, Any]] = {}
    events: list[tuple[Goal, dict[str, Any], dict[str, Any]]] = [
        (goal, {}, {"year": goal.year, "raw": goal.raw}) for goal in made
    ]
    for wish in wanted:
        if wish.stored is not None:
            old, new = _rewrite(wish.stored, {"raw": wish.raw, **signed})
            changed[str(wish.stored.pk)] = {"old": plain(old), "new": plain(new)}
            events.append((wish.stored, {"raw": old["raw"]}, {"year": wish.year, "raw": wish.raw}))
    reason = f"import {run.pk} {run.sha256}"
    rows = [
        (at, signed["set_by_id"], goal.agency_id, "goal-imported", "kpis.goal", goal.pk, old, new, reason)
        for goal, old, new in events
    ]
    bulk.insert(AuditEvent, EVENT, rows)
    return {"goals": [goal.pk for goal in made], "changed_goals": changed}


def _indicator(wish: Wish, indicators: Mapping[str, Indicator]) -> int:
    return indicators[wish.indicator].pk if isinstance(wish.indicator, str) else wish.indicator


def _rewrite(goal: Goal, new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a goal its new text; what stood and what stands."""
    old = {name: getattr(goal, name) for name in new}
    for name, value in new.items():
        setattr(goal, name, value)
    goal.save(update_fields=["raw", "document", "set_at", "set_by"])
    return old, new
