"""The form of all phrases; what is wrong in one is said at its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agencies.pages.stored import StoredForm
from dxtracker.lib.text import one_form
from reports.sentences.phrases import EVERYWHERE, MOST_LETTERS, STANDARD, Fault, faults


class WordingForm(StoredForm):
    """A field a phrase; an empty one is the standard again."""

    def __init__(self, *args: Any, own: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        for key, phrase in STANDARD.items():
            known = " ".join(f"{{{name}}}" for name in (*phrase.known, *EVERYWHERE))
            self.fields[key] = forms.CharField(
                label=phrase.text.splitlines()[0],
                required=False,
                initial=own.get(key) or phrase.text,
                help_text=known,
                max_length=MOST_LETTERS,
                widget=forms.Textarea(attrs={"rows": 3 if len(phrase.text) > 80 or "\n" in phrase.text else 1}),
            )

    def stored(self) -> Any:
        """Every phrase as it stands."""
        return {key: field.initial for key, field in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        """Placeholders are those of the phrase, and closed."""
        said = super().clean() or {}
        said = {key: "\n".join(one_form(line).strip() for line in text.splitlines()) for key, text in said.items()}
        for key, text in said.items():
            for fault in faults(key, text):
                self.add_error(key, fault_words(fault))
        return {key: text for key, text in said.items() if key not in self.errors}

    def parts(self) -> list["Part"]:
        """The fields by the part of the report in which they stand."""
        found: dict[str, list[str]] = {}
        for key, phrase in STANDARD.items():
            found.setdefault(phrase.place, []).append(key)
        return [
            Part(
                place,
                [self[key] for key in keys],
                sum(key in self.own for key in keys),
                bool(self.errors.keys() & keys),
            )
            for place, keys in found.items()
        ]


@dataclass(frozen=True)
class Part:
    """A part of the report: its phrases, how many of them are the province's own, whether one was refused."""

    place: str
    fields: list[forms.BoundField]
    own: int
    has_errors: bool


def fault_words(fault: Fault) -> str:
    """What is wrong in a phrase, with its place."""
    said = {"name": fault.name, "at": fault.at}
    if fault.code == "unknown":
        return _("At letter %(at)s: the placeholder {%(name)s} is not known in this phrase.") % said
    if fault.code == "open":
        return _("At letter %(at)s: the bracket %(name)s stands alone.") % said
    return _("The phrase is too long.")
