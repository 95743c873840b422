"""Links by what a person holds in hand, and what they may still open."""

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from agencies.clock import now
from agencies.models import OneTimeLink


def digest_of(token: str) -> str:
    """What the database keeps of a link: a keyed hash, from which nobody comes back to the link."""
    return salted_hmac("agencies.link", token, algorithm="sha256").hexdigest()


def open_links() -> QuerySet[OneTimeLink]:
    """Links that still open: not used, not withdrawn, not too old, of accounts that are on."""
    held = Q(used_at=None, withdrawn_at=None, expires_at__gt=now(), user__is_active=True)
    return OneTimeLink.objects.filter(held).select_related("user")


def find_link(token: str) -> OneTimeLink | None:
    """The link of this token, where it still opens."""
    return open_links().filter(digest=digest_of(token)).first()
