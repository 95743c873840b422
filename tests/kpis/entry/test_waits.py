"""Which months wait at an agency: what is due and not sent, also of what came after the report was signed."""

from datetime import date

import pytest

from kpis.entry.actions import send_month
from tests.factories import submit_report

pytestmark = pytest.mark.django_db


def test_without_a_month_it_is_the_first_of_which_anything_is_asked(client, item, clerk_a):
    item(month=6)
    client.force_login(clerk_a)
    assert client.get("/entry/so-a/").url == "/entry/so-a/?year=2022&month=6"
    place = client.get("/entry/so-a/?year=2022&month=9").context["board"].place
    assert [month.month for month in place.waits] == [6, 7, 8, 9]


def test_a_month_that_was_sent_waits_again_for_what_is_given_afterwards(page, item, draft, head_a, agency_a, months):
    first = item(month=9)
    draft(first, 9, value=90)
    submit_report(agency_a, months[9], by=head_a)
    assert page(head_a).context["board"].place.waits == ()
    given = item(kind="latest", month=9)
    assert [month.month for month in page(head_a).context["board"].place.waits] == [9]
    draft(given, 9, value=1)
    submit_report(agency_a, months[9], by=head_a)
    assert page(head_a).context["board"].place.waits == ()


def test_a_confirmed_cause_stands_for_a_figure_and_nothing_waits(
    page, item, draft, head_a, agency_a, months, confirmed
):
    missed = item(kind="latest", month=9)
    confirmed(missed, "missed", since=date(2022, 1, 1))
    draft(item(month=9), 9, value=90)
    send_month(agency_a, months[9], by=head_a)
    assert page(head_a).context["board"].place.waits == ()
