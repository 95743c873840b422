"""How the pages of the import answer: the whole page, its changing part for htmx, or the way back to it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from workbooks.models import ImportRun
from workbooks.runs.background import is_busy
from workbooks.runs.page import Asked, RunPage
from workbooks.runs.rights import run_or_404


def asked_of(request: HttpRequest) -> Asked:
    return Asked(request.GET.get("tab", ""), request.GET.get("page", "1"), request.GET.get("after", "")[:72])


def show(request: HttpRequest, run: ImportRun, asked: Asked, status: int = 200) -> HttpResponse:
    """The page of a run, or the part of it that htmx swaps."""
    is_part = request.htmx and not request.htmx.history_restore_request
    name = "workbooks/runs/_run.html" if is_part else "workbooks/runs/import_run.html"
    response = render(request, name, {"board": RunPage(run, asked)}, status=200 if is_part else status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def back_to(run: ImportRun, asked: Asked | None = None) -> HttpResponseRedirect:
    """To the page of a run, at the tab, page and cell where the person was."""
    place = {name: value for name, value in vars(asked or Asked()).items() if value and name != "typed"}
    place = {} if asked is None else place
    url = reverse("workbooks:import-run", args=[run.pk])
    return HttpResponseRedirect(f"{url}?{urlencode(place)}" if place else url)


def answer(request: HttpRequest, run: ImportRun, asked: Asked) -> HttpResponse:
    """After something was said of a run: its part for htmx, else back to the page."""
    return show(request, run_or_404(request.user, run.pk), asked) if request.htmx else back_to(run, asked)


def not_now(request: HttpRequest, run: ImportRun, asked: Asked) -> HttpResponse | None:
    """A page that says why nothing was done: the form is older than the run, or a process is at work on it."""
    if is_busy(run):
        messages.warning(request, _("This import is being worked on. Wait until that is done."))
    elif request.POST.get("version") != str(run.version):
        messages.warning(
            request, _("This import was changed meanwhile. Here it is as it stands now; nothing of yours was done.")
        )
    else:
        return None
    return show(request, run, asked, status=409)
