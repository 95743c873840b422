"""A closed month is shown to everybody only as two people published it: nothing of a person, a note, an open month."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent, User
from commitments.models import Commitment
from kpis.enums import State
from kpis.errors import CannotChange
from kpis.models import Entry, Period, Standing
from kpis.periods.actions import close_again, reopen_period
from reports.issuing.actions import issue_report
from reports.models import Publication
from reports.publication.actions import confirm_publication, propose_publication, withdraw_publication
from reports.publication.content import said
from tests.closed.world import LATER
from tests.databases import refused

OPEN = "/open/vinh-phuc/"
FILES = ("", "2022/6/", "2022/6/data.json", "2022/6/agencies.csv", "2022/6/items.csv", "2022/6/pillars.csv")
NOTE = "Ghi chú nội bộ của chuyên viên"


@pytest.fixture
def closed(item, approved, draft, close_until, on_day, agency_b):
    """Months 1 to 6 closed: two agencies, a note at June's figure, another figure in July, which is open."""
    on_day(date(2022, 7, 25))
    given = item(low=100)
    approved(given, 6, value=120, note=NOTE)
    item(agency=agency_b, kind="latest", low=10)
    close_until(6)
    draft(given, 7, value=77_777, note="Bản nháp tháng bảy")
    return given


@pytest.fixture
def june(period):
    def get():
        return Period.objects.select_related("plan__province").get(pk=period(6).pk)

    return get


@pytest.fixture
def proposed(closed, june, administrator):
    return propose_publication(june(), by=administrator)


@pytest.fixture
def published(proposed, officer):
    return confirm_publication(proposed, by=officer)


def everything(client):
    """All that the public reads, in one text."""
    answers = [client.get(OPEN + file) for file in FILES]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.content.decode() for answer in answers)


def test_nothing_is_there_before_a_second_person_confirms(client, proposed, officer):
    assert client.get(OPEN).status_code == 404
    confirm_publication(proposed, by=officer)
    assert "Kết quả thực hiện nhiệm vụ chuyển đổi số tháng 6/2022" in client.get(OPEN).content.decode()
    told = AuditEvent.objects.filter(object_type="reports.publication").order_by("pk")
    assert list(told.values_list("action", "by__username")) == [
        ("publication-proposed", proposed.proposed_by.username),
        ("publication-confirmed", officer.username),
    ]


def test_no_word_of_a_person_a_note_or_an_open_month_is_there(client, published, closed):
    text = everything(client)
    people = {name for row in User.objects.all() for name in (row.full_name, row.username, row.email) if name}
    signed = set(Commitment.objects.values_list("signatory_name", flat=True)) - {""}
    notes = set(Entry.objects.exclude(note="").values_list("note", flat=True))
    figures = {format(value.normalize(), "f") for value in Entry.objects.filter(period__month__gt=6)
               .exclude(value=None).values_list("value", flat=True)}  # fmt: skip
    assert (NOTE in notes, "77777" in figures, len(people) > 2) == (True, True, True)
    words = set(re.findall(r"[\w.]+", text.replace(".", "")))
    assert [name for name in people | signed | notes if name in text] == []
    assert figures & words == set()
    assert "áng 7/2022" not in text


