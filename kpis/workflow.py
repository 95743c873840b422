"""The one table of moves of an entry. Buttons, rights and documentation read it. Pure: no Django, no clock."""

from dataclasses import dataclass

from kpis.errors import WrongMove


@dataclass(frozen=True)
class Move:
    """From one of `sources` to `target`, by somebody with `permission`; `needs_reason` where a note is wanted."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    needs_reason: bool = False
    not_own: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("type", frozenset({"draft", "returned"}), "draft", "enter"),
        Move("submit", frozenset({"draft", "returned"}), "submitted", "sign"),
        Move("approve", frozenset({"submitted"}), "approved", "review", not_own=True),
        Move("return", frozenset({"submitted"}), "returned", "review", needs_reason=True),
        Move("reopen", frozenset({"approved"}), "returned", "review", needs_reason=True),
    )
}


def target_of(name: str, status: str, reason: str = "") -> str:
    """The status that move `name` leads to from `status`. Raises WrongMove where it may not be made."""
    move = MOVES.get(name)
    if move is None:
        raise WrongMove(f"no move is called {name}")
    if status not in move.sources:
        raise WrongMove(f"{name} does not start from {status}")
    if move.needs_reason and not reason.strip():
        raise WrongMove(f"{name} needs a reason")
    return "returned" if name == "type" and status == "returned" else move.target


def moves_from(status: str) -> list[Move]:
    """The moves that may be made from `status`, in the table's order."""
    return [move for move in MOVES.values() if status in move.sources]
