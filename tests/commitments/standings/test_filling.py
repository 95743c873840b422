"""What was signed before standings were kept: the migration writes the rows that the writer would."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from agencies.audit import record
from agencies.clock import now
from commitments.amendments.actions import NewItem, amend
from commitments.fulfilment.actions import revoke_fulfilment
from commitments.models import CommitmentRollUp, CommitmentStanding
from kpis.items.actions import set_target
from kpis.standings import actions as standings

fill = import_module("commitments.migrations.0008_fill_standings").fill
ITEM = ("item", "period", "commitment", "state", "is_fulfilled", "fulfilment", "is_drifting", "drifted_aspects",
        "drifting_since")  # fmt: skip
SUM = ("commitment", "period", "tier", "state", "items", "fulfilled", "drifting")


def rows():
    items = CommitmentStanding.objects.order_by("item", "period").values_list(*ITEM)
    return list(items), list(CommitmentRollUp.objects.order_by("commitment", "period").values_list(*SUM))


@pytest.fixture
def year(commit, fulfilled, division_1, agency_a, event_top, item, approved, period, head_a, head_b):
    """Two commitments with what the rules tell apart, and a draft; the confirmed item to revoke."""
    given = item(low=100, deadline=date(2022, 12, 31), accountable=head_a)
    moved, other = item(kind="latest", low=50), item(kind="average", low=5)
    approved(given, 3, value=120)
    set_target(moved, in_force_from=period(2), by=None, operator=">=", low=40, unit=moved.targets.first().unit)
    texts = ["Cắm mốc giới", {"text": "Quy chế", "deadline": date(2022, 3, 1)}, "Rút"]
    signed = commit(agency_a, event=event_top, items=[given, {"text": "Cả hai", "links": [given, other]}, *texts])
    commit(division_1, items=[{"text": "Lệch", "links": [(moved, {"low": 50})]}])
    commit(division_1, event=event_top, items=["Nháp"], signed=False)
    said = fulfilled(signed.items.get(text="Cắm mốc giới"), on=date(2022, 1, 10))
    gone = signed.items.get(text="Rút")
    amend(signed, "01/PL", date(2022, 4, 1), add=[NewItem("Thêm", "confirmed")], withdraw=[gone.pk], by=head_a)
    given.deadline, given.accountable = date(2022, 9, 30), head_b
    given.save(update_fields=["deadline", "accountable"])
    changed = {"deadline": given.deadline, "accountable": head_b.pk}
    record(given, "changed-in-admin", by=None, at=now(), agency=given.agency_id, new=changed)
    standings.refresh([given.pk])
    return said


def test_the_rows_are_those_of_the_writer(year, plan):
    written = rows()
    assert {row[7] for row in written[0]} == {"", "target", "deadline owner"}
    assert {row[6] for row in written[0]} == {True, False}
    CommitmentStanding.objects.all().delete()
    CommitmentRollUp.objects.all().delete()
    fill(apps, None)
    assert rows() == written
    assert list(standings.check(plan)) == []


def test_a_closed_month_counts_what_was_revoked_since_and_not_what_was_confirmed_since(
    year, plan, close_until, administrator
):
    close_until(4)
    written = rows()
    revoke_fulfilment(year, by=administrator, reason="Báo nhầm")
    revoked = rows()
    assert revoked != written
    CommitmentStanding.objects.all().delete()
    CommitmentRollUp.objects.all().delete()
    fill(apps, None)
    assert rows() == revoked
