"""One commitment as a document: how its items stand, where it left what was signed, who may do what with it."""

import json
import re
from datetime import date

import pytest

from agencies.clock import now
from commitments.amendments.actions import amend
from commitments.enums import Aspect
from commitments.models import ItemLink
from commitments.standings.queries import items_of
from commitments.standings.writer import refresh
from kpis.items.actions import set_target
from kpis.periods.actions import plan_periods
from tests import factories
from tests.commitments.conftest import commit, event_a, fulfilled  # noqa: F401  -- fixtures

# ruff: noqa: F811  -- which tests then name as arguments

SEPTEMBER = "year=2022&month=9"


def text_of(response):
    """What the page says, between its head and its foot, with one space between words."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def red(response):
    """The sentences of drift, which are drawn in the colour of danger."""
    lines = re.findall(r'<p class="drift[^"]*">(.*?)</p>', response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def url_of(commitment, query=SEPTEMBER):
    return f"/boards/commitment/{commitment.pk}/?{query}"


@pytest.fixture
def held(commit, board_items, division_1):
    """Signed by division 1: agency A's number (exceeded), its ratio (behind) and an item that is confirmed."""
    given = [board_items["number"], board_items["ratio"], {"text": "Nâng cao đạo đức công vụ", "is_illustrative": True}]
    return commit(division_1, items=given, number="03/CK")


def test_the_title_says_how_many_items_are_fulfilled(reader, held):
    page = text_of(reader.get(url_of(held)))
    assert "1 trên 3 nội dung cam kết đã thực hiện" in page
    for words in ("Bản cam kết số 03/CK", "Nguyễn Văn An", "Trưởng phòng", "Trần Thị Bình", "cuối tháng 2/2022"):
        assert words in page
    assert "250 lượt, vượt mức giao" in page
    assert "Nâng cao đạo đức công vụ minh họa" in page


def test_a_target_that_moved_is_red_on_the_page_at_once_with_both_values_and_the_month(
    reader, held, board_items, period
):
    assert red(reader.get(url_of(held))) == []
    set_target(board_items["ratio"], in_force_from=period(9), by=None, operator=">=", low=90, unit="%")
    answer = reader.get(url_of(held))
    assert red(answer) == ["Mức giao đã ký: ≥ 80% · hiện nay: ≥ 90%, từ tháng 9/2022"]
    assert "Nội dung lệch so với cam kết: 1" in text_of(answer)


def test_an_amendment_clears_the_drift_and_the_page_keeps_what_was_signed_at_first(
    reader, held, board_items, period, head_a
):
    set_target(board_items["ratio"], in_force_from=period(9), by=None, operator=">=", low=90, unit="%")
    link = ItemLink.objects.get(assignment=board_items["ratio"])
    amend(held, "01/PL", date(2022, 9, 5), accept=[(link.pk, Aspect.TARGET)], by=head_a)
    answer = reader.get(url_of(held))
    assert red(answer) == []
    page = text_of(answer)
    assert "Số 01/PL ngày 05/09/2022 Nội dung 2" in page
    assert "≥ 80% → ≥ 90%" in page
    assert "Ký lần đầu" in page


def test_a_deadline_that_moved_without_a_trail_is_red_and_says_so(reader, held, board_items):
    type(board_items["number"]).objects.filter(pk=board_items["number"].pk).update(deadline=date(2022, 6, 30))
    assert red(reader.get(url_of(held))) == [
        "Thời hạn đã ký: không có thời hạn · hiện nay: 30/06/2022, không rõ từ khi nào"
    ]


