"""Tokens by what a program holds in hand, of a person, of the systems of a province."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from agencies.clock import now
from agencies.models import Agency, Membership, User
from machines.models import Token


def digest_of(text: str) -> str:
    """What the database keeps of a token: a keyed hash, from which nobody comes back to it."""
    return salted_hmac("machines.token", text, algorithm="sha256").hexdigest()


def valid() -> QuerySet[Token]:
    """Tokens that open something now: not revoked, not expired, of accounts that are on."""
    return Token.objects.filter(revoked_at=None, expires_at__gt=now(), user__is_active=True).select_related("user")


def find_token(text: str) -> Token | None:
    """The valid token that reads so; one query."""
    return valid().filter(digest=digest_of(text)).first()


def tokens_of(user: User) -> list[Token]:
    """All tokens of a person, the newest first."""
    return list(Token.objects.filter(user=user))


def home_of(user: User) -> Agency | None:
    """The one province in which a person or a system holds roles, also ended ones; None of several, or above them."""
    roles = Membership.objects.filter(user=user).select_related("agency__province")
    homes = {role.agency and (role.agency.province or role.agency) for role in roles}
    return homes.pop() if len(homes) == 1 else None


def held_in(province: Agency) -> list[Token]:
    """The valid tokens of the people whose one province this is, by person."""
    rows = Membership.objects.filter(user=OuterRef("user"))
    elsewhere = rows.exclude(agency__path__startswith=province.path)
    found = valid().filter(Exists(rows), ~Exists(elsewhere), user__is_system=False)
    return list(found.order_by("user__full_name", "user", "-made_at", "-pk"))


def systems_of(province: Agency) -> QuerySet[User]:
    """The named systems that hold a role in a province, by name."""
    inside = Membership.objects.filter(user=OuterRef("pk"), agency__path__startswith=province.path)
    return User.objects.filter(Exists(inside), is_system=True).order_by("full_name", "pk")
