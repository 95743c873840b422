"""Who is listed where: the people of a part of the tree, and which of them somebody may look after."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies.clock import today
from agencies.links.queries import open_links
from agencies.models import Agency, Membership, User
from agencies.rights.access import can_somewhere, province_where, visible_agencies
from agencies.rights.roles import Permission

NO_PASSWORD = "!"  # noqa: S105 - how Django marks that there is none


def place_or_404(user: User, code: str = "") -> Agency:
    """The province of that code, else the first, in which `user` appoints; 404 for strangers, 403 for others."""
    appoints = can_somewhere(user, Permission.APPOINT)
    return province_where(user, code, lambda province: appoints and appointed(user, province).exists())


def appointed(user: User, province: Agency) -> QuerySet[Agency]:
    """The agencies of `province` whose people `user` looks after."""
    return visible_agencies(user, Permission.APPOINT).within(province)


def listed(agencies: QuerySet[Agency]) -> QuerySet[User]:
    """Who holds, held or will hold a role at `agencies`, with `has_password`, `has_factor`, `invited_until`."""
    of_them = Membership.objects.filter(user=OuterRef("pk"), agency__in=agencies)
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    invited = open_links().filter(user=OuterRef("pk")).order_by("-made_at").values("expires_at")[:1]
    return User.objects.filter(Exists(of_them), is_system=False).annotate(
        has_password=~Q(password__startswith=NO_PASSWORD),
        has_factor=Exists(devices),
        invited_until=Subquery(invited),
    )


def roles_of(people: list[int], agencies: QuerySet[Agency]) -> list[Membership]:
    """Every role of these people at `agencies`, past ones too: by agency, the newest first."""
    rows = Membership.objects.filter(user__in=people, agency__in=agencies).select_related("agency__parent")
    return list(rows.order_by("agency__path", "role", F("since").desc(nulls_last=True), "pk"))


def still() -> Q:
    """The roles that have not ended before today."""
    return Q(until=None) | Q(until__gte=today())


def person_or_404(user: User, pk: int) -> tuple[User, Agency]:
    """(person, province) where `user` appoints at an agency of the person's; 403 for who only reads there."""
    person = listed(visible_agencies(user, Permission.APPOINT)).filter(pk=pk).first()
    if person is not None:
        home = Membership.objects.filter(user=person, agency__in=visible_agencies(user, Permission.APPOINT))
        first = home.select_related("agency__province").order_by("pk")[0].place
        return person, first.province or first
    if Membership.objects.filter(user=pk, user__is_system=False, agency__in=visible_agencies(user)).exists():
        raise PermissionDenied
    raise Http404
