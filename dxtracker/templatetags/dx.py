"""What the pages' templates say about figures, states and charts: thin wrappers over dxtracker.lib."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from html import escape
from operator import itemgetter
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.pages.counted import tongue as language
from agencies.pages.days import ATTRS
from dxtracker.lib import numbers, svg
from dxtracker.lib.large import apart
from kpis.enums import OUTSIDE, State
from kpis.measuring.rates import STATES
from kpis.measuring.scoring import MULTIPLE_FROM
from kpis.standings.words import state_words

register = template.Library()
MADE_UP = "(minh họa)"  # as the demonstration ends what it makes up

SMALL = frozenset({State.DONE_LATE, State.NO_DATA, State.NOT_APPLICABLE, State.NO_ACTIVITY})
MOST_CHIPS = 7

MOST_DRAWINGS = 64  # each of some twenty thousand letters
MOST_KEPT = 4096  # of what is drawn again as it is: agencies' names and addresses, bars of the same counts

Exact = int | Fraction | Decimal

escaped = lru_cache(MOST_KEPT)(escape)
_in_order = itemgetter(*STATES)


@register.filter
def percent(x: Exact | None) -> str:
    return numbers.percent(x, language())


@register.filter
def number(x: Exact | None, digits: int | None = None) -> str:
    return numbers.number(x, language(), digits)


@register.filter
def with_unit(text: str, unit: str = "") -> str:
    return numbers.with_unit(text, unit)


@register.filter
def times(x: Exact | None) -> str:
    return numbers.times(x, language())


@register.filter
def share(x: Exact | None) -> str:
    """Against the target: "89,7%", from twice on "gấp 2 lần"."""
    return numbers.times(x, language()) if x is not None and x >= MULTIPLE_FROM else numbers.percent(x, language())


@register.filter
def signed(n: int | None) -> str:
    return numbers.signed(n, language())


@register.filter
def day(on: date | None) -> str:
    """14/10/2022, in either language; a moment is shown in local time."""
    if isinstance(on, datetime) and timezone.is_aware(on):
        on = timezone.localtime(on)
    return on.strftime("%d/%m/%Y") if on else numbers.NOTHING


@register.filter
def moment(at: datetime | None) -> str:
    """10:42, 14/10/2022."""
    if at is None:
        return numbers.NOTHING
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return local.strftime("%H:%M, %d/%m/%Y")


@register.filter
def state_word(state: str) -> str:
    return _state_words(get_language())[state]


@cache
def _state_words(language: str | None) -> dict[str, str]:
    """The words of all states in `language`, which is the page's."""
    return {state.value: str(state.label) for state in State}


@register.filter
def state_icon(state: str) -> SafeString:
    return _safe(svg.icon(State(state).icon))


