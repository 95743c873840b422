"""A test is one transaction; `settled` ends it as far as versions know, and says which one stands."""

from django.db import connection

from agencies.models import Agency
from agencies.versions.queries import version_of


def settled(province: Agency) -> int | None:
    """The version of a province; the next write gives another one, as it does in a transaction of its own."""
    connection.run_on_commit.clear()
    return Agency.objects.annotate(now=version_of(province.pk)).values_list("now", flat=True)[0]
