"""Filters of a board: a list of choices that may be long, and the filters in force in words."""

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from agencies.models import Agency, PeerGroup
from kpis.enums import State
from kpis.models import Pillar

LATE = "late"  # the choice of both states that are late


class MonthForm(forms.Form):
    """Filters live in the URL beside the month, which they keep."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)


class LongSelect(forms.Select):
    """Draws its options at once: Django's own includes a template for each, which 200 agencies feel.

    A list of 200 choices takes 0.1 ms, and 5 ms as Django's.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen, mark = set(self.format_value(value)), flatatt({"selected": True})
        options = [
            f'<option value="{escape(code)}"{mark if code in chosen else ""}>{escape(label)}</option>'
            for code, label in ((str(code), str(label)) for code, label in self.choices)
        ]
        own = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        drawn = "\n".join(options)
        return mark_safe(f"<select{own}>\n{drawn}\n</select>")  # noqa: S308  -- every text in it is escaped


class ItemsForm(MonthForm):
    """Which items of a province's month; an unknown value is an error at its field and filters nothing."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All states")), (LATE, gettext_lazy("Behind or overdue")), *State.choices],
        widget=LongSelect,
    )
    pillar = forms.ModelChoiceField(
        Pillar.objects.all(), label=gettext_lazy("Pillar"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All pillars"), widget=LongSelect,
    )  # fmt: skip
    group = forms.ModelChoiceField(
        PeerGroup.objects.all(), label=gettext_lazy("Peer group"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All groups"), widget=LongSelect,
    )  # fmt: skip
    agency = forms.CharField(label=gettext_lazy("Agency"), required=False, max_length=40, widget=LongSelect)

    def __init__(self, asked: Any, *, province: Agency) -> None:
        super().__init__(asked)
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = PeerGroup.objects.of(province)


def lean(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Parameters that are empty lead to the address without them: what a form sends, nobody need pass on."""

    @wraps(view)
    def led(request: HttpRequest) -> HttpResponse:
        given = [(name, value) for name, values in request.GET.lists() for value in values]
        filled = [(name, value) for name, value in given if value.strip()]
        if len(filled) < len(given):
            return redirect(f"{request.path}?{urlencode(filled)}")
        return view(request)

    return led


def filter_words(form: forms.Form) -> str:
    """The filters in force as people set them: "Trạng thái: Chậm tiến độ"; empty where there are none."""
    words = []
    for field in form.visible_fields():
        value = getattr(form, "cleaned_data", {}).get(field.name)
        if value:
            options = getattr(field.field, "choices", None) or getattr(field.field.widget, "choices", ())
            choices = dict(options or ()) if isinstance(value, str) else {}
            words.append(f"{field.label}: {choices.get(value, value)}")
    return "; ".join(words)
