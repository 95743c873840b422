"""Words of commitments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    """How exactly a day is known: "cuối tháng 2/2022" is a month."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Tier(TextChoices):
    AGENCY = "agency", _("Agency to the Standing Board of the Party Committee")
    DIVISION = "division", _("Division to the director")
