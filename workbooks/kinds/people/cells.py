"""One row of a sheet of people: its cells as values, each refused where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.people.rules import USERNAME
from agencies.rights.roles import ABOVE, HELD_AT, roles_at
from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Problem
from workbooks.kinds.people.words import CALLED
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainRow, Understood
from workbooks.reading.tables.headings import phrase

LONGEST = {"full_name": 120, "email": 254, "post": 120, "username": 150, "workplace": 300, "role": 120}
ROLES: dict[str, tuple[Role, ...]] = {
    **{phrase(word): (role,) for role in Role for word in (role.value, str(role.value).replace("_", " "))},
    **{phrase(word): roles for roles, words in CALLED.items() for word in words},
}
BROKEN = str.maketrans({" ": "", ",": ".", ";": "", "<": "", ">": ""})


@dataclass(eq=False)
class PersonRow(Understood):
    """A row as understood: a person (`person`: one who is known, else new) and a role (`membership`: one that stands).

    `first` is the row above that names the same new person.
    """

    full_name: str = ""
    email: str = ""
    username: str = ""
    workplace: str = ""
    role_text: str = ""
    post: str = ""
    since: date | None = None
    agency: Agency | None = None
    role: str = ""
    person: User | None = None
    first: "PersonRow | None" = None
    membership: Membership | None = None
    changed: dict[str, Any] = field(default_factory=dict)  # of the person
    role_changed: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.full_name or (self.person.full_name if self.person else self.username)

    @property
    def name_key(self) -> str:
        return same_name_key(self.full_name)


def parsed(line: PlainRow) -> PersonRow:
    """The cells of a row as values; what cannot be one is refused at its cell."""
    row = PersonRow(line.sheet, line.row, line.cells, line.columns, line.texts)
    sound = row.sound(line)
    for role, longest in LONGEST.items():
        setattr(row, "role_text" if role == "role" else role, row.fitting(sound, role, longest))
    _email(row)
    _username(row)
    row.since = row.day(sound, "since")
    return row


def _email(row: PersonRow) -> None:
    row.email = row.email.removeprefix("mailto:")
    if row.email and not is_email(row.email):
        mended = row.email.translate(BROKEN)
        proposals = (mended,) if is_email(mended) else ()
        row.refuse("email", Problem("not_an_email", {}, proposals))
        row.email = ""


def is_email(text: str) -> bool:
    """Whether mail could be sent to it, by Django's own rule."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _username(row: PersonRow) -> None:
    """User names are small letters here: a sheet's capital at the beginning is Excel's."""
    if row.username and not USERNAME.fullmatch(row.username):
        row.refuse("username", Problem("bad_username", {"name": row.username[: plain_table.QUOTED]}))
        row.username = ""
    row.username = row.username.lower()


def understand_role(row: PersonRow) -> None:
    """Which role the words mean at the agency of the row; refused where its level knows none such."""
    text, agency = row.role_text, row.agency
    if not text:
        if not any(problem.column and problem.column == row.columns.get("role") for problem in row.problems):
            row.refuse("role", Problem("no_role"))
        return
    known = roles_at(agency.level) if agency else [role for role in Role if role not in ABOVE]
    meant = ROLES.get(phrase(text)) or tuple(role for role in Role if phrase(str(role.label)) == phrase(text))
    labels = _nearest_first(text, [str(role.label) for role in known])
    if not meant:
        row.refuse("role", Problem("unknown_role", {"name": text[: plain_table.QUOTED]}, labels))
    elif agency is not None:
        row.role = next((role for role in meant if role in known), "")
        if not row.role:
            _refuse_role(row, agency, meant, labels)


def _nearest_first(text: str, labels: Sequence[str]) -> tuple[str, ...]:
    """By the words they share with `text`; of the equally near ones that of the least rights first."""
    said = set(phrase(text).split())
    shared = {label: len(said & set(phrase(label).split())) for label in labels}
    return tuple(sorted(labels, key=lambda label: (shared[label], labels.index(label)), reverse=True))


def _refuse_role(row: PersonRow, agency: Agency, meant: tuple[Role, ...], labels: tuple[str, ...]) -> None:
    if agency.province is not None and all("province" in HELD_AT[role] for role in meant):
        details = {"agency": agency.name}
        row.refuse("workplace", Problem("role_of_the_province", details, (agency.province.name,)))
    else:
        details = {"agency": agency.name, "level": str(agency.get_level_display())}
        row.refuse("role", Problem("role_not_at_level", details, labels))
