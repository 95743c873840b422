"""The month's page: who opens it, what it shows, how rows are saved, what two people in one row see."""

from datetime import date
from decimal import Decimal

import pytest
from lxml.html import fromstring

from agencies.models import Membership
from kpis.entry.actions import type_figures
from kpis.items.actions import hand_over, promise, withdraw
from kpis.models import Entry
from tests.factories import submit_report
from tests.kpis.entry.conftest import ACCOUNTS, HTMX, URL, entry_of
from tests.kpis.review.reviewing import send_back

pytestmark = pytest.mark.django_db


# --- who comes in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, "/entry/", "/entry/so-a/submit/?year=2022&month=9"])
def test_who_is_not_logged_in_is_led_to_the_login(client, agency_a, months, url):
    response = client.get(url)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("head_b", 404), ("committee", 403), ("administrator", 403), ("officer", 200),
     ("head_division", 404), ("clerk_a", 200), ("head_a", 200)],
)  # fmt: skip
def test_the_page_opens_to_who_enters_and_who_reviews(page, item, request, who, status):
    item()
    assert page(request.getfixturevalue(who)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("committee", 403), ("officer", 403), ("head_a", 200)])
def test_a_row_is_saved_by_who_enters_alone(save, item, request, who, status):
    target = item()
    assert save(target, by=request.getfixturevalue(who), value="5").status_code == status
    assert Entry.objects.exists() is (status == 200)


def test_an_officer_reads_and_finds_no_field(page, item, officer, draft):
    draft(item(), 9, value=31)
    html = page(officer).content.decode()
    assert "31" in html
    assert "data-dx-cell" not in html


def test_each_month_of_the_year_can_be_chosen_once_it_is_open(page, item, clerk_a):
    item()
    html = fromstring(page(clerk_a).content)
    months = html.xpath("//nav[@class='period']//li")
    assert [month.text_content().strip() for month in months] == [str(number) for number in range(1, 13)]
    links = [month.xpath("a/@href") for month in months]
    assert links[:9] == [[f"/entry/so-a/?year=2022&month={number}"] for number in range(1, 10)]
    assert links[9:] == [[], [], []]


def test_two_items_of_one_indicator_say_whose_the_other_was(page, item, clerk_a, agency_a, agency_b, months):
    item(sort_order=1)
    taken = item(agency=agency_b, sort_order=2)
    hand_over([taken], to=agency_a, since=months[5], by=clerk_a, reason="QĐ 1")
    text = page(clerk_a).content.decode()
    assert f"{taken.indicator.name} ({agency_b.short_name or agency_b.name})</label>" in text


def test_a_month_before_a_handover_expects_of_the_same_items_as_it_has_recorded(
    page, item, approved, clerk_a, agency_a, agency_b, months
):
    """The other agency's item is put right here, and counts in its own month there."""
    approved(item(sort_order=1, low=5), 7, value=5)
    taken = item(agency=agency_b, sort_order=2, low=5)
    approved(taken, 7, value=5)
    hand_over([taken], to=agency_a, since=months[8], by=clerk_a, reason="QĐ 1")
    for month, expected in ((7, (1, 1)), (8, (2, 2))):
        board = page(clerk_a, f"/entry/so-a/?year=2022&month={month}").context["board"]
        assert (board.counts.done, board.counts.applicable) == board.place.recorded == expected


def test_a_row_is_never_saved_by_get(client, item, clerk_a):
    client.force_login(clerk_a)
    assert client.get(f"/entry/so-a/{item().pk}/?year=2022&month=9").url == "/entry/so-a/?year=2022&month=9"


def test_anothers_item_is_not_saved_through_ones_own_agency(save, item, agency_b):
    assert save(item(agency=agency_b), value="5").status_code == 404
    assert not Entry.objects.exists()


@pytest.mark.parametrize("query", ["?year=2022&month=10", "?year=2031", "?month=13", "?year=x"])
def test_a_month_not_begun_is_not_found(page, item, query):
    item()
    assert page(url=f"/entry/so-a/{query}").status_code == 404


@pytest.mark.parametrize("path", ["/entry/so-a/", "/entry/so-a/submit/"])
def test_without_a_month_the_oldest_open_one_that_is_not_sent_is_shown(page, item, two_open, path):
    item()
    assert page(url=path).url == "/entry/so-a/" + ("submit/" if "submit" in path else "") + "?year=2022&month=8"


