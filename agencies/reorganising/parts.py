"""What is open at an agency when it ends, and who sees to it: each floor registers its own part (items, roles, …).

A part lists what is open with a proposal, carries out what was chosen, and puts right what rests on rows that a
change moved or moved back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from agencies.enums import Fate, Reorganising
from agencies.models import Agency, User
from agencies.reorganising.ledger import Ledger
from dxtracker.lib.text import fold


@dataclass(frozen=True)
class NewAgency:
    """An agency that the decision forms. Without a parent it hangs below the province, without a level it reports."""

    name: str
    code: str
    short_name: str = ""
    level: str = ""
    parent: Agency | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What a decision does from its day on. `predecessors` end, unless `lives_on` (a split that leaves a rest)."""

    kind: Reorganising
    province: Agency
    predecessors: Sequence[Agency]
    successors: Sequence[Agency]
    effective_on: date
    decision: str
    lives_on: bool = False

    @property
    def heir(self) -> Agency | None:
        """The first successor, to whom things are proposed to move."""
        return self.successors[0] if self.successors else None

    def nearest(self, title: str) -> str:
        """The code of the successor whose name says most of the words of `title`, of equal ones the first."""
        wanted = set(fold(title).split())
        shared = {one.code: len(wanted & set(fold(one.name).split())) for one in self.successors}
        return max(shared, key=lambda code: shared[code], default="")

    @property
    def fates(self) -> tuple[Fate, ...]:
        """What may become of anything: it stays only where its agency does."""
        moves = (Fate.MOVES,) if self.kind != Reorganising.END else ()
        return (*moves, Fate.ENDS, *((Fate.STAYS,) if self.lives_on else ()))

    @property
    def usual(self) -> Fate:
        """What is proposed where nothing speaks against it."""
        if self.kind == Reorganising.END:
            return Fate.ENDS
        return Fate.STAYS if self.lives_on else Fate.MOVES


@dataclass(frozen=True)
class Choice:
    """What becomes of one thing, and whose it becomes (the code of a successor) where it moves."""

    fate: Fate
    to: str = ""


@dataclass(frozen=True)
class Open:
    """One thing that is open: its key among all, what it is called, of which agency, what may become of it.

    `to` is the code of the successor to which it is proposed to move; the first one where it is empty.
    """

    key: str
    title: str
    about: str
    agency: Agency
    proposal: Fate
    fates: tuple[Fate, ...]
    to: str = ""


class Part(Protocol):
    """What a floor brings. `name` is the word over its list; `open_of` costs a fixed number of queries."""

    name: Any  # str, or lazily one

    def open_of(self, change: Change) -> list[Open]: ...

    def carry_out(self, change: Change, chosen: Mapping[str, Choice], ledger: Ledger, by: User | None) -> None: ...

    def refuse_undo(self, lines: Collection[dict[str, Any]]) -> None:
        """Raise ValidationError where the lines of a ledger may not be taken back."""

    def settle(self, ledger: Ledger) -> None:
        """Put right what rests on the rows of a ledger, after it was taken back."""


parts: list[Part] = []


def bring(part: Part) -> None:
    """Register a part; once, from the `ready` of an app. Apps start from the roof down, parts go from the ground up."""
    parts.insert(0, part)


def chosen_for(
    change: Change, things: Iterable[Open], chosen: Mapping[str, Choice]
) -> list[tuple[Open, Choice, Agency | None]]:
    """Each thing with its choice, the proposal where nobody chose, and the successor it moves to."""
    by_code = {agency.code: agency for agency in change.successors}
    found = []
    for thing in things:
        choice = chosen.get(thing.key) or Choice(thing.proposal)
        heir = by_code.get(choice.to) or by_code.get(thing.to) or change.heir
        to = heir if choice.fate == Fate.MOVES else None
        found.append((thing, choice, to))
    return found
