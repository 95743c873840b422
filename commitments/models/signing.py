"""Who signed with whom: the event and the commitment of two named parties."""

from collections.abc import Callable
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from commitments.enums import CommitmentState, Precision, Tier


class SigningEvent(models.Model):
    """A conference at which commitments are signed; its day may be known only by month or year."""

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)

    plan = models.ForeignKey("kpis.Plan", models.PROTECT, related_name="signing_events", verbose_name=_("plan"))
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("to whom is promised")
    )  # the province for heads of agencies, the agency for heads of its divisions
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

    @property
    def first_day(self) -> date:
        """The earliest day on which it can have been: a month and a year begin with their first."""
        return Precision(self.precision).first_day(self.signed_on)


class Commitment(models.Model):
    """The two parties with person, post and agency as of that day. `agency` is the one that promises.

    A draft may be written anew; signed, it changes by numbered amendments alone.
    """

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)

    event = models.ForeignKey(SigningEvent, models.PROTECT, related_name="commitments", verbose_name=_("signing event"))
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="commitments", verbose_name=_("agency"))
    tier = models.CharField(_("tier"), max_length=8, choices=Tier)
    state = models.CharField(_("state"), max_length=6, choices=CommitmentState, default=CommitmentState.DRAFT)
    number = models.CharField(_("number"), max_length=60, blank=True)
    signatory = models.ForeignKey(verbose_name=_("signatory's account"), blank=True, **PERSON)
    signatory_name = models.CharField(_("signatory"), max_length=120)
    signatory_post = models.CharField(_("signatory's post"), max_length=200)
    agency_name = models.CharField(_("agency's name on that day"), max_length=200)
    counterparty = models.ForeignKey(verbose_name=_("counterparty's account"), blank=True, **PERSON)
    counterparty_name = models.CharField(_("counterparty"), max_length=200)
    counterparty_post = models.CharField(_("counterparty's post"), max_length=200, blank=True)
    counterparty_agency_name = models.CharField(_("counterparty's agency on that day"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded as signed at"), null=True, blank=True)
    recorded_by = models.ForeignKey(verbose_name=_("recorded as signed by"), blank=True, **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["event", "agency__sort_order", "pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(fields=["event", "agency"], name="commitment_once_an_event"),
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.SIGNED) | Q(recorded_at__isnull=False),
                name="commitment_signed_is_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.SIGNED)
                | (~Q(signatory_name="") & ~Q(signatory_post="") & ~Q(agency_name="") & ~Q(counterparty_name="")),
                name="commitment_signed_has_parties",
            ),
        ]
        indexes = [models.Index(fields=["agency", "event"], name="commitment_by_agency")]

    def __str__(self):
        return f"{self.agency} · {self.event}"

    @property
    def is_signed(self) -> bool:
        return self.state == CommitmentState.SIGNED
