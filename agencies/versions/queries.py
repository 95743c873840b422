"""The version of a province, read with whatever a page asks first."""

from django.db.models import Subquery, Sum, Value

from agencies.models import Version
from agencies.versions.writing import EVERYWHERE


def version_of(province: int) -> Subquery:
    """For any query: the province's version as of that query; None before anything was ever written."""
    parts = Version.objects.filter(place__in=[EVERYWHERE, province]).order_by()
    return Subquery(parts.values(all=Value(1)).annotate(version=Sum("token")).values("version"))
