"""How tests log a person in who is to be there: the login itself has its own tests, which go through its page."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.test import Client

from dxtracker.requests.middleware import remember_login


def be_there(client: Client, user, backend: str | None = None) -> None:
    """In place of `Client.force_login`: a new session as a login leaves it, without what a login asks and counts.

    That is five questions in place of nineteen: no session to take over, no attempts to forget, no last login.
    """
    user.backend = backend or client._get_backend()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    request.session[BACKEND_SESSION_KEY] = user.backend
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    remember_login(None, request, user)
    request.session.save()
    client._set_login_cookies(request)