@register.simple_tag
def state_mark(state: str, reason: str = "") -> SafeString:
    """A state as icon and word in its own colour; a broken limit, its `reason`, has its own word."""
    known = State(state)
    return _safe(f'<span class="state {known.value}">{svg.icon(known.icon)}{state_words(known, reason)}</span>')


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of the frame: {% icon "search" %}."""
    return _safe(svg.icon(f"icon-{name}"))


@register.simple_tag
def day_attrs() -> SafeString:
    """The attributes of a field for a day that a template writes by hand."""
    return _day_attrs(get_language())


@cache
def _day_attrs(language: str | None) -> SafeString:
    return _safe(" ".join(f'{name}="{escape(str(text))}"' for name, text in ATTRS.items()))


@register.simple_tag
def illustrative(is_so: bool, text: str | None = "") -> SafeString:
    """The mark of what was made up for the demonstration; nothing where `text`, shown beside it, says so itself."""
    if not is_so or MADE_UP in (text or ""):
        return _safe("")
    return _safe(f' <span class="tag">{escape(_("illustrative"))}</span>')


@register.simple_tag
def icon_sprite() -> SafeString:
    return _safe(svg.icon_sprite())


@register.simple_tag
def state_bar(counts: Any) -> SafeString:
    return _safe(_state_bar(counts))


def _state_bar(counts: Any) -> str:
    return _bar(_in_order(counts.states), counts.done, counts.applicable)


@lru_cache(MOST_KEPT)
def _bar(counts: tuple[int, ...], done: int, applicable: int) -> str:
    """Kept: a page of 200 bars is asked for by many people, and one figure of it changes at a time."""
    return svg.state_bar(dict(zip(STATES, counts, strict=True)), f"{done}/{applicable}", OUTSIDE)


@register.simple_tag
def states_of(rows: Iterable[Any]) -> list[str]:
    """The states in which any of the rows has an item, in the order of display."""
    counted = [row.counts.states for row in rows]
    return [state for state in State.values if any(states[state] for states in counted)]


@register.simple_tag
def states_rows(rows: Iterable[Any], states: Sequence[str], scope: Any, by: str) -> SafeString:
    """The rows of the table behind state bars: a name, and of each state how many items, which lead to them.

    Written here as `agency_rows` is, for the same rows.
    """
    tongue, drawn = language(), []
    for row in rows:
        base = escape(rows_href(scope, **{by: row.code}))
        cells = [
            _state_cell(row.counts.states[state], base and f"{base}&amp;state={state}", tongue) for state in states
        ]
        drawn.append(f'<tr><th scope="row">{escape(row.name)}</th>{"".join(cells)}</tr>\n')
    return _safe(apart("".join(drawn)))


def _state_cell(n: int, href: str, tongue: str) -> str:
    figure = numbers.number(n, tongue) if n else numbers.NOTHING
    return f'<td class="r num"><a href="{href}">{figure}</a></td>' if n and href else f'<td class="r num">{figure}</td>'


@register.simple_tag
def rows_href(scope: Any, **filters: Any) -> str:
    """The page of the items that a figure counts; empty where there is no month to lead to."""
    if not scope:
        return ""
    return scope.rows_path + scope.query + "".join(f"&{name}={value}" for name, value in filters.items() if value)


@register.simple_tag
def board_href(scope: Any, name: str) -> str:
    """Another board in the month of this page: half a dozen stand on a page, and `url` looks each up anew."""
    return scope.url(name)


@register.simple_tag
def of_all(counts: Any, scope: Any, **filters: Any) -> SafeString:
    """x/y, each side the link to the items that it counts."""
    return _safe(_x_of_y(counts, escape(rows_href(scope, **filters)), language()))


def _x_of_y(counts: Any, base: str, tongue: str) -> str:
    done, applicable = numbers.number(counts.done, tongue), numbers.number(counts.applicable, tongue)
    if not base:
        return f"{done}/{applicable}"
    return f'<a href="{base}&amp;part=done">{done}</a>/<a href="{base}&amp;part=applicable">{applicable}</a>'


@register.simple_tag
def agency_rows(group: Any, scope: Any = None, dots: Any = False) -> SafeString:
    """The rows of a group in the agencies' table, each of six cells and a bar, or of its dot plot instead.

    x/y and the share lead to the items that they count, in the month of `scope`.

    Written here for what it saves: 200 rows take 0.7 ms, and 25 ms as markup of a template that calls `state_bar` and
    `done_cells`, medians in turns; 0.2 where they are found drawn. The legend and the trend's table saved 0.2 ms: they
    are templates.
    """
    base = escape(f"{scope.rows_path}{scope.query}&agency=") if scope else ""
    return _safe(apart(_agency_rows(group.rows, base, group.median if dots else None, bool(dots), language())))


@lru_cache(MOST_DRAWINGS)
def _agency_rows(rows: Sequence[Any], base: str, middle: Fraction | None, dots: bool, tongue: str) -> str:
    draw = partial(_dots, middle=middle, tongue=tongue, words=_dots_words()) if dots else _state_bar_of
    fresh: dict[tuple[str, Any], str] = {}
    drawn = []
    for row in rows:
        known = row.freshness, row.freshness_words
        if known not in fresh:
            fresh[known] = _fresh_cell(*known)
        drawn.append(
            f'<tr><td class="rank num">{row.rank or numbers.NOTHING}</td>'
            f'<th scope="row"><a href="{escaped(row.url)}">{escaped(row.name)}</a></th>'
            f'<td class="bar-cell">{draw(row)}</td>'
            f"{_done_cells(row.counts, tongue, base and base + escaped(row.code))}"
            f'<td class="r num delta" data-dx-value="{row.change or 0}">{numbers.signed(row.change, tongue)}</td>'
            f"{fresh[known]}</tr>\n"
        )
    return "".join(drawn)


def _fresh_cell(freshness: str, words: Any) -> str:
    freshness = escape(freshness)
    return (
        f'<td class="fresh-cell"><span class="fresh"><svg class="icon {freshness}" aria-hidden="true">'
        f'<use href="#fresh-{freshness}"/></svg>{escape(str(words))}</span></td>'
    )


def _state_bar_of(row: Any) -> str:
    return _state_bar(row.counts)


def _dots_words() -> str:
    return _("%(now)s, the month before %(before)s, median of the group %(median)s")


def _dots(row: Any, middle: Fraction | None, tongue: str, words: str) -> str:
    rates = row.counts.official_rate, row.rate_before, middle
    said = [numbers.percent(rate, tongue) for rate in rates]
    label = words % {"now": said[0], "before": said[1], "median": said[2]}
    now, before, median = (None if rate is None else rate.numerator / rate.denominator for rate in rates)
    return svg.dot_row(now, before, median, label)


def _done_cells(counts: Any, tongue: str, base: str = "") -> str:
    done, rate = counts.done, counts.official_rate
    share = numbers.percent(rate, tongue)
    if base:
        share = f'<a href="{base}&amp;part=applicable">{share}</a>'
    order = -1 if rate is None else rate.numerator / rate.denominator
    return (
        f'<td class="r num xy" data-dx-value="{done}">{_x_of_y(counts, base, tongue)}</td>'
        f'<td class="r num" data-dx-value="{order:.6f}">{share}</td>'
    )


@register.simple_tag
def done_cells(counts: Any, scope: Any = None, **filters: Any) -> SafeString:
    """Two cells of a table: done/applicable and the share, which lead to the items that they count."""
    return _safe(_done_cells(counts, language(), escape(rows_href(scope, **filters))))


@register.filter
def legend(parts: Iterable[Any]) -> dict:
    """The states that occur: `first` beside each other, and of many the small ones in `rest`, with their sum."""
    known = [part for part in parts if part.count]
    rest = [part for part in known if part.state in SMALL] if len(known) > MOST_CHIPS else []
    return {
        "first": [part for part in known if part not in rest],
        "rest": rest,
        "n": sum(part.count for part in rest),
    }


@register.simple_tag
def headline_bar(parts: Iterable[Any]) -> SafeString:
    """Parts are {state, count, url}."""
    drawn = [svg.Part(str(p.state), p.count, p.url, str(State(p.state).label)) for p in parts]
    return _safe(svg.headline_bar(drawn, _("Items by state"), OUTSIDE))


@register.simple_tag
def strip(found: Any) -> SafeString:
    """`found` has dots (value, state), target, target_text and words."""
    return _safe(_strip(found.dots, found.target, found.target_text, found.words, language()))


_strip = lru_cache(MOST_DRAWINGS)(svg.strip)


@register.simple_tag
def trend_chart(trend: Sequence[Any]) -> SafeString:
    """Trend points are {month, rate, pace}."""
    known = [point for point in trend if point.rate is not None]
    description = ""
    if known:
        description = _("In month %(month)s: %(rate)s") % {
            "month": known[-1].month,
            "rate": percent(known[-1].rate),
        }
    return _safe(
        svg.trend_chart(
            [svg.TrendPoint(point.month, point.rate, point.pace) for point in trend],
            title=_("Share done by month"),
            description=description,
            pace=_("even pace"),
            language=language(),
        )
    )


@register.simple_tag
def months_chart(chart: Any) -> SafeString:
    """`chart` has points, target, target_label, pace, forecast and unit."""
    points = [svg.MonthPoint(p.month, p.value, str(p.value_text), str(p.state), p.fresh) for p in chart.points]
    return _safe(
        svg.months_chart(
            points,
            target=chart.target,
            target_label=str(chart.target_label),
            pace=chart.pace,
            forecast=chart.forecast,
            title=_("Value by month"),
            description=_("Unit: %(unit)s. %(target)s") % {"unit": chart.unit, "target": chart.target_label},
            language=language(),
        )
    )


def _safe(markup: str) -> SafeString:
    return SafeString(markup)  # lib.svg escapes every text it draws
