"""The rows of the lists of items, written here for what it saves, of 100 rows, medians in turns.

A list takes 0.5 ms, and 3.1 as markup of a template; an agency's items 1.6 and 7.3, an indicator's 0.7 and 5.7. A row
rests on its words and the language alone, and what was drawn of it is kept by these: nothing of it can be stale.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agencies.pages.counted import tongue as language
from dashboards.parts.items import MOST_ROWS
from dxtracker.lib import numbers, svg
from dxtracker.lib.large import apart
from dxtracker.templatetags.dx import day, state_mark
from kpis.enums import Reporting

register = template.Library()


@register.simple_tag
def listed_items(rows: Iterable[Any], is_grouped: bool) -> SafeString:
    """Items with target, result and state; below a heading of their agency, or each with its agency."""
    grouped, tongue = bool(is_grouped), language()
    return _safe([_listed(row, grouped, tongue) for row in rows])


@register.simple_tag
def own_items(rows: Iterable[Any]) -> SafeString:
    """Items of one agency, each with its deadline and its year."""
    tongue = language()
    return _safe([_own(row, tongue) for row in rows])


@register.simple_tag
def across_items(rows: Iterable[Any], shows_target: bool, known_cause: str = "") -> SafeString:
    """One indicator's items, each by its agency; a cause that the page has said already is not said of each."""
    tongue, drawn = language(), []
    for row in rows:
        is_said = row.cause is not None and row.cause.name == known_cause
        drawn.append(_across(row, shows_target, not is_said, tongue))
    return _safe(drawn)


@lru_cache(MOST_ROWS)
def _listed(row: Any, is_grouped: bool, language: str) -> str:
    said = _words(language)
    agency = "" if is_grouped else f'<a class="notice" href="{escape(row.agency_url)}">{escape(row.agency)}</a>'
    return (
        f'<tr>{said.name(row, agency)}{said.target(row)}<td class="item-result" data-label="{said.result_word}">'
        f'{said.value(row)}</td><td class="item-state">{said.state(row, row.why)}{said.cause(row)}</td></tr>\n'
    )


@lru_cache(MOST_ROWS)
def _own(row: Any, language: str) -> str:
    said = _words(language)
    return (
        f'<tr>{said.name(row)}{said.target(row)}<td class="item-result" data-label="{said.result_word}">'
        f"{said.measured(row)}{said.flag(row)}{said.basis(row, row.carried_from)}</td>"
        f'<td class="item-state">{said.state(row, "" if row.is_met else row.why)}{said.cause(row)}</td>'
        f'<td class="item-due" data-label="{said.deadline_word}">{said.due(row)}</td>'
        f'<td class="item-spark">{svg.spark(row.spark) if row.spark else ""}</td></tr>\n'
    )


@lru_cache(MOST_ROWS)
def _across(row: Any, shows_target: bool, shows_cause: bool, language: str) -> str:
    said = _words(language)
    return (
        f'<tr><th scope="row" class="item-name"><a href="{escape(row.url)}">{escape(row.agency)}</a></th>'
        f'{said.target(row) if shows_target else ""}<td class="item-result" data-label="{said.result_word}">'
        f"{said.measured(row, always=True)}{said.basis(row)}</td>"
        f'<td class="item-state">{said.state(row, "" if row.is_met else row.why)}'
        f"{said.cause(row) if shows_cause else ''}</td></tr>\n"
    )


@cache
def _words(language: str) -> "_Words":
    """Asked for in this language alone: it is the one that is spoken when the words are said."""
    return _Words(language)


class _Words:
    """What all rows of tables share, said once; each method is a part of a row."""

    def __init__(self, language: str) -> None:
        self.tongue = language
        self.result_word, self.target_word = escape(_("Result")), escape(_("Target"))
        self.deadline_word, self.promised, self.recurring = map(
            escape, (_("Deadline"), _("promised"), _("every month"))
        )
        self.carried, self.earlier = escape(_("carried from")), escape(_("carried from an earlier month"))
        self.never = escape(_("no approved figure"))
        self.marks: dict[tuple[str, str], str] = {}

    def name(self, row: Any, more: str = "") -> str:
        link = f'<a href="{escape(row.url)}"><span class="clamp">{escape(row.name)}</span></a>'
        return f'<th scope="row" class="item-name">{link}{more}</th>'

    def target(self, row: Any) -> str:
        return f'<td class="item-target" data-label="{self.target_word}">{escape(row.target_text)}</td>'

    def value(self, row: Any, share: str = "") -> str:
        if row.multiple is not None:
            share = numbers.times(row.multiple, self.tongue)
        more = f' <span class="num small quiet">{escape(share)}</span>' if share else ""
        return f'<b class="value">{escape(row.value_text) or numbers.NOTHING}</b>{more}'

    def measured(self, row: Any, always: bool = False) -> str:
        """The value, its share of the target where the value does not say it, and their bar, `always` or of a share."""
        share = row.attainment
        is_said = share is None or share == 1 or row.unit == numbers.PERCENT
        value = self.value(row, "" if is_said else numbers.percent(share, self.tongue))
        if share is None and not always:
            return f'<span class="item-value">{value}</span>'
        bar = svg.bullet_bar(None if share is None else float(share), row.pace_share, str(row.state))
        return f'<span class="item-value">{value}</span>{bar}'

    def flag(self, row: Any) -> str:
        return f'<span class="flag">{svg.icon("icon-flag")}{escape(row.flag)}</span>' if row.flag else ""

    def basis(self, row: Any, month: str = "") -> str:
        """That the figure is of an earlier month, or that there is none."""
        if row.reporting == Reporting.CARRIED:
            return f'<span class="notice">{f"{self.carried} {escape(month)}" if month else self.earlier}</span>'
        return f'<span class="notice">{self.never}</span>' if row.reporting == Reporting.NONE else ""

    def state(self, row: Any, why: str) -> str:
        kind = (row.state, row.reason)
        if kind not in self.marks:
            self.marks[kind] = state_mark(*kind)
        return self.marks[kind] + (f'<p class="notice">{escape(why)}</p>' if why else "")

    def cause(self, row: Any) -> str:
        return render_to_string("dashboards/_cause.html", {"cause": row.cause}) if row.cause else ""

    def due(self, row: Any) -> str:
        on = self.recurring if row.is_recurring else day(row.deadline)
        drawn = f'<span class="{"small" if row.is_recurring else "num"}">{on}</span>'
        if row.promise_on:
            drawn += f'<span class="notice">{self.promised} <span class="num">{day(row.promise_on)}</span></span>'
        return drawn


def _safe(drawn: list[str]) -> SafeString:
    return mark_safe(apart("".join(drawn)))  # noqa: S308  -- every text in it is escaped or a number
