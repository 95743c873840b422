"""A proposed point in words."""

from django.utils.translation import gettext as _

from steering.agenda.rules import Proposal
from steering.enums import PointKind

MOST_NAMES = 5


def text_of(proposal: Proposal) -> str:
    """The sentence that stands on the agenda, with the figures as they were when it was proposed."""
    figures = {
        "title": proposal.title, "n": proposal.figure, "whole": proposal.whole, "names": names_of(proposal),
    }  # fmt: skip
    if proposal.kind == PointKind.CONCLUSION and not proposal.figure:
        return _("Conclusion of before, not due yet: %(title)s (%(names)s)") % figures
    return {
        PointKind.CONCLUSION: _("Conclusion of before, %(n)s days late: %(title)s (%(names)s)"),
        PointKind.BOTTLENECK: _("%(title)s: %(n)s of %(whole)s agencies miss it, nobody is named to remove it"),
        PointKind.OVERDUE: _("%(n)s items are overdue: %(names)s"),
        PointKind.PROMISE: _("%(n)s promises were broken: %(names)s"),
        PointKind.SILENT: _("%(n)s of %(whole)s agencies have not reported: %(names)s"),
        PointKind.DRIFT: _("%(n)s committed items are not as signed: %(names)s"),
        PointKind.EASY: _("%(n)s targets are exceeded so far that they look too easy: %(names)s"),
    }[proposal.kind] % figures


def names_of(proposal: Proposal) -> str:
    """The first names with their figures, and how many more there are."""
    told = [f"{row.name} ({row.figure})" if row.figure else row.name for row in proposal.names]
    shown = ", ".join(told[:MOST_NAMES])
    more = len(told) - MOST_NAMES
    return shown if more <= 0 else _("%(names)s and %(n)s more") % {"names": shown, "n": more}
