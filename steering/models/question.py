"""A question at an item and its month, with the agency's answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON


class Question(models.Model):
    """Asked once, answered once; what follows is a question of its own."""

    item = models.ForeignKey("kpis.Assignment", models.PROTECT, related_name="+", verbose_name=_("assigned item"))
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", verbose_name=_("month"))
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(verbose_name=_("asked by"), **PERSON)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(verbose_name=_("answered by"), blank=True, **PERSON)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="question_answered_is_dated",
            ),
        ]

    def __str__(self):
        return self.text
