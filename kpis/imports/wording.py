"""The words of every problem that an import finds: code → sentence. Details fill the %(…)s."""

from django.utils.translation import gettext_lazy as _

from kpis.imports.shapes import Problem

WORDS = {
    "empty_file": _("The file is empty."),
    "file_gone": _("The stored file is no longer there. Hand it in again."),
    "file_altered": _("The stored file is not the one that was handed in. Hand it in again."),
    "too_long": _("The text is longer than %(limit)s characters."),
    "new_indicator": _("A new indicator: it will be added to the catalogue."),
    "near_indicator": _("A new indicator, almost the same as one in the catalogue. Is it that one?"),
    "sheet_skipped": _("This sheet holds no table of targets and was passed over."),
}


def words(problem: Problem) -> str:
    """The sentence of a problem in the reader's language; its details are put in as they are."""
    return str(WORDS[problem.code]) % problem.details
