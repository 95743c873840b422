"""What a request asks: which month, which page of a list. An answer that has not changed is said to be so."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from dashboards.answers import json_response
from dashboards.scope import Scope
from dashboards.unchanged import compare, seen_again
from machines.api.problems import does_not_fit

MOST = 500
Code = Annotated[str, Field(max_length=40)]


class Province(Schema):
    """The province, for who holds roles in several; else the first."""

    province: Code = ""


class Month(Schema):
    """Without one the latest closed month of the year, else the latest open one."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None


class OfMonth(Month, Province):
    """A month of a province."""


class Piece(Schema):
    """A piece of a list: `cursor` is the `next` of the piece before, `limit` how many rows at most."""

    cursor: Annotated[str, Field(max_length=80)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


def piece_of(rows: Iterable[dict[str, Any]], page: Piece, key: str) -> dict[str, Any]:
    """{items, next} of `rows`, which are put in the order of `key`, a code or a number that no two share."""
    ordered = sorted(rows, key=lambda row: _order(row[key]))
    if page.cursor:
        if key == "id":
            number_of(page.cursor)
        ordered = [row for row in ordered if _order(row[key]) > _order(page.cursor)]
    return _cut(ordered[: page.limit + 1], page, key)


def cut_of(rows: Any, page: Piece, field: str, made: Callable[[Any], dict[str, Any]]) -> dict:
    """The same of a query, by its number `field` (`id` in what is made of a row)."""
    if page.cursor:
        rows = rows.filter(**{f"{field}__gt": number_of(page.cursor)})
    return _cut([made(row) for row in rows.order_by(field)[: page.limit + 1]], page, "id")


def number_of(cursor: str) -> int:
    """The number of a cursor. Raises ValidationError for one that is none: no rows would look like the list's end."""
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 19:
        return int(cursor)
    raise ValidationError([does_not_fit("cursor", "no_cursor")])


def _cut(rows: list[dict[str, Any]], page: Piece, key: str) -> dict[str, Any]:
    more = len(rows) > page.limit
    kept = rows[: page.limit]
    return {"items": kept, "next": str(kept[-1][key]) if more else None}


def _order(value: Any) -> tuple[int, str]:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0, text


def of_month(request: HttpRequest, scope: Scope, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    """What `make` gives for a month; of a closed one nothing is read for who has it already."""
    if scope.period.is_closed:
        return _of_closed(request, scope, make)
    return told(request, json_response(make()))


@seen_again
def _of_closed(request: HttpRequest, scope: Scope, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    compare(request, scope.period, "json")
    return json_response(make())


def told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with a tag of what it says, or 304 for who holds the same."""
    tag = quote_etag(sha256(response.content).hexdigest()[:32])
    held = parse_etags(request.headers.get("If-None-Match", ""))
    if tag in (one.removeprefix("W/") for one in held):  # what packs an answer on its way makes its tag a weak one
        response = HttpResponseNotModified()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
