"""Tokens by which programs come in. Only a keyed hash is kept of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON, SOMEBODY
from machines.enums import Reach


class Token(models.Model):
    """A program that holds it acts as `user`, a person or a named system, until it expires or is revoked."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name=_("person or system")
    )
    name = models.CharField(_("what it is for"), max_length=120)
    reach = models.CharField(_("may"), max_length=5, choices=Reach, default=Reach.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(verbose_name=_("made by"), **SOMEBODY)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(verbose_name=_("revoked by"), blank=True, **PERSON)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_is_revoked_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.name} · {self.user}"
