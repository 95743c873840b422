"""Search over what a person may see: agencies, indicators, items, documents, causes, people, commitments.

Whole words come first, marks count where they are typed, and every group says how many it found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Membership
from agencies.pages.pace import paced
from agencies.queries import official_name, search_agencies
from agencies.rights.access import visible_agencies
from commitments.models import Commitment
from dashboards.answers import read_only
from dashboards.boards.commitments.rows import commitment_url
from dashboards.parts.counts import rows_url
from dashboards.scope import Scope, scope_of
from dxtracker.lib.matches import Word, best, words_of
from kpis import queries
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Assignment, Cause, Document, Entry, Indicator
from kpis.standings.leads import lead_in, leading_in
from kpis.standings.words import value_text

FIRST, MOST = 10, 500  # hits of a group on the page of all groups, and on its own


@dataclass(frozen=True)
class Hit:
    """One thing found; an item bears its state and value in the month shown."""

    label: str
    url: str
    note: str = ""
    state: str = ""
    reason: str = ""
    value: str = ""


@dataclass(frozen=True)
class HitGroup:
    """The hits shown of `total`; `all_url` leads to the whole group where there are more."""

    key: str
    title: str
    hits: tuple[Hit, ...]
    total: int
    all_url: str = ""


@dataclass(frozen=True)
class Looking:
    """What is looked for, where, and how many hits of a group are shown; `only` is the group shown alone."""

    scope: Scope
    agencies: QuerySet[Agency]
    text: str
    words: tuple[Word, ...]
    only: str = ""

    @property
    def most(self) -> int:
        return MOST if self.only else FIRST

    @cached_property
    def names(self) -> dict[int, str]:
        """What the agencies that one sees are called in the month shown, by key and in their order."""
        rows = self.agencies.annotate(name_then=official_name(self.scope.period.data_to))
        return dict(rows.order_by("sort_order", "path").values_list("pk", "name_then"))

    @property
    def items(self) -> QuerySet[Assignment]:
        """The items of the plan that agencies which one sees lead (`lead`) in the month shown."""
        rows = Assignment.objects.filter(plan=self.scope.plan).annotate(lead=lead_in(self.scope.period.month))
        return rows.filter(lead__in=self.agencies)

    @cached_property
    def catalogue(self) -> list[Indicator]:
        """The indicators that fit, of those given to agencies that one sees, the best first."""
        rows = Indicator.objects.filter(pk__in=self.items.order_by().values("indicator")).select_related("pillar")
        for word in self.words:
            rows = rows.filter(search_text__contains=word.bare)
        return best(rows, lambda row: f"{row.name} {row.code}", self.words)

    def group(self, key: str, title: str, hits: Sequence[Hit], total: int | None = None) -> HitGroup:
        total = len(hits) if total is None else total
        asked = {"year": self.scope.plan.year, "month": self.scope.period.month, "q": self.text, "all": key}
        more = f"{reverse('dashboards:search')}?{urlencode(asked)}" if total > self.most and not self.only else ""
        return HitGroup(key, title, tuple(hits[: self.most]), total, more)


def find(scope: Scope, agencies: QuerySet[Agency], text: str, only: str = "") -> list[HitGroup]:
    """Groups with hits, ten of each and how many there are, or `only` one of them: nine queries, none without words.

    An unknown group is no filter.
    """
    words = words_of(text)
    if not words:
        return []
    looking = Looking(scope, agencies, text, words, only if only in GROUPS else "")
    wanted = [looking.only] if looking.only else list(GROUPS)
    return [group for group in (GROUPS[key](looking) for key in wanted) if group.total]


def _agencies(looking: Looking) -> HitGroup:
    rows = search_agencies(looking.agencies.filter(province=looking.scope.province), _bare(looking))
    day = looking.scope.period.data_to
    rows = rows.select_related("parent").annotate(name_then=official_name(day), above_then=official_name(day, "parent"))
    found = best(rows, lambda row: f"{row.name_then} {row.name} {row.short_name} {row.code}", looking.words)
    hits = [Hit(row.name_then, looking.scope.url("agency", row.code), _beside(row)) for row in found]
    return looking.group("agencies", _("Agencies"), hits)


def _beside(row: Any) -> str:
    """What stands beside an agency's name: of a division its agency, else the short name where that is another."""
    if row.level == "division" and row.parent:
        return row.above_then
    return "" if row.short_name == row.name_then else row.short_name


def _bare(looking: Looking) -> str:
    return " ".join(word.bare for word in looking.words)


