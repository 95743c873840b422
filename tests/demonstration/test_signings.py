"""The demonstration's commitments: who signed with whom, how far they are fulfilled, what drifted."""

import pytest

from agencies.models import Agency
from commitments.files.verifying import kept_bytes
from commitments.models import Commitment, ItemLink, SignedFile, SigningEvent
from commitments.standings.queries import items_of
from kpis.models import Assignment, Period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within_demonstration")]


def test_eight_heads_signed_with_the_director_of_so_xay_dung():
    event = SigningEvent.objects.get(agency__code="SXD")
    assert (event.signed_text, event.precision, event.signed_on.month) == ("cuối tháng 2/2022", "month", 2)
    assert event.commitments.count() == 8
    assert Agency.objects.filter(parent__code="SXD").count() == 8
    named = event.commitments.filter(is_illustrative=False).values_list("agency__name", flat=True)
    assert sorted(named) == [
        "Phòng Quy hoạch kiến trúc",
        "Phòng Quản lý nhà, phát triển đô thị và hạ tầng kỹ thuật",
        "Văn phòng Sở",
    ]
    office = Commitment.objects.get(agency__code="SXD-VP")
    assert office.items.count() == 8
    assert office.items.filter(is_illustrative=False).count() == 3


def test_the_heads_of_all_agencies_committed_to_the_standing_board_for_what_they_were_given():
    commitments = Commitment.objects.filter(tier="agency")
    assert commitments.count() == Agency.objects.filter(level="agency").count() == 31
    assert set(commitments.values_list("counterparty_name", flat=True)) == {"Ban Thường vụ Tỉnh ủy"}
    of_record = commitments.filter(is_illustrative=False).values_list("agency__code", flat=True)
    assert sorted(of_record) == ["SKHDT", "STTTT", "SXD"]
    items = {row.agency.code: row.items.count() for row in commitments.select_related("agency")}
    assert (items["STTTT"], items["SKHDT"], items["SXD"]) == (29, 15, 15)
    linked = ItemLink.objects.filter(item__commitment__in=commitments)
    assert linked.count() == Assignment.objects.filter(agency__level="agency").count()


def test_commitments_to_the_board_are_as_far_fulfilled_as_the_items_are_done():
    october = Period.objects.get(month=10)
    rows = {row.agency.code: row.pk for row in Commitment.objects.filter(tier="agency").select_related("agency")}
    read = items_of([*rows.values()], october)
    fulfilled = {code: sum(item.is_fulfilled for item in read[key]) for code, key in rows.items()}
    assert (fulfilled["STTTT"], fulfilled["SKHDT"], fulfilled["SXD"]) == (26, 12, 12)


def test_only_the_target_that_was_raised_in_august_left_what_was_signed():
    october = Period.objects.get(month=10)
    rows = [row.pk for row in Commitment.objects.filter(state="signed")]
    drifts = [item for items in items_of(rows, october).values() for item in items if item.is_drifting]
    assert [item.links[0].code for item in drifts] == ["NLS-02"]
    ((link, difference),) = drifts[0].drifts
    assert (difference.aspect, link.live_from, difference.new["low"]) == ("target", 8, "60")


def test_the_office_signed_digitally_and_a_scan_waits_for_a_second_witness():
    files = {file.commitment.agency.code: file for file in SignedFile.objects.select_related("commitment__agency")}
    assert {code: file.verdict for code, file in files.items()} == {"SXD-VP": "valid", "SXD-QLN": "unsigned"}
    assert files["SXD-QLN"].attestations.count() == 1
    assert all(file.is_illustrative and kept_bytes(file) for file in files.values())
