"""What a reader may do with a commitment: the ways to the pages that write, for who holds the right and in time."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.rights.access import can, grants
from agencies.rights.roles import Permission
from commitments.models import Commitment
from commitments.signing.rules import can_decide
from dashboards.parts.links import PageLink


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


def links_of(
    commitment: Commitment, rights: Rights, *, is_ready: bool, is_bound: bool, has_drifted: bool
) -> tuple[PageLink, ...]:
    """The buttons of a commitment. `is_ready`: nothing is missing; `is_bound`: an amendment or a file exists.

    Signed, an amendment is the next step only where something has drifted.
    """
    key = [commitment.pk]
    papers = (
        PageLink(_("Print (.docx)"), reverse("commitments:paper", args=key)),
        PageLink(_("Print (PDF)"), reverse("commitments:paper-pdf", args=key)),
    )
    if not rights.writes:
        return papers
    if rights.signed:
        amend = PageLink(_("Write an amendment"), reverse("commitments:commitment-amend", args=key), has_drifted)
        correct = PageLink(_("Correct what was recorded"), reverse("commitments:commitment-correct", args=key))
        return (amend, *papers) if is_bound else (amend, *papers, correct)
    edit = PageLink(_("Edit"), reverse("commitments:commitment-edit", args=key), not is_ready)
    sign = PageLink(_("Record as signed"), reverse("commitments:commitment-sign", args=key), is_ready)
    sheet = reverse("workbooks:items-import", args=[commitment.event_id]) + f"?agency={commitment.agency.code}"
    more = (PageLink(_("Items from Excel"), sheet), *papers)
    return (sign, edit, *more) if is_ready else (edit, sign, *more)
