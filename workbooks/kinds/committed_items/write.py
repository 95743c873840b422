"""Writes an import of committed items into drafts, and takes it back. In the caller's transaction.

Rows are written in few statements, whatever their number; a commitment that is begun leaves its own trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.clock import now
from agencies.models import User
from commitments.enums import CommitmentState
from commitments.models import Commitment, CommitmentItem, CommitmentRollUp, ItemLink, SigningEvent
from commitments.signing.actions import write_draft
from commitments.standings import writer as standings
from dxtracker.lib.batches import batched
from kpis.errors import CannotChange
from workbooks.errors import Stale
from workbooks.kinds.committed_items.cells import ItemRow, Wish
from workbooks.kinds.committed_items.known import Standing, standing_of
from workbooks.kinds.undo import changed_again, refuse_dependents, remove, restore
from workbooks.models import ImportRun

BATCH = 500
LINK = ("item", "assignment", "is_part", "operator", "low", "high", "baseline", "unit", "raw", "deadline", "owner",
        "accountable")  # fmt: skip
OF_ITEM, OF_LINK = ("way", "deadline"), ("is_part", *LINK[3:])


class Writer:
    """One import's writing; `changes` is what undoing needs."""

    def __init__(
        self, run: ImportRun, standing: Standing, parties: Mapping[int, dict[str, Any]], *, by: User | None,
        at: datetime,
    ):  # fmt: skip
        self.run, self.standing, self.parties, self.by, self.at = run, standing, parties, by, at
        self.changes: dict[str, Any] = {
            "commitments": [], "committed_items": [], "item_links": [], "changed_committed_items": {},
            "changed_item_links": {}, "removed_item_links": [],
        }  # fmt: skip

    def write(self, rows: Sequence[ItemRow]) -> None:
        """Make and change drafts, items and links. Raises Stale where one was signed or changed since."""
        drafts = self._drafts(rows)
        fresh = [row for row in rows if row.item is None]
        made = self._items(fresh, drafts)
        changed = [row for row in rows if row.item is not None]
        self._change_items(changed)
        self._links([*zip(fresh, made, strict=True), *((row, row.item) for row in changed)])
        self._trace(rows, drafts)
        standings.refresh([draft.pk for draft in drafts.values()])

    def _drafts(self, rows: Sequence[ItemRow]) -> dict[int, Commitment]:
        """Agency → its commitment, held and still a draft; begun where there is none."""
        agencies = {row.agency.pk: row.agency for row in rows if row.agency}
        standings.lock(self.standing.event, agencies)
        event = SigningEvent.objects.select_for_update(of=["self"], no_key=True).get(pk=self.standing.event.pk)
        held = Commitment.objects.select_for_update(of=["self"], no_key=True).filter(event=event, agency__in=agencies)
        found = {row.agency_id: row for row in held.order_by("pk")}
        if any(row.is_signed for row in found.values()):
            raise Stale(_("A commitment was signed in the meantime. Look at the new preview."))
        if standing_of(self.run).stored(agencies) != self.standing.stored(agencies):
            raise Stale(_("A commitment was changed in the meantime. Look at the new preview."))
        for key, agency in agencies.items():
            if key not in found:
                found[key] = write_draft(event, agency, by=self.by, parties=self.parties[key])
                self.changes["commitments"].append(found[key].pk)
        return found

    def _items(self, rows: Sequence[ItemRow], drafts: Mapping[int, Commitment]) -> list[CommitmentItem]:
        """The new items, each after those of its commitment, in the order of the sheet."""
        last: dict[int, int] = defaultdict(int, self.standing.last_order)
        wanted = []
        for row in rows:
            draft = drafts[row.agency.pk]  # type: ignore[union-attr]  # good rows have an agency
            last[draft.pk] += 1
            wanted.append(CommitmentItem(commitment=draft, order=last[draft.pk], text=row.text, **row.values))
        made = CommitmentItem.objects.bulk_create(wanted, batch_size=BATCH)
        self.changes["committed_items"] = [item.pk for item in made]
        return made

    def _change_items(self, rows: Sequence[ItemRow]) -> None:
        touched = []
        for row in rows:
            if row.item is not None and row.values:
                _remember(self.changes["changed_committed_items"], row.item, row.values)
                touched.append(row.item)
        CommitmentItem.objects.bulk_update(touched, OF_ITEM, batch_size=BATCH)

    def _links(self, pairs: Iterable[tuple[ItemRow, CommitmentItem | None]]) -> None:
        fresh, touched, gone = [], [], []
        for row, item in pairs:
            gone += row.gone
            for wish in row.wishes:
                if wish.link is None:
                    fresh.append(ItemLink(item=item, assignment=wish.assignment, **wish.columns))
                elif wish.changed:
                    touched.append(self._changed(wish, wish.link))
        self.changes["removed_item_links"] = [_all_of(link) for link in gone]
        remove(ItemLink, [link.pk for link in gone])
        ItemLink.objects.bulk_update(touched, OF_LINK, batch_size=BATCH)
        made = ItemLink.objects.bulk_create(fresh, batch_size=BATCH)
        self.changes["item_links"] = [link.pk for link in made]

    def _changed(self, wish: Wish, link: ItemLink) -> ItemLink:
        _remember(self.changes["changed_item_links"], link, wish.changed)
        return link

    def _trace(self, rows: Sequence[ItemRow], drafts: Mapping[int, Commitment]) -> None:
        """One event for each commitment: how many items the import made and changed in it."""
        for key, draft in drafts.items():
            own = [row for row in rows if row.agency and row.agency.pk == key]
            counted = {status: sum(row.status == status for row in own) for status in ("new", "changed")}
            reason = f"import {self.run.pk} {self.run.sha256}"
            record(draft, "commitment-imported", by=self.by, at=self.at, agency=key, new=counted, reason=reason)


