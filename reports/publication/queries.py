"""Reads of what is published: the public's of one row, and the list for who publishes."""

from collections.abc import Sequence

from agencies.models import Agency, User
from agencies.rights.access import visible_agencies
from agencies.rights.roles import Permission
from reports.models import Publication

SHOWN = {"published_at__isnull": False, "withdrawn_at": None}


def shown(code: str, year: int | None = None, month: int | None = None) -> Publication | None:
    """What is published of a province: of that month, else the latest. One query, of this one table."""
    rows = Publication.objects.filter(code=code, **SHOWN)
    if year is not None and month is not None:
        rows = rows.filter(year=year, month=month)
    return rows.order_by("-year", "-month").first()


def months_of(code: str) -> Sequence[tuple[int, int]]:
    """The months of which something is published, the latest first. One query."""
    rows = Publication.objects.filter(code=code, **SHOWN).order_by("-year", "-month")
    return list(rows.values_list("year", "month"))


def publications_of(province: Agency) -> Sequence[Publication]:
    """All that was ever proposed, the latest month first. One query."""
    rows = Publication.objects.filter(province=province.pk).defer("content")
    return list(rows.select_related("period", "proposed_by", "confirmed_by", "withdrawn_by"))


def to_confirm(user: User) -> Sequence[tuple[str, int, int]]:
    """Province, year and month of what another person proposed where `user` steers, the oldest first. One query."""
    rows = Publication.objects.filter(published_at=None, withdrawn_at=None)
    rows = rows.filter(province__in=visible_agencies(user, Permission.STEER)).exclude(proposed_by=user)
    return list(rows.order_by("proposed_at", "pk").values_list("code", "year", "month"))
