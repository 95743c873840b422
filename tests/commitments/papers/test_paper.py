"""The paper of a commitment, opened again with python-docx: heads, parties, what is agreed now, two signatures."""

import io
from datetime import date

import pytest
from docx import Document
from docx.shared import Pt

from agencies.clock import now
from commitments.models import AmendmentChange

QUERIES = 7


@pytest.fixture
def opened(client, head_a):
    """opened(commitment): its paper as head_a gets it."""

    def get(commitment):
        client.force_login(head_a)
        response = client.get(f"/commitments/{commitment.pk}/paper.docx")
        assert response.status_code == 200
        return Document(io.BytesIO(response.content))

    return get


def lines(holder):
    return [paragraph.text for paragraph in holder.paragraphs if paragraph.text]


def rows_of(document):
    return [[cell.text for cell in row.cells] for row in document.tables[1].rows]


def day_of(document):
    return lines(document.tables[0].rows[0].cells[1])[-1]


def test_a_divisions_paper_has_the_heads_of_its_agency_and_the_nation(commit, division_1, opened):
    document = opened(commit(division_1, items=["Sắp xếp tài liệu"], number="05/CK-VP"))
    left, right = document.tables[0].rows[0].cells
    assert lines(left) == ["SỞ XÂY DỰNG", "VĂN PHÒNG SỞ", "Số: 05/CK-VP"]
    assert lines(right)[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    titles = [p for p in document.paragraphs if p.text][:2]
    assert [p.text for p in titles] == ["BẢN CAM KẾT", "Thực hiện nhiệm vụ chuyển đổi số năm 2022"]
    assert [(p.runs[0].font.size, p.runs[0].bold) for p in titles] == [(Pt(14), True)] * 2


def test_an_agencys_paper_stands_under_the_provinces_committee_and_a_councils_under_nobody(
    commit, agency_a, agency_b, event_top, opened, client, committee
):
    client.force_login(committee)
    papers = []
    for agency, name in ((agency_a, "Sở Xây dựng"), (agency_b, "UBND huyện Tam Đảo")):
        commitment = commit(agency, event=event_top, items=["Ký số"], agency_name=name)
        papers.append(Document(io.BytesIO(client.get(f"/commitments/{commitment.pk}/paper.docx").content)))
    heads = [lines(document.tables[0].rows[0].cells[0]) for document in papers]
    assert heads[0][:2] == ["ỦY BAN NHÂN DÂN\nTỈNH VĨNH PHÚC", "SỞ XÂY DỰNG"]
    assert heads[1][0] == "UBND HUYỆN TAM ĐẢO"


@pytest.mark.parametrize(
    ("precision", "signed", "words"),
    [
        ("day", True, "Vĩnh Phúc, ngày 28 tháng 02 năm 2022"),
        ("month", True, "Vĩnh Phúc, ngày … tháng 02 năm 2022"),
        ("year", True, "Vĩnh Phúc, ngày … tháng … năm 2022"),
        ("day", False, "Vĩnh Phúc, ngày … tháng … năm 2022"),
    ],
)
def test_the_day_is_as_exact_as_it_is_known_and_a_drafts_is_left_open(
    commit, division_1, event_a, opened, precision, signed, words
):
    event_a.precision = precision
    event_a.save()
    assert day_of(opened(commit(division_1, items=["Một"], signed=signed))) == words


def test_both_parties_stand_with_person_post_and_agency_as_of_that_day(commit, division_1, opened):
    said = lines(opened(commit(division_1, items=["Một"], agency_name="Văn phòng cũ", counterparty_post="Giám đốc")))
    first, second = said.index("I. Bên cam kết"), said.index("II. Bên nhận cam kết")
    assert said[first + 1 : second] == [
        "Họ và tên: Nguyễn Văn An", "Chức vụ: Trưởng phòng", "Cơ quan, đơn vị: Văn phòng cũ",
    ]  # fmt: skip
    assert said[second + 1 : second + 4] == [
        "Họ và tên: Trần Thị Bình", "Chức vụ: Giám đốc", "Cơ quan, đơn vị: Sở Xây dựng",
    ]  # fmt: skip


def test_items_are_printed_on_the_terms_that_were_agreed_and_not_on_the_live_ones(
    commit, division_1, item, opened, head_a
):
    number, ratio = item(low=100, deadline=date(2022, 12, 31)), item(kind="ratio", low=80)
    linked = [
        (number, {"raw": "từ 100 lượt"}), (ratio, {"raw": "", "accountable": head_a, "deadline": date(2022, 6, 30)}),
    ]  # fmt: skip
    commitment = commit(
        division_1,
        items=[
            {"text": "Sắp xếp tài liệu", "deadline": date(2022, 6, 30)},
            {"text": "Hai chỉ tiêu", "links": linked},
            {"text": "Phần của phòng", "links": [(number, {"is_part": True, "low": 40, "raw": ""})]},
        ],
    )
    number.targets.update(low=500)
    assert rows_of(opened(commitment)) == [
        ["TT", "Nội dung cam kết", "Mức cam kết", "Thời hạn", "Ghi chú"],
        ["1", "Sắp xếp tài liệu", "", "30/06/2022", ""],
        [
            "2", "Hai chỉ tiêu", f"{number.indicator.name}: từ 100 lượt\n{ratio.indicator.name}: ≥ 80%",
            "31/12/2022\n30/06/2022", f"Người chịu trách nhiệm: {head_a.full_name}",
        ],
        ["3", "Phần của phòng", "≥ 40\xa0lượt (phần được phân bổ)", "31/12/2022", ""],
    ]  # fmt: skip


def test_an_amended_commitment_prints_what_is_agreed_now_and_names_the_amendments(commit, division_1, opened, head_a):
    commitment = commit(division_1, items=["Giữ lại", "Rút", "Thêm"])
    kept, withdrawn, added = commitment.items.all()
    annex = commitment.amendments.create(number="01/PL", dated_on=date(2022, 6, 1), made_at=now(), made_by=head_a)
    for row, field in ((withdrawn, "withdrawn_by"), (added, "added_by")):
        setattr(row, field, annex)
        row.save()
    AmendmentChange.objects.create(amendment=annex, item=kept, aspect="text", old={"text": "Cũ"}, new={"text": "Mới"})
    AmendmentChange.objects.create(amendment=annex, item=added, aspect="added", new={"text": "Thêm"})
    document = opened(commitment)
    assert [(row[0], row[1], row[4]) for row in rows_of(document)[1:]] == [
        ("1", "Giữ lại", "Sửa đổi theo Phụ lục số 01/PL"),
        ("2", "Thêm", "Bổ sung theo Phụ lục số 01/PL"),
    ]
    said = "Các nội dung trên đã được sửa đổi, bổ sung theo: Phụ lục số 01/PL ngày 01/06/2022."
    assert said in lines(document)
    assert said not in lines(opened(commit(division_1.parent, items=["Một"])))


def test_two_sign_side_by_side_and_a_body_through_whom_it_names(commit, division_1, agency_a, event_top, opened):
    director = opened(commit(division_1, items=["Một"], counterparty_post="Giám đốc")).tables[2].rows[0].cells
    recipients = ["Nơi nhận:", "- Hai bên cam kết;", "- Ban Chỉ đạo chuyển đổi số tỉnh (để theo dõi);", "- Lưu: VT."]
    assert [lines(cell) for cell in director] == [
        ["NGƯỜI CAM KẾT", "TRƯỞNG PHÒNG", "Nguyễn Văn An", *recipients],
        ["BÊN NHẬN CAM KẾT", "GIÁM ĐỐC", "Trần Thị Bình"],
    ]
    document = opened(commit(agency_a, event=event_top, items=["Một"]))
    assert lines(document.tables[2].rows[0].cells[1]) == ["BÊN NHẬN CAM KẾT", "TM. BAN THƯỜNG VỤ TỈNH ỦY"]
    assert "Cơ quan: Ban Thường vụ Tỉnh ủy" in lines(document)


def test_a_draft_without_names_leaves_room_for_them(commit, division_1, opened):
    document = opened(commit(division_1, items=["Một"], signed=False, signatory_name="", signatory_post=""))
    assert "Họ và tên: ……" in "\n".join(lines(document))
    assert lines(document.tables[2].rows[0].cells[0])[:2] == ["NGƯỜI CAM KẾT", "Nơi nhận:"]


def test_it_is_vietnamese_whoever_asks(commit, division_1, opened, head_a, client):
    head_a.language = "en"
    head_a.save()
    client.cookies["django_language"] = "en"
    assert "BẢN CAM KẾT" in lines(opened(commit(division_1, items=["Một"])))


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_many_questions_with_one_item_as_with_three(
    commit, division_1, item, client, head_a, django_assert_num_queries, count
):
    linked = [item(low=100), item(kind="ratio", low=80), item(kind="latest", low=5)][:count]
    commitment = commit(division_1, items=linked)
    client.force_login(head_a)
    with django_assert_num_queries(QUERIES):
        client.get(f"/commitments/{commitment.pk}/paper.docx")


def test_who_may_have_it(
    client, commit, division_1, stranger, head_b, clerk_a, head_division, committee, head_a, administrator
):
    commitment = commit(division_1, items=["Một"])
    url = f"/commitments/{commitment.pk}/paper.docx"
    assert client.get(url).url.startswith("/account/login/?next=")
    for person, status in (
        (stranger, 404), (head_b, 404), (clerk_a, 200), (head_division, 200), (committee, 200), (head_a, 200),
        (administrator, 200),
    ):  # fmt: skip
        client.force_login(person)
        response = client.get(url)
        assert response.status_code == status, person
        assert client.post(url).status_code == 405
    assert response["Content-Disposition"] == 'attachment; filename="ban-cam-ket-a-1-2022.docx"'
    assert client.get("/commitments/999999/paper.docx").status_code == 404
