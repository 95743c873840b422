"""Words of people: a province's own wording, and what is added to a report's sections. Rows are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from agencies.models.tree import PROVINCES
from reports.enums import ReportKind


class Wording(models.Model):
    """A phrase as a province says it from then on; the latest row of a key holds, an empty one is the standard."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    key = models.CharField(_("phrase"), max_length=40)
    text = models.TextField(_("wording"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(verbose_name=_("by"), **PERSON)

    class Meta:
        ordering = ["province", "key", "pk"]
        verbose_name = _("wording of reports")
        verbose_name_plural = _("wordings of reports")

    def __str__(self):
        return f"{self.key}: {self.text}"


class Addition(models.Model):
    """What a person adds to a section of a report; the latest row of a section holds, an empty one takes it back."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("whose report"))
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", verbose_name=_("month"))
    kind = models.CharField(_("stretch"), max_length=8, choices=ReportKind)
    section = models.CharField(_("section"), max_length=10)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(verbose_name=_("by"), **PERSON)

    class Meta:
        ordering = ["agency", "period", "section", "pk"]
        verbose_name = _("text added to a report")
        verbose_name_plural = _("texts added to reports")

    def __str__(self):
        return f"{self.section}: {self.text}"