def test_machines_get_the_figures_of_the_ledger(reader, held, board_items, period):
    set_target(board_items["ratio"], in_force_from=period(9), by=None, operator=">=", low=90, unit="%")
    payload = json.loads(reader.get(url_of(held, f"{SEPTEMBER}&format=json")).content)
    ledger = items_of([held.pk], period(9))[held.pk]
    assert [(row["order"], row["state"], row["is_fulfilled"], bool(row["drift"])) for row in payload["items"]] == [
        (item.order, item.state, item.is_fulfilled, item.is_drifting) for item in ledger
    ]
    assert (payload["total"], payload["fulfilled"], payload["drifting"], payload["signature"]) == (3, 1, 1, "none")
    assert payload["items"][1]["drift"] == [
        {"item": board_items["ratio"].pk, "aspect": "target", "signed": "≥ 80%", "now": "≥ 90%",
         "since_period": "2022-09", "since": payload["items"][1]["drift"][0]["since"], "document": None}
    ]  # fmt: skip
    assert (payload["agency"], payload["precision"], payload["signatory"]["name"]) == ("a-1", "month", "Nguyễn Văn An")


@pytest.mark.parametrize("answer", ["csv", "xlsx"])
def test_a_file_holds_the_items(reader, held, answer):
    response = reader.get(url_of(held, f"{SEPTEMBER}&format={answer}"))
    assert f"ban-cam-ket-{held.pk}-2022-09.{answer}" in response["Content-Disposition"]
    if answer == "csv":
        assert len(response.content.decode().splitlines()) == 4


def test_what_was_said_of_an_item_is_told_with_its_document_and_date(reader, held, fulfilled):
    fulfilled(held.items.get(order=3), on=date(2022, 5, 1), document_number="12/BC-VP", document_on=date(2022, 5, 2))
    page = text_of(reader.get(url_of(held)))
    assert "Thực hiện ngày 01/05/2022, đã xác nhận · số 12/BC-VP, 02/05/2022" in page
    assert "2 trên 3 nội dung cam kết đã thực hiện" in page


def test_a_withdrawn_item_stands_struck_through_at_the_end_and_counts_nowhere(reader, held, head_a):
    row = held.amendments.create(number="02/PL", dated_on=date(2022, 7, 1), made_at=now(), made_by=head_a)
    held.items.filter(order=3).update(withdrawn_by=row)
    refresh([held.pk])
    answer = reader.get(url_of(held))
    assert "<s>Nâng cao đạo đức công vụ</s>" in answer.content.decode()
    assert "1 trên 2 nội dung" in text_of(answer)
    assert "rút theo phụ lục số 02/PL ngày 01/07/2022" in text_of(answer)


def test_a_draft_says_what_is_missing_and_drifts_from_nothing(reader, commit, division_1, board_items):
    draft = commit(division_1, items=[board_items["ratio"]], signed=False, signatory_post="")
    ItemLink.objects.update(low=70)
    answer = reader.get(url_of(draft))
    assert "Bản cam kết chưa ký: 1 nội dung" in text_of(answer)
    assert "Còn thiếu trước khi ký" in text_of(answer)
    assert red(answer) == []


def test_in_a_month_before_its_signing_it_is_a_draft_that_fulfils_nothing(reader, commit, item, approved, division_1):
    given = item(kind="latest", low=1)
    approved(given, 1, value=5)
    paper = commit(division_1, items=[given])
    for month, state, day, n in ((1, "draft", None, 0), (2, "signed", "2022-02-28", 1)):
        query = f"year=2022&month={month}"
        said = reader.get(url_of(paper, f"{query}&format=json")).json()
        listed = reader.get(f"/boards/commitments/?{query}&format=json").json()["commitments"]
        (line,) = [row for row in listed if row["id"] == paper.pk]
        assert (said["state"], said["signed_on"], said["total"], said["fulfilled"]) == (state, day, 1, n), month
        assert (line["signed_on"], line["items"], line["fulfilled"]) == (day, 1, n), month
        assert said["items"][0]["is_fulfilled"] is bool(n), month


def test_without_a_month_it_is_the_latest_open_one_of_its_own_year_else_the_latest_closed(
    reader, held, close_until, province, officer
):
    later = factories.PlanFactory(province=province, year=2023)
    plan_periods(later, by=None)
    later.periods.filter(month__lte=3).update(state="closed", opened_at=now(), closed_at=now(), checksum="0")
    close_until(2)

    def period_of(query):
        return json.loads(reader.get(url_of(held, query)).content)["period"]

    assert period_of("format=json") == "2022-09"
    close_until(9)
    assert period_of("format=json") == "2022-09"
    assert period_of("format=json&month=9") == "2022-09"
    assert reader.get(url_of(held, "year=2023&month=1")).status_code == 404


