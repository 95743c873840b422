"""What goes out on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from agencies.access import require
from agencies.roles import Permission
from commitments.papers.paper import draw, file_name, printable
from dxtracker.lib import docx


@require_safe
@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment as a document to be signed, for who may read it."""
    commitment = get_object_or_404(printable(), pk=pk)
    require(request.user, Permission.READ, commitment.agency)
    response = HttpResponse(draw(commitment), content_type=docx.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, file_name(commitment)) or ""
    return response
