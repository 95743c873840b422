"""Set-up of an empty system: the code, the province, its administrator. Where there is a province, there is no page."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth import login as log_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agencies.people.attempts import TooManyAttempts
from agencies.people.forms import CodeForm
from dxtracker.models import SetupCode
from dxtracker.setup import code
from dxtracker.setup.actions import finish, keep_draft
from dxtracker.setup.forms import ChosenProvinceForm, OwnAccountForm
from kpis.errors import CannotChange

BACKEND = "django.contrib.auth.backends.ModelBackend"
View = Callable[[HttpRequest, SetupCode], HttpResponse]


def step(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A page of set-up for who has given the code; others are led to where it is asked for."""

    @wraps(view)
    @never_cache
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, *args: Any) -> HttpResponse:
        row = code.known_or_none(request)
        return view(request, row) if row else redirect("setup")

    return page


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The code, then the first step that is not done."""
    row = code.known_or_none(request)
    if row is not None:
        return redirect("setup-administrator" if row.draft else "setup-province")
    form = CodeForm(request.POST or None, verify=partial(code.check, address=request.META["REMOTE_ADDR"]))
    try:
        is_valid = form.is_valid()
    except TooManyAttempts:
        return render(request, "setup/locked.html", status=429)
    if is_valid:
        code.remember(request)
        return redirect("setup")
    return render(request, "setup/code.html", {"form": form, "step": 1})


@step
def setup_province(request: HttpRequest, row: SetupCode) -> HttpResponse:
    """What the province is called; it may be said again until there is an administrator."""
    form = ChosenProvinceForm(request.POST or None, initial=row.draft)
    if form.is_valid():
        keep_draft(row, **form.said())
        return redirect("setup-administrator")
    return render(request, "setup/province.html", {"form": form, "step": 2})


@step
def setup_administrator(request: HttpRequest, row: SetupCode) -> HttpResponse:
    """The account that goes on from here; with it the province is made and the code is void."""
    if not row.draft:
        return redirect("setup-province")
    form = OwnAccountForm(request.POST or None)
    if form.is_valid():
        try:
            person = finish(row, by=None, **form.cleaned_data)
        except CannotChange:
            return redirect("home")
        log_in(request, person, backend=BACKEND)
        return redirect("home")
    return render(request, "setup/administrator.html", {"form": form, "step": 3, "province": row.draft["name"]})