def test_tables_stand_as_csv_and_json_with_a_dictionary_and_a_licence(client, published):
    told = json.loads(client.get(OPEN + "2022/6/data.json").content)
    assert (told["done"], told["applicable"], told["rate"]) == (1, 2, "0.500000000000")
    assert told["licence"]["name"] == "CC BY 4.0"
    assert {(row["table"], row["column"]) for row in told["dictionary"]} == {
        (table, key) for table, rows in told["tables"].items() for key in rows[0]
    }
    csv = client.get(OPEN + "2022/6/items.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0].split(",") == list(told["tables"]["items"][0])
    assert len(csv) == 1 + len(told["tables"]["items"])
    assert client.get(OPEN + "2022/6/people.csv").status_code == 404


def test_the_page_speaks_words_and_its_files_alone_the_codes_of_machines(client, published):
    page = client.get(OPEN + "2022/6/").content.decode()
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    cells = re.findall(r"<td[^>]*>([^<]+)</td>", page)
    assert heads.count("Trạng thái") == 1
    assert "Mã cơ quan" not in heads
    assert [cell for cell in cells if cell in State.values] == []
    told = json.loads(client.get(OPEN + "2022/6/data.json").content)
    assert {row["state"] for row in told["tables"]["items"]} <= set(State.values)
    assert {row["state_words"] for row in told["tables"]["items"]} <= set(cells)


def test_a_result_is_shown_in_its_unit_and_of_a_month_published_before_as_its_figure(client, published):
    (row,) = [
        row for row in json.loads(client.get(OPEN + "2022/6/data.json").content)["tables"]["items"] if row["value"]
    ]
    assert (row["value"], row["value_words"]) == ("120", "120\xa0lượt")
    assert "<td>120\xa0lượt</td>" in re.sub(r"<td[^>]*>", "<td>", client.get(OPEN + "2022/6/").content.decode())
    older = {key: value for key, value in row.items() if key != "value_words"}
    assert said(older | {"value": "21.49"}, "value_words") == "21,49"
    assert said(older | {"value": None}, "value_words") is None


def test_its_entry_for_catalogues_of_open_data_leads_to_every_file(client, published):
    place = OPEN + "2022/6/"
    told = json.loads(client.get(place + "data.json").content)["dataset"]
    assert (told["@type"], told["dct:license"]) == (
        "dcat:Dataset",
        "https://creativecommons.org/licenses/by/4.0/deed.vi",
    )
    assert (told["dct:publisher"], told["dct:issued"]) == ("Tỉnh Vĩnh Phúc", "2022-07-25")
    assert told["dct:temporal"] == {"dcat:startDate": "2022-05-15", "dcat:endDate": "2022-06-14"}
    assert [one["dcat:downloadURL"] for one in told["dcat:distribution"]] == [
        "data.json", "pillars.csv", "agencies.csv", "items.csv"
    ]  # fmt: skip
    for one in told["dcat:distribution"]:
        assert client.get(place + one["dcat:downloadURL"])["Content-Type"].startswith(one["dcat:mediaType"])
    assert client.get(place + told["dcat:landingPage"].removeprefix("./")).status_code == 200


def test_it_is_cached_for_an_hour_and_reads_nothing_but_its_row(client, published):
    for file in FILES:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(OPEN + file)
        assert answer["Cache-Control"] == "public, max-age=3600"
        assert {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])} == {
            "reports_publication"
        }


def test_whoever_asks_gets_the_same_answer_which_any_cache_may_keep(client, published, officer):
    before = everything(client)
    client.force_login(officer)
    client.cookies["language"] = "en"
    client.get("/boards/agencies/")
    for file in FILES:
        answer = client.get(OPEN + file)
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies
    assert everything(client) == before


def test_what_happens_afterwards_does_not_move_it(client, published, june, officer):
    before = everything(client)
    reopen_period(june(), by=officer, reason="đính chính", until=LATER)
    Standing.objects.update(state="behind")
    assert everything(client) == before


def test_who_publishes_is_told_that_the_month_moved_since(
    client, published, june, officer, administrator, agency_b, approved, closed
):
    said = "Kỳ đã được mở lại sau khi công bố"
    client.force_login(administrator)
    url = "/reports/publications/?year=2022&month=6"
    assert said not in client.get(url).content.decode()
    act = reopen_period(june(), by=officer, reason="đính chính", until=LATER)
    assert said in client.get(url).content.decode()
    approved(agency_b.assignments.get(), 6, value=12)
    act.at, act.until = act.at - timedelta(days=3), act.at - timedelta(days=2)
    act.save()
    close_again(act, by=officer)
    assert said in client.get(url).content.decode()


def test_what_was_opened_again_is_not_confirmed(proposed, june, officer, agency_b, approved, closed):
    act = reopen_period(june(), by=officer, reason="đính chính", until=LATER)
    with pytest.raises(CannotChange):
        confirm_publication(proposed, by=officer)
    approved(agency_b.assignments.get(), 6, value=12)
    act.at, act.until = act.at - timedelta(days=3), act.at - timedelta(days=2)
    act.save()
    close_again(act, by=officer)
    with pytest.raises(CannotChange):
        confirm_publication(proposed, by=officer)


def test_it_is_withdrawn_with_a_reason_and_may_be_proposed_anew(client, published, june, administrator):
    with pytest.raises(CannotChange):
        withdraw_publication(published, reason=" ", by=administrator, is_shown=True)
    with pytest.raises(CannotChange):
        propose_publication(june(), by=administrator)
    withdraw_publication(published, reason="Số liệu cần rà soát", by=administrator, is_shown=True)
    assert [client.get(OPEN + file).status_code for file in FILES] == [404] * len(FILES)
    with pytest.raises(CannotChange):
        withdraw_publication(published, reason="nữa", by=administrator, is_shown=True)
    assert propose_publication(june(), by=administrator).published_at is None


def test_who_proposed_does_not_confirm_and_open_months_are_not_proposed(proposed, administrator, officer, period):
    with pytest.raises(CannotChange):
        confirm_publication(proposed, by=administrator)
    with pytest.raises(CannotChange):
        propose_publication(Period.objects.get(pk=period(7).pk), by=administrator)
    confirm_publication(proposed, by=officer)
    with pytest.raises(CannotChange):
        confirm_publication(proposed, by=officer)


