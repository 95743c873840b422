"""Months that were reported before a merger was recorded: reported for the new agency too where all of them were."""

from datetime import date

import pytest

from agencies.enums import Reorganising
from agencies.models import Agency
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.reorganising.parts import NewAgency
from kpis.models import Report
from kpis.reminders.silence import silent_in
from tests.factories import submit_report

NEW = NewAgency(name="Sở Khoa học và Công nghệ", code="so-moi")


@pytest.fixture
def merge(item, draft, months, agency_a, agency_b, head_a, head_b, province, administrator, on_day):
    """Both agencies have typed months 8 and 9; `merge(…)` are those who have sent month 8. A has sent month 9."""
    held = {agency_a: item(low=10), agency_b: item(agency=agency_b, low=10)}
    for month in (8, 9):
        for given in held.values():
            draft(given, month, value=20)

    def join(*reported):
        on_day(date(2022, 9, 20))
        for agency, head in ((agency_a, head_a), (agency_b, head_b)):
            if agency in reported:
                submit_report(agency, months[8], by=head, post="Giám đốc")
        submit_report(agency_a, months[9], by=head_a)
        said = Decision(Reorganising.MERGE, province, tuple(held), date(2022, 8, 1), "NQ 01/2022", forms=(NEW,))
        return reorganise(said, by=administrator)

    return join


def silent(months) -> list[list[str]]:
    return [[row.code for row in silent_in(months[month])] for month in (8, 9)]


def test_what_all_of_them_had_sent_leaves_nobody_silent(merge, months, agency_a, agency_b, administrator, head_b):
    act = merge(agency_a, agency_b)
    assert silent(months) == [[], ["so-moi"]]
    cover = Report.objects.get(agency__code="so-moi")
    assert (cover.period, cover.signed_by, cover.signed_post) == (months[8], head_b, "Giám đốc")
    assert cover.late_days > 0
    take_back(act, by=administrator, reason="ghi nhầm")
    assert not Report.objects.exclude(agency__in=(agency_a, agency_b)).exists()


def test_where_one_had_not_sent_the_new_agency_still_has_to(merge, months, agency_a):
    merge(agency_a)
    assert silent(months) == [["so-moi"], ["so-moi"]]


def test_the_boards_and_the_page_of_who_has_not_reported_say_the_same(
    client, merge, months, agency_a, agency_b, officer
):
    merge(agency_a, agency_b)
    client.force_login(officer)
    for month, reported in ((8, 1), (9, 0)):
        asked = {"year": 2022, "month": month}
        assert client.get("/boards/province/", asked | {"format": "json"}).json()["reported"] == reported
        board = client.get("/boards/freshness/", asked).context["board"]
        assert (board.total, board.reported) == (1, reported)
    assert Agency.objects.get(code="so-moi").reports.count() == 1
