"""The dark button of a page is the next step, and there is one."""

import re
from datetime import date

import pytest
from django.urls import reverse

from commitments.models import SigningEvent


@pytest.fixture
def dark(client, head_a):
    """dark(address) -> the words of the page's dark buttons."""

    def read(address):
        client.force_login(head_a)
        main = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
        found = re.findall(r'class="button first"[^>]*>([^<]+)', main)
        return [" ".join(words.split()) for words in found]

    return read


@pytest.fixture
def event(plan, agency_a, division_1):
    return SigningEvent.objects.create(plan=plan, agency=agency_a, name="Ký bổ sung", signed_on=date(2022, 3, 1))


def test_an_event_with_nothing_in_it_begins_the_drafts(dark, event):
    assert dark(reverse("commitments:event-edit", args=[event.pk])) == ["Lập 1 dự thảo còn thiếu"]


def test_a_draft_wants_items_then_parties_then_to_be_signed(dark, commit, division_1, event, item):
    item(agency=division_1)
    draft = commit(division_1, event=event, items=[], signed=False)
    desk = reverse("commitments:commitment-edit", args=[draft.pk])
    assert dark(desk) == ["Thêm cả 1 chỉ tiêu được giao"]
    draft.items.create(order=1, text="Nâng cao đạo đức công vụ", way="confirmed")
    assert dark(desk) == ["Ghi nhận đã ký"]
    draft.signatory_name = ""
    draft.save(update_fields=["signatory_name"])
    assert dark(desk) == ["Lưu hai bên ký"]


def test_what_is_signed_asks_for_no_amendment_where_nothing_has_drifted(dark, commit, division_1, item):
    signed = commit(division_1, items=[item(agency=division_1, low=100)])
    assert "Lập phụ lục sửa đổi" not in dark(f"{signed.get_absolute_url()}?year=2022&month=9")
