"""What the rows of events are called, and of which item they are: one question, however many kinds there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import BigIntegerField, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

Key = tuple[str, int]
INDICATOR = "indicator__name"
# Model → the path to its name (several: the first that is not empty; a month is put together), the path to its item.
NAMES: dict[str, tuple[str | tuple[str, ...], str]] = {
    "agencies.agency": ("name", ""),
    "agencies.agencyalias": ("alias", ""),
    "agencies.membership": ("user__full_name", ""),
    "agencies.peergroup": ("name", ""),
    "agencies.phrasealias": ("phrase", ""),
    "agencies.reorganisation": ("decision", ""),
    "agencies.succession": ("predecessor__name", ""),
    "agencies.user": ("full_name", ""),
    "kpis.assignment": (INDICATOR, "pk"),
    "kpis.bottleneck": (INDICATOR, ""),
    "kpis.cause": ("name", ""),
    "kpis.causeclaim": (f"assignment__{INDICATOR}", "assignment"),
    "kpis.dayoff": (("name", "on"), ""),
    "kpis.document": (("number", "title"), ""),
    "kpis.entry": (f"assignment__{INDICATOR}", "assignment"),
    "kpis.evidence": (f"entry__assignment__{INDICATOR}", "entry__assignment"),
    "kpis.goal": (INDICATOR, ""),
    "kpis.indicator": ("name", ""),
    "kpis.period": ("month|plan__year", ""),
    "kpis.pillar": ("name", ""),
    "kpis.plan": ("name", ""),
    "kpis.promise": (f"assignment__{INDICATOR}", "assignment"),
    "kpis.report": ("period__month|period__plan__year", ""),
    "kpis.target": (f"assignment__{INDICATOR}", "assignment"),
    "commitments.amendment": (("number", "commitment__agency__name"), ""),
    "commitments.commitment": ("agency__name", ""),
    "commitments.commitmentitem": ("text", ""),
    "commitments.fulfilment": ("item__text", ""),
    "commitments.signedfile": ("file_name", ""),
    "commitments.signingevent": ("name", ""),
    "commitments.trustroot": ("name", ""),
    "steering.agendapoint": ("text", ""),
    "steering.conclusion": ("text", ""),
    "steering.meeting": ("held_on", ""),
    "steering.outcome": ("conclusion__text", ""),
    "steering.question": ("text", "item"),
    "workbooks.importrun": ("file_name", ""),
}


@dataclass(frozen=True)
class Named:
    """What a row is called; `item` is the key of the item it is of, None for what is of none."""

    name: str
    item: int | None = None


def names_of(wanted: Iterable[Key]) -> dict[Key, Named]:
    """The names of the rows (model, key) that are still there; one query for all models, none for nothing."""
    keys: dict[str, set[int]] = {}
    for label, pk in wanted:
        if label in NAMES:
            keys.setdefault(label, set()).add(pk)
    if not keys:
        return {}
    first, *others = (_named(label, pks) for label, pks in sorted(keys.items()))
    rows = first.union(*others, all=True) if others else first
    return {(label, pk): Named(name or "", item) for label, pk, name, item in rows}


def _named(label: str, pks: Iterable[int]) -> QuerySet:
    path, item = NAMES[label]
    rows = apps.get_model(label)._base_manager.filter(pk__in=pks).order_by()
    return rows.values_list(
        Value(label, TextField()), Cast("pk", BigIntegerField()), _name(path),
        Cast(F(item) if item else Value(None), BigIntegerField()),
    )  # fmt: skip


def _name(path: str | tuple[str, ...]) -> Cast | Coalesce | Concat:
    if isinstance(path, tuple):
        return Coalesce(*(NullIf(_text(one), Value("", TextField())) for one in path), output_field=TextField())
    if "|" in path:
        month, year = path.split("|")
        return Concat(_text(month), Value("/"), _text(year), output_field=TextField())
    return _text(path)


def _text(path: str) -> Cast:
    return Cast(path, TextField())


def of_item(item: int) -> Q:
    """Events about an item and all that hangs on it: targets, figures, evidence, claims, promises."""
    found = Q(pk=None)
    for label, (_path, place) in NAMES.items():
        if place:
            model: type[Model] = apps.get_model(label)
            found |= Q(object_type=label, object_id__in=model._base_manager.filter(**{place: item}).values("pk"))
    return found


def told_name(values: Mapping[str, object]) -> str:
    """What an event itself says a row was called, where the row is gone."""
    return next((str(values[key]) for key in ("name", "title", "text", "alias", "phrase") if values.get(key)), "")
