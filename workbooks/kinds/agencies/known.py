"""A province's tree as a sheet of agencies is held against it: every agency, whatever its level, by every name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from agencies.enums import Level
from agencies.models import Agency, AgencyAlias, AgencyName, PeerGroup
from dxtracker.lib.text import fold, same_name_key
from workbooks.reading.agencies.groups import group_keys
from workbooks.reading.tables.headings import phrase


@dataclass(frozen=True)
class Known:
    """`called`: key of a name, former name, short name, code or alias → keys of the agencies (divisions left out)."""

    province: Agency
    agencies: list[Agency]
    by_pk: dict[int, Agency]
    by_code: dict[str, Agency]
    by_key: dict[str, list[Agency]]
    called: dict[str, set[int]]
    own: dict[int, set[str]]
    names: dict[int, list[AgencyName]]
    groups: dict[str, PeerGroup]
    group_names: list[str] = field(default_factory=list)

    def named(self, name: str, parent: str) -> list[Agency]:
        """The agencies of exactly this name, below `parent` where it is said, else divisions only where no other is."""
        found = self.by_key.get(same_name_key(name), [])
        above = self.find(parent) if parent else None
        if above is not None:
            return [agency for agency in found if agency.parent_id == above.pk]
        return [agency for agency in found if agency.level != Level.DIVISION] or found

    def find(self, text: str) -> Agency | None:
        """The one agency that `text` names: by code, official name, or any other name that is nobody else's."""
        if agency := self.by_code.get(text.casefold()):
            return agency
        found = self.named(text, "")
        if len(found) == 1:
            return found[0]
        keys = self.called.get(same_name_key(text), set())
        return self.by_pk[next(iter(keys))] if len(keys) == 1 else None

    def others_called(self, text: str, agency: Agency | None) -> list[Agency]:
        """Who else than `agency` goes by this name, in the order of the tree."""
        keys = self.called.get(same_name_key(text), set()) - ({agency.pk} if agency else set())
        return [self.by_pk[key] for key in sorted(keys)]

    def nearest(self, text: str) -> tuple[str, ...]:
        """At most three official names that are almost `text`."""
        return _nearest(text, [agency.name for agency in self.agencies])

    def group(self, text: str) -> PeerGroup | None:
        """A peer group by its code or its name in either language; "Các sở, ban, ngành" is "Sở, ban, ngành"."""
        return self.groups.get(group_key(text))

    def nearest_groups(self, text: str) -> tuple[str, ...]:
        """At most three names of peer groups that are almost `text`; the first three where none is."""
        return _nearest(text, self.group_names) or tuple(self.group_names[:3])


def known_agencies(province: Agency) -> Known:
    """Everything of `province` that a sheet may name; four queries."""
    agencies = list(Agency.objects.filter(province=province).select_related("peer_group").order_by("path"))
    everyone = [province, *agencies]
    by_pk = {agency.pk: agency for agency in everyone}
    by_key: dict[str, list[Agency]] = defaultdict(list)
    spellings: dict[int, set[str]] = defaultdict(set)
    names: dict[int, list[AgencyName]] = defaultdict(list)
    for agency in everyone:
        by_key[same_name_key(agency.name)].append(agency)
        spellings[agency.pk] |= {same_name_key(text) for text in (agency.name, agency.short_name, agency.code) if text}
    for row in AgencyName.objects.filter(agency__in=Agency.objects.filter(province=province)):
        names[row.agency_id].append(row)
        spellings[row.agency_id] |= {same_name_key(text) for text in (row.name, row.short_name) if text}
    for key, agency_id in AgencyAlias.objects.filter(province=province).values_list("key", "agency"):
        spellings[agency_id].add(key)
    called: dict[str, set[int]] = defaultdict(set)
    for agency in everyone:
        if agency.level != Level.DIVISION:
            for key in spellings[agency.pk]:
                called[key].add(agency.pk)
    groups = list(PeerGroup.objects.of(province))
    by_spelling = {group_key(key): group for group in groups for key in group_keys(group.code, group.name)}
    return Known(
        province=province,
        agencies=agencies,
        by_pk=by_pk,
        by_code={agency.code.casefold(): agency for agency in everyone},
        by_key=dict(by_key),
        called=dict(called),
        own=dict(spellings),
        names=dict(names),
        groups=by_spelling | {group_key(text): g for g in groups for text in (g.name_en, g.name, g.code) if text},
        group_names=[group.name for group in groups],
    )


def group_key(text: str) -> str:
    """What a peer group is compared by: letters and digits only, "các" in front left out.

    >>> group_key("Các sở, ban, ngành") == group_key("so_ban_nganh")
    True
    """
    return phrase(text).removeprefix("cac ").replace(" ", "")


def _nearest(text: str, names: Iterable[str]) -> tuple[str, ...]:
    folded = {fold(name): name for name in names}
    return tuple(folded[found] for found in get_close_matches(fold(text), folded, n=3, cutoff=0.6))
