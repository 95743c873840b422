"""The filters of the matrix; they live in the URL."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.parts.filters import ItemsForm, LongSelect
from kpis.queries import Measured


class MatrixForm(ItemsForm):
    """An unknown value is an error at its field and filters nothing."""

    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        widget=LongSelect,
        choices=[
            ("", gettext_lazy("Worst first")),
            ("protocol", gettext_lazy("Protocol order")),
            ("name", gettext_lazy("By name")),
        ],
    )
    many = forms.ChoiceField(
        label=gettext_lazy("Which indicators"),
        required=False,
        widget=LongSelect,
        choices=[("", gettext_lazy("All indicators")), ("1", gettext_lazy("Only those missed by many"))],
    )
    indicator = forms.CharField(label=gettext_lazy("Indicator"), required=False, max_length=40, widget=LongSelect)

    field_order = ("sort", "pillar", "group", "state", "many", "agency", "indicator")

    def offer(self, agencies: Iterable[Any], indicators: Iterable[Measured]) -> None:
        """Let one of `agencies` (with their name of the month) or one of `indicators` be chosen."""
        places: Any = self.fields["agency"].widget
        measures: Any = self.fields["indicator"].widget
        places.choices = [("", _("All agencies")), *((row.code, row.name_then) for row in agencies)]
        by_code = sorted(indicators, key=lambda row: row.code)
        measures.choices = [("", _("All indicators")), *((row.code, row.name) for row in by_code)]
