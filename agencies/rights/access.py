"""Who may see and do what: the questions every page asks. A stranger gets 404, a reader who may not write 403."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.http import Http404, HttpRequest

from agencies.clock import today
from agencies.databases.compiled import compiled
from agencies.databases.reading import database, is_live, live
from agencies.models import Agency, Membership, User
from agencies.models.people import in_force_on
from agencies.queries import official_name
from agencies.rights.roles import APPOINTS, PERMISSIONS, Permission


@dataclass(frozen=True)
class Grant:
    """One role held today, at one node of the tree."""

    role: str
    agency: Agency

    def gives(self, permission: Permission, agency: Agency) -> bool:
        return permission in PERMISSIONS[self.role] and agency.is_within(self.agency)


@dataclass(frozen=True)
class Held:
    """All roles that a person holds today: those at an agency, and the codes of those above all provinces."""

    grants: tuple[Grant, ...] = ()
    above: frozenset[str] = frozenset()


class NothingYet(Http404):
    """Nothing is planned in the person's province: there is no such page yet, and it is said what comes first."""

    is_planned = False


class NoMonthYet(NothingYet):
    """A year is planned in the person's province, and none of its months has begun."""

    is_planned = True


def grants(user: User) -> tuple[Grant, ...]:
    """The roles `user` holds today, with their agencies; one query for the life of the user object.

    On a page of a closed month the agencies stand in the tree as they did then.
    """
    held = _held_today(user).grants
    if is_live() or not held:
        return held
    known = user.__dict__.setdefault("_grants", {})
    if database() not in known:
        known[database()] = _as_then(held)
    return known[database()]


def grants_today(user: User) -> tuple[Grant, ...]:
    """The roles on the tree as it is today, whichever month the page shows."""
    with live():
        return grants(user)


def above_provinces(user: User) -> frozenset[str]:
    """The roles that `user` holds today at no agency, above all provinces; asked together with the grants."""
    return _held_today(user).above


def can_compare(user: User) -> bool:
    """Whether `user` may see the provinces beside each other; of what is inside them this opens nothing."""
    return any(Permission.COMPARE in PERMISSIONS[role] for role in above_provinces(user))


def _held_today(user: User) -> Held:
    if not user.is_authenticated or not user.is_active:
        return Held()
    held: Held | None = getattr(user, "_held", None)  # also of a person whom a request knows lazily
    if held is None:
        with live():
            held = user._held = _held(_memberships(today(), user.pk))  # type: ignore[attr-defined]
    return held


def with_roles(key: int) -> User | None:
    """The person of that key with the roles held today, which every page wants: one query."""
    with live():
        rows = _people(today(), key)
    for person in rows:
        person._held = _held([row.held for row in rows if hasattr(row, "held")])
        return person
    return None


@compiled
def _people(day: date, key: int) -> QuerySet[User]:
    """A person as often as they hold a role today, and once without any; the membership is `held`, if there is one."""
    held = FilteredRelation("memberships", condition=in_force_on(day, "memberships__"))
    rows: Any = User.objects.filter(pk=key).annotate(held=held)
    return rows.select_related("held__agency__province").order_by()


def _held(rows: list[Membership]) -> Held:
    held_now = [Grant(m.role, m.agency) for m in rows if m.agency]  # a handful: sorted here, asked at each request
    found = tuple(sorted(held_now, key=lambda grant: (grant.agency.path, grant.role)))
    return Held(found, frozenset(m.role for m in rows if m.agency is None))


@compiled
def _memberships(day: date, user: int) -> QuerySet[Membership]:
    return Membership.objects.in_force_on(day).filter(user=user).select_related("agency__province").order_by()


