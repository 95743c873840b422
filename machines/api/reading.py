"""What is read: every figure comes from the board that shows it, none is counted here."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from agencies.rights.access import can, person_of, provinces, visible_agencies
from agencies.rights.roles import Permission
from dashboards.answers import json_response
from dashboards.boards import agencies as agencies_board
from dashboards.boards import indicators as indicators_board
from dashboards.boards.bottlenecks import page as bottlenecks_page
from dashboards.boards.bottlenecks import table as bottlenecks_table
from dashboards.boards.commitments import page as commitments_page
from dashboards.boards.commitments.table import commitments_json
from dashboards.boards.country import page as country_page
from dashboards.boards.country import table as country_table
from dashboards.boards.country.months import scope_of as country_scope
from dashboards.boards.rows import filtered
from dashboards.parts.items import item_json
from dashboards.scope import Scope, scope_of
from dashboards.tables import iso, period_code
from dashboards.unchanged import seen_again
from dxtracker.lib.numbers import plain
from kpis.enums import State
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Entry, Plan
from kpis.provinces.rules import is_same
from kpis.queries import periods_of
from kpis.standings.judged import Judged, judged_row
from kpis.standings.leads import led_by
from machines.api import shapes
from machines.api.asked import Code, Month, OfMonth, Piece, Province, cut_of, number_of, of_month, piece_of, told
from steering.conclusions.page import Row as ConclusionLine
from steering.conclusions.page import list_of

router = Router()


class Narrowed(OfMonth):
    """Items of one agency (a division too), of one indicator; without an agency those that boards count."""

    agency: Code = ""
    indicator: Code = ""


class NarrowedByState(Narrowed):
    state: State | None = None


class OfAgency(Province):
    agency: Annotated[str, Field(max_length=40)] = ""


@router.get("/provinces", response=shapes.Provinces, summary=_("The provinces in which the token's holder has a role"))
def read_provinces(request: HttpRequest, page: Query[Piece]) -> HttpResponse:
    user = person_of(request)
    rows = [
        {"code": row.code, "name": row.name, "reads_whole": can(user, Permission.READ, row)} for row in provinces(user)
    ]
    return told(request, json_response(piece_of(rows, page, "code")))


@router.get("/country", response=shapes.Country, summary=_("All provinces together, and each of them"))
def read_country(request: HttpRequest, asked: Query[Month], page: Query[Piece]) -> HttpResponse:
    def make(told_board: dict[str, Any]) -> dict[str, Any]:
        whole = {name: value for name, value in told_board.items() if name not in ("provinces", "indicators")}
        return whole | piece_of(told_board["provinces"], page, "code")

    return _of_country(request, make)


@router.get("/country/indicators", response=shapes.Shared, summary=_("The same indicators across provinces"))
def read_country_indicators(request: HttpRequest, asked: Query[Month], page: Query[Piece]) -> HttpResponse:
    def make(told_board: dict[str, Any]) -> dict[str, Any]:
        rows = [
            {"key": _key_of(row["indicator"], row["unit"]), "place": place} | row
            for place, row in enumerate(told_board["indicators"], 1)
        ]
        return {"period": told_board["period"]} | piece_of(rows, page, "key")

    return _of_country(request, make)


def _key_of(indicator: str, unit: str) -> str:
    """What a shared indicator is known by from piece to piece: its place changes with what other provinces have."""
    return sha256("\n".join(is_same(indicator, unit)).encode()).hexdigest()[:16]


@seen_again
def _of_country(request: HttpRequest, make: Callable[[dict[str, Any]], dict[str, Any]]) -> HttpResponse:
    """What `make` takes from the board of the country; nothing is read for who has it already."""
    scope = country_scope(request)
    return json_response(make(country_table.payload(scope, country_page.build(scope, {}))))


@router.get("/plans", response=shapes.Plans, summary=_("The years of a province"))
def read_plans(request: HttpRequest, asked: Query[Province], page: Query[Piece]) -> HttpResponse:
    held = [row for row in provinces(person_of(request)) if asked.province in ("", row.code)]
    rows = [
        {"id": row.pk, "province": row.province.code, "year": row.year, "name": row.name}
        for row in Plan.objects.filter(province__in=held).select_related("province")
    ]
    return told(request, json_response(piece_of(rows, page, "id")))


@router.get("/periods", response=shapes.Periods, summary=_("The reporting months of a province, with their state"))
def read_periods(request: HttpRequest, asked: Query[Province], page: Query[Piece]) -> HttpResponse:
    held = [row for row in provinces(person_of(request)) if asked.province in ("", row.code)]
    rows = [
        {
            "id": row.pk, "plan": row.plan_id, "period": period_code(row), "data_from": iso(row.data_from),
            "data_to": iso(row.data_to), "due_on": iso(row.due_on), "state": row.state,
            "closed_at": row.closed_at.isoformat() if row.closed_at else None, "checksum": row.checksum or None,
        }
        for province in held
        for row in periods_of(province)
    ]  # fmt: skip
    return told(request, json_response(piece_of(rows, page, "id")))


@router.get("/agencies", response=shapes.Agencies, summary=_("Agencies with x of y, both rates, rank and freshness"))
def read_agencies(request: HttpRequest, asked: Query[OfMonth], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)

    def make() -> dict[str, Any]:
        board = agencies_board.build(scope, {})
        rows = agencies_board.agencies_table(board.groups, board.previous_label).records()
        return _of(scope) | piece_of(rows, page, "code")

    return of_month(request, scope, make)


@router.get(
    "/indicators", response=shapes.Indicators, summary=_("Indicators with the counts of their items over the agencies")
)
def read_indicators(request: HttpRequest, asked: Query[OfMonth], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)

    def make() -> dict[str, Any]:
        board = indicators_board.build(scope, {})
        return _of(scope) | piece_of(indicators_board.payload(scope, board)["indicators"], page, "code")

    return of_month(request, scope, make)


@router.get("/items", response=shapes.Items, summary=_("Items with the target in force in the month"))
def read_items(request: HttpRequest, asked: Query[Narrowed], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)
    return of_month(request, scope, lambda: _of(scope) | _judged(scope, asked, page, _item))


@router.get("/standings", response=shapes.Standings, summary=_("The judged row of each item in the month"))
def read_standings(request: HttpRequest, asked: Query[NarrowedByState], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)
    return of_month(request, scope, lambda: _of(scope) | _judged(scope, asked, page, _standing))


@router.get("/entries", response=shapes.Entries, summary=_("Figures of the month; drafts for who enters there alone"))
def read_entries(request: HttpRequest, asked: Query[Narrowed], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)

    def make() -> dict[str, Any]:
        seen, own = visible_agencies(scope.reader), visible_agencies(scope.reader, Permission.ENTER)
        rows = Entry.objects.filter(period=scope.period).annotate(
            led_by=led_by(scope.period), agency_code=led_by(scope.period, of="agency__code")
        )
        rows = rows.filter(Q(led_by__in=seen) | Q(assignment__agency__in=seen))
        rows = rows.filter(~Q(status__in=WITH_AGENCY) | Q(assignment__agency__in=own))
        if asked.agency:
            rows = rows.filter(agency_code=asked.agency)
        if asked.indicator:
            rows = rows.filter(assignment__indicator__code=asked.indicator)
        rows = rows.select_related("assignment__indicator", "typed_by")
        return _of(scope) | cut_of(rows, page, "pk", entry_json)

    return of_month(request, scope, make)


@router.get("/commitments", response=shapes.Commitments, summary=_("Commitments with what is fulfilled and drifting"))
def read_commitments(request: HttpRequest, asked: Query[OfMonth], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request)

    def make() -> dict[str, Any]:
        is_whole = can(scope.reader, Permission.READ, scope.province)
        board = commitments_page.build(scope, {}, is_whole=is_whole)
        return _of(scope) | piece_of(commitments_json(board.shown), page, "id")

    return of_month(request, scope, make)


@router.get("/bottlenecks", response=shapes.Bottlenecks, summary=_("Bottlenecks of the province with their causes"))
def read_bottlenecks(request: HttpRequest, asked: Query[OfMonth], page: Query[Piece]) -> HttpResponse:
    scope = scope_of(request, whole_province=True)

    def make() -> dict[str, Any]:
        board = bottlenecks_page.build(scope)
        told_rows = bottlenecks_table.payload(scope, board)["bottlenecks"]
        rows = [{"indicator_code": line.code} | row for line, row in zip(board.rows, told_rows, strict=True)]
        return _of(scope) | piece_of(rows, page, "indicator_code")

    return of_month(request, scope, make)


@router.get("/conclusions", response=shapes.Conclusions, summary=_("Conclusions of meetings and how far they are"))
def read_conclusions(request: HttpRequest, asked: Query[OfAgency], page: Query[Piece]) -> HttpResponse:
    board = list_of(person_of(request), asked.agency)
    rows = [
        _conclusion(row)
        for row in (*board.open, *board.reported, *board.done)
        if asked.province in ("", row.conclusion.meeting.province.code)
    ]
    return told(request, json_response(piece_of(rows, page, "id")))


def entry_json(row: Entry) -> dict[str, Any]:
    """Figures of a month as they stand; wants their indicator, who typed them, and `agency_code`, who led the item."""
    by = row.typed_by
    return {
        "id": row.pk,
        "item": row.assignment_id,
        "agency": row.agency_code,  # type: ignore[attr-defined]
        "indicator_code": row.assignment.indicator.code,
        "status": row.status,
        "version": row.version,
        **{name: plain(getattr(row, name)) for name in ("value", "numerator", "denominator")},
        "document_number": row.document_number or None,
        "document_on": iso(row.document_on),
        "is_no_activity": row.is_no_activity,
        "note": row.note,
        "source": by.full_name if by and by.is_system else None,
    }


def _of(scope: Scope) -> dict[str, Any]:
    return {"period": period_code(scope.period)}


def _judged(scope: Scope, asked: Narrowed, page: Piece, made: Any) -> dict[str, Any]:
    """Rows of the board of items, in the order of their numbers."""
    rows = filtered(scope, visible_agencies(scope.reader), asked.model_dump(exclude_none=True))
    if page.cursor:
        rows = rows.filter(assignment__gt=number_of(page.cursor))
    return cut_of(rows, page.model_copy(update={"cursor": ""}), "assignment_id", lambda row: made(judged_row(row)))


def _item(row: Judged) -> dict[str, Any]:
    told_row = item_json(row)
    kept = ("id", "indicator_code", "indicator", "unit", "target", "deadline")
    return {name: told_row[name] for name in kept} | {
        "agency": row.agency_code, "kind": row.kind, "is_recurring": row.is_recurring, "weight": plain(row.weight),
    }  # fmt: skip


def _standing(row: Judged) -> dict[str, Any]:
    return {"agency": row.agency_code} | item_json(row)


def _conclusion(line: ConclusionLine) -> dict[str, Any]:
    row = line.conclusion
    return {
        "id": row.pk,
        "province": row.meeting.province.code,
        "meeting_on": iso(row.meeting.held_on),
        "agency": row.agency.code,
        "text": row.text,
        "due_on": iso(row.due_on),
        "done_on": iso(row.done_on),
        "course": row.course,
        "is_late": line.is_late,
        "item": row.item_id,
        "indicator_code": row.indicator.code if row.indicator else None,
    }
