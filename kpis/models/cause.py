"""Causes as governed outcomes: coded, claimed by an agency, decided by the standing body; bottlenecks; promises."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from agencies.models.tree import PROVINCES
from kpis.enums import CauseKind, ClaimOutcome, ClaimState
from kpis.models.assignment import Assignment
from kpis.models.indicator import Indicator
from kpis.models.plan import Document, Plan


class Cause(models.Model):
    """One of a short coded list, with the agency able to remove it."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.TextField(_("name"))
    kind = models.CharField(_("kind"), max_length=10, choices=CauseKind)
    remover = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("agency able to remove it"),
    )  # fmt: skip
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints = [models.UniqueConstraint(fields=["province", "code"], name="cause_code_once")]

    def __str__(self):
        return self.name


class CauseClaim(models.Model):
    """An agency's claim that a cause explains, excuses or excludes an item, and what was decided.

    Confirmed, it holds from `holds_from` to `holds_until` (both days included; no end: until withdrawn).
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="claims", verbose_name=_("assigned item"))
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="claims", verbose_name=_("cause"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=ClaimOutcome)
    note = models.TextField(_("note"), blank=True)
    holds_from = models.DateField(_("holds from"))
    holds_until = models.DateField(_("holds until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.CLAIMED)
    claimed_at = models.DateTimeField(_("claimed at"))
    claimed_by = models.ForeignKey(verbose_name=_("claimed by"), **PERSON)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(verbose_name=_("decided by"), blank=True, **PERSON)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["assignment", "holds_from"]
        verbose_name = _("claimed cause")
        verbose_name_plural = _("claimed causes")
        constraints = [
            models.CheckConstraint(
                condition=Q(holds_until=None) | Q(holds_until__gte=F("holds_from")),
                name="claim_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CLAIMED) | Q(decided_at__isnull=False),
                name="claim_decided_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.CONFIRMED) | Q(claimed_by=None) | ~Q(claimed_by=F("decided_by")),
                name="claim_nobody_confirms_their_own",
            ),
        ]

    def __str__(self):
        return f"{self.assignment_id}: {self.cause}"


class Bottleneck(models.Model):
    """What the standing body says of a bottleneck that was found: its cause confirmed, an owner, a day, resolved.

    A cause that comes back after it was resolved is confirmed anew in a row of its own.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="bottlenecks", verbose_name=_("plan"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="bottlenecks", verbose_name=_("indicator"))
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="bottlenecks", verbose_name=_("cause"))
    owner = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    confirmed_on = models.DateField(_("confirmed on"))
    confirmed_by = models.ForeignKey(verbose_name=_("confirmed by"), **PERSON)
    due_on = models.DateField(_("to be resolved by"), null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by document")
    )
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(verbose_name=_("resolved by"), blank=True, **PERSON)
    resolved_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by document")
    )
    note = models.TextField(_("note"), blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["plan", "confirmed_on", "pk"]
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "cause"], condition=Q(resolved_on=None), name="bottleneck_once"
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None) | Q(resolved_on__gte=F("confirmed_on")),
                name="bottleneck_resolved_after_confirmed",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.cause}"


class Promise(models.Model):
    """A dated word that an item will be done. A later row of the same item moves the date; none is overwritten."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="promises", verbose_name=_("assigned item"))
    due_on = models.DateField(_("due on"))
    text = models.CharField(_("as written"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(verbose_name=_("made by"), **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["assignment", "made_at", "pk"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")

    def __str__(self):
        return f"{self.assignment_id}: {self.due_on:%d/%m/%Y}"
