"""How far the work on a large import is, as its page tells it."""

from django.utils.translation import gettext as _

from agencies.work import queries
from agencies.work.actions import forget as forget_work
from agencies.work.queries import Progress

SUBJECT = "import"


def progress_of(pk: int) -> Progress | None:
    """The progress of a run; None where nothing is under way and nothing has failed."""
    return queries.progress_of(SUBJECT, pk)


def forget(pk: int) -> None:
    """Why earlier work on a run failed was read."""
    forget_work(SUBJECT, pk)


def words_of(progress: Progress | None) -> str:
    """What is done just now, in the reader's language."""
    stages = {"read": _("Reading the file"), "write": _("Writing the items"), "judge": _("Judging the items")}
    return queries.words_of(progress, stages)
