"""What a sheet of committed items is held against: who may promise at an event, what stands, what may be linked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from agencies.models import Agency, AgencyAlias, AgencyName
from commitments.drift.terms import Terms
from commitments.enums import Tier
from commitments.models import Commitment, CommitmentItem, ItemLink, SigningEvent
from commitments.signing.drafting import day_of, terms_of_link, terms_on, tier_of
from dxtracker.lib.text import clean, fold, same_name_key
from kpis.models import Assignment
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead

AROUND = " .;,:-–—+•"  # marks around the words of an item
ALIKE = 0.5


def item_key(text: str) -> str:
    """What an item is known by within a commitment: its words, however they are spelled.

    >>> item_key("- Nâng cao đạo đức công vụ;") == item_key("nâng cao  Đạo đức công vụ")
    True
    """
    return same_name_key(clean(text).strip(AROUND))


@dataclass(frozen=True)
class Standing:
    """What stands at an event. `own`: the one agency that the import is about; None: the event's own import.

    `commitments` by the agency's key, `items` by commitment and `item_key`, `links` by item; `last_order` by
    commitment.
    """

    event: SigningEvent
    own: Agency | None
    agencies: dict[int, Agency]
    called: dict[str, set[int]]
    commitments: dict[int, Commitment]
    items: dict[int, dict[str, CommitmentItem]]
    links: dict[int, list[ItemLink]]
    last_order: dict[int, int]

    def named(self, text: str) -> list[Agency]:
        """Who may promise and goes by `text`: a code or any name, once for each."""
        return [self.agencies[key] for key in sorted(self.called.get(same_name_key(text.strip(AROUND)), ()))]

    def nearest(self, text: str) -> tuple[str, ...]:
        """At most three official names that are almost `text`."""
        return nearest(text, [agency.name for agency in self.agencies.values()])

    def stored(self, agencies: Collection[int]) -> list[Any]:
        """What stands of these agencies' (keys) commitments, as plain values: two of them tell whether it changed."""
        kept = [row for key, row in sorted(self.commitments.items()) if key in agencies]
        items = [item for row in kept for item in self.items.get(row.pk, {}).values()]
        links = [link for item in items for link in self.links.get(item.pk, ())]
        return [
            [(row.pk, row.state, self.last_order.get(row.pk)) for row in kept],
            [(item.pk, item.text, item.way, item.deadline) for item in items],
            [(link.pk, link.item_id, link.assignment_id, link.is_part, terms_of_link(link)) for link in links],
        ]

    def item(self, agency: Agency, text: str) -> CommitmentItem | None:
        """The item of these words that stands in the agency's commitment."""
        commitment = self.commitments.get(agency.pk)
        return self.items[commitment.pk].get(item_key(text)) if commitment else None


def promising(event: SigningEvent) -> list[Agency]:
    """Who may promise at an event: the agencies right below the event's own, alive on its day."""
    rows = Agency.objects.filter(parent=event.agency_id).alive_on(day_of(event))
    return list(rows.order_by("sort_order", "path"))


def standing_of(run: ImportRun) -> Standing:
    """What stands at the run's event, in seven queries. Raises CannotRead where the event or its agency is gone."""
    event = SigningEvent.objects.select_related("agency", "plan").filter(pk=run.subject_id or 0).first()
    if event is None:
        raise CannotRead("no_signing_event")
    able = {agency.pk: agency for agency in promising(event)}
    own = None if run.agency_id == event.agency_id else able.get(run.agency_id or 0)
    if own is None and run.agency_id != event.agency_id:
        raise CannotRead("agency_not_at_event")
    items, last_order = _items(event)
    return Standing(
        event=event,
        own=own,
        agencies=able,
        called=_called(able),
        commitments={row.agency_id: row for row in Commitment.objects.filter(event=event)},
        items=items,
        links=_links(event),
        last_order=last_order,
    )


def _called(able: dict[int, Agency]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for agency in able.values():
        for text in (agency.code, agency.name, agency.short_name):
            found[same_name_key(text)].add(agency.pk)
    for key, *texts in AgencyName.objects.filter(agency__in=able).values_list("agency", "name", "short_name"):
        for text in texts:
            found[same_name_key(text)].add(key)
    for spelling, key in AgencyAlias.objects.filter(agency__in=able).values_list("key", "agency"):
        found[spelling].add(key)
    found.pop("", None)
    return found


def _items(event: SigningEvent) -> tuple[dict[int, dict[str, CommitmentItem]], dict[int, int]]:
    items: dict[int, dict[str, CommitmentItem]] = defaultdict(dict)
    last: dict[int, int] = defaultdict(int)
    for row in CommitmentItem.objects.filter(commitment__event=event).order_by("commitment", "order"):
        last[row.commitment_id] = max(last[row.commitment_id], row.order)
        if row.withdrawn_by_id is None:
            items[row.commitment_id].setdefault(item_key(row.text), row)
    return items, last


def _links(event: SigningEvent) -> dict[int, list[ItemLink]]:
    found: dict[int, list[ItemLink]] = defaultdict(list)
    rows = ItemLink.objects.filter(item__commitment__event=event).select_related("assignment__indicator")
    for row in rows.order_by("pk"):
        found[row.item_id].append(row)
    return found


@dataclass(frozen=True)
class Linkable:
    """The assigned items that may be promised, by agency and by what they may be called; their terms as of signing.

    A division promises its own items or those of its agency; its own come first.
    """

    above: int | None
    called: dict[int, dict[str, list[Assignment]]]
    terms: dict[int, Terms]

    def find(self, agency: Agency, text: str) -> list[Assignment]:
        """The assigned items of that code, indicator code or name; several where the text does not tell them apart."""
        key = same_name_key(text)
        for holder in (agency.pk, self.above):
            if found := self.called.get(holder or 0, {}).get(key, []):
                return found
        return []

    def nearest(self, agency: Agency, text: str) -> tuple[str, ...]:
        """At most three codes, where `text` is one word, or names that are almost `text`."""
        rows = [row for holder in (agency.pk, self.above) for found in self.called.get(holder or 0, {}).values()
                for row in found]  # fmt: skip
        if " " not in text:
            return nearest(text, [code for row in rows for code in (row.code, row.indicator.code) if code])
        return nearest(text, [clean(row.indicator.name) for row in rows])


def linkable_at(standing: Standing, agencies: Collection[int]) -> Linkable:
    """The assigned items of `agencies` (keys) in the event's plan, on the terms of the signing day: two queries."""
    event = standing.event
    above = event.agency_id if tier_of(event) == Tier.DIVISION else None
    holders = {*agencies, *([above] if above else [])}
    found = Assignment.objects.filter(plan=event.plan_id, agency__in=holders)
    rows = list(found.select_related("indicator", "agency", "accountable").order_by("agency", "sort_order", "pk"))
    called: dict[int, dict[str, list[Assignment]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        spellings = (row.code, row.indicator.code, row.indicator.name)
        for key in dict.fromkeys(same_name_key(text) for text in spellings if text):
            called[row.agency_id][key].append(row)
    return Linkable(above, {holder: dict(keys) for holder, keys in called.items()}, terms_on(rows, day_of(event)))


def nearest(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """At most three of `names` that are almost `text`, marks and case ignored."""
    folded = {fold(name): name for name in names}
    return tuple(folded[found] for found in get_close_matches(fold(text), folded, n=3, cutoff=ALIKE))
