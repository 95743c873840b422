"""The worker asks an address as the person who wants its file, by the same view and the same rights."""

import io
from importlib import import_module
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.utils.translation import gettext as _
from django_tasks import task

from agencies.databases.reading import live
from agencies.models import User, Work
from agencies.work.actions import holding
from agencies.work.carrying import carry_out, tell
from agencies.work.errors import Stopped

FOLDER = "prepared"
SPACES = ("dashboards", "reports")


def is_prepared(request: HttpRequest) -> bool:
    """Whether it is the worker that asks: nobody waits for the answer."""
    return getattr(request, "is_of_worker", False)


def view_of(address: str) -> ResolverMatch:
    """What answers an address of a board or report; raises Http404 for all others, and for what is prepared already."""
    found = resolve(unquote(address.partition("?")[0]))
    if found.namespace not in SPACES or str(found.url_name).startswith("file"):
        raise Http404
    return found


@task()
def prepare_file(key: int, attempt: str) -> None:
    """The file that a Work names, stored for who asked for it."""
    carry_out(key, attempt, _prepare)


def _prepare(work: Work) -> None:
    tell("prepare")
    try:
        answer = answered(work.by, work.said["address"], work.said["host"])
    except (Http404, PermissionDenied) as error:
        raise Stopped(_("This file is not there any more, or not for you.")) from error
    told = {"type": answer["Content-Type"], "disposition": answer["Content-Disposition"]}
    with transaction.atomic(), holding(work):
        path = default_storage.save(f"{FOLDER}/{work.attempt}", ContentFile(answer.content))
        Work.objects.filter(pk=work.pk).update(said=work.said | told | {"path": path})


def answered(person: User, address: str, host: str) -> HttpResponse:
    """The file at an address as `person` gets it; raises Http404 where it is none, or what the view raises."""
    found = view_of(address)
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": unquote(path), "QUERY_STRING": query, "HTTP_HOST": host,
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    request = WSGIRequest(environ)
    request.user, request.resolver_match, request.is_of_worker = person, found, True  # type: ignore[attr-defined]
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    with live():
        answer = found.func(request, *found.args, **found.kwargs)
    if not person.is_active or answer.streaming or "attachment" not in answer.get("Content-Disposition", ""):
        raise Http404
    return answer
