"""The forms of the tree: an agency added, renamed from a day on, its place in lists, another name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Level
from agencies.models import Agency, PeerGroup
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm


def reason_field() -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 2})
    label = gettext_lazy("Reason, where there is one")
    return forms.CharField(label=label, max_length=1000, required=False, widget=box)


class NewAgencyForm(forms.Form):
    """A node below the province or below an agency that lives."""

    name = forms.CharField(label=gettext_lazy("Official name"), max_length=200)
    code = forms.RegexField(
        r"^[\w.\-]+$", label=gettext_lazy("Code"), max_length=40,
        error_messages={"invalid": gettext_lazy("Letters, digits, dots and dashes.")},
    )  # fmt: skip
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=80, required=False)
    parent = forms.ModelChoiceField(label=gettext_lazy("Part of"), queryset=Agency.objects.none(), empty_label=None)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=[c for c in Level.choices if c[0] != Level.PROVINCE], initial=Level.AGENCY
    )
    peer_group = forms.ModelChoiceField(
        label=gettext_lazy("Peer group"), queryset=PeerGroup.objects.none(), required=False, empty_label="–"
    )
    unit_code = forms.CharField(label=gettext_lazy("Administrative code"), max_length=10, required=False)
    sort_order = forms.IntegerField(
        label=gettext_lazy("Order in lists"), min_value=0, max_value=2_000_000_000, initial=0
    )
    active_from = DayField(label=gettext_lazy("Since"), required=False)

    def __init__(self, posted: Any, *, province: Agency, parents: Any) -> None:
        super().__init__(posted, initial={"parent": province.pk})
        self.province = province
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["peer_group"].queryset = PeerGroup.objects.of(province)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        held = Agency.objects.filter(province=self.province, code__iexact=code).first()
        if held or code.casefold() == self.province.code.casefold():
            name = (held or self.province).name
            raise forms.ValidationError(_("The code %(code)s is that of %(name)s.") % {"code": code, "name": name})
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        parent, level = said.get("parent"), said.get("level")
        if parent and level and (level == Level.AGENCY) != (parent.pk == self.province.pk):
            self.add_error("level", _("An agency is part of the province; a division or commune of an agency."))
        return said


class RenameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("New official name"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=80, required=False)
    valid_from = DayField(label=gettext_lazy("Official from"))
    reason = forms.CharField(label=gettext_lazy("Decision"), max_length=1000)

    def __init__(self, posted: Any, *, agency: Agency) -> None:
        super().__init__(posted, prefix="rename", initial={"short_name": agency.short_name})


class EditForm(StoredForm):
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=80, required=False)
    peer_group = forms.ModelChoiceField(
        label=gettext_lazy("Peer group"), queryset=PeerGroup.objects.none(), required=False, empty_label="–"
    )
    unit_code = forms.CharField(label=gettext_lazy("Administrative code"), max_length=10, required=False)
    sort_order = forms.IntegerField(label=gettext_lazy("Order in lists"), min_value=0, max_value=2_000_000_000)
    reason = reason_field()

    def __init__(self, posted: Any, *, agency: Agency) -> None:
        names = [name for name in self.base_fields if name != "reason"]
        super().__init__(posted, prefix="edit", initial={name: getattr(agency, name) for name in names})
        groups = PeerGroup.objects.of(agency.province or agency)
        self.fields["peer_group"].queryset = groups  # type: ignore[attr-defined]


class AliasForm(forms.Form):
    alias = forms.CharField(label=gettext_lazy("Another way of writing it"), max_length=200)

    def __init__(self, posted: Any, *, agency: Agency) -> None:
        super().__init__(posted, prefix="alias")
