"""The page on which a head names who signs meanwhile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.deputies.actions import call_back, name_deputy
from agencies.deputies.forms import DeputyForm
from agencies.deputies.queries import deputies as named
from agencies.deputies.queries import heads_at
from agencies.models import Agency, Membership, User
from agencies.pages.answers import posted, refusals
from agencies.pages.private import private_form, private_post
from agencies.rights.access import can_somewhere, provinces
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb


@private_form
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for the head, today and later; another is named below."""
    agency = headed(request.user, request.GET.get("agency", ""))
    form = DeputyForm(posted(request), agency=agency)
    if form.is_valid():
        said = form.cleaned_data
        with refusals(form):
            row = name_deputy(said.pop("deputy"), agency=agency, by=request.user, **said)
            messages.success(request, _("%(name)s signs from %(since)s to %(until)s.") % _days(row))
            return redirect(f"{request.path}?agency={agency.code}")
    board = {"agency": agency, "rows": named(agency), "form": form, "crumbs": (Crumb(_("Who signs for the head")),)}
    return render(request, "agencies/deputies/deputies.html", {"board": board}, status=422 if form.is_bound else 200)


@private_post
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = Membership.objects.filter(pk=pk, is_acting=True, agency__in=heads_at(request.user)).first()
    if row is None:
        headed(request.user)
        raise Http404
    try:
        row = call_back(row, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("%(name)s signs from %(since)s to %(until)s.") % _days(row))
    return redirect("agencies:deputies")


def headed(user: User, code: str = "") -> Agency:
    """The agency of that code, else the first, that `user` heads; 404 for strangers, 403 for who heads none."""
    if not provinces(user):
        raise Http404
    held = list(heads_at(user))
    found = next((agency for agency in held if agency.code == code), held[0] if held else None)
    if found is None or not can_somewhere(user, Permission.SIGN):
        raise PermissionDenied
    return found


def _days(row: Membership) -> dict[str, str]:
    return {"name": str(row.user), "since": f"{row.since:%d/%m/%Y}", "until": f"{row.until:%d/%m/%Y}"}
