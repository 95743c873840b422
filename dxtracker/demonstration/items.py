"""The items of fixtures/items.csv: assignments with their first targets."""

from collections import Counter

from agencies.audit import plain
from agencies.models import Agency, AuditEvent
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import Catalogue, at
from dxtracker.demonstration.people import Cast
from kpis.models import Assignment, Target

CHANGED = ("SCT", "NLS-02")  # an item whose target rises from month 8 on
CHANGED_FROM, CHANGED_TO = 8, 60


def load(agencies: dict[str, Agency], cast: Cast, catalogue: Catalogue) -> dict[tuple[str, str], Assignment]:
    """All items by (agency code, indicator code)."""
    listed = sheets.rows("items")
    numbers: Counter[str] = Counter()
    items = {}
    for row in listed:
        numbers[row["agency"]] += 1
        items[row["agency"], row["indicator"]] = _item(row, numbers[row["agency"]], agencies, cast, catalogue)
    Assignment.objects.bulk_create([item for item in items.values() if "-" not in item.agency.code])
    for (agency, indicator), item in items.items():
        item.part_of = items.get((agency.partition("-")[0], indicator)) if "-" in agency else None
    Assignment.objects.bulk_create([item for item in items.values() if "-" in item.agency.code])
    targets = [_target(row, items[row["agency"], row["indicator"]], catalogue) for row in listed]
    Target.objects.bulk_create([*targets, _raised_target(items[CHANGED], catalogue)])
    _record(items.values(), targets)
    return items


def _item(
    row: dict[str, str], number: int, agencies: dict[str, Agency], cast: Cast, catalogue: Catalogue
) -> Assignment:
    return Assignment(
        plan=catalogue.plan,
        agency=agencies[row["agency"]],
        indicator=catalogue.indicators[row["indicator"]],
        code=f"{row['agency']}-{number:02d}",
        deadline=sheets.day(row["deadline"]),
        applicable_from=sheets.day(row["applicable_from"]),
        accountable=cast.heads[row["agency"]],
        document=catalogue.documents["giao-2022"],
        sort_order=number,
        is_illustrative=sheets.is_illustrative(row),
    )


def _target(row: dict[str, str], item: Assignment, catalogue: Catalogue) -> Target:
    shape = catalogue.shapes[row["indicator"]]
    return Target(
        assignment=item,
        in_force_from=catalogue.periods[1],
        operator=row["operator"] or shape["operator"],
        low=sheets.number(row["low"] or shape["low"]),
        unit=shape["unit"],
        raw=row["raw"] or shape["raw"],
        document=catalogue.documents["giao-2022"],
        set_at=at(catalogue.periods[1].data_from, 8),
        is_illustrative=row["is_target_record"] != "1",
    )


def _raised_target(item: Assignment, catalogue: Catalogue) -> Target:
    return Target(
        assignment=item,
        in_force_from=catalogue.periods[CHANGED_FROM],
        operator=">=",
        low=CHANGED_TO,
        unit=item.indicator.unit,
        raw=f"Tối thiểu {CHANGED_TO} lượt người",
        document=catalogue.documents["dieu-chinh"],
        set_at=at(catalogue.periods[CHANGED_FROM].data_from, 8),
        is_illustrative=True,
    )


def _record(items, targets: list[Target]) -> None:
    moments = {target.assignment_id: target.set_at for target in targets}
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=moments[item.pk],
            agency=item.agency,
            action="item-assigned",
            object_type=item._meta.label_lower,
            object_id=item.pk,
            new=plain({"agency": item.agency.code, "indicator": item.indicator.code}),
        )
        for item in items
    )
