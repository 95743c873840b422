"""People of the demonstration. All are invented; eight may log in, with one password."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from agencies.enums import Role
from agencies.models import Agency, User
from agencies.people.actions import grant_role
from dxtracker.demonstration import sheets

PASSWORD = "minhhoa-2022"  # noqa: S105
SINCE = date(2022, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Who acts where: the person by username, the head and the one who types of each agency by its code."""

    users: dict[str, User]
    heads: dict[str, User]
    clerks: dict[str, User]
    posts: dict[str, str]

    @property
    def reviewer(self) -> User:
        return self.users["thuongtruc"]

    def typist(self, agency: str) -> User:
        return self.clerks.get(agency) or self.heads[agency]


def load(agencies: dict[str, Agency]) -> Cast:
    """Write the people and their roles; a username that exists already stays as it is."""
    listed = sheets.rows("people")
    known = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)  # one hash for all: Argon2 is slow on purpose
    User.objects.bulk_create([_user(row, password) for row in listed if row["username"] not in known])
    users = {user.username: user for user in User.objects.filter(username__in=[row["username"] for row in listed])}
    cast = Cast(users, heads={}, clerks={}, posts={})
    for row in listed:
        user, agency = users[row["username"]], agencies[row["agency"]]
        grant_role(user=user, agency=agency, role=row["role"], post=row["post"], since=SINCE, by=None)
        if row["role"] in (Role.AGENCY_HEAD, Role.DIVISION_HEAD):
            cast.heads[row["agency"]], cast.posts[row["agency"]] = user, row["post"]
        elif row["role"] == Role.AGENCY_CLERK:
            cast.clerks[row["agency"]] = user
    return cast


def _user(row: dict[str, str], password: str) -> User:
    is_administrator = row["role"] == Role.ADMINISTRATOR
    return User(
        username=row["username"],
        full_name=row["full_name"],
        email=f"{row['username']}@minhhoa.invalid",
        password=password if row["is_account"] == "1" else make_password(None),
        is_staff=is_administrator,
        is_superuser=is_administrator,
        is_illustrative=True,
    )


def accounts() -> list[tuple[str, str, str]]:
    """(username, post, agency) of those who may log in."""
    names = {row["code"]: row["name"] for file in ("agencies", "divisions") for row in sheets.rows(file)}
    names["VINHPHUC"] = "Tỉnh Vĩnh Phúc"
    return [
        (row["username"], row["post"], names[row["agency"]])
        for row in sheets.rows("people")
        if row["is_account"] == "1"
    ]
