"""Writes a sheet of successions: one merger for each agency after, by the action of the pages; takes it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from agencies.enums import Level, Reorganising
from agencies.models import Agency, Reorganisation, User
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.reorganising.parts import NewAgency
from agencies.tree.actions import hold_province
from agencies.work.carrying import tell
from kpis.errors import CannotChange
from workbooks.kinds.preview import Outcome
from workbooks.kinds.succession.read import Group
from workbooks.models import ImportRun


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Carry out what the sheet says; returns what undoing needs. In the caller's transaction."""
    hold_province(run.province_id)
    made, ended = [], []
    for number, group in enumerate(outcome.payload, 1):
        made.append(_merge(run.province, group, by).pk)
        ended += [row.before.pk for row in group.due]
        tell("write", number, len(outcome.payload))
    return {"reorganisations": made, "ended": ended}


def _merge(province: Agency, group: Group, by: User | None) -> Reorganisation:
    first, before = group.first, [row.before for row in group.due]
    after = next((row.after for row in group.rows if row.after is not None), None)
    heirs: dict[str, Any] = {"successors": (after,)} if after else {"forms": (_new(group),)}
    decision = Decision(
        Reorganising.MERGE, province, before, first.day, first.text("legal_basis"), **heirs
    )  # fmt: skip
    try:
        return reorganise(decision, by=by)
    except ValidationError as error:
        raise CannotChange(" ".join(error.messages)) from error


def _new(group: Group) -> NewAgency:
    """What is formed is as those before were: of their level, group and place; below the province if theirs ended."""
    row = group.first
    model = row.before
    above = model.parent
    is_below = model.level != Level.AGENCY and above is not None and (above.active_to or row.day) >= row.day
    fields = {"unit_code": row.text("new_code")[:10], "peer_group": model.peer_group, "sort_order": model.sort_order}
    return NewAgency(
        row.text("new_name"), group.code, level=model.level, parent=above if is_below else None, fields=fields
    )  # fmt: skip


def undo(run: ImportRun, *, by: User | None) -> None:
    """Take back every merger, the last first, in the caller's transaction. Raises CannotChange."""
    hold_province(run.province_id)
    acts = Reorganisation.objects.in_bulk(run.changes.get("reorganisations", []))
    try:
        for key in reversed(run.changes.get("reorganisations", [])):
            take_back(acts[key], by=by, reason=f"import {run.pk} {run.sha256}")
    except ValidationError as error:
        raise CannotChange(" ".join(error.messages)) from error
