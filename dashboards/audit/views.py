"""The address of the trail: a page, or a file of all that fits the filter."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from agencies.clock import now
from agencies.pages.pace import take_turn
from agencies.rights.access import asked_province
from dashboards.answers import read_only, xlsx_response
from dashboards.audit.forms import TrailForm
from dashboards.audit.page import build
from dashboards.audit.queries import Reach, agencies_to_choose, people_to_choose, reach_of
from dashboards.audit.table import export, lines
from dashboards.parts.filters import lean


@never_cache
@read_only
@lean
def audit(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    reach = reach_or_404(request)
    form = TrailForm(request.GET, people=people_to_choose(reach), agencies=agencies_to_choose(reach))
    wanted = form.cleaned_data["format"] if form.is_valid() else ""
    if wanted:
        take_turn(request, "export")
    if wanted == "xlsx":
        return xlsx_response(export(reach, form), now())
    if wanted == "jsonl":
        response = StreamingHttpResponse(lines(reach, form), content_type="application/x-ndjson")
        response["Content-Disposition"] = content_disposition_header(True, f"nhat-ky-{now():%Y-%m-%d}.jsonl") or ""
        return response
    return render(request, "dashboards/audit/audit.html", {"board": build(reach, form, request.path)})


def reach_or_404(request: HttpRequest) -> Reach:
    """What the person may read: 404 to who holds no role in the province, 403 to who only reads its boards."""
    reach = reach_of(request.user, asked_province(request))
    if reach is None:
        raise PermissionDenied
    return reach
