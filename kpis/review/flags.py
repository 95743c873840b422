"""Why a figure should be looked at before it is decided on."""

from dataclasses import dataclass, replace

from kpis.models import Entry, Plan
from kpis.month import plausibility as rules
from kpis.month.lines import Line
from kpis.month.plausibility import Remark
from kpis.month.words import WORDS, remark_words
from kpis.standings.words import unit_of


@dataclass(frozen=True)
class Flag:
    """Why a figure should be looked at: a code and its sentence for the reviewer."""

    code: str
    text: str


def flags_of(line: Line, plan: Plan, has_changes: bool | None = None) -> tuple[Flag, ...]:
    """All that should make the reviewer look; `has_changes` since it was returned (None: not known, or never)."""
    unit = unit_of(line.target, line.assignment.indicator)
    found = [Flag(remark.code, remark_words(_for_reviewer(remark), unit)) for remark in rules.remarks(line, plan)]
    if is_returned_before(line.entry):
        code = "returned_unchanged" if has_changes is False else "returned_changed"
        found.append(Flag(code, str(WORDS[code])))
    return tuple(found)


def is_returned_before(entry: Entry | None) -> bool:
    """Whether a reviewer sent it back once; asks nothing of entries read by kpis.month.lines.lines_of."""
    return bool(entry and getattr(entry, "returned_because", ""))


def _for_reviewer(remark: Remark) -> Remark:
    code = f"seen_{remark.code}"
    return replace(remark, code=code) if code in WORDS else remark
