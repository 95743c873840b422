"""The year-end dossier of a head: inputs with dates and evidence, for who appraises; no grade and no rank."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from docx import Document
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from agencies.clock import now
from agencies.models import Membership
from commitments.models import Commitment, CommitmentItem, Fulfilment, ItemLink, SigningEvent
from commitments.standings.writer import refresh
from kpis.causes.actions import claim_cause, decide_claim
from kpis.items.actions import hand_over, promise, set_target
from kpis.models import Evidence, Indicator, Report, RollUp
from kpis.periods.actions import close_period
from tests import factories

QUERIES = 11
SEPTEMBER = "year=2022&month=9"
URL = f"/boards/agency/so-a/dossier/?{SEPTEMBER}"
PAPER = f"/boards/agency/so-a/dossier.docx?{SEPTEMBER}"


@pytest.fixture
def signed(province, plan, head_a, head_b, agency_a, board_items):
    """What head_a signed for agency A: one item for the number, one of its own way, fulfilled by a document."""
    event = SigningEvent.objects.create(plan=plan, agency=province, name="Lễ ký", signed_on=date(2022, 1, 10))
    paper = Commitment.objects.create(
        event=event, agency=agency_a, tier="agency", state="signed", recorded_at=now(), signatory=head_a,
        signatory_name=head_a.full_name, signatory_post="Giám đốc", agency_name=agency_a.name,
        counterparty_name="Ban Thường vụ Tỉnh ủy",
    )  # fmt: skip
    linked, own = (
        CommitmentItem.objects.create(commitment=paper, order=order, text=text, way=way)
        for order, text, way in ((1, "Ký số văn bản đi", "assigned"), (2, "Ban hành quy chế", "document"))
    )
    ItemLink.objects.create(
        item=linked, assignment=board_items["number"], operator=">=", low=100, unit="lượt", raw="từ 100 lượt",
        owner=agency_a,
    )  # fmt: skip
    Fulfilment.objects.create(
        item=own, fulfilled_on=date(2022, 5, 4), document_number="12/QC-SXD", document_on=date(2022, 5, 3),
        state="confirmed", claimed_at=now(), claimed_by=head_a, decided_at=now(), decided_by=head_b,
    )  # fmt: skip
    refresh([paper.pk])
    return paper


@pytest.fixture
def said(client, committee):
    """said(url): the dossier for machines, read by a member of the committee."""

    def read(url=URL):
        client.force_login(committee)
        response = client.get(f"{url}&format=json")
        assert response.status_code == 200
        return response.json()

    return read


def headed(agency, name, since, until=None, **more):
    user = factories.UserFactory(username=name, full_name=f"Nguyễn {name}")
    return Membership.objects.create(user=user, agency=agency, role="agency_head", since=since, until=until, **more)


def test_it_names_the_head_of_the_periods_last_day_with_post_and_decision(said, agency_a, head_a, board_items):
    head_a.memberships.update(since=date(2022, 1, 1), until=date(2022, 6, 30), post="Giám đốc")
    headed(
        agency_a, "phutrach", date(2022, 7, 1), post="Phó Giám đốc", is_acting=True, decision_number="55/QĐ-UBND"
    )  # fmt: skip
    assert said()["head"] == {
        "username": "phutrach",
        "name": "Nguyễn phutrach",
        "posts": [
            {
                "post": "Phó Giám đốc", "since": "2022-07-01", "until": None, "acting": True, "decision": "55/QĐ-UBND",
            }
        ],
    }  # fmt: skip
    earlier = said("/boards/agency/so-a/dossier/?year=2022&month=5")
    assert earlier["head"]["username"] == head_a.username
    assert earlier["others"] == ["phutrach"]


def test_another_who_headed_it_or_signed_for_it_can_be_asked_for_and_nobody_else(
    client, committee, said, agency_a, head_a, head_b, signed
):
    headed(agency_a, "truoc", date(2022, 1, 1), date(2022, 3, 31))
    headed(agency_a, "namtruoc", date(2021, 1, 1), date(2021, 6, 30))
    assert said(f"{URL}&person=truoc")["head"]["name"] == "Nguyễn truoc"
    assert said(f"{URL}&person=truoc")["commitments"] == []
    signed.signatory = head_b
    signed.save()
    assert said(f"{URL}&person={head_b.username}")["commitments"][0]["id"] == signed.pk
    client.force_login(committee)
    for name in ("namtruoc", committee.username, "khongco"):
        assert client.get(f"{URL}&person={name}").status_code == 404, name


def test_a_name_with_a_plus_leads_to_its_dossier_and_letter(client, committee, agency_a, head_a, board_items):
    head_a.memberships.update(since=date(2022, 7, 1))
    headed(agency_a, "truoc+1@tinh.vn", date(2022, 1, 1), date(2022, 6, 30))
    client.force_login(committee)
    board = client.get(client.get(URL).context["board"].others[0].url).context["board"]
    assert board.holder.name == "Nguyễn truoc+1@tinh.vn"
    assert [client.get(url).status_code for url in (board.letter_url, board.letter_pdf_url)] == [200, 200]


def test_a_commitment_belongs_to_who_signed_it_and_others_are_named(client, committee, said, agency_a, head_a, signed):
    assert (said()["promised"], said()["fulfilled"]) == (2, 2)
    Commitment.objects.filter(pk=signed.pk).update(signatory=None, signatory_name="Người khác")
    assert said()["commitments"] == []
    assert "Bản cam kết do người khác ký: Người khác" in client.get(URL).content.decode()


def test_a_closed_month_keeps_the_document_of_what_was_revoked_since(said, signed, head_b, period):
    own = Fulfilment.objects.get()
    closed_at = now() + timedelta(minutes=1)
    type(period(9)).objects.filter(month=9).update(state="closed", closed_at=closed_at, checksum="a" * 64)
    Fulfilment.objects.filter(pk=own.pk).update(
        state="refused", revoked_at=closed_at + timedelta(days=1), revoked_by=head_b
    )
    kept = said()["commitments"][0]["items"][1]
    assert (kept["fulfilled"], kept["document"], kept["document_on"]) == (True, "12/QC-SXD", "2022-05-03")
    Fulfilment.objects.create(
        item=own.item, fulfilled_on=date(2022, 6, 1), document_number="13/QC", document_on=date(2022, 6, 1),
        state="confirmed", claimed_at=now(), decided_at=closed_at + timedelta(days=2),
    )  # fmt: skip
    assert said()["commitments"][0]["items"][1]["document"] == "12/QC-SXD"


def test_committed_items_stand_with_state_document_and_drift(said, signed, board_items, period):
    linked, own = said()["commitments"][0]["items"]
    assert (linked["text"], linked["level"], linked["state"]) == ("Ký số văn bản đi", "từ 100 lượt", "exceeded")
    assert linked["assigned"] == [board_items["number"].indicator.code]
    assert linked["drifts"] == []
    assert (own["state"], own["fulfilled_on"], own["document"], own["document_on"]) == (
        "done", "2022-05-04", "12/QC-SXD", "2022-05-03",
    )  # fmt: skip
    set_target(board_items["number"], in_force_from=period(9), by=None, operator=">=", low=80, unit="lượt")
    assert said()["commitments"][0]["items"][0]["drifts"] == [
        {"aspect": "target", "agreed": "≥ 100\xa0lượt", "live": "≥ 80\xa0lượt"}
    ]


@pytest.mark.parametrize(("other", "last"), [(date(2022, 9, 30), "2022-09-30"), (None, None)])
def test_an_item_of_several_days_has_the_last_and_none_where_one_has_none(
    said, signed, board_items, agency_a, other, last
):
    own = {"item": signed.items.get(order=1), "operator": "", "owner": agency_a}
    ItemLink.objects.filter(item=own["item"]).update(deadline=date(2022, 6, 30))
    ItemLink.objects.create(**own, assignment=board_items["task"], deadline=other)
    assert said()["commitments"][0]["items"][0]["deadline"] == last
    shown = said(f"/boards/commitment/{signed.pk}/?{SEPTEMBER}")["items"][0]
    days = [link["deadline_signed"] for link in shown["assigned"]]
    assert (shown["deadline"], days) == (None, ["2022-06-30", last])


def test_the_counts_are_those_of_the_roll_up_and_there_is_no_rank(said, agency_a, period):
    found, board = said(), RollUp.objects.get(agency=agency_a, period=period(9))
    assert (found["done"], found["applicable"]) == (board.done_all, board.applicable) == (1, 3)
    assert "rank" not in str(found)
    assert "official_rate" not in found
    assert "score" not in found


def test_an_item_tells_when_it_was_first_met(said, board_items, approved):
    approved(board_items["ratio"], 4, numerator=90, denominator=100)
    found = {row["id"]: row for row in said()["items"]}
    assert found[board_items["number"].pk]["met_in"] == "2022-09"
    assert found[board_items["ratio"].pk]["met_in"] == "2022-04"
    assert found[board_items["ratio"].pk]["state"] == "behind"
    assert found[board_items["task"].pk]["met_in"] is None
    assert board_items["division"].pk not in found


def test_evidence_is_that_of_approved_entries_alone_and_stands_once(said, board_items, approved, submitted):
    entry = approved(board_items["task"], 7, document_number="12/KH-SXD", document_on=date(2022, 7, 1))
    approved(board_items["task"], 8, document_number="12/KH-SXD", document_on=date(2022, 7, 1))
    Evidence.objects.create(
        entry=entry, kind="file", title="ke-hoach.pdf", file="a.pdf", sha256="0" * 64, added_at=now()
    )
    waiting = submitted(board_items["ratio"], 8, numerator=1, denominator=2)
    Evidence.objects.create(entry=waiting, kind="document", title="9/BC", document_number="9/BC", added_at=now())
    found = {row["id"]: row["evidence"] for row in said()["items"]}
    assert found[board_items["task"].pk] == [
        {"period": "2022-07", "kind": "document", "title": None, "number": "12/KH-SXD", "on": "2022-07-01"},
        {"period": "2022-07", "kind": "file", "title": "ke-hoach.pdf", "number": None, "on": None},
    ]
    assert found[board_items["ratio"].pk] == []


def test_late_reports_late_entries_and_silent_months_are_told_apart(
    said, agency_a, board_items, head_a, period, on_day
):
    on_day(date(2022, 9, 19))
    for month, late, day in ((7, 0, 15), (8, 2, 19)):
        sent_at = datetime(2022, month, day, 3, tzinfo=UTC)
        Report.objects.create(
            agency=agency_a, period=period(month), signed_by=head_a, submitted_at=sent_at, late_days=late
        )
    found = said()["late_months"]
    assert {"period": "2022-08", "reported_on": "2022-08-19", "late_days": 2} in found
    assert {"period": "2022-06", "reported_on": None, "late_days": 0} in found
    assert not {"2022-07", "2022-09"} & {row["period"] for row in found}  # in time; due today


def test_an_entry_that_came_after_the_day_is_told_by_its_first_sending(said, board_items, approved):
    entry = approved(board_items["ratio"], 3, numerator=1, denominator=2)
    entry.events.filter(to_status="submitted").update(at=datetime(2022, 3, 25, 3, tzinfo=UTC))
    on_time = approved(board_items["task"], 3, document_number="1/KH", document_on=date(2022, 3, 1))
    on_time.events.filter(to_status="submitted").update(at=datetime(2022, 3, 16, 3, tzinfo=UTC))
    found = {row["id"]: [one for one in row["late"] if one["period"] == "2022-03"] for row in said()["items"]}
    assert found[board_items["ratio"].pk] == [{"period": "2022-03", "sent_on": "2022-03-25"}]
    assert found[board_items["task"].pk] == []


def test_objective_causes_that_were_confirmed_stand_apart(
    client, committee, said, board_items, province, clerk_a, officer
):
    objective = factories.CauseFactory(province=province, code="khach-quan", kind="objective")
    subjective = factories.CauseFactory(province=province, code="chu-quan", kind="subjective")
    for name, cause, confirm in (("ratio", objective, True), ("task", subjective, True), ("number", objective, False)):
        claim = claim_cause(
            board_items[name], cause=cause, outcome="missed", holds_from=date(2022, 8, 1), by=clerk_a
        )  # fmt: skip
        decide_claim(claim, by=officer, confirm=confirm, reason="Đã kiểm tra")
    (found,) = said()["objective_causes"]
    assert (found["code"], found["since"], found["until"]) == (board_items["ratio"].indicator.code, "2022-08-01", None)
    assert found["decided_by"] == officer.full_name
    assert said("/boards/agency/so-a/dossier/?year=2022&month=3")["objective_causes"] == []
    assert "Đã kiểm tra" in client.get(URL).content.decode()


def test_promises_stand_as_days_kept_or_broken(said, board_items, head_a, on_day):
    on_day(date(2022, 8, 20))
    for day in (date(2022, 8, 31), date(2022, 9, 10)):
        promise(board_items["ratio"], due_on=day, by=head_a, reason="Chờ phần mềm")
    on_day(date(2022, 9, 20))
    found = {row["id"]: row["promises"] for row in said()["items"]}
    assert [(one["due_on"], one["state"]) for one in found[board_items["ratio"].pk]] == [
        ("2022-08-31", "moved"), ("2022-09-10", "broken"),
    ]  # fmt: skip


def test_of_an_item_that_passed_on_each_head_answers_for_the_own_months(
    said, item, approved, confirmed, head_a, agency_b, officer, period, on_day
):
    """Promised, met, late, excused and proved under A until May; B leads it from June on."""
    on_day(date(2022, 9, 20))
    given = item(kind="latest", low=1)
    promise(given, due_on=date(2022, 3, 31), by=head_a)
    confirmed(given, "not_measurable", since=date(2022, 1, 1), until=date(2022, 2, 1))
    entry = approved(given, 3, value=5)
    Evidence.objects.create(entry=entry, kind="document", document_number="7/BC", added_at=now(), added_by=head_a)
    entry.events.filter(to_status="submitted").update(at=datetime(2022, 3, 25, 3, tzinfo=UTC))
    hand_over([given], to=agency_b, since=period(6), by=officer, reason="Sáp nhập")

    def told(code, month):
        found = said(f"/boards/agency/{code}/dossier/?year=2022&month={month}")
        code_of = given.indicator.code
        causes = [row for row in found["objective_causes"] if row["code"] == code_of]
        row = next((row for row in found["items"] if row["id"] == given.pk), None)
        return len(causes), row and (
            [one["state"] for one in row["promises"]],
            [one["period"] for one in row["late"]],
            [one["period"] for one in row["evidence"]],
        )

    assert told("so-a", 5) == (1, (["kept"], ["2022-03"], ["2022-03"]))
    assert told("so-b", 5) == (0, None)
    assert told("so-a", 7) == (1, None)
    assert told("so-b", 7) == (0, (["kept"], [], []))


def test_a_closed_month_says_its_checksum_and_an_open_one_that_it_may_change(
    client, committee, said, board_items, period, officer
):
    assert said()["checksum"] is None
    assert "kỳ đang mở, số liệu có thể thay đổi" in client.get(URL).content.decode()
    close_period(period(1), by=officer)
    january = "/boards/agency/so-a/dossier/?year=2022&month=1"
    checksum = period(1).checksum
    assert said(january)["checksum"] == checksum
    page = client.get(january).content.decode()
    assert f"Mã kiểm tra của kỳ đã khóa: {checksum}" in page
    assert "Việc đánh giá, xếp loại do cấp có thẩm quyền quyết định" in page


def test_the_workbook_has_five_sheets_and_the_csv_the_assigned_items(client, committee, signed, board_items):
    client.force_login(committee)
    response = client.get(f"{URL}&format=xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="ho-so-so-a-2022-09.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == [
        "Người đứng đầu", "Nội dung cam kết", "Chỉ tiêu được giao", "Nguyên nhân khách quan", "Minh chứng",
    ]  # fmt: skip
    cells = [cell.value for row in book["Nội dung cam kết"].iter_rows() for cell in row]
    assert {"Ký số văn bản đi", "12/QC-SXD", datetime(2022, 5, 4)} <= set(cells)
    first = [cell.value for row in book["Người đứng đầu"].iter_rows() for cell in row]
    assert {"2/2", "1/3"} <= set(first)
    text = client.get(f"{URL}&format=csv").content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[board_items["number"].indicator.code]["state"] == "exceeded"
    assert len(rows) == 3


def test_a_hostile_name_is_text_in_every_cell(client, committee, signed, indicators):
    Indicator.objects.filter(pk=indicators.number.pk).update(name="=HYPERLINK(1)")
    CommitmentItem.objects.filter(order=1).update(text="@SUM(1)")
    client.force_login(committee)
    book = load_workbook(io.BytesIO(client.get(f"{URL}&format=xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    hostile = [cell for cell in cells if cell.value in ("=HYPERLINK(1)", "@SUM(1)")]
    assert [cell.quotePrefix for cell in hostile] == [True, True]
    assert "'=HYPERLINK(1)" in client.get(f"{URL}&format=csv").content.decode()


def test_on_paper_it_is_a_page_upright_and_annexes_sideways_in_vietnamese_whoever_asks(client, committee, signed):
    committee.language = "en"
    committee.save()
    client.cookies["django_language"] = "en"
    client.force_login(committee)
    response = client.get(PAPER)
    assert response["Content-Disposition"] == 'attachment; filename="ho-so-so-a-2022-09.docx"'
    document = Document(io.BytesIO(response.content))
    assert [s.orientation for s in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert said[:2] == ["HỒ SƠ ĐẦU VÀO ĐÁNH GIÁ NĂM 2022", "đối với người đứng đầu Sở Xây dựng"]
    assert "Nội dung cam kết đã thực hiện: 2/2" in said
    assert any("do cấp có thẩm quyền quyết định" in text for text in said)
    assert [text for text in said if text.startswith("Phụ lục")] == [f"Phụ lục {n}" for n in ("I", "II", "III", "IV")]
    heads = [table.rows[0].cells for table in document.tables]
    assert [p.text for p in heads[0][0].paragraphs if p.text][:2] == [
        "ỦY BAN NHÂN DÂN\nTỈNH VĨNH PHÚC", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ",
    ]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in document.tables[2].rows]
    assert rows[2][1:6] == ["Ban hành quy chế", "", "–", "Hoàn thành", "04/05/2022, 12/QC-SXD, 03/05/2022"]


def test_a_divisions_dossier_stands_under_its_agency(client, head_division, board_items):
    client.force_login(head_division)
    document = Document(io.BytesIO(client.get(f"/boards/agency/a-1/dossier.docx?{SEPTEMBER}").content))
    left = document.tables[0].rows[0].cells[0]
    assert [p.text for p in left.paragraphs if p.text][1] == "SỞ XÂY DỰNG"


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize("url", [URL, PAPER])
def test_it_asks_as_many_questions_with_few_items_as_with_many(
    committee, signed, item, approved, agency_a, province, django_assert_num_queries, url, more
):
    for number in range(more):
        indicator = factories.IndicatorFactory(province=province)
        approved(item(indicator=indicator, low=10), 8, value=5 + number)
        CommitmentItem.objects.create(commitment=signed, order=3 + number, text=f"Nội dung {number}")
    client = Client()
    client.force_login(committee)
    client.get(url)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", [URL, PAPER])
def test_who_may_have_it(
    client, board_items, stranger, head_b, head_division, clerk_a, committee, officer, head_a, administrator, url
):
    assert client.get(url).url.startswith("/account/login/?next=")
    for person, status in (
        (stranger, 404), (head_b, 404), (head_division, 404), (clerk_a, 403), (committee, 200), (officer, 200),
        (head_a, 200), (administrator, 200),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(url).status_code == status, person
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("answer", ["json", "csv", "xlsx"])
def test_machines_pass_the_same_gate_as_people(client, board_items, stranger, clerk_a, head_a, answer):
    for person, status in ((stranger, 404), (clerk_a, 403), (head_a, 200)):
        client.force_login(person)
        assert client.get(f"{URL}&format={answer}").status_code == status, person


def test_an_agency_without_head_items_or_commitments_says_so(client, committee, province, plan):
    factories.AgencyFactory(parent=province, code="so-moi")
    client.force_login(committee)
    url = f"/boards/agency/so-moi/dossier/?{SEPTEMBER}"
    page = client.get(url).content.decode()
    assert "Chưa ký bản cam kết nào của cơ quan trong năm." in page
    for answer in ("json", "csv", "xlsx"):
        assert client.get(f"{url}&format={answer}").status_code == 200
    assert client.get(f"/boards/agency/so-moi/dossier.docx?{SEPTEMBER}").status_code == 200
