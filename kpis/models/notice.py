"""Letters about a month: the outbox of reminders, and the standing body's phrases for returning a figure."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.tree import PROVINCES
from kpis.enums import NoticeKind
from kpis.models.plan import Period


class Notice(models.Model):
    """One letter to one person about one month: a digest of the agencies concerned. Written once, sent once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="notices", verbose_name=_("month"))
    kind = models.CharField(_("why"), max_length=14, choices=NoticeKind)
    on = models.DateField(_("day"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(_("where to go"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    failure = models.CharField(_("why it failed"), max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["user", "period", "kind", "on"], name="notice_once_a_day"),
        ]

    def __str__(self):
        return self.subject


class Phrase(models.Model):
    """A reason for returning a figure that the standing body uses again and again."""

    province = models.ForeignKey(
        "agencies.Agency", models.CASCADE, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    text = models.CharField(_("text"), max_length=300)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("phrase for returning")
        verbose_name_plural = _("phrases for returning")
        constraints = [models.UniqueConstraint(fields=["province", "text"], name="phrase_once")]

    def __str__(self):
        return self.text
