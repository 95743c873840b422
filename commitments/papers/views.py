"""What goes out on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from agencies.rights.access import require
from agencies.rights.roles import Permission
from commitments.answers import paper_response
from commitments.papers.paper import draw, file_name, printable


@require_safe
@login_required
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A commitment as a document to be signed, for who may read it."""
    commitment = get_object_or_404(printable(), pk=pk)
    require(request.user, Permission.READ, commitment.agency)
    return paper_response(file_name(commitment), draw(commitment), form)
