"""A province begins: the root of its tree with what every province needs, and the person who goes on from there."""

from datetime import date

from django.db import transaction

from agencies import reference
from agencies.clock import today
from agencies.enums import Level, Role
from agencies.models import Agency, PeerGroup, User
from agencies.people.actions import add_person, change_password, grant_role
from agencies.tree.actions import add_agency
from dxtracker.setup import start
from kpis.catalogue.actions import keep
from kpis.models import Cause, Pillar

KINDS = ("Thành phố ", "Tỉnh ")


@transaction.atomic
def start_province(*, code: str, name: str, by: User | None, on: date | None = None, unit_code: str = "") -> Agency:
    """A new province with all that it needs to work: peer groups as they are `on` a day (today), pillars, causes.

    Peer groups and pillars are every province's: what is there already stays as it is. The official number is that
    of today's province of this name, where none is given. Raises IntegrityError for a code that is taken.
    """
    known = next((row.unit_code for row in start.provinces() if row.name == name), "")
    province = add_agency(
        parent=None, code=code, name=name, short_name=short_of(name), unit_code=unit_code or known,
        level=Level.PROVINCE, by=by,
    )  # fmt: skip
    for order, row in enumerate(start.peer_groups(on or today()), 1):
        if not PeerGroup.objects.filter(code=row["code"]).exists():
            reference.keep(PeerGroup(), by=by, sort_order=order, **row)
    for order, row in enumerate(start.pillars(), 1):
        if not Pillar.objects.filter(code=row["code"]).exists():
            keep(Pillar(), by=by, sort_order=order, **row)
    for row in start.causes():
        keep(Cause(), by=by, province=province, **row)
    return province


@transaction.atomic
def appoint_first(
    province: Agency, *, username: str, full_name: str, email: str, password: str, by: User | None
) -> User:  # fmt: skip
    """The first administrator of a province, with the password that the person has chosen.

    Raises ValidationError, by field, for a name that is taken or what is no address.
    """
    person = add_person(username=username, full_name=full_name, email=email, by=by)
    grant_role(user=person, agency=province, role=Role.ADMINISTRATOR, by=by, since=today())
    return change_password(person, password)


def short_of(name: str) -> str:
    """A province's name without its kind.

    >>> short_of("Tỉnh Phú Thọ"), short_of("Thành phố Huế"), short_of("Huế")
    ('Phú Thọ', 'Huế', 'Huế')
    """
    for kind in KINDS:
        if name.casefold().startswith(kind.casefold()):
            return name[len(kind) :].strip()
    return name
