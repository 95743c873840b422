"""What an agency says of a month: entries, the report that covers them, and every move of their status."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from kpis.enums import EntryStatus, SelfAssessment
from kpis.models.assignment import TARGET_DIGITS, Assignment
from kpis.models.cause import Cause
from kpis.models.plan import Period


class Entry(models.Model):
    """Assignment × Period. A value, or numerator and denominator, or the document issued, or "no activity".

    All of them empty is a row without figures (a cause, a note, a draft); 0 is a report. `verified_*` is what the
    reviewer found, beside what was reported; both are kept and the verified one is judged.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="entries", verbose_name=_("assigned item"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="entries", verbose_name=_("period"))
    value = models.DecimalField(_("value"), null=True, blank=True, **TARGET_DIGITS)
    numerator = models.DecimalField(_("numerator"), null=True, blank=True, **TARGET_DIGITS)
    denominator = models.DecimalField(_("denominator"), null=True, blank=True, **TARGET_DIGITS)
    unit = models.CharField(_("unit as reported"), max_length=60, blank=True)
    document_number = models.CharField(_("number of the document issued"), max_length=60, blank=True)
    document_on = models.DateField(_("date of the document issued"), null=True, blank=True)
    is_no_activity = models.BooleanField(_("no activity"), default=False)
    cause = models.ForeignKey(Cause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cause"))
    note = models.TextField(_("note"), blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)  # becomes a Promise once it is sent
    self_assessment = models.CharField(_("self-assessment"), max_length=8, choices=SelfAssessment, blank=True)
    verified_value = models.DecimalField(_("verified value"), null=True, blank=True, **TARGET_DIGITS)
    verified_numerator = models.DecimalField(_("verified numerator"), null=True, blank=True, **TARGET_DIGITS)
    verified_denominator = models.DecimalField(_("verified denominator"), null=True, blank=True, **TARGET_DIGITS)
    verified_reason = models.TextField(_("why it was corrected"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EntryStatus, default=EntryStatus.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    typed_at = models.DateTimeField(_("typed at"))
    typed_by = models.ForeignKey(verbose_name=_("typed by"), **PERSON)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(verbose_name=_("submitted by"), blank=True, **PERSON)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(verbose_name=_("decided by"), blank=True, **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["assignment", "period__month"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period"], name="entry_once_a_period"),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(
                    numerator__isnull=False,
                    numerator__gte=0,
                    denominator__isnull=False,
                    denominator__gte=F("numerator"),
                ),
                name="entry_ratio_parts_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verified_numerator=None, verified_denominator=None)
                | Q(
                    verified_numerator__isnull=False,
                    verified_numerator__gte=0,
                    verified_denominator__isnull=False,
                    verified_denominator__gte=F("verified_numerator"),
                ),
                name="entry_verified_parts_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verified_value=None, verified_numerator=None) | ~Q(verified_reason=""),
                name="entry_verified_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_no_activity=False)
                | (Q(value=None, document_number="") & (Q(denominator=None) | Q(denominator=0))),
                name="entry_no_activity_has_no_figure",
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.APPROVED)
                | Q(decided_by=None)
                | ((Q(typed_by=None) | ~Q(decided_by=F("typed_by")))
                   & (Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")))),
                name="entry_nobody_approves_their_own",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["period", "status"], name="entry_by_period_status")]

    def __str__(self):
        return f"{self.assignment_id} · {self.period_id}"


class EntryEvent(models.Model):
    """One move of an entry: who, when, from which status to which, what changed, why."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(verbose_name=_("by"), **PERSON)
    move = models.CharField(_("move"), max_length=20)
    from_status = models.CharField(max_length=10, choices=EntryStatus, blank=True)
    to_status = models.CharField(max_length=10, choices=EntryStatus)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of an entry")
        verbose_name_plural = _("events of entries")

    def __str__(self):
        return f"{self.entry} {self.move}"


class Report(models.Model):
    """Agency × Period: the cover of the month's entries."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="reports", verbose_name=_("agency"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("period"))
    typed_by = models.ForeignKey(verbose_name=_("typed by"), blank=True, **PERSON)
    signed_by = models.ForeignKey(verbose_name=_("signed by"), **PERSON)
    signed_post = models.CharField(_("post"), max_length=120, blank=True)
    acting_decision = models.CharField(_("number of the decision on the acting head"), max_length=60, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"))
    late_days = models.PositiveSmallIntegerField(_("working days late"), default=0)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["period", "agency"]
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        constraints = [models.UniqueConstraint(fields=["agency", "period"], name="report_once_a_period")]

    def __str__(self):
        return f"{self.agency} · {self.period}"
