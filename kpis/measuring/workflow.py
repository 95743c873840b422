"""The one table of what is done to an entry: actions make their moves by it, pages lock and offer by it. Pure."""

from dataclasses import dataclass

from kpis.enums import EntryStatus
from kpis.errors import WrongMove


@dataclass(frozen=True)
class Move:
    """From one of `sources` to `target` (None: it stays); `needs_reason` where a note is wanted."""

    sources: frozenset[EntryStatus]
    target: EntryStatus | None
    needs_reason: bool = False


WITH_AGENCY = frozenset({EntryStatus.DRAFT, EntryStatus.RETURNED})
WITH_REVIEWER = frozenset({EntryStatus.SUBMITTED})
DECIDED = frozenset({EntryStatus.APPROVED})
MOVES = {
    "type": Move(WITH_AGENCY, None),
    "submit": Move(WITH_AGENCY, EntryStatus.SUBMITTED),
    "approve": Move(WITH_REVIEWER, EntryStatus.APPROVED),
    "return": Move(WITH_REVIEWER, EntryStatus.RETURNED, needs_reason=True),
    "reopen": Move(DECIDED, EntryStatus.RETURNED, needs_reason=True),
    "verify": Move(WITH_REVIEWER | DECIDED, None, needs_reason=True),
}


def can_move(name: str, status: str) -> bool:
    """Whether move `name` starts from `status`."""
    return status in MOVES[name].sources


def target_of(name: str, status: str, reason: str = "") -> str:
    """The status that move `name` leads to from `status`. Raises WrongMove where it may not be made."""
    if name not in MOVES:
        raise WrongMove(f"no move is called {name}")
    move = MOVES[name]
    if status not in move.sources:
        raise WrongMove(f"{name} does not start from {status}")
    if move.needs_reason and not reason.strip():
        raise WrongMove(f"{name} needs a reason")
    return move.target or status
