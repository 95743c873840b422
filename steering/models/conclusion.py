"""What a meeting concluded, and what was reported of it."""

from collections.abc import Callable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from steering.enums import Course
from steering.models.meeting import AgendaPoint, Meeting


class Conclusion(models.Model):
    """Who does what until when. It is a task of its agency from the day on which the meeting was held.

    `done_on` is the day on which what was accepted had been reported. `indicator` names a bottleneck.
    """

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="conclusions", verbose_name=_("meeting"))
    point = models.ForeignKey(
        AgendaPoint, models.SET_NULL, null=True, blank=True, related_name="conclusions", verbose_name=_("point")
    )
    order = models.PositiveIntegerField(_("order"))
    text = models.TextField(_("conclusion"))
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    person = models.ForeignKey(verbose_name=_("responsible person"), blank=True, **PERSON)
    due_on = models.DateField(_("until"))
    item = models.ForeignKey(
        "kpis.Assignment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned item")
    )
    indicator = models.ForeignKey(
        "kpis.Indicator", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bottleneck")
    )
    course = models.CharField(_("state"), max_length=10, choices=Course, default=Course.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(verbose_name=_("written by"), **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="conclusion_says_something"),
            models.CheckConstraint(
                condition=Q(course=Course.ACCEPTED, done_on__isnull=False)
                | ~Q(course=Course.ACCEPTED) & Q(done_on=None),
                name="conclusion_done_is_dated",
            ),
        ]
        indexes = [models.Index(fields=["agency", "course", "due_on"], name="conclusion_by_agency")]

    def __str__(self):
        return self.text


class Outcome(models.Model):
    """What an agency reports of a conclusion as done, with its proof; the officer accepts it or returns it."""

    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="outcomes", verbose_name=_("conclusion"))
    text = models.TextField(_("what was done"))
    link = models.URLField(_("link"), max_length=400, blank=True)
    file = models.FileField(_("file"), upload_to="conclusions", max_length=200, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, blank=True)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    at = models.DateTimeField(_("reported at"))
    by = models.ForeignKey(verbose_name=_("reported by"), **PERSON)
    is_accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(verbose_name=_("decided by"), blank=True, **PERSON)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["conclusion", "at", "pk"]
        verbose_name = _("report on a conclusion")
        verbose_name_plural = _("reports on conclusions")
        constraints = [
            models.UniqueConstraint(fields=["conclusion"], condition=Q(is_accepted=None), name="outcome_one_at_a_time"),
            models.CheckConstraint(condition=~Q(text=""), name="outcome_says_something"),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | ~Q(file="") & ~Q(sha256=""), name="outcome_file_has_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None, decided_at=None) | Q(is_accepted__isnull=False, decided_at__isnull=False),
                name="outcome_decided_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(is_accepted=False) | ~Q(reason=""), name="outcome_returned_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(by=None) | Q(decided_by=None) | ~Q(by=F("decided_by")),
                name="outcome_nobody_accepts_their_own",
            ),
        ]

    def __str__(self):
        return self.text
