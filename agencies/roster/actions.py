"""Roles that pass from hand to hand, and people who leave: each atomic, each with its events."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.links.actions import withdraw_links
from agencies.models import Agency, Membership, User
from agencies.people.actions import edit_person, end_role, grant_role
from agencies.people.second_factor import end_sessions


@transaction.atomic
def hand_over(
    *, user: User, agency: Agency, role: str, since: date, by: User | None, reason: str = "", **fields
) -> Membership:
    """Give `user` a role from the day `since`; whoever else holds it with no end ends the day before.

    Acting holders are not touched: their own days and decision say when they end; nor is a system, whose agencies its
    own page says. Raises as grant_role and end_role do.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two who take over at once: one by one
    held = Membership.objects.of_people().in_force_on(since).filter(agency=agency, role=role, is_acting=False)
    before = since - timedelta(days=1)
    for other in held.filter(until=None).exclude(user=user).select_related("agency", "user").order_by("pk"):
        if other.since and other.since > before:
            raise ValidationError(_("%(name)s holds this role from that day on only.") % {"name": other.user})
        end_role(other, until=before, by=by, reason=reason)
    return grant_role(user=user, agency=agency, role=role, since=since, by=by, reason=reason, **fields)


@transaction.atomic
def leave(person: User, *, by: User | None, reason: str = "") -> User:
    """The person's roles end with today and the account is switched off; what they did and held before stays.

    Raises ValidationError where a role begins later (change it first), and as edit_person and end_role do.
    """
    day = today()
    held = person.memberships.in_force_on(day).select_related("agency")
    if person.memberships.filter(since__gt=day).exists():
        raise ValidationError(_("A role of this person begins later. Change its days first."))
    person = edit_person(person, is_active=False, by=by, reason=reason)
    for role in held.order_by("pk"):
        if role.until != day:
            end_role(role, until=day, by=by, reason=reason)
    withdraw_links(person, by=by, reason=reason)
    end_sessions(person)
    return person
