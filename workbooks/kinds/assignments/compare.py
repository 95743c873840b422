"""The engine of django-import-export for items: which rows are new, changed, unchanged, and what differs.

Its own ways of writing take ten times as long as the rest of an import (docs/adr/0011): here the instances
are light, every stored item is read at once, and what is to be written is handed to write.py in bulk.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import tablib
from django.db.models import Case, IntegerField, When
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Field, Resource
from import_export.results import RowResult

from dxtracker.lib.text import clean, same_name_key
from kpis.grammar.units import same_unit
from kpis.models import Assignment, Coordination, Period, Plan, Target
from kpis.standings.leads import IS_OWN

ASSIGNMENT = ("deadline", "is_recurring", "section", "product", "weight")
TARGET = ("operator", "low", "high", "baseline", "unit")
FIELDS = (*TARGET, *ASSIGNMENT, "coordinators", "noted")
KEY = ("agency", "indicator")


class Difference(NamedTuple):
    """One field of an item: what stands and what the sheet wants."""

    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class Item:
    """An item as it stands (`stored`, None where it is new) and as the sheet wants it (`given`).

    `agency` is a code; `indicator` the key of a catalogue entry or the name's key of a new one. `target_from` is the
    month from which the stored target is in force.
    """

    agency: str
    indicator: int | str
    pk: int | None = None
    stored: Mapping[str, Any] | None = None
    target: int | None = None
    target_from: int | None = None
    given: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    is_withdrawn: bool = False  # it is asked no more in the month of the import
    found: list[Difference] | None = None  # the differences, once they have been looked for

    def differences(self) -> list[Difference]:
        """What the sheet changes: fields that it gives and that stand otherwise; of a new item, all it gives."""
        if self.found is None:
            if self.stored is None:
                self.found = [Difference(n, None, new) for n, new in self.given.items() if new not in (None, "", ())]
            else:
                old = self.stored
                self.found = [Difference(n, old[n], new) for n, new in self.given.items() if not same(n, old[n], new)]
        return self.found

    @property
    def changed(self) -> set[str]:
        """The names of the fields that differ."""
        return {difference.field for difference in self.differences()}

    def __str__(self):
        return self.agency


def same(name: str, old: Any, new: Any) -> bool:
    """Whether two values of a field are the same: the order of agencies means nothing, nor the case of a unit."""
    if old == new:
        return True
    if name in ("coordinators", "noted"):
        return set(old) == set(new)
    if name == "product":
        return clean(old) == clean(new)
    return name in ("unit", "section") and same_name_key(old or "") == same_name_key(new)


def in_its_unit(given: dict[str, Any], stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a sheet gives; with another unit the baseline in the one before goes, as where it is changed by hand."""
    if stored and stored["unit"] and "unit" in given and not same_unit(stored["unit"], given["unit"]):
        return {"baseline": None} | given
    return given


class StoredItems(BaseInstanceLoader):
    """Every item of the plan, read in three queries, with the target in force in the month of the import."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.items = stored_items(resource.plan, resource.period)

    def get_instance(self, row):
        return self.items.get((row["agency"], row["indicator"]))


class AssignmentResource(Resource):
    """Rows of (agency, indicator, fields given, raw target) on the items of one plan from one month on."""

    agency = Field(attribute="agency", column_name="agency")
    indicator = Field(attribute="indicator", column_name="indicator")

    class Meta:
        import_id_fields = KEY
        instance_loader_class = StoredItems
        use_bulk = True
        batch_size = None
        skip_diff = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, plan: Plan, period: Period):
        super().__init__()
        self.plan, self.period = plan, period

    def init_instance(self, row=None):
        return Item(row["agency"], row["indicator"])

    def import_instance(self, instance, row, **kwargs):
        instance.given, instance.raw = in_its_unit(row["given"], instance.stored), row["raw"]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return instance.stored is not None and not instance.differences()

    def after_import_row(self, row, row_result, **kwargs):
        row_result.is_withdrawn = self.last.is_withdrawn
        row_result.diff = [] if row_result.import_type == RowResult.IMPORT_TYPE_SKIP else self.last.differences()

    def after_init_instance(self, instance, new, row, **kwargs):
        self.last = instance

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        """Nothing is written here: new and changed items are written together once all rows are known."""

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        """The same."""


class Comparison(NamedTuple):
    """The engine's result of every row (`diff`: its differences), and the items that are to be written."""

    rows: list[RowResult]
    new: list[Item]
    changed: list[Item]


def compare(plan: Plan, period: Period, rows: Iterable[tuple]) -> Comparison:
    """A dry run of `rows` (agency code, indicator, given, raw) on what stands in `period`."""
    resource = AssignmentResource(plan, period)
    dataset = tablib.Dataset(*rows, headers=[*KEY, "given", "raw"])
    result = resource.import_data(dataset, dry_run=True, raise_errors=True, use_transactions=False)
    return Comparison(result.rows, resource.create_instances, resource.update_instances)


def stored_items(plan: Plan, period: Period) -> dict[tuple[str, int], Item]:
    """(agency code, indicator key) → Item for every item of `plan`; three queries.

    Of several that an agency holds of one indicator since others have passed on theirs, a sheet means one that is
    still asked, and of these the one that was given to it.
    """
    targets = {}
    in_force = Target.objects.filter(assignment__plan=plan, in_force_from__month__lte=period.month)
    for row in in_force.order_by("in_force_from__month").values_list("assignment", "pk", "in_force_from", *TARGET):
        targets[row[0]] = row[1:]
    codes: dict[int, list[str]] = defaultdict(list)
    notes: dict[int, list[str]] = defaultdict(list)
    for key, code, note in (
        Coordination.objects.filter(assignment__plan=plan)
        .order_by("pk")
        .values_list("assignment", "agency__code", "note")
    ):
        (codes if code else notes)[key].append(code or note)
    found = {}
    none = (None, None, *(None,) * len(TARGET))
    gone = Case(When(withdrawn_from__month__lte=period.month, then=1), default=0, output_field=IntegerField())
    rows = Assignment.objects.filter(plan=plan).annotate(gone=gone)
    own_last = rows.order_by("-gone", Case(When(IS_OWN, then=1), default=0), "pk")
    columns = ("pk", "agency__code", "indicator", "gone", *ASSIGNMENT)
    for key, agency, indicator, is_gone, *values in own_last.values_list(*columns):
        target, since, *goal = targets.get(key, none)
        stored = dict(zip(FIELDS, (*goal, *values, tuple(codes[key]), tuple(notes[key])), strict=True))
        found[agency, indicator] = Item(
            agency, indicator, key, stored, target, since, is_withdrawn=bool(is_gone)
        )  # fmt: skip
    return found
