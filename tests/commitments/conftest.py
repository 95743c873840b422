"""Commitments on top of the cast.

event_a      signing event of agency_a: heads of divisions with the director (end of February 2022, known by month)
event_top    signing event of the province: heads of agencies with the Standing Board (2022, known by year)
commit       commit(agency, event=event_a, items=[...], signed=True, **fields) → Commitment. Each of `items` is a text
             (an item that the other party confirms), an Assignment (linked on the terms in force now), or a
             dictionary of CommitmentItem's fields with `links`: [Assignment | (Assignment, {ItemLink's fields})]
fulfilled    fulfilled(item, on=date(2022, 5, 1), state="confirmed"): claimed by head_division, decided by head_a
ledger_of    ledger_of(commitment, month) → tuple of commitments.standings.queries.Item
"""

from datetime import date

import pytest

from agencies.clock import now
from commitments.models import Commitment, CommitmentItem, Fulfilment, ItemLink, SigningEvent
from commitments.standings.queries import items_of
from commitments.standings.writer import refresh

TERMS = ("operator", "low", "high", "baseline", "unit", "raw")


@pytest.fixture
def event_a(plan, agency_a):
    return SigningEvent.objects.create(
        plan=plan, agency=agency_a, name="Hội nghị ký cam kết", signed_on=date(2022, 2, 28), precision="month",
        signed_text="cuối tháng 2/2022",
    )  # fmt: skip


@pytest.fixture
def event_top(plan, province):
    return SigningEvent.objects.create(
        plan=plan, agency=province, name="Ký cam kết với Ban Thường vụ Tỉnh ủy", signed_on=date(2022, 1, 1),
        precision="year", signed_text="đầu năm 2022",
    )  # fmt: skip


def link_to(item: CommitmentItem, assignment, **fields) -> ItemLink:
    """A link on the terms that are in force now, but for `fields`."""
    target = assignment.targets.order_by("in_force_from__month").last()
    terms = {name: getattr(target, name) for name in TERMS} if target else {}
    terms |= {"deadline": assignment.deadline, "owner": assignment.agency, "accountable": assignment.accountable}
    return ItemLink.objects.create(item=item, assignment=assignment, **(terms | fields))


def add_item(commitment: Commitment, said, order: int) -> CommitmentItem:
    if isinstance(said, str):
        said = {"text": said}
    elif not isinstance(said, dict):
        said = {"text": said.indicator.name, "links": [said]}
    said = dict(said)
    links = said.pop("links", [])
    way = "assigned" if links else "confirmed"
    item = CommitmentItem.objects.create(**({"commitment": commitment, "order": order, "way": way} | said))
    for link in links:
        assignment, fields = link if isinstance(link, tuple) else (link, {})
        link_to(item, assignment, **fields)
    return item


@pytest.fixture
def commit(event_a, province):
    def write(agency, event=None, items=(), signed=True, **fields):
        event = event or event_a
        tier = "agency" if event.agency_id == province.pk else "division"
        parties = {
            "signatory_name": "Nguyễn Văn An",
            "signatory_post": "Trưởng phòng",
            "agency_name": agency.name,
            "counterparty_name": "Trần Thị Bình" if tier == "division" else "Ban Thường vụ Tỉnh ủy",
            "counterparty_agency_name": event.agency.name,
        }
        state = {"state": "signed", "recorded_at": now()} if signed else {"state": "draft"}
        row = Commitment.objects.create(event=event, agency=agency, tier=tier, **(parties | state | fields))
        for order, said in enumerate(items, 1):
            add_item(row, said, order)
        refresh([row.pk])
        return row

    return write


@pytest.fixture
def fulfilled(head_division, head_a):
    def write(item, on=date(2022, 5, 1), state="confirmed", **fields):
        decided = {"decided_at": now(), "decided_by": head_a} if state != "claimed" else {}
        said = {"claimed_at": now(), "claimed_by": head_division, "state": state, "fulfilled_on": on}
        row = Fulfilment.objects.create(item=item, **(said | decided | fields))
        refresh([item.commitment_id])
        return row

    return write


@pytest.fixture
def ledger_of(period):
    def read(commitment, month=9):
        return items_of([commitment.pk], period(month)).get(commitment.pk, ())

    return read
