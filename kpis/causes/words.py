"""What is said where a cause cannot lead to what is claimed."""

from django.utils.translation import gettext as _

from kpis.enums import ClaimOutcome


def unfounded(outcome: str) -> str:
    """Why a subjective cause does not lead to `outcome`."""
    label = ClaimOutcome(outcome).label
    return _("A subjective cause explains a missed target; it cannot lead to “%(outcome)s”.") % {"outcome": label}
