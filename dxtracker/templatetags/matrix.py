"""The cells of the matrix. Written here for what it saves: 12 000 of them take 25 ms, and seconds as a template."""

from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dashboards.boards.matrix.cells import ITEM, REASON, STATE, VALUE, figure
from dxtracker.lib import numbers
from dxtracker.lib.large import apart
from kpis.enums import State
from kpis.standings.words import state_words

register = template.Library()


class Ends(dict):
    """What follows the number of an item in its cell, of one state for one reason, by its value."""

    def __init__(self, state: str, reason: str, tail: str, words: "Words") -> None:
        self.start = f'{tail}" class="{state}" aria-label="{escape(state_words(state, reason))}'
        self.sign, self.words = State(state).sign, words

    def __missing__(self, value: Any) -> str:
        self[value] = f'{self.start}{self.words[value]}">{self.sign}</a></td>'
        return self[value]

    def of_several(self, first: Any, others: list[Any]) -> str:
        """The agency has further items of the same indicator: the words name them too."""
        more = (f"; {escape(state_words(one.state, one.reason))}{self.words[one.value]}" for one in others)
        return f'{self.start}{self.words[first.value]}{"".join(more)}">{self.sign}+</a></td>'


class Words(dict):
    """How a value reads behind its state; each is written once a page, for few differ."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, value: Any) -> str:
        self[value] = "" if value is None else f": {figure(value, self.language)}"
        return self[value]


class AllEnds(dict):
    """The ends of the cells of a page by state and reason."""

    def __init__(self, tail: str, words: Words) -> None:
        self.tail, self.words = tail, words

    def __missing__(self, judged: tuple[str, str]) -> Ends:
        self[judged] = Ends(*judged, self.tail, self.words)
        return self[judged]


class Pen:
    """What the rows of a page share."""

    def __init__(self, opens: frozenset[int], width: int, query: str) -> None:
        self.language = (get_language() or "vi")[:2]
        base, tail = reverse("dashboards:item", args=[0]).removesuffix("0/"), f"/{escape(query)}"
        edges = [" class=o" if place in opens else "" for place in range(width)]
        self.starts = [f'<td{edge}><a href="{base}' for edge in edges]
        self.blanks = [f"<td{edge}></td>" for edge in edges]
        self.ends = AllEnds(tail, Words(self.language))


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
            f"{start}{cell[ITEM]}{ends[cell[STATE], cell[REASON]][cell[VALUE]]}" if cell else blank
            for start, blank, cell in zip(pen.starts, pen.blanks, row.cells, strict=True)
        ]
        for place in row.more:
            first, *others = row.items(place)
            cells[place] = f"{pen.starts[place]}{first.item}{ends[first.state, first.reason].of_several(first, others)}"
        drawn += (_head(row.head, pen.language), *cells, "</tr>\n")
    return mark_safe(apart("".join(drawn)))  # noqa: S308  -- every text in it is escaped or a number


def _head(head: Any, language: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{escape(head.url)}" title="{escape(head.name)}">{escape(head.short)}</a></th>'
        f'<td class="xy num"><a href="{escape(head.done_url)}">{numbers.number(head.counts.done, language)}</a>/'
        f'<a href="{escape(head.applicable_url)}">{numbers.number(head.counts.applicable, language)}</a></td>'
    )