@pytest.fixture
def filed(head_a, clerk_a):
    """filed(commitment): a scan is kept and one person attested it."""

    def keep(commitment):
        row = commitment.files.create(
            file="commitments/khong-co.pdf", file_name="ban-cam-ket.pdf", sha256="0" * 64, size=1000, pages=2,
            verdict="unsigned", findings={}, verified_at=now(), uploaded_at=now(), uploaded_by=head_a,
        )  # fmt: skip
        row.attestations.create(by=clerk_a, at=now())
        return row

    return keep


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_asks_as_many_questions_with_many_items_as_with_one(
    client, commit, head_a, division_1, board_items, items, django_assert_num_queries, filed
):
    """With all that can be on it: a drift, an amendment, a file with an attestation, the form for another."""
    given = [board_items["number"], "Một việc", "Hai việc"][:items]
    commitment = commit(division_1, items=given)
    ItemLink.objects.update(low=70, deadline=date(2022, 6, 30))
    amend(commitment, "01/PL", date(2022, 9, 5), accept=[(ItemLink.objects.get().pk, Aspect.DEADLINE)], by=head_a)
    filed(commitment)
    client.force_login(head_a)
    client.get(url_of(commitment))
    with django_assert_num_queries(11):
        answer = client.get(url_of(commitment))
    assert len(red(answer)) == 1
    assert "ban-cam-ket.pdf" in text_of(answer)


@pytest.mark.parametrize("items", [1, 3])
def test_a_draft_asks_as_many_questions_with_many_items_as_with_one(
    client, commit, head_a, division_1, board_items, items, django_assert_num_queries
):
    draft = commit(division_1, items=[board_items["number"], "Một việc", "Hai việc"][:items], signed=False)
    client.force_login(head_a)
    client.get(url_of(draft))
    with django_assert_num_queries(11):
        client.get(url_of(draft))


@pytest.mark.parametrize("answer", ["html", "json", "csv", "xlsx"])
def test_who_may_read_it(client, held, request, answer):
    url = url_of(held, f"{SEPTEMBER}&format={answer}")
    assert client.get(url).url.startswith("/account/login/?next=")
    for who, status in [
        ("stranger", 404),
        ("head_b", 404),
        ("committee", 200),
        ("clerk_a", 200),
        ("head_division", 200),
    ]:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == status, who
        assert client.post(url).status_code == 405


def test_a_divisions_head_finds_no_page_of_the_agency_above(client, commit, agency_a, head_division):
    client.force_login(head_division)
    assert client.get(url_of(commit(agency_a, items=["Một"]))).status_code == 404
    assert client.get("/boards/commitment/999999/").status_code == 404


def doors(response):
    return set(re.findall(r'href="(/commitments/[^"#]+)"', response.content.decode()))


def test_each_way_on_is_shown_to_who_may_go_there(client, held, fulfilled, request):
    own = held.items.get(order=3)
    papers = {f"/commitments/{held.pk}/paper.{form}" for form in ("docx", "pdf")}
    amend, correct = (f"/commitments/{held.pk}/{name}/" for name in ("amend", "correct"))
    claim = f"/commitments/items/{own.pk}/fulfilled/"

    def seen(who):
        client.force_login(request.getfixturevalue(who))
        return doors(client.get(url_of(held)))

    assert seen("committee") == papers
    assert seen("head_division") == papers | {claim}
    assert seen("head_a") == papers | {amend, correct}  # who decides is not asked to claim
    row = fulfilled(own, state="claimed")
    assert seen("head_division") == papers
    assert seen("head_a") == papers | {amend, correct, f"/commitments/fulfilments/{row.pk}/"}


