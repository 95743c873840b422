"""The API as a whole and its description (OpenAPI): what it refuses is said of every address alike."""

import json
from functools import cache
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from dashboards.answers import json_response
from machines.api.problems import PROBLEM_TYPE, TITLES, does_not_fit, language_of, refused
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


class ToTheLetter(Parser):
    """What is asked is read as it stands: no name is passed over, and of two values of one name none is chosen."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body; a field that stands twice in it makes it unreadable."""
        return cast(dict[str, Any], json.loads(request.body, object_pairs_hook=_each_once))

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        """The query; `monht=11` would be answered by another month than was meant."""
        ways = described("vi")["paths"][f"/{cast(ResolverMatch, request.resolver_match).route}"]
        known = {row["name"] for row in ways[str(request.method).lower()]["parameters"]}
        wrong = [does_not_fit(name, "extra_forbidden") for name in data if name not in known]
        wrong += [does_not_fit(name, "given_twice") for name, values in data.lists() if len(values) > 1]
        if wrong:
            raise ValidationError(wrong)
        return super().parse_querydict(data, list_fields, request)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a field stands twice")
    return found


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
    parser=ToTheLetter(),
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
