"""Work that takes long, who carries it out, and when each command of the scheduler ran last.

Moments are real ones (django.utils.timezone), also where a demonstration lives on a day of its own.
"""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import User


class Work(models.Model):
    """One piece of work on one subject, from being asked for to its end; a worker may need several attempts.

    `task` is the path of the function that carries it out, `queued_as` the key of the task in the queue, `attempt` the
    word by which an attempt proves that it is still the one that counts. What was written is written where `ended_at`
    is set and `error` is empty: both are of one transaction.
    """

    task = models.CharField(max_length=200, editable=False)
    subject = models.CharField(_("subject"), max_length=40)
    subject_id = models.PositiveBigIntegerField(editable=False)
    step = models.CharField(_("step"), max_length=20)
    said = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for at"))
    begun_at = models.DateTimeField(_("begun at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempt = models.UUIDField(default=uuid4, editable=False)
    queued_as = models.CharField(max_length=40, editable=False)
    error = models.TextField(_("why it stopped"))

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id"], condition=Q(ended_at=None), name="work_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(error="") | Q(ended_at__isnull=False), name="work_fails_at_its_end"),
        ]

    def __str__(self):
        return f"{self.subject} {self.subject_id}: {self.step}"


class Worker(models.Model):
    """A process that carries out work: when it was seen last, what it has in hand and how far that is."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("last seen at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    work = models.ForeignKey(
        Work, models.SET_NULL, null=True, db_constraint=False, related_name="workers", verbose_name=_("background work")
    )
    stage = models.CharField(_("stage"), max_length=20)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self):
        return self.name


class TimerRun(models.Model):
    """When a command that a scheduler runs ended last, and whether all was well."""

    name = models.CharField(_("command"), max_length=40, primary_key=True)
    ran_at = models.DateTimeField(_("ended at"))
    is_ok = models.BooleanField(_("all was well"))
    words = models.CharField(_("what it said"), max_length=300)

    class Meta:
        ordering = ["name"]
        verbose_name = _("last run of a timer")
        verbose_name_plural = _("last runs of timers")

    def __str__(self):
        return self.name
