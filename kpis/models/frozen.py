"""What was kept of a closed month: the whole of what its boards show, in one piece that nothing can reach."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.models.plan import Period


class FrozenMonth(models.Model):
    """A month as it was closed: `content` is a packed SQLite database (kpis/frozen), `checksum` is over its rows.

    `summary` is what of it stands beside other provinces' months (kpis/provinces), so that nobody opens all of them.
    Reopening the month ends it (`thawed_at`) and closing it again makes another; what was once published stays.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="frozen", verbose_name=_("period"))
    content = models.BinaryField()
    size = models.PositiveBigIntegerField(_("size"))
    summary = models.JSONField(default=dict, db_default={}, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    thawed_at = models.DateTimeField(_("reopened at"), null=True, blank=True)

    class Meta:
        ordering = ["period", "frozen_at"]
        verbose_name = _("month kept")
        verbose_name_plural = _("months kept")
        constraints = [
            models.UniqueConstraint(fields=["period"], condition=Q(thawed_at=None), name="frozen_once_at_a_time"),
            models.CheckConstraint(condition=~Q(checksum=""), name="frozen_has_a_checksum"),
        ]

    def __str__(self):
        return f"{self.period_id}: {self.checksum[:12]}"
