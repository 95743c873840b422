"""The version of a province, read with whatever a page asks first."""

from django.db.models import QuerySet, Subquery, Sum, Value

from agencies.models import Version
from agencies.versions.writing import EVERYWHERE


def version_of(province: int) -> Subquery:
    """For any query: the province's version as of that query; None before anything was ever written."""
    return Subquery(_parts(province).values(all=Value(1)).annotate(version=Sum("token")).values("version"))


def version_on(province: int, database: str) -> int | None:
    """The same, asked of the database of that name; one query."""
    found: int | None = _parts(province).using(database).aggregate(version=Sum("token"))["version"]
    return found


def version_of_all() -> int | None:
    """The version of all provinces together, as of now; one query."""
    found: int | None = Version.objects.order_by().aggregate(version=Sum("token"))["version"]
    return found


def _parts(province: int) -> QuerySet[Version]:
    return Version.objects.filter(place__in=[EVERYWHERE, province]).order_by()
