"""Words of the tree and of rights: each code with its name in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    PROVINCE = "province", _("Province")
    AGENCY = "agency", _("Agency")
    DIVISION = "division", _("Division")
    COMMUNE = "commune", _("Commune")


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    OFFICER = "officer", _("Standing-body officer")
    COMMITTEE = "committee", _("Committee member")
    AGENCY_HEAD = "agency_head", _("Agency head")
    AGENCY_CLERK = "agency_clerk", _("Agency clerk")
    DIVISION_HEAD = "division_head", _("Division head")
    DIVISION_CLERK = "division_clerk", _("Division clerk")
    COUNTRY = "country", _("Country reader")


class LinkKind(TextChoices):
    INVITATION = "invitation", _("Invitation")
    PASSWORD = "password", _("Forgotten password")


class SuccessionKind(TextChoices):
    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Split into")
    RENAME = "rename", _("Renamed")


class Reorganising(TextChoices):
    """What a decision does to agencies."""

    MERGE = "merge", _("Merge into one")
    SPLIT = "split", _("Give a part to another")
    END = "end", _("End without a successor")


class Fate(TextChoices):
    """What becomes of something open at an agency that ends or gives a part away."""

    MOVES = "moves", _("Moves to the successor")
    ENDS = "ends", _("Ends")
    STAYS = "stays", _("Stays")


class Language(TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"
