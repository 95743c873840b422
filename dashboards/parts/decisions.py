"""Lines that want a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_NAMES = 3


@dataclass(frozen=True)
class Decision:
    """One line that wants a decision: a bottleneck, late promises, silent agencies; `rows_url` lists its figure."""

    kind: str
    figure: str
    unit_words: str
    title: str
    url: str
    note: str = ""
    lift: str = ""
    lift_note: str = ""
    rows_url: str = ""


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """The first names, and how many more there are."""
    first = ", ".join(names[:most])
    more = len(names) - most
    return first if more <= 0 else _("%(names)s and %(n)s more") % {"names": first, "n": more}
