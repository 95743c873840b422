"""What each role may do: a table, read by access.py, the pages and the documentation.

A role is held at one agency of the tree and reaches down from there.
"""

from enum import StrEnum

from agencies.enums import Role


class Permission(StrEnum):
    READ = "read"  # boards, items, figures
    ENTER = "enter"  # type a month's figures
    SIGN = "sign"  # submit a month's report in the agency's name
    REVIEW = "review"  # approve, return, confirm causes
    STEER = "steer"  # open, close and reopen periods
    ASSIGN = "assign"  # items, targets, imports
    ADMINISTER = "administer"  # people, tree, reference data


P = Permission
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({P.READ, P.STEER, P.ASSIGN, P.ADMINISTER}),
    Role.OFFICER: frozenset({P.READ, P.REVIEW, P.STEER}),
    Role.COMMITTEE: frozenset({P.READ}),
    Role.AGENCY_HEAD: frozenset({P.READ, P.ENTER, P.SIGN}),
    Role.AGENCY_CLERK: frozenset({P.READ, P.ENTER}),
    Role.DIVISION_HEAD: frozenset({P.READ, P.ENTER, P.SIGN}),
    Role.DIVISION_CLERK: frozenset({P.READ, P.ENTER}),
}
