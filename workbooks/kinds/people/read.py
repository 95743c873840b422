"""Sheets of people and their roles: who is new, what changes, and who could be mistaken for somebody else.

A person is known by user name, else by e-mail address, else by name at the agency. A row is one person and one role;
a blank cell leaves what stands, and nobody loses a role by a sheet.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from agencies.clock import today
from agencies.enums import Role
from agencies.models import User
from agencies.rights.access import can_appoint, can_manage
from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Problem
from workbooks.kinds import mending
from workbooks.kinds.kind import Good, written
from workbooks.kinds.people.cells import PersonRow, parsed, understand_role
from workbooks.kinds.people.identity import identify
from workbooks.kinds.people.known import KnownPeople, known_people
from workbooks.kinds.people.words import WORDS
from workbooks.kinds.people.write import PeopleWriter
from workbooks.kinds.preview import Change, Outcome, PreviewLine, message, notices_of, problems, table_summary
from workbooks.models import ImportRun
from workbooks.reading import plain_table
from workbooks.reading.asides import listed
from workbooks.reading.shapes import Book

OF_A_ROLE = ("post", "since")
LISTED = 500
NAMED = 120  # so much of a name of an agency is remembered


def read(run: ImportRun, book: Book) -> Outcome:
    """What the sheet says of people, in the name of who handed it in. Raises shapes.CannotRead: no such list."""
    required = [{"full_name", "username"}, {"role"}]
    tables, asked = mending.tables_of(run, book, WORDS, required, "no_people_table")
    known = known_people(run.province, run.agency, run.choices.get("aliases", {}))
    told = listed(book, tables, "full_name")
    rows = [parsed(line) for line in told.rows]
    for row in rows:
        _place(row, run, known)
        understand_role(row)
    identify(rows, known)
    _find_roles(rows, known)
    by = cast("User | None", run.uploaded_by)
    for row in rows:
        _compare(row, by)
    _refuse_followers(rows)
    return Outcome(
        layout="table",
        tables=[table_summary(table) for table in tables],
        lines=[_line(row) for row in rows],
        problems=asked,
        notices=(*notices_of(book, tables, "sheet_without_people"), *told.notices),
        totals=told.totals,
        missing=_missing(rows, known),
        payload=Good([row for row in rows if not row.problems]),
    )


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Write the good rows; returns what undoing needs. In the caller's transaction. No password is made."""
    return written(PeopleWriter(run, by=by), outcome)


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The good rows for machines: sheet, row, user name, name, agency, role, what would change, warnings."""
    by_place = {(line.sheet, line.row): line for line in outcome.lines}
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "username": row.username,
            "full_name": row.title,
            "agency": row.agency.code if row.agency else "",
            "role": row.role,
            "status": by_place[row.sheet, row.row].status,
            "changes": [vars(change) for change in _changes(row)],
            "warnings": [message(warning) for warning in problems(row.warnings)],
        }
        for row in outcome.payload.good
    ]


def after(run: ImportRun) -> list[tuple[str, str]]:
    """Where they are invited, all at once."""
    query = urlencode({"province": run.province.code})
    return [(gettext("Invite the people"), f"{reverse('agencies:invite')}?{query}")]


def _place(row: PersonRow, run: ImportRun, known: KnownPeople) -> None:
    """At which agency the role is held; where the sheet does not say, at that of the import."""
    if not row.workplace:
        row.agency = run.agency if "workplace" not in row.places else None
        if row.agency is None and "workplace" not in row.places:
            row.refuse("workplace", Problem("no_workplace"))
        return
    found = known.places_called(row.workplace)
    name = row.workplace[:NAMED]
    if len(found) == 1:
        row.agency = found[0]
    elif found:
        codes = ", ".join(agency.code for agency in found[:5])
        row.refuse("workplace", Problem("several_places", {"name": name[: plain_table.QUOTED], "codes": codes}))
    else:
        row.refuse("workplace", Problem("unknown_agency", {"name": name}, known.places.nearest(row.workplace)))


def _find_roles(rows: Sequence[PersonRow], known: KnownPeople) -> None:
    """Which role that stands a row means; the same one twice is refused."""
    seen: dict[tuple[str, int, str], PersonRow] = {}
    for row in rows:
        if row.agency is None or not row.role or not row.username:
            continue
        held = known.held.get(row.person.pk, []) if row.person else []
        same = [one for one in held if (one.agency_id, one.role) == (row.agency.pk, row.role)]
        row.membership = same[0] if same else None
        identity = (row.username, row.agency.pk, row.role)
        if identity in seen:
            row.refuse("role", Problem("same_role_twice", {"row": str(seen[identity].row)}))
        seen.setdefault(identity, row)


def _compare(row: PersonRow, by: User | None) -> None:
    """Fill what changes of the person and of the role; refuse what who handed the sheet in may not do."""
    agency, held = row.agency, row.membership
    if row.person is not None:
        row.changed = {"email": row.email} if row.email and row.email != row.person.email else {}
        if row.full_name and row.name_key != same_name_key(row.person.full_name):
            row.changed["full_name"] = row.full_name
        if row.changed and by is not None and not can_manage(by, row.person):
            details = {"username": row.person.username}
            row.refuse("full_name" if "full_name" in row.changed else "email", Problem("person_not_yours", details))
    if agency is None or not row.role:
        return
    if held is not None:
        given = {name: getattr(row, name) for name in OF_A_ROLE if getattr(row, name)}
        row.role_changed = {name: value for name, value in given.items() if getattr(held, name) != value}
        since = row.role_changed.get("since")
        if since and held.until and held.until < since:
            row.refuse("since", Problem("ends_before_it_begins"))
    elif row.person is not None and not row.person.is_active:
        row.warn("full_name", Problem("person_is_off", {"username": row.person.username}))
    if held is None and agency.active_to and agency.active_to < (row.since or today()):
        details = {"agency": agency.name, "day": f"{agency.active_to:%d/%m/%Y}"}
        row.refuse("workplace", Problem("agency_has_ended", details))
    if (held is None or row.role_changed) and by is not None and not can_appoint(by, row.role, agency):
        row.refuse("role", Problem("role_above_own", {"agency": agency.name}))


def _refuse_followers(rows: Sequence[PersonRow]) -> None:
    """A further row of a new person whose first row is refused is refused too."""
    for row in rows:
        if row.first is not None and row.first.problems:
            row.refuse("full_name", Problem("person_refused", {"row": str(row.first.row)}))


def _line(row: PersonRow) -> PreviewLine:
    changes = [] if row.problems else _changes(row)
    status = "refused" if row.problems else "new" if row.membership is None else "changed" if changes else "unchanged"
    facts = [row.username, row.agency.code if row.agency else "", row.role, [(c.field, c.old, c.new) for c in changes]]
    said = set() if row.membership else {*row.places} - {*row.changed}
    shown = [change for change in changes if change.field not in said]
    return PreviewLine.of(row, row.title, status, shown, facts)


def _changes(row: PersonRow) -> list[Change]:
    """What the row changes, field by field; of a new person and role all that it says."""
    found = [Change(name, str(getattr(row.person, name)), str(value)) for name, value in row.changed.items()]
    if row.person is None and row.first is None:
        given = {"username": row.username, "full_name": row.full_name, "email": row.email}
        found = [Change(name, "", value) for name, value in given.items() if value]
    if row.membership is None:
        given = {"role": str(Role(row.role).label) if row.role else "", "post": row.post, "since": _text(row.since)}
        return found + [Change(name, "", value) for name, value in given.items() if value]
    old = row.membership
    return found + [Change(name, _text(getattr(old, name)), _text(value)) for name, value in row.role_changed.items()]


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:%d/%m/%Y}"


def _missing(rows: Sequence[PersonRow], known: KnownPeople) -> dict[str, Any]:
    """People who hold a role now or later and whom the sheet does not name; they stay."""
    named = {row.person.pk for row in rows if row.person}
    gone = [roles[0] for key, roles in known.held.items() if key not in named and roles[0].user.is_active]
    at = known.places.by_pk
    items = [{"agency": at[role.agency_id or 0].name, "title": role.user.full_name} for role in gone[:LISTED]]
    return {"count": len(gone), "items": items}
