"""The doors of a person who works in more than one place, and the letters that wait to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from agencies.enums import Level, Role
from agencies.models import User
from agencies.rights.access import Grant, province_tail
from dxtracker.frame.waiting import Waiting
from dxtracker.setup.page import Checklist
from kpis.models import Notice


@dataclass(frozen=True)
class Card:
    title: str
    note: str
    url: str
    figure: str = ""


@dataclass(frozen=True)
class Home:
    """What the home page shows: doors, letters not put aside, the first hour of a province until it is over."""

    greeting_name: str
    cards: list[Card]
    letters: Sequence[Notice] = ()
    waiting: Sequence[Waiting] = ()
    beginning: Checklist | None = None


def page_of(
    user: User,
    held: Sequence[Grant],
    letters: Sequence[Notice] = (),
    waiting: Sequence[Waiting] = (),
    beginning: Checklist | None = None,
) -> Home:
    """The home page of a person who holds these roles."""
    return Home(user.full_name, cards(user, held), letters, waiting, beginning)


def cards(user: User, held: Iterable[Grant]) -> list[Card]:
    """One door for each agency in which a role is held."""
    doors: dict[int, Card] = {}
    for grant in held:
        whole = grant.agency.level == Level.PROVINCE
        url = reverse("dashboards:province") if whole else reverse("dashboards:agency", args=[grant.agency.code])
        tail = province_tail(user, grant.agency)
        url += f"?{tail[1:]}" if tail else ""
        doors.setdefault(grant.agency.pk, Card(grant.agency.name, str(Role(grant.role).label), url))
    return list(doors.values())