def test_once_a_month_is_sent_the_next_one_is_shown_until_something_of_it_comes_back(
    page, item, two_open, submitted, agency_a, months, head_a, clerk_a, officer
):
    target = item()
    type_figures(target, months[8], by=clerk_a, value=12)
    submit_report(agency_a, months[8], by=head_a)
    assert page(url="/entry/so-a/").url.endswith("month=9")
    send_back(Entry.objects.get(), by=officer, reason="Rà soát")
    assert page(url="/entry/so-a/").url.endswith("month=8")


def test_a_month_says_which_other_one_waits_and_until_when(page, item, two_open):
    item()
    html = page().content.decode()
    assert 'href="/entry/so-a/?year=2022&amp;month=8">Tháng 8/2022 cũng chưa gửi xong, hạn gửi 17/08/2022' in html
    assert "Tháng 9/2022 cũng chưa gửi xong" in page(url="/entry/so-a/?year=2022&month=8").content.decode()


def test_a_row_posted_without_a_month_belongs_to_the_one_that_waits(client, item, clerk_a, two_open):
    target = item()
    client.force_login(clerk_a)
    client.post("/entry/so-a/", {f"{target.pk}-version": "", f"{target.pk}-value": "12"})
    assert Entry.objects.get().period.month == 8


def test_the_door_leads_to_ones_own_agency_or_asks(client, clerk_a, agency_a, division_1, committee, stranger, months):
    client.force_login(clerk_a)
    assert client.get("/entry/").url == "/entry/so-a/"
    Membership.objects.create(user=clerk_a, agency=division_1, role="division_clerk")
    assert [url for _name, url in client.get("/entry/").context["doors"]] == ["/entry/so-a/", "/entry/a-1/"]
    for person, status in ((committee, 403), (stranger, 404)):
        client.force_login(person)
        assert client.get("/entry/").status_code == status


def test_the_section_stands_in_the_bar_of_who_enters(page, item, officer):
    item()
    assert "Nhập liệu" in [section.label for section in page().context["frame"].sections]
    assert "Nhập liệu" not in [section.label for section in page(officer).context["frame"].sections]


# --- what it shows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_nine_queries_however_many_items(
    client, clerk_a, item, approved, draft, division_1, confirmed, count, django_assert_num_queries
):
    for kind in ("number", "monthly", "ratio")[:count]:
        whole = item(kind=kind, low=50)
        part = item(agency=division_1, kind=kind, low=50)
        part.part_of = whole
        part.save()
        figures = {"numerator": 5, "denominator": 10} if kind == "ratio" else {"value": 5}
        approved(whole, 8, **figures)
        draft(whole, 9, **figures)
        draft(part, 9, **figures)
        promise(whole, due_on=date(2022, 12, 31), by=clerk_a)
        confirmed(whole, "missed", since=date(2022, 1, 1))
    client.force_login(clerk_a, backend=ACCOUNTS)
    with django_assert_num_queries(9):
        assert client.get(URL).status_code == 200


def test_a_row_shows_target_last_month_and_result_in_words(page, item, approved, draft):
    target = item(low=240)
    approved(target, 8, value=228)
    draft(target, 9, value=31)
    (row,) = page().context["board"].rows
    assert (row.target_text, row.before_text, row.value_text, row.state) == (
        "≥ 240\xa0lượt",
        "228\xa0lượt",
        "31\xa0lượt",
        "behind",
    )
    assert row.why.startswith("31\xa0lượt, chậm so với tiến độ")
    assert row.remarks[0].buttons[0].label == "Đúng, cộng thành 259"
    assert row.cells[0].same == "228"


def test_unchanged_types_nothing_more_where_months_are_added(page, item, approved):
    running, monthly, ratio = item(), item(kind="monthly"), item(kind="ratio", low=50)
    approved(running, 8, value=12)
    approved(monthly, 8, value=12)
    approved(ratio, 8, numerator=1200, denominator=2400)
    same = {row.pk: [cell.same for cell in row.cells] for row in page().context["board"].rows}
    assert same == {running.pk: ["12"], monthly.pk: ["0"], ratio.pk: ["1.200", "2.400"]}


def test_expected_stands_beside_recorded(page, item, approved, draft):
    one = item()
    approved(one, 8, value=50)
    draft(one, 9, value=100)
    board = page().context["board"]
    assert (board.counts.done, board.counts.applicable, board.place.recorded) == (1, 1, (0, 1))
    assert (board.foot.typed, board.foot.due, board.foot.to_look_at) == (1, 1, 0)


