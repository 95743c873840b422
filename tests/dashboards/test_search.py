"""What is found: whole words first, marks as they are typed, all of it counted, in seven groups."""

from datetime import date

import pytest

from agencies.models import Agency, AgencyName
from agencies.tree.actions import rename_agency
from kpis.items.actions import hand_over
from kpis.review.actions import return_figures
from tests import factories

URL = "/search/?year=2022&month=9"


@pytest.fixture
def found(client, committee, board_items):
    """found("so y te", **more): {group: its labels} as the committee finds them."""

    def look(text, who=committee, **more):
        client.force_login(who)
        answer = client.get(URL, {"q": text, "year": 2022, "month": 9} | more)
        return {group.key: [hit.label for hit in group.hits] for group in answer.context["groups"]}

    return look


@pytest.fixture
def agencies(province, peer_group):
    names = ("Sở Tài nguyên và Môi trường", "Sở Y tế", "Trung tâm kinh tế số", "Phòng Nguyễn Huệ", "Sở Yên Tế")
    for place, name in enumerate(names):
        factories.AgencyFactory(
            parent=province, code=f"z{place}", short_name="", name=name, peer_group=peer_group, sort_order=10 + place
        )


def test_words_are_found_whole_and_no_longer_in_the_middle_of_others(found, agencies):
    assert found("so y te")["agencies"] == ["Sở Y tế"]
    assert "Trung tâm kinh tế số" in found("kinh te so")["agencies"]


def test_marks_that_are_typed_are_respected_and_none_are_needed(found, agencies):
    assert found("nguyễn")["agencies"] == ["Phòng Nguyễn Huệ"]
    assert found("nguyên")["agencies"] == ["Sở Tài nguyên và Môi trường"]
    assert found("nguyen")["agencies"] == ["Sở Tài nguyên và Môi trường", "Phòng Nguyễn Huệ"]


def test_what_is_still_being_typed_is_found_by_its_beginning(found, agencies):
    assert found("tai ngu")["agencies"] == ["Sở Tài nguyên và Môi trường"]


def test_every_group_says_how_many_it_found_and_leads_to_all(client, committee, province, peer_group, item, indicators):
    indicators.number.name = "Số hồ sơ trực tuyến"
    indicators.number.save()
    for place in range(14):
        item(agency=factories.AgencyFactory(parent=province, code=f"s{place}", peer_group=peer_group))
    client.force_login(committee)
    answer = client.get(URL, {"q": "hồ sơ", "year": 2022, "month": 9})
    group = next(group for group in answer.context["groups"] if group.key == "items")
    assert (len(group.hits), group.total) == (10, 16)
    assert "Xem cả 16" in answer.content.decode()
    answer = client.get(group.all_url)
    (alone,) = answer.context["groups"]
    assert (alone.key, len(alone.hits), alone.all_url) == ("items", 16, "")


def test_an_item_bears_its_state_and_value(client, committee, board_items, indicators):
    client.force_login(committee)
    groups = client.get(URL, {"q": indicators.number.code, "year": 2022, "month": 9}).context["groups"]
    items = next(group for group in groups if group.key == "items")
    assert [(hit.state, hit.value) for hit in items.hits] == [("exceeded", "250\xa0lượt"), ("done", "100\xa0lượt")]


def test_documents_causes_people_and_commitments_are_found(
    client, found, plan, province, agency_a, head_a, approved, board_items, cause
):
    factories.DocumentFactory(province=province, number="2345", title="Kế hoạch chuyển đổi số")
    cause.name = "Thiếu kinh phí"
    cause.save()
    head_a.full_name = "Lê Thị Minh Hằng"
    head_a.save()
    approved(board_items["task"], 9, document_number="738/KH-SXD")
    assert found("2345")["documents"] == ["Kế hoạch 2345/KH-UBND"]
    assert found("738")["documents"] == ["738/KH-SXD"]
    assert found("kinh phí")["causes"] == ["Thiếu kinh phí"]
    assert found("minh hang")["people"] == ["Lê Thị Minh Hằng"]
    assert client.get(f"/boards/rows/?year=2022&month=9&cause={cause.code}&format=json").json()["total"] == 0


def test_people_and_commitments_of_other_agencies_are_not_found(found, head_a, head_b, agency_b):
    head_a.full_name = "Lê Thị Minh Hằng"
    head_a.save()
    assert "people" not in found("minh hằng", who=head_b)


def test_an_old_month_shows_the_name_of_then(found, agency_a):
    AgencyName.objects.filter(agency=agency_a).update(name="Sở Quy hoạch", valid_to="2022-10-31")
    assert "Sở Quy hoạch" in found(agency_a.name)["agencies"]


def hits(client, who, text, month, key):
    client.force_login(who)
    answer = client.get("/search/", {"q": text, "year": 2022, "month": month, "all": key})
    return [(hit.label, hit.note) for group in answer.context["groups"] for hit in group.hits]


def test_an_item_stands_with_who_led_it_in_the_month(
    client, committee, head_a, head_b, board_items, agency_b, months, officer, approved
):
    task, name = board_items["task"], board_items["task"].indicator.name
    hand_over([task], to=agency_b, since=months[9], by=officer, reason="NQ 01/2022")
    approved(task, 8, document_number="12/QĐ-X", document_on=date(2022, 7, 20))
    for month, leads, other, said in ((8, head_a, head_b, "Sở Xây dựng"), (9, head_b, head_a, "Sở Kế hoạch và Đầu tư")):
        assert hits(client, committee, name, month, "items") == [(name, said)]
        assert hits(client, leads, name, month, "items") == [(name, said)]
        assert hits(client, other, name, month, "items") == []
        assert hits(client, committee, "12/QĐ-X", month, "documents") == [("12/QĐ-X", f"{said} · {name}")]
        assert hits(client, other, "12/QĐ-X", month, "documents") == []


def test_a_document_that_went_back_to_its_agency_is_no_longer_found(
    client, committee, board_items, submitted, agency_a, officer
):
    entry = submitted(board_items["task"], 9, document_number="77/QĐ-X", document_on=date(2022, 9, 1))
    assert hits(client, committee, "77/QĐ-X", 9, "documents") != []
    return_figures(agency_a, {entry.pk: "Sai số văn bản"}, by=officer)
    assert hits(client, committee, "77/QĐ-X", 9, "documents") == []


def test_people_stand_with_their_agency_as_the_month_called_it(client, committee, head_a, agency_a, administrator):
    rename_agency(
        agency_a,
        name="Sở Xây dựng và Giao thông",
        short_name="",
        valid_from=date(2022, 9, 1),
        by=administrator,
        reason="",
    )
    assert hits(client, committee, head_a.full_name, 7, "people")[0][1].endswith("· Sở Xây dựng")
    assert hits(client, committee, head_a.full_name, 9, "people")[0][1].endswith("· Sở Xây dựng và Giao thông")


def test_a_short_name_that_is_the_name_is_not_said_twice(reader, agency_b):
    Agency.objects.filter(pk=agency_b.pk).update(short_name=agency_b.name)
    groups = reader.get("/search/?q=so").context["groups"]
    notes = {hit.label: hit.note for group in groups for hit in group.hits if group.key == "agencies"}
    assert notes[agency_b.name] == ""
