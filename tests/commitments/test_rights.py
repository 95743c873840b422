"""Whose the pages that write commitments are, and what they ask of the tables."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment
from commitments.models import CommitmentItem, SigningEvent
from kpis.items.actions import set_target

PEOPLE = ("administrator", "officer", "committee", "head_a", "clerk_a", "head_division", "head_b", "stranger")
WRITES = (200, 403, 403, 200, 403, 403, 404, 404)
RIGHTS = {
    "event-new": (200, 403, 403, 200, 403, 403, 200, 404),
    "event-edit": (200, 403, 403, 200, 403, 404, 404, 404),
    "commitment-new": WRITES,
    "commitment-edit": WRITES,
    "commitment-sign": WRITES,
    "commitment-delete": WRITES,
    "commitment-correct": WRITES,
    "commitment-amend": WRITES,
    "item-new": WRITES,
    "item-edit": WRITES,
    "fulfilment-claim": (403, 403, 403, 200, 200, 200, 404, 404),
    "fulfilment-decide": WRITES,
    "fulfilment-revoke": WRITES,
}
POSTED = {
    "commitment-drafts": (302, 403, 403, 302, 403, 404, 404, 404),
    "items-all": (302, 403, 403, 302, 403, 403, 404, 404),
    "item-move": (302, 403, 403, 302, 403, 403, 404, 404),
    "item-remove": (302, 403, 403, 302, 403, 403, 404, 404),
}


@pytest.fixture
def draft(commit, division_1, item, plan, agency_a):
    second = SigningEvent.objects.create(plan=plan, agency=agency_a, name="Ký bổ sung", signed_on=date(2022, 3, 1))
    return commit(division_1, event=second, items=[item(low=100), "Nâng cao đạo đức công vụ"], signed=False)


@pytest.fixture
def signed(commit, division_1, indicators, item):
    return commit(division_1, items=[item(kind="ratio", low=80), "Cắm mốc giới", "Trồng cây"])


@pytest.fixture
def claimed(signed, officer):
    return claim_fulfilment(signed.items.get(order=2), fulfilled_on=date(2022, 5, 1), by=officer)


@pytest.fixture
def fulfilled(signed, officer, administrator):
    claim = claim_fulfilment(signed.items.get(order=3), fulfilled_on=date(2022, 5, 1), by=officer)
    return decide_fulfilment(claim, by=administrator, confirm=True, reason="Đã thấy")


@pytest.fixture
def urls(draft, signed, claimed, fulfilled, division_2):
    """Name → address of each page."""
    event_a = draft.event
    item = draft.items.first()
    keys = {
        "event-new": [], "event-edit": [event_a.pk], "commitment-new": [], "commitment-drafts": [event_a.pk],
        "commitment-edit": [draft.pk], "commitment-sign": [draft.pk], "commitment-delete": [draft.pk],
        "commitment-correct": [signed.pk], "commitment-amend": [signed.pk], "item-new": [draft.pk],
        "items-all": [draft.pk], "item-edit": [item.pk], "item-move": [item.pk], "item-remove": [item.pk],
        "fulfilment-claim": [claimed.item_id], "fulfilment-decide": [claimed.pk], "fulfilment-revoke": [fulfilled.pk],
    }  # fmt: skip
    found = {name: reverse(f"commitments:{name}", args=args) for name, args in keys.items()}
    return found | {"commitment-new": found["commitment-new"] + f"?event={event_a.pk}"}


# --- rights ------------------------------------------------------------------------------------------------------


def test_who_comes_to_which_page(client, request, urls):
    found = {name: [] for name in RIGHTS}
    for who in PEOPLE:
        client.force_login(request.getfixturevalue(who))
        for name, answers in found.items():
            answers.append(client.get(urls[name]).status_code)
    assert {name: tuple(answers) for name, answers in found.items()} == RIGHTS


def test_who_may_not_write_changes_nothing_by_posting_either(client, request, urls):
    before = list(CommitmentItem.objects.values_list("pk", "order", "text"))
    trail = AuditEvent.objects.filter(object_type__startswith="commitments").count()
    for who in PEOPLE:
        client.force_login(request.getfixturevalue(who))
        for name, answers in (RIGHTS | POSTED).items():
            wanted = answers[PEOPLE.index(who)]
            if wanted in (403, 404):
                assert client.post(urls[name], {"to": "down", "act": "confirm"}).status_code == wanted, (who, name)
    assert list(CommitmentItem.objects.values_list("pk", "order", "text")) == before
    assert AuditEvent.objects.filter(object_type__startswith="commitments").count() == trail


def test_nobody_comes_in_without_logging_in(client, urls):
    for name, url in urls.items():
        answer = client.post(url) if name in POSTED else client.get(url)
        assert (answer.status_code, "login" in answer.url) == (302, True), name


def test_what_only_writes_is_only_posted(client, urls, head_a):
    client.force_login(head_a)
    led = {name: client.get(urls[name]).url.rstrip("0123456789/") for name in POSTED}
    assert led == {
        "commitment-drafts": "/commitments/events", "items-all": "/boards/commitment",
        "item-move": "/commitments/items", "item-remove": "/commitments/items",
    }  # fmt: skip
    assert {client.put(urls[name]).status_code for name in RIGHTS} == {405}


def test_what_is_not_there_is_not_found(client, urls, head_a):
    client.force_login(head_a)
    for name in [*RIGHTS, *POSTED]:
        if name not in ("event-new", "commitment-new"):
            missing = reverse(f"commitments:{name}", args=[99999])
            assert client.post(missing).status_code == 404, name
    for query in ("", "?event=99999", "?event=x", "?event=²"):
        assert client.get(reverse("commitments:commitment-new") + query).status_code == 404


def test_posting_nothing_is_refused_and_shown_again(client, urls, administrator):
    client.force_login(administrator)
    for name in ("event-new", "event-edit", "commitment-new", "commitment-edit", "commitment-correct", "item-new",
                 "item-edit", "commitment-amend", "fulfilment-decide", "fulfilment-revoke"):  # fmt: skip
        answer = client.post(urls[name])
        assert answer.status_code == 422, name
        assert "wrong-summary" in answer.content.decode(), name


# --- queries -----------------------------------------------------------------------------------------------------

QUERIES = {
    "event-new": 4,
    "event-edit": 7,
    "commitment-new": 5,
    "commitment-edit": 8,
    "commitment-sign": 5,
    "commitment-delete": 3,
    "commitment-correct": 3,
    "commitment-amend": 7,
    "item-new": 6,
    "item-edit": 7,
    "fulfilment-claim": 3,
    "fulfilment-decide": 3,
    "fulfilment-revoke": 3,
}


def test_a_page_asks_the_same_however_much_there_is(
    client, urls, head_a, draft, signed, commit, item, months, django_assert_num_queries, agency_a
):
    client.force_login(head_a)

    def asked():
        for name, count in QUERIES.items():
            with django_assert_num_queries(count, info=name):
                client.get(urls[name])

    linked = signed.items.first().links.get().assignment
    set_target(linked, in_force_from=months[6], by=None, operator=">=", low=90, unit="%")
    asked()
    for row in (draft, signed):
        for n in range(3):
            row.items.create(order=10 + n, text=f"Việc {n}")
    draft.items.create(order=20, text="Gắn", way="assigned").links.create(
        assignment=item(kind="monthly"), owner=agency_a, operator=">=", low=1
    )
    item(kind="task")
    asked()
