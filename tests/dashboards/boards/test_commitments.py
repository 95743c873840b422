"""The boards of commitments: what counts, what drifts, who has not signed, which items nobody signed for."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from agencies.clock import now
from agencies.models import Agency
from commitments.coverage.facts import coverage_of, gaps
from commitments.enums import Gap, Signature
from commitments.models import Attestation, Commitment, SignedFile, SigningEvent
from commitments.queries import commitments_of, signature, with_signature
from kpis.items.actions import set_target
from tests import factories
from tests.commitments import conftest as signing

commit, event_a, event_top = signing.commit, signing.event_a, signing.event_top
SEPTEMBER = "year=2022&month=9"
URL = "/boards/commitments/"
OWN_URL = "/boards/agency/so-a/commitments/"
KEYS = ["id", "agency", "signatory", "counterparty", "tier", "signed_on", "precision", "items", "fulfilled", "drifting",
        "signature"]  # fmt: skip


@pytest.fixture
def signed(commit, event_top, board_items, agency_a, agency_b, division_1, division_2, period):
    """A's head on its three items (one met, the ratio's target moved since); B's draft; division 1 on the number."""
    held = {
        "a": commit(agency_a, event=event_top, items=[board_items[name] for name in ("number", "ratio", "task")]),
        "b": commit(agency_b, event=event_top, items=[board_items["number_b"]], signed=False),
        "division": commit(division_1, items=[board_items["number"], "Nâng cao đạo đức công vụ"]),
    }
    set_target(board_items["ratio"], in_force_from=period(9), by=None, operator=">=", low=70, unit="%")
    return held


def payload(client, query="", url=URL):
    return json.loads(client.get(f"{url}?{SEPTEMBER}{query}&format=json").content)


def told(board):
    return [(row["agency"], row["items"], row["fulfilled"], row["drifting"]) for row in board["commitments"]]


def page(client, query="", url=URL):
    return client.get(f"{url}?{SEPTEMBER}{query}").content.decode()


# --- the board ---------------------------------------------------------------------------------------------------


def test_machines_read_each_commitment_and_the_sums_of_the_signed_ones(reader, signed):
    board = payload(reader)
    assert told(board) == [("so-a", 3, 1, 1), ("so-b", 1, 0, 0), ("a-1", 2, 1, 0)]
    assert list(board["commitments"][0]) == KEYS
    assert [(row["signed_on"], row["precision"], row["tier"]) for row in board["commitments"]] == [
        ("2022-01-01", "year", "agency"), (None, "year", "agency"), ("2022-02-28", "month", "division"),
    ]  # fmt: skip
    assert board["commitments"][0]["counterparty"] == "Ban Thường vụ Tỉnh ủy"
    assert {row["signature"] for row in board["commitments"]} == {"none"}
    assert board["totals"] == {"items": 5, "fulfilled": 2, "drifting": 1, "signed": 2, "drafts": 1, "uncovered": 2}
    assert (board["plan"], board["period"], board["period_state"]) == (2022, "2022-09", "open")


def test_who_made_no_commitment_where_others_did_is_named(reader, signed, province, peer_group, agency_b):
    factories.AgencyFactory(parent=province, peer_group=peer_group, code="so-c", name="Sở Tư pháp")
    factories.AgencyFactory(parent=province, code="so-cu", name="Sở đã giải thể", active_to=date(2022, 1, 31))
    factories.DivisionFactory(parent=agency_b, code="b-1")
    missing = payload(reader)["missing"]
    assert missing == [{"agency": "so-c", "tier": "agency"}, {"agency": "a-2", "tier": "division"}]
    assert "Sở Tư pháp" in page(reader)


@pytest.mark.parametrize(
    ("query", "agencies"),
    [
        ("&state=drifting", ["so-a"]),
        ("&state=unsigned", ["so-b"]),
        ("&state=unfulfilled", ["so-a", "a-1"]),
        ("&state=uncovered", ["so-a"]),
        ("&state=signature", []),
        ("&tier=division", ["a-1"]),
        ("&agency=so-a", ["so-a", "a-1"]),
        ("&agency=so-a&tier=agency&state=drifting", ["so-a"]),
        ("&agency=khong-co&state=nonsense", ["so-a", "so-b", "a-1"]),
    ],
)
def test_filters_narrow_the_rows(reader, signed, query, agencies):
    assert [row["agency"] for row in payload(reader, query)["commitments"]] == agencies


def test_the_sums_are_of_the_tier_and_the_agency_chosen_and_not_of_the_state(reader, signed):
    assert payload(reader, "&state=drifting")["totals"]["items"] == 5
    assert payload(reader, "&tier=division")["totals"]["items"] == 2
    assert payload(reader, "&agency=so-b")["totals"]["drafts"] == 1


