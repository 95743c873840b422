"""A province begins: the root of its tree with what every province needs, and the person who goes on from there."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Level, Role
from agencies.models import Agency, PeerGroup, User
from agencies.people.actions import add_person, change_password, grant_role
from agencies.reference import actions as reference
from agencies.tree.actions import add_agency
from dxtracker.models import SetupCode
from dxtracker.setup import start
from dxtracker.setup.code import digest_of, made
from kpis.catalogue.actions import keep
from kpis.errors import CannotChange
from kpis.models import Cause, Pillar


@transaction.atomic
def start_province(*, code: str, name: str, by: User | None, on: date | None = None, unit_code: str = "") -> Agency:
    """A new province with all that it needs to work: peer groups as they are `on` a day (today), pillars, causes.

    Peer groups and pillars are every province's: what is there already stays as it is. The official number is that
    of today's province of this name, where none is given. Raises IntegrityError for a code that is taken.
    """
    known = next((row.unit_code for row in start.provinces() if row.name == name), "")
    province = add_agency(
        parent=None, code=code, name=name, short_name=start.short_of(name), unit_code=unit_code or known,
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


@transaction.atomic
def issue_code() -> str:
    """A new one-time code, returned once and kept as a hash; the one before is void, what was set up so far stays.

    Its line of the trail is written with the province (`finish`): a system that has only printed a code is empty, and
    takes a backup.
    """
    code = made()
    row = SetupCode.objects.select_for_update().first() or SetupCode()
    row.digest, row.issued_at, row.used_at = digest_of(code), now(), None
    row.save()
    return code


def keep_draft(row: SetupCode, *, name: str, code: str) -> None:
    """Keep what the province is to be called until there is an administrator."""
    row.draft = {"name": name, "code": code}
    row.save(update_fields=["draft"])


@transaction.atomic
def finish(row: SetupCode, *, by: User | None, **person: str) -> User:
    """Make the province of the draft with `person` as its administrator (as appoint_first takes it); the code is void.

    Raises CannotChange where somebody else has finished meanwhile.
    """
    row = SetupCode.objects.select_for_update().get(pk=row.pk)
    if row.used_at is not None:
        raise CannotChange(_("This system has been set up meanwhile."))
    province = start_province(by=by, **row.draft)
    administrator = appoint_first(province, by=by, **person)
    row.digest, row.used_at, row.draft = "", now(), {}
    row.save(update_fields=["digest", "used_at", "draft"])
    record(row, "setup-code-issued", by=None, at=row.issued_at, agency=province)
    record(row, "setup-code-used", by=administrator, at=row.used_at, agency=province)
    return administrator
