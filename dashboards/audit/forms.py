"""The query string of the trail: whose changes, where, of what, from which day until which."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Level
from agencies.models import Agency, User
from agencies.pages.days import DayField
from dashboards.audit.queries import SOURCES, Cursor
from dashboards.audit.words import kind_choices
from dashboards.parts.filters import LongSelect

FORMATS = ("html", "jsonl", "xlsx")
LARGEST = 2**31 - 1


class CursorField(forms.CharField):
    """The place in the trail after which a page goes on: moment~source~key."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Cursor | None:
        text = super().clean(value)
        if not text:
            return None
        moment, source, pk = (*text.split("~"), "", "")[:3]
        try:
            at = parse_datetime(moment)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or source not in SOURCES or not (pk.isdecimal() and pk.isascii()):
            raise forms.ValidationError(_("There is no such page."))
        if int(pk) > 2**63 - 1:
            raise forms.ValidationError(_("There is no such page."))
        return Cursor(at, source, int(pk))


class TrailForm(forms.Form):
    """Filters of the trail; an unknown value is an error at its field."""

    person = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=150, widget=LongSelect)
    agency = forms.CharField(label=gettext_lazy("Agency"), required=False, max_length=40, widget=LongSelect)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until the end of"), required=False)
    item = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    province = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    after = CursorField(required=False, max_length=80)
    format = forms.ChoiceField(required=False, choices=[(one, one) for one in FORMATS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[User] = (), agencies: Iterable[Agency] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in people}
        self.agencies = {agency.code: agency for agency in agencies}
        self.fields["kind"].choices = [("", _("All kinds")), *kind_choices()]
        self.fields["person"].widget.choices = [
            ("", _("Everybody")), *((name, person.full_name) for name, person in self.people.items()),
        ]  # fmt: skip
        named = [(row.code, ("– " if row.level == Level.DIVISION else "") + row.name) for row in agencies]
        self.fields["agency"].widget.choices = [("", _("All agencies")), *named]

    def clean_person(self) -> User | None:
        return self._known(self.people, "person", _("Nobody is called so."))

    def clean_agency(self) -> Agency | None:
        return self._known(self.agencies, "agency", _("There is no such agency."))

    def _known(self, known: dict[str, Any], name: str, why: str) -> Any:
        wanted = self.cleaned_data[name]
        if wanted and wanted not in known:
            raise forms.ValidationError(why)
        return known.get(wanted)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned
