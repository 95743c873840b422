"""Writes an import of agencies through the actions on the tree, and remembers what undoing it needs."""

from collections.abc import Iterable
from typing import Any

from agencies.audit import plain
from agencies.models import Agency, AgencyName, User
from agencies.tree.actions import add_agency, add_alias, edit_agency, rename_agency
from workbooks.kinds.agencies.cells import AgencyRow
from workbooks.kinds.agencies.known import Known
from workbooks.models import ImportRun

REMEMBERED = (
    "name", "short_name", "unit_code", "peer_group_id", "sort_order", "active_from", "active_to", "search_text",
)  # fmt: skip
OF_NAMES = ("short_name", "valid_to")
GIVEN = ("short_name", "peer_group", "unit_code", "active_from", "active_to")


class AgencyWriter:
    """One import's writing, row by row, parents before their children; `changes` is what undoing needs."""

    def __init__(self, run: ImportRun, known: Known, *, by: User | None):
        self.run, self.known, self.by = run, known, by
        self.reason = f"import {run.pk} {run.sha256}"
        self.made: dict[int, Agency] = {}  # by the identity of the row
        self.changes: dict[str, Any] = {
            "agencies": [], "agency_names": [], "agency_aliases": [], "changed_agencies": {}, "changed_names": {},
        }  # fmt: skip

    def write(self, row: AgencyRow) -> None:
        """Add or change the agency of one row."""
        agency = self._add(row) if row.agency is None else self._change(row, row.agency)
        for alias in row.new_aliases:
            made = add_alias(agency, alias, by=self.by, reason=self.reason)
            self.changes["agency_aliases"].append(made.pk)

    def _add(self, row: AgencyRow) -> Agency:
        parent = self.made[id(row.parent_row)] if row.parent_row else row.parent or self.known.province
        given = {name: getattr(row, name) for name in GIVEN if getattr(row, name) not in (None, "")}
        agency = add_agency(
            parent=parent, name=row.name, code=row.code, level=row.level, by=self.by,
            sort_order=row.sort_order or 0, **given,
        )  # fmt: skip
        self.made[id(row)] = agency
        self.changes["agencies"].append(agency.pk)
        self.changes["agency_names"] += agency.names.values_list("pk", flat=True)
        return agency

    def _change(self, row: AgencyRow, agency: Agency) -> Agency:
        if not row.changed and not row.renamed_on:
            return agency
        agency = Agency.objects.get(pk=agency.pk)
        current = agency.names.filter(valid_to=None).first()
        before = _values(agency, REMEMBERED), _values(current, OF_NAMES)
        changed = dict(row.changed)
        if row.renamed_on:
            short = changed.pop("short_name", agency.short_name)
            rename_agency(
                agency, name=row.name, short_name=short, valid_from=row.renamed_on, by=self.by, reason=self.reason
            )
            self.changes["agency_names"] += agency.names.filter(valid_to=None).values_list("pk", flat=True)
        agency = edit_agency(agency, by=self.by, reason=self.reason, **changed)
        _remember(self.changes["changed_agencies"], agency, before[0], REMEMBERED)
        if current is not None:
            current.refresh_from_db()
            _remember(self.changes["changed_names"], current, before[1], OF_NAMES)
        return agency


def _values(row: Agency | AgencyName | None, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row else {}


def _remember(kept: dict[str, Any], row: Agency | AgencyName, before: dict[str, Any], names: Iterable[str]) -> None:
    """Old and new of the fields that differ."""
    after = _values(row, names)
    differing = [name for name in names if before[name] != after[name]]
    if differing:
        kept[str(row.pk)] = {
            "old": plain({n: before[n] for n in differing}), "new": plain({n: after[n] for n in differing}),
        }  # fmt: skip
