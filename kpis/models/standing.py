"""The judged results: one row per item and period, and their roll-up per agency and period.

Written by kpis/standings/actions.py alone; every board reads them and none computes a state.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.enums import Reason, Reporting, State
from kpis.models.assignment import TARGET_DIGITS, Assignment, Target
from kpis.models.cause import Cause
from kpis.models.entry import Entry
from kpis.models.indicator import Indicator
from kpis.models.plan import Period

SHARE_DIGITS = {"max_digits": 30, "decimal_places": 12}


class Standing(models.Model):
    """Assignment × Period. `value` is in the target's unit (a ratio's is n / d scaled, 62.5 for 62,5%).

    `entry` is the one the value rests on and `entry_period` its own period: the same period (fresh) or an earlier
    one (carried). `attainment` is value / target, `expected` what the pace asks at the period, `change` the value
    less that of the period before.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="standings", db_index=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="standings", db_index=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=16, choices=State)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    value = models.DecimalField(null=True, **SHARE_DIGITS)
    numerator = models.DecimalField(null=True, **TARGET_DIGITS)
    denominator = models.DecimalField(null=True, **TARGET_DIGITS)
    attainment = models.DecimalField(null=True, **SHARE_DIGITS)
    expected = models.DecimalField(null=True, **SHARE_DIGITS)
    change = models.DecimalField(null=True, **SHARE_DIGITS)
    reporting = models.CharField(max_length=8, choices=Reporting)
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    entry_period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.ForeignKey(Cause, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [models.UniqueConstraint(fields=["assignment", "period"], name="standing_once")]
        indexes = [
            # The last column rides along: what boards count is then read from the index alone.
            models.Index(fields=["period", "agency", "state", "assignment"], name="standing_by_agency_state"),
            models.Index(fields=["period", "indicator", "state", "agency"], name="standing_by_indicator_state"),
            # Few items stand at twice their target (scoring.MULTIPLE_FROM): the farthest are found at once.
            models.Index(fields=["period", "attainment"], condition=Q(attainment__gte=2), name="standing_far_beyond"),
        ]

    def __str__(self):
        return f"{self.assignment_id} · {self.period_id}: {self.state}"


class RollUp(models.Model):
    """Agency × Period: how many items stand in each state, and how much of the month was reported.

    `fresh` counts items with an approved entry of the period itself, `due` those that wanted one;
    `late_promises` those that apply and were not done although their last promised day had passed by the period's end.
    """

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="rollups")
    period = models.ForeignKey(Period, models.PROTECT, related_name="rollups", db_index=False)
    total = models.PositiveIntegerField(default=0)
    done_all = models.PositiveIntegerField(default=0)
    applicable = models.PositiveIntegerField(default=0)
    exceeded = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    done_late = models.PositiveIntegerField(default=0)
    on_track = models.PositiveIntegerField(default=0)
    behind = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    no_data = models.PositiveIntegerField(default=0)
    not_measurable = models.PositiveIntegerField(default=0)
    no_activity = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    late_promises = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("roll-up")
        verbose_name_plural = _("roll-ups")
        # A year's trend is read from the index alone.
        indexes = [models.Index(fields=["period", "agency", "done_all", "applicable"], name="rollup_for_the_year")]
        constraints = [
            models.UniqueConstraint(fields=["period", "agency"], name="rollup_once"),
            models.CheckConstraint(
                condition=Q(total__gte=models.F("applicable")) & Q(applicable__gte=models.F("done_all")),
                name="rollup_counts_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} · {self.period_id}: {self.done_all}/{self.applicable}"
