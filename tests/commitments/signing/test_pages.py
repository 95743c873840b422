"""The pages that write commitments: what they write and how they answer."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment
from commitments.items.actions import change_item
from commitments.models import Commitment, Fulfilment, SigningEvent
from commitments.signing.actions import sign
from kpis.errors import CannotChange
from kpis.items.actions import set_target

PARTIES = {"signatory_name": "Lê Văn Cường", "signatory_post": "Chánh Văn phòng", "agency_name": "Văn phòng Sở",
           "counterparty_name": "Trần Thị Bình"}  # fmt: skip


@pytest.fixture
def draft(commit, division_1, item, plan, agency_a):
    second = SigningEvent.objects.create(plan=plan, agency=agency_a, name="Ký bổ sung", signed_on=date(2022, 3, 1))
    return commit(division_1, event=second, items=[item(low=100), "Nâng cao đạo đức công vụ"], signed=False)


@pytest.fixture
def signed(commit, division_1, indicators, item):
    return commit(division_1, items=[item(kind="ratio", low=80), "Cắm mốc giới"])


# --- events and drafts -------------------------------------------------------------------------------------------


def event_of(agency, plan, **more):
    return {"name": "Hội nghị", "agency": agency.pk, "plan": plan.pk, "signed_on": "02/2022"} | more


def test_an_event_is_added_and_leads_to_its_page(client, head_a, agency_a, plan):
    client.force_login(head_a)
    url = reverse("commitments:event-new")
    answer = client.post(url, event_of(agency_a, plan, signed_text="cuối tháng 2/2022"))
    event = SigningEvent.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("commitments:event-edit", args=[event.pk]))
    assert (event.signed_on, event.precision, event.signed_text) == (date(2022, 2, 28), "month", "cuối tháng 2/2022")


def test_an_event_of_anothers_agency_or_without_a_day_is_refused_at_its_field(
    client, head_a, agency_a, agency_b, plan, province
):
    client.force_login(head_a)
    for wrong, field in ((event_of(agency_b, plan), "agency"), (event_of(province, plan), "agency"),
                         (event_of(agency_a, plan, signed_on="31/02/2022"), "signed_on"),
                         (event_of(agency_a, plan, name=""), "name")):  # fmt: skip
        answer = client.post(reverse("commitments:event-new"), wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not SigningEvent.objects.exists()


def test_the_kept_day_stays_where_its_text_does_not_change(client, head_a, event_a, agency_a, plan):
    SigningEvent.objects.update(signed_on=date(2022, 2, 24))
    client.force_login(head_a)
    url = reverse("commitments:event-edit", args=[event_a.pk])
    assert client.get(url).context["form"]["signed_on"].value() == "02/2022"
    assert client.post(url, event_of(agency_a, plan, name="Tên mới")).status_code == 302
    event_a.refresh_from_db()
    assert (event_a.name, event_a.signed_on, event_a.precision) == ("Tên mới", date(2022, 2, 24), "month")


def test_an_event_with_commitments_refuses_another_agency_on_its_page(client, administrator, draft, agency_b, plan):
    client.force_login(administrator)
    answer = client.post(reverse("commitments:event-edit", args=[draft.event_id]), event_of(agency_b, plan))
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()


def test_a_draft_is_begun_for_one_and_for_all(client, head_a, event_a, division_1, division_2):
    client.force_login(head_a)
    url = reverse("commitments:commitment-new") + f"?event={event_a.pk}"
    answer = client.post(url, {"agency": division_1.pk, "number": "05/CK"})
    draft = Commitment.objects.get()
    assert (answer.url, draft.number, draft.state) == (f"/commitments/{draft.pk}/edit/#items", "05/CK", "draft")
    assert client.post(url, {"agency": division_1.pk}).status_code == 422

    drafts = reverse("commitments:commitment-drafts", args=[event_a.pk])
    assert client.post(drafts).url == f"/commitments/events/{event_a.pk}/"
    assert client.post(drafts).status_code == 302
    assert list(Commitment.objects.order_by("pk").values_list("agency", flat=True)) == [division_1.pk, division_2.pk]
    assert "Mọi đơn vị" in client.get(url).content.decode()


def test_a_head_drafts_the_own_commitment_to_the_province_and_no_others(client, head_a, event_top, agency_a, agency_b):
    client.force_login(head_a)
    url = reverse("commitments:commitment-new") + f"?event={event_top.pk}"
    assert list(client.get(url).context["form"].agencies.values()) == [agency_a]
    assert client.post(url, {"agency": agency_b.pk}).status_code == 422
    assert client.post(url, {"agency": agency_a.pk}).status_code == 302
    assert Commitment.objects.get().tier == "agency"
    assert client.post(reverse("commitments:commitment-drafts", args=[event_top.pk])).status_code == 404


def test_parties_are_saved_with_accounts_of_the_two_agencies(client, head_a, draft, head_b):
    client.force_login(head_a)
    url = reverse("commitments:commitment-edit", args=[draft.pk])
    assert client.post(url, PARTIES | {"counterparty": head_b.pk}).status_code == 422
    answer = client.post(url, PARTIES | {"counterparty": head_a.pk})
    assert (answer.status_code, answer.url) == (302, f"/boards/commitment/{draft.pk}/")
    draft.refresh_from_db()
    assert (draft.signatory_name, draft.counterparty, draft.signatory) == ("Lê Văn Cường", head_a, None)
    assert client.post(url, PARTIES | {"signatory_name": ""}).status_code == 302
    assert client.get(reverse("commitments:commitment-sign", args=[draft.pk])).context["board"]["missing"] != []


def test_two_people_at_one_draft_do_not_write_over_each_other(client, head_a, draft):
    client.force_login(head_a)
    url = reverse("commitments:commitment-edit", args=[draft.pk])
    seen = client.get(url).context["form"].seen
    assert f'name="seen" value="{seen}"' in client.get(url).content.decode()
    assert client.post(url, PARTIES | {"seen": seen, "number": "01/CK"}).status_code == 302
    answer = client.post(url, PARTIES | {"seen": seen, "number": "02/CK"})
    form = answer.context["form"]
    assert (answer.status_code, form["number"].value()) == (422, "02/CK")
    assert form.errors["number"] == ["Hiện đang lưu: 01/CK"]
    assert client.post(url, PARTIES | {"seen": form.seen, "number": "02/CK"}).status_code == 302
    draft.refresh_from_db()
    assert draft.number == "02/CK"


def test_two_people_at_one_item_do_not_write_over_each_other(client, head_a, draft, item):
    client.force_login(head_a)
    own = draft.items.get(order=2)
    url = reverse("commitments:item-edit", args=[own.pk])
    said = {"text": "Một", "way": "confirmed", "seen": client.get(url).context["form"].seen}
    item(kind="monthly")  # what else was assigned meanwhile is no change of this item
    assert client.post(url, said).status_code == 302
    answer = client.post(url, said | {"text": "Hai"})
    assert (answer.status_code, answer.context["form"].errors["text"]) == (422, ["Hiện đang lưu: Một"])
    assert client.post(url, said | {"text": "Hai", "seen": answer.context["form"].seen}).status_code == 302
    own.refresh_from_db()
    assert own.text == "Hai"


def test_a_draft_is_signed_once_and_then_written_no_more(client, head_a, draft):
    client.force_login(head_a)
    item = draft.items.first()
    page = f"/boards/commitment/{draft.pk}/"
    sign = reverse("commitments:commitment-sign", args=[draft.pk])
    assert [client.post(sign).url, client.post(sign).url] == [page, page]
    assert AuditEvent.objects.filter(action="commitment-signed").count() == 1

    assert client.get(reverse("commitments:commitment-edit", args=[draft.pk])).url == page
    assert client.post(reverse("commitments:commitment-edit", args=[draft.pk]), PARTIES).status_code == 409
    assert client.get(reverse("commitments:item-edit", args=[item.pk])).url == page
    for name, args, said in (("item-remove", item.pk, {}), ("item-move", item.pk, {"to": "down"}),
                             ("items-all", draft.pk, {}), ("commitment-delete", draft.pk, {})):  # fmt: skip
        assert client.post(reverse(f"commitments:{name}", args=[args]), said).url == page
    said = {"text": "Khác", "way": "confirmed"}
    assert client.post(reverse("commitments:item-edit", args=[item.pk]), said).status_code == 409
    assert client.post(reverse("commitments:item-new", args=[draft.pk]), said).status_code == 409
    assert [row.text for row in draft.items.all()] == [item.text, "Nâng cao đạo đức công vụ"]


def test_who_signs_second_is_told_that_it_is_signed(client, head_a, draft, monkeypatch):
    def late(commitment, *, by, seen):
        sign(Commitment.objects.get(pk=commitment.pk), by=by)
        return sign(commitment, by=by)

    monkeypatch.setattr("commitments.signing.views.sign", late)
    client.force_login(head_a)
    answer = client.post(reverse("commitments:commitment-sign", args=[draft.pk]), follow=True)
    assert answer.redirect_chain == [(f"/boards/commitment/{draft.pk}/", 302)]
    assert [str(message) for message in answer.context["messages"]] == [
        "Bản cam kết này đã ký: chỉ thay đổi bằng phụ lục sửa đổi có số."
    ]


def test_an_incomplete_draft_says_what_is_missing(client, head_a, commit, division_1):
    draft = commit(division_1, signed=False)
    client.force_login(head_a)
    url = reverse("commitments:commitment-sign", args=[draft.pk])
    assert client.get(url).context["board"]["missing"] == ["Thêm ít nhất một nội dung."]
    answer = client.post(url)
    assert (answer.status_code, "Thêm ít nhất một nội dung." in answer.content.decode()) == (409, True)


def test_a_record_is_corrected_and_a_draft_deleted(client, head_a, signed, draft):
    client.force_login(head_a)
    url = reverse("commitments:commitment-correct", args=[signed.pk])
    assert client.post(url, {"reason": "Ghi nhầm"}).url == f"/commitments/{signed.pk}/edit/#items"
    assert client.post(url, {"reason": "Ghi nhầm"}).status_code == 409
    delete = reverse("commitments:commitment-delete", args=[draft.pk])
    assert client.post(delete).url == "/boards/commitments/"
    assert client.post(delete).status_code == 404
    assert list(Commitment.objects.values_list("pk", "state")) == [(signed.pk, "draft")]


# --- items -------------------------------------------------------------------------------------------------------


def test_items_are_written_moved_and_removed_on_their_pages(client, head_a, draft, item):
    client.force_login(head_a)
    given = item(kind="monthly", low=5)
    said = {"text": "Đào tạo", "way": "assigned", f"link-{given.pk}": "on", f"target-{given.pk}": "từ 240 lượt"}
    desk = f"/commitments/{draft.pk}/edit/#items"
    assert client.post(reverse("commitments:item-new", args=[draft.pk]), said).url == desk
    row = draft.items.get(order=3)
    assert (row.text, row.links.get().low, row.links.get().raw) == ("Đào tạo", 240, "từ 240 lượt")

    edit = reverse("commitments:item-edit", args=[row.pk])
    assert client.get(edit).context["form"][f"target-{given.pk}"].value() == "từ 240 lượt"
    assert client.post(edit, said | {f"target-{given.pk}": "giảm 10%"}).status_code == 422
    assert client.post(edit, said | {"text": "Đào tạo lại"}).url == desk

    move = reverse("commitments:item-move", args=[row.pk])
    for to in ("up", "sideways", ""):
        assert client.post(move, {"to": to}).url == desk
    assert [one.text for one in draft.items.all()][1] == "Đào tạo lại"

    remove = reverse("commitments:item-remove", args=[row.pk])
    assert client.post(remove).url == desk
    assert client.post(remove).status_code == 404
    assert [one.order for one in draft.items.all()] == [1, 2]


def test_all_assigned_items_are_added_by_one_button(client, administrator, commit, event_top, agency_a, item):
    item(low=100), item(kind="ratio")
    draft = commit(agency_a, event=event_top, signed=False)
    client.force_login(administrator)
    assert "Thêm cả 2 " in client.get(reverse("commitments:commitment-edit", args=[draft.pk])).content.decode()
    for _time in range(2):
        client.post(reverse("commitments:items-all", args=[draft.pk]))
    assert draft.items.count() == 2


# --- amendments and fulfilments ----------------------------------------------------------------------------------


def test_an_amendment_is_recorded_on_its_page_and_the_difference_is_gone(client, head_a, signed, months, ledger_of):
    linked = signed.items.first().links.get().assignment
    set_target(linked, in_force_from=months[6], by=None, operator=">=", low=90, unit="%")
    client.force_login(head_a)
    url = reverse("commitments:commitment-amend", args=[signed.pk])
    form = client.get(url).context["form"]
    said = {f"text-{row.pk}": row.text for row in signed.items.all()}
    said |= {"number": "01/PL", "dated_on": "2022-06-15", "accept": list(form.drifts)}
    answer = client.post(url, said)
    assert (answer.status_code, answer.url) == (302, f"/boards/commitment/{signed.pk}/")
    assert ledger_of(signed)[0].drifts == ()
    again = client.post(url, said)
    assert (again.status_code, signed.amendments.count()) == (422, 1)
    assert list(again.context["form"].errors) == ["number", "accept"]


def test_an_amendment_that_changes_nothing_is_shown_again(client, head_a, signed, draft):
    client.force_login(head_a)
    said = {f"text-{row.pk}": row.text for row in signed.items.all()}
    said |= {"number": "01/PL", "dated_on": "2022-06-15"}
    answer = client.post(reverse("commitments:commitment-amend", args=[signed.pk]), said)
    assert (answer.status_code, len(answer.context["form"].non_field_errors())) == (409, 1)
    assert client.get(reverse("commitments:commitment-amend", args=[draft.pk])).status_code == 302
    assert not signed.amendments.exists()


def test_a_fulfilment_is_said_confirmed_and_revoked_on_its_pages(client, clerk_a, head_a, signed):
    item = signed.items.get(order=2)
    page = f"/boards/commitment/{signed.pk}/"
    client.force_login(clerk_a)
    url = reverse("commitments:fulfilment-claim", args=[item.pk])
    assert client.post(url, {"fulfilled_on": "mai"}).status_code == 422
    ahead = client.post(url, {"fulfilled_on": "2999-05-01"})
    assert (ahead.status_code, list(ahead.context["form"].errors)) == (422, ["fulfilled_on"])
    assert client.post(url, {"fulfilled_on": "2022-05-01"}).url == page
    assert client.post(url, {"fulfilled_on": "2022-05-01"}).status_code == 409
    row = Fulfilment.objects.get()

    client.force_login(head_a)
    decide = reverse("commitments:fulfilment-decide", args=[row.pk])
    assert client.post(decide, {"act": "refuse"}).status_code == 422
    assert client.post(decide, {"act": "confirm"}).url == page
    assert client.post(decide, {"act": "confirm"}).status_code == 409
    assert client.get(decide).url == page  # a closed month still shows that it waits
    revoke = reverse("commitments:fulfilment-revoke", args=[row.pk])
    assert client.post(revoke, {"reason": "Chưa đủ"}).url == page
    assert client.post(revoke, {"reason": "Chưa đủ"}).status_code == 409
    assert client.get(revoke).url == page
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == ("refused", "Chưa đủ")


def test_what_nobody_has_to_say_leads_back_to_the_commitment(client, head_a, signed, draft):
    client.force_login(head_a)
    for item in (signed.items.get(order=1), draft.items.get(order=2)):
        url = reverse("commitments:fulfilment-claim", args=[item.pk])
        assert client.get(url).url == f"/boards/commitment/{item.commitment_id}/"
        assert client.post(url, {"fulfilled_on": "2022-05-01"}).status_code == 409
    assert not Fulfilment.objects.exists()


def test_who_said_it_is_told_that_somebody_else_decides(client, head_a, signed):
    row = claim_fulfilment(signed.items.get(order=2), fulfilled_on=date(2022, 5, 1), by=head_a)
    client.force_login(head_a)
    url = reverse("commitments:fulfilment-decide", args=[row.pk])
    assert "<textarea" not in client.get(url).content.decode()
    assert client.post(url, {"act": "confirm"}).status_code == 409


def test_what_an_agency_promised_is_decided_by_the_standing_body(
    client, commit, event_top, agency_a, head_a, officer, administrator
):
    item = commit(agency_a, event=event_top, items=["Một"]).items.get()
    row = claim_fulfilment(item, fulfilled_on=date(2022, 5, 1), by=head_a)
    url = reverse("commitments:fulfilment-decide", args=[row.pk])
    found = {}
    for who in (head_a, administrator, officer):
        client.force_login(who)
        found[who.username] = client.post(url, {"act": "confirm"}).status_code
    assert found == {"giamdoc.a": 403, "quantri": 403, "thuongtruc": 302}
    with pytest.raises(CannotChange):
        decide_fulfilment(row, by=officer, confirm=True)


def test_a_draft_that_changed_since_the_page_was_opened_is_not_signed(client, head_a, draft):
    url = reverse("commitments:commitment-sign", args=[draft.pk])
    client.force_login(head_a)
    shown = client.get(url)
    item = draft.items.last()
    assert item.text in shown.content.decode()
    change_item(item, by=None, text="Nội dung khác hẳn", way=item.way, deadline=item.deadline)
    page = client.post(url, {"seen": shown.context["board"]["seen"]})
    assert (page.status_code, "đã thay đổi sau khi trang này được mở" in page.content.decode()) == (409, True)
    draft.refresh_from_db()
    assert not draft.is_signed
    assert "Nội dung khác hẳn" in page.content.decode()
    assert client.post(url, {"seen": page.context["board"]["seen"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.is_signed
