"""The sentences of what changed, made of figures and names alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


class Sentence(NamedTuple):
    """What is said, and under which kind its rows stand: "" for those of agencies, None for none."""

    kind: str | None
    text: str


def headline(done: int, done_before: int, applicable: int, before: str, now: str) -> str:
    """ "Tháng 10/2022: 463/543 nhiệm vụ hoàn thành, tăng 29 so với tháng 9/2022"."""
    said = {"now": now, "done": done, "all": applicable, "n": abs(done - done_before), "before": before}
    if done > done_before:
        return _("%(now)s: %(done)s of %(all)s tasks done, %(n)s more than in %(before)s") % said
    if done < done_before:
        return _("%(now)s: %(done)s of %(all)s tasks done, %(n)s fewer than in %(before)s") % said
    return _("%(now)s: %(done)s of %(all)s tasks done, as many as in %(before)s") % said


def sentences(
    found: Sequence[Change], moved: Sequence[Move], first: Iterable[str], names: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """One sentence for each kind of change that there is; what did not happen is not said."""
    by_kind = {kind: [row for row in found if row.kind == kind] for kind in rules.KINDS}
    said = [Sentence(kind, _items(kind, rows, names)) for kind, rows in by_kind.items() if rows]
    said += [Sentence("", text) for text in _ranks(moved, names)]
    if reporters := [names[code] for code in first]:
        text = _("%(n)s agencies reported for the first time: %(names)s.")
        said.append(Sentence("", text % {"n": len(reporters), "names": listed(reporters)}))
    return tuple(said)


def _items(kind: str, rows: Sequence[Change], names: Mapping[str, str]) -> str:
    said = {"n": len(rows), "where": _where(rows, names)}
    return {
        rules.DONE: _("%(n)s tasks became done: %(where)s."),
        rules.FELL: _("%(n)s tasks are done no more: %(where)s."),
        rules.TURNED_LATE: _("%(n)s tasks turned late: %(where)s."),
        rules.PROMISE: _("%(n)s promises were broken: %(where)s."),
        rules.TARGET: _("%(n)s targets were changed: %(where)s."),
        rules.GIVEN: _("%(n)s tasks are newly to be done: %(where)s."),
        rules.GONE: _("%(n)s tasks are no longer to be done: %(where)s."),
    }[kind] % said


def _where(rows: Sequence[Change], names: Mapping[str, str]) -> str:
    """ "Sở A 4, Sở B 3 và 12 nơi khác": those with most first."""
    counted = Counter(row.agency for row in rows)
    return listed([f"{names.get(code, code)} {n}" for code, n in counted.most_common()], MOST_NAMES)


def _ranks(moved: Sequence[Move], names: Mapping[str, str]) -> list[str]:
    up = [row for row in moved if (row.up or 0) > 0]
    down = [row for row in reversed(moved) if (row.up or 0) < 0]
    said = []
    if up:
        text = _("%(n)s agencies rose in their group, most of all %(names)s.")
        said.append(text % {"n": len(up), "names": _most(up, names)})
    if down:
        text = _("%(n)s agencies fell in their group, most of all %(names)s.")
        said.append(text % {"n": len(down), "names": _most(down, names)})
    return said


def _most(rows: Sequence[Move], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[row.agency]} ({row.before.rank} → {row.now.rank})" for row in rows[:MOST_NAMES])