def _as_then(held: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Today's roles at the agencies as a closed month knew them: where they stood in the tree; one query."""
    then = {row.pk: row for row in _with_province([grant.agency.pk for grant in held])}
    return tuple(Grant(grant.role, then[grant.agency.pk]) for grant in held if grant.agency.pk in then)


@compiled
def _with_province(keys: list[int]) -> QuerySet[Agency]:
    return Agency.objects.filter(pk__in=keys).select_related("province").order_by()


def can(user: User, permission: Permission, agency: Agency) -> bool:
    """Whether a role held today at `agency` or above it gives `permission`."""
    return any(grant.gives(permission, agency) for grant in grants(user))


def can_somewhere(user: User, permission: Permission) -> bool:
    """Whether any role held today gives `permission` anywhere: decides what the top bar shows."""
    return any(permission in PERMISSIONS[grant.role] for grant in grants(user))


def can_appoint(user: User, role: str, agency: Agency | None) -> bool:
    """Whether `user` may give or end `role` at `agency`: by a role held today there or above, or as a superuser.

    A role above the provinces (without an agency) is a superuser's to give.
    """
    if user.is_superuser or agency is None:
        return user.is_superuser and user.is_active
    return any(role in APPOINTS.get(grant.role, ()) and agency.is_within(grant.agency) for grant in grants(user))


def can_manage(user: User, person: User) -> bool:
    """Whether `user` may change the account of `person`: could give every role that the person holds, now or later.

    Of who holds none any more those count that ended last; who never held any is anybody's who appoints at all. A
    superuser's account is a superuser's.
    """
    if user.is_superuser or person.is_superuser:
        return user.is_superuser and user.is_active
    appoints = any(grant.role in APPOINTS for grant in grants(user))
    return appoints and all(can_appoint(user, row.role, row.agency) for row in _roles_that_count(person))


def _roles_that_count(person: User) -> list[Membership]:
    """A person's roles of today and later, else those that ended on the last of all days."""
    day, held = today(), list(person.memberships.select_related("agency"))
    if lasting := [row for row in held if row.until is None or row.until >= day]:
        return lasting
    last = max((row.until for row in held if row.until), default=None)
    return [row for row in held if row.until == last]


def visible_agencies(user: User, permission: Permission = Permission.READ) -> QuerySet[Agency]:
    """The agencies on which `user` holds `permission` today; no query of its own beyond the grants."""
    return within(visible_paths(user, permission))


def visible_paths(user: User, permission: Permission = Permission.READ) -> list[str]:
    """The same for a compiled question: of each part of the tree its first path and its last, one after the other."""
    held = (grant.agency for grant in grants(user) if permission in PERMISSIONS[grant.role])
    return [path for agency in held for path in (agency.path, agency.path_end)]


def within(paths: Sequence[str]) -> QuerySet[Agency]:
    """The agencies in the parts of the tree that `visible_paths` names."""
    ranges = Q(pk=None)
    for first, last in _parts(paths):
        ranges |= Q(path__gte=first, path__lte=last)
    return Agency.objects.filter(ranges)


def is_within(path: str, paths: Sequence[str]) -> bool:
    """Whether the agency at `path` is one of them, where its path alone is known."""
    return any(first <= path <= last for first, last in _parts(paths))


def _parts(paths: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip(paths[::2], paths[1::2], strict=True)


def person_of(request: HttpRequest) -> User:
    """Who asks, a person or a system; what calls this is behind a login or a token."""
    return cast(User, request.user)


def provinces(user: User, code: str = "") -> list[Agency]:
    """The provinces in which `user` holds a role, all or that of a code; first in the order of the tree."""
    found: dict[int, Agency] = {}
    for grant in grants(user):
        found.setdefault(grant.agency.root_id, grant.agency.province or grant.agency)
    return [place for place in found.values() if code in ("", place.code)]


def province_or_404(user: User, code: str = "") -> Agency:
    """The province of that code, else the first, in which `user` holds a role; Http404 for strangers."""
    for place in provinces(user, code):
        return place
    raise Http404


def asked_province(request: HttpRequest) -> Agency:
    """The province that an address names (`?province=`), else the first; raises as province_or_404."""
    return province_or_404(person_of(request), request.GET.get("province", ""))


def province_where(user: User, code: str, is_fit: Callable[[Agency], Any]) -> Agency:
    """The province of that code, else the first, that `is_fit`: Http404 for strangers, PermissionDenied for others."""
    province_or_404(user, code)
    found = next(filter(is_fit, provinces(user, code)), None)
    if found is None:
        raise PermissionDenied
    return found


def administered(user: User, code: str = "") -> Agency:
    """The province of that code, else the first, that `user` administers: Http404 for strangers, PermissionDenied."""
    held = provinces(user, code)
    if not held:
        raise Http404
    own = next((place for place in held if can(user, Permission.ADMINISTER, place)), held[0])
    return require(user, Permission.ADMINISTER, own)


def province_tail(user: User, agency: Agency) -> str:
    """What an address has to add so that a person of several provinces stays in that of `agency`: "&province=…"."""
    first = provinces(user)[:1]
    if not first or first[0].pk == agency.root_id:
        return ""
    code = next((place.code for place in provinces(user) if place.pk == agency.root_id), "")
    return f"&province={quote(code)}" if code else ""


def require(user: User, permission: Permission, agency: Agency) -> Agency:
    """`agency`, or Http404 for who may not even read it, or PermissionDenied for a reader without `permission`."""
    if not can(user, Permission.READ, agency):
        raise Http404
    if not can(user, permission, agency):
        raise PermissionDenied
    user.reads_in = user.reads_in or agency.root_id
    return agency


def stay_with(request: HttpRequest, found: type[Model], pk: int) -> None:
    """The page of one thing (of an agency) is read in the thing's own province, of several of a person."""
    own = provinces(person_of(request))
    if len(own) > 1:
        root = found._default_manager.filter(pk=pk).values_list("agency__province", flat=True).first()
        request.stays_in = next((place.code for place in own if place.pk == root), "")  # type: ignore[attr-defined]


def get_agency_or_404(
    user: User, province: Agency, code: str, permission: Permission = Permission.READ, name_on: date | None = None
) -> Agency:
    """The agency of that code in `province` by the rule of `require`; `name_then` is its name on the day `name_on`."""
    agency = next(iter(_of_code(province.pk, code, name_on)), None)
    if agency is None:
        raise Http404
    return require(user, permission, agency)


@compiled
def _of_code(province: int, code: str, name_on: date | None) -> QuerySet[Agency]:
    rows = Agency.objects.filter(province=province, code=code).select_related("peer_group", "parent")
    return rows.annotate(name_then=official_name(name_on)) if name_on else rows
