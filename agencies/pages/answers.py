"""How a page with a form answers: what was posted, be it nothing, is judged; a refused form comes back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from agencies.work.queries import Progress
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.paper.blocks import Paper
from dxtracker.lib.paper.files import FORMS

REFUSED = "refused"  # the code of what an action refused


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None where a page was asked for."""
    return request.POST if request.method == "POST" else None


def shown(request: HttpRequest, template: str, told: Mapping[str, Any]) -> HttpResponse:
    """The page as it was asked for; 422 where something was posted and did not lead on."""
    return render(request, template, dict(told), status=422 if request.method == "POST" else 200)


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
    request: HttpRequest, board: Any, form: forms.Form | None, template: str = "form.html", status: int = 200
) -> HttpResponse:
    """The page with its form, answered as `status_of` says; `status` is for a page without one."""
    if form is not None:
        status = status_of(form)
    return render(request, template, {"board": board, "form": form}, status=status)


def status_of(form: forms.Form) -> int:
    """200 for a form to fill in, 422 for what a field refused, 409 for what cannot be done now."""
    if not form.is_bound:
        return 200
    return 409 if form.has_error(NON_FIELD_ERRORS, REFUSED) else 422


@contextmanager
def refusals(form: forms.Form) -> Iterator[None]:
    """Inside, what an action refuses is put on top of the form, which is to be shown again."""
    try:
        yield
    except ValidationError as refused:
        form.add_error(None, refused)


def faults_of(form: forms.Form) -> str:
    """All that a form refuses, as one line, for a page that does not show it again; empty where it is valid."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def done(request: HttpRequest, words: str, url: str) -> HttpResponse:
    """Say what was done and lead on."""
    messages.success(request, words)
    return redirect(url)


def not_done(request: HttpRequest, error: Exception | str, url: str) -> HttpResponse:
    """Say why nothing was done, on the page that shows how things are."""
    messages.warning(request, str(error))
    return redirect(url)


def how_far(request: HttpRequest, progress: Progress | None, words: str, url: str, page: str = "") -> HttpResponse:
    """The part at `url` that tells how far work is; once that is over the way to the `page`, where it is another."""
    if progress is None or not progress.is_running:
        return HttpResponse(headers={"HX-Redirect": page or url})
    return render(request, "components/working.html", {"progress": progress, "words": words, "url": url, "page": page})


def paper_response(name: str, paper: Paper, form: str) -> HttpResponse:
    """A paper to download; `name` without its ending, `form` docx or pdf."""
    content_type, drawn = FORMS[form]
    return attachment(drawn(paper), f"{name}.{form}", content_type)


def attachment(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved, never shown."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=content_type, headers=headers)
