"""Letters on the home page are put aside by the person they were written to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.pages.private import private_post
from kpis.models import Notice
from kpis.reminders.actions import mark_seen


@private_post
def notice_seen(request: HttpRequest, pk: int) -> HttpResponse:
    found = list(Notice.objects.filter(user=request.user.pk, pk=pk))
    if not found:
        raise Http404
    mark_seen(found)
    return redirect("home")


@private_post
def notices_seen(request: HttpRequest) -> HttpResponse:
    mark_seen(Notice.objects.filter(user=request.user.pk, seen_at=None))
    return redirect("home")
