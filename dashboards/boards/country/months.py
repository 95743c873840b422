"""The scope of the country: a month of the calendar, whichever provinces have it, and the months to choose from.

Boards stand in a province and one of its periods; here a country and its month stand in their place. They are rows of
no table: they have names, days and a state, and what is shown of them follows as for every board.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from agencies.rights.access import NothingYet, can_compare, person_of
from agencies.versions.queries import version_of_all
from dashboards.scope import Scope, ScopeForm
from dashboards.unchanged import compare_by
from kpis.models import Period, Plan
from kpis.periods.around import understood
from kpis.provinces.queries import CountryMonth, months_of_country
from kpis.provinces.rules import ProvinceMonth


@dataclass(frozen=True)
class CountryScope(Scope):
    """A board's scope that lies in no province: links keep the month alone."""

    @property
    def tail(self) -> str:  # type: ignore[override]
        return ""


def scope_of(request: HttpRequest) -> CountryScope:
    """The month that is asked for, else the latest closed one; two queries beyond the person's roles.

    Who has the answer is known by the first of them: it rests on the version of all provinces, files of closed months
    too, since a province may join or reopen such a month. Raises Http404 for who does not compare provinces and for a
    month that no province has, NothingYet where none has any, Unchanged for who has the answer.
    """
    reader = person_of(request)
    if not can_compare(reader):
        raise Http404
    asked = understood(ScopeForm(request.GET))
    compare_by(request, version_of_all())
    known = sorted(months_of_country(), key=lambda row: (-row.year, row.month))
    if not known:
        raise NothingYet
    chosen = _chosen(known, asked["year"], asked["month"])
    years = {row.year: Plan(pk=row.year, year=row.year) for row in known}
    months = {(row.year, row.month): _period(row, years[row.year]) for row in known}
    period = months[chosen.year, chosen.month]
    others = (("sort", request.GET["sort"]),) if request.GET.get("sort") else ()
    country = Agency(name=_("The whole country"), level=Level.PROVINCE)
    where = (country, period, tuple(months.values()), asked["format"] or "html", request.path)
    scope = CountryScope(*where, reader, others)
    request.scope = scope  # type: ignore[attr-defined]
    return scope


def say_days(scope: CountryScope, provinces: Sequence[ProvinceMonth]) -> None:
    """The days that the provinces' months run, from the first to the last; closed with the last that closes."""
    period = scope.period
    period.data_from = min(row.data_from for row in provinces)
    period.data_to = max(row.data_to for row in provinces)
    if period.is_closed:
        period.closed_at = max((row.closed_at for row in provinces if row.closed_at), default=None)


def _chosen(known: Sequence[CountryMonth], year: int | None, month: int | None) -> CountryMonth:
    """What is asked for; without a month the latest that is closed anywhere with items, else open, closed, planned."""
    inside = [row for row in known if year in (None, row.year) and month in (None, row.month)]
    for name in ("filled", "open", "closed"):
        if rows := [row for row in inside if getattr(row, name)]:
            return max(rows)
    if not inside:
        raise Http404(_("There is no such month or year."))
    return min(inside)


def _period(row: CountryMonth, plan: Plan) -> Period:
    """The month as a period of its year; its days are said once it is known which provinces have it."""
    first = date(row.year, row.month, 1)
    key = row.year * 100 + row.month
    return Period(pk=key, plan=plan, month=row.month, state=row.state, data_from=first, data_to=first, due_on=first)
