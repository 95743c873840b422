"""What changed after signing: numbered, dated, aspect by aspect."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from commitments.enums import Aspect
from commitments.models.signing import Commitment


class Amendment(models.Model):
    """A numbered act by which both parties changed what they had signed."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="amendments", verbose_name=_("commitment"))
    number = models.CharField(_("number"), max_length=60)
    dated_on = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("recorded at"))
    made_by = models.ForeignKey(verbose_name=_("recorded by"), **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["commitment", "dated_on", "pk"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="amendment_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="amendment_has_a_number"),
        ]

    def __str__(self):
        return self.number


class AmendmentChange(models.Model):
    """One aspect of one item, before and after, as plain values (commitments/drift/terms.py says which).

    target {operator, low, high, baseline, unit, raw} · deadline {on} · owner {agency, agency_name, person,
    person_name} · text {text} · added {} → {text} · withdrawn {text} → {}. Numbers are decimal text, days ISO text.
    """

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="changes", verbose_name=_("amendment"))
    item = models.ForeignKey("CommitmentItem", models.PROTECT, related_name="changes", verbose_name=_("committed item"))
    link = models.ForeignKey(
        "ItemLink", models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("linked item")
    )
    aspect = models.CharField(_("what"), max_length=9, choices=Aspect)
    old = models.JSONField(_("before"), default=dict)
    new = models.JSONField(_("after"), default=dict)

    class Meta:
        ordering = ["amendment", "item__order", "pk"]
        verbose_name = _("change by an amendment")
        verbose_name_plural = _("changes by amendments")
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "item", "aspect"], condition=Q(link=None), name="amendment_item_aspect_once"
            ),
            models.UniqueConstraint(
                fields=["amendment", "link", "aspect"], condition=Q(link__isnull=False),
                name="amendment_link_aspect_once",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.amendment}: {self.get_aspect_display()}"