def _indicators(looking: Looking) -> HitGroup:
    hits = [
        Hit(row.name, looking.scope.url("indicator", row.code), str(row.pillar), value=row.code)
        for row in looking.catalogue
    ]
    return looking.group("indicators", _("Indicators"), hits)


def _items(looking: Looking) -> HitGroup:
    """Items by their indicator's name, the best first, with state, value and who leads them in the month shown."""
    scope = looking.scope
    places = {row.pk: place for place, row in enumerate(looking.catalogue)}
    names, order = looking.names, {key: place for place, key in enumerate(looking.names)}
    rows: QuerySet[Any] = looking.items.filter(indicator__in=places).order_by("sort_order", "pk")
    found = list(rows.values_list("pk", "indicator", "indicator__name", "lead"))
    found.sort(key=lambda row: (places[row[1]], order[row[3]]))
    shown = found[: looking.most]
    judged = {row.assignment_id: row for row in queries.judged_rows(scope.period, assignment__in=[r[0] for r in shown])}
    hits = []
    for key, _indicator, name, lead in shown:
        row = judged.get(key)
        stands = (row.state, row.reason, value_text(row)) if row else ()
        hits.append(Hit(row.name if row else name, scope.url("item", key), names[lead], *stands))
    return looking.group("items", _("Assigned items"), hits, len(found))


def _documents(looking: Looking) -> HitGroup:
    """What targets rest on, and what agencies issued: the items behind either."""
    scope = looking.scope
    bases = best(Document.objects.filter(province=scope.province), lambda row: f"{row} {row.title}", looking.words)
    hits = [Hit(str(row), rows_url(scope, document=row.pk), row.title) for row in bases]
    rows = Entry.objects.filter(assignment__in=looking.items, period__month__lte=scope.period.month)
    rows = rows.exclude(document_number="").exclude(status__in=WITH_AGENCY).order_by("assignment", "-period__month")
    rows = rows.annotate(lead=leading_in(scope.period))
    issued = rows.values_list("assignment", "document_number", "assignment__indicator__name", "lead").distinct()
    for item, number, name, lead in best(issued, lambda row: row[1], looking.words):
        hits.append(Hit(number, scope.url("item", item), f"{looking.names.get(lead, '')} · {name}"))
    return looking.group("documents", _("Documents"), list(dict.fromkeys(hits)))


def _causes(looking: Looking) -> HitGroup:
    rows = Cause.objects.filter(province=looking.scope.province).select_related("remover")
    hits = [
        Hit(row.name, rows_url(looking.scope, cause=row.code), row.remover.name if row.remover else "")
        for row in best(rows, lambda row: row.name, looking.words)
    ]
    return looking.group("causes", _("Causes"), hits)


def _people(looking: Looking) -> HitGroup:
    """Who holds a role in the month shown at an agency that one sees; the agency's page is where they are found."""
    rows = Membership.objects.of_people().in_force_on(looking.scope.period.data_to)
    rows = (
        rows.filter(agency__in=looking.agencies)
        .exclude(agency=looking.scope.province)
        .select_related("user", "agency")
        .order_by("agency__path", "pk")
    )
    hits = [
        Hit(
            row.user.full_name,
            looking.scope.url("agency", row.agency.code),
            f"{row.post or row.get_role_display()} · {looking.names.get(row.agency_id or 0, '')}",
        )
        for row in best(rows, lambda row: row.user.full_name, looking.words)
    ]
    return looking.group("people", _("People"), hits)


def _commitments(looking: Looking) -> HitGroup:
    rows = Commitment.objects.filter(event__plan=looking.scope.plan, agency__in=looking.agencies)
    rows = rows.select_related("event", "agency").order_by("agency__sort_order", "pk")
    found = best(rows, lambda row: f"{row.signatory_name} {row.agency.name} {row.number}", looking.words)
    hits = [
        Hit(
            row.agency_name or looking.names[row.agency_id],
            commitment_url(looking.scope, row.pk),
            " · ".join(filter(None, (row.signatory_name, row.number, row.event.name))),
        )
        for row in found
    ]
    return looking.group("commitments", _("Commitments"), hits)


GROUPS = {
    "agencies": _agencies,
    "indicators": _indicators,
    "items": _items,
    "documents": _documents,
    "causes": _causes,
    "people": _people,
    "commitments": _commitments,
}


@read_only
@paced("search")
def search(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    query, only = request.GET.get("q", "")[:200], request.GET.get("all", "")
    groups = find(scope, visible_agencies(scope.reader), query, only)
    context = {"query": query, "groups": groups, "scope": scope, "only": groups[0] if only and groups else None}
    return render(request, "dashboards/search.html", context)


urlpatterns = [path("search/", search, name="search")]