def test_a_draft_is_edited_and_signed_by_who_may_write_it(client, commit, division_1, head_a, head_division):
    draft = commit(division_1, items=["Một"], signed=False)
    client.force_login(head_division)
    assert doors(client.get(url_of(draft))) == {f"/commitments/{draft.pk}/paper.{form}" for form in ("docx", "pdf")}
    client.force_login(head_a)
    item = draft.items.get()
    assert doors(client.get(url_of(draft))) == {
        *(f"/commitments/{draft.pk}/{name}" for name in ("paper.docx", "paper.pdf", "edit/", "sign/")),
        f"/commitments/events/{draft.event_id}/import/?agency=a-1",
        f"/commitments/items/{item.pk}/",
    }


def test_an_item_says_who_signed_for_it_and_where_it_left_what_they_signed(client, held, board_items, period, head_a):
    given = board_items["ratio"]
    url = f"/boards/item/{given.pk}/?{SEPTEMBER}"
    client.force_login(head_a)
    answer = client.get(url)
    assert "Nguyễn Văn An" in text_of(answer)
    assert f"/boards/commitment/{held.pk}/?year=2022&amp;month=9#item-{held.items.get(order=2).pk}" in (
        answer.content.decode()
    )
    assert red(answer) == []
    set_target(given, in_force_from=period(9), by=None, operator=">=", low=90, unit="%")
    assert red(client.get(url)) == ["Mức giao đã ký: ≥ 80% · hiện nay: ≥ 90%, từ tháng 9/2022"]


def test_an_item_is_signed_for_in_the_months_in_which_its_commitment_holds_it(client, held, board_items, head_a):
    """Signed at the end of February, withdrawn in August."""
    link = ItemLink.objects.select_related("item").get(item__commitment=held, assignment=board_items["ratio"])
    amend(held, "1", date(2022, 8, 1), withdraw=[link.item.pk], by=head_a)
    client.force_login(head_a)
    for month, is_said in ((1, False), (2, True), (7, True), (8, False)):
        query, place = f"year=2022&month={month}", f"#item-{link.item.pk}"
        shown = client.get(f"/boards/item/{board_items['ratio'].pk}/?{query}").content.decode()
        assert (place in shown) is is_said, month
        promised = client.get(url_of(held, query)).context["board"]
        assert (promised.is_signed and link.item.pk in [row.item.key for row in promised.items]) is is_said, month


def test_an_item_of_an_earlier_year_leads_to_its_commitment_in_its_own_year(
    client, held, board_items, period, head_a, province
):
    given = board_items["ratio"]
    set_target(given, in_force_from=period(9), by=None, operator=">=", low=90, unit="%")
    plan_periods(factories.PlanFactory(province=province, year=2023), by=None)
    client.force_login(head_a)
    answer = client.get(f"/boards/item/{given.pk}/?year=2023&month=1")
    assert red(answer) == ["Mức giao đã ký: ≥ 80% · hiện nay: ≥ 90%, từ tháng 9/2022"]
    url = f"/boards/commitment/{held.pk}/#item-{held.items.get(order=2).pk}"
    assert url in answer.content.decode()
    assert client.get(url).status_code == 200


def test_who_may_not_open_an_item_finds_its_name_without_a_way_to_it(client, held, board_items, request):
    way = f"/boards/item/{board_items['ratio'].pk}/"
    for who, leads in (("head_division", False), ("head_a", True), ("committee", True)):
        client.force_login(request.getfixturevalue(who))
        answer = client.get(url_of(held))
        assert board_items["ratio"].indicator.name in text_of(answer)
        assert (way in answer.content.decode()) is leads, who


def test_an_item_asks_as_many_questions_when_it_was_signed_for(
    reader, held, board_items, django_assert_num_queries, officer
):
    type(board_items["ratio"]).objects.filter(pk=board_items["ratio"].pk).update(deadline=date(2022, 6, 30))
    url = f"/boards/item/{board_items['ratio'].pk}/?{SEPTEMBER}"
    reader.get(url)
    with django_assert_num_queries(11):
        assert len(red(reader.get(url))) == 1
