"""Signing events and drafts: what may be written, what it takes to sign, what is kept once it is signed."""

from datetime import date

import pytest

from agencies.models import AgencyName, AuditEvent, Membership
from agencies.tree.actions import add_agency
from commitments.events.actions import add_event, change_event
from commitments.items.actions import add_item
from commitments.models import Commitment, SigningEvent
from commitments.signing.actions import change_parties, correct, create_draft, delete_draft, draft_all, sign
from commitments.signing.drafting import accounts_of, parties_of
from commitments.signing.forms import read_day
from commitments.signing.rules import wanting
from kpis.errors import CannotChange
from tests.factories import UserFactory


def fields_of(event, **more):
    names = ("plan", "agency", "name", "signed_on", "precision", "signed_text")
    return {name: getattr(event, name) for name in names} | more


# --- events ------------------------------------------------------------------------------------------------------


def test_a_day_is_known_as_exactly_as_it_is_written():
    assert read_day("28/02/2022") == (date(2022, 2, 28), "day")
    assert read_day(" 2/2022 ") == (date(2022, 2, 28), "month")
    assert read_day("2022") == (date(2022, 1, 1), "year")


@pytest.mark.parametrize("text", ["31/02/2022", "13/2022", "hai", "2022-02-28", "1/1/1022", "22"])
def test_what_is_no_day_is_refused(text):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        read_day(text)


def test_an_event_is_added_with_its_trail(plan, agency_a, head_a):
    event = add_event(
        plan=plan, agency=agency_a, name="Hội nghị", signed_on=date(2022, 2, 28), precision="month", by=head_a
    )
    assert (event.name, str(event.precision), event.agency) == ("Hội nghị", "month", agency_a)
    trail = AuditEvent.objects.get(action="signing-event-added")
    assert (trail.by, trail.agency, trail.new["signed_on"]) == (head_a, agency_a, "2022-02-28")


def test_nobody_promises_to_a_division(plan, division_1, head_a):
    with pytest.raises(CannotChange):
        add_event(plan=plan, agency=division_1, name="Họp", signed_on=date(2022, 2, 28), precision="day", by=head_a)
    assert not SigningEvent.objects.exists()


def test_an_event_with_commitments_keeps_its_agency_and_its_year(event_a, commit, division_1, province, head_a):
    change_event(event_a, by=head_a, **fields_of(event_a, name="Hội nghị ký kết"))
    commit(division_1, items=["Một"])
    with pytest.raises(CannotChange):
        change_event(event_a, by=head_a, **fields_of(event_a, agency=province))
    event_a.refresh_from_db()
    assert (event_a.name, event_a.agency_id) == ("Hội nghị ký kết", division_1.parent_id)


def test_a_change_of_an_event_leaves_only_what_changed(event_a, head_a):
    change_event(event_a, by=head_a, **fields_of(event_a))
    assert not AuditEvent.objects.filter(action="signing-event-changed").exists()
    change_event(event_a, by=head_a, **fields_of(event_a, signed_text="28/2/2022"))
    trail = AuditEvent.objects.get(action="signing-event-changed")
    assert (trail.old, trail.new) == ({"signed_text": "cuối tháng 2/2022"}, {"signed_text": "28/2/2022"})


def test_the_day_of_what_is_signed_agrees_with_the_calendar_and_with_amendments(
    event_a, commit, division_1, head_a, on_day
):
    commitment = commit(division_1, items=["Một"])
    on_day(date(2022, 6, 1))
    with pytest.raises(CannotChange):
        change_event(event_a, by=head_a, **fields_of(event_a, signed_on=date(2022, 6, 2), precision="day"))
    commitment.amendments.create(number="01", dated_on=date(2022, 3, 1), made_at="2022-03-01T00:00Z")
    with pytest.raises(CannotChange):
        change_event(event_a, by=head_a, **fields_of(event_a, signed_on=date(2022, 3, 2), precision="day"))
    change_event(event_a, by=head_a, **fields_of(event_a, signed_on=date(2022, 3, 1), precision="day"))


def test_a_month_and_a_year_begin_with_their_first_day(event_a, event_top):
    assert (event_a.first_day, event_top.first_day) == (date(2022, 2, 1), date(2022, 1, 1))


# --- drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_heads_and_names_of_the_day(event_a, division_1, head_division, head_a, agency_a):
    Membership.objects.filter(user=head_a).update(post="Giám đốc")
    AgencyName.objects.filter(agency=agency_a).update(name="Sở Xây dựng và Nhà đất")
    draft = create_draft(event_a, division_1, by=head_a)
    assert (draft.tier, draft.state, draft.signatory, draft.counterparty) == (
        "division",
        "draft",
        head_division,
        head_a,
    )
    assert (draft.signatory_name, draft.signatory_post) == (head_division.full_name, "Trưởng phòng, đơn vị")
    assert (draft.counterparty_name, draft.counterparty_post) == (head_a.full_name, "Giám đốc")
    assert (draft.agency_name, draft.counterparty_agency_name) == ("Văn phòng Sở", "Sở Xây dựng và Nhà đất")


def test_who_became_head_later_is_not_proposed(event_a, division_1, head_division, head_a):
    Membership.objects.filter(user=head_division).update(since=date(2022, 3, 1))
    found = parties_of(event_a, [division_1])[division_1.pk]
    assert (found["signatory_id"], found["signatory_name"], found["signatory_post"]) == (None, "", "")


def test_heads_of_agencies_promise_to_the_standing_board(event_top, agency_a, head_a, administrator):
    draft = create_draft(event_top, agency_a, by=administrator)
    assert (draft.tier, draft.signatory) == ("agency", head_a)
    assert (draft.counterparty, draft.counterparty_name) == (None, "Ban Thường vụ Tỉnh ủy")


def test_only_who_stands_right_below_promises(event_top, event_a, division_1, agency_b, administrator):
    for event, agency in ((event_top, division_1), (event_a, agency_b)):
        with pytest.raises(CannotChange):
            create_draft(event, agency, by=administrator)
    assert not Commitment.objects.exists()


def test_an_agency_has_one_commitment_at_an_event(event_a, division_1, head_a):
    create_draft(event_a, division_1, by=head_a)
    with pytest.raises(CannotChange):
        create_draft(event_a, division_1, by=head_a)
    assert Commitment.objects.count() == 1


def test_drafts_for_all_divisions_that_have_none(event_a, agency_a, division_1, division_2, commit, head_a):
    add_agency(by=None, parent=agency_a, code="a-3", name="Phòng cũ", level="division", active_to=date(2021, 12, 31))
    commit(division_1, items=["Một"])
    assert [made.agency for made in draft_all(event_a, by=head_a)] == [division_2]
    assert draft_all(event_a, by=head_a) == []


def test_parties_of_a_draft_are_written_anew_and_only_changes_leave_a_trace(event_a, division_1, head_a):
    draft = create_draft(event_a, division_1, by=head_a)
    change_parties(draft, by=head_a, signatory_name="Lê Văn Cường", number="05/CK")
    change_parties(draft, by=head_a, signatory_name="Lê Văn Cường", number="05/CK")
    trail = AuditEvent.objects.get(action="commitment-changed")
    assert trail.new == {"number": "05/CK", "signatory_name": "Lê Văn Cường"}


def test_parties_of_what_is_signed_stay(commit, division_1, head_a):
    commitment = commit(division_1, items=["Một"])
    with pytest.raises(CannotChange):
        change_parties(commitment, by=head_a, signatory_name="Người khác")
    commitment.refresh_from_db()
    assert commitment.signatory_name == "Nguyễn Văn An"


def test_a_draft_is_deleted_and_the_trail_keeps_what_it_was(commit, division_1, head_a):
    draft = commit(division_1, items=["Một", "Hai"], signed=False)
    delete_draft(draft, by=head_a)
    assert not Commitment.objects.exists()
    assert AuditEvent.objects.get(action="commitment-deleted").old["items"] == ["Một", "Hai"]
    with pytest.raises(CannotChange):
        delete_draft(draft, by=head_a)


