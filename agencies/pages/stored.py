"""Forms of what is stored: two people who have one open do not write over each other unseen."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class StoredForm(forms.Form):
    """A form of what is stored: shown again where somebody else saved it since. `seen` tells what it showed.

    What was posted without `seen` is taken as it is. Forms send it along (components/seen.html), by the name SENT_AS.
    """

    SENT_AS = "seen"

    def stored(self) -> Any:
        """The values that are stored now, as JSON can hold them; nothing where the form begins something new."""
        return self.initial or None

    @property
    def seen(self) -> str:
        """What is stored now, in short; empty where nothing is."""
        stored = self.stored()
        if stored is None:
            return ""
        return sha256(json.dumps(stored, sort_keys=True, default=_key).encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed over other values than those stored now, once: then it was seen beside them."""
        given = super().clean() or {}
        shown = self.data.get(self.SENT_AS)
        if shown and shown != self.seen:
            self.add_error(None, _("Somebody else saved this in the meantime. Compare, then save again what is right."))
            for name in self.kept_fields():
                if name in self.changed_data:
                    self._tell(name)
        return given

    def kept_fields(self) -> list[str]:
        """The fields whose initial values are stored ones."""
        return list(self.fields)

    def _tell(self, name: str) -> None:
        """What is stored of a field in which something else was typed."""
        field, initial = self.fields[name], self.get_initial_for_field(self.fields[name], name)
        if isinstance(field, forms.BooleanField) or initial in (None, "", []):
            return
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        words = {str(key): label for key, label in choices}
        found = [words.get(_key(one), one) for one in (initial if isinstance(initial, list) else [initial])]
        value = ", ".join(
            f"{one:%d/%m/%Y}" if isinstance(one, date) else str(field.prepare_value(one)) for one in found
        )
        self.add_error(name, _("Stored now: %(value)s") % {"value": value})


def _key(value: Any) -> str:
    """A value as its field sends it: a row by its key."""
    return str(getattr(value, "pk", value))
