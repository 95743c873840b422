"""A board in the format that was asked for: page, JSON, CSV, workbook, paper."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from agencies.databases.replica import on_replica
from agencies.pages.answers import attachment
from agencies.pages.pace import take_turn
from dashboards import papers
from dashboards.prepared.views import offer
from dashboards.scope import Scope
from dashboards.tables import Export, for_machines, neutral, sheet_of
from dashboards.unchanged import seen_again
from dxtracker.lib import large, xlsx
from dxtracker.lib.paper import pdf
from dxtracker.lib.text import printable


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people who are logged in, and for reading alone; who has the answer already is told that it holds."""
    return require_safe(login_required(seen_again(on_replica(view))))


def answer(
    request: HttpRequest, scope: Scope, name: str, board, payload: Callable, export: Callable[..., Export]
) -> HttpResponse:
    """The board in the format that was asked for."""
    if scope.format == "json":
        return json_response(payload(scope, board))
    if scope.is_file:
        take_turn(request, "export")
        made = export(scope, board)
        rows = sum(len(table.rows) for table in made.tables)
        if (offered := offer(request, scope.format, rows)) is not None:
            return offered
        if scope.format == "csv":
            return csv_response(made)
        if scope.format == "pdf":
            return attachment(pdf.drawn(papers.paper_of(scope, made)), f"{made.file_name}.pdf", pdf.CONTENT_TYPE)
        return xlsx_response(made, scope.as_of)
    with large.put_in_last() as whole:
        page = render_to_string(f"dashboards/{name}.html", {"board": board, "scope": scope}, request)
    return HttpResponse(whole(page))


def answer_once_begun(
    request: HttpRequest, scope: Scope, name: str, board, payload: Callable, export: Callable[..., Export]
) -> HttpResponse:
    """A board that only counts the month's figures: of a month not yet open its page says that, and nothing else."""
    return answer(request, scope, name if scope.period.is_begun else "not_open", board, payload, export)


def json_response(payload: dict) -> HttpResponse:
    """The payload as people can read it too: Vietnamese letters as themselves, nothing unprintable."""
    said = json.dumps(payload, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(printable(said), content_type="application/json")


def csv_response(made: Export) -> HttpResponse:
    """The first table as CSV."""
    table = made.tables[0]
    rows = ([for_machines(c.cell(row), c) for c in table.columns] for row in table.rows)
    return csv_file(made.file_name, [column.key for column in table.columns], rows)


def csv_file(name: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """A CSV file with a byte order mark (Excel reads Vietnamese only with it); formulas are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return attachment("\ufeff" + out.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


def xlsx_response(made: Export, at: datetime) -> HttpResponse:
    """A workbook with a sheet for each table, the first in front."""
    title = " ".join((made.tables[0].title, *made.subtitle[:1]))
    content = xlsx.write([sheet_of(table, made.subtitle) for table in made.tables], title=title, made_at=at)
    return attachment(content, f"{made.file_name}.xlsx", xlsx.CONTENT_TYPE)
