"""Questions that PostgreSQL reads once for a connection (docs/adr/0026); it plans them anew where that pays.

To read and plan a question of five tables takes PostgreSQL longer than to answer it. Its text is prepared under a name
where it is first asked on a connection; from then on it is named, and the values alone are sent.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg2.extensions import AsIs, connection, cursor

# Said, so that nothing is guessed of a value.
KINDS = {int: "bigint", str: "text", datetime: "timestamptz", date: "date"}
MOST = 64  # of a connection: each takes some 200 KB of the server's memory
_numbers = count(1)
_prepared: WeakKeyDictionary[connection, set[str]] = WeakKeyDictionary()


class Planned(str):
    """The text of a question with one %s for each value: `given` are the places, in order, at which a value differs."""

    name: str
    kinds: str
    asking: str
    fixed: list[Any]
    given: tuple[int, ...]

    def __new__(cls, text: str, params: Sequence[Any], given: dict[int, type]) -> "Planned":
        """`params` as they were when it was composed; `given`: the place of what differs → what kind it is of."""
        made = super().__new__(cls, text)
        made.name = f"dx_{next(_numbers)}"
        made.given = tuple(given)
        made.kinds = ", ".join(KINDS[kind] for kind in given.values())
        made.asking = f"EXECUTE {made.name}" + (f" ({', '.join(['%s'] * len(given))})" if given else "")
        names = {place: AsIs(f"${number}") for number, place in enumerate(given, 1)}
        made.fixed = [names.get(place, param) for place, param in enumerate(params)]
        return made


class Cursor(cursor):
    """One that has what is `Planned` prepared once; for connections that keep their session (no pooler in between)."""

    asked: tuple[str, Any] | None = None

    def execute(self, query: Any, vars: Any = None) -> None:
        self.asked = None
        if not isinstance(query, Planned) or self.name:
            return super().execute(query, vars)
        known = _prepared.setdefault(self.connection, set())
        if query.name not in known:
            if len(known) >= MOST:
                return super().execute(query, vars)
            kinds = f" ({query.kinds})" if query.kinds else ""
            super().execute(f"PREPARE {query.name}{kinds} AS {query}", query.fixed)
            known.add(query.name)
        super().execute(query.asking, [vars[place] for place in query.given])
        self.asked = query, vars
        return None

    @property
    def query(self) -> bytes:
        """What was asked, with its values, for whoever lists questions."""
        return self.mogrify(*self.asked) if self.asked else super().query
