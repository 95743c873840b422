"""Forms of a question and of its answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpis.models import Period

LONGEST = 2000


class QuestionForm(forms.Form):
    period = forms.ModelChoiceField(Period.objects.none(), label=_("Month"), empty_label=None)
    text = forms.CharField(label=_("Question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, periods: Sequence[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        given: Any = self.fields
        rows = Period.objects.filter(pk__in=[row.pk for row in periods]).select_related("plan").order_by("-month")
        given["period"].queryset = rows
        given["period"].label_from_instance = lambda row: row.label


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
