"""Forms of accounts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.enums import Language
from agencies.pages.counted import written
from agencies.people.attempts import forget_failures, note_failure, refuse_guessing, refuse_old_passwords

LONGEST_NAME = 150  # as the column is
LONGEST_PASSWORD = 1_000  # more is no password, and hashing it would cost the server


class LoginForm(AuthenticationForm):
    """Raises TooManyAttempts while it is validated, where guessing has to wait."""

    username = UsernameField(max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autofocus": True}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Capitals matter in both."),
        "inactive": _("This account is switched off. Ask your administrator."),
    }

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if self.request is None or not name or not password:
            return self.cleaned_data
        address = self.request.META["REMOTE_ADDR"]
        refuse_guessing(name, address, password)
        try:
            known = super().clean()
        except ValidationError:
            note_failure(name, address, password)
            raise
        forget_failures(name, address)
        return known


class OwnPasswordForm(PasswordChangeForm):
    """The old password may be guessed at as seldom as at the door; none of the three is endless."""

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        for field in self.fields.values():
            field.validators.append(NotEndless().validate)

    def clean_old_password(self) -> str:
        refuse_old_passwords(self.user.username, self.address)
        try:
            return super().clean_old_password()
        except ValidationError:
            note_failure(self.user.username, self.address, self.cleaned_data["old_password"])
            raise


class LongEnough(MinimumLengthValidator):
    """Django's own rule in sentences that have their Vietnamese; no endless password either: one line of help."""

    def validate(self, password: str, user: Any = None) -> None:
        NotEndless().validate(password)
        super().validate(password, user)

    def get_error_message(self) -> str:
        return str(_("A password has at least %(n)s characters.") % {"n": written(self.min_length)})

    def get_help_text(self) -> str:
        return str(_("At least %(n)s characters.") % {"n": written(self.min_length)})


class NotEndless:
    """No password is longer than what a person, or a program that keeps passwords, would ever make."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(_("A password has at most %(n)s characters.") % {"n": written(LONGEST_PASSWORD)})


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
