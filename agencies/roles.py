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
    COMMIT = "commit"  # write commitments, amend them, keep their files
    ATTEST = "attest"  # vouch that a scan is the paper that was signed
    APPRAISE = "appraise"  # the year-end dossier of a head
    AUDIT = "audit"  # the trail of changes
    ADMINISTER = "administer"  # people, tree, reference data


P = Permission
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({P.READ, P.STEER, P.ASSIGN, P.COMMIT, P.ATTEST, P.APPRAISE, P.AUDIT, P.ADMINISTER}),
    Role.OFFICER: frozenset({P.READ, P.REVIEW, P.STEER, P.ATTEST, P.APPRAISE, P.AUDIT}),
    Role.COMMITTEE: frozenset({P.READ, P.APPRAISE}),
    Role.AGENCY_HEAD: frozenset({P.READ, P.ENTER, P.SIGN, P.COMMIT, P.ATTEST, P.APPRAISE, P.AUDIT}),
    Role.AGENCY_CLERK: frozenset({P.READ, P.ENTER, P.ATTEST}),
    Role.DIVISION_HEAD: frozenset({P.READ, P.ENTER, P.SIGN, P.ATTEST, P.APPRAISE}),
    Role.DIVISION_CLERK: frozenset({P.READ, P.ENTER}),
}

# Whom the holder of a role appoints, at the own agency and below it: nobody gives a role above the own.
APPOINTS: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(Role.values),
    Role.AGENCY_HEAD: frozenset({Role.AGENCY_CLERK, Role.DIVISION_HEAD, Role.DIVISION_CLERK}),
}
