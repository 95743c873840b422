"""The page to which the address of a form's answer belongs."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

# Where the address above is no page for people: a file to download, or nothing.
PAGES = {
    "kpis:evidence-remove": ("kpis:entry-home", ()),
    "commitments:file-attest": ("dashboards:commitments", ()),
    "commitments:file-verify": ("dashboards:commitments", ()),
    "commitments:file-keep": ("dashboards:commitment", ("pk",)),
    "commitments:commitment-delete": ("dashboards:commitment", ("pk",)),
    "commitments:items-all": ("dashboards:commitment", ("pk",)),
}


def page_behind(path: str) -> str:
    """The next address above `path` that is one; "/" where there is none, or for what is no address at all."""
    try:
        found = resolve(path)
    except Resolver404:
        return "/"
    if found.view_name in PAGES:
        name, kept = PAGES[found.view_name]
        return reverse(name, kwargs={key: found.kwargs[key] for key in kept})
    while len(path) > 1:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if _is_address(path):
            return path
    return "/"


def query_of(request: HttpRequest) -> str:
    """The query string with its mark, so that month and province stay."""
    return f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""


def _is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
