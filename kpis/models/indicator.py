"""The catalogue: what is measured, in what unit, and how it combines over time and over agencies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models.tree import PROVINCES
from dxtracker.lib.text import fold
from kpis.enums import Kind, OverAgencies, OverTime


class Pillar(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Indicator(models.Model):
    """A catalogue entry shared by many agencies: a measure (number or ratio) or a deliverable."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.TextField(_("name"))
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="indicators", verbose_name=_("pillar"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    over_time = models.CharField(_("over time"), max_length=12, choices=OverTime, default=OverTime.CUMULATIVE)
    over_agencies = models.CharField(_("over agencies"), max_length=8, choices=OverAgencies, default=OverAgencies.SUM)
    asks_level = models.BooleanField(
        _("asks the level at all times"), default=False, help_text=_("Its target holds in every month of the year.")
    )
    may_be_negative = models.BooleanField(
        _("may be below zero"),
        default=False,
        help_text=_("A growth rate or a balance; elsewhere a minus is a mistake."),
    )
    numerator_label = models.CharField(_("numerator"), max_length=200, blank=True)
    denominator_label = models.CharField(_("denominator"), max_length=200, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["province", "code"], name="indicator_code_once"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.RATIO) | (~Q(numerator_label="") & ~Q(denominator_label="")),
                name="indicator_ratio_names_its_parts",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_name"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.name} {self.code}")
        super().save(*args, **kwargs)
