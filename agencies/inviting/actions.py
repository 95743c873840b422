"""Many invitations in one step: all of them or none, each with its event."""

from collections.abc import Mapping

from django.db import transaction

from agencies.links.actions import invite
from agencies.models import OneTimeLink, User


@transaction.atomic
def invite_many(chosen: Mapping[int, int], *, by: User | None) -> list[tuple[User, str]]:
    """(person, token of a new link) of everybody in `chosen`, in their order: key of a person → key of the last link.

    Who has got a further link since, or a password, or was switched off, is passed over: sent twice, nothing is shown
    twice and no link on paper closes. Raises PermissionDenied as invite does.
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=chosen, is_active=True).order_by("pk")
    people = {person.pk: person for person in locked}
    last: dict[int, int] = {}
    for user, link in OneTimeLink.objects.filter(user__in=people).order_by("pk").values_list("user", "pk"):
        last[user] = link
    found = [people[key] for key in chosen if key in people and last.get(key, 0) == chosen[key]]
    return [(one, invite(one, by=by)) for one in found if not one.has_usable_password()]
