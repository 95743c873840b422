"""What is typed and not sent yet is its agency's own: no reader of the item finds the note or the evidence."""

import pytest

from kpis.evidence.actions import attach_document

PAGE = "/boards/item/{}/?year=2022&month=9"


@pytest.mark.parametrize("form", ["", "&format=json", "&format=csv"])
def test_a_drafts_note_and_its_evidence_are_shown_to_no_reader(
    client, committee, item, draft, months, clerk_a, approved, form
):
    given = item(kind="latest", low=10)
    approved(given, 8, value=4, note="Đã gửi từ tháng tám")
    draft(given, 9, value=5, note="Chưa muốn ai đọc")
    attach_document(given, months[9], by=clerk_a, number="919/BC-NHAP")
    client.force_login(committee)
    page = client.get(PAGE.format(given.pk) + form).content.decode()
    assert "Chưa muốn ai đọc" not in page
    assert "919/BC-NHAP" not in page
    assert form or "Đã gửi từ tháng tám" in page
