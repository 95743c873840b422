"""What a reader may do with a commitment: the ways to the pages that write, for who holds the right and in time."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import can
from agencies.models import User
from agencies.roles import Permission
from commitments.models import Commitment
from commitments.rules import can_decide


@dataclass(frozen=True)
class Rights:
    """Who reads, and what of a commitment's writing is theirs. `signed` tells in which state it is."""

    person: int
    signed: bool
    writes: bool
    claims: bool
    decides: bool


@dataclass(frozen=True)
class Door:
    label: str
    url: str
    is_first: bool = False


def rights_of(user: User, commitment: Commitment) -> Rights:
    """The rights of `user`; no query beyond the grants. Wants the commitment's agency and its event's."""
    return Rights(
        person=user.pk,
        signed=commitment.is_signed,
        writes=can(user, Permission.COMMIT, commitment.agency),
        claims=can(user, Permission.ENTER, commitment.agency),
        decides=can_decide(user, commitment),
    )


def doors_of(commitment: Commitment, rights: Rights, *, is_ready: bool, is_bound: bool) -> tuple[Door, ...]:
    """The buttons of a commitment. `is_ready`: nothing is missing; `is_bound`: an amendment or a file exists."""
    key = [commitment.pk]
    paper = Door(_("Print (.docx)"), reverse("commitments:paper", args=key))
    if not rights.writes:
        return (paper,)
    if rights.signed:
        amend = Door(_("Write an amendment"), reverse("commitments:commitment-amend", args=key), True)
        correct = Door(_("Correct what was recorded"), reverse("commitments:commitment-correct", args=key))
        return (amend, paper) if is_bound else (amend, paper, correct)
    edit = Door(_("Edit"), reverse("commitments:commitment-edit", args=key), not is_ready)
    sign = Door(_("Record as signed"), reverse("commitments:commitment-sign", args=key), is_ready)
    sheet = reverse("commitments:items-import", args=[commitment.event_id]) + f"?agency={commitment.agency.code}"
    more = (Door(_("Items from Excel"), sheet), paper)
    return (sign, edit, *more) if is_ready else (edit, sign, *more)
