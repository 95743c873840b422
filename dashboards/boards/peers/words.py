"""Where an item stands among its peers, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


def headline(places: Sequence[str]) -> str:
    """How many of the items that can be compared stand above and below; empty where none can."""
    known = [place for place in places if place in rules.PLACES]
    if not known:
        return ""
    said = {name: known.count(name) for name in rules.PLACES} | {"all": len(known)}
    if said[rules.NO_FIGURE]:
        text = _(
            "Of %(all)s items that can be compared, %(above)s stand above the median, %(below)s below it and "
            "%(no_figure)s without a figure"
        )
        return text % said
    return _("Of %(all)s items that can be compared, %(above)s stand above the median and %(below)s below it") % said
