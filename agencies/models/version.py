"""What the pages of a province rest on, as one number that is another after every write."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """A part of a province's version: whoever writes there gives another token to a part that nobody else holds.

    `place` is the key of the province, 0 for what may concern all of them; the version is the sum of the tokens. There
    are as many parts as transactions have ever written at once.
    """

    place = models.BigIntegerField(_("province"))
    token = models.BigIntegerField()

    class Meta:
        verbose_name = _("version of a province")
        verbose_name_plural = _("versions of provinces")
        indexes = [models.Index(fields=["place"], name="version_by_place")]

    def __str__(self):
        return f"{self.place}: {self.token}"
