"""A closed month as the public reads it: proposed by one person, confirmed by a second, withdrawn."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON, SOMEBODY
from agencies.models.tree import PROVINCES


class Publication(models.Model):
    """`content` is all that is shown (reports.publication.content): whoever reads it asks for this row alone.

    So the province's code and the month stand in it too. It is shown from `published_at` until `withdrawn_at`.
    """

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", verbose_name=_("month"))
    code = models.CharField(_("code of the province"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    content = models.JSONField(_("what is shown"))
    month_checksum = models.CharField(_("checksum of the month"), max_length=64)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(verbose_name=_("proposed by"), **SOMEBODY)
    published_at = models.DateTimeField(_("published at"), null=True)
    confirmed_by = models.ForeignKey(verbose_name=_("confirmed by"), **PERSON)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(verbose_name=_("withdrawn by"), **PERSON)
    reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        ordering = ["code", "-year", "-month", "-pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(withdrawn_at=None), name="publication_of_a_month_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="publication_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, confirmed_by=None)
                | Q(published_at__isnull=False, confirmed_by__isnull=False),
                name="publication_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
                name="publication_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["code", "-year", "-month"], name="publication_by_month")]

    def __str__(self):
        return f"{self.code} {self.year}-{self.month:02d}"

    @property
    def is_shown(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None
