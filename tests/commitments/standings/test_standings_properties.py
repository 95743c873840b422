"""Whatever is done to commitments and what they stand for: stored is judged anew, and what is closed does not move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.clock import today
from commitments.amendments.actions import NewItem, amend
from commitments.amendments.changes import drifts_of
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment, revoke_fulfilment
from commitments.models import CommitmentRollUp, CommitmentStanding, Fulfilment
from commitments.signing.actions import correct, sign
from commitments.standings.queries import in_month, items_of
from kpis.entry.actions import approve, type_figures
from kpis.errors import CannotChange, Stale, WrongMove
from kpis.items.actions import set_target
from kpis.models import Entry
from kpis.periods.actions import close_period, open_period, reopen_period
from kpis.standings import actions as standings
from tests.kpis.standings.test_standings_properties import undone

LATER = datetime(2100, 1, 1, tzinfo=UTC)
ACTS = ("set_target", "set_deadline", "report", "withdraw", "add", "reword", "accept", "claim", "confirm", "revoke")
ACTS += ("sign", "correct", "open", "close", "close", "reopen")
few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class Cast:
    """What a random act may need, with a method for each kind."""

    def __init__(self, plan, commitments, items, people):
        self.plan, self.commitments, self.items = plan, commitments, items
        self.promiser, self.head, self.officer = people
        self.number = 0

    def period(self, month):
        return self.plan.periods.get(month=month)

    def commitment(self, n):
        row = self.commitments[n % len(self.commitments)]
        row.refresh_from_db()
        return row

    def amend(self, n, month, **what):
        self.number += 1
        day = min(date(2022, month, 20), today())
        return amend(self.commitment(n), f"{self.number}/PL", day, by=self.head, **what)

    def set_target(self, n, month, value):
        given = self.items[n % len(self.items)]
        unit = given.targets.first().unit
        set_target(given, in_force_from=self.period(month), by=None, operator=">=", low=value or 1, unit=unit)

    def set_deadline(self, n, month, value):
        given = self.items[n % len(self.items)]
        given.deadline = date(2022, month, 1 + value % 28)
        given.save(update_fields=["deadline"])
        standings.refresh([given.pk])

    def report(self, n, month, value):
        given = self.items[n % len(self.items)]
        entry = type_figures(given, self.period(month), by=self.promiser, value=value)
        Entry.objects.filter(pk=entry.pk).update(status="submitted")
        approve([entry.pk], by=self.officer)

    def withdraw(self, n, month, value):
        items = list(self.commitment(n).items.filter(withdrawn_by=None))
        self.amend(n, month, withdraw=[items[value % len(items)].pk] if items else [])

    def add(self, n, month, value):
        self.amend(n, month, add=[NewItem(f"Việc {value}", "confirmed", date(2022, month, 25))])

    def reword(self, n, month, value):
        items = list(self.commitment(n).items.filter(withdrawn_by=None))
        self.amend(n, month, texts={one.pk: f"Lời {value}" for one in items[:1]})

    def accept(self, n, month, value):
        self.amend(n, month, accept=list(drifts_of(self.commitment(n)))[: 1 + value % 3])

    def claim(self, n, month, value):
        own = list(self.commitment(n).items.exclude(way="assigned").order_by("pk"))
        claim_fulfilment(own[value % len(own)], fulfilled_on=date(2022, month, 1 + value % 28), by=self.promiser)

    def confirm(self, n, month, value):
        if row := Fulfilment.objects.filter(state="claimed").order_by("pk").first():
            decide_fulfilment(row, by=self.head, confirm=value % 4 != 0, reason="Chưa đủ")

    def revoke(self, n, month, value):
        if row := Fulfilment.objects.filter(state="confirmed").order_by("pk").last():
            revoke_fulfilment(row, by=self.head, reason="Báo nhầm")

    def sign(self, n, month, value):
        sign(self.commitment(n), by=self.head)

    def correct(self, n, month, value):
        correct(self.commitment(n), by=self.head, reason="Ghi nhầm")

    def open(self, n, month, value):
        open_period(self.period(10), by=self.officer)

    def close(self, n, month, value):
        period = self.plan.periods.filter(state="open").order_by("month").first()
        close_period(period or self.period(month), by=self.officer)

    def reopen(self, n, month, value):
        reopen_period(self.period(month), by=self.officer, reason="Bổ sung", until=LATER + timedelta(days=1))

    def closed(self):
        """Every row of closed months."""
        kept = {"period__plan": self.plan, "period__state": "closed"}
        return {
            (type(row).__name__, row.pk): {name: value for name, value in row.__dict__.items() if name[0] != "_"}
            for model in (CommitmentStanding, CommitmentRollUp)
            for row in model.objects.filter(**kept)
        }


@pytest.fixture
def cast(plan, item, commit, division_1, agency_a, event_top, head_division, head_a, officer, head_b):
    items = [item(kind=kind, low=100, deadline=date(2022, 6, 30)) for kind in ("number", "monthly", "latest")]
    both = {"text": "Cả hai", "links": items[:2]}
    signed = commit(division_1, items=[*items, both, "Cắm mốc giới", "Số hóa hồ sơ"])
    draft = commit(agency_a, event=event_top, items=[items[0], {"text": "Quy chế", "deadline": date(2022, 4, 1)}],
                   signed=False)  # fmt: skip
    return Cast(plan, [signed, draft], items, (head_division, head_a, officer))


acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 9), st.integers(0, 150))


@few
@given(found=st.lists(acts, min_size=6, max_size=24))
def test_after_any_acts_the_stored_is_what_is_judged_and_closed_months_stand_still(cast, found):
    with undone():
        for name, n, month, value in found:
            before = cast.closed()
            try:
                with transaction.atomic():
                    getattr(cast, name)(n, month, value)
            except (CannotChange, WrongMove, Stale):
                assert cast.closed() == before
            after = cast.closed()
            assert all(after[key] == before[key] for key in before.keys() & after.keys())
            assert before.keys() - after.keys() == set() or name == "reopen"
        assert list(standings.check(cast.plan)) == []
        of_the_months(cast)


def of_the_months(cast):
    """What boards sum is what stands for the items that pages list."""
    for period in cast.plan.periods.all():
        items = items_of([row.pk for row in cast.commitments], period)
        for row in in_month(type(cast.commitments[0]).objects.all(), period):
            own = items.get(row.pk, ())
            sums = (len(own), sum(one.is_fulfilled for one in own), sum(one.is_drifting for one in own))
            if row.state_then == "signed" and period.state != "closed":
                assert (row.n_items, row.n_fulfilled, row.n_drifting) == sums, (period.month, row)
