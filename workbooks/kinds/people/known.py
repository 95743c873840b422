"""The people of a province, or of one agency of it, as a sheet is held against them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from agencies.models import Agency, Membership, User
from agencies.queries import LONGEST_FIRST
from agencies.roster.queries import still
from dxtracker.lib.text import same_name_key
from workbooks.kinds.agencies.known import Known, known_agencies

BETWEEN = (", ", " - ", " – ", " / ", "; ", " thuộc ")


@dataclass(frozen=True)
class KnownPeople:
    """`held`: person's key → roles held now or later; `taken`: the user names of everybody, in small letters."""

    places: Known
    meant: Mapping[str, Agency]  # names of agencies that somebody has just explained
    by_username: dict[str, User]
    by_email: dict[str, User]
    by_name: dict[str, list[User]]
    held: dict[int, list[Membership]]
    taken: set[str]

    def places_called(self, text: str) -> list[Agency]:
        """The agencies that a cell may mean; a division may have its agency behind a comma. Several: it is unclear."""
        if explained := self.meant.get(same_name_key(text)):
            return [explained]
        if found := self.places.find(text):
            return [found]
        for mark in BETWEEN:
            left, _mark, right = text.rpartition(mark)
            above = self.places.find(right) if left else None
            inside = self.places.by_key.get(same_name_key(left), []) if above else []
            if own := [agency for agency in inside if above and agency.parent_id == above.pk]:
                return own
        named = self.places.named(text, "")
        keys = self.places.called.get(same_name_key(text), set())
        return named or [self.places.by_pk[key] for key in sorted(keys)]

    def of_this_name(self, key: str, agency: Agency) -> list[User]:
        """Who is called so and holds a role at the agency."""
        named = self.by_name.get(key, [])
        return [person for person in named if any(role.agency_id == agency.pk for role in self.held.get(person.pk, ()))]


def known_people(province: Agency, agency: Agency | None, learned: Mapping[str, str]) -> KnownPeople:
    """Who holds or held a role in `province`, or at `agency` and below it; seven queries.

    `learned`: names of agencies that somebody has just explained (name → code).
    """
    places = known_agencies(province)
    inside = Agency.objects.within(agency or province)
    people = list(User.objects.filter(memberships__agency__in=inside, is_system=False).distinct().order_by("pk"))
    held: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.of_people().filter(still(), agency__in=inside).select_related("user")
    for membership in rows.order_by("agency__path", "role", LONGEST_FIRST, "pk"):
        held[membership.user_id].append(membership)
    by_name: dict[str, list[User]] = defaultdict(list)
    for person in people:
        by_name[same_name_key(person.full_name)].append(person)
    meant = {same_name_key(name): places.by_code.get(code.casefold()) for name, code in learned.items()}
    return KnownPeople(
        places=places,
        meant={name: found for name, found in meant.items() if found},
        by_username={person.username.lower(): person for person in people},
        by_email={person.email.lower(): person for person in reversed(people) if person.email},
        by_name=dict(by_name),
        held=held,
        taken={name.lower() for name in User.objects.values_list("username", flat=True)},
    )
