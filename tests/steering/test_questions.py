"""A question lives at its item and month: asked by the committee's side, answered once by the agency, both are told."""

import pytest

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.models import Notice
from steering.models import Question
from steering.questions.actions import answer, ask


def test_both_sides_are_told(item, months, committee, clerk_a, head_a):
    row = ask(item(), months[9], text="Vì sao giảm?", by=committee)
    assert {notice.user for notice in Notice.objects.filter(kind="question")} == {clerk_a, head_a}
    answer(row, text="Do đổi cách tính", by=clerk_a)
    letter = Notice.objects.get(kind="answer")
    assert (letter.user, letter.url, letter.body.endswith("Do đổi cách tính")) == (
        committee,
        f"/questions/item/{row.item_id}/",
        True,
    )
    with pytest.raises(CannotChange):
        answer(row, text="Lần nữa", by=clerk_a)
    told = AuditEvent.objects.filter(action__startswith="question").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["question-asked", "question-answered"]


def test_nothing_is_asked_with_no_words_or_of_another_year(item, months, committee):
    given = item()
    with pytest.raises(CannotChange):
        ask(given, months[9], text=" ", by=committee)
    with pytest.raises(CannotChange):
        ask(given, months[9], text="Xem công văn TỐI MẬT", by=committee)


def test_the_page_asks_and_answers(client, item, months, committee, clerk_a, head_b):
    given = item()
    url = f"/questions/item/{given.pk}/"
    client.force_login(committee)
    assert client.get(url).context["board"].form.initial["period"] == months[9].pk
    assert client.post(url, {"period": months[9].pk, "text": ""}).status_code == 422
    assert client.post(url, {"period": months[12].pk, "text": "?"}).status_code == 422
    assert client.post(url, {"period": months[9].pk, "text": "Vì sao giảm?"}).status_code == 302
    row = Question.objects.get()
    assert client.post(f"/questions/{row.pk}/answer/", {"text": "Tôi tự trả lời"}).status_code == 403
    client.force_login(head_b)
    assert client.get(url).status_code == 404
    client.force_login(clerk_a)
    assert "Vì sao giảm?" in client.get("/").content.decode()
    assert client.post(url, {"period": months[9].pk, "text": "?"}).status_code == 403
    assert client.post(f"/questions/{row.pk}/answer/", {"text": "Do đổi cách tính"}).status_code == 302
    assert client.post(f"/questions/{row.pk}/answer/", {"text": "Lần nữa"}).status_code == 409
    assert "Do đổi cách tính" in client.get(url).content.decode()
