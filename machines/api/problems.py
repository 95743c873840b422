"""Errors as problem+json (RFC 9457), in words of the language that was asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from agencies.pages.counted import Counted
from agencies.pages.pace import TooOften
from dxtracker.lib.text import printable

API = "/api/"
PROBLEM_TYPE = "application/problem+json"
TITLES = {
    304: gettext_lazy("Not changed"),
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("A valid token is wanted"),
    403: gettext_lazy("This may be read, not written, with this token"),
    404: gettext_lazy("There is no such thing, or not for this token"),
    405: gettext_lazy("This address is asked in another way"),
    409: gettext_lazy("Somebody else changed it in the meantime"),
    413: gettext_lazy("The request is too large"),
    422: gettext_lazy("Something in the request does not fit"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("The system stopped at an error of its own"),
}
WRONG = {  # what pydantic says → how it is said here
    "missing": gettext_lazy("This is wanted."),
    "string_too_long": gettext_lazy("Too long."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "given_twice": gettext_lazy("This is given twice."),
    "no_cursor": gettext_lazy("No piece of this list ends there. Ask from its beginning."),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), gettext_lazy("Not a whole number.")),
    **dict.fromkeys(("decimal_parsing", "decimal_type", "finite_number"), gettext_lazy("Not a number.")),
    **dict.fromkeys(
        ("decimal_max_digits", "decimal_max_places", "decimal_whole_digits"),
        gettext_lazy("At most 12 digits before the decimal point and 3 behind it."),
    ),
    **dict.fromkeys(
        ("date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"),
        gettext_lazy("Not a day. Write it as 2022-11-15."),
    ),
}
AGAIN = Counted("Try again in %(n)s second.", "Try again in %(n)s seconds.")


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """An answer that refuses: its title by the status, `detail` of this case, and further members."""
    said = {"type": "about:blank", "title": str(TITLES[status]), "status": status}
    said |= {"detail": printable(detail)} if detail else {}
    response = JsonResponse(said | more, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = PROBLEM_TYPE
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="dxtracker"'
    return response


def refused(api: NinjaAPI) -> None:
    """Tell `api` how each error is answered."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Http404: lambda request, error: problem(404, str(error)),
        PermissionDenied: lambda request, error: problem(403, str(error)),
        AuthenticationError: lambda request, error: problem(401),
        Throttled: lambda request, error: _later(error.wait or 1),
        TooOften: lambda request, error: _later(error.seconds),
        HttpError: lambda request, error: problem(error.status_code if error.status_code in TITLES else 400),
        ValidationError: lambda request, error: problem(422, errors=[_wrong(one) for one in error.errors]),
        RequestDataTooBig: lambda request, error: problem(413),
        SuspiciousOperation: lambda request, error: problem(400),
        UnreadablePostError: lambda request, error: problem(400),
        UnicodeDecodeError: lambda request, error: problem(400),
        RecursionError: lambda request, error: problem(400),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _later(seconds: int) -> HttpResponse:
    response = problem(429, AGAIN.of(seconds))
    response["Retry-After"] = str(seconds)
    return response


def _wrong(error: dict[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in error["loc"] if part not in ("payload", "asked", "page"))
    said = WRONG.get(error["type"]) or gettext_lazy("This value does not fit.")
    return {"field": printable(place), "code": error["type"], "message": str(said)}


def does_not_fit(name: str, code: str) -> dict[str, Any]:
    """What is wrong with a name of the query, as pydantic says what is wrong with a value."""
    return {"type": code, "loc": ("query", name)}


def in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view in the language of Accept-Language (Vietnamese by default), without a session; HEAD as GET."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head, browser = request.method == "HEAD", request.user
        request.method = "GET" if is_head else request.method
        code = language_of(request)
        with translation.override(code):
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                allowed = response.headers.get("Allow", "GET")
                response = problem(405)
                response["Allow"] = allowed
        request.method, request.user = "HEAD" if is_head else request.method, browser
        response["Content-Language"] = code
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return answer


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that pages are written in; Vietnamese where none is named."""
    for code, _share in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if code[:2] in ("vi", "en"):
            return code[:2]
    return "vi"


def is_of_program(request: HttpRequest) -> bool:
    """Whether a program asks, by its address."""
    return request.path.startswith(API)


def problem_in_words(request: HttpRequest, status: int) -> HttpResponse:
    """What no view of the API could answer any more, as `in_words` says it: nothing of the fault itself."""
    code = language_of(request)
    with translation.override(code):
        response = problem(status)
    response["Content-Language"] = code
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    return response


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What no address of the API answers."""
    return problem(404)


not_by_this_way = in_words(require_safe(nothing))
