"""Words of commitments: each code with its name in one place."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    """How exactly a day is known: "cuối tháng 2/2022" is a month."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")

    def first_day(self, day: date) -> date:
        """The earliest day that `day` can have been: a month and a year begin with their first."""
        return {self.DAY: day, self.MONTH: day.replace(day=1), self.YEAR: day.replace(month=1, day=1)}[self]


class Tier(TextChoices):
    AGENCY = "agency", _("Agency to the Standing Board of the Party Committee")
    DIVISION = "division", _("Division to the director")


class CommitmentState(TextChoices):
    DRAFT = "draft", _("Not signed yet")
    SIGNED = "signed", _("Signed")


class Way(TextChoices):
    """How an item is fulfilled: by what it is linked to, or by a way of its own where it is linked to nothing."""

    ASSIGNED = "assigned", _("When the linked items are met")
    DOCUMENT = "document", _("When a document is issued")
    CONFIRMED = "confirmed", _("When the other party confirms it")


class Aspect(TextChoices):
    """What of an item an amendment changes, and what may drift (the first three)."""

    TARGET = "target", _("Target")
    DEADLINE = "deadline", _("Deadline")
    OWNER = "owner", _("Accountable")
    TEXT = "text", _("Wording")
    ADDED = "added", _("Added item")
    WITHDRAWN = "withdrawn", _("Withdrawn item")


class Gap(TextChoices):
    """What is wrong with how an agency's items are signed for inside it."""

    UNCOVERED = "uncovered", _("Nobody signed for it")
    TWICE = "twice", _("Signed twice")
    PARTS = "parts", _("Parts do not add up")


class Signature(TextChoices):
    """The verdict on a commitment's file, the worst first; `attested` and `none` follow from other rows."""

    ALTERED = "altered", _("The stored file was changed")
    BROKEN = "broken", _("The signed content was changed")
    CHANGED_AFTER = "changed_after", _("Something was added after signing")
    UNTRUSTED = "untrusted", _("The signer's certificate is not trusted")
    NOT_VALID_THEN = "not_valid_then", _("The certificate was not valid on that day")
    WRONG_SIGNER = "wrong_signer", _("Signed by somebody else")
    UNSIGNED = "unsigned", _("No digital signature")
    ATTESTED = "attested", _("Scan attested by two people")
    VALID = "valid", _("Digital signature valid")
    NONE = "none", _("No file yet")
