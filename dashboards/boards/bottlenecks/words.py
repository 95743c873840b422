"""How bottlenecks are spoken of."""

from django.utils.translation import gettext_lazy as _

STATE_WORDS = {
    "found": _("Found, not confirmed"),
    "confirmed": _("Confirmed"),
    "resolved": _("Resolved"),
}
