"""A proposed point in words."""

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from steering.agenda.rules import Proposal
from steering.enums import PointKind

MOST_NAMES = 5
COUNTED = {
    PointKind.CONCLUSION: Counted(
        "Conclusion of before, %(n)s day late: %(title)s (%(names)s)",
        "Conclusion of before, %(n)s days late: %(title)s (%(names)s)",
    ),
    PointKind.OVERDUE: Counted("%(n)s item is overdue: %(names)s", "%(n)s items are overdue: %(names)s"),
    PointKind.PROMISE: Counted("%(n)s promise was broken: %(names)s", "%(n)s promises were broken: %(names)s"),
    PointKind.DRIFT: Counted(
        "%(n)s committed item is not as signed: %(names)s", "%(n)s committed items are not as signed: %(names)s"
    ),
    PointKind.EASY: Counted(
        "%(n)s target is exceeded so far that it looks too easy: %(names)s",
        "%(n)s targets are exceeded so far that they look too easy: %(names)s",
    ),
}
OF_ALL = {  # whose noun stands beside the number of all
    PointKind.BOTTLENECK: Counted(
        "%(title)s: missed by %(n)s of %(whole)s agency, nobody is named to remove it",
        "%(title)s: missed by %(n)s of %(whole)s agencies, nobody is named to remove it",
    ),
    PointKind.SILENT: Counted(
        "No report from %(n)s of %(whole)s agency: %(names)s", "No report from %(n)s of %(whole)s agencies: %(names)s"
    ),
}


def text_of(proposal: Proposal) -> str:
    """The sentence that stands on the agenda, with the figures as they were when it was proposed."""
    whole = proposal.whole or 0
    said = {"title": proposal.title, "whole": written(whole), "names": names_of(proposal)}
    if proposal.kind == PointKind.CONCLUSION and not proposal.figure:
        return _("Conclusion of before, not due yet: %(title)s (%(names)s)") % said
    if proposal.kind in OF_ALL:
        return OF_ALL[proposal.kind].of(whole, **said, n=written(proposal.figure))
    return COUNTED[proposal.kind].of(proposal.figure, **said)


def names_of(proposal: Proposal) -> str:
    """The first names with their figures, and how many more there are."""
    told = [f"{row.name} ({row.figure})" if row.figure else row.name for row in proposal.names]
    shown = ", ".join(told[:MOST_NAMES])
    more = len(told) - MOST_NAMES
    return shown if more <= 0 else _("%(names)s and %(n)s more") % {"names": shown, "n": written(more)}
