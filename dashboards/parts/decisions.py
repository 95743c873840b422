"""Lines that want a decision."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """One line that wants a decision: a bottleneck, late promises, or silent agencies."""

    kind: str
    figure: str
    unit_words: str
    title: str
    url: str
    note: str = ""
    lift: str = ""
    lift_note: str = ""
