"""Several people sign, amend, claim and vouch at the same moment, each on a connection of their own."""

from datetime import date

import pytest

from agencies.clock import now
from commitments.amendments.actions import amend
from commitments.events.actions import change_event
from commitments.files.actions import attest
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment
from commitments.items.actions import add_item, change_item
from commitments.models import Amendment, Attestation, Commitment, CommitmentItem, Fulfilment, SignedFile
from commitments.signing.actions import draft_all, sign
from kpis.errors import CannotChange
from kpis.items.actions import set_target
from kpis.periods.actions import close_period
from kpis.standings import actions as standings
from tests.kpis.test_concurrency import at_once, own_file  # noqa: F401  -- a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def refused(raised):
    """How many were told that it cannot be done; anything else is raised again."""
    for error in raised:
        if error is not None and not isinstance(error, CannotChange):
            raise error
    return sum(error is not None for error in raised)


def test_what_is_signed_was_not_written_to_at_that_moment(commit, division_1, head_a, administrator):
    draft = commit(division_1, items=["Một"], signed=False)
    own = draft.items.get()
    said = {"text": "Hai", "way": "confirmed", "by": administrator}
    raised = at_once(
        lambda: sign(draft, by=head_a),
        lambda: sign(draft, by=administrator),
        lambda: change_item(own, **said),
        lambda: add_item(draft, **(said | {"text": "Ba"})),
        lambda: add_item(draft, **(said | {"text": "Bốn"})),
    )
    assert refused(raised[:2]) == 1
    written = 3 - refused(raised[2:])
    texts = list(CommitmentItem.objects.order_by("order").values_list("text", flat=True))
    assert (texts[0] == "Hai") + len(texts) - 1 == written
    assert Commitment.objects.get().state == "signed"


def test_two_amendments_of_one_number_are_one_and_what_both_took_over_is_told(
    commit, division_1, head_a, administrator
):
    signed = commit(division_1, items=["Một", "Hai"])
    first, second = signed.items.order_by("order")
    raised = at_once(
        lambda: amend(signed, "01/PL", date(2022, 6, 1), withdraw=[first.pk], by=head_a),
        lambda: amend(signed, "01/PL", date(2022, 6, 1), withdraw=[second.pk], by=administrator),
        lambda: amend(signed, "02/PL", date(2022, 6, 1), texts={first.pk: "Ba"}, by=administrator),
    )
    assert refused(raised[:2]) == 1
    assert Amendment.objects.count() == 3 - refused(raised)
    assert signed.items.exclude(withdrawn_by=None).count() == 1


def test_a_fulfilment_is_said_once_and_decided_once(commit, division_1, head_a, administrator, clerk_a, head_division):
    own = commit(division_1, items=["Một"]).items.get()
    said = [
        lambda by=by: claim_fulfilment(own, fulfilled_on=date(2022, 5, 1), by=by) for by in (clerk_a, head_division)
    ]
    assert refused(at_once(*said)) == 1
    row = Fulfilment.objects.get()
    raised = at_once(
        lambda: decide_fulfilment(row, by=head_a, confirm=True),
        lambda: decide_fulfilment(row, by=administrator, confirm=False, reason="Chưa đủ"),
    )
    assert refused(raised) == 1


def test_drafts_are_begun_once_and_two_vouch_for_a_scan(
    event_a, commit, division_1, division_2, agency_a, event_top, head_a, administrator, clerk_a, officer, monkeypatch
):
    assert refused(at_once(*(lambda by=by: draft_all(event_a, by=by) for by in (head_a, administrator)))) == 0
    assert Commitment.objects.count() == 2
    scan = SignedFile.objects.create(
        commitment=commit(agency_a, event=event_top, items=["Một"]), file="x", file_name="x.pdf", sha256="a", size=1,
        verdict="unsigned", verified_at=now(), uploaded_at=now(),
    )  # fmt: skip
    monkeypatch.setattr("commitments.files.actions.kept_bytes", lambda file: b"")
    people = (head_a, clerk_a, officer, head_a)
    assert refused(at_once(*(lambda by=by: attest(scan, by=by) for by in people))) == 2
    assert Attestation.objects.count() == 2


def test_what_is_agreed_and_what_is_decided_at_one_moment_stand_as_one_after_the_other(
    commit, division_1, item, period, head_a, administrator, plan
):
    """A target moves, what moved is agreed, a figure is judged, a month is closed: stored is what is judged anew."""
    given, other = item(low=100), item(kind="latest", low=50)
    signed = commit(division_1, items=[given, {"text": "Cả hai", "links": [given, other]}, "Cắm mốc giới"])
    own = signed.items.get(way="confirmed")
    said = claim_fulfilment(own, fulfilled_on=date(2022, 1, 10), by=administrator)
    unit = given.targets.first().unit
    set_target(given, in_force_from=period(3), by=None, operator=">=", low=90, unit=unit)
    link = signed.items.first().links.get()
    raised = at_once(
        lambda: set_target(given, in_force_from=period(4), by=None, operator=">=", low=80, unit=unit),
        lambda: set_target(other, in_force_from=period(4), by=None, operator=">=", low=40, unit=""),
        lambda: amend(signed, "01/PL", date(2022, 6, 1), accept=[(link.pk, "target")], by=head_a),
        lambda: decide_fulfilment(said, by=head_a, confirm=True),
        lambda: close_period(period(1), by=administrator),
        lambda: change_event(
            signed.event, plan=plan, agency=signed.event.agency, name="Hội nghị", signed_on=date(2022, 1, 5),
            precision="day", by=administrator,
        ),
    )  # fmt: skip
    refused(raised)
    assert list(standings.check(plan)) == []