def test_what_something_signed_hangs_on_is_not_deleted(commit, division_1, division_2, head_a, fulfilled):
    signed = commit(division_1, items=["Một"])
    corrected = commit(division_2, items=["Hai"], signed=False)
    fulfilled(corrected.items.get(), state="claimed")
    for commitment in (signed, corrected):
        with pytest.raises(CannotChange):
            delete_draft(commitment, by=head_a)
    assert Commitment.objects.count() == 2


# --- signing -----------------------------------------------------------------------------------------------------


def test_a_complete_draft_is_recorded_as_signed(commit, division_1, item, head_a):
    draft = commit(division_1, items=[item()], signed=False)
    assert wanting(draft) == []
    sign(draft, by=head_a)
    draft.refresh_from_db()
    assert (draft.state, draft.recorded_by, draft.recorded_at is not None) == ("signed", head_a, True)
    with pytest.raises(CannotChange):
        sign(draft, by=head_a)
    assert AuditEvent.objects.filter(action="commitment-signed").count() == 1


def test_each_rule_of_signing_says_what_is_missing(commit, division_1, division_2, item, head_a, event_a, on_day):
    empty = commit(division_1, signed=False, signatory_name="")
    assert len(wanting(empty)) == 2
    assert "Nêu đủ hai bên" in wanting(empty)[0]
    loose = {"text": "Gắn sau", "way": "assigned"}
    bare = {"text": "Không mức", "links": [(item(), {"operator": "", "low": None, "deadline": None})]}
    draft = commit(division_2, items=[loose, bare], signed=False)
    on_day(date(2022, 1, 31))
    first, second, third = wanting(draft)
    assert ("Gắn sau" in first, "Không mức" in second, "chưa diễn ra" in third) == (True, True, True)
    for wrong in (empty, draft):
        with pytest.raises(CannotChange):
            sign(wrong, by=head_a)
    assert not Commitment.objects.filter(state="signed").exists()


def test_a_signing_of_this_month_may_be_recorded_before_the_month_ends(commit, division_1, on_day):
    draft = commit(division_1, items=["Một"], signed=False)
    on_day(date(2022, 2, 1))
    assert wanting(draft) == []


def test_what_was_recorded_wrongly_becomes_a_draft_again_with_a_reason(commit, division_1, head_a):
    commitment = commit(division_1, items=["Một"])
    with pytest.raises(CannotChange):
        correct(commitment, by=head_a, reason="  ")
    correct(commitment, by=head_a, reason="Ghi nhầm đơn vị")
    commitment.refresh_from_db()
    assert (commitment.state, commitment.recorded_at) == ("draft", None)
    assert AuditEvent.objects.get(action="commitment-corrected").reason == "Ghi nhầm đơn vị"
    add_item(commitment, text="Hai", way="confirmed", by=head_a)


def test_nothing_is_corrected_beside_an_amendment_or_a_file(commit, division_1, division_2, head_a):
    amended, filed = commit(division_1, items=["Một"]), commit(division_2, items=["Hai"])
    amended.amendments.create(number="01", dated_on=date(2022, 3, 1), made_at="2022-03-01T00:00Z")
    filed.files.create(
        file="commitments/x", file_name="x.pdf", sha256="a" * 64, size=1, verdict="unsigned",
        verified_at="2022-03-01T00:00Z", uploaded_at="2022-03-01T00:00Z",
    )  # fmt: skip
    for commitment in (amended, filed):
        with pytest.raises(CannotChange):
            correct(commitment, by=head_a, reason="Thử")
        commitment.refresh_from_db()
        assert commitment.state == "signed"


def test_accounts_are_offered_in_the_order_of_the_vietnamese_alphabet(agency_a, head_a):
    for name in ("Vũ Bình", "Đặng Hà", "Ấu Lan", "Dương An"):
        Membership.objects.create(
            user=UserFactory(full_name=name), agency=agency_a, role="clerk", since=date(2022, 1, 1)
        )
    names = [name for _key, name in accounts_of(agency_a) if name != head_a.full_name]
    assert names == ["Ấu Lan", "Dương An", "Đặng Hà", "Vũ Bình"]
