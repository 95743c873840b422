"""The one table of the roof: the word by which an empty system is set up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetupCode(models.Model):
    """Who holds the one-time code sets an empty system up; kept as a keyed hash, with what was said so far.

    There is one row at most. A new code makes the old one void and keeps the draft {name, code} of the province.
    """

    digest = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("set-up code")
        verbose_name_plural = _("set-up codes")

    def __str__(self):
        return f"{self.issued_at}"
