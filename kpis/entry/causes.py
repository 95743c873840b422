"""The coded causes that a row of the month's page offers."""

from collections.abc import Iterator
from functools import cached_property

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.databases.compiled import compiled
from kpis.entry.scope import Place
from kpis.models import Cause


class Causes:
    """The coded causes of a province: read once they are looked at, drawn once for each of them that is chosen.

    A month of 30 items holds 30 lists of all causes.
    """

    def __init__(self, province: int) -> None:
        self.province = province
        self.drawn: dict[str, SafeString] = {}

    def __iter__(self) -> Iterator[Cause]:
        return iter(self.rows)

    @cached_property
    def rows(self) -> list[Cause]:
        return _causes(self.province)

    def options(self, chosen: str) -> SafeString:
        """What a field offers of them, `chosen` (the key as a text) marked."""
        if chosen not in self.drawn:
            drawn = render_to_string("kpis/entry/_causes.html", {"causes": self.rows, "chosen": chosen})
            self.drawn[chosen] = mark_safe(drawn.strip())  # noqa: S308 -- drawn by a template
        return self.drawn[chosen]


def causes_of(place: Place) -> Causes:
    """The coded causes of the place's province: one query, once they are looked at."""
    return Causes(place.agency.root_id)


@compiled
def _causes(province: int) -> QuerySet[Cause]:
    return Cause.objects.filter(province=province).order_by("kind", "code")
