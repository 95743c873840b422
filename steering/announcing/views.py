"""The announcement of conclusions to download."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commitments.answers import paper_response
from steering.announcing.paper import draw, name_of_file
from steering.scope import meeting_or_404


@require_safe
@login_required
def announcement(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The announcement, or its draft, for who reads the meeting."""
    meeting = meeting_or_404(request, pk)
    return paper_response(name_of_file(meeting), draw(meeting), form)
