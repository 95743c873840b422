"""The words of every problem that an import finds: code → sentence. Details fill the %(…)s."""

from django.utils.translation import gettext_lazy as _

from kpis.imports.shapes import Problem

WORDS = {
    "empty_file": _("The file is empty."),
}


def words(problem: Problem) -> str:
    """The sentence of a problem in the reader's language; its details are put in as they are."""
    return str(WORDS[problem.code]) % problem.details
