"""Search without marks over what a person may see: agencies, indicators, items."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from agencies.access import visible_agencies
from agencies.models import Agency
from agencies.queries import search_agencies
from dashboards.answers import read_only
from dashboards.scope import Scope, scope_of
from dxtracker.lib.text import fold
from kpis.models import Assignment, Indicator

MOST = 20


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class HitGroup:
    title: str
    hits: tuple[Hit, ...]


def find(scope: Scope, agencies: QuerySet[Agency], text: str) -> list[HitGroup]:
    """Groups with hits, at most twenty each: three queries, none for an empty text."""
    words = fold(text).split()
    if not words:
        return []
    groups = [
        HitGroup(_("Agencies"), _agencies(scope, agencies, text)),
        HitGroup(_("Indicators"), _indicators(scope, agencies, words)),
        HitGroup(_("Assigned items"), _items(scope, agencies, words)),
    ]
    return [group for group in groups if group.hits]


def _agencies(scope: Scope, agencies: QuerySet[Agency], text: str) -> tuple[Hit, ...]:
    rows = search_agencies(agencies.filter(province=scope.province), text).select_related("parent")[:MOST]
    return tuple(
        Hit(
            row.name,
            scope.url("agency", row.code),
            row.parent.name if row.level == "division" and row.parent else row.short_name,
        )
        for row in rows
    )


def _matching(rows: QuerySet, field: str, words: list[str]) -> QuerySet:
    for word in words:
        rows = rows.filter(**{f"{field}__contains": word})
    return rows


def _indicators(scope: Scope, agencies: QuerySet[Agency], words: list[str]) -> tuple[Hit, ...]:
    given = Assignment.objects.filter(plan=scope.plan, agency__in=agencies).values("indicator")
    rows = _matching(Indicator.objects.filter(pk__in=given), "search_text", words).select_related("pillar")[:MOST]
    return tuple(Hit(row.name, scope.url("indicator", row.code), str(row.pillar)) for row in rows)


def _items(scope: Scope, agencies: QuerySet[Agency], words: list[str]) -> tuple[Hit, ...]:
    rows = Assignment.objects.filter(plan=scope.plan, agency__in=agencies).select_related("agency", "indicator")
    rows = _matching(rows, "indicator__search_text", words).order_by("agency__sort_order", "sort_order")[:MOST]
    return tuple(Hit(row.indicator.name, scope.url("item", row.pk), row.agency.name) for row in rows)


@read_only
def search(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    query = request.GET.get("q", "")[:200]
    groups = find(scope, visible_agencies(scope.reader), query)
    return render(request, "dashboards/search.html", {"query": query, "groups": groups, "scope": scope})


urlpatterns = [path("search/", search, name="search")]
