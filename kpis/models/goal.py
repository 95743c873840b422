"""What an indicator is to reach by a later year: kept beside the year's targets, never judged as one of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.indicator import Indicator
from kpis.models.plan import Document


class Goal(models.Model):
    """Indicator × agency (or the province) × year: the target as it was written ("100%", "trên 50 doanh nghiệp")."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="goals", verbose_name=_("indicator"))
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="goals", verbose_name=_("agency"))
    year = models.PositiveSmallIntegerField(_("year"))
    raw = models.CharField(_("as written"), max_length=400)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by document")
    )
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )

    class Meta:
        ordering = ["indicator", "agency", "year"]
        verbose_name = _("goal of a later year")
        verbose_name_plural = _("goals of later years")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "agency", "year"], name="goal_once"),
            models.CheckConstraint(condition=~Q(raw=""), name="goal_says_something"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="goal_year_in_reach"),
        ]

    def __str__(self):
        return f"{self.indicator} · {self.year}: {self.raw}"
