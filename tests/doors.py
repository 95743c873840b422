"""Finds every way in which the administration writes, and compares what is stored with what the trail tells."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import DecimalField
from django.test import RequestFactory

from agencies.audit import plain
from agencies.models import AuditEvent, User
from kpis.fields import PercentField
from kpis.models import Milestone

# The trail itself, what follows from the facts, and what is told of as a field of its plan.
BOOKS = {"agencies.auditevent", "kpis.standing", "kpis.rollup", "kpis.milestone"}
OWN_PAGES = {"changelist", "add", "history", "delete", "change"}
# What follows from a field that is told of, and what is never told.
FOLLOWS = {"search_text", "key", "path", "valid_to", "date_joined", "password"}


def doors(site: admin.AdminSite) -> Iterator[str]:
    """Every way to write that `site` opens to a superuser: "kpis.plan change", "kpis.plan kpis.milestone delete" …"""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True)
    for model, page in site._registry.items():
        name = model._meta.label_lower
        yield from (f"{name} {way}" for way in ways(page, request))
        for inline in page.get_inline_instances(request):
            yield from (f"{name} {inline.opts.label_lower} {way}" for way in ways(inline, request))
        yield from (f"{name} action {action}" for action in page.get_actions(request))
        if page.list_editable:
            yield f"{name} list"
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        pages = {url.name.removeprefix(prefix) for url in page.get_urls() if url.name}
        yield from (f"{name} page {other}" for other in pages - OWN_PAGES)


def ways(page, request) -> Iterator[str]:
    if (
        page.has_add_permission(request, None)
        if isinstance(page, admin.options.InlineModelAdmin)
        else (page.has_add_permission(request))
    ):
        yield "add"
    if page.has_change_permission(request):
        yield "change"
    if page.has_delete_permission(request) and getattr(page, "can_delete", True):
        yield "delete"


def stored() -> dict[tuple[str, int], dict]:
    """All that our tables hold, as the trail writes values: (model, key) → field → value."""
    ours = [model for model in apps.get_models() if model._meta.app_label in ("agencies", "kpis", "commitments")]
    found = {
        (model._meta.label_lower, row.pk): {f.name: plain({"": f.value_from_object(row)})[""] for f in row._meta.fields}
        for model in ours
        if model._meta.label_lower not in BOOKS
        for row in model._base_manager.all()
    }
    for milestone in Milestone.objects.all():
        shares = found["kpis.plan", milestone.plan_id].setdefault("milestones", {})
        shares[str(milestone.month)] = format(milestone.share.normalize(), "f")
    return found


def untold(before: dict, after: dict, events: list[AuditEvent]) -> list[str]:
    """Every field that differs and of which no event tells what it was and what it is."""
    found = []
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        of = [event for event in events if (event.object_type, event.object_id) == subject(key, old or new)]
        found += [
            f"{key[0]} {name}: {old.get(name)!r} → {new.get(name)!r}"
            for name in sorted(old.keys() | new.keys())
            if name not in FOLLOWS and differs(key[0], name, old, new)
            and not any(tells(event, key[0], name, old, new) for event in of)
        ]  # fmt: skip
    return found


def subject(key: tuple[str, int], row: dict) -> tuple[str, int]:
    """About what an event tells of a row: itself, or the agency whose name it is."""
    return ("agencies.agency", row["agency"]) if key[0] == "agencies.agencyname" else key


def differs(model: str, name: str, old: dict, new: dict) -> bool:
    """Whether a field was changed, or filled in a new row with what is not its default, or lost with a row."""
    if name == "milestones":
        return old.get(name) != new.get(name)
    field = apps.get_model(model)._meta.get_field(name)
    if field.primary_key or not field.editable:
        return False
    if old and new:
        return old[name] != new[name]
    return (old or new)[name] not in (None, "", plain({"": field.get_default()})[""])


def tells(event: AuditEvent, model: str, name: str, old: dict, new: dict) -> bool:
    """Whether an event holds what a field was and is, in the words of the trail; of a new row what it is, and so on."""
    if name in ("agency", "province") and event.agency_id == (new or old)[name]:
        return True
    pairs = [(event.old, old), (event.new, new)]
    return all(name in said and said[name] in called(model, name, row[name]) for said, row in pairs if name in row)


def called(model: str, name: str, value) -> list:
    """How the trail may write a value: as it is, a row by its code or user name, a number without its last zeros."""
    field = None if name == "milestones" else apps.get_model(model)._meta.get_field(name)
    row = field and field.remote_field and value and field.related_model._base_manager.get(pk=value)
    short = str(value).rstrip("0") if isinstance(field, DecimalField) else value
    return [value, short, *(getattr(row, own) for own in ("username", "code") if row and hasattr(row, own))]


def sent_back(page) -> dict[str, str]:
    """What a browser sends from a form that nobody touched."""
    sets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    parts = [page.context["adminform"].form, *(part for one in sets for part in (one.management_form, *one.forms))]
    found = {}
    for bound in (bound for part in parts for bound in part if not bound.field.disabled):
        value = bound.field.widget.format_value(bound.value())
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(bound.field, forms.BooleanField):
            value = "on" if bound.value() else None
        if value not in (None, "", []):
            found[bound.html_name] = str(value)
        if bound.field.show_hidden_initial:
            found[bound.html_initial_name] = str(bound.field.hidden_widget().format_value(bound.value()) or "")
    return found


def another(field: forms.Field, value) -> str:
    """A value that the field takes and that is not `value`."""
    match field:
        case forms.BooleanField():
            return "" if value else "on"
        case forms.ModelChoiceField():
            return str(field.queryset.exclude(pk=value).order_by("-pk").first().pk)
        case forms.ChoiceField():
            return next(str(code) for code, _ in field.choices if code and code != value)
        case forms.DateField():
            day = value if isinstance(value, date) else date(2022, 6, 1)
            return day.replace(day=day.day % 28 + 1).strftime("%d/%m/%Y")
        case PercentField():
            return str(round((value or 0) * 100) + 25)
        case forms.DecimalField():
            return str(Decimal(value or 0) + Decimal("0.25"))
        case forms.IntegerField():
            return str((value or 2030) + 1)  # a year as well
        case forms.EmailField():
            return "khac@example.vn"
    return f"{value or ''}khac"
