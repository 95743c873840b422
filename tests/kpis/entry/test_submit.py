"""Signing and sending a month: who may, what is missing first, what is recorded, and that twice is once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from kpis.entry.actions import send_month, type_figures
from kpis.errors import CannotChange, NotReady
from kpis.models import Entry, EntryEvent, Report
from kpis.standings.words import quantity
from tests.factories import MembershipFactory, UserFactory
from tests.kpis.entry.conftest import ACCOUNTS
from tests.kpis.review.reviewing import send_back

pytestmark = pytest.mark.django_db
URL = "/entry/so-a/submit/?year=2022&month=9"


def percent(value):
    return quantity(Decimal(value), "%")


@pytest.fixture
def ready(item, draft):
    """An item on its way, typed by clerk_a in month 9: nothing is missing."""
    target = item()
    draft(target, 9, value=90)
    return target


@pytest.fixture
def send(client):
    """send(person): the report posted as that person."""

    def post(person):
        client.force_login(person)
        return client.post(URL)

    return post


def test_the_head_signs_and_two_people_are_on_record(send, ready, head_a, clerk_a, agency_a, on_day):
    on_day(date(2022, 9, 16))
    head_a.memberships.update(post="Giám đốc")
    assert send(head_a).url == URL
    report = Report.objects.get()
    assert (report.typed_by, report.signed_by, report.signed_post, report.acting_decision) == (
        clerk_a,
        head_a,
        "Giám đốc",
        "",
    )
    assert (report.agency, report.late_days, Entry.objects.get().status) == (agency_a, 0, "submitted")
    event = AuditEvent.objects.get(action="report-submitted")
    assert (event.by, event.new["typed_by"], event.new["post"]) == (head_a, clerk_a.pk, "Giám đốc")


def test_an_acting_head_signs_with_the_decisions_number(send, ready, agency_a):
    acting = UserFactory(username="phuphogiamdoc")
    MembershipFactory(
        user=acting, agency=agency_a, role="agency_head", post="Phó Giám đốc phụ trách", is_acting=True,
        decision_number="123/QĐ-UBND",
    )  # fmt: skip
    send(acting)
    report = Report.objects.get()
    assert (report.signed_post, report.acting_decision) == ("Phó Giám đốc phụ trách", "123/QĐ-UBND")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("stranger", 404),
        ("head_b", 404),
        ("committee", 403),
        ("officer", 403),
        ("clerk_a", 403),
        ("head_division", 404),
    ],
)
def test_nobody_else_signs(send, ready, request, who, status):
    assert send(request.getfixturevalue(who)).status_code == status
    assert Entry.objects.get().status == "draft"
    assert not Report.objects.exists()


def test_who_is_not_logged_in_is_led_to_the_login(client, ready):
    assert client.post(URL).url.startswith("/account/login/")
    assert not Report.objects.exists()


def test_a_clerk_sees_whose_signature_is_awaited_and_no_button(client, ready, clerk_a, head_a):
    head_a.memberships.update(post="Giám đốc")
    client.force_login(clerk_a)
    html = client.get(URL).content.decode()
    assert f"Chờ Giám đốc {head_a} ký gửi." in html
    assert "Ký và gửi báo cáo tháng 9" not in html


def test_what_is_missing_blocks_and_leads_to_its_cells(client, send, item, draft, head_a):
    blank, missed = item(), item(kind="monthly")
    draft(missed, 9, value=1)
    response = send(head_a)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Còn thiếu 2 nội dung" in html
    assert f"#cell-{blank.pk}-value" in html
    assert f"#cause-{missed.pk}" in html
    assert (Report.objects.exists(), Entry.objects.get().status) == (False, "draft")


def test_remarks_are_noted_and_do_not_block(client, send, item, approved, draft, head_a):
    target = item()
    approved(target, 8, value=99)
    draft(target, 9, value=96)
    client.force_login(head_a)
    assert "Lũy kế giảm từ 99\xa0lượt xuống 96\xa0lượt." in client.get(URL).content.decode()
    send(head_a)
    assert Entry.objects.get(period__month=9).status == "submitted"


def test_the_page_says_what_the_month_would_make_of_the_count(client, item, draft, head_a):
    draft(item(), 9, value=100)
    client.force_login(head_a)
    html = client.get(URL).content.decode()
    assert "kết quả là 1/1" in html
    assert "1 số liệu sẽ được gửi" in html


def test_sent_twice_is_sent_once(send, ready, head_a):
    send(head_a)
    stood = (Report.objects.get().submitted_at, EntryEvent.objects.count(), AuditEvent.objects.count())
    send(head_a)
    assert (Report.objects.get().submitted_at, EntryEvent.objects.count(), AuditEvent.objects.count()) == stood


def test_looking_writes_nothing(client, ready, head_a):
    client.force_login(head_a)
    assert client.get(URL).status_code == 200
    assert (Report.objects.count(), Entry.objects.get().version) == (0, 1)


def test_a_returned_figure_is_sent_again_under_the_first_cover(send, ready, head_a, officer, clerk_a):
    send(head_a)
    first = Report.objects.get().submitted_at
    entry = send_back(Entry.objects.get(), by=officer, reason="Rà soát")
    type_figures(ready, entry.period, by=clerk_a, version=entry.version, value=95)
    send(head_a)
    assert (Entry.objects.get().status, Report.objects.get().submitted_at) == ("submitted", first)


def test_a_division_sends_its_own_month(client, item, draft, division_1, head_division):
    draft(item(agency=division_1), 9, value=90)
    client.force_login(head_division)
    client.post("/entry/a-1/submit/?year=2022&month=9")
    assert Report.objects.get().agency == division_1


def test_the_action_itself_refuses_who_may_not_sign_and_what_is_not_ready(
    item, months, agency_a, clerk_a, head_a, draft
):
    target = item()
    with pytest.raises(CannotChange, match=r"."):
        send_month(agency_a, months[9], by=clerk_a)
    with pytest.raises(NotReady) as refused:
        send_month(agency_a, months[9], by=head_a)
    assert [(gap.code, gap.assignment) for gap in refused.value.gaps] == [("not_typed", target.pk)]


def test_who_signs_for_the_agency_may_sign_for_its_division_with_the_nearest_post(
    item, draft, months, division_1, head_a, head_division
):
    MembershipFactory(user=head_a, agency=division_1, role="division_head", post="Kiêm Chánh Văn phòng")
    draft(item(agency=division_1), 9, value=90)
    assert send_month(division_1, months[9], by=head_a).signed_post == "Kiêm Chánh Văn phòng"


def test_a_closed_month_is_not_sent(item, draft, months, agency_a, head_a, close_until):
    draft(item(), 3, value=50)
    close_until(3)
    with pytest.raises(CannotChange, match=r"."):
        send_month(agency_a, months[3], by=head_a)


def test_what_changed_since_the_page_was_opened_is_not_signed(client, ready, head_a, clerk_a, months):
    client.force_login(head_a)
    seen = client.get(URL).context["board"].seen
    entry = Entry.objects.get()
    type_figures(ready, months[9], by=clerk_a, version=entry.version, value=95, note="khác")
    page = client.post(URL, {"seen": seen})
    assert (page.status_code, Entry.objects.get().status) == (409, "draft")
    assert "Chưa ký: số liệu đã thay đổi" in page.content.decode()
    assert [row.pk for row in page.context["changed"]] == [ready.pk]
    assert client.post(URL, {"seen": page.context["board"].seen}).status_code == 302
    assert (Entry.objects.get().status, Entry.objects.get().value) == ("submitted", 95)


def test_what_came_since_the_page_was_opened_is_not_signed(client, ready, item, draft, head_a):
    client.force_login(head_a)
    seen = client.get(URL).context["board"].seen
    draft(item(kind="latest"), 9, value=100)
    assert client.post(URL, {"seen": seen}).status_code == 409
    assert not Report.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "1", "1.2.3", "².1", "9" * 40 + ".1"])
def test_a_form_that_shows_nothing_signs_nothing(client, ready, head_a, seen):
    client.force_login(head_a)
    assert client.post(URL, {"seen": seen}).status_code == 409


def test_the_head_reads_every_figure_with_the_month_before_what_changed_and_what_is_remarked(
    client, item, approved, draft, head_a, cause
):
    number, ratio, task = item(low=240), item(kind="ratio", low=90), item(kind="task")
    approved(number, 8, value=40)
    approved(ratio, 8, numerator=50, denominator=100)
    draft(number, 9, value=130, note="Mở thêm lớp")
    draft(ratio, 9, numerator=90, denominator=120, cause=cause)
    client.force_login(head_a)
    page = client.get(URL)
    rows = {row.pk: (row.before_text, row.reported, row.change) for row in page.context["board"].rows}
    assert rows == {
        number.pk: ("40\xa0lượt", "130\xa0lượt", "+90\xa0lượt"),
        ratio.pk: (percent(50), f"90 / 120 ({percent(75)})", "+25\xa0điểm %"),
        task.pk: ("–", "–", "–"),
    }
    html = page.content.decode()
    for words in ("130\xa0lượt gấp hơn ba lần", "Mở thêm lớp", cause.name, f"90 / 120 ({percent(75)})"):
        assert words in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_to_sign_costs_seven_queries_however_many_items(
    client, item, draft, head_a, count, django_assert_num_queries
):
    for kind in ("number", "monthly", "latest")[:count]:
        draft(item(kind=kind), 9, value=5)
    client.force_login(head_a, backend=ACCOUNTS)
    with django_assert_num_queries(7):
        assert client.get(URL).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_to_sign_costs_nineteen_queries_however_many_items(client, item, draft, head_a, known_engine, count):
    for kind in ("number", "monthly", "latest")[:count]:
        draft(item(kind=kind), 9, value=90)
    client.force_login(head_a, backend=ACCOUNTS)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(URL).status_code == 302
    bounds = [query for query in asked if "SAVEPOINT" in query["sql"]]
    assert (len(asked) - len(bounds), len(bounds)) == (19, 2)
    assert set(Entry.objects.values_list("status", "version", "submitted_by")) == {("submitted", 2, head_a.pk)}
    assert (
        EntryEvent.objects.filter(move="submit", by=head_a, from_status="draft", to_status="submitted").count() == count
    )
