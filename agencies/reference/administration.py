"""What the administration is made of: rows to look at, and rows whose changes go through an action.

It stands for a superuser's maintenance. Nothing is written here but by an action with its event; a model that has a
page or an action elsewhere is only looked at.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models.deletion import ProtectedError
from django.forms.models import InlineForeignKeyField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.reference import actions as reference
from dxtracker.lib.numbers import plain


class SteadyAdmin(admin.ModelAdmin):
    """Answers an address that asks for what there is not by the list itself; the history of a row is the trail's."""

    actions = None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as wrong:
            raise IncorrectLookupParameters from wrong

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        about = {"object_type": self.opts.label_lower, "object_id": object_id}
        return redirect(f"{reverse('admin:agencies_auditevent_changelist')}?{urlencode(about)}")


class _ReadOnly:
    """To look at, not to touch."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(_ReadOnly, SteadyAdmin):
    pass


class ReadOnlyInline(_ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False


class RowForm(forms.ModelForm):
    """What the database would refuse is said in words, at the field that mends it."""

    said_at: Mapping[str, tuple[str, Any]] = {}  # a constraint: at which field, what

    def validate_unique(self) -> None:
        """Also what the row of a person, a plan … may be once: Django does not count whose an inline's row is."""
        super().validate_unique()
        whose = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        for constraint in self._meta.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and whose & set(constraint.fields):
                try:
                    constraint.validate(self._meta.model, self.instance, exclude=exclude - whose)
                except ValidationError as refused:
                    self._update_errors(refused)

    def _update_errors(self, errors: ValidationError) -> None:
        names = {one.get_violation_error_message(): one.name for one in self._meta.model._meta.constraints}
        general = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        for one in list(general.get(NON_FIELD_ERRORS, [])):
            place, said = self.said_at.get(names.get(str(one.message), ""), ("", ""))
            if place in self.fields:
                general[NON_FIELD_ERRORS].remove(one)
                self.add_error(place, said)
        super()._update_errors(ValidationError({place: said for place, said in general.items() if said}))  # type: ignore[misc]


class ReasonForm(RowForm):
    """A row's form with the reason that the trail keeps; changed is what differs from what the form showed."""

    refused = ""  # what the action said to what was typed
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):  # 1.000 is read as a thousand
                self.initial[name] = Decimal(plain(value) or 0)
        if self.instance.pk:
            for name in self.initial.keys() & self.fields.keys():
                self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refused:
            raise ValidationError(self.refused)
        return cleaned

    def values(self, *, only_changed: bool) -> dict[str, Any]:
        """What the model's fields shall be: all that the form asks for, or those that were changed."""
        own = {field.name for field in self._meta.model._meta.concrete_fields}
        names = self.changed_data if only_changed else self.cleaned_data
        return {name: self.cleaned_data[name] for name in names if name in own}


def told(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Who writes, and why: what every action is told."""
    return {"by": request.user, "reason": form.cleaned_data["reason"]}


def _answer(view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> tuple[HttpResponse | None, str]:
    """What the view answers; or None, and what an action or the database refused it with."""
    try:
        return view(*args, **kwargs), ""
    except ValidationError as refused:
        return None, " ".join(refused.messages)
    except ProtectedError:
        return None, _("Other rows rest on this one.")
    except IntegrityError:
        return None, _("This does not go together with what is there already.")


class TracedAdmin(SteadyAdmin):
    """Writes through `keep_row` and `remove_row`; what an action refuses is said above the form."""

    form: type[forms.ModelForm] = ReasonForm
    keep_row: Callable[..., Any] = staticmethod(reference.keep)
    remove_row: Callable[..., None] = staticmethod(reference.remove)
    fixed_once_added: tuple[str, ...] = ("province",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = [name for name in self.fixed_once_added if obj and name in {f.name for f in self.opts.fields}]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", "")  # type: ignore[attr-defined]
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer, said = _answer(super().changeform_view, request, *args, **kwargs)
        if answer is None:  # nothing is written: the form comes back as it was typed
            request.refused = said  # type: ignore[attr-defined]
            answer = super().changeform_view(request, *args, **kwargs)
        return answer

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer, said = _answer(super().delete_view, request, *args, **kwargs)
        if answer is None:
            self.message_user(request, said, messages.ERROR)
            answer = redirect(request.get_full_path())
        return answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Changed fields of a stored row; of a new one all that its form asks for."""
        row, fields = obj if change else self.model(), form.values(only_changed=change)
        obj.pk = self.keep_row(row, **told(request, form), **fields).pk

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """An inline writes only where its own administration says by which action."""
        if formset.has_changed():
            raise PermissionDenied
        formset.save(commit=False)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.remove_row(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for row in queryset:
            self.remove_row(row, by=request.user)
