"""The wording of a province's reports, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.private import private_form, private_post
from agencies.rights.access import require
from agencies.rights.roles import Permission
from dashboards.scope import Scope, asked_of
from reports.queries import wording_of
from reports.wording.actions import set_wording, standard_wording
from reports.wording.forms import WordingForm
from reports.wording.page import wording_page


def _scope(request: HttpRequest) -> Scope:
    """The month by today's rows: a wording is of today, also where the month shown is closed."""
    scope = asked_of(request, whole_province=True)
    require(scope.reader, Permission.ADMINISTER, scope.province)
    request.scope = scope
    return scope


@private_form
def wording(request: HttpRequest) -> HttpResponse:
    """Looked at, previewed (as a part of the page while it is typed), kept; what is refused is said at its place."""
    scope = _scope(request)
    if request.method != "POST":
        return _page(request, scope)
    form = WordingForm(request.POST, own=wording_of(scope.province))
    if request.htmx:
        said = {"board": wording_page(scope, form), "month": scope.period.label, "is_live": True}
        return render(request, "reports/_preview.html", said)
    if not form.is_valid():
        return _page(request, scope, form, 422)
    if "preview" in request.POST:
        return _page(request, scope, form)
    changed = set_wording(scope.province, form.cleaned_data, by=request.user)
    messages.success(request, _("Phrases changed: %(n)s.") % {"n": changed})
    return redirect(request.get_full_path())


@private_post
def wording_standard(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    changed = standard_wording(scope.province, by=request.user)
    messages.success(request, _("Phrases back to the standard: %(n)s.") % {"n": changed})
    return redirect(reverse("reports:wording") + scope.query)


def _page(request: HttpRequest, scope: Scope, form: WordingForm | None = None, status: int = 200) -> HttpResponse:
    return render(request, "reports/wording.html", {"board": wording_page(scope, form), "scope": scope}, status=status)
