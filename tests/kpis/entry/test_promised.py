"""A day promised: typed with the month, a promise once it is sent; never in the past, postponed by a later one."""

from datetime import date

import pytest

from kpis.entry.actions import send_month, type_figures
from kpis.errors import CannotChange, NotReady
from kpis.items.actions import promise
from kpis.measuring.promises import state_of, times_postponed
from kpis.models import Entry, Promise
from tests.factories import submit_report
from tests.kpis.review.reviewing import send_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(on_day):
    on_day(date(2022, 9, 10))


@pytest.fixture
def typed(client, clerk_a):
    """typed(item, day, version=""): the row's day typed as the page's script does it."""

    def post(target, day, version="", **texts):
        client.force_login(clerk_a)
        row = {f"{target.pk}-version": version, f"{target.pk}-promised_on": day}
        row |= {f"{target.pk}-{name}": text for name, text in texts.items()}
        return client.post(f"/entry/so-a/{target.pk}/?year=2022&month=9", row, HTTP_HX_REQUEST="true")

    return post


def promised():
    return list(Promise.objects.order_by("pk").values_list("due_on", flat=True))


def test_a_day_is_registered_when_the_month_is_sent_and_not_while_it_is_typed(typed, item, head_a, agency_a, months):
    target = item()
    for version, day in (("", "31/12/2022"), ("1", "15/12/2022"), ("2", "20/12")):
        assert typed(target, day, version, value="5")["DX-Saved"] == "1"
    assert promised() == []
    submit_report(agency_a, months[9], by=head_a)
    assert promised() == [date(2022, 12, 20)]
    assert Promise.objects.get().made_by == head_a


def test_a_month_sent_again_with_the_same_day_promises_nothing_more(
    typed, item, head_a, agency_a, months, officer, clerk_a
):
    target = item()
    typed(target, "31/12/2022", value="5")
    submit_report(agency_a, months[9], by=head_a)
    entry = send_back(Entry.objects.get(), by=officer, reason="Rà soát")
    type_figures(target, months[9], by=clerk_a, version=entry.version, value=6)
    submit_report(agency_a, months[9], by=head_a)
    assert promised() == [date(2022, 12, 31)]


@pytest.mark.parametrize("day", ["01/01/2022", "9/9/2022"])
def test_a_day_in_the_past_is_refused_at_its_field(typed, item, day):
    response = typed(item(), day)
    assert (response["DX-Saved"], "Ngày này đã qua" in response.content.decode()) == ("0", True)
    assert not Entry.objects.exists()


def test_it_is_refused_in_the_form_without_a_script_too(client, clerk_a, item):
    target = item()
    client.force_login(clerk_a)
    row = {f"{target.pk}-version": "", f"{target.pk}-promised_on": "1/1/2022", f"{target.pk}-value": "5"}
    response = client.post("/entry/so-a/?year=2022&month=9", row)
    assert (response.status_code, "Ngày này đã qua" in response.content.decode()) == (422, True)


def test_a_day_that_passed_before_the_month_was_sent_is_asked_for_anew(typed, item, head_a, agency_a, months, on_day):
    target = item(low=10)
    typed(target, "12/9/2022", value="9")
    on_day(date(2022, 9, 13))
    with pytest.raises(NotReady) as refused:
        send_month(agency_a, months[9], by=head_a)
    assert [(gap.code, gap.field) for gap in refused.value.gaps] == [("promise_passed", "promised_on")]
    with pytest.raises(CannotChange, match="12/09/2022"):
        submit_report(agency_a, months[9], by=head_a)
    assert promised() == []


def test_a_promise_that_stands_is_shown_and_may_have_passed(typed, item, head_a, agency_a, months, clerk_a, on_day):
    target = item(low=10)
    promise(target, due_on=date(2022, 9, 9), by=head_a)
    html = typed(target, "09/09/2022", value="9").content.decode()
    assert "Ngày này đã qua" not in html
    assert Entry.objects.get().promised_on is None


def test_what_is_typed_stands_in_the_row(client, typed, item):
    target = item()
    typed(target, "20/12", value="5")
    page = client.get("/entry/so-a/?year=2022&month=9")
    assert 'value="20/12/2022"' in page.content.decode()


@pytest.mark.parametrize(
    ("days", "times"),
    [((), 0), (("15/12",), 0), (("15/12", "30/11"), 0), (("30/11", "15/12"), 1), (("15/12", "30/11", "31/12"), 1)],
)
def test_a_day_moved_earlier_is_not_postponed(days, times):
    read = [date(2022, int(day[3:]), int(day[:2])) for day in days]
    assert times_postponed(read) == times


@pytest.mark.parametrize(
    ("replaced_by", "state"),
    [(date(2022, 12, 31), "moved"), (date(2022, 11, 30), "sooner"), (None, "open")],
)
def test_a_promise_replaced_by_an_earlier_day_is_no_moved_one(replaced_by, state):
    assert state_of(date(2022, 12, 15), replaced_by, None, date(2022, 9, 10)) == state


def test_the_ledger_counts_postponements_alone(client, committee, item, head_a, approved):
    target = item(kind="latest", low=100)
    approved(target, 9, value=5)
    for day in (date(2022, 12, 15), date(2022, 11, 30)):
        promise(target, due_on=day, by=head_a)
    client.force_login(committee)
    (row,) = client.get("/boards/promises/?year=2022&month=9").context["board"].rows
    assert (row.moved, row.state, [word.state for word in row.words]) == (0, "open", ["sooner", "open"])
    item_page = client.get(f"/boards/item/{target.pk}/?year=2022&month=9").context["board"]
    assert [one.state for one in item_page.promises] == ["Chưa đến hạn", "Đã hẹn sớm hơn"]
