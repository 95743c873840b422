"""How the pages that write commitments answer: a form again, a refusal, done."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.paper.blocks import Paper
from dxtracker.lib.paper.files import FORMS


@dataclass(frozen=True)
class FormPage:
    """What a page of one form says: title, what it is about, its button, and where the way back leads."""

    title: str
    crumbs: list[Crumb]
    button: str
    back: str
    about: str = ""
    notes: list[str] = field(default_factory=list)
    is_final: bool = False  # the button cannot be undone


def form_page(
    request: HttpRequest, board: Any, form: forms.Form | None, status: int = 200, template: str = "form"
) -> HttpResponse:
    """The page with its form; 422 for what a field refused, 409 for what cannot be done now."""
    if form is not None and form.is_bound and status == 200:
        status = 422
    return render(request, f"commitments/{template}.html", {"board": board, "form": form}, status=status)


def refused(request: HttpRequest, form: forms.Form, error: Exception) -> int:
    """Put an action's refusal on top of the form; the status to answer with."""
    form.add_error(None, str(error))
    return 409


def done(request: HttpRequest, words: str, url: str) -> HttpResponse:
    """Say what was done and lead on."""
    messages.success(request, words)
    return redirect(url)


def not_done(request: HttpRequest, error: Exception | str, url: str) -> HttpResponse:
    """Say why nothing was done, on the page that shows how things are."""
    messages.warning(request, str(error))
    return redirect(url)


def paper_response(name: str, paper: Paper, form: str) -> HttpResponse:
    """A paper to download; `name` without its ending, `form` docx or pdf."""
    content_type, drawn = FORMS[form]
    response = HttpResponse(drawn(paper), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or ""
    return response
