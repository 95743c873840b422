"""The sentences of what changed, made of figures and names alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from agencies.pages.counted import Counted, written
from dashboards.boards.changes import rules
from dashboards.boards.changes.rules import Change, Move
from dashboards.parts.decisions import MOST_NAMES, listed

KIND_WORDS = {
    rules.DONE: gettext_lazy("Became done"),
    rules.FELL: gettext_lazy("Done no more"),
    rules.TURNED_LATE: gettext_lazy("Turned late"),
    rules.PROMISE: gettext_lazy("Promise broken"),
    rules.TARGET: gettext_lazy("Target changed"),
    rules.GIVEN: gettext_lazy("Newly to be done"),
    rules.GONE: gettext_lazy("No longer to be done"),
}

MORE = Counted(
    "%(now)s: %(done)s of %(all)s task done, %(n)s more than in %(before)s",
    "%(now)s: %(done)s of %(all)s tasks done, %(n)s more than in %(before)s",
)
FEWER = Counted(
    "%(now)s: %(done)s of %(all)s task done, %(n)s fewer than in %(before)s",
    "%(now)s: %(done)s of %(all)s tasks done, %(n)s fewer than in %(before)s",
)
AS_MANY = Counted(
    "%(now)s: %(done)s of %(all)s task done, as many as in %(before)s",
    "%(now)s: %(done)s of %(all)s tasks done, as many as in %(before)s",
)
ITEMS = {
    rules.DONE: Counted("%(n)s task became done: %(where)s.", "%(n)s tasks became done: %(where)s."),
    rules.FELL: Counted("%(n)s task is done no more: %(where)s.", "%(n)s tasks are done no more: %(where)s."),
    rules.TURNED_LATE: Counted("%(n)s task turned late: %(where)s.", "%(n)s tasks turned late: %(where)s."),
    rules.PROMISE: Counted("%(n)s promise was broken: %(where)s.", "%(n)s promises were broken: %(where)s."),
    rules.TARGET: Counted("%(n)s target was changed: %(where)s.", "%(n)s targets were changed: %(where)s."),
    rules.GIVEN: Counted("%(n)s task is newly to be done: %(where)s.", "%(n)s tasks are newly to be done: %(where)s."),
    rules.GONE: Counted(
        "%(n)s task is no longer to be done: %(where)s.", "%(n)s tasks are no longer to be done: %(where)s."
    ),
}
FIRST = Counted(
    "%(n)s agency reported for the first time: %(names)s.", "%(n)s agencies reported for the first time: %(names)s."
)
ROSE = Counted(
    "%(n)s agency rose in its group: %(names)s.", "%(n)s agencies rose in their group, most of all %(names)s."
)
FELL = Counted(
    "%(n)s agency fell in its group: %(names)s.", "%(n)s agencies fell in their group, most of all %(names)s."
)


class Sentence(NamedTuple):
    """What is said, and under which kind its rows stand: "" for those of agencies, None for none."""

    kind: str | None
    text: str


def headline(done: int, done_before: int, applicable: int, before: str, now: str) -> str:
    """ "Tháng 10/2022: 463/543 nhiệm vụ hoàn thành, tăng 29 so với tháng 9/2022"."""
    more = done - done_before
    text = MORE if more > 0 else FEWER if more < 0 else AS_MANY
    said = {"now": now, "done": written(done), "all": written(applicable), "n": written(abs(more)), "before": before}
    return text.of(applicable, **said)


def sentences(
    found: Sequence[Change], moved: Sequence[Move], first: Iterable[str], names: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """One sentence for each kind of change that there is; what did not happen is not said."""
    by_kind = {kind: [row for row in found if row.kind == kind] for kind in rules.KINDS}
    said = [Sentence(kind, _items(kind, rows, names)) for kind, rows in by_kind.items() if rows]
    said += [Sentence("", text) for text in _ranks(moved, names)]
    if reporters := [names[code] for code in first]:
        said.append(Sentence("", FIRST.of(len(reporters), names=listed(reporters))))
    return tuple(said)


def _items(kind: str, rows: Sequence[Change], names: Mapping[str, str]) -> str:
    return ITEMS[kind].of(len(rows), where=_where(rows, names))


def _where(rows: Sequence[Change], names: Mapping[str, str]) -> str:
    """ "Sở A 4, Sở B 3 và 12 nơi khác": those with most first."""
    counted = Counter(row.agency for row in rows)
    return listed([f"{names.get(code, code)} {n}" for code, n in counted.most_common()], MOST_NAMES)


def _ranks(moved: Sequence[Move], names: Mapping[str, str]) -> list[str]:
    up = [row for row in moved if (row.up or 0) > 0]
    down = [row for row in reversed(moved) if (row.up or 0) < 0]
    said = []
    if up:
        said.append(ROSE.of(len(up), names=_most(up, names)))
    if down:
        said.append(FELL.of(len(down), names=_most(down, names)))
    return said


def _most(rows: Sequence[Move], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[row.agency]} ({row.before.rank} → {row.now.rank})" for row in rows[:MOST_NAMES])
