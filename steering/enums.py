"""Words of meetings: each code with its name in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingState(TextChoices):
    PLANNED = "planned", _("Being prepared")
    HELD = "held", _("Held")
    ANNOUNCED = "announced", _("Announced")


class PointKind(TextChoices):
    """What a point of the agenda is about, in the order in which points are proposed."""

    CONCLUSION = "conclusion", _("Conclusion of before")
    BOTTLENECK = "bottleneck", _("Bottleneck")
    OVERDUE = "overdue", _("Overdue items")
    PROMISE = "promise", _("Broken promises")
    SILENT = "silent", _("Agencies without a report")
    DRIFT = "drift", _("Drift from commitments")
    EASY = "easy", _("Targets that look too easy")
    OTHER = "other", _("Other matter")


class Course(TextChoices):
    """Where a conclusion stands."""

    OPEN = "open", _("To be done")
    REPORTED = "reported", _("Reported as done")
    ACCEPTED = "accepted", _("Done")
