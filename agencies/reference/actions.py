"""Reference data: rows that an administrator keeps. A change is checked as a whole and leaves its event."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def keep(row: Row, *, by: User | None, reason: str = "", action: str = "", **fields) -> Row:
    """Save `fields` of a new `row`, or those of a stored one that differ; what stays as it is leaves no trace.

    The event is called `action`, or after the model: "pillar-added", "pillar-changed". Raises ValidationError for
    what the model does not allow, and where a stored row would go over to another province.
    """
    is_new = row.pk is None
    kept = row if is_new else _held(row)
    if kept is None:
        raise ValidationError(_("This was removed in the meantime."))
    old = (
        {} if is_new else {name: getattr(kept, name) for name, value in fields.items() if getattr(kept, name) != value}
    )
    new = fields if is_new else {name: fields[name] for name in old}
    if "province" in old:
        raise ValidationError(_("A row stays in its province."))
    if not new:
        return kept
    for name, value in new.items():
        setattr(kept, name, value)
    kept.clean_fields(exclude=None if is_new else {field.name for field in kept._meta.fields} - new.keys())
    kept.clean()
    kept.validate_unique()
    kept.validate_constraints()
    kept.save()
    done = action or f"{kept._meta.model_name}-{'added' if is_new else 'changed'}"
    record(kept, done, by=by, at=now(), agency=trail_of(kept), old=old, new=new, reason=reason)
    return kept


@transaction.atomic
def remove(row: models.Model, *, by: User | None) -> None:
    """Delete a row on which nothing rests; its event keeps all that it said. Raises ProtectedError.

    Twice does nothing more.
    """
    if _held(row) is None:
        return
    old = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields if field.editable}
    record(row, f"{row._meta.model_name}-removed", by=by, at=now(), agency=trail_of(row), old=old)
    row.delete()


def _held(row: Row) -> Row | None:
    """The stored row, locked; None where somebody else has removed it."""
    return type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).order_by().first()


def trail_of(row: models.Model) -> int | None:
    """The key of the agency whose trail tells of `row`: its province, its agency, or the province of its plan."""
    plan = getattr(row, "plan", None)
    return getattr(row, "province_id", None) or getattr(row, "agency_id", None) or getattr(plan, "province_id", None)
