"""Who is meant by a row of a sheet of people: somebody who is known, somebody of a row above, or a new person.

Two people of one name are not rare, and one person under two names is worse: what is unclear is asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agencies.models import User
from agencies.people.rules import proposed_username
from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Problem
from workbooks.kinds.people.cells import PersonRow
from workbooks.kinds.people.known import KnownPeople
from workbooks.reading import plain_table


@dataclass
class Seen:
    """The rows above, by what tells people apart: user name, e-mail address, name and agency, name."""

    usernames: dict[str, PersonRow] = field(default_factory=dict)
    emails: dict[str, PersonRow] = field(default_factory=dict)
    places: dict[tuple[str, int], PersonRow] = field(default_factory=dict)
    names: dict[str, PersonRow] = field(default_factory=dict)

    def add(self, row: PersonRow) -> None:
        self.usernames.setdefault(row.username, row)
        if row.email:
            self.emails.setdefault(row.email.lower(), row)
        if row.full_name:
            self.names.setdefault(row.name_key, row)
        if row.full_name and row.agency:
            self.places.setdefault((row.name_key, row.agency.pk), row)


def identify(rows: Sequence[PersonRow], known: KnownPeople) -> None:
    """Fill `person`, `username` and `first`; refuse, at the cell that says it, who cannot be told apart."""
    seen = Seen()
    taken = known.taken | {row.username for row in rows}
    for row in rows:
        if row.username:
            _by_username(row, known, seen)
        elif not row.full_name:
            if not row.problems:
                row.refuse("full_name", Problem("nobody_named"))
        else:
            _by_the_rest(row, known, seen, taken)
        if row.person is not None:
            row.username = row.person.username.lower()
        if row.username:
            _check_email(row, known, seen)
            seen.add(row)


def _by_username(row: PersonRow, known: KnownPeople, seen: Seen) -> None:
    row.person = known.by_username.get(row.username)
    first = seen.usernames.get(row.username)
    if first is not None:
        row.first = None if row.person else first
        if row.full_name and row.name_key != same_name_key(first.title):
            row.refuse("username", Problem("username_twice", {"row": str(first.row)}))
        row.full_name = row.full_name or ("" if row.person else first.full_name)
    elif row.person is None and row.username in known.taken:
        row.refuse("username", Problem("username_taken", {"name": row.username[: plain_table.QUOTED]}))
    elif row.person is None and not row.full_name:
        row.refuse("full_name", Problem("no_full_name"))


def _by_the_rest(row: PersonRow, known: KnownPeople, seen: Seen, taken: set[str]) -> None:
    """By e-mail address and name, else by name and agency, of rows above and of who is known; else somebody new."""
    email = row.email.lower()
    above, stands = seen.emails.get(email), known.by_email.get(email)
    if email and above is not None:
        if row.name_key == same_name_key(above.title):
            row.person, row.username = above.person, above.username
            row.first = None if above.person else above
        else:
            row.refuse("email", Problem("email_twice", {"row": str(above.row)}))
    elif email and stands is not None:
        if row.name_key == same_name_key(stands.full_name):
            row.person = stands
        else:
            row.refuse("email", Problem("email_of_another", {"username": stands.username}))
    elif row.agency is None:
        row.username = _proposed(row, taken)
    elif (first := seen.places.get((row.name_key, row.agency.pk))) is not None:
        row.refuse("full_name", Problem("double_name", {"row": str(first.row)}))
    else:
        _by_name(row, known.of_this_name(row.name_key, row.agency), known, seen, taken)


def _by_name(row: PersonRow, found: list[User], known: KnownPeople, seen: Seen, taken: set[str]) -> None:
    if len(found) == 1:
        row.person = found[0]
        return
    if found:
        usernames = ", ".join(person.username for person in found)
        row.refuse("full_name", Problem("several_of_this_name", {"usernames": usernames}))
        return
    if first := seen.names.get(row.name_key):
        row.warn("full_name", Problem("name_in_row", {"row": str(first.row)}))
    elif others := known.by_name.get(row.name_key):
        row.warn("full_name", Problem("name_known", {"username": others[0].username}))
    row.username = _proposed(row, taken)


def _proposed(row: PersonRow, taken: set[str]) -> str:
    name = proposed_username(row.full_name, taken)
    taken.add(name)
    return name


def _check_email(row: PersonRow, known: KnownPeople, seen: Seen) -> None:
    """Nobody shares an address: it is where a new password is sent."""
    email = row.email.lower()
    if not email:
        return
    above, stands = seen.emails.get(email), known.by_email.get(email)
    own = seen.usernames.get(row.username)
    if above is not None and above.username != row.username:
        row.refuse("email", Problem("email_twice", {"row": str(above.row)}))
    elif own is not None and own.email and own.email.lower() != email:
        row.refuse("email", Problem("other_email", {"row": str(own.row)}))
    elif stands is not None and stands != row.person:
        row.refuse("email", Problem("email_of_another", {"username": stands.username}))
    elif row.first is not None:
        row.first.email = row.first.email or row.email
