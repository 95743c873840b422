"""A new password by a link; who has forgotten theirs."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from agencies.people.forms import NotEndless


class LinkPasswordForm(SetPasswordForm):
    """The two fields of a new password; neither is endless."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(NotEndless().validate)


class ForgottenForm(forms.Form):
    who = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
