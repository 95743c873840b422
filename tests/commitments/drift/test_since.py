"""Since when what is in force differs from what was signed: the target's month, else the trail of the assigned item."""

from datetime import UTC, date, datetime

import pytest

from agencies.audit import record
from commitments.drift.history import UNKNOWN, since_of
from commitments.enums import Aspect
from commitments.words import drift_words, since_words
from kpis.items.actions import hand_over, set_target
from tests import factories

MORNING = datetime(2022, 10, 5, 1, 30, tzinfo=UTC)  # 8:30 of the 5th in Vietnam
NIGHT = datetime(2022, 8, 1, 18, 0, tzinfo=UTC)  # the 2nd already


@pytest.fixture
def drifts(ledger_of):
    """(difference, since) of every drift of a commitment's only item."""

    def read(commitment):
        (item,) = ledger_of(commitment)
        found = since_of(item.links, 2022)
        return [(difference, found[link.key, difference.aspect]) for link, difference in item.drifts]

    return read


def changed(assignment, at=MORNING, action="changed-in-admin", old=None, **values):
    """Write fields of an assigned item and the event that says so."""
    for name, value in values.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(values))
    return record(assignment, action, by=None, at=at, agency=assignment.agency_id, old=old, new=values)


def test_a_target_differs_from_the_month_it_is_in_force_by_the_act_that_set_it(
    commit, division_1, item, drifts, period, province
):
    given = item(kind="ratio", low=80)
    commitment = commit(division_1, items=[given])
    act = factories.DocumentFactory(province=province, number="52", symbol="QĐ-UBND", kind="Quyết định")
    set_target(given, in_force_from=period(9), by=None, operator=">=", low=90, unit="%", document=act)
    ((difference, since),) = drifts(commitment)
    assert (since.month, since.year, since.document) == (9, 2022, "Quyết định 52/QĐ-UBND")
    assert drift_words(difference, since) == (
        "mức giao đã ký: ≥ 80% · hiện nay: ≥ 90%, từ tháng 9/2022, theo Quyết định 52/QĐ-UBND"
    )


def test_a_deadline_differs_since_the_last_event_that_wrote_it(commit, division_1, item, drifts):
    given = item(deadline=date(2022, 12, 31))
    commitment = commit(division_1, items=[given])
    changed(given, at=NIGHT, deadline=date(2022, 9, 30))
    changed(given, at=MORNING, deadline=date(2022, 10, 31))
    record(given, "changed-in-admin", by=None, at=datetime(2022, 10, 9, tzinfo=UTC), new={"weight": 2})
    ((difference, since),) = drifts(commitment)
    assert (difference.aspect, since.on) == (Aspect.DEADLINE, date(2022, 10, 5))
    assert drift_words(difference, since) == ("thời hạn đã ký: 31/12/2022 · hiện nay: 31/10/2022, từ ngày 05/10/2022")


def test_an_import_that_moved_a_deadline_tells_the_day_of_the_import(commit, division_1, item, drifts):
    given = item(deadline=date(2022, 12, 31))
    commitment = commit(division_1, items=[given])
    changed(given, at=NIGHT, action="item-changed-by-import", deadline=date(2022, 9, 30))
    assert [since.on for _difference, since in drifts(commitment)] == [date(2022, 8, 2)]


def test_a_deadline_that_no_event_wrote_differs_since_nobody_knows_when(commit, division_1, item, drifts):
    given = item(deadline=date(2022, 12, 31))
    commitment = commit(division_1, items=[given])
    changed(given, deadline=date(2022, 9, 30))
    type(given).objects.filter(pk=given.pk).update(deadline=date(2022, 6, 30))
    ((difference, since),) = drifts(commitment)
    assert since == UNKNOWN
    assert drift_words(difference, since) == "thời hạn đã ký: 31/12/2022 · hiện nay: 30/06/2022, không rõ từ khi nào"


def test_a_person_differs_since_the_event_that_named_another(commit, division_1, item, drifts, head_a, head_b):
    given = item(accountable=head_a)
    commitment = commit(division_1, items=[given])
    changed(given, accountable=head_b)
    ((difference, since),) = drifts(commitment)
    assert (difference.aspect, since.on) == (Aspect.OWNER, date(2022, 10, 5))
    words = drift_words(difference, since)
    assert f"{head_a.full_name} · hiện nay: {head_b.full_name}, từ ngày 05/10/2022" in words


def test_what_was_handed_over_differs_since_the_day_on_which_it_was_recorded(
    commit, division_1, item, drifts, agency_b, period, on_day
):
    on_day(date(2022, 10, 5))
    given = item()
    commitment = commit(division_1, items=[given])
    hand_over([given], to=agency_b, since=period(9), by=None, reason="QĐ 5")
    ((difference, since),) = drifts(commitment)
    assert (difference.aspect, since_words(since)) == (Aspect.OWNER, "từ ngày 05/10/2022")


def test_the_event_by_which_an_item_was_assigned_does_not_tell_when_its_agency_changed(
    commit, division_1, item, drifts, agency_b
):
    given = item()
    commitment = commit(division_1, items=[given])
    type(given).objects.filter(pk=given.pk).update(agency=agency_b)
    ((difference, since),) = drifts(commitment)
    assert (difference.aspect, since_words(since)) == (Aspect.OWNER, "không rõ từ khi nào")


def test_a_whole_commitment_costs_one_query_and_one_that_does_not_drift_none(
    commit, division_1, item, ledger_of, django_assert_num_queries
):
    held = [item(kind=kind, deadline=date(2022, 12, 31)) for kind in ("number", "latest", "peak")]
    commitment = commit(division_1, items=held)
    links = [link for one in ledger_of(commitment) for link in one.links]
    with django_assert_num_queries(0):
        assert since_of(links, 2022) == {}
    type(held[0]).objects.update(deadline=date(2022, 6, 30))
    links = [link for one in ledger_of(commitment) for link in one.links]
    with django_assert_num_queries(1):
        assert len(since_of(links, 2022)) == 3
