"""The standing body's review of a month: who waits, what raises a flag, what is approved, returned and corrected."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kpis.models import Cause, Entry, EntryEvent, Phrase
from kpis.review.actions import return_figures
from kpis.review.words import changes_since_return
from tests import factories
from tests.kpis.review.reviewing import DECIDE, MONTH, PAGE, posted, send_back, sent, sent_again, statuses


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


# --- rights ------------------------------------------------------------------------------------------------------


RIGHTS = {
    "officer": (200, 200),
    "committee": (403, 403),
    "administrator": (403, 403),
    "head_a": (404, 403),
    "clerk_a": (404, 403),
    "head_b": (404, 404),
    "stranger": (404, 404),
}


def test_who_may_review_comes_in_readers_are_refused_and_strangers_find_nothing(client, request, item, submitted):
    entry = submitted(item(), 9, value=5)
    said = posted("approve", entry) | {"reason": "x", "value": "1", "version": entry.version}
    for who, (queue, agency) in RIGHTS.items():
        client.force_login(request.getfixturevalue(who))
        assert (client.get(f"/review/{MONTH}").status_code, client.get(PAGE).status_code) == (queue, agency), who
        if who != "officer":
            for url in (DECIDE, f"/review/so-a/{entry.pk}/verify/{MONTH}", f"/review/so-a/{entry.pk}/reopen/{MONTH}"):
                assert client.post(url, said).status_code == agency, (who, url)
    assert statuses() == ["submitted"]


def test_nobody_comes_in_without_logging_in(client, db):
    for url in (f"/review/{MONTH}", PAGE):
        assert "login" in client.get(url).url
    assert "login" in client.post(DECIDE).url


def test_what_decides_is_only_posted(as_officer):
    for place in ("decide/", "1/verify/", "1/reopen/"):
        assert as_officer.get(f"/review/so-a/{place}{MONTH}").url == PAGE
    assert as_officer.post(PAGE).status_code == 405
    assert as_officer.post(f"/review/{MONTH}").status_code == 405


def test_a_month_or_an_agency_that_is_not_there_is_not_found(as_officer, item):
    item()
    for url in ("/review/?month=13", "/review/?month=12", f"/review/so-nao/{MONTH}", "/review/so-a/?year=2019&month=1"):
        assert as_officer.get(url).status_code == 404, url


def test_a_figure_of_another_agency_or_month_is_not_decided_here(as_officer, item, submitted, agency_b):
    other = submitted(item(agency=agency_b), 9, value=5)
    assert as_officer.post(DECIDE, posted("approve", other)).status_code == 422
    assert as_officer.post(f"/review/so-a/{other.pk}/reopen/{MONTH}", {"version": 2}).status_code == 404
    assert statuses() == ["submitted"]


# --- the queue ---------------------------------------------------------------------------------------------------


def test_the_queue_names_each_agency_with_its_figures_and_flags(
    as_officer, item, submitted, approved, agency_b, on_day
):
    on_day(date(2022, 9, 19))
    approved(item(), 8, value=50)
    submitted(item(kind="latest"), 9, value=5)
    submitted(Entry.objects.get(assignment__indicator__over_time="cumulative").assignment, 9, value=12)
    submitted(item(agency=agency_b), 9, value=5)

    board = as_officer.get(f"/review/{MONTH}").context["board"]

    assert [(row.code, row.waiting, row.flagged, row.above) for row in board.rows] == [
        ("so-a", 2, 1, ""),
        ("so-b", 1, 0, ""),
    ]
    assert (board.waiting, board.agencies) == (3, 2)


@pytest.mark.parametrize(("day", "shown"), [(date(2022, 9, 16), "–"), (date(2022, 9, 21), "0")])
def test_before_the_due_day_no_report_counts_days_late_not_even_none(as_officer, item, submitted, on_day, day, shown):
    submitted(item(kind="latest"), 9, value=5)
    on_day(day)
    assert f'data-label="Số ngày chậm">{shown}</td>' in as_officer.get(f"/review/{MONTH}").content.decode()


def test_without_a_month_the_queue_shows_the_oldest_open_one_with_figures_waiting(as_officer, item, submitted):
    for month in (7, 8):
        submitted(item(kind=("latest", "peak")[month - 7]), month, value=5)
    assert as_officer.get("/review/").context["scope"].period.month == 7


def test_a_month_without_figures_says_so(as_officer, item):
    item()
    page = as_officer.get(f"/review/{MONTH}").content.decode()
    assert "Kỳ này không có chỉ tiêu nào chờ duyệt." in page


@pytest.mark.parametrize("more", [0, 2])
def test_the_queue_asks_as_many_questions_for_three_agencies_as_for_one(
    officer, django_assert_num_queries, item, submitted, province, more
):
    submitted(item(), 9, value=5)
    for number in range(more):
        agency = factories.AgencyFactory(parent=province, code=f"so-them-{number}")
        submitted(item(agency=agency), 9, value=5)
    client = Client()
    client.force_login(officer)
    client.get(f"/review/{MONTH}")
    with django_assert_num_queries(10):
        assert len(client.get(f"/review/{MONTH}").context["board"].rows) == 1 + more


@pytest.mark.parametrize("more", [0, 3])
def test_an_agencys_page_asks_as_many_questions_with_few_figures_as_with_many(
    officer, django_assert_num_queries, item, submitted, more
):
    sent_again(submitted(item(), 9, value=5), officer, value=6)
    for kind in ("latest", "peak", "ratio")[:more]:
        figures = {"numerator": 1, "denominator": 2} if kind == "ratio" else {"value": 7}
        sent_again(submitted(item(kind=kind), 9, **figures), officer, note="đã sửa")
    client = Client()
    client.force_login(officer)
    client.get(PAGE)
    with django_assert_num_queries(10):
        assert len(client.get(PAGE).context["board"].waiting) == 1 + more


# --- flags -------------------------------------------------------------------------------------------------------


def test_a_figure_that_stands_out_raises_its_flag(as_officer, item, approved, submitted, province):
    stands_out = {
        "fell": {"value": 12},
        "jumped": {"value": 160},
        "far_beyond": {"value": 250},
        "other_unit": {"value": 51, "unit": "hồ sơ"},
        "self_assessed_otherwise": {"value": 51, "self_assessment": "done"},
        "": {"value": 60},
    }
    places = {}
    for code, figures in stands_out.items():
        target = item(low=120, indicator=factories.IndicatorFactory(province=province))
        approved(target, 8, value=50)
        places[submitted(target, 9, **figures).pk] = code

    board = as_officer.get(PAGE).context["board"]

    found = {places[row.entry.pk]: [flag.code for flag in row.flags] for row in board.waiting}
    assert found == {code: [code] for code in stands_out if code} | {"far_beyond": ["jumped", "far_beyond"], "": []}
    assert [places[row.entry.pk] for row in board.unflagged] == [""]


def test_divisions_that_report_something_else_raise_a_flag(as_officer, item, submitted, division_1):
    target = item()
    submitted(item(agency=division_1, part_of=target), 9, value=7)
    submitted(target, 9, value=9)
    board = as_officer.get(PAGE).context["board"]
    assert [flag.code for row in board.flagged for flag in row.flags] == ["parts_differ"]


def test_a_figure_sent_again_shows_old_and_new_side_by_side(as_officer, item, submitted, officer):
    entry = submitted(item(), 9, value=5)
    sent_again(entry, officer, value=Decimal(8), note="Đã rà soát")

    page = as_officer.get(PAGE)
    row = page.context["board"].flagged[0]

    assert [flag.code for flag in row.flags] == ["returned_changed"]
    assert [(change.old, change.new) for change in row.changes] == [("5\xa0lượt", "8\xa0lượt"), ("–", "Đã rà soát")]
    assert (row.returned.by, row.returned.reason) == (str(officer), "Rà soát lại")
    assert "<del>5\xa0lượt</del>" in page.content.decode()


def test_a_figure_sent_again_as_it_was_says_so(as_officer, item, submitted, officer, head_a):
    entry = send_back(submitted(item(), 9, value=5), by=officer, reason="Rà soát lại")
    sent(entry, head_a)
    row = as_officer.get(PAGE).context["board"].flagged[0]
    assert ([flag.code for flag in row.flags], row.changes) == (["returned_unchanged"], ())


def test_changes_are_those_since_the_last_return_in_words():
    cause = Cause(pk=4, name="Chờ phần mềm")
    events = [
        EntryEvent(move="type", new={"value": "1.000"}),
        EntryEvent(move="return"),
        EntryEvent(move="type", old={"value": "1.000"}, new={"value": "2.000"}),
        EntryEvent(move="return"),
        EntryEvent(move="type", old={"value": "2.000", "cause_id": None}, new={"value": "3.000", "cause_id": 4}),
        EntryEvent(move="type", old={"value": "3.000"}, new={"value": "22196242.000"}),
        EntryEvent(move="type", old={"document_on": None, "note": "a"}, new={"document_on": "2022-11-05", "note": "a"}),
        EntryEvent(move="submit"),
    ]
    found = {(change.old, change.new) for change in changes_since_return(events, [cause], "lượt")}
    assert found == {("2\xa0lượt", "22.196.242\xa0lượt"), ("–", "Chờ phần mềm"), ("–", "05/11/2022")}
    assert changes_since_return(events[:1], [cause]) == ()


# --- the page ----------------------------------------------------------------------------------------------------


def test_every_form_of_the_page_carries_its_token_and_phrases(as_officer, item, submitted, approved, province):
    Phrase.objects.create(province=province, text="Thiếu minh chứng kèm theo.")
    submitted(item(), 9, value=5)
    approved(item(kind="latest"), 9, value=3)
    page = as_officer.get(PAGE).content.decode()
    own = page[page.index("<main") :]
    assert own.count('method="post"') == own.count("csrfmiddlewaretoken") == 3
    assert own.count("<option>Thiếu minh chứng kèm theo.</option>") == 2
    assert "Duyệt tất cả 1 chỉ tiêu không cần xem kỹ" in own


def test_the_top_bar_leads_who_reviews_there_and_nobody_else(client, officer, clerk_a, item):
    item()
    for person, has in ((officer, True), (clerk_a, False)):
        client.force_login(person)
        assert ('href="/review/' in client.get("/boards/agencies/").content.decode()) is has


# --- the way on --------------------------------------------------------------------------------------------------


def test_at_the_end_the_next_agency_is_one_click_away(as_officer, item, submitted, agency_b, officer):
    submitted(item(agency=agency_b), 9, value=5)
    here = submitted(item(), 9, value=5)
    assert as_officer.get(PAGE).context["board"].next is None
    said = {"act": "approve", "chosen": [here.pk], f"version-{here.pk}": here.version}
    page = as_officer.post(f"/review/so-a/decide/{MONTH}", said, follow=True)
    following = page.context["board"].next
    assert (following.name, following.waiting, following.url) == (agency_b.name, 1, f"/review/so-b/{MONTH}")
    assert (
        f'href="/review/so-b/{MONTH.replace("&", "&amp;")}">Tiếp theo: {agency_b.name} (1 chờ duyệt)'
        in page.content.decode()
    )


def test_with_nobody_left_the_page_says_so(as_officer, item):
    item()
    page = as_officer.get(PAGE).content.decode()
    assert "Không còn cơ quan nào chờ duyệt trong kỳ này." in page
    assert "đã xử lý ở bên dưới" not in page, "nothing was sent, so nothing stands below"


def test_the_letter_of_a_return_leads_to_the_figure_and_entry_leads_there_too(
    client, item, submitted, officer, clerk_a
):
    target = item()
    entry = submitted(target, 9, value=5)
    return_figures(target.agency, {entry.pk: "Rà soát"}, by=officer)
    client.force_login(clerk_a)
    assert f"/entry/so-a/?year=2022&amp;month=9#row-{target.pk}" in client.get("/").content.decode()
    html = client.get("/entry/so-a/?year=2022&month=9").content.decode()
    assert f'Cần sửa vì bị trả lại (1): <a href="/entry/so-a/?year=2022&amp;month=9#row-{target.pk}">' in html


def test_a_ratio_just_beyond_its_target_is_told_apart_from_it(as_officer, item, submitted):
    submitted(item(kind="ratio", low=75), 9, numerator=36239, denominator=48318)
    page = as_officer.get(PAGE).content.decode().replace("\xa0", " ")
    assert "36.239 / 48.318 (75,001%)" in page
    assert "(75%)" not in page
