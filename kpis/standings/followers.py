"""Who judges by standings on a floor above: registered at start, asked inside the transactions that write standings."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Protocol

from kpis.models import Plan

if TYPE_CHECKING:
    from kpis.standings.actions import Difference


class Follower(Protocol):
    """Rows that rest on standings: written with them, left alone in closed periods, held against the facts."""

    def refresh(self, assignments: Collection[int]) -> None:
        """Judge anew what rests on these items (keys), whose agencies are locked; open periods only."""

    def rebuild(self, plan: Plan) -> int:
        """Judge all of the plan anew, open periods only; returns the number of rows written."""

    def check(self, plan: Plan) -> "Iterator[Difference]":
        """Every difference between what is stored and what the facts give."""


followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Register who judges by standings; once, from the `ready` of an app above."""
    followers.append(follower)
