"""Reports as they were issued, and the signed files that came after. The database refuses to change or delete them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from commitments.models.files import STORED
from reports.enums import ReportKind


class IssuedReport(models.Model):
    """A report as it went out: both its files by their hashes; `content` is what it said, as write_report's JSON."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("whose report"))
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", verbose_name=_("month"))
    kind = models.CharField(_("stretch"), max_length=8, choices=ReportKind)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("day"))
    signatory = models.CharField(_("who signs"), max_length=120)
    content = models.JSONField(_("what it says"))
    month_checksum = models.CharField(_("checksum of the month"), max_length=64)
    docx = models.FileField(_("Word file"), upload_to="reports", max_length=200)
    docx_sha256 = models.CharField(_("fingerprint of the Word file"), max_length=64)
    pdf = models.FileField(_("PDF file"), upload_to="reports", max_length=200)
    pdf_sha256 = models.CharField(_("fingerprint of the PDF file"), max_length=64)
    at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(verbose_name=_("recorded by"), **PERSON)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        constraints = [
            models.UniqueConstraint(fields=["agency", "period", "kind", "number"], name="issued_report_number_once"),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(signatory="") & ~Q(docx_sha256="") & ~Q(pdf_sha256=""),
                name="issued_report_is_whole",
            ),
        ]

    def __str__(self):
        return self.number


class SignedReport(models.Model):
    """The PDF of an issued report as it was signed, with what its signatures say."""

    issued = models.ForeignKey(IssuedReport, models.PROTECT, related_name="signed", verbose_name=_("issued report"))
    file = models.FileField(_("file"), upload_to="reports", max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    verdict = models.CharField(_("digital signature"), max_length=14, choices=STORED)
    findings = models.JSONField(_("findings"), default=dict)
    at = models.DateTimeField(_("kept at"))
    by = models.ForeignKey(verbose_name=_("kept by"), **PERSON)

    class Meta:
        ordering = ["issued", "at", "pk"]
        verbose_name = _("signed report")
        verbose_name_plural = _("signed reports")
        constraints = [models.UniqueConstraint(fields=["issued", "sha256"], name="signed_report_once")]

    def __str__(self):
        return self.file_name
