"""Proof on an entry: a file kept by its hash, or a document's number and date."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpis.enums import EvidenceKind
from kpis.models.entry import Entry


class Evidence(models.Model):
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=8, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    document_number = models.CharField(_("number"), max_length=60, blank=True)
    document_on = models.DateField(_("date"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["entry", "added_at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.FILE) & ~Q(file="") & ~Q(sha256=""))
                | (Q(kind=EvidenceKind.DOCUMENT, file="") & ~Q(document_number="")),
                name="evidence_is_a_file_or_a_document",
            )
        ]

    def __str__(self):
        return self.title
