"""What each role may do: a table, read by access.py, the pages and the documentation.

A role is held at one agency of the tree and reaches down from there; that of who compares the provinces is held at
none (agencies/country/).
"""

from enum import StrEnum

from agencies.enums import Level, Role


class Permission(StrEnum):
    READ = "read"  # boards, items, figures
    ENTER = "enter"  # type a month's figures
    SIGN = "sign"  # submit a month's report in the agency's name
    REVIEW = "review"  # approve, return, confirm causes
    STEER = "steer"  # open, close and reopen periods
    ASSIGN = "assign"  # items, targets, imports
    COMMIT = "commit"  # write commitments, amend them, keep their files
    ATTEST = "attest"  # vouch that a scan is the paper that was signed
    APPRAISE = "appraise"  # the year-end dossier of a head
    AUDIT = "audit"  # the trail of changes
    APPOINT = "appoint"  # people and their roles, as far as APPOINTS goes
    ADMINISTER = "administer"  # tree, reference data
    COMPARE = "compare"  # the provinces beside each other, and nothing inside them


P = Permission
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {P.READ, P.STEER, P.ASSIGN, P.COMMIT, P.ATTEST, P.APPRAISE, P.AUDIT, P.APPOINT, P.ADMINISTER}
    ),
    Role.OFFICER: frozenset({P.READ, P.REVIEW, P.STEER, P.ATTEST, P.APPRAISE, P.AUDIT}),
    Role.COMMITTEE: frozenset({P.READ, P.APPRAISE}),
    Role.AGENCY_HEAD: frozenset({P.READ, P.ENTER, P.SIGN, P.COMMIT, P.ATTEST, P.APPRAISE, P.AUDIT, P.APPOINT}),
    Role.AGENCY_CLERK: frozenset({P.READ, P.ENTER, P.ATTEST}),
    Role.DIVISION_HEAD: frozenset({P.READ, P.ENTER, P.SIGN, P.ATTEST, P.APPRAISE}),
    Role.DIVISION_CLERK: frozenset({P.READ, P.ENTER}),
    Role.COUNTRY: frozenset({P.COMPARE}),
}

ABOVE = frozenset({Role.COUNTRY})  # held at no agency, given by a superuser alone

# Whom the holder of a role appoints, at the own agency and below it: nobody gives a role above the own.
APPOINTS: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(Role.values) - ABOVE,
    Role.AGENCY_HEAD: frozenset({Role.AGENCY_CLERK, Role.DIVISION_HEAD, Role.DIVISION_CLERK}),
}

# At which levels of the tree a role is held.
_OWN = frozenset({Level.AGENCY, Level.COMMUNE})
HELD_AT: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({Level.PROVINCE}),
    Role.OFFICER: frozenset({Level.PROVINCE}),
    Role.COMMITTEE: frozenset({Level.PROVINCE}),
    Role.AGENCY_HEAD: _OWN,
    Role.AGENCY_CLERK: _OWN,
    Role.DIVISION_HEAD: frozenset({Level.DIVISION}),
    Role.DIVISION_CLERK: frozenset({Level.DIVISION}),
    Role.COUNTRY: frozenset(),
}

# What a system holds at an agency of each level: it reads, and types at all but the province. It has no other role.
OF_SYSTEMS: dict[str, Role] = {
    Level.PROVINCE: Role.COMMITTEE,
    Level.AGENCY: Role.AGENCY_CLERK,
    Level.COMMUNE: Role.AGENCY_CLERK,
    Level.DIVISION: Role.DIVISION_CLERK,
}


def roles_at(level: str) -> list[Role]:
    """The roles that an agency of this level knows, in their order."""
    return [role for role in Role if level in HELD_AT[role]]
