"""The pictures of a report and a briefing: the states of what has to be done, the rate of each month of the year."""

from dashboards.scope import Scope
from dxtracker.lib.paper import charts
from dxtracker.lib.paper.blocks import Block, Paragraph, Picture
from kpis import queries
from kpis.enums import State
from kpis.measuring.rates import Counts
from reports.sentences.facts import Facts

WIDTH = 150.0
BY_MONTH = "Tỷ lệ hoàn thành theo tháng (%)"


def parts_of(counts: Counts) -> list[charts.Part]:
    """The states that occur among what has to be done, for a bar."""
    left = {State.NOT_APPLICABLE} | (set() if counts.counts_no_activity else {State.NO_ACTIVITY})
    return [charts.Part(name, n, str(State(name).label)) for name, n in counts.states.items() if n and name not in left]


def said_of(parts: list[charts.Part]) -> str:
    """The bar in words, for who does not see it."""
    return ", ".join(f"{part.words}: {part.n}" for part in parts)


def pictures(scope: Scope, facts: Facts) -> list[Block]:
    """What stands under the results: the states; of the whole province the months too, one query."""
    parts = parts_of(facts.counts)
    found: list[Block] = [Picture(charts.bar(parts, 2.6), WIDTH, said_of(parts))] if parts else []
    if facts.is_province:
        months = [row for row in queries.year_of(scope.plan) if row["month"] <= facts.span.month and row["applicable"]]
        rates = [(row["month"], row["done"] / row["applicable"]) for row in months]
        if len(rates) > 1:
            found.append(Paragraph(BY_MONTH, align="centre", italic=True, is_kept=True, size=12))
            found.append(Picture(charts.trend(rates, 2.6), WIDTH, BY_MONTH))
    return found
