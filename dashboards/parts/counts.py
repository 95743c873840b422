"""How many items stand in each state: a bar whose parts lead to the rows behind them, figures, columns."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dashboards.tables import Column, exact
from kpis.measuring.rates import Counts, Rates


@dataclass(frozen=True)
class Part:
    """One state of a bar: how many items, and the page that lists them."""

    state: str
    count: int
    url: str


def parts_of(counts: Counts, scope: Scope, **filters) -> tuple[Part, ...]:
    """The states that occur, in the order of display, each with the link to its rows."""
    return tuple(
        Part(state, count, rows_url(scope, state=state, **filters)) for state, count in counts.states.items() if count
    )


def rows_url(scope: Scope, **filters) -> str:
    """The page that lists the items behind a figure."""
    more = "".join(f"&{name}={value}" for name, value in filters.items() if value)
    return scope.rows_path + scope.query + more


def figures(counts: Rates) -> dict:
    """The six figures that every board gives of a set of items."""
    return {
        "done": counts.done,
        "applicable": counts.applicable,
        "not_measurable": counts.not_measurable,
        "official_rate": exact(counts.official_rate),
        "measurable_rate": exact(counts.measurable_rate),
    }


def count_columns() -> tuple[Column, ...]:
    """The same figures of rows that carry their `counts`."""
    return (
        Column("done", _("Done"), "number", of="counts.done"),
        Column("applicable", _("Applicable"), "number", of="counts.applicable"),
        Column("not_measurable", _("Not measurable"), "number", of="counts.not_measurable"),
        Column("official_rate", _("Share"), "percent", of="counts.official_rate"),
        Column("measurable_rate", _("Of the measurable"), "percent", of="counts.measurable_rate"),
    )
