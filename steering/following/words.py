"""What moved, in sentences."""

from django.utils.translation import gettext as _

from steering.following.rules import Moved


def sentence(one: Moved, month: str) -> str:
    """What moved of one thing: what happened, and how many of its items are met in the `month` that is the latest."""
    told = {
        "recorded": _("%(n)s figures recorded"),
        "promised": _("%(n)s promises given"),
        "asked": _("%(n)s questions asked"),
        "answered": _("%(n)s questions answered"),
        "concluded": _("%(n)s conclusions announced"),
        "confirmed": _("%(n)s causes of its bottleneck confirmed"),
        "changed": _("%(n)s decisions on its bottleneck changed"),
        "resolved": _("%(n)s causes of its bottleneck resolved"),
        "withdrawn": _("%(n)s decisions on its bottleneck withdrawn"),
    }
    happened = ", ".join(told[kind] % {"n": n} for kind, n in one.counts.items())
    said = {"name": one.thing.name, "happened": happened, "month": month, "met": one.met, "all": one.applicable}
    if one.thing.kind == "item":
        return _("- %(name)s: %(happened)s.") % said
    return _("- %(name)s: %(happened)s; in %(month)s %(met)s of %(all)s done.") % said
