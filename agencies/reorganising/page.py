"""The page of a decision: what is open at the agencies before, with what is proposed for each thing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.enums import Fate, Level, Reorganising
from agencies.models import Agency, Reorganisation
from agencies.reorganising.actions import Decision, all_parts, check
from agencies.reorganising.forms import DecisionForm, chosen_of
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.parts import Change, Choice, NewAgency, Open, chosen_for
from agencies.reorganising.sums import Comparison, compared
from dxtracker.lib.crumbs import Crumb


@dataclass(frozen=True)
class Line:
    """One open thing with its choices: (value, word, whether it is the chosen or proposed one)."""

    thing: Open
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Group:
    name: str
    lines: list[Line]


@dataclass(frozen=True)
class DecisionPage:
    """The form; once it holds, the decision with what is open.

    `seen` names those things and who takes over: they may change meanwhile.
    """

    form: DecisionForm
    decision: Decision | None
    groups: list[Group]
    chosen: Mapping[str, Choice]
    crumbs: list[Crumb]

    @property
    def seen(self) -> str:
        keys = [line.thing.key for group in self.groups for line in group.lines]
        if self.decision:
            keys += [agency.code for agency in self.decision.successors]
            keys += [new.code for new in self.decision.forms]
        return hashlib.sha256(",".join(keys).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class DecidedPage:
    """A decision that was recorded: who there was before and is after, and the sums across it."""

    act: Reorganisation
    before: list[Agency]
    after: list[Agency]
    comparisons: list[Comparison]
    crumbs: list[Crumb]


def decided_page(act: Reorganisation) -> DecidedPage:
    """The page of a recorded decision; taken back, it compares nothing."""
    ledger = Ledger(act.changes.get("changed", ()))
    rows = list(act.successions.select_related("predecessor", "successor").order_by("pk"))
    ended = [
        line["pk"] for line in ledger.lines if line.get("changed") == Agency._meta.label and "active_to" in line["new"]
    ]
    before = {row.predecessor_id: row.predecessor for row in rows}
    if not rows and not act.undone_at:
        before = {row.pk: row for row in Agency.objects.filter(pk__in=ended).exclude(level=Level.DIVISION)}
    after = {row.successor_id: row.successor for row in rows}
    crumbs = [Crumb(_("The tree of agencies"), reverse("tree:tree")), Crumb(act.decision)]
    everyone = list((before | after).values())
    sums = [] if act.undone_at else compared(act, everyone)
    return DecidedPage(act, list(before.values()), list(after.values()), sums, crumbs)


def page_of(province: Agency, posted: Any = None, of: str = "") -> DecisionPage:
    """The page; what cannot be is an error of the form."""
    agencies = Agency.objects.filter(province=province, active_to=None, level__in=[Level.AGENCY, Level.COMMUNE])
    form = DecisionForm(posted, agencies=agencies, initial={"predecessors": [of] if of.isdecimal() else []})
    crumbs = [Crumb(_("The tree of agencies"), reverse("tree:tree")), Crumb(_("Merge, divide, end"))]
    decision = _decision(province, form) if form.is_valid() else None
    if decision is not None:
        try:
            check(decision)
        except ValidationError as error:
            form.add_error(None, error)
            decision = None
    if decision is None:
        return DecisionPage(form, None, [], {}, crumbs)
    groups, chosen = _groups(decision, posted)
    return DecisionPage(form, decision, groups, chosen, crumbs)


def _decision(province: Agency, form: DecisionForm) -> Decision:
    said = form.cleaned_data
    kind = Reorganising(said["kind"])
    first = [NewAgency(said["new_name"], said["new_code"], said["new_short_name"])] if said["new_name"] else []
    model = said["predecessors"][0]
    like = {"peer_group": model.peer_group, "sort_order": model.sort_order}
    formed = [replace(new, level=model.level, parent=model.parent, fields=like) for new in (*first, *said["further"])]
    return Decision(
        kind, province, tuple(said["predecessors"]), said["effective_on"], said["decision"],
        successors=tuple(said["successor"]), forms=tuple(formed),
        lives_on=said["lives_on"] and kind == Reorganising.SPLIT,
    )  # fmt: skip


def _groups(decision: Decision, posted: Any) -> tuple[list[Group], dict[str, Choice]]:
    """What is open, part by part; an agency yet to be formed stands in without a key."""
    formed = [Agency(name=new.name, code=new.code) for new in decision.forms]
    change = Change(
        decision.kind, decision.province, decision.predecessors, (*decision.successors, *formed),
        decision.effective_on, decision.number, decision.lives_on,
    )  # fmt: skip
    found: list[Group] = []
    chosen: dict[str, Choice] = {}
    for part in all_parts():
        things = part.open_of(change)
        said = chosen_of(posted, things, [heir.code for heir in change.successors])
        chosen |= said
        lines = [
            Line(thing, _options(change, thing, choice, to)) for thing, choice, to in chosen_for(change, things, said)
        ]
        if lines:
            found.append(Group(str(part.name), lines))
    return found, chosen


def _options(change: Change, thing: Open, choice: Choice, to: Agency | None) -> list[tuple[str, str, bool]]:
    """Each fate once; that of moving once for each of several successors."""
    found = []
    for fate in thing.fates:
        if fate == Fate.MOVES and len(change.successors) > 1:
            found += [
                (f"{fate}:{one.code}", _("Moves to %(name)s") % {"name": one.name}, one is to)
                for one in change.successors
            ]
        else:
            found.append((str(fate), str(fate.label), fate == choice.fate))
    return found
