"""Taking an import back: what it made goes, what it changed returns to what it was, while nothing rests on it.

Rows are restored in place, so that the tables are as they were before, keys included.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignObjectRel, Model
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyAlias, AgencyName, PhraseAlias, User
from agencies.tree.actions import days_changed, hold_province
from dxtracker.lib.batches import batched
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.models import (
    Assignment,
    Coordination,
    Document,
    Goal,
    Indicator,
    Pillar,
    Standing,
    Target,
)  # fmt: skip
from kpis.standings import actions as standings
from workbooks.models import HeadingAlias, ImportRun  # fmt: skip

OWN = {Target, Coordination, Standing}  # what an item brings along; anything else that points to it forbids undoing


def changed_again() -> CannotChange:
    """What undoing raises where something that the import wrote does not stand any more as it wrote it."""
    return CannotChange(_("Something was changed again after this import; it can no longer be undone."))


def take_back_items(run: ImportRun, *, by: User | None) -> None:
    """Undo an assignment import in the caller's transaction. Raises CannotChange, saying what rests on it."""
    changes = run.changes
    made, targets = changes.get("assignments", []), changes.get("targets", [])
    altered = [int(key) for key in changes.get("changed_assignments", {})]
    rewritten = [int(key) for key in changes.get("changed_targets", {})]
    touched = {*made, *altered, *_items_of(targets), *_items_of(rewritten)}
    touched |= {row["assignment_id"] for row in changes.get("removed_coordinations", [])}
    standings.hold(touched)
    refuse_dependents(Assignment, made, OWN)
    _refuse_frozen(made, [*targets, *rewritten])
    restore(Assignment, changes.get("changed_assignments", {}))
    restore(Target, changes.get("changed_targets", {}))
    _coordinations(changes)
    standings.forget(made, targets)
    remove(Target, targets)
    remove(Assignment, made)
    _goals(run)
    for model, name in ((Indicator, "indicators"), (Pillar, "pillars")):
        refuse_dependents(model, changes.get(name, []), set())
        remove(model, changes.get(name, []))
    for keys in batched(sorted(touched - set(made))):
        standings.refresh(keys)


def take_back_agencies(run: ImportRun, *, by: User | None) -> None:
    """Undo an import of agencies: new ones go, the deepest first; names, fields, aliases return to what they were."""
    hold_province(run.province_id)
    changes = run.changes
    made, names, aliases = (changes.get(name, []) for name in ("agencies", "agency_names", "agency_aliases"))
    refuse_dependents(Agency, made, {Agency, AgencyName, AgencyAlias})
    for model, own in ((AgencyName, names), (AgencyAlias, aliases)):
        if model._base_manager.filter(agency__in=made).exclude(pk__in=own).exists():
            raise changed_again()
    if Agency.objects.filter(parent__in=made).exclude(pk__in=made).exists():
        raise CannotChange(_("Other agencies hang below one of this import; it can no longer be undone."))
    restore(Agency, changes.get("changed_agencies", {}))
    remove(AgencyAlias, aliases)
    remove(AgencyName, names)
    restore(AgencyName, changes.get("changed_names", {}))
    days_changed([int(key) for key, row in changes.get("changed_agencies", {}).items() if "active_to" in row["old"]])
    for key in Agency.objects.filter(pk__in=made).order_by("-path").values_list("pk", flat=True):
        remove(Agency, [key])


def forget_what_was_said(run: ImportRun) -> None:
    """Names, headings and the decision's document that came in with the import go with it."""
    remove(AgencyAlias, run.changes.get("aliases", []))
    remove(HeadingAlias, run.changes.get("headings", []))
    remove(PhraseAlias, run.changes.get("phrases", []))
    if document := run.changes.get("document"):
        refuse_dependents(Document, [document], set())
        remove(Document, [document])


def _items_of(targets: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for keys in batched(list(targets)):
        found |= set(Target.objects.filter(pk__in=keys).values_list("assignment", flat=True))
    return found


def refuse_dependents(model: type[Model], keys: list[int], own: set[type[Model]]) -> None:
    """Raise CannotChange where a row of another table, on whatever floor, points to one of `keys`."""
    for relation in model._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        if not isinstance(relation, ForeignObjectRel) or other in own or relation.many_to_many:
            continue
        for some in batched(keys):
            if other._base_manager.filter(**{f"{relation.field.name}__in": some}).exists():
                raise CannotChange(
                    _("“%(what)s” has come to rest on this import; it can no longer be undone.")
                    % {"what": other._meta.verbose_name_plural}
                )


def _refuse_frozen(made: list[int], targets: list[int]) -> None:
    closed = Standing.objects.filter(period__state=PeriodState.CLOSED)
    resting = [closed.filter(assignment__in=keys) for keys in batched(made)]
    resting += [closed.filter(target__in=keys) for keys in batched(targets)]
    if any(rows.exists() for rows in resting):
        raise CannotChange(_("A closed month rests on this import; it can no longer be undone."))


def restore(model: type[Model], changed: dict[str, dict[str, Any]]) -> None:
    """Put the old fields back, where the new ones still stand."""
    for keys in batched(sorted(changed, key=int)):
        rows = model._base_manager.in_bulk([int(key) for key in keys])
        for key in keys:
            row, old, new = rows.get(int(key)), changed[key]["old"], changed[key]["new"]
            if row is None or not _stands(row, new):
                raise changed_again()
            for name, value in old.items():
                field: Any = row._meta.get_field(name.removesuffix("_id"))
                setattr(row, field.attname, field.to_python(value) if value is not None else None)
        if rows:
            names = sorted({name.removesuffix("_id") for key in keys for name in changed[key]["old"]})
            model._base_manager.bulk_update(rows.values(), names, batch_size=100)


def _stands(row: Model, new: dict[str, Any]) -> bool:
    """Whether the row still holds what the import wrote."""
    for name, value in new.items():
        field: Any = row._meta.get_field(name.removesuffix("_id"))
        wanted = field.to_python(value) if value is not None else None
        if getattr(row, field.attname) != wanted:
            return False
    return True


def _goals(run: ImportRun) -> None:
    """Goals of later years return to what they were; one that was set again since holds the import."""
    made = run.changes.get("goals", [])
    if any(
        Goal.objects.filter(pk__in=keys).exclude(set_at=run.done_at or run.uploaded_at).exists()
        for keys in batched(made)
    ):
        raise changed_again()
    restore(Goal, run.changes.get("changed_goals", {}))
    remove(Goal, made)


def _coordinations(changes: dict[str, Any]) -> None:
    made, removed = changes.get("coordinations", []), changes.get("removed_coordinations", [])
    found = sum(Coordination.objects.filter(pk__in=keys).count() for keys in batched(made))
    if found != len(made):
        raise changed_again()
    remove(Coordination, made)
    Coordination.objects.bulk_create([Coordination(**row) for row in removed], batch_size=500)


def remove(model: type[Model], keys: list[int]) -> None:
    """Delete the rows of these keys."""
    for some in batched(keys):
        model._base_manager.filter(pk__in=some).delete()
