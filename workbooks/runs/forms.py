"""Forms of the Excel import: a file with what it is, a text for a cell, a name for an agency, a reason."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.models import Agency, PeerGroup, User
from agencies.pages.days import DayField
from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Problem
from kpis.models import Period
from kpis.queries import periods_of, plan_that_holds
from workbooks.enums import OF_THE_TREE, ImportKind
from workbooks.kinds.directory import OUTSIDE, directory_of
from workbooks.opening.addresses import address_of
from workbooks.opening.limits import MAX_BYTES, MIB
from workbooks.reading.agencies.names import find
from workbooks.runs.rights import appointed_at, entered_agencies, kinds_of
from workbooks.words import words

ACCEPTED = ".xlsx,.xlsm,.xls,.csv"


def named(periods: list[Period]) -> list[tuple[str, str]]:
    return [(str(period.pk), period.label) for period in periods]


class WorkbookForm(forms.Form):
    """A workbook, no larger than is read."""

    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            limit = {"limit": str(MAX_BYTES // MIB)}
            raise forms.ValidationError(words(Problem("file_too_large", limit)))
        return file


class UploadForm(WorkbookForm):
    """A workbook and what it is. `in_force_from` is asked for items, `agency` and `month` for figures."""

    kind = forms.ChoiceField(label=_("What it holds"), widget=forms.RadioSelect)
    in_force_from = forms.ChoiceField(label=_("Targets are in force from"), required=False)
    agency = forms.ChoiceField(label=_("Whose figures"), required=False)
    month = forms.ChoiceField(label=_("Figures of"), required=False)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    symbol = forms.CharField(label=_("Symbol"), max_length=40, required=False)
    issued_on = DayField(has_come=True, label=_("Issued on"), required=False)
    title = forms.CharField(label=_("Subject"), max_length=500, required=False)

    def __init__(self, *args: Any, user: User, province: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_of(user, province)
        self.appointed = appointed_at(user, province)
        self._offer("kind", [(kind.value, str(kind.label)) for kind in self.kinds])
        if self.initial.get("kind") not in self.kinds:
            self.initial["kind"] = self.kinds[0]
        self.periods = {str(period.pk): period for period in periods_of(province)}
        self._offer("in_force_from", named(self._open_to_targets()))
        self.agencies: dict[str, Agency] = {}
        opened = [p for p in self.periods.values() if p.is_open]
        self.open_months = sorted(opened, key=lambda p: (p.plan.year, p.month))
        if ImportKind.FIGURES in self.kinds:
            self._offer("month", named(self.open_months))
            self.agencies = {agency.code: agency for agency in entered_agencies(user, province)}
            self._offer("agency", [(agency.code, agency.name) for agency in self.agencies.values()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _open_to_targets(self) -> list[Period]:
        """The months after the last closed one of each plan, those of the plan that holds today first."""
        last: dict[int, int] = {}
        for period in self.periods.values():
            if period.is_closed:
                last[period.plan_id] = max(last.get(period.plan_id, 0), period.month)
        found = [period for period in self.periods.values() if period.month > last.get(period.plan_id, 0)]
        holding = plan_that_holds({period.plan for period in found})
        return sorted(found, key=lambda period: period.plan != holding)

    @property
    def assigns(self) -> bool:
        """Whether sheets of items may be handed in at all."""
        return ImportKind.ASSIGNMENTS in self.kinds

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = {ImportKind.ASSIGNMENTS: ["in_force_from"], ImportKind.FIGURES: ["agency", "month"]}
        for name in wanted.get(said.get("kind", ""), []):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Choose one."))
        return said

    def said(self) -> dict[str, Any]:
        """kind, plan, period, agency and document as workbooks.runs.actions.store wants them."""
        given = self.cleaned_data
        found: dict[str, Any] = {"kind": given["kind"]}
        if given["kind"] in OF_THE_TREE:
            return found
        if given["kind"] == ImportKind.PEOPLE:
            return found | {"agency": self.appointed}
        is_figures = given["kind"] == ImportKind.FIGURES
        period = self.periods[given["month" if is_figures else "in_force_from"]]
        found |= {"period": period, "plan": period.plan}
        if is_figures:
            return found | {"agency": self.agencies[given["agency"]]}
        document = {name: given[name] for name in ("number", "symbol", "title") if given[name]}
        if given["issued_on"]:
            document["issued_on"] = given["issued_on"].isoformat()
        return found | {"document": document}


DECISIONS = ("", "keep", "skip", "this", "goal", "out", "show")


class PlaceForm(forms.Form):
    """A cell of the file, "Sheet!D13", or a row of it, "Sheet!13"."""

    place = forms.CharField(max_length=72, strip=False)
    wants_cell = False

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        found = address_of(place)
        if found is None or (self.wants_cell and not found.column):
            raise forms.ValidationError(_("There is no such cell in a sheet."))
        return place


class MendForm(PlaceForm):
    """A text for a cell, typed or proposed; an empty one takes a text back."""

    wants_cell = True
    text = forms.CharField(max_length=2000, required=False)
    proposal = forms.CharField(max_length=2000, required=False)

    def wanted(self) -> str:
        return self.cleaned_data["proposal"] or self.cleaned_data["text"]


class DecideForm(PlaceForm):
    """Whether a struck row counts; what becomes of rows for another year; whether a hidden sheet is read."""

    decision = forms.ChoiceField(choices=[(said, said) for said in DECISIONS], required=False)

    def clean_place(self) -> str:
        """A sheet as a whole is its row 0."""
        place: str = self.cleaned_data["place"]
        return place if place.endswith("!0") and len(place) > len("!0") else super().clean_place()


class NameForm(forms.Form):
    """A name as written and who is meant: an agency by its name or code, a group, several; nothing takes it back.

    `is_whole`: the province itself may be meant too.
    """

    name = forms.CharField(max_length=200, strip=False)
    agency = forms.CharField(max_length=300, required=False)
    proposal = forms.CharField(max_length=300, required=False)
    remember = forms.BooleanField(required=False)

    def __init__(self, *args: Any, province: Agency, is_whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province = province
        self.agencies = Agency.objects.within(province) if is_whole else Agency.objects.filter(province=province)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = said.get("proposal") or said.get("agency") or ""
        said["code"] = self._code(wanted) if wanted else ""
        return said

    def _code(self, wanted: str) -> str:
        if wanted == OUTSIDE:
            return OUTSIDE
        rows = self.agencies.values_list("code", "name", "short_name")
        codes = {same_name_key(text): code for code, *texts in rows for text in (*reversed(texts), code) if text}
        if same_name_key(wanted) in codes:
            return codes[same_name_key(wanted)]
        for group in PeerGroup.objects.of(self.province):
            if same_name_key(wanted) in (same_name_key(group.name), same_name_key(f"Các {group.name}")):
                return f"@{group.code}"
        found = find(wanted, directory_of(self.province, today()))
        if not found.codes or found.unknown:
            raise forms.ValidationError(_("No agency of the province has this name. Choose one from the list."))
        return "|".join(found.codes)


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Why it is undone"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
