"""The documents of a province and the page of each, for who holds a role there."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.pages.private import private_page
from agencies.rights.access import asked_province
from dxtracker.lib.crumbs import Crumb
from kpis.documents.page import document_or_404, documents_of, page_of


@private_page
def documents(request: HttpRequest) -> HttpResponse:
    province = asked_province(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    board = {"rows": documents_of(province, asked), "asked": asked, "crumbs": [Crumb(_("Documents"))]}
    return render(request, "kpis/documents/documents.html", {"board": board})


@private_page
def document(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    return render(request, "kpis/documents/document.html", {"board": page_of(document_or_404(user, pk), user)})
