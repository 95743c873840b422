"""Named reads of what was said to be fulfilled."""

from django.db.models import Q

from agencies.enums import Level
from agencies.models import User
from agencies.rights.access import can_somewhere, grants, visible_agencies
from agencies.rights.roles import PERMISSIONS, Permission
from commitments.enums import Tier
from commitments.models import Fulfilment
from kpis.enums import ClaimState


def decides(user: User) -> bool:
    """Whether `user` is ever asked to confirm or refuse: a head of an agency or division, and who reviews. No query."""
    return bool(_headed(user)) or can_somewhere(user, Permission.REVIEW)


def to_decide(user: User) -> list[int]:
    """The keys of what waits for `user` to confirm or refuse, the oldest first; one query, none for who never is asked.

    A head's are those of the own divisions, an officer's those of the agencies. An administrator may speak for a head
    who cannot, and is not asked to.
    """
    if not decides(user):
        return []
    inner = Q(item__commitment__tier=Tier.DIVISION, item__commitment__event__agency__in=_headed(user))
    outer = Q(
        item__commitment__tier=Tier.AGENCY,
        item__commitment__event__agency__in=visible_agencies(user, Permission.REVIEW),
    )
    waiting = Fulfilment.objects.filter(inner | outer, state=ClaimState.CLAIMED, item__withdrawn_by=None)
    return list(waiting.exclude(claimed_by=user).order_by("claimed_at", "pk").values_list("pk", flat=True))


def _headed(user: User) -> list[int]:
    return [
        grant.agency.pk
        for grant in grants(user)
        if Permission.COMMIT in PERMISSIONS[grant.role] and grant.agency.level != Level.PROVINCE
    ]
