"""The filters of the matrix; they live in the URL."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, PeerGroup
from dashboards.parts.filters import LongSelect, MonthForm
from kpis.enums import State
from kpis.models import Pillar
from kpis.queries import Measured

LATE = "late"


class MatrixForm(MonthForm):
    """An unknown value is an error at its field and filters nothing."""

    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("Worst first")),
            ("protocol", gettext_lazy("Protocol order")),
            ("name", gettext_lazy("By name")),
        ],
    )
    pillar = forms.ModelChoiceField(
        Pillar.objects.all(), label=gettext_lazy("Pillar"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All pillars"),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        PeerGroup.objects.all(), label=gettext_lazy("Peer group"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All groups"),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All states")), (LATE, gettext_lazy("Behind or overdue")), *State.choices],
    )
    many = forms.ChoiceField(
        label=gettext_lazy("Which indicators"),
        required=False,
        choices=[("", gettext_lazy("All indicators")), ("1", gettext_lazy("Only those missed by many"))],
    )
    agency = forms.CharField(label=gettext_lazy("Agency"), required=False, max_length=40, widget=LongSelect)
    indicator = forms.CharField(label=gettext_lazy("Indicator"), required=False, max_length=40, widget=LongSelect)

    def __init__(self, asked: Any, *, province: Agency) -> None:
        super().__init__(asked)
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = PeerGroup.objects.of(province)

    def offer(self, agencies: Iterable[Any], indicators: Iterable[Measured]) -> None:
        """Let one of `agencies` (with their name of the month) or one of `indicators` be chosen."""
        places: Any = self.fields["agency"].widget
        measures: Any = self.fields["indicator"].widget
        places.choices = [("", _("All agencies")), *((row.code, row.name_then) for row in agencies)]
        by_code = sorted(indicators, key=lambda row: row.code)
        measures.choices = [("", _("All indicators")), *((row.code, row.name) for row in by_code)]
