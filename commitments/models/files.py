"""Signed files: kept by their hash and never altered, with what their signatures say; attestations; trust roots."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from agencies.models.tree import PROVINCES
from commitments.enums import Signature
from commitments.models.amendment import Amendment
from commitments.models.signing import Commitment

STORED = [(code, label) for code, label in Signature.choices if code not in (Signature.ATTESTED, Signature.NONE)]


class SignedFile(models.Model):
    """A PDF as it was handed in. A later file stands for the commitment; earlier ones stay.

    `findings` is what reading it found (commitments/files/verdicts.py: facts as JSON), `verdict` what follows from
    it for the person expected to have signed.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="files", verbose_name=_("commitment"))
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("amendment")
    )  # None: the commitment itself
    file = models.FileField(_("file"), upload_to="commitments", max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    pages = models.PositiveIntegerField(_("pages"), default=0)
    verdict = models.CharField(_("digital signature"), max_length=14, choices=STORED)
    findings = models.JSONField(_("findings"), default=dict)
    verified_at = models.DateTimeField(_("verified at"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(verbose_name=_("uploaded by"), **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["commitment", "uploaded_at", "pk"]
        verbose_name = _("signed file")
        verbose_name_plural = _("signed files")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "sha256"], name="signed_file_once"),
            models.CheckConstraint(condition=~Q(sha256="") & Q(size__gt=0), name="signed_file_has_a_hash"),
        ]

    def __str__(self):
        return self.file_name


class Attestation(models.Model):
    """A person's word that a scan is the paper that was signed; two different people make it count."""

    file = models.ForeignKey(SignedFile, models.PROTECT, related_name="attestations", verbose_name=_("signed file"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        ordering = ["file", "at", "pk"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [models.UniqueConstraint(fields=["file", "by"], name="attestation_once_a_person")]

    def __str__(self):
        return f"{self.file} · {self.by}"


class TrustRoot(models.Model):
    """A certificate that an administrator trusts: signatures must lead to one. Retired, it trusts nothing any more."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    name = models.CharField(_("name"), max_length=200)
    certificate = models.TextField(_("certificate (PEM)"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    subject = models.CharField(_("subject"), max_length=400)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(verbose_name=_("added by"), **PERSON)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(verbose_name=_("retired by"), blank=True, **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["province", "name", "pk"]
        verbose_name = _("trusted certificate")
        verbose_name_plural = _("trusted certificates")
        constraints = [
            models.UniqueConstraint(fields=["province", "sha256"], condition=Q(retired_at=None), name="trust_root_once")
        ]

    def __str__(self):
        return self.name
