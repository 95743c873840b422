"""The two ways in: a country with its years, and more years for a country that is there."""

from collections.abc import Callable

from django.db import transaction

from agencies.models import Agency
from benchmarks.country.copies import copy_year, gather_statistics, in_bulk, laid_aside, settle_keys
from benchmarks.country.places import write_places
from benchmarks.country.size import LAST_YEAR, MONTHS, Blocks, Size
from benchmarks.country.years import close_months, write_pattern, write_plans
from kpis.models import Plan


class AlreadyThere(Exception):
    """The database holds a province of one of these codes."""


def load(size: Size, years: int, tell: Callable[[str], None] = lambda line: None, keep: int = MONTHS) -> list[int]:
    """Write the provinces and their plans, the last of which is of 2022; returns the plans' keys.

    Of each plan the last `keep` closed months are kept as what was closed. Raises AlreadyThere. All or nothing, but for
    the planner's statistics.
    """
    taken = Agency.objects.filter(level="province", code__in=size.codes).values_list("code", flat=True)
    if taken:
        raise AlreadyThere(", ".join(sorted(taken)))
    with transaction.atomic():
        write_places(size)
        plans = _write_years(size, range(LAST_YEAR - years + 1, LAST_YEAR + 1), tell, keep)
    gather_statistics()
    return plans


def add_years(
    size: Size, years: range, tell: Callable[[str], None] = lambda line: None, keep: int = MONTHS
) -> list[int]:
    """Write earlier years of the provinces that `load` wrote; returns the plans' keys."""
    with transaction.atomic():
        plans = _write_years(size, years, tell, keep)
    gather_statistics()
    return plans


def _write_years(size: Size, years: range, tell: Callable[[str], None], keep: int) -> list[int]:
    blocks = Blocks.found()
    periods = write_plans(size, blocks, list(years))
    plan = Plan.objects.get(pk=periods[0][0].plan_id)
    pattern = write_pattern(size, blocks, plan, periods[0])
    tell(f"judged {pattern.assignments} items of one province and year, {pattern.entries} entries")
    with laid_aside(pattern), in_bulk():
        for index, year in enumerate(years):
            for province in range(size.provinces):
                number = index * size.provinces + province
                if number:
                    months = size.months_of(year)
                    copy_year(size, pattern, number=number, province=province, years=index, months=months)
            tell(f"{year}: {size.provinces} provinces")
    settle_keys()
    close_months(size, periods, list(years), keep)
    return [rows[0].plan_id for rows in periods]
