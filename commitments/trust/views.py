"""Whom a province trusts to say who signed: certificates of authorities, added and retired by administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.answers import how_far
from agencies.pages.private import private_page, private_post
from agencies.rights.access import asked_province, require
from agencies.rights.roles import Permission
from commitments.files.forms import RootForm
from commitments.models import TrustRoot
from commitments.trust.actions import add_root, retire_root
from commitments.trust.background import is_large, start_adding, start_retiring
from commitments.trust.page import trust_sheet
from kpis.errors import CannotChange

PAGE = "commitments/trust/trust.html"


@private_page
def trust(request: HttpRequest) -> HttpResponse:
    province = require(request.user, Permission.ADMINISTER, asked_province(request))
    board = trust_sheet(province, RootForm())
    if request.htmx:
        return how_far(request, board.progress, board.progress_words, board.url)
    return render(request, PAGE, {"board": board})


@private_post
def trust_add(request: HttpRequest) -> HttpResponse:
    province = require(request.user, Permission.ADMINISTER, asked_province(request))
    form = RootForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, province, form, 422)
    data, name = form.cleaned_data["file"].read(), form.cleaned_data["name"]
    try:
        if is_large(province):
            start_adding(province, data, name=name, by=request.user)
        else:
            root = add_root(province, data, name=name, by=request.user)
            messages.success(request, _("%(name)s is trusted now; all files were judged anew.") % {"name": root.name})
    except CannotChange as error:
        form.add_error("file", str(error))
        return _page(request, province, form, 409)
    return redirect(_place(province))


@private_post
def trust_retire(request: HttpRequest, pk: int) -> HttpResponse:
    root = get_object_or_404(TrustRoot.objects.select_related("province"), pk=pk)
    require(request.user, Permission.ADMINISTER, root.province)
    try:
        if is_large(root.province):
            start_retiring(root, by=request.user)
        else:
            retire_root(root, by=request.user)
            said = _("%(name)s is trusted no more; all files were judged anew.")
            messages.success(request, said % {"name": root.name})
    except CannotChange as error:
        messages.error(request, str(error))
    return redirect(_place(root.province))


def _place(province: Agency) -> str:
    return f"{reverse('commitments:trust')}?province={province.code}"


def _page(request: HttpRequest, province: Agency, form: RootForm, status: int) -> HttpResponse:
    board = trust_sheet(province, form)
    return render(request, PAGE, {"board": board}, status=status)