def test_a_target_that_moves_turns_its_commitment_red_at_once(reader, commit, event_top, agency_a, board_items, period):
    commit(agency_a, event=event_top, items=[board_items["number"]])
    assert 'class="drift"' not in page(reader)
    set_target(board_items["number"], in_force_from=period(9), by=None, operator=">=", low=90, unit="lượt")
    board = page(reader)
    assert board.count('class="drift"') == 2  # the headline and the row, each with a sign and a word
    assert "Sở Xây dựng: mức giao" in board
    assert "state=drifting" in board


def test_of_many_drifting_commitments_the_worst_are_named_and_the_others_summed(
    reader, commit, event_top, province, item, indicators
):
    for number in range(5):
        agency = factories.AgencyFactory(parent=province, code=f"so-{number}", name=f"Sở {number}")
        given = item(agency=agency, low=10)
        commit(agency, event=event_top, items=[(
            {"text": "Một", "links": [(given, {"low": Decimal(9)})]}), *(
            {"text": f"Hai {n}", "links": [(given, {"low": Decimal(8)})]} for n in range(number))])  # fmt: skip
    response = reader.get(f"{URL}?{SEPTEMBER}")
    lines = [line for line in response.context["board"].decisions if line.kind == "drifting"]
    assert [line.figure for line in lines] == ["5", "4", "3", "3"]
    assert lines[0].title.startswith("Sở 4: ")
    assert lines[-1].note == "Sở 1, Sở 0"


def test_a_line_stands_for_each_event_where_the_rows_are_too_many_for_a_page(
    reader, signed, commit, plan, agency_b, item, monkeypatch
):
    event = SigningEvent.objects.create(plan=plan, agency=agency_b, name="Hội nghị B", signed_on=date(2022, 3, 1))
    commit(factories.DivisionFactory(parent=agency_b, code="b-1", name="Phòng B"), event=event, items=["Một"])
    assert "Phòng B</a>" in page(reader)
    monkeypatch.setattr("dashboards.boards.commitments.tiers.MOST_ROWS", 2)
    board = page(reader)
    assert "Phòng B</a>" not in board
    assert f'<a href="/boards/agency/so-b/commitments/?{SEPTEMBER.replace("&", "&amp;")}">Hội nghị B</a>' in board
    assert [row["agency"] for row in payload(reader, "&tier=division")["commitments"]] == ["a-1", "b-1"]


def test_a_head_sees_the_own_agency_alone_and_that_it_has_not_signed(client, commit, event_top, agency_a, head_b):
    commit(agency_a, event=event_top, items=["Một"])
    client.force_login(head_b)
    board = payload(client)
    assert board["commitments"] == []
    assert board["missing"] == [{"agency": "so-b", "tier": "agency"}]
    assert "Sở Xây dựng" not in page(client)


def test_a_divisions_head_sees_the_divisions_commitment_alone(client, signed, head_division):
    client.force_login(head_division)
    assert told(payload(client)) == [("a-1", 2, 1, 0)]


def test_sums_of_what_somebody_may_see_are_not_called_the_provinces(client, signed, committee, head_a, head_division):
    for person, query, of, whose in (
        (committee, "", None, "Tỉnh"), (committee, "&agency=so-a", ["so-a"], "Sở Xây dựng"),
        (head_a, "", ["so-a"], "Sở Xây dựng"), (head_division, "", ["a-1"], "Văn phòng Sở"),
    ):  # fmt: skip
        client.force_login(person)
        assert payload(client, query)["of"] == of
        assert ('<p class="who-name">' in page(client, query)) is bool(of)
        book = load_workbook(io.BytesIO(client.get(f"{URL}?{SEPTEMBER}{query}&format=xlsx").content))
        assert whose in book.worksheets[0]["A2"].value, (person, query)


def test_the_headline_is_of_a_tier_in_which_something_is_signed(
    client, commit, event_top, agency_b, division_1, head_a
):
    commit(agency_b, event=event_top, items=["Một"])
    commit(division_1, items=["Hai", "Ba"])
    client.force_login(head_a)
    for url in (URL, OWN_URL):
        assert '<b class="num">0</b>/<span class="num">2</span>' in page(client, url=url), url


def test_a_year_without_commitments_says_so(reader, board_items):
    board = page(reader)
    assert "Chưa có bản cam kết nào trong năm." in board
    assert "<table" not in board


