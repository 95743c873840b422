"""The month that a page is asked for and is of, and the way to the same page of other months and years."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from agencies.rights.access import NoMonthYet, NothingYet
from kpis.models import Period, Plan


class AskedForm(forms.Form):
    """What the query string of every page of a month says of it."""

    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    month = forms.IntegerField(required=False, min_value=1, max_value=12)


def understood(form: forms.Form) -> dict[str, Any]:
    """What a query string asks for; Http404 for one that cannot be."""
    if not form.is_valid():
        raise Http404(_("There is no such month or year."))
    return form.cleaned_data


def those_of(periods: Iterable[Period], year: int | None, month: int | None) -> list[Period]:
    """The periods of the year and of the month of the year that are asked for; None asks for all."""
    return [p for p in periods if year in (None, p.plan.year) and month in (None, p.month)]


class MonthPage:
    """A page of one of `all_periods`; which page it is, and of which month, says who takes this over."""

    period: Period
    all_periods: tuple[Period, ...]

    @property
    def tail(self) -> str:
        """What an address adds to stay in the province: "&province=…", for a person of several."""
        raise NotImplementedError

    def url_of(self, period: Period) -> str:
        """This page for another period; empty where it has none."""
        raise NotImplementedError

    @cached_property
    def plan(self) -> Plan:
        return self.period.plan

    @cached_property
    def year_periods(self) -> tuple[Period, ...]:
        """All months of the plan, in order."""
        return tuple(p for p in self.all_periods if p.plan_id == self.period.plan_id)

    @property
    def previous(self) -> Period | None:
        return self._beside(-1)

    @property
    def following(self) -> Period | None:
        return self._beside(1)

    def _beside(self, step: int) -> Period | None:
        return next((p for p in self.year_periods if p.month == self.period.month + step), None)

    @cached_property
    def query(self) -> str:
        """The part of a link that keeps the month: "?year=2022&month=10"."""
        return self.month_query(self.period.month)

    def month_query(self, month: int) -> str:
        """As `query`, for another month of the year."""
        return f"?year={self.plan.year}&month={month}{self.tail}"

    @property
    def periods(self) -> list[dict]:
        """The months to choose from, each with its link."""
        return [
            {"label": p.label, "month": p.month, "url": self.url_of(p), "is_current": p.pk == self.period.pk}
            for p in self.year_periods
        ]

    @property
    def years(self) -> list[dict]:
        """Each plan's year with a link to the same month of it, where it has one."""
        return [
            {"year": p.plan.year, "url": url, "is_current": p.plan_id == self.period.plan_id}
            for p in self.all_periods
            if p.month == self.period.month and (url := self.url_of(p))
        ]

    @property
    def previous_url(self) -> str:
        return self.url_of(self.previous) if self.previous else ""

    @property
    def next_url(self) -> str:
        return self.url_of(self.following) if self.following else ""


def not_begun(periods: Sequence[Period]) -> Http404:
    """Of a month that has not begun: where none of the province has, the page says what comes first."""
    if not periods:
        return NothingYet()
    has_begun = any(p.is_begun for p in periods)
    return Http404(_("This month is not open yet.")) if has_begun else NoMonthYet()
