"""The page that says what programs may ask, drawn from the description itself: no script, no other host."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from agencies.pages.counted import tongue
from dxtracker.lib.crumbs import Crumb
from machines.api.problems import not_by_this_way
from machines.api.schema import described
from machines.api.tokens import MOST_A_MINUTE


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    is_wanted: bool


@dataclass(frozen=True)
class Address:
    """One way of asking: `asked` are its parameters, `sent` the fields of its body, `given` those of a row of it."""

    way: str
    path: str
    summary: str
    asked: tuple[Field, ...]
    sent: tuple[Field, ...]
    given: tuple[Field, ...]


@dataclass(frozen=True)
class DocsPage:
    most: int
    addresses: tuple[Address, ...]
    crumbs: tuple[Crumb, ...]


@csrf_exempt
def docs(request: HttpRequest) -> HttpResponse:
    """The page for who reads; a program that writes to it is told that it is written elsewhere."""
    return _docs(request) if request.method in ("GET", "HEAD") else not_by_this_way(request)


@login_required
def _docs(request: HttpRequest) -> HttpResponse:
    return render(request, "machines/api/docs.html", {"board": docs_page()})


def docs_page() -> DocsPage:
    """What the description says, in the language of the page."""
    found = described(tongue())
    shapes = found["components"]["schemas"]
    addresses = [
        _address(path, way, operation, shapes)
        for path, ways in found["paths"].items()
        for way, operation in ways.items()
    ]
    return DocsPage(MOST_A_MINUTE, tuple(addresses), (Crumb(_("What programs may ask")),))


def _address(path: str, way: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> Address:
    asked = [Field(row["name"], _kind(row["schema"]), row.get("required", False)) for row in operation["parameters"]]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return Address(
        way.upper(), path, operation["summary"], tuple(asked), tuple(_rows(body, shapes)), tuple(_rows(answer, shapes))
    )


def _rows(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[Field]:
    """The fields of a shape; of a list of rows those of a row stand below it as "items.value"."""
    shape = _shape(schema, shapes)
    for name, inner in shape.get("properties", {}).items():
        yield Field(name, _kind(inner), name in shape.get("required", ()))
        if inner.get("type") == "array":
            for row in _rows(inner["items"], shapes):
                yield Field(f"{name}.{row.name}", row.kind, row.is_wanted)


def _shape(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    return shapes[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _kind(schema: Mapping[str, Any]) -> str:
    """What stands in a field, in the words of JSON: "string", "integer or null"."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    return " | ".join(map(str, schema["enum"])) if "enum" in schema else str(schema.get("type", "any"))
