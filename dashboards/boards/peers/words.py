"""Where an item stands among its peers, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from agencies.pages.counted import Counted, written
from dashboards.boards.peers import rules
from kpis.enums import State

PLACE_WORDS = {
    rules.ABOVE: gettext_lazy("Above the median"),
    rules.AT: gettext_lazy("At the median"),
    rules.BELOW: gettext_lazy("Below the median"),
    rules.NO_FIGURE: gettext_lazy("No figure yet"),
    State.NOT_APPLICABLE: State.NOT_APPLICABLE.label,
    "": gettext_lazy("Too few figures to compare"),
}
OF_ALL = Counted(
    "Of %(all)s item that can be compared: %(above)s above the median, %(below)s below it",
    "Of %(all)s items that can be compared: %(above)s above the median, %(below)s below it",
)
WITHOUT_SOME = Counted(
    "Of %(all)s item that can be compared: %(above)s above the median, %(below)s below it,"
    " %(no_figure)s without a figure",
    "Of %(all)s items that can be compared: %(above)s above the median, %(below)s below it,"
    " %(no_figure)s without a figure",
)


def headline(places: Sequence[str]) -> str:
    """How many of the items that can be compared stand above and below; empty where none can."""
    known = [place for place in places if place in rules.PLACES]
    if not known:
        return ""
    counts = {name: known.count(name) for name in rules.PLACES}
    text = WITHOUT_SOME if counts[rules.NO_FIGURE] else OF_ALL
    return text.of(len(known), **{name: written(n) for name, n in counts.items()}, all=written(len(known)))
