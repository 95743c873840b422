"""The version of a province, read with whatever a page asks first."""

from django.db.models import QuerySet, Subquery, Sum, Value

from agencies.models import Version
from agencies.versions.writing import EVERYWHERE


def version_of(province: int) -> Subquery:
    """For any query: the province's version as of that query; None before anything was ever written."""
    return Subquery(parts_of(province).values(all=Value(1)).annotate(version=Sum("token")).values("version"))


def parts_of(province: int) -> QuerySet[Version]:
    """The parts of which the version of a province (its key) is the sum."""
    return Version.objects.filter(place__in=[EVERYWHERE, province]).order_by()


def total(parts: QuerySet[Version]) -> int | None:
    """The version as of now, as `version_of` tells it; one query."""
    found: int | None = parts.aggregate(version=Sum("token"))["version"]
    return found
