"""The picture of pillars and agencies: three rows of two hundred cells, drawn at once."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dxtracker.lib.large import apart
from dxtracker.templatetags.dx import MOST_DRAWINGS, escaped

register = template.Library()


@register.simple_tag
def heat_heads(columns: Sequence[Any]) -> SafeString:
    """The agencies above the cells: 200 of them take 0.1 ms, and 1.7 ms as markup of a template."""
    return SafeString(apart(_heads(columns)))


@lru_cache(MOST_DRAWINGS)
def _heads(columns: Sequence[Any]) -> str:
    plain, opening = '<th scope="col">', '<th scope="col" class="opens">'
    drawn = [
        f'{opening if column.opens_group else plain}<a href="{escaped(column.url)}"'
        f' title="{escaped(column.name)}"><span>{escaped(column.short)}</span></a></th>'
        for column in columns
    ]
    return "".join(drawn)


@register.simple_tag
@lru_cache(MOST_DRAWINGS)
def heat_columns(columns: Sequence[Any]) -> tuple[tuple[str, str, str], ...]:
    """What all cells of a column share, said once for all rows: how it opens, the agency's code and name."""
    return tuple((" class=opens" if c.opens_group else "", escaped(c.code), escaped(c.name)) for c in columns)


@register.simple_tag
def heat_cells(row: Any, columns: Sequence[tuple[str, str, str]]) -> SafeString:
    """The cells of one pillar: what is not done as a number, all done as a tick, late ones marked; links to rows.

    A link is named by its number, and described by its title, which alone says all: the page is a tenth lighter so.
    Cells of the same figures differ by their agency alone: the rest is said once.
    """
    return SafeString(apart(_cells(row, columns, get_language())))


@lru_cache(MOST_DRAWINGS)
def _cells(row: Any, columns: Sequence[tuple[str, str, str]], language: str | None) -> str:
    pillar, url, late = escape(row.pillar), escape(row.url), ", " + escape(_("%(n)s behind or overdue"))
    before, _agency, after = escape(_("%(agency)s, %(pillar)s: %(done)s of %(all)s done")).partition("%(agency)s")
    kinds: dict[tuple[int, int, int], tuple[str, str, str]] = {}
    drawn = []
    for cell, (opens, code, name) in zip(row.cells, columns, strict=True):
        if cell is None:
            drawn.append(f'<td class="none{" opens" if opens else ""}">·</td>')
            continue
        figures = cell.done, cell.applicable, cell.late
        if figures not in kinds:
            said = {"pillar": pillar, "done": cell.done, "all": cell.applicable}
            words = before % said, after % said + (late % {"n": cell.late} if cell.late else "")
            kinds[figures] = _heat_kind(cell, url, *words)
        opening, part, closing = kinds[figures]
        drawn.append(f"<td{opens}>{opening}{code}{part}{name}{closing}")
    return "".join(drawn)


def _heat_kind(cell: Any, url: str, before: str, after: str) -> tuple[str, str, str]:
    """What cells of the same figures share: around the agency's code, and its name with the words about it."""
    return (
        f'<a class="heat-cell {cell.level}{" is-late" if cell.late else ""}" href="{url}&amp;agency=',
        f'&amp;part={cell.part}" title="{before}',
        f'{after}">{cell.applicable - cell.done or "✓"}</a></td>',
    )