# --- files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def hand_in(signed, clerk_a):
    def write(verdict, number=1, **fields):
        said = {"commitment": signed["a"], "file": "x.pdf", "file_name": "x.pdf", "sha256": str(number) * 64, "size": 9,
                "verdict": verdict, "verified_at": now(), "uploaded_at": now(), "uploaded_by": clerk_a}  # fmt: skip
        return SignedFile.objects.create(**(said | fields))

    return write


def read_signature(commitment):
    return signature(with_signature(Commitment.objects.filter(pk=commitment.pk)).get())


def test_the_newest_file_of_the_commitment_itself_tells_the_signature(signed, hand_in, head_a):
    assert read_signature(signed["a"]) == Signature.NONE
    hand_in("broken", 1)
    hand_in("valid", 2)
    amendment = signed["a"].amendments.create(number="1", dated_on=date(2022, 6, 1), made_at=now(), made_by=head_a)
    hand_in("untrusted", 3, amendment=amendment)
    assert read_signature(signed["a"]) == Signature.VALID


def test_two_people_who_attest_a_scan_stand_for_its_signature(signed, hand_in, head_a, clerk_a):
    scan = hand_in("unsigned")
    Attestation.objects.create(file=scan, by=clerk_a, at=now())
    assert read_signature(signed["a"]) == Signature.UNSIGNED
    Attestation.objects.create(file=scan, by=head_a, at=now())
    assert read_signature(signed["a"]) == Signature.ATTESTED


def test_a_file_whose_signature_does_not_hold_wants_a_decision(reader, signed, hand_in):
    hand_in("altered")
    assert [row["agency"] for row in payload(reader, "&state=signature")["commitments"]] == ["so-a"]
    kinds = [line.kind for line in reader.get(f"{URL}?{SEPTEMBER}").context["board"].decisions]
    assert kinds == ["drifting", "unsigned", "uncovered", "signature"]


# --- coverage ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shared_out(commit, board_items, item, agency_a, division_1, division_2):
    """A's number goes to two divisions as shares of 60 and 30, its ratio is signed twice, its task by nobody."""
    part = item(agency=division_2, low=30, part_of=board_items["number"])
    share = {"text": "Phần", "links": [(board_items["number"], {"is_part": True, "low": Decimal(60)})]}
    return (
        commit(division_1, items=[share, board_items["ratio"]]),
        commit(division_2, items=[part, board_items["ratio"]]),
    )


def found_gaps(period):
    (items,) = coverage_of(Agency.objects.values_list("pk", flat=True), period).values()
    return {gap: [item.assignment for item in gaps(items, gap)] for gap in Gap}


def test_an_agencys_items_are_held_against_what_its_divisions_signed(shared_out, board_items, period):
    assert found_gaps(period(9)) == {
        Gap.UNCOVERED: [board_items["task"].pk],
        Gap.TWICE: [board_items["ratio"].pk],
        Gap.PARTS: [board_items["number"].pk],
    }


def test_the_newest_target_of_the_whole_is_what_shares_come_to(shared_out, board_items, period):
    set_target(board_items["number"], in_force_from=period(9), by=None, operator=">=", low=90, unit="lượt")
    assert found_gaps(period(3))[Gap.PARTS] == []


def test_drafts_withdrawn_items_and_the_heads_own_commitment_cover_nothing(
    commit, event_top, shared_out, board_items, agency_a, head_a, period
):
    first, second = shared_out
    commit(agency_a, event=event_top, items=[board_items["task"]])
    Commitment.objects.filter(pk=first.pk).update(state="draft")
    amendment = second.amendments.create(number="1", dated_on=date(2022, 6, 1), made_at=now(), made_by=head_a)
    second.items.update(withdrawn_by=amendment)
    assert len(found_gaps(period(9))[Gap.UNCOVERED]) == 3


def test_what_a_division_of_another_agency_signed_covers_nothing(commit, board_items, agency_b, division_1, period):
    event = SigningEvent.objects.create(plan=period(9).plan, agency=agency_b, name="x", signed_on=date(2022, 2, 1))
    commit(factories.DivisionFactory(parent=agency_b, code="b-1"), event=event, items=[board_items["task"]])
    items = coverage_of([board_items["task"].agency_id], period(9))[board_items["task"].agency_id]
    assert board_items["task"].pk in [item.assignment for item in gaps(items, Gap.UNCOVERED)]


