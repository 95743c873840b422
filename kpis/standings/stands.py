"""At which agencies the items of each indicator stand in which state: one small question for all sums of a month."""

import json
from typing import NamedTuple

from django.db.models import QuerySet

from agencies.databases.compiled import of_month
from agencies.databases.listed import Listed
from agencies.enums import Level
from agencies.models import Agency
from kpis.models import Period, Standing


class Stand(NamedTuple):
    """The agencies of which an item of an indicator stands in a state; once for each of its items."""

    indicator: int
    state: str
    agencies: list[int]


def stands_of(period: Period, agencies: QuerySet[Agency] | None = None) -> list[Stand]:
    """Where the agencies' own items of a period stand, all or those of some agencies: one query for all sums."""
    asked = (period.pk, period.plan.province_id)
    rows = _all_states(*asked) if agencies is None else _agency_states(*asked).filter(agency__in=agencies)
    listed = json.loads(f"[{','.join(f'[{keys}]' for _indicator, _state, keys in rows)}]")  # the quickest way
    return [Stand(row[0], row[1], keys) for row, keys in zip(rows, listed, strict=True)]


@of_month
def _all_states(period: int, province: int) -> QuerySet:
    return _agency_states(period, province)


def _agency_states(period: int, province: int) -> QuerySet:
    """By agencies that are looked up, not joined: then the index by indicator and state holds all that is read."""
    own = Agency.objects.filter(province=province, level=Level.AGENCY)
    rows = Standing.objects.filter(period=period, agency__in=own).order_by("indicator", "state")
    return rows.values_list("indicator", "state").annotate(keys=Listed("agency"))