def test_an_excused_item_asks_nothing(page, item, confirmed):
    target = item(kind="ratio", low=90)
    confirmed(target, "not_measurable", since=date(2022, 1, 1))
    html = page().content.decode()
    assert "Cơ quan thường trực đã xác nhận nguyên nhân. Không cần nhập gì thêm." in html
    assert page().context["board"].foot.due == 0


def test_a_returned_figure_shows_why_and_typing_again_keeps_old_and_new(page, save, item, submitted, officer):
    target = item()
    entry = send_back(submitted(target, 9, value=12), by=officer, reason="Rà soát lại số liệu")
    assert page().context["board"].rows[0].returned_because == "Rà soát lại số liệu"
    save(target, value="15", version=str(entry.version))
    event = entry.events.last()
    assert (entry_of(target).status, event.old["value"], event.new["value"]) == ("returned", "12.000", "15")


def test_a_sent_figure_is_shown_and_not_asked_for(page, save, item, submitted):
    target = item()
    entry = submitted(target, 9, value=12)
    html = page().content.decode()
    assert "Chờ duyệt" in html
    assert "data-dx-cell" not in html
    response = save(target, value="99", version=str(entry.version))
    assert "đang chờ duyệt" in response.content.decode()
    assert response["DX-Saved"] == "0"
    assert entry_of(target).value == 12


def test_the_division_enters_on_the_same_page_and_the_agency_is_offered_its_sum(
    client, page, item, division_1, head_division, months
):
    whole, part = item(), item(agency=division_1)
    part.part_of = whole
    part.save()
    client.force_login(head_division)
    url = f"/entry/a-1/{part.pk}/?year=2022&month=9"
    assert client.post(url, {f"{part.pk}-value": "1.234", f"{part.pk}-version": ""}, **HTMX)["DX-Saved"] == "1"
    (row,) = page().context["board"].rows
    assert (row.parts.label, row.parts.value) == ("1.234", "value=1.234")


# --- a row is saved ----------------------------------------------------------------------------------------------

