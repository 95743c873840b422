"""Small named reads of wording and of what was issued."""

from collections.abc import Mapping

from agencies.models import Agency


def wording_of(province: Agency) -> Mapping[str, str]:
    """A province's own phrases by key; those it does not have are the standard ones. One query."""
    return {}
