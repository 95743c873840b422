"""The judged results of commitments: one row per committed item and period, and their roll-up per commitment.

Written by commitments/standings/writer.py alone, in the transaction that changes what they rest on; boards group them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import CommitmentState, Tier
from commitments.models.item import CommitmentItem, Fulfilment
from commitments.models.signing import Commitment
from kpis.enums import MET, State

MET_STATES = sorted(str(state) for state in MET)


class CommitmentStanding(models.Model):
    """CommitmentItem × Period, where the item was promised in the month: signed for, and not withdrawn yet.

    `fulfilment` is the confirmation that an item of its own way rests on. `drifted_aspects` are the codes of what is
    not as agreed any more, each once, with a space between; `drifting_since` the first day of that as far as it is
    known.
    """

    item = models.ForeignKey(CommitmentItem, models.PROTECT, related_name="standings", db_index=False)
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="standings", db_index=False)
    state = models.CharField(_("state"), max_length=16, choices=State)
    is_fulfilled = models.BooleanField(_("fulfilled"))
    fulfilment = models.ForeignKey(Fulfilment, models.PROTECT, null=True, related_name="+", db_index=False)
    is_drifting = models.BooleanField(_("drifting"))
    drifted_aspects = models.CharField(_("what drifted"), max_length=40, blank=True)
    drifting_since = models.DateField(_("drifting since"), null=True)

    class Meta:
        verbose_name = _("standing of a committed item")
        verbose_name_plural = _("standings of committed items")
        constraints = [
            models.UniqueConstraint(fields=["item", "period"], name="commitment_standing_once"),
            models.CheckConstraint(
                condition=Q(is_fulfilled=True, state__in=MET_STATES) | Q(is_fulfilled=False) & ~Q(state__in=MET_STATES),
                name="commitment_standing_fulfilled_is_met",
            ),
            models.CheckConstraint(
                condition=Q(is_drifting=False, drifted_aspects="", drifting_since=None)
                | Q(is_drifting=True) & ~Q(drifted_aspects=""),
                name="commitment_standing_drift_has_an_aspect",
            ),
        ]
        indexes = [models.Index(fields=["period", "commitment"], name="commitment_standing_by_month")]

    def __str__(self):
        return f"{self.item_id} · {self.period_id}: {self.state}"


class CommitmentRollUp(models.Model):
    """Commitment × Period: whether it was signed in the month, and how many items it had, fulfilled and drifting.

    What was not signed yet has items, of which none is fulfilled and none drifts.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="rollups", db_index=False)
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=8, choices=Tier)
    state = models.CharField(_("state"), max_length=6, choices=CommitmentState)
    items = models.PositiveIntegerField(_("items"), default=0)
    fulfilled = models.PositiveIntegerField(_("fulfilled"), default=0)
    drifting = models.PositiveIntegerField(_("drifting"), default=0)

    class Meta:
        verbose_name = _("roll-up of a commitment")
        verbose_name_plural = _("roll-ups of commitments")
        # The province's line is read from the index alone.
        indexes = [
            models.Index(
                fields=["period", "tier", "state", "items", "fulfilled"], name="commitment_rollup_for_the_line"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "period"], name="commitment_rollup_once"),
            models.CheckConstraint(
                condition=Q(items__gte=F("fulfilled")) & Q(items__gte=F("drifting")),
                name="commitment_rollup_counts_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=CommitmentState.SIGNED) | Q(fulfilled=0, drifting=0),
                name="commitment_rollup_unsigned_counts_nothing",
            ),
        ]

    def __str__(self):
        return f"{self.commitment_id} · {self.period_id}: {self.fulfilled}/{self.items}"
