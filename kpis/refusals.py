"""What an action refuses, on top of the form that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError

from agencies.pages.answers import REFUSED
from kpis.errors import CannotChange


@contextmanager
def refusals(form: forms.Form) -> Iterator[None]:
    """Inside, what an action refuses is put on top of the form, which `form_page` shows again."""
    try:
        yield
    except CannotChange as error:
        form.add_error(None, ValidationError(str(error), REFUSED))
