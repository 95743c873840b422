"""Documents, pillars, indicators and causes; the plan of 2022 with its twelve periods."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from agencies.models import Agency
from dxtracker.demonstration import sheets
from dxtracker.demonstration.agencies import PROVINCE
from kpis.enums import PeriodState
from kpis.models import Cause, Document, Indicator, Period, Pillar, Plan
from kpis.periods.actions import plan_periods

YEAR = 2022
CLOSED_MONTHS = range(1, 11)
OPEN_MONTH = 11


@dataclass(frozen=True)
class Catalogue:
    """Everything items refer to, by the keys of fixtures/."""

    plan: Plan
    periods: dict[int, Period]
    documents: dict[str, Document]
    indicators: dict[str, Indicator]
    shapes: dict[str, dict[str, str]]
    causes: dict[str, Cause]


def at(day, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def load(agencies: dict[str, Agency]) -> Catalogue:
    """Write the catalogue; periods 1 to 11 come out open, and are closed when their figures stand."""
    province = agencies[PROVINCE]
    documents = {row["key"]: _document(province, row) for row in sheets.rows("documents")}
    plan = Plan.objects.create(
        province=province,
        year=YEAR,
        name="Kế hoạch chuyển đổi số tỉnh Vĩnh Phúc năm 2022",
        document=documents["giao-2022"],
    )
    plan_periods(plan, by=None)
    for period in plan.periods.filter(month__lte=OPEN_MONTH):
        period.state, period.opened_at = PeriodState.OPEN, at(period.data_from + timedelta(days=1), 7)
        period.save(update_fields=["state", "opened_at"])
    shapes = {row["code"]: row for row in sheets.rows("indicators")}
    return Catalogue(
        plan=plan,
        periods={period.month: period for period in plan.periods.all()},
        documents=documents,
        indicators=_indicators(province, shapes),
        shapes=shapes,
        causes={row["code"]: _cause(province, agencies, row) for row in sheets.rows("causes")},
    )


def _document(province: Agency, row: dict[str, str]) -> Document:
    fields = {name: row[name] for name in ("kind", "number", "issuer", "title")}
    return Document.objects.create(province=province, is_illustrative=sheets.is_illustrative(row), **fields)


def _cause(province: Agency, agencies: dict[str, Agency], row: dict[str, str]) -> Cause:
    return Cause.objects.create(
        province=province,
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        remover=agencies.get(row["remover"]),
        is_illustrative=sheets.is_illustrative(row),
    )


def _indicators(province: Agency, shapes: dict[str, dict[str, str]]) -> dict[str, Indicator]:
    pillars = {}
    for order, row in enumerate(sheets.rows("start/pillars"), 1):
        defaults = {"name": row["name"], "name_en": row["name_en"], "sort_order": order}
        pillars[row["code"]] = Pillar.objects.get_or_create(code=row["code"], defaults=defaults)[0]
    taken = ("code", "name", "kind", "unit", "over_time", "over_agencies", "numerator_label", "denominator_label")
    return {
        code: Indicator.objects.create(
            province=province,
            pillar=pillars[row["pillar"]],
            definition=row["definition"],
            sort_order=order,
            is_illustrative=sheets.is_illustrative(row),
            **{name: row[name] for name in taken},
        )
        for order, (code, row) in enumerate(shapes.items(), 1)
    }
