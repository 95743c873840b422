"""A list of choices that may be long."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """Draws its options at once: Django's own includes a template for each, which 200 agencies feel."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        drawn = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((code, flatatt({"selected": str(code) in chosen}), label) for code, label in self.choices),
        )
        return format_html(
            "<select{}>\n{}\n</select>", flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {}))), drawn
        )
