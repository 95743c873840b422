"""What a reader may do with a commitment: the ways to the pages that write, for who holds the right and in time."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import can, grants
from agencies.models import User
from agencies.roles import PERMISSIONS, Permission
from commitments.models import Commitment, SigningEvent
from commitments.rules import can_decide
from dashboards.scope import Scope


@dataclass(frozen=True)
class Rights:
    """Who reads, and what of a commitment's writing is theirs. `signed` tells in which state it is.

    `seen`: the agencies (keys) whose items may be opened from here; None: all.
    """

    person: int
    signed: bool
    writes: bool
    claims: bool
    decides: bool
    seen: frozenset[int] | None = None

    def opens(self, agency: int | None) -> bool:
        """Whether the page of an item of that agency is the reader's to open."""
        return self.seen is None or agency in self.seen


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
        seen=_seen(user, commitment),
    )


def _seen(user: User, commitment: Commitment) -> frozenset[int] | None:
    """The one that promises and, for who reads it, the one above; None for who reads the whole province."""
    if any(grant.agency.pk == commitment.agency.root_id for grant in grants(user)):
        return None
    above = commitment.event.agency
    return frozenset({commitment.agency_id, *([above.pk] if can(user, Permission.READ, above) else [])})


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


def ways_of(user: User, scope: Scope) -> tuple[Door, ...]:
    """From the board of commitments to what `user` writes: the events at the agencies of their own roles, a new one,
    trusted certificates. One query for who writes commitments, none for others."""
    own = [grant.agency.pk for grant in grants(user) if Permission.COMMIT in PERMISSIONS[grant.role]]
    found: list[Door] = []
    if own:
        for event in SigningEvent.objects.filter(plan=scope.plan, agency__in=own):
            found.append(Door(event.name, reverse("commitments:event-edit", args=[event.pk])))
        found.append(Door(_("Add a signing event"), reverse("commitments:event-new")))
    if can(user, Permission.ADMINISTER, scope.province):
        found.append(Door(_("Trusted certificates"), reverse("commitments:trust")))
    return tuple(found)
