"""Forms of accounts."""

from collections.abc import Callable

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from agencies.enums import Language


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Capitals matter in both."),
        "inactive": _("This account is switched off. Ask your administrator."),
    }


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class OneTimeInput(forms.TextInput):
    """An input that never comes back filled: what was refused, or used, is of no further use."""

    def format_value(self, value: object) -> None:
        return None


class CodeForm(forms.Form):
    """One code; `verify` raises ValidationError for a wrong one."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        widget=OneTimeInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, verify: Callable[[str], None], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.verify = verify

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.verify(code)
        return code
