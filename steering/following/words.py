"""What moved, in sentences."""

from django.utils.translation import gettext as _

from steering.following.rules import Moved


def sentence(one: Moved, month: str) -> str:
    """What moved of one thing: what happened, and how many of its items are met in the `month` that is the latest."""
    told = {
        "recorded": _("figures recorded: %(n)s"),
        "promised": _("promises given: %(n)s"),
        "asked": _("questions asked: %(n)s"),
        "answered": _("questions answered: %(n)s"),
        "concluded": _("conclusions announced: %(n)s"),
        "confirmed": _("causes of its bottleneck confirmed: %(n)s"),
        "changed": _("decisions on its bottleneck changed: %(n)s"),
        "resolved": _("causes of its bottleneck resolved: %(n)s"),
        "withdrawn": _("decisions on its bottleneck withdrawn: %(n)s"),
    }
    happened = ", ".join(told[kind] % {"n": n} for kind, n in one.counts.items())
    said = {"name": one.thing.name, "happened": happened, "month": month, "met": one.met, "all": one.applicable}
    if one.thing.kind == "item":
        return _("- %(name)s: %(happened)s.") % said
    return _("- %(name)s: %(happened)s; in %(month)s %(met)s of %(all)s done.") % said
