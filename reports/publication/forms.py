"""The form with which a publication is withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawForm(forms.Form):
    """`is_shown`: whether everybody could read it where the form was made."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300)
    is_shown = forms.BooleanField(required=False)