TYPED = [
    ("number", {"value": "22.196.242"}, {"value": Decimal(22196242)}),
    ("number", {"value": "0"}, {"value": Decimal(0)}),
    ("number", {"value": "", "is_no_activity": "on"}, {"value": None, "is_no_activity": True}),
    ("ratio", {"numerator": "8.412", "denominator": "13.120"}, {"numerator": 8412, "denominator": 13120}),
    ("task", {"document_number": "05/QĐ-SXD", "document_on": "5/9/2022"}, {"document_on": date(2022, 9, 5)}),
    ("number", {"value": "5", "note": " Chờ kinh phí ", "self_assessment": "done"},
     {"note": "Chờ kinh phí", "self_assessment": "done"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "texts", "fields"), TYPED)
def test_what_is_typed_is_saved_as_a_draft(save, item, clerk_a, kind, texts, fields):
    target = item(kind=kind)
    response = save(target, **texts)
    entry = entry_of(target)
    assert (response.status_code, response["DX-Saved"], entry.status, entry.typed_by) == (200, "1", "draft", clerk_a)
    assert {name: getattr(entry, name) for name in fields} == fields


REFUSED = [
    ("number", {"value": "1.2.3"}, "value", ""),
    ("number", {"value": "-5"}, "value", ""),
    ("number", {"value": "abc"}, "value", ""),
    ("number", {"value": "12,3456"}, "value", ""),
    ("number", {"value": "9999999999999"}, "value", ""),
    ("number", {"value": "5", "is_no_activity": "on"}, "value", "không phát sinh"),
    ("ratio", {"numerator": "5", "denominator": ""}, "denominator", "Cần nhập cả tử số và mẫu số."),
    ("ratio", {"numerator": "9", "denominator": "8"}, "numerator", "Tử số lớn hơn mẫu số."),
    ("task", {"document_on": "31/02/2022"}, "document_on", "15/11/2022"),
    ("number", {"promised_on": "cuối năm"}, "promised_on", "15/11/2022"),
    ("number", {"note": "x" * 4001}, "note", "4000"),
]


@pytest.mark.parametrize(("kind", "texts", "field", "words"), REFUSED)
def test_what_is_no_figure_is_refused_at_its_cell_and_stays_typed(save, item, kind, texts, field, words):
    target = item(kind=kind)
    response = save(target, **texts)
    html = response.content.decode()
    assert (response["DX-Saved"], f'data-dx-wrong="{field}"' in html, words in html) == ("0", True, True)
    assert not Entry.objects.exists()


def test_an_answer_holds_the_row_the_foot_and_the_count(save, item):
    target = item()
    html = save(target, value="100").content.decode()
    for part in (f"result-{target.pk}", f"say-{target.pk}", f"version-{target.pk}", "entry-status", "entry-count"):
        assert f'id="{part}"' in html
    assert "1/1" in html


def test_what_stands_already_is_not_saved_again(save, item):
    target = item()
    save(target, value="5")
    again = save(target, value="5", version="")
    assert (again["DX-Saved"], entry_of(target).version, entry_of(target).events.count()) == ("1", 1, 1)


def test_a_cause_is_chosen_from_the_list_alone(save, item, cause):
    target = item()
    save(target, value="5", cause=str(cause.pk))
    assert entry_of(target).cause == cause
    save(target, cause="999999", version="1")
    assert entry_of(target).cause is None


# --- two tabs, two people ----------------------------------------------------------------------------------------


def test_the_second_of_two_overwrites_nothing_and_sees_both(save, item, head_a, months):
    target = item()
    type_figures(target, months[9], by=head_a, value=45)
    response = save(target, value="31")
    html = response.content.decode()
    assert (response["DX-Saved"], entry_of(target).value) == ("clash", 45)
    assert str(head_a) in html
    assert ">31</td>" in html
    assert ">45</td>" in html
    assert f'name="{target.pk}-value"' not in html, "who types on is not interrupted"


def test_mine_is_saved_over_theirs_only_when_i_say_so(save, item, head_a, months):
    target = item()
    type_figures(target, months[9], by=head_a, value=45)
    response = save(target, value="31", seen="1", choice="mine")
    assert (response["DX-Saved"], entry_of(target).value, entry_of(target).version) == ("1", 31, 2)
    assert entry_of(target).events.last().old["value"] == "45.000"


def test_theirs_is_taken_and_nothing_is_saved(save, item, head_a, months):
    target = item()
    type_figures(target, months[9], by=head_a, value=45)
    html = save(target, value="31", seen="1", choice="theirs").content.decode()
    assert (entry_of(target).value, entry_of(target).version) == (45, 1)
    assert 'value="45"' in html


def test_a_third_save_meanwhile_asks_again(save, item, head_a, months):
    target = item()
    type_figures(target, months[9], by=head_a, value=45)
    type_figures(target, months[9], by=head_a, version=1, value=46)
    assert save(target, value="31", seen="1", choice="mine")["DX-Saved"] == "clash"
    assert entry_of(target).value == 46


def test_who_types_into_a_month_just_sent_is_told_so_and_finds_both_figures(
    save, item, clerk_a, head_a, agency_a, months
):
    target = item()
    type_figures(target, months[9], by=clerk_a, value=45)
    submit_report(agency_a, months[9], by=head_a)
    response = save(target, value="31", version="1")
    html = response.content.decode()
    assert (response["DX-Saved"], entry_of(target).value) == ("clash", 45)
    assert str(head_a) in html
    assert ">31</td>" in html
    assert ">45</td>" in html
    assert 'value="mine"' not in html


def test_the_next_empty_row_is_one_click_away(page, item, draft):
    draft(item(), 9, value=31)
    empty = item(kind="latest")
    assert f'href="#row-{empty.pk}" data-dx-next-empty>Mục trống tiếp theo' in page().content.decode()
    draft(empty, 9, value=5)
    assert "Mục trống tiếp theo" not in page().content.decode()


def test_what_keeps_a_month_from_being_sent_is_never_folded_away(page, item, draft, head_a, officer, months):
    task, other = item(kind="task"), item()
    draft(task, 9, document_number="12/QĐ")
    draft(other, 9, value=90)
    withdraw(task, in_force_from=months[9], by=officer, reason="Thôi giao")
    board = page(head_a).context["board"]
    row = board.row_of_item(task.pk)
    assert ([gap.field for gap in row.gaps], row.is_hidden) == (["document_on"], False)
    assert f'name="{task.pk}-document_on"' in page(head_a).content.decode()
