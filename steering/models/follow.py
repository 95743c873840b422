"""What a person follows, and whether the weekly letter about it is wanted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ONE = (
    Q(item__isnull=False, agency=None, indicator=None)
    | Q(item=None, agency__isnull=False, indicator=None)
    | Q(item=None, agency=None, indicator__isnull=False)
)


class Follow(models.Model):
    """An item, an agency or an indicator (with its bottleneck, where it is one) that a person follows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    item = models.ForeignKey("kpis.Assignment", models.CASCADE, null=True, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.CASCADE, null=True, related_name="+")
    indicator = models.ForeignKey("kpis.Indicator", models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("thing followed")
        verbose_name_plural = _("things followed")
        constraints = [
            models.CheckConstraint(condition=ONE, name="follow_one_thing"),
            models.UniqueConstraint(fields=["user", "item"], condition=Q(item__isnull=False), name="follow_item_once"),
            models.UniqueConstraint(
                fields=["user", "agency"], condition=Q(agency__isnull=False), name="follow_agency_once"
            ),
            models.UniqueConstraint(
                fields=["user", "indicator"], condition=Q(indicator__isnull=False), name="follow_indicator_once"
            ),
        ]

    def __str__(self):
        return f"{self.user_id}: {self.item_id or self.agency_id or self.indicator_id}"


class LetterStop(models.Model):
    """Who has stopped the weekly letter; what is followed stays, and shows on its page."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    stopped_at = models.DateTimeField(_("stopped at"))

    class Meta:
        verbose_name = _("stopped weekly letter")
        verbose_name_plural = _("stopped weekly letters")

    def __str__(self):
        return f"{self.user_id}"
