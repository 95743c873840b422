"""What the system does under the environment it was started in, told as JSON. Run by tests/test_environment.py."""

import json
import logging
from types import SimpleNamespace
from unittest.mock import patch

import django

django.setup()

# Nothing of Django's may be asked for before it is set up.
from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.mail import EmailMessage, get_connection  # noqa: E402
from django.core.signing import Signer  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

from agencies.models import User  # noqa: E402
from agencies.people.second_factor import is_required_of  # noqa: E402
from dxtracker.management.commands.backup import Command as BackupCommand  # noqa: E402
from dxtracker.requests.addresses import client_address  # noqa: E402
from dxtracker.requests.middleware import SEEN_COOKIE, mark_seen  # noqa: E402

LOGIN = "/account/login/"


def browser(host: str, **headers: str) -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": host, **headers})


def pages() -> dict[str, object]:
    """Answers to a browser that is beside the system, and to one that comes through a proxy which ends https."""
    beside, beyond = browser("localhost"), browser("dx.example", **{"x-forwarded-proto": "https"})
    plain, answer = beside.get(LOGIN), beyond.get(LOGIN)
    token = answer.cookies.get("csrftoken")
    form = {"csrfmiddlewaretoken": token.value if token else ""}
    return {
        "plain": (plain.status_code, plain.get("Location")),
        "other host": answer.status_code,
        "banner": "10/11/2022" in answer.content.decode() + plain.content.decode(),
        "secure cookie": bool(token and token["secure"]),
        "strict transport": answer.get("Strict-Transport-Security"),
        "form from another origin": beyond.post(LOGIN, form, headers={"origin": "https://door.example"}).status_code,
        "gallery": beyond.get("/gallery/").status_code,
    }


def metrics() -> list[int]:
    """Answers without and with the token of tests/test_environment.py, where https is spoken already."""
    way = {"x-forwarded-proto": "https"}
    with patch("dxtracker.watch.metrics.Waiting.collect", lambda self: iter(())):
        asked = [browser("localhost", **way, **more) for more in ({}, {"authorization": "Bearer of the watch"})]
        return [one.get("/metrics").status_code for one in asked]


def single_sign_on() -> list[object]:
    """What is answered to who begins it, whether its button stands on the page, and what it is set to."""
    way, keys = {"x-forwarded-proto": "https"}, ("CLIENT_SECRET", "AUTHORIZATION", "TOKEN", "USER", "JWKS")
    names = [f"OIDC_RP_{key}" if key == "CLIENT_SECRET" else f"OIDC_OP_{key}_ENDPOINT" for key in keys]
    with patch("django.contrib.sessions.backends.db.SessionStore.save"):
        begun = browser("localhost", **way).get("/account/single/").status_code
    is_offered = "the province" in browser("localhost", **way).get(LOGIN).content.decode()
    return [begun, is_offered, settings.DX_OIDC_MATCH, *(getattr(settings, name) for name in names)]


def uploads() -> list[str]:
    if hasattr(default_storage, "bucket_name"):
        return [
            default_storage.connection.meta.client.meta.endpoint_url,
            default_storage.bucket_name,
            default_storage.location,
        ]
    return [default_storage.location]


def idle_seconds() -> int:
    response = HttpResponse()
    mark_seen(SimpleNamespace(session=SimpleNamespace(session_key="a"), COOKIES={}), response)
    return response.cookies[SEEN_COOKIE]["max-age"]


def post() -> dict[str, object]:
    way = get_connection()
    told = {name: getattr(way, name, None) for name in ("host", "port", "username", "password", "use_tls")}
    return {"by": type(way).__module__, "from": EmailMessage().from_email, **told}


forwarded = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
answers = {
    **pages(),
    "metrics": metrics(),
    "single sign-on": single_sign_on(),
    "database": str(connection.settings_dict["NAME"]),
    "cache": (type(caches["default"]).__name__, settings.CACHES["default"].get("LOCATION", "")),
    "uploads": uploads(),
    "signature": Signer().sign("a"),
    "idle seconds": idle_seconds(),
    "seals backups": BackupCommand().create_parser("manage.py", "backup").parse_args(["folder"]).key,
    "logins kept": settings.DX_LOGINS_KEPT_MONTHS,
    "second factor": is_required_of(User(is_staff=True)),
    "address": client_address(forwarded, settings.DX_TRUSTED_PROXIES),
    "post": post(),
    "errors to": settings.DX_ERRORS_TO,
    "tells of its work": logging.getLogger("kpis").isEnabledFor(logging.INFO),
}
print(json.dumps(answers, default=str))
