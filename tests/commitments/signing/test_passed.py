"""Before signing it is said which items are past their day already; that keeps nobody from signing."""

from datetime import date

import pytest

from commitments.models import Commitment


@pytest.mark.django_db
def test_items_past_their_day_on_the_day_of_signing_are_named_and_do_not_block(client, commit, division_1, head_a):
    draft = commit(division_1, items=["Số hóa hồ sơ", "Mở lớp tập huấn"], signed=False)
    late, _in_time = draft.items.order_by("pk")
    draft.items.update(deadline=date(2022, 12, 31))
    draft.items.filter(pk=late.pk).update(deadline=date(2022, 1, 31))
    client.force_login(head_a)
    url = f"/commitments/{draft.pk}/sign/"
    page = client.get(url)
    assert page.context["board"]["passed"] == [f"Nội dung “{late.text}” có thời hạn 31/01/2022, đã qua vào ngày ký."]
    assert "đã qua vào ngày ký" in page.content.decode()
    client.post(url, {"seen": page.context["board"]["seen"]})
    assert Commitment.objects.get(pk=draft.pk).is_signed
