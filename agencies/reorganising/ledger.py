"""What a change of the tree wrote, row by row, so that it can be taken back to the letter.

Kept as JSON: {"made": model, "pk"} · {"changed": model, "pk", "old", "new"} · {"removed": model, "pk", "old"}. Rows are
restored in place, keys included.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import plain

Row = TypeVar("Row", bound=Model)
CHANGED_AGAIN = gettext_lazy("Something was changed again since; this can no longer be taken back.")


class Ledger:
    """`make` and `change` write and remember; `take_back` undoes all of it, the last first."""

    def __init__(self, lines: Iterable[dict[str, Any]] = ()):
        self.lines: list[dict[str, Any]] = list(lines)

    def make(self, row: Row) -> Row:
        """Save a new row."""
        row.save()
        self.made(row)
        return row

    def made(self, row: Model) -> None:
        """Remember a row that an action has just made."""
        self.lines.append({"made": row._meta.label, "pk": row.pk})

    def change(self, row: Model, **fields: Any) -> None:
        """Save these fields of a stored row; what stays as it is leaves no line."""
        names = {name: row._meta.get_field(name).attname for name in fields}  # type: ignore[union-attr]
        old = {attname: getattr(row, attname) for attname in names.values()}
        for name, value in fields.items():
            setattr(row, name, value)
        new = {attname: getattr(row, attname) for attname in names.values()}
        changed = [attname for attname in old if old[attname] != new[attname]]
        if changed:
            row.save(update_fields=[name for name, attname in names.items() if attname in changed])
            was, is_now = ({name: values[name] for name in changed} for values in (old, new))
            self.lines.append({"changed": row._meta.label, "pk": row.pk, "old": plain(was), "new": plain(is_now)})

    def remove(self, row: Model) -> None:
        """Delete a row, and remember all of it."""
        names = [one.attname for one in row._meta.concrete_fields if not one.primary_key]
        self.lines.append(
            {"removed": row._meta.label, "pk": row.pk, "old": plain({name: getattr(row, name) for name in names})}
        )
        row.delete()

    def keys(self, label: str) -> list[int]:
        """The keys of the rows of a model that were made or changed, each once."""
        found = [line["pk"] for line in self.lines if label in (line.get("made"), line.get("changed"))]
        return list(dict.fromkeys(found))

    def refuse_later(self, later: "Ledger") -> None:
        """Raise ValidationError where `later` wrote what this one wrote, though it may read as before by now."""
        if not _written(self.lines).isdisjoint(_written(later.lines)):
            raise ValidationError(CHANGED_AGAIN)

    def take_back(self) -> None:
        """Undo every line. Raises ValidationError where a row has moved on or something rests on one that was made."""
        for line in reversed(self.lines):
            model = apps.get_model(_model(line))
            row = model._base_manager.filter(pk=line["pk"]).first()
            if (row is None) != ("removed" in line) or (row and not _stands(row, line.get("new", {}))):
                raise ValidationError(CHANGED_AGAIN)
            if row is None:
                _restore(model(pk=line["pk"]), line["old"], is_new=True)
            elif "made" in line:
                _delete(row)
            else:
                _restore(row, line["old"])


def _model(line: Mapping[str, Any]) -> str:
    return line.get("made") or line.get("changed") or line["removed"]


def _written(lines: Iterable[Mapping[str, Any]]) -> set[tuple[str, int, str]]:
    """(model, key, field) of all that lines wrote; of rows that were made or removed the row alone ("")."""
    return {(_model(line), line["pk"], name) for line in lines for name in (line.get("new") or ("",))}


def _stands(row: Model, new: dict[str, Any]) -> bool:
    return all(getattr(row, name) == _value(row, name, value) for name, value in new.items())


def _value(row: Model, attname: str, value: Any) -> Any:
    field: Any = row._meta.get_field(attname.removesuffix("_id"))
    return field.to_python(value) if value is not None else None


def _restore(row: Model, old: dict[str, Any], *, is_new: bool = False) -> None:
    for name, value in old.items():
        setattr(row, name, _value(row, name, value))
    row.save(force_insert=is_new, update_fields=None if is_new else [name.removesuffix("_id") for name in old])


def _delete(row: Model) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        resting = next(iter(error.protected_objects))._meta.verbose_name_plural
        raise ValidationError(
            _("“%(what)s” has come to rest on this change; it can no longer be taken back.") % {"what": resting}
        ) from error
