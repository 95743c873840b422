"""The announcement of conclusions: a draft until it is announced, then with its number, its agencies and its annex."""

from dxtracker.lib.paper.blocks import Head, Paragraph, Signature, Table, Title
from steering.announcing.paper import draw
from steering.models import Meeting


def parts(paper, kind):
    return [block for block in paper.blocks if isinstance(block, kind)]


def test_it_says_who_met_what_was_concluded_and_who_carries_it_out(announced, meeting, head_a):
    announced("Trang bị hệ thống", "Báo cáo lại")
    paper = draw(Meeting.objects.get())
    (head,), (title,), (signed,) = parts(paper, Head), parts(paper, Title), parts(paper, Signature)
    assert (head.number, head.place_and_day) == ("Số: 105/TB-BCĐ", "Vĩnh Phúc, ngày 20 tháng 9 năm 2022")
    assert title.kind == "Thông báo"
    assert "Ông A, Trưởng ban" in title.subject
    assert (signed.posts, signed.name, "- Sở Xây dựng;" in signed.recipients) == (["Chánh Văn phòng"], "Ông A", True)
    said = [block.text for block in parts(paper, Paragraph)]
    assert f"1. Trang bị hệ thống. Chịu trách nhiệm: Sở Xây dựng ({head_a.full_name}); thời hạn: 10/10/2022." in said
    assert said[-1].endswith("thực hiện./.")
    (table,) = parts(paper, Table)
    assert [row[1] for row in table.rows] == ["Trang bị hệ thống", "Báo cáo lại"]
    assert paper.mark == ""


def test_before_it_is_announced_it_is_a_draft(client, concluded, meeting, committee, clerk_a):
    concluded()
    paper = draw(meeting)
    assert (paper.mark, parts(paper, Head)[0].number) == ("DỰ THẢO", "Số:          /TB-BCĐ")
    client.force_login(committee)
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(f"/meetings/{meeting.pk}/announcement.{form}")
        assert (answer.content[: len(start)], "thong-bao-ket-luan-2022-09-20" in answer["Content-Disposition"]) == (
            start,
            True,
        )
    client.force_login(clerk_a)
    assert client.get(f"/meetings/{meeting.pk}/announcement.pdf").status_code == 404
