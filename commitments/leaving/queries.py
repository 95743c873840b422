"""Drafts that a person is to sign and fulfilments that wait to be decided, and who takes them up."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.rights.roles import Permission
from agencies.roster.pending import Pending, passed_to
from commitments.enums import CommitmentState
from commitments.models import Commitment, Fulfilment
from kpis.enums import ClaimState


def pending(person: User, province: Agency) -> Iterable[Pending]:
    """One line a draft and a fulfilment: they are few. A signed commitment stays that of who signed it."""
    inside = Agency.objects.within(province)
    drafts = Commitment.objects.filter(signatory=person, state=CommitmentState.DRAFT, agency__in=inside)
    for draft in drafts.select_related("agency", "event").order_by("pk"):
        what = _("Draft commitment to be signed, %(agency)s") % {"agency": draft.agency.name}
        yield passed_to(person, Permission.COMMIT, draft.agency, what, draft.get_absolute_url())
    claims = Fulfilment.objects.filter(
        claimed_by=person, state=ClaimState.CLAIMED, item__commitment__agency__in=inside
    ).select_related("item__commitment__agency")
    for claim in claims.order_by("pk"):
        commitment = claim.item.commitment
        what = _("Fulfilment that waits to be decided, %(agency)s") % {"agency": commitment.agency.name}
        above = commitment.agency.parent or commitment.agency
        yield passed_to(person, Permission.COMMIT, above, what, commitment.get_absolute_url())
