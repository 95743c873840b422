"""Who may be invited together: accounts that are on, without a password, all of whose roles the inviter could give."""

from collections import defaultdict

from django.db.models import Max

from agencies.models import Agency, Membership, User
from agencies.rights.access import can_appoint
from agencies.roster.queries import NO_PASSWORD, appointed, listed, still


def invitable(user: User, province: Agency) -> list[User]:
    """Whom `user` may invite in `province`, each with `last_link` (0 without one) and `roles` (today's and later).

    Three queries. An account whose other roles `user` could not give is somebody else's to invite.
    """
    inside = appointed(user, province)
    found = (
        listed(inside)
        .filter(is_active=True, password__startswith=NO_PASSWORD)
        .annotate(last_link=Max("links__pk", default=0))
    )
    people = list(found if user.is_superuser else found.filter(is_superuser=False))
    roles: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(still(), user__in=[person.pk for person in people]).select_related("agency")
    for row in rows.order_by("agency__sort_order", "agency__path", "role"):
        roles[row.user_id].append(row)
    for person in people:
        person.roles = roles[person.pk]  # type: ignore[attr-defined]
    return [one for one in people if all(can_appoint(user, row.role, row.agency) for row in roles[one.pk])]
