"""The checksum that proves an undoing: it must see every change of a row, and nothing else."""

from agencies.models import AgencyAlias
from tests.workbooks.checksum import tables_checksum


def test_the_same_tables_give_the_same_checksum_and_a_changed_row_another(agency_a):
    before = tables_checksum()
    assert tables_checksum() == before
    agency_a.sort_order += 1
    agency_a.save()
    after = tables_checksum()
    assert {name for name in before if after[name] != before[name]} == {"agencies.agency"}


def test_a_row_more_shows_in_its_own_table_only(agency_a, province):
    before = tables_checksum()
    AgencyAlias.objects.create(province=province, agency=agency_a, alias="SXD")
    after = tables_checksum()
    assert {name for name in before if after[name] != before[name]} == {"agencies.agencyalias"}
    assert tables_checksum(exclude=["agencies.agencyalias"]).items() <= before.items()


def test_the_trail_and_the_runs_are_left_out_and_the_rest_is_there(db):
    named = set(tables_checksum())
    assert named.isdisjoint({"agencies.auditevent", "workbooks.importrun"})
    assert {"agencies.agency", "kpis.entry", "kpis.entryevent", "kpis.standing", "commitments.commitment"} <= named


def test_a_column_may_be_left_out(agency_a):
    before = tables_checksum(exclude=["agencies.agency.sort_order"])
    agency_a.sort_order += 1
    agency_a.save()
    assert tables_checksum(exclude=["agencies.agency.sort_order"]) == before
