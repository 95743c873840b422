"""Views behind the login: what one answers to, in a word above it."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """A page to read (GET, HEAD), kept by no browser."""
    return require_safe(login_required(never_cache(view)))


def private_file(view: View) -> View:
    """A file to fetch (GET, HEAD)."""
    return require_safe(login_required(view))


def private_form(view: View) -> View:
    """A page with its form (GET, HEAD, POST), kept by no browser."""
    return require_http_methods(["GET", "HEAD", "POST"])(login_required(never_cache(view)))


def private_post(view: View) -> View:
    """What is only done (POST), and leads on to a page."""
    return require_POST(login_required(view))
