"""Writes an assignment import in bulk, and remembers what undoing it needs. In the caller's transaction.

What `changes` holds is JSON: keys of the rows that were made, and old and new fields of the rows that were changed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from agencies.audit import plain
from agencies.models import Agency, AuditEvent, User
from agencies.tree.actions import hold_province
from dxtracker.lib.batches import batched
from kpis.enums import Operator
from kpis.errors import CannotChange
from kpis.models import Assignment, Coordination, Indicator, Period, Pillar, Target
from workbooks.errors import Stale
from workbooks.kinds import bulk
from workbooks.kinds.assignments.catalogue import catalogue_of
from workbooks.kinds.assignments.compare import ASSIGNMENT, TARGET, Item, stored_items
from workbooks.models import ImportRun

ITEM = (
    "agency", "indicator", "sort_order", *ASSIGNMENT, "document", "plan", "code", "applicable_from", "accountable",
    "part_of", "is_illustrative",
)  # fmt: skip
GOAL = (
    "assignment", "in_force_from", *TARGET, "raw", "document", "set_at", "set_by", "is_illustrative",
)  # fmt: skip
EVENT = ("at", "by", "agency", "action", "object_type", "object_id", "old", "new", "reason")
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
        """Write everything; `touched` are then the keys of the items that are to be judged anew.

        Raises Stale where what the sheet is held against was changed since it was read.
        """
        hold_province(self.run.province_id)
        self._refuse_overtaken(new, changed)
        self._indicators()
        made = self._assignments(new)
        items = [*zip(made, new, strict=True), *((item.pk or 0, item) for item in changed)]
        self._changed_assignments(changed)
        self._targets(items)
        self._coordinations(items)
        self._audit(items)
        self.touched = [key for key, _ in items]

    def _refuse_overtaken(self, new: Sequence[Item], changed: Sequence[Item]) -> None:
        """Nobody writes to the province by now: what the sheet was held against must stand as it was read."""
        period = Period.objects.select_related("plan").get(pk=self.run.period_id or 0)
        if period.is_closed:
            raise CannotChange(_("The month from which the targets are in force is closed by now."))
        stands, known = stored_items(period.plan, period), catalogue_of(self.run.province).by_key
        before = {(item.agency, item.indicator): (item.pk, item.stored, item.target) for item in changed}
        now = {key: (item.pk, item.stored, item.target) for key, item in stands.items() if key in before}
        is_given = any((item.agency, item.indicator) in stands for item in new)
        if before != now or is_given or not known.keys().isdisjoint(self.indicators):
            raise Stale(_("Something changed since this preview was made. Look at the new one and confirm again."))

    def _indicators(self) -> None:
        fresh = list({id(i.pillar): i.pillar for i in self.indicators.values() if i.pillar.pk is None}.values())
        Pillar.objects.bulk_create(fresh)
        for entry in self.indicators.values():
            entry.pillar_id = entry.pillar.pk
        Indicator.objects.bulk_create(self.indicators.values())
        self.changes["pillars"] = [row.pk for row in fresh]
        self.changes["indicators"] = [entry.pk for entry in self.indicators.values()]

    def _indicator(self, item: Item) -> int:
        return self.indicators[item.indicator].pk if isinstance(item.indicator, str) else item.indicator

    def _assignments(self, items: Sequence[Item]) -> list[int]:
        """Insert new items; their keys, in the order of `items`."""
        places = [(self.agencies[item.agency], self._indicator(item)) for item in items]
        rows = [
            (*place, self._next_order(place[0]), *(item.given.get(name, BLANK[name]) for name in ASSIGNMENT))
            for place, item in zip(places, items, strict=True)
        ]
        self._insert_items(ITEM, [(*row, self.run.document_id) for row in rows], bulk.insert)
        held = (
            Assignment.objects.filter(plan=self.run.plan_id, given_to=None).values_list("agency", "indicator", "pk")
            if items
            else ()
        )
        keys = {(agency, indicator): key for agency, indicator, key in held}
        self.changes["assignments"] = [keys[place] for place in places]
        return self.changes["assignments"]

    def _insert_items(self, fields: Sequence[str], rows: Sequence[tuple], write: Callable) -> None:
        constant = (self.run.plan_id, "", None, None, None, False)
        write(Assignment, fields, ((*row, *constant) for row in rows))

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
                whole = [new.get(name, item.stored[name]) for name in ASSIGNMENT]
                rows.append((item.pk, self.agencies[item.agency], self._indicator(item), 0, *whole, None))
                kept[str(item.pk)] = {"old": plain({n: item.stored[n] for n in new}), "new": plain(new)}
        self._insert_items(("id", *ITEM), rows, partial(bulk.upsert, unique=["id"], update=ASSIGNMENT))
        self.changes["changed_assignments"] = kept

    def _targets(self, items: Sequence[tuple[int, Item]]) -> None:
        made, replaced = [], {}
        signed = (self.run.document_id, self.at, self._by, False)
        for key, item in items:
            if item.stored is None or not item.changed.isdisjoint(TARGET):
                row = (key, self.run.period_id, *self._goal(item), item.raw, *signed)
                if item.target is not None and item.target_from == self.run.period_id:
                    replaced[key] = row
                else:
                    made.append(row)
        self._replace(replaced)
        bulk.insert(Target, GOAL, made)
        begun = Target.objects.filter(assignment__plan=self.run.plan_id, in_force_from=self.run.period_id)
        keys = dict(begun.values_list("assignment", "pk") if made else ())
        self.changes["targets"] = [keys[row[0]] for row in made]
        self._keep_ways([item.target for _key, item in items if item.target and item.target_from != self.run.period_id])

    def _keep_ways(self, earlier: Sequence[int]) -> None:
        """A sheet says nothing of an item's own milestones: those of the target before (key) stay."""
        begun = Target.objects.filter(pk__in=self.changes["targets"]).exclude(operator=Operator.DONE)
        for some in batched(earlier):
            for row in Target.objects.filter(pk__in=some).exclude(milestones={}):
                begun.filter(assignment=row.assignment_id).update(milestones=row.milestones)

    def _replace(self, rows: Mapping[int, tuple]) -> None:
        """Overwrite targets that began in the same month, by item; what stood there is kept for undoing."""
        stood = Target.objects.filter(assignment__plan=self.run.plan_id, in_force_from=self.run.period_id)
        written = slice(GOAL.index(TARGET[0]), GOAL.index("raw") + 1)
        self.changes["changed_targets"] = {
            str(old.pk): {
                "old": plain({name: getattr(old, name) for name in RESTORED}),
                "new": plain(dict(zip(GOAL[written], rows[old.assignment_id][written], strict=True))),
            }
            for old in (stood if rows else ())
            if old.assignment_id in rows
        }
        update = (*TARGET, "raw", "document", "set_at", "set_by")
        bulk.upsert(Target, GOAL, rows.values(), ["assignment", "in_force_from"], update)

    def _goal(self, item: Item) -> list[Any]:
        stored = item.stored or {}
        whole = {name: item.given.get(name, stored.get(name)) for name in TARGET}
        return [*(whole | {"unit": whole["unit"] or ""}).values()]

    @property
    def _by(self) -> int | None:
        return self.by.pk if self.by else None

    def _coordinations(self, items: Sequence[tuple[int, Item]]) -> None:
        cleared: list[int] = []
        rows: list[tuple] = []
        touched: set[int] = set()
        for key, item in items:
            if item.changed.isdisjoint(("coordinators", "noted")):
                continue
            stored = item.stored or {"coordinators": (), "noted": ()}
            if item.stored is not None:
                cleared.append(key)
            touched.add(key)
            rows += [(key, self.agencies[c], "") for c in item.given.get("coordinators", stored["coordinators"])]
            rows += [(key, None, note) for note in item.given.get("noted", stored["noted"])]
        removed: list[Any] = []
        for keys in batched(cleared):
            gone = Coordination.objects.filter(assignment__in=keys).order_by("pk")
            removed += gone.values("pk", "assignment_id", "agency_id", "note")
            gone.delete()
        self.changes["removed_coordinations"] = removed
        bulk.insert(Coordination, ["assignment", "agency", "note"], rows)
        held = Coordination.objects.filter(assignment__plan=self.run.plan_id).order_by("pk")
        pairs = held.values_list("pk", "assignment") if rows else ()
        self.changes["coordinations"] = [key for key, assignment in pairs if assignment in touched]

    def _audit(self, items: Sequence[tuple[int, Item]]) -> None:
        reason = f"import {self.run.pk} {self.run.sha256}"
        rows = []
        for key, item in items:
            old = {d.field: d.old for d in item.differences() if d.old is not None}
            new = {d.field: d.new for d in item.differences()} | {"raw": item.raw}
            action = "item-imported" if item.stored is None else "item-changed-by-import"
            place = (self.agencies[item.agency], action, "kpis.assignment", key)
            rows.append((self.at, self._by, *place, plain(old), plain(new), reason))
        bulk.insert(AuditEvent, EVENT, rows)