def test_the_agencys_page_names_each_gap_with_who_signed_and_both_sums(reader, shared_out, board_items):
    first, second = shared_out
    board = payload(reader, url=OWN_URL)
    coverage = board["coverage"]
    assert coverage["items"] == 3
    assert [line["item"] for line in coverage["uncovered"]] == [board_items["task"].indicator.name]
    assert coverage["twice"][0]["commitments"] == [first.pk, second.pk]
    assert (coverage["parts"][0]["shares"], coverage["parts"][0]["whole"]) == ("90", "100")
    shown = page(reader, url=OWN_URL)
    assert "tổng các phần đã ký: 90\xa0lượt; mức giao chung: 100\xa0lượt" in shown
    assert f"/boards/item/{board_items['task'].pk}/" in shown
    assert f"/boards/commitment/{first.pk}/?{SEPTEMBER.replace('&', '&amp;')}" in shown


def test_where_nothing_is_wrong_the_agencys_page_says_so(reader, commit, board_items, division_1):
    commit(division_1, items=[board_items[name] for name in ("number", "ratio", "task")])
    shown = page(reader, url=OWN_URL)
    assert shown.count('<p class="quiet">Không có</p>') == 3


def test_an_agency_without_divisions_has_no_question_of_coverage(reader, signed):
    board = payload(reader, url="/boards/agency/so-b/commitments/")
    assert board["coverage"] is None
    assert 'id="coverage"' not in page(reader, url="/boards/agency/so-b/commitments/")


def test_the_agencys_page_holds_its_own_and_its_divisions_commitments(reader, signed):
    assert told(payload(reader, url=OWN_URL)) == [("so-a", 3, 1, 1), ("a-1", 2, 1, 0)]
    assert told(payload(reader, url="/boards/agency/a-1/commitments/")) == [("a-1", 2, 1, 0)]


def test_the_ways_to_write_stand_open_to_who_may_commit(client, signed, head_a, clerk_a, event_a):
    client.force_login(head_a)
    assert f'href="/commitments/events/{event_a.pk}/' in page(client, url=OWN_URL)
    client.force_login(clerk_a)
    assert 'href="/commitments/' not in page(client, url=OWN_URL)


# --- files of the boards, the other boards, cost -----------------------------------------------------------------


def test_the_csv_and_the_workbook_hold_the_rows_of_the_page(reader, signed):
    text = reader.get(f"{URL}?{SEPTEMBER}&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["agency"], r["state"], r["items"], r["fulfilled"], r["drifting"]) for r in rows] == [
        ("so-a", "signed", "3", "1", "1"), ("so-b", "draft", "1", "0", "0"), ("a-1", "signed", "2", "1", "0"),
        ("a-2", "missing", "0", "0", "0"),
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(reader.get(f"{URL}?{SEPTEMBER}&format=xlsx").content))
    assert book.sheetnames == ["Cam kết", "Độ phủ"]


def test_the_provinces_line_is_the_board_it_leads_to(reader, signed, urls):
    line = payload(reader, url=urls["province"])["commitments"]
    tiers = payload(reader)["tiers"]
    assert sorted(tiers) == ["agency", "division"]
    for name, tier in (("agencies", "agency"), ("divisions", "division")):
        assert line[name] == {key: tiers[tier][key] for key in ("signed", "items", "fulfilled")}
    assert f'{URL}?{SEPTEMBER.replace("&", "&amp;")}"' in page(reader, url=urls["province"])


def test_an_agencys_board_shows_what_it_and_its_divisions_signed(reader, signed, urls, agency_a, period):
    found = commitments_of(agency_a, period(9))
    assert [(line.items, line.fulfilled, line.drifting) for line in found.own] == [(3, 1, 1)]
    assert (found.divisions.signed, found.divisions.items, found.divisions.fulfilled) == (1, 2, 1)
    shown = page(reader, url=urls["agency"])
    assert f"/boards/commitment/{signed['a'].pk}/" in shown
    assert OWN_URL in shown
    assert "lệch 1 nội dung" in shown


@pytest.mark.parametrize("many", [1, 4])
def test_the_boards_cost_the_same_with_few_commitments_as_with_many(
    client, committee, head_a, signed, province, commit, event_top, item, many, django_assert_num_queries
):
    for number in range(many):
        agency = factories.AgencyFactory(parent=province, code=f"them-{number}")
        given = item(agency=agency, low=10)
        factories.DivisionFactory(parent=agency, code=f"them-{number}-1")
        commit(agency, event=event_top, items=[{"text": "Một", "links": [(given, {"low": Decimal(9)})]}])
    client.force_login(committee)
    client.get(f"{URL}?{SEPTEMBER}")
    with django_assert_num_queries(9):
        client.get(f"{URL}?{SEPTEMBER}")
    client.force_login(head_a)
    client.get(f"{OWN_URL}?{SEPTEMBER}")
    with django_assert_num_queries(10):
        client.get(f"{OWN_URL}?{SEPTEMBER}")
