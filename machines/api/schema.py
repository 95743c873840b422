"""The API as a whole and its description (OpenAPI): what it refuses is said of every address alike."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from dashboards.answers import json_response
from machines.api.problems import PROBLEM_TYPE, TITLES, language_of, refused
from machines.api.tokens import ByToken
from machines.api.writing import router

ROOT = "/api/v1/"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429, 500)


class Machines(NinjaAPI):
    """Addresses are called by what they are of, whichever way they are asked."""

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        return f"api-{operation.view_func.__name__.partition('_')[2].replace('_', '-')}"

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Machines(
    title="dxtracker",
    version="1",
    description=_("Targets of digital transformation: what the boards show, and figures written as drafts."),  # type: ignore[arg-type]
    auth=ByToken(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("", router)
refused(api)


@cache
def described(language: str) -> dict[str, Any]:
    """The OpenAPI document; `language` is that of the page, in which its summaries are."""
    found = dict(api.get_openapi_schema(path_prefix=ROOT))
    found["info"] = found["info"] | {"description": str(found["info"]["description"])}
    found["components"]["schemas"]["Problem"] = PROBLEM
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for ways in found["paths"].values():
        for way, operation in ways.items():
            operation["summary"] = str(operation["summary"])
            answers = operation["responses"]
            if way == "get":
                answers[304] = {"description": str(TITLES[304])}
            for status in REFUSALS:
                answers[status] = {"description": str(TITLES[status]), "content": content}
    return found


def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for whoever makes a client: it holds nothing of any province."""
    response = json_response(described(language_of(request)))
    patch_cache_control(response, public=True, max_age=300)
    return response
