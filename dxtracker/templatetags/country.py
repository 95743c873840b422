"""The cells of indicators by provinces. Written here for what it saves: 34 take 0.3 ms, and 2 ms as a template."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from agencies.pages.counted import Counted, tongue
from dashboards.boards.country.page import IndicatorRow, ProvinceRow
from dashboards.parts.heat import level_of
from dxtracker.lib import numbers
from dxtracker.lib.large import apart

register = template.Library()
DONE_AT = Counted(
    "%(province)s: done at %(done)s of %(all)s agency", "%(province)s: done at %(done)s of %(all)s agencies"
)


@register.simple_tag
def country_cells(one: IndicatorRow, rows: Iterable[ProvinceRow]) -> SafeString:
    """The share of the agencies that are done, province by province; a dot where the indicator does not apply."""
    language = tongue()
    words = [escape(ngettext(*DONE_AT, n)) for n in (1, 2)]
    drawn = []
    for counts, row in zip(one.cells, rows, strict=True):
        if counts is None:
            drawn.append('<td><span class="none">·</span></td>')
            continue
        level = level_of(counts.done, counts.applicable)
        share = "✓" if level == "all" else escape(numbers.percent(counts.official_rate, language))
        said = words[counts.applicable != 1] % {
            "province": escape(row.month.name),
            "done": numbers.number(counts.done, language), "all": numbers.number(counts.applicable, language),
        }  # fmt: skip
        drawn.append(
            f'<td><span class="heat-cell {level}" title="{said}"><span aria-hidden="true">{share}</span>'
            f'<span class="hidden">{said}</span></span></td>'
        )
    return mark_safe(apart("".join(drawn)))  # noqa: S308  -- each part is escaped above
