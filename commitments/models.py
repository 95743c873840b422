"""What two named parties signed: the event, the commitment, its items."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.enums import Precision, Tier


class SigningEvent(models.Model):
    """A conference at which commitments are signed; its day may be known only by month or year."""

    plan = models.ForeignKey("kpis.Plan", models.PROTECT, related_name="signing_events")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    signed_text = models.CharField(_("date as written"), max_length=60, blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["signed_on", "pk"]
        verbose_name = _("signing event")
        verbose_name_plural = _("signing events")

    def __str__(self):
        return self.name


class Commitment(models.Model):
    """The two parties with post and agency as of that day. `agency` is the one that promises."""

    event = models.ForeignKey(SigningEvent, models.PROTECT, related_name="commitments")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="commitments")
    tier = models.CharField(_("tier"), max_length=8, choices=Tier)
    number = models.CharField(_("number"), max_length=60, blank=True)
    signatory_name = models.CharField(_("signatory"), max_length=120)
    signatory_post = models.CharField(_("signatory's post"), max_length=200)
    counterparty_name = models.CharField(_("counterparty"), max_length=200)
    counterparty_post = models.CharField(_("counterparty's post"), max_length=200, blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["event", "agency__sort_order", "pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [models.UniqueConstraint(fields=["event", "agency"], name="commitment_once_an_event")]

    def __str__(self):
        return f"{self.agency} · {self.event}"


class CommitmentItem(models.Model):
    """One thing promised, in the words that were signed; linked to an assigned item where there is one."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("as signed"))
    assignments = models.ManyToManyField("kpis.Assignment", blank=True, related_name="commitment_items")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["commitment", "order"]
        verbose_name = _("committed item")
        verbose_name_plural = _("committed items")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "order"], name="commitment_item_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_item_has_text"),
        ]

    def __str__(self):
        return self.text