def _remember(kept: dict[str, Any], row: CommitmentItem | ItemLink, wanted: Mapping[str, Any]) -> None:
    """Write the fields, keep old and new of them."""
    old = {name: getattr(row, name) for name in wanted}
    kept[str(row.pk)] = {"old": plain(old), "new": plain({name: _stored(value) for name, value in wanted.items()})}
    for name, value in wanted.items():
        setattr(row, name, value)


def _stored(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _all_of(link: ItemLink) -> dict[str, Any]:
    """A link that is removed, as it will be made again."""
    return plain({"id": link.pk} | {f.attname: getattr(link, f.attname) for f in (_field(name) for name in LINK)})


def _field(name: str) -> Any:
    return ItemLink._meta.get_field(name)


def take_back(run: ImportRun, *, by: User | None) -> None:
    """Undo the import in the caller's transaction. Raises CannotChange, saying what rests on it."""
    changes = run.changes
    begun, items, links = (changes.get(name, []) for name in ("commitments", "committed_items", "item_links"))
    altered = [int(key) for key in changes.get("changed_committed_items", {})]
    altered += list(_items_of([*links, *map(int, changes.get("changed_item_links", {}))]))
    altered += [row["item_id"] for row in changes.get("removed_item_links", [])]
    drafts = _held(begun, {*items, *altered})
    _refuse_strange(begun, items, links)
    refuse_dependents(CommitmentItem, items, {ItemLink})
    refuse_dependents(Commitment, begun, {CommitmentItem, CommitmentRollUp})
    refuse_dependents(ItemLink, links, set())
    restore(ItemLink, changes.get("changed_item_links", {}))
    restore(CommitmentItem, changes.get("changed_committed_items", {}))
    remove(ItemLink, links)
    _bring_back(changes.get("removed_item_links", []))
    remove(CommitmentItem, items)
    remove(Commitment, begun)
    for draft in drafts:
        reason = f"import {run.pk} {run.sha256}"
        record(draft, "commitment-import-undone", by=by, at=now(), agency=draft.agency_id, reason=reason)
    standings.refresh(draft.pk for draft in drafts)


def _items_of(links: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for keys in batched(links):
        found |= set(ItemLink.objects.filter(pk__in=keys).values_list("item", flat=True))
    return found


def _held(begun: Sequence[int], items: Iterable[int]) -> list[Commitment]:
    """The commitments that the import touched, locked; refused where one is signed by now."""
    keys = set(begun)
    for some in batched(sorted(items)):
        keys |= set(CommitmentItem.objects.filter(pk__in=some).values_list("commitment", flat=True))
    standings.lock_parties(keys)
    rows = Commitment.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=keys).order_by("pk")
    drafts = list(rows)
    if any(draft.state == CommitmentState.SIGNED for draft in drafts):
        raise CannotChange(_("A commitment of this import is signed by now: it changes by amendments alone."))
    return drafts


def _refuse_strange(begun: Sequence[int], items: Sequence[int], links: Sequence[int]) -> None:
    """Refuse where somebody added to, or took from, what the import made."""
    if CommitmentItem.objects.filter(commitment__in=begun).exclude(pk__in=items).exists():
        raise changed_again()
    for model, keys in ((CommitmentItem, items), (ItemLink, links)):
        if sum(model._base_manager.filter(pk__in=some).count() for some in batched(keys)) != len(keys):
            raise changed_again()
    for some in batched(items):
        if ItemLink.objects.filter(item__in=some).exclude(pk__in=links).exists():
            raise changed_again()


def _bring_back(removed: Sequence[Mapping[str, Any]]) -> None:
    fields = {field.attname: field for field in ItemLink._meta.concrete_fields}
    rows = [
        ItemLink(**{name: None if value is None else fields[name].to_python(value) for name, value in row.items()})
        for row in removed
    ]
    ItemLink.objects.bulk_create(rows, batch_size=BATCH)
