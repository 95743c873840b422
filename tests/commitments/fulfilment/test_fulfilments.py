"""Items of their own way: who promised says it, the other party decides."""

from datetime import date, timedelta

import pytest

from agencies.clock import today
from agencies.models import AuditEvent
from commitments.amendments.actions import amend
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment, revoke_fulfilment
from commitments.models import Fulfilment
from commitments.signing.rules import can_decide
from kpis.errors import CannotChange

DAY = date(2022, 5, 1)


@pytest.fixture
def own(commit, division_1):
    return commit(division_1, items=["Cắm mốc giới"]).items.get()


@pytest.fixture
def paper(commit, division_2):
    return commit(division_2, items=[{"text": "Ban hành quy chế", "way": "document"}]).items.get()


def test_a_claim_waits_and_counts_once_it_is_confirmed(own, head_division, head_a, ledger_of):
    row = claim_fulfilment(own, fulfilled_on=DAY, note="Xong 12 mốc", by=head_division)
    assert (row.state, ledger_of(own.commitment)[0].is_fulfilled) == ("claimed", False)
    decide_fulfilment(row, by=head_a, confirm=True)
    row.refresh_from_db()
    assert (row.state, row.decided_by, ledger_of(own.commitment)[0].fulfilled_on) == ("confirmed", head_a, DAY)
    assert list(AuditEvent.objects.filter(object_id=row.pk, object_type="commitments.fulfilment").values_list(
        "action", "by__username", "agency__code")) == [
        ("fulfilment-decided", "giamdoc.a", "a-1"), ("fulfilment-claimed", "truongphong.a1", "a-1"),
    ]  # fmt: skip


def test_a_document_is_named_with_number_and_date(paper, clerk_a):
    for wrong in ({}, {"document_number": "12/QĐ"}, {"document_on": DAY}, {"document_number": " ", "document_on": DAY}):
        with pytest.raises(CannotChange):
            claim_fulfilment(paper, fulfilled_on=DAY, by=clerk_a, **wrong)
    row = claim_fulfilment(paper, fulfilled_on=DAY, document_number="12/QĐ-SXD", document_on=DAY, by=clerk_a)
    assert (row.document_number, row.document_on) == ("12/QĐ-SXD", DAY)


def test_nothing_is_claimed_ahead_of_time_or_marked_secret(own, clerk_a):
    tomorrow = today() + timedelta(days=1)
    for wrong in (
        {"fulfilled_on": tomorrow},
        {"fulfilled_on": DAY, "document_on": tomorrow},
        {"fulfilled_on": DAY, "note": "theo công văn TỐI MẬT"},
    ):
        with pytest.raises(CannotChange):
            claim_fulfilment(own, by=clerk_a, **wrong)
    assert not Fulfilment.objects.exists()


def test_one_claim_at_a_time(own, head_division, head_a):
    first = claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    with pytest.raises(CannotChange):
        claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    decide_fulfilment(first, by=head_a, confirm=False, reason="Còn thiếu hai mốc")
    claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    assert list(Fulfilment.objects.values_list("state", "decision_reason")) == [
        ("refused", "Còn thiếu hai mốc"), ("claimed", ""),
    ]  # fmt: skip


def test_only_items_of_their_own_way_that_are_signed_and_stand_are_claimed(
    commit, division_1, division_2, own, item, head_a, clerk_a
):
    linked = commit(division_2, items=[item()]).items.get()
    draft = commit(division_1.parent, event=None, items=["Nháp"], signed=False).items.get()
    other = own.commitment.items.create(order=2, text="Giữ lại")
    amend(own.commitment, "01/PL", date(2022, 6, 1), withdraw=[own.pk], by=head_a)
    for wrong in (linked, draft, own):
        with pytest.raises(CannotChange):
            claim_fulfilment(wrong, fulfilled_on=DAY, by=clerk_a)
    assert claim_fulfilment(other, fulfilled_on=DAY, by=clerk_a).pk


def test_nobody_decides_on_their_own_word(own, head_a, administrator):
    row = claim_fulfilment(own, fulfilled_on=DAY, by=head_a)
    with pytest.raises(CannotChange):
        decide_fulfilment(row, by=head_a, confirm=True)
    decide_fulfilment(row, by=administrator, confirm=True)
    with pytest.raises(CannotChange):
        decide_fulfilment(row, by=administrator, confirm=False, reason="Thôi")
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_refusal_and_a_revocation_say_why(own, head_division, head_a, ledger_of):
    row = claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    with pytest.raises(CannotChange):
        decide_fulfilment(row, by=head_a, confirm=False, reason=" ")
    with pytest.raises(CannotChange):
        revoke_fulfilment(row, by=head_a, reason="Chưa xác nhận thì không thu hồi được")
    decide_fulfilment(row, by=head_a, confirm=True)
    with pytest.raises(CannotChange):
        revoke_fulfilment(row, by=head_a, reason="")
    revoke_fulfilment(row, by=head_a, reason="Kiểm tra lại chưa đủ mốc")
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == ("refused", "Kiểm tra lại chưa đủ mốc")
    assert ledger_of(own.commitment)[0].is_fulfilled is False
    trail = AuditEvent.objects.get(action="fulfilment-revoked")
    assert (trail.old["state"], trail.new["state"], trail.reason) == ("confirmed", "refused", row.decision_reason)


def test_the_board_says_that_a_confirmation_was_revoked_by_whom_and_why(own, head_division, head_a, client, on_day):
    row = claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    decide_fulfilment(row, by=head_a, confirm=True)
    revoke_fulfilment(row, by=head_a, reason="Kiểm tra lại chưa đủ mốc")
    client.force_login(head_a)
    page = client.get(own.commitment.get_absolute_url()).content.decode()
    day, who = today().strftime("%d/%m/%Y"), head_a.full_name
    assert "Báo đã thực hiện ngày 01/05/2022, đã thu hồi xác nhận" in page
    assert f"{who} quyết định ngày {day} · {who} thu hồi ngày {day}: Kiểm tra lại chưa đủ mốc" in page
    assert "không được xác nhận" not in page


def test_who_speaks_for_the_other_party(
    own, commit, agency_a, event_top, officer, administrator, head_a, head_b, head_division, committee
):
    top = commit(agency_a, event=event_top, items=["Một"])
    people = (officer, administrator, head_a, head_b, head_division, committee)
    assert [can_decide(one, own.commitment) for one in people] == [False, True, True, False, False, False]
    assert [can_decide(one, top) for one in people] == [True, False, False, False, False, False]


def test_what_is_said_waits_at_the_home_of_who_decides(
    client, own, commit, agency_a, event_top, head_division, head_a, head_b, officer, administrator, clerk_a
):
    def waits(*people):
        found = []
        for person in people:
            client.force_login(person)
            page = client.get("/")
            waiting = page.context["board"].waiting if page.status_code == 200 else ()
            found.append([(one.figure, one.url) for one in waiting if one.section == "commitments"])
        return found

    assert waits(head_a) == [[]]
    inner = claim_fulfilment(own, fulfilled_on=DAY, by=head_division)
    top = commit(agency_a, event=event_top, items=["Một"]).items.get()
    outer = claim_fulfilment(top, fulfilled_on=DAY, by=clerk_a)
    lines = [[("1", f"/commitments/fulfilments/{row.pk}/")] for row in (inner, outer)]
    assert waits(head_a, officer, head_b, administrator, head_division) == [*lines, [], [], []]
    decide_fulfilment(inner, by=head_a, confirm=True)
    decide_fulfilment(outer, by=officer, confirm=True)
    assert waits(head_a, officer) == [[], []]
