"""The one door by which every request comes in and every answer leaves: what it carries is fit for any page behind."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError

from dxtracker.lib.text import is_printable, printable
from dxtracker.requests.addresses import client_address
from dxtracker.requests.layer import Layer
from dxtracker.watch.logs import speaking_of, tell
from dxtracker.watch.metrics import count

UNSTORED = "private, no-store"


class Incoming(Layer):
    """Unprintable characters never reach a query or a file: an address with one is not found, fields lose theirs.

    REMOTE_ADDR becomes the browser's address where trusted proxies stand in front. No answer is kept by a cache
    unless its view says so: pages, files and exports are for who asked alone.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = client_address(request.META, settings.DX_TRUSTED_PROXIES)
        with speaking_of(request) as asked:
            clean(request)
            response = self.get_response(request)
            tell(asked, response)
        count(asked, response)
        response.headers.setdefault("Cache-Control", UNSTORED)
        response.headers["X-Request-ID"] = asked.id
        return response


def clean(request: HttpRequest) -> None:
    """Take out of `request` what no page can use; Http404 for such an address, BadRequest for a broken body."""
    if not is_printable(request.path_info):
        raise Http404
    if (request.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
        request.encoding = "utf-8"  # forms are sent as our pages are written, whatever the header says
    request.COOKIES = {name: text for name, text in request.COOKIES.items() if is_printable(text)}
    request.GET = cleaned(request.GET)  # type: ignore[assignment]
    if request.method == "POST":
        try:
            request.POST = cleaned(request.POST)  # type: ignore[assignment]
        except UnreadablePostError as error:
            raise BadRequest("the body broke off") from error


def cleaned(fields: QueryDict) -> QueryDict:
    """The same fields where all are printable, else a copy in which they are."""
    if all(is_printable(text) for name, texts in fields.lists() for text in (name, *texts)):
        return fields
    copy = QueryDict(mutable=True)
    for name, texts in fields.lists():
        copy.setlist(printable(name), [printable(text) for text in texts])
    copy._mutable = False  # type: ignore[attr-defined]
    return copy
