"""The divisions and the roles of an agency that ends: the part of the ground floor."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Fate, Role
from agencies.models import Agency, Membership, User
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.parts import Change, Choice, Open, chosen_for
from agencies.tree.actions import next_path


class Divisions:
    """What hangs below: it moves with its people and items, or ends with the agency."""

    name = _("Divisions")

    def open_of(self, change: Change) -> list[Open]:
        rows = _children(change.predecessors, change.effective_on)
        return [
            Open(f"division-{r.pk}", r.name, r.code, r.parent, change.usual, change.fates, change.nearest(r.name))  # type: ignore[arg-type]
            for r in rows
        ]

    def carry_out(self, change: Change, chosen: Mapping[str, Choice], ledger: Ledger, by: User | None) -> None:
        things = {f"division-{r.pk}": r for r in _children(change.predecessors, change.effective_on)}
        for thing, choice, to in chosen_for(change, self.open_of(change), chosen):
            if to is not None:
                move(things[thing.key], to, ledger)
            elif choice.fate == Fate.ENDS:
                _end_with_its_people(things[thing.key], change.effective_on, ledger)

    def refuse_undo(self, lines: Collection[dict[str, Any]]) -> None:
        """Nothing beyond what the ledger finds by itself."""

    def settle(self, ledger: Ledger) -> None:
        """Nothing rests on where a division hangs."""


class Roles:
    """The people of the agency itself: a role ends the day before, and begins at the successor on the day."""

    name = _("People and their roles")

    def open_of(self, change: Change) -> list[Open]:
        found, has_head = [], _has_head(change)
        for row in _held([agency.pk for agency in change.predecessors], change.effective_on):
            proposal = change.usual
            if proposal == Fate.MOVES and row.role == Role.AGENCY_HEAD:
                proposal, has_head = (Fate.ENDS if has_head else proposal), True
            about = " · ".join(filter(None, [row.get_role_display(), row.post]))
            found.append(Open(f"role-{row.pk}", row.user.full_name, about, row.place, proposal, change.fates))
        return found

    def carry_out(self, change: Change, chosen: Mapping[str, Choice], ledger: Ledger, by: User | None) -> None:
        rows = {f"role-{r.pk}": r for r in _held([a.pk for a in change.predecessors], change.effective_on)}
        for thing, choice, to in chosen_for(change, self.open_of(change), chosen):
            if choice.fate == Fate.STAYS:
                continue
            _end_role(rows[thing.key], change.effective_on, ledger)
            if to is not None:
                _take_up(rows[thing.key], to, change.effective_on, ledger)

    def refuse_undo(self, lines: Collection[dict[str, Any]]) -> None:
        """Nothing beyond what the ledger finds by itself."""

    def settle(self, ledger: Ledger) -> None:
        """Roles are read from their rows."""


def move(agency: Agency, to: Agency, ledger: Ledger) -> None:
    """Hang an agency, with all below it, under another one: paths follow."""
    below = list(Agency.objects.within(agency).exclude(pk=agency.pk).order_by("path"))
    before, path = agency.path, next_path(to)
    ledger.change(agency, parent=to, path=path)
    for row in below:
        ledger.change(row, path=path + row.path[len(before) :])


def _children(agencies: Collection[Agency], day: date) -> list[Agency]:
    return list(Agency.objects.filter(parent__in=agencies).alive_on(day).select_related("parent").order_by("path"))


def _held(agencies: Collection[int], day: date) -> list[Membership]:
    rows = Membership.objects.filter(Q(until=None) | Q(until__gte=day), agency__in=agencies)
    return list(rows.select_related("user", "agency").order_by("agency__sort_order", "agency__path", "role", "pk"))


def _has_head(change: Change) -> bool:
    heads = Membership.objects.in_force_on(change.effective_on).filter(role=Role.AGENCY_HEAD)
    return change.heir is not None and change.heir.pk is not None and heads.filter(agency=change.heir).exists()


def _end_role(row: Membership, day: date, ledger: Ledger) -> None:
    """Its last day is the one before; a role that was to begin later shrinks to that day."""
    last = day - timedelta(days=1)
    ledger.change(row, until=last, **({"since": last} if row.since and row.since > last else {}))


def _take_up(row: Membership, to: Agency, day: date, ledger: Ledger) -> None:
    held = Membership.objects.filter(user=row.user_id, agency=to, role=row.role, until=None)
    if held.exists():
        return
    ledger.make(
        Membership(
            user_id=row.user_id,
            agency=to,
            role=row.role,
            post=row.post,
            since=day,
            is_acting=row.is_acting,
            decision_number=row.decision_number,
        )
    )


def _end_with_its_people(division: Agency, day: date, ledger: Ledger) -> None:
    for row in Agency.objects.within(division).alive_on(day):
        for role in _held([row.pk], day):
            _end_role(role, day, ledger)
        ledger.change(row, active_to=day - timedelta(days=1))
