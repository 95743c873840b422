"""A large file is asked for, watched, fetched; one at a time for a person."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from agencies.models import Work
from agencies.pages.answers import how_far
from agencies.pages.private import private_file, private_page, private_post
from agencies.work.actions import ask
from agencies.work.queries import progress_of, words_of
from dashboards.prepared.background import is_prepared, prepare_file, view_of
from dashboards.prepared.rules import is_large
from dxtracker.lib.crumbs import Crumb

SUBJECT = "file"


def offer(request: HttpRequest, form: str, rows: int) -> HttpResponse | None:
    """In place of a file that takes long: how many rows it has, and a button that has it prepared; else None."""
    if not is_large(form, rows) or is_prepared(request):
        return None
    said = {"rows": rows, "address": request.get_full_path()}
    return render(request, "dashboards/prepared/offer.html", said)


@private_post
def file_ask(request: HttpRequest) -> HttpResponse:
    """Have the file at `address` prepared; it is made by the rights of who asks."""
    address = request.POST.get("address", "")
    view_of(address)
    said = {"address": address, "host": request.get_host()}
    if not ask(prepare_file, subject=SUBJECT, key=request.user.pk, step="prepare", by=request.user, said=said):
        messages.info(request, _("One file is being prepared for you already. Ask again when it is ready."))
    return redirect("dashboards:file")


@private_page
def file(request: HttpRequest) -> HttpResponse:
    """The last file that was asked for: waiting, ready, or why not; a part of the page for htmx while it waits."""
    progress = progress_of(SUBJECT, request.user.pk)
    words = words_of(progress, {"prepare": _("The file is being prepared")})
    if request.htmx:
        return how_far(request, progress, words, request.path)
    crumbs = Crumb(_("Your account"), reverse("agencies:profile")), Crumb(_("Your file"))
    work = works_for(request.user.pk).first()
    said = {"board": {"crumbs": crumbs}, "work": work, "progress": progress, "words": words}
    return render(request, "dashboards/prepared/file.html", said)


@private_file
def file_fetch(request: HttpRequest) -> HttpResponse:
    """The file itself, for who asked for it."""
    work = works_for(request.user.pk).filter(ended_at__isnull=False, error="").first()
    if work is None or not default_storage.exists(work.said["path"]):
        raise Http404
    headers = {"Content-Disposition": work.said["disposition"]}
    with default_storage.open(work.said["path"]) as made:
        return HttpResponse(made.read(), content_type=work.said["type"], headers=headers)


def works_for(person: Any) -> QuerySet[Work]:
    """The files of a person (a key), the newest first."""
    return Work.objects.filter(subject=SUBJECT, subject_id=person).order_by("-pk")


urlpatterns = [
    path("files/", file, name="file"),
    path("files/ask/", file_ask, name="file-ask"),
    path("files/fetch/", file_fetch, name="file-fetch"),
]
