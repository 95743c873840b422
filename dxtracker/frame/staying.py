"""A page stays in its province: to a person of several, each of its addresses and the one it leads to says which."""

import re
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from agencies.databases.reading import live
from agencies.models import Agency, User
from agencies.rights.access import provinces
from dxtracker.requests.layer import Layer

ADDRESS = re.compile(rb'(\s(?:href|action|formaction|hx-get|hx-post)=")([/?][^"#]*)')
FORM = re.compile(rb"<form(?![^>]* method=\"post\")[^>]*>(?=(.*?)</form>)", re.S)
ELSEWHERE = (b"/static/", b"/admin/", b"//")


class Staying(Layer):
    """Adds the province of the page to what it links to, where that is not the person's first and none is named."""

    def __call__(self, request: HttpRequest) -> Any:
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)  # who was never asked for stays unknown
        if user is None or not user.is_authenticated or response.streaming:
            return response
        with live():
            own = provinces(user)
            here = province_of_page(request, user) if len(own) > 1 else None
        if here is not None and here.pk != own[0].pk:
            _say(response, here.code)
        return response


def province_of_page(request: HttpRequest, user: User) -> Agency | None:
    """That of the month which a page shows, of the thing that it is about, or that it was asked for; else the first."""
    scope = getattr(request, "scope", None)
    if scope is not None:
        return scope.province
    own, asked = provinces(user), request.GET.get("province", "")
    about = next((place for place in own if place.pk == user.reads_in), None)
    return about or next((place for place in own if place.code == asked), own[0] if own else None)


def _say(response: HttpResponse, code: str) -> None:
    said = f"province={quote(code)}".encode()
    for leads in ("Location", "HX-Redirect"):
        if response.has_header(leads):
            response.headers[leads] = _with(response.headers[leads].encode(), said, b"&").decode()
    if response.headers.get("Content-Type", "").startswith("text/html"):
        hidden = format_html('<input type="hidden" name="province" value="{}">', code).encode()
        text = ADDRESS.sub(lambda found: found[1] + _with(found[2], said, b"&amp;"), response.content)
        response.content = FORM.sub(lambda found: found[0] + (b"" if b'name="province"' in found[1] else hidden), text)


def _with(address: bytes, said: bytes, and_: bytes) -> bytes:
    if address[:1] not in b"/?" or address.startswith(ELSEWHERE) or b"province=" in address:
        return address
    path, mark, anchor = address.partition(b"#")
    return path + (and_ if b"?" in path else b"?") + said + mark + anchor
