"""What goes out on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from agencies.pages.answers import paper_response
from agencies.pages.private import private_file
from agencies.rights.access import require
from agencies.rights.roles import Permission
from commitments.papers.paper import draw, file_name, printable


@private_file
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A commitment as a document to be signed, for who may read it."""
    commitment = get_object_or_404(printable(), pk=pk)
    require(request.user, Permission.READ, commitment.agency)
    return paper_response(file_name(commitment), draw(commitment), form)
