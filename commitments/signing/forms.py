"""Forms of events, parties and fulfilments. A day may be known by its month or year alone."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from commitments.enums import Precision, Way
from commitments.models import Commitment, CommitmentItem, SigningEvent
from dxtracker.lib.dates import month_end
from dxtracker.lib.text import clean
from kpis.models import Plan
from kpis.review.forms import LONGEST_REASON

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
YEARS = range(2000, 2101)


def read_day(text: str) -> tuple[date, Precision]:
    """A day as exactly as it is written: 28/02/2022, 02/2022 (kept as its last day), 2022 (kept as its first).

    Raises ValidationError.
    """
    bare = clean(text)
    try:
        if found := _DAY.fullmatch(bare):
            read = date(int(found[3]), int(found[2]), int(found[1])), Precision.DAY
        elif found := _MONTH.fullmatch(bare):
            read = month_end(int(found[2]), int(found[1])), Precision.MONTH
        elif _YEAR.fullmatch(bare):
            read = date(int(bare), 1, 1), Precision.YEAR
        else:
            raise ValueError(bare)
    except ValueError:
        raise forms.ValidationError(_NO_DAY) from None
    if read[0].year not in YEARS:
        raise forms.ValidationError(_NO_DAY)
    return read


_NO_DAY = gettext_lazy("Write a day as 28/02/2022; where only the month or the year is known, 02/2022 or 2022.")


def written_day(event: SigningEvent) -> str:
    """The day of an event as `read_day` reads it."""
    day = event.signed_on
    return {
        Precision.DAY: f"{day.day:02}/{day.month:02}/{day.year:04}",
        Precision.MONTH: f"{day.month:02}/{day.year:04}",
        Precision.YEAR: f"{day.year:04}",
    }[Precision(event.precision)]


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [(str(key), label) for key, label in choices]


class WordingField(forms.CharField):
    """A text of several lines, whose line ends are those of the tables and not of the browser."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class EventForm(StoredForm):
    """A signing event; with `event` one that is there, whose day stays as kept where the text does not change."""

    name = forms.CharField(label=gettext_lazy("Name of the event"), max_length=200)
    agency = forms.ChoiceField(label=gettext_lazy("The other party"))
    plan = forms.ChoiceField(label=gettext_lazy("Plan of the year"))
    signed_on = forms.CharField(
        label=gettext_lazy("Day of signing"), max_length=10,
        help_text=gettext_lazy("28/02/2022; where only the month or the year is known, 02/2022 or 2022"),
    )  # fmt: skip
    signed_text = forms.CharField(
        label=gettext_lazy("Date as written, where it is written otherwise"), max_length=60, required=False,
        help_text=gettext_lazy("“cuối tháng 2/2022”, say; it is shown in place of the day"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, agencies: list[Agency], plans: list[Plan], event: SigningEvent | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.plans = {str(plan.pk): plan for plan in plans}
        self.event = event
        _choose(self, "agency", [(agency.pk, agency.name) for agency in agencies])
        _choose(self, "plan", [(plan.pk, plan.name) for plan in plans])

    def stored(self) -> Any:
        return self.initial if self.event else None

    def clean_signed_on(self) -> tuple[date, Precision]:
        text = self.cleaned_data["signed_on"]
        if self.event and clean(text) == written_day(self.event):
            return self.event.signed_on, Precision(self.event.precision)
        return read_day(text)

    def said(self) -> dict[str, Any]:
        """What commitments.events.actions takes."""
        given = self.cleaned_data
        day, precision = given["signed_on"]
        return {
            "name": given["name"],
            "signed_text": given["signed_text"],
            "agency": self.agencies[given["agency"]],
            "plan": self.plans[given["plan"]],
            "signed_on": day,
            "precision": precision,
        }


class NewDraftForm(forms.Form):
    """Whose commitment is drafted."""

    agency = forms.ChoiceField(label=gettext_lazy("Whose commitment"))
    number = forms.CharField(label=gettext_lazy("Number, where it has one"), max_length=60, required=False)

    def __init__(self, *args: Any, agencies: list[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        _choose(self, "agency", [(agency.pk, agency.name) for agency in agencies])


class PartiesForm(StoredForm):
    """The two parties as they were on the day, and the number. Who signs may still be open in a draft.

    `signatories` and `counterparties` are accounts: (key, name).
    """

    number = forms.CharField(label=gettext_lazy("Number, where it has one"), max_length=60, required=False)
    signatory_name = forms.CharField(label=gettext_lazy("Who signs"), max_length=120, required=False)
    signatory_post = forms.CharField(label=gettext_lazy("Post of who signs"), max_length=200, required=False)
    agency_name = forms.CharField(label=gettext_lazy("Agency's name on that day"), max_length=200)
    signatory = forms.TypedChoiceField(
        label=gettext_lazy("Account of who signs"), required=False, coerce=int, empty_value=None
    )
    counterparty_name = forms.CharField(label=gettext_lazy("With whom"), max_length=200, required=False)
    counterparty_post = forms.CharField(label=gettext_lazy("Post of the other party"), max_length=200, required=False)
    counterparty_agency_name = forms.CharField(
        label=gettext_lazy("Other party's agency on that day"), max_length=200, required=False
    )
    counterparty = forms.TypedChoiceField(
        label=gettext_lazy("Account of the other party"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        posted: Any = None,
        *,
        commitment: Commitment,
        signatories: list[tuple[int, str]],
        counterparties: list[tuple[int, str]],
    ) -> None:
        names = [name for name in self.base_fields if name not in ("signatory", "counterparty")]
        initial: dict[str, Any] = {name: getattr(commitment, name) for name in names}
        initial |= {"signatory": commitment.signatory_id, "counterparty": commitment.counterparty_id}
        super().__init__(posted, initial=initial)
        for name, people in (("signatory", signatories), ("counterparty", counterparties)):
            held = getattr(commitment, name)
            known = dict(people) | ({held.pk: held.full_name} if held else {})
            _choose(self, name, [("", _("not known")), *known.items()])

    def stored(self) -> Any:
        return self.initial

    def said(self) -> dict[str, Any]:
        """The columns of a commitment."""
        given = dict(self.cleaned_data)
        return given | {f"{name}_id": given.pop(name) for name in ("signatory", "counterparty")}


class ReasonForm(forms.Form):
    """Why something that was recorded is taken back."""

    reason = WordingField(label=gettext_lazy("Reason"))


class ClaimFulfilmentForm(forms.Form):
    """That an item of its own way is fulfilled; a document that is issued is named."""

    fulfilled_on = DayField(has_come=True, label=gettext_lazy("Fulfilled on"))
    document_number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60, required=False)
    document_on = DayField(has_come=True, label=gettext_lazy("Date of the document"), required=False)
    note = WordingField(label=gettext_lazy("How it was fulfilled"), required=False)

    def __init__(self, posted: Any = None, *, item: CommitmentItem) -> None:
        super().__init__(posted)
        for name in ("document_number", "document_on"):
            self.fields[name].required = item.way == Way.DOCUMENT


class DecideFulfilmentForm(forms.Form):
    """Confirmed, or refused with a reason."""

    act = forms.ChoiceField(choices=[("confirm", "confirm"), ("refuse", "refuse")], widget=forms.HiddenInput)
    reason = WordingField(
        label=gettext_lazy("Reason"), required=False, help_text=gettext_lazy("Needed to refuse.")
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("act") == "refuse" and not given.get("reason"):
            self.add_error("reason", _("Say why it is not accepted."))
        return given
