"""The doors of a person who works in more than one place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from agencies.access import Grant
from agencies.enums import Role


@dataclass(frozen=True)
class Card:
    title: str
    note: str
    url: str
    figure: str = ""


def cards(held: Iterable[Grant]) -> list[Card]:
    """One door for each agency in which a role is held."""
    doors: dict[int, Card] = {}
    for grant in held:
        url = reverse("dashboards:agency", args=[grant.agency.code])
        doors.setdefault(grant.agency.pk, Card(grant.agency.name, str(Role(grant.role).label), url))
    return list(doors.values())
