"""Addresses of programs: the pages of tokens, the API and what describes it."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_http_methods, require_safe

from machines.api import docs
from machines.api.problems import in_words, nothing
from machines.api.schema import api, openapi
from machines.tokens import views as tokens

API = "api/v1/"


def _of_api() -> list[URLPattern]:
    """The addresses that ninja knows, each answering in words and as problems."""
    found = {one.name: one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"}
    return [path(f"{API}{one.pattern}", in_words(one.callback), name=name) for name, one in found.items()]


app_name = "machines"
urlpatterns = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("people/systems/", tokens.systems, name="systems"),
    path("people/systems/<int:pk>/token/", tokens.system_token, name="system-token"),
    path("people/systems/<int:pk>/agencies/", tokens.system_agencies, name="system-agencies"),
    path("people/systems/<int:pk>/switch/", tokens.system_switch, name="system-switch"),
    path("people/systems/tokens/<int:pk>/revoke/", tokens.system_token_revoke, name="system-token-revoke"),
    path(API, docs.docs, name="docs"),
    path(f"{API}openapi.json", in_words(require_safe(openapi)), name="openapi"),
    *_of_api(),
    re_path(rf"^{API}(?P<rest>.+)$", in_words(require_http_methods(["GET", "HEAD", "POST"])(nothing)), name="nothing"),
]
