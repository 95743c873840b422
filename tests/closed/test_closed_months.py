"""Closed means closed: whatever is done or edited afterwards, its boards stay the same to the byte."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dashboards import scope
from kpis.models import Entry, Period, Plan, PlanRules
from kpis.periods.actions import close_period
from tests.closed.boards import PAPERS, addresses, answers, differences, reports, reports_in
from tests.closed.editing import write_over
from tests.closed.examples import EXAMPLES, actions, done_once
from tests.closed.reorganising import REORGANISING

LATER_ON = date(2022, 11, 30)
MACHINES = ("json", "csv", "xlsx", "pdf")
TRAIL = ("action", "agency", "at", "by", "new", "object_id", "object_type", "old", "reason")
# What a constraint binds to another field or row, and the trail, which nobody writes over.
BOUND = {
    "agencies.Agency.level",
    "agencies.Agency.parent",
    "agencies.PeerGroup.province",
    "agencies.Agency.province",
    "agencies.AgencyName.agency",
    *(f"agencies.AuditEvent.{name}" for name in TRAIL),
    "agencies.Membership.agency",
    "agencies.Membership.is_acting",
    "commitments.CommitmentRollUp.commitment",
    "commitments.CommitmentRollUp.period",
    "commitments.CommitmentStanding.drifted_aspects",
    "commitments.CommitmentStanding.drifting_since",
    "commitments.CommitmentStanding.is_drifting",
    "commitments.CommitmentStanding.is_fulfilled",
    "commitments.CommitmentStanding.item",
    "commitments.Fulfilment.item",
    "commitments.ItemLink.high",
    "commitments.TrustRoot.province",
    "kpis.Assignment.withdrawn_from",
    "kpis.Cause.province",
    "kpis.Entry.verified_denominator",
    "kpis.Entry.verified_numerator",
    "kpis.Entry.verified_value",
    "kpis.Evidence.kind",
    "kpis.Indicator.province",
    "kpis.Milestone.month",
    "kpis.RollUp.done_all",
    "kpis.RollUp.period",
    "kpis.Standing.assignment",
    "kpis.Standing.period",
    "kpis.Target.assignment",
    "kpis.Target.high",
    "steering.Meeting.province",
}


@pytest.fixture(scope="module")
def kept(built, django_db_blocker):
    """The boards of month 6 as they are answered right after it was closed."""
    with django_db_blocker.unblock():
        client = Client()
        client.force_login(built.committee)
        places = addresses()
        found = answers(client, places, 6) | answers(client, PAPERS, 6, ("pdf",))
        return places, found | answers(client, reports(), 6, ("json",))


@pytest.fixture
def reader(client, world):
    client.force_login(world.committee)
    return client


def test_every_action_has_its_example():
    assert set(actions()) == set(EXAMPLES)


def test_no_action_moves_a_board_of_a_closed_month(world, kept, reader):
    places, before = kept
    for name in EXAMPLES:
        if name not in REORGANISING:
            done_once(world, name)
    after = answers(reader, places, 6, MACHINES) | answers(reader, reports_in(before), 6, ("json",))
    after |= answers(reader, PAPERS, 6, ("pdf",))
    assert differences({key: before[key] for key in after}, after) == {}


def test_no_reorganisation_moves_a_board_of_a_closed_month(built, db, kept, reader):
    """Each by itself and taken back: what it ends or gives away is there for the others to act on."""
    places, before = kept
    for name in REORGANISING:
        with transaction.atomic():
            done_once(deepcopy(built), name)
            after = answers(reader, [*places, *reports_in(before)], 6, ("json",))
            transaction.set_rollback(True)
        assert differences({key: before[key] for key in after}, after) == {}, name


def test_nothing_that_is_edited_moves_a_board_of_a_closed_month(world, kept, reader, on_day):
    """Every field of every row is written over, and months pass."""
    places, before = kept
    refused = write_over(world.committee)
    assert refused == BOUND, "\n".join(sorted(refused ^ BOUND))
    on_day(LATER_ON)
    after = answers(reader, places, 6) | answers(reader, reports_in(before), 6, ("json",))
    after |= answers(reader, PAPERS, 6, ("pdf",))
    assert differences(before, after) == {}


def test_a_board_that_reads_living_rows_is_found(world, kept, reader, monkeypatch):
    """Shown a house in which closed months are read like open ones."""
    _places, before = kept
    monkeypatch.setattr(scope, "database_of", lambda period: None)
    for rules in (Plan, PlanRules):
        rules.objects.update(counts_no_activity=True)
    after = answers(reader, [reverse("dashboards:province")], 6, ("json",))
    assert set(differences({key: before[key] for key in after}, after)) == set(after)


def test_a_month_shows_closed_what_it_showed_open(world, reader):
    Entry.objects.filter(period__month=7, status="submitted").update(status="draft")
    places = addresses()
    before = answers(reader, places, 7, ("json", "csv"))
    close_period(Period.objects.get(month=7), by=world.officer)
    after = answers(reader, places, 7, ("json", "csv"))
    assert differences(_open(before), _open(after)) == {}


def _open(found: dict[str, bytes]) -> dict[str, bytes]:
    """The same without the words that say whether a month is closed, and its checksum."""
    said = re.compile(rb'"(period_state|checksum)": [^\n]*|,(open|closed)(?=\r\n)')
    return {address: said.sub(b"", content) for address, content in found.items()}
