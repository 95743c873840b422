"""Words of the import: each code with its name in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportKind(TextChoices):
    ASSIGNMENTS = "assignments", _("Assigned items and their targets")
    AGENCIES = "agencies", _("Agencies and their other names")
    SUCCESSION = "succession", _("Agencies merged and formed anew")
    PEOPLE = "people", _("People and their roles")
    FIGURES = "figures", _("One agency's figures of one month")
    COMMITMENTS = "commitments", _("What was committed to at a signing")


OF_THE_TREE = frozenset({ImportKind.AGENCIES, ImportKind.SUCCESSION})  # no plan's: they change the tree itself


class ImportState(TextChoices):
    STORED = "stored", _("Stored, not read yet")
    FAILED = "failed", _("Cannot be read")
    PREVIEWED = "previewed", _("Read, to be confirmed")
    DONE = "done", _("Imported")
    UNDONE = "undone", _("Undone")
