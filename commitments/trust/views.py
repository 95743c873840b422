"""Whom a province trusts to say who signed: certificates of authorities, added and retired by administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies.access import require
from agencies.models import Agency
from agencies.roles import Permission
from commitments.files.forms import RootForm
from commitments.models import TrustRoot
from commitments.trust.actions import add_root, retire_root
from commitments.trust.page import trust_sheet
from kpis.errors import CannotChange
from kpis.review.scope import province_of


@require_safe
@login_required
@never_cache
def trust(request: HttpRequest) -> HttpResponse:
    province = require(request.user, Permission.ADMINISTER, province_of(request))
    return _page(request, province, RootForm(), 200)


@require_POST
@login_required
def trust_add(request: HttpRequest) -> HttpResponse:
    province = require(request.user, Permission.ADMINISTER, province_of(request))
    form = RootForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, province, form, 422)
    try:
        root = add_root(province, form.cleaned_data["file"].read(), name=form.cleaned_data["name"], by=request.user)
    except CannotChange as error:
        form.add_error("file", str(error))
        return _page(request, province, form, 409)
    messages.success(request, _("%(name)s is trusted now; all files were judged anew.") % {"name": root.name})
    return redirect(_place(province))


@require_POST
@login_required
def trust_retire(request: HttpRequest, pk: int) -> HttpResponse:
    root = TrustRoot.objects.filter(pk=pk).select_related("province").first()
    if root is None:
        raise Http404
    require(request.user, Permission.ADMINISTER, root.province)
    try:
        retire_root(root, by=request.user)
        messages.success(request, _("%(name)s is trusted no more; all files were judged anew.") % {"name": root.name})
    except CannotChange as error:
        messages.error(request, str(error))
    return redirect(_place(root.province))


def _place(province: Agency) -> str:
    return f"{reverse('commitments:trust')}?province={province.code}"


def _page(request: HttpRequest, province: Agency, form: RootForm, status: int) -> HttpResponse:
    board = trust_sheet(province, form)
    return render(request, "commitments/trust/trust.html", {"board": board}, status=status)