def test_the_database_refuses_what_no_action_would_write(proposed, administrator):
    rows = Publication.objects.filter(pk=proposed.pk)
    at = proposed.proposed_at
    with refused("publication_by_two_people"):
        rows.update(published_at=at, confirmed_by=administrator)
    with refused("publication_is_confirmed"):
        rows.update(published_at=at)
    with refused("publication_withdrawn_with_reason"):
        rows.update(withdrawn_at=at, withdrawn_by=administrator)
    with refused("publication_of_a_month_once"):
        Publication.objects.create(
            province=proposed.province, period=proposed.period, code="x", year=2022, month=6, content={},
            month_checksum="", proposed_at=at, proposed_by=administrator,
        )  # fmt: skip


def test_it_is_proposed_confirmed_and_withdrawn_through_its_pages(client, closed, administrator, officer, committee):
    page = "/reports/publications/?year=2022&month=6"
    client.force_login(administrator)
    assert "Đề xuất công bố" in client.get(page).content.decode()
    assert client.post("/reports/publications/propose/?year=2022&month=6").status_code == 302
    row = Publication.objects.get()
    assert "Xác nhận và công bố" not in client.get(page).content.decode()
    client.post(f"/reports/publications/{row.pk}/confirm/")
    assert client.get(OPEN).status_code == 404
    client.force_login(officer)
    assert "Xem trước" in client.get(f"/reports/publications/{row.pk}/").content.decode()
    client.post(f"/reports/publications/{row.pk}/confirm/")
    assert client.get(OPEN).status_code == 200
    assert client.post(f"/reports/publications/{row.pk}/withdraw/", {"reason": "x"}).status_code == 403
    client.force_login(administrator)
    told = client.get(page).content.decode()
    assert ("Thu hồi công bố" in told, f'href="{OPEN}2022/6/"' in told) == (True, True)
    act = f"/reports/publications/{row.pk}/withdraw/?year=2022&month=6"
    assert client.post(act, {"reason": "", "is_shown": "1"}).status_code == 422
    assert client.get(OPEN).status_code == 200
    client.post(act, {"reason": "Rà soát", "is_shown": "1"})
    assert client.get(OPEN).status_code == 404
    told = client.get(page).content.decode()
    assert ("Thu hồi lúc" in told, "Rà soát" in told, f'href="{OPEN}2022/6/"' in told) == (True, True, False)
    client.force_login(committee)
    assert client.get(page).status_code == 403


def test_who_gives_up_a_proposal_does_not_take_back_what_was_published_meanwhile(
    client, proposed, administrator, officer
):
    act = f"/reports/publications/{proposed.pk}/withdraw/?year=2022&month=6"
    client.force_login(administrator)
    confirm_publication(proposed, by=officer)
    told = client.post(act, {"reason": "Chờ rà soát"})
    assert told.status_code == 422
    page = told.content.decode()
    assert ("vừa được công bố" in page, 'value="Chờ rà soát"' in page, 'name="is_shown" value="1"' in page) == (
        True,
    ) * 3
    assert client.get(OPEN).status_code == 200
    client.post(act, {"reason": "Chờ rà soát", "is_shown": "1"})
    assert client.get(OPEN).status_code == 404
    again = client.post(act, {"reason": "Chờ rà soát", "is_shown": "1"})
    assert (again.status_code, "đã thu hồi" in again.content.decode().lower()) == (422, True)


def test_a_proposal_waits_at_home_for_a_second_person_until_it_is_confirmed(client, proposed, officer, administrator):
    def told(person):
        client.force_login(person)
        page = client.get("/")
        waiting = page.context["board"].waiting if page.status_code == 200 else ()
        return [(one.figure, one.url) for one in waiting if "publications" in one.url]

    page = "/reports/publications/?year=2022&month=6&province=vinh-phuc"
    assert (told(officer), told(administrator)) == ([("1", page)], [])
    confirm_publication(proposed, by=officer)
    assert told(officer) == []


def test_a_month_in_which_nothing_is_assigned_is_neither_published_nor_reported(
    client, plan, close_until, administrator, officer
):
    """A province begins within a year: the months before are closed as they begin."""
    close_until(6)
    client.force_login(administrator)
    page = client.get("/reports/publications/?year=2022&month=6")
    assert (page.status_code, page.context["board"].propose_url) == (200, "")
    june = Period.objects.select_related("plan__province").get(plan=plan, month=6)
    with pytest.raises(CannotChange, match="giao"):
        propose_publication(june, by=administrator)
    client.force_login(officer)
    page = client.get("/reports/?year=2022&month=6")
    assert (page.status_code, "/reports/issue/" in page.content.decode()) == (200, False)
    with pytest.raises(CannotChange, match="giao"):
        issue_report(june, None, kind="month", number="1/BC", on=june.data_to, signatory="A", by=officer)
