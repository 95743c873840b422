"""The form of a text that is added to a section."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.additions.actions import MOST_LETTERS
from reports.sentences.phrases import STANDARD

SECTIONS = [(key, phrase.text) for key, phrase in STANDARD.items() if key.startswith("muc_")]


class TextForm(forms.Form):
    section = forms.ChoiceField(label=_("Section of the report"), choices=SECTIONS)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Each line becomes a paragraph. Left empty, what stood there is taken back."),
    )  # fmt: skip
