"""Set-up of an empty system: the code, the province, its administrator; and from there to the first signed month."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from agencies.pages.answers import attachment, posted, refusals, shown
from agencies.pages.private import private_file, private_form
from agencies.people.attempts import TooManyAttempts
from agencies.rights.access import administered
from dxtracker.lib import xlsx
from dxtracker.models import SetupCode
from dxtracker.setup import code
from dxtracker.setup.actions import finish, keep_draft
from dxtracker.setup.forms import ChosenProvinceForm, FirstYearForm, OwnAccountForm, SetupCodeForm, usual_year
from dxtracker.setup.page import checklist_of
from dxtracker.setup.sheets import agencies_to_begin_with
from kpis.errors import CannotChange
from kpis.plans.actions import start_plan
from reports.sentences.words import opening_small

BACKEND = "agencies.people.accounts.Accounts"
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
    form = SetupCodeForm(posted(request), verify=partial(code.check, address=request.META["REMOTE_ADDR"]))
    try:
        is_valid = form.is_valid()
    except TooManyAttempts:
        return render(request, "setup/locked.html", status=429)
    if is_valid:
        code.remember(request)
        return redirect("setup")
    return shown(request, "setup/code.html", {"form": form, "step": 1})


@step
def setup_province(request: HttpRequest, row: SetupCode) -> HttpResponse:
    """What the province is called; it may be said again until there is an administrator."""
    form = ChosenProvinceForm(posted(request), initial=row.draft)
    if form.is_valid():
        keep_draft(row, **form.said())
        return redirect("setup-administrator")
    return shown(request, "setup/province.html", {"form": form, "step": 2})


@step
def setup_administrator(request: HttpRequest, row: SetupCode) -> HttpResponse:
    """The account that goes on from here; with it the province is made and the code is void."""
    if not row.draft:
        return redirect("setup-province")
    form = OwnAccountForm(posted(request))
    if form.is_valid():
        try:
            person = finish(row, by=None, **form.cleaned_data)
        except CannotChange:
            return redirect("home")
        log_in(request, person, backend=BACKEND)
        return redirect("home")
    return shown(
        request, "setup/administrator.html", {"form": form, "step": 3, "province": opening_small(row.draft["name"])}
    )


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What is still missing in a new province, for its administrator."""
    province = administered(request.user, request.GET.get("province", ""))
    return render(request, "setup/start.html", {"board": checklist_of(province)})


@private_file
def start_agencies(request: HttpRequest) -> HttpResponse:
    """The list of agencies to begin with, as a workbook."""
    province = administered(request.user, request.GET.get("province", ""))
    return attachment(agencies_to_begin_with(province), f"co-quan-{province.code}.xlsx", xlsx.CONTENT_TYPE)


@private_form
def start_year(request: HttpRequest) -> HttpResponse:
    """The first year of a province: its calendar, due days, thresholds; its months are planned with it."""
    province = administered(request.user, request.GET.get("province", ""))
    form = FirstYearForm(posted(request), initial=usual_year())
    if form.is_valid():
        with refusals(form):
            plan = start_plan(province, by=request.user, **form.cleaned_data)
            messages.success(request, _("The year %(year)s is planned.") % {"year": plan.year})
            return redirect(reverse("start") + f"?province={province.code}")
    return shown(request, "setup/year.html", {"board": checklist_of(province), "form": form})
