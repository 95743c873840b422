"""Tokens by what a program holds in hand, of a person, of the systems of a province; for whom these act."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from agencies.clock import now
from agencies.models import Agency, Membership, User
from agencies.rights.access import provinces
from agencies.roster.queries import still
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


def at_home(province: Agency, user: str = "pk") -> Q:
    """Whose one province this is: no role of a person or a system, also an ended one, is elsewhere or above.

    `user` leads to them from another table.
    """
    roles = Membership.objects.filter(user=OuterRef(user))
    return Q(Exists(roles), ~Exists(roles.exclude(agency__path__startswith=province.path)))


def home_of(holder: User, asker: User) -> Agency | None:
    """The one province of a person or a system, where `asker` holds a role in it too."""
    known = User.objects.filter(pk=holder.pk)
    return next((place for place in provinces(asker) if known.filter(at_home(place)).exists()), None)


def held_in(province: Agency) -> list[Token]:
    """The valid tokens of the people whose one province this is, by person."""
    found = valid().filter(at_home(province, "user"), user__is_system=False)
    return list(found.order_by("user__full_name", "user", "-made_at", "-pk"))


def systems_of(province: Agency) -> QuerySet[User]:
    """The named systems of a province, by name."""
    return User.objects.filter(at_home(province), is_system=True).order_by("full_name", "pk")


def roles_of(systems: Iterable[User]) -> list[Membership]:
    """The roles of systems that have not ended, in the order of the tree: at those agencies they act."""
    held = Membership.objects.filter(still(), user__in=[system.pk for system in systems])
    return list(held.select_related("agency__parent", "agency__province").order_by("agency__path", "pk"))
