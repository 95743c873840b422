"""Forms with which a report is issued, and its signed file handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.pages.days import DayField
from agencies.pages.posts import PostField
from commitments.files.forms import FileForm


class IssueForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on paper: 05/BC-STTTT"))
    on = DayField(label=_("Day"))
    signatory = forms.CharField(label=_("Who signs"), max_length=120)
    signatory_post = PostField(
        help_text=_("A line each as on paper: TRƯỞNG BAN, or KT. TRƯỞNG BAN and below it PHÓ TRƯỞNG BAN")
    )


class SignedForm(FileForm):
    """The signed PDF; the person says that it is not classified."""

    def __init__(self, *args: Any, **options: Any):
        forms.Form.__init__(self, *args, **{"auto_id": "file_%s"} | options)
        del self.fields["amendment"]
