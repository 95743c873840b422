"""The cells of the matrix. Written here for what it saves: 12 000 of them take 25 ms, and seconds as a template."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from agencies.pages.counted import tongue
from dashboards.boards.matrix.cells import ITEM, STATE, VALUE, figure
from dxtracker.lib import numbers
from dxtracker.lib.large import apart
from kpis.enums import State
from kpis.standings.words import state_words

register = template.Library()
MOST_SAID = 10_000  # texts of some sixty letters
JUDGED = slice(STATE, VALUE + 1)


class Ends(dict):
    """What follows the number of an item in its cell, by its state, why it is so, and its value."""

    def __init__(self, tail: str, language: str) -> None:
        self.tail, self.language = tail, language

    def __missing__(self, judged: tuple[str, str, Any]) -> str:
        self[judged] = self._end(judged[0], _said(*judged, self.language))
        return self[judged]

    def of_several(self, cells: Iterable[Any]) -> str:
        """The agency has further items of the same indicator: the words name them too."""
        said = [(one.state, _said(one.state, one.reason, one.value, self.language)) for one in cells]
        return self._end(said[0][0], "; ".join(words for _state, words in said), "+")

    def _end(self, state: str, said: str, more: str = "") -> str:
        return f'{self.tail}" class="{state}" aria-label="{said}">{State(state).sign}{more}</a></td>'


@lru_cache(MOST_SAID)
def _said(state: str, reason: str, value: Any, language: str) -> str:
    """A cell in words: few differ, and they are the same on the next page. `language` is the page's."""
    figures = "" if value is None else f": {figure(value, language)}"
    return escape(state_words(state, reason)) + figures


class Pen:
    """What the rows of a page share."""

    def __init__(self, opens: frozenset[int], width: int, query: str) -> None:
        self.language = tongue()
        base, tail = reverse("dashboards:item", args=[0]).removesuffix("0/"), f"/{escape(query)}"
        edges = [" class=o" if place in opens else "" for place in range(width)]
        self.starts = [f'<td{edge}><a href="{base}' for edge in edges]
        self.blanks = [f"<td{edge}></td>" for edge in edges]
        self.ends = Ends(tail, self.language)


@register.simple_tag
def matrix_pen(opens: frozenset[int], width: int, query: str) -> Pen:
    """For all groups of a page: where a pillar begins, how many columns there are, what addresses carry."""
    return Pen(opens, width, query)


@register.simple_tag
def matrix_rows(rows: Any, pen: Pen) -> SafeString:
    """The rows of one group: the agency with its x/y, then a cell for each indicator, blank where none is assigned."""
    ends = pen.ends
    drawn: list[str] = []
    for row in rows:
        cells = [
            f"{start}{cell[ITEM]}{ends[cell[JUDGED]]}" if cell else blank
            for start, blank, cell in zip(pen.starts, pen.blanks, row.cells, strict=True)
        ]
        for place in row.more:
            items = row.items(place)
            cells[place] = f"{pen.starts[place]}{items[0].item}{ends.of_several(items)}"
        drawn += (_head(row.head, pen.language), *cells, "</tr>\n")
    return mark_safe(apart("".join(drawn)))  # noqa: S308  -- every text in it is escaped or a number


def _head(head: Any, language: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{escape(head.url)}" title="{escape(head.name)}">{escape(head.short)}</a></th>'
        f'<td class="xy num"><a href="{escape(head.done_url)}">{numbers.number(head.counts.done, language)}</a>/'
        f'<a href="{escape(head.applicable_url)}">{numbers.number(head.counts.applicable, language)}</a></td>'
    )
