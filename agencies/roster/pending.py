"""What is pending with a person, asked of every floor: each says what it is, how much, and to whom it passes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import Agency, Membership, User
from agencies.models.tree import STEP
from agencies.pages.counted import Counted
from agencies.rights.roles import PERMISSIONS, Permission

NAMED = 3
OTHERS = Counted("and %(n)s other", "and %(n)s others")


@dataclass(frozen=True)
class Pending:
    """`what` with its count in words; `passes_to`: who takes it up, in words; `is_orphaned`: nobody does."""

    what: str
    passes_to: str
    url: str = ""
    is_orphaned: bool = False


Source = Callable[[User, Agency], Iterable[Pending]]
SOURCES: list[Source] = []


def ask(source: Source) -> None:
    """Let an upper floor say what is pending with a person in a province; called when the application starts."""
    if source not in SOURCES:
        SOURCES.append(source)


def pending_of(person: User, province: Agency) -> list[Pending]:
    """Everything that is pending with `person` in `province`, roles first, then floor by floor."""
    return [*_roles_alone(person, province), *(found for ask_it in SOURCES for found in ask_it(person, province))]


def passed_to(person: User, permission: Permission, agency: Agency, what: str, url: str = "") -> Pending:
    """`what` passes to whoever else holds `permission` at the agency; to nobody, and then it says so. One query."""
    names = others(person, permission, agency)
    if not names:
        said = _("nobody else may do this at %(agency)s; give the role to somebody first") % {"agency": agency.name}
        return Pending(what, said, url, is_orphaned=True)
    more = len(names) - NAMED
    said = ", ".join(names[:NAMED]) + (" " + OTHERS.of(more) if more > 0 else "")
    return Pending(what, said, url)


def others(person: User, permission: Permission, agency: Agency) -> list[str]:
    """Who else holds `permission` at `agency` today, by name: those nearest in the tree first."""
    roles = [role for role, given in PERMISSIONS.items() if permission in given]
    above = [agency.path[:end] for end in range(STEP, len(agency.path) + 1, STEP)]
    held = Membership.objects.of_people().in_force_on(today()).filter(
        role__in=roles, user__is_active=True, agency__path__in=above
    )  # fmt: skip
    rows = held.exclude(user=person).order_by("-agency__path", "pk").values_list("user__full_name", flat=True)
    return list(dict.fromkeys(rows))


def _roles_alone(person: User, province: Agency) -> Iterable[Pending]:
    """Roles in which nobody else stands at the agency; two queries."""
    held = Membership.objects.of_people().in_force_on(today()).filter(agency__in=Agency.objects.within(province))
    own = list(held.filter(user=person).select_related("agency").order_by("agency__path", "role"))
    places = held.filter(agency__in={role.agency_id for role in own}, user__is_active=True).exclude(user=person)
    shared = set(places.values_list("agency", "role"))
    for role in own:
        if (role.agency_id, role.role) not in shared:
            details = {"role": role.get_role_display(), "agency": role.agency.name}
            yield Pending(_("%(role)s, %(agency)s") % details, _("nobody else holds this role"), is_orphaned=True)
