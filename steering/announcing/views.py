"""The announcement of conclusions to download."""

from django.http import HttpRequest, HttpResponse

from agencies.pages.answers import paper_response
from agencies.pages.private import private_file
from steering.announcing.paper import draw, name_of_file
from steering.scope import meeting_or_404


@private_file
def announcement(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The announcement, or its draft, for who reads the meeting."""
    meeting = meeting_or_404(request, pk)
    return paper_response(name_of_file(meeting), draw(meeting), form)
