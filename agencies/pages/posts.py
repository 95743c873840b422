"""The one field in which the post of who signs an official paper is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PostField(forms.CharField):
    """A post as it stands on paper, a line for each that it has there: "KT. TRƯỞNG BAN", below it "PHÓ TRƯỞNG BAN"."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(label=_("Post of who signs"), max_length=120, required=False, widget=widget, **options)
