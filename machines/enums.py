"""Words of programs: each code with its name in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reach(TextChoices):
    """What a token is good for, within what its holder may do."""

    READ = "read", _("Read")
    WRITE = "write", _("Read, and write figures as drafts")
