"""Of which agencies somebody is the head, and who there may sign for the head."""

from django.db.models import QuerySet

from agencies.clock import today
from agencies.enums import Role
from agencies.models import Agency, Membership, User


def heads_at(user: User) -> QuerySet[Agency]:
    """The agencies that `user` heads in person today: who stands in names nobody to stand in."""
    held = Membership.objects.in_force_on(today()).filter(user=user, role=Role.AGENCY_HEAD, is_acting=False)
    return Agency.objects.filter(pk__in=held.values("agency")).select_related("province").order_by("path")


def candidates(agency: Agency) -> QuerySet[User]:
    """Whose role at the agency or in a division of it holds today, without its heads and without systems."""
    held = Membership.objects.in_force_on(today()).filter(
        agency__path__gte=agency.path, agency__path__lte=agency.path_end
    )
    heads = held.filter(agency=agency, role=Role.AGENCY_HEAD, is_acting=False)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_system=False)
    return people.exclude(pk__in=heads.values("user")).order_by("full_name", "pk")


def deputies(agency: Agency) -> QuerySet[Membership]:
    """Who stands in for the head today or later, by their first day."""
    rows = Membership.objects.filter(agency=agency, role=Role.AGENCY_HEAD, is_acting=True, until__gte=today())
    return rows.select_related("user").order_by("since", "pk")
