"""What was signed and what was concluded, counted for a month in one question."""

from datetime import date

from django.db.models import QuerySet

from agencies.databases.compiled import compiled
from commitments.standings.queries import TierCount, fulfilment_by_tier, tier_rows
from kpis.models import Period
from steering.conclusions.queries import LABEL, tally_of, tally_rows
from steering.conclusions.rules import Tally


def signed_and_concluded(period: Period) -> tuple[dict[str, TierCount], Tally]:
    """The commitments of each tier, and how many of the committee's conclusions are done: one query.

    Of a month that has not begun it asks for each by itself.
    """
    if not period.is_begun:
        return fulfilment_by_tier(period), tally_of(period)
    rows = _both(period.pk, period.plan.province_id, period.seen_on)
    found = {label: counts for label, *counts in rows}
    _all, due, done = found.pop(LABEL)
    return {tier: TierCount(*counts) for tier, counts in found.items()}, Tally(done, due)


@compiled
def _both(period: int, province: int, day: date) -> QuerySet:
    return tier_rows(period).union(tally_rows(province, day), all=True)
