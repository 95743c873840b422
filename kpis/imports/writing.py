"""Writes an assignment import in bulk, and remembers what undoing it needs. In the caller's transaction.

What `changes` holds is JSON: keys of the rows that were made, and old and new fields of the rows that were changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from agencies.audit import plain
from agencies.models import Agency, AuditEvent, User
from kpis import standings
from kpis.imports.engine import ASSIGNMENT, TARGET, Item
from kpis.models import Assignment, Coordination, ImportRun, Indicator, Pillar, Target

BATCH = 1000
RESTORED = (*TARGET, "raw", "document_id", "set_at", "set_by_id")
BLANK = {"deadline": None, "is_recurring": False, "section": "", "product": "", "weight": 1}


class Writer:
    """One import's writing. `write` takes the engine's items; `changes` is then complete."""

    def __init__(self, run: ImportRun, indicators: dict[str, Indicator], *, by: User | None, at: datetime):
        self.run, self.by, self.at = run, by, at
        self.indicators = indicators  # new catalogue entries by the key of their name, not yet saved
        self.changes: dict[str, Any] = {}
        self.agencies = dict(Agency.objects.filter(province=run.province).values_list("code", "pk"))
        self.orders: dict[int, int] = {}

    def write(self, new: Sequence[Item], changed: Sequence[Item]) -> None:
        """Write everything and judge the items concerned anew."""
        standings.lock({self.agencies[item.agency] for item in (*new, *changed)})
        self._indicators()
        made = self._assignments(new)
        self._changed_assignments(changed)
        self._targets([*zip(made, new, strict=True)], changed)
        self._coordinations([*zip((row.pk for row in made), new, strict=True), *((i.pk, i) for i in changed)])
        self._audit([*zip((row.pk for row in made), new, strict=True), *((i.pk, i) for i in changed)])
        self.touched = [row.pk for row in made] + [item.pk for item in changed if item.pk]

    def _indicators(self) -> None:
        fresh = list({id(i.pillar): i.pillar for i in self.indicators.values() if i.pillar.pk is None}.values())
        Pillar.objects.bulk_create(fresh)
        for entry in self.indicators.values():
            entry.pillar_id = entry.pillar.pk
        Indicator.objects.bulk_create(self.indicators.values(), batch_size=BATCH)
        self.changes["pillars"] = [row.pk for row in fresh]
        self.changes["indicators"] = [entry.pk for entry in self.indicators.values()]

    def _indicator(self, item: Item) -> int:
        return self.indicators[item.indicator].pk if isinstance(item.indicator, str) else item.indicator

    def _assignments(self, items: Sequence[Item]) -> list[Assignment]:
        rows = [
            Assignment(
                plan_id=self.run.plan_id,
                agency_id=self.agencies[item.agency],
                indicator_id=self._indicator(item),
                document_id=self.run.document_id,
                sort_order=self._next_order(self.agencies[item.agency]),
                **BLANK | {name: item.given[name] for name in ASSIGNMENT if name in item.given},
            )
            for item in items
        ]
        Assignment.objects.bulk_create(rows, batch_size=BATCH)
        self.changes["assignments"] = [row.pk for row in rows]
        return rows

    def _next_order(self, agency: int) -> int:
        if not self.orders:
            plan = Assignment.objects.filter(plan=self.run.plan_id).order_by("sort_order")
            self.orders = {0: 0} | dict(plan.values_list("agency", "sort_order"))
        self.orders[agency] = self.orders.get(agency, 0) + 1
        return self.orders[agency]

    def _changed_assignments(self, items: Sequence[Item]) -> None:
        rows, kept = [], {}
        for item in items:
            new = {d.field: d.new for d in item.differences() if d.field in ASSIGNMENT}
            if new and item.stored is not None:
                whole = {name: item.stored[name] for name in ASSIGNMENT} | new
                agency, indicator = self.agencies[item.agency], self._indicator(item)
                rows.append(Assignment(plan_id=self.run.plan_id, agency_id=agency, indicator_id=indicator, **whole))
                kept[str(item.pk)] = {"old": plain({n: item.stored[n] for n in new}), "new": plain(new)}
        upsert(Assignment, rows, ["plan", "agency", "indicator"], ASSIGNMENT)
        self.changes["changed_assignments"] = kept

    def _targets(self, new: Iterable[tuple[Assignment, Item]], changed: Sequence[Item]) -> None:
        made = [self._target(row.pk, item) for row, item in new]
        replaced = []
        for item in changed:
            if any(d.field in TARGET for d in item.differences()):
                here = item.target is not None and item.target_from == self.run.period_id
                (replaced if here else made).append(self._target(item.pk, item))
        by_item = {row.assignment_id: row for row in replaced}
        stood = Target.objects.filter(assignment__plan=self.run.plan_id, in_force_from=self.run.period_id)
        self.changes["changed_targets"] = {
            str(old.pk): {
                "old": plain({name: getattr(old, name) for name in RESTORED}),
                "new": plain({name: getattr(by_item[old.assignment_id], name) for name in (*TARGET, "raw")}),
            }
            for old in (stood if replaced else ())
            if old.assignment_id in by_item
        }
        upsert(Target, replaced, ["assignment", "in_force_from"], (*TARGET, "raw", "document", "set_at", "set_by"))
        Target.objects.bulk_create(made, batch_size=BATCH)
        self.changes["targets"] = [row.pk for row in made]

    def _target(self, assignment: int | None, item: Item) -> Target:
        stored = item.stored or {"baseline": None, "unit": ""}
        whole = {name: item.given.get(name, stored.get(name)) for name in TARGET}
        return Target(
            assignment_id=assignment, in_force_from_id=self.run.period_id, raw=item.raw,
            document_id=self.run.document_id, set_at=self.at, set_by=self.by, **whole,
        )  # fmt: skip

    def _coordinations(self, items: Iterable[tuple[int | None, Item]]) -> None:
        cleared, rows = [], []
        for key, item in items:
            if not {"coordinators", "noted"} & {d.field for d in item.differences()}:
                continue
            if item.stored is not None:
                cleared.append(key)
            stored = item.stored or {"coordinators": (), "noted": ()}
            codes = item.given.get("coordinators", stored["coordinators"])
            notes = item.given.get("noted", stored["noted"])
            rows += [Coordination(assignment_id=key, agency_id=self.agencies[code]) for code in codes]
            rows += [Coordination(assignment_id=key, note=note) for note in notes]
        removed = []
        for keys in batched(cleared):
            gone = Coordination.objects.filter(assignment__in=keys).order_by("pk")
            removed += gone.values("pk", "assignment_id", "agency_id", "note")
            gone.delete()
        self.changes["removed_coordinations"] = removed
        Coordination.objects.bulk_create(rows, batch_size=BATCH)
        self.changes["coordinations"] = [row.pk for row in rows]

    def _audit(self, items: Iterable[tuple[int | None, Item]]) -> None:
        reason = f"import {self.run.pk} {self.run.sha256}"
        events = []
        for key, item in items:
            differences = item.differences()
            events.append(
                AuditEvent(
                    at=self.at, by=self.by, agency_id=self.agencies[item.agency],
                    action="item-imported" if item.stored is None else "item-changed-by-import",
                    object_type="kpis.assignment", object_id=key, reason=reason,
                    old=plain({d.field: d.old for d in differences if d.old is not None}),
                    new=plain({d.field: d.new for d in differences} | {"raw": item.raw}),
                )
            )  # fmt: skip
        AuditEvent.objects.bulk_create(events, batch_size=BATCH)


def batched(keys: Sequence) -> Iterator[Sequence]:
    """`keys` in pieces that a statement can name."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def upsert(model, rows: list, unique: list[str], fields: Iterable[str]) -> None:
    """Overwrite `fields` of rows that are known by `unique`: one statement a thousand rows, on both databases."""
    model.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=list(fields)
    )
