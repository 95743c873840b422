"""A day as people type it: one text field everywhere, a wrong day held before anything is lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms

from agencies.pages.days import DayField
from dxtracker.lib.dates import PATTERN, day_of

TODAY = date(2022, 11, 10)
DAYS = [
    ("9/11", date(2022, 11, 9)),
    ("09/11/2022", date(2022, 11, 9)),
    ("9.11.22", date(2022, 11, 9)),
    ("9-11-2022", date(2022, 11, 9)),
    (" 9 / 11 / 2022 ", date(2022, 11, 9)),
    ("9 11 2022", date(2022, 11, 9)),
    ("09112022", date(2022, 11, 9)),
    ("2022-11-09", date(2022, 11, 9)),
    ("ngày 9 tháng 11 năm 2022", date(2022, 11, 9)),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_understood_as_it_is_typed(text, day):
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_the_browser_lets_through_what_is_understood(text, day):
    assert re.fullmatch(PATTERN, text)


@pytest.mark.parametrize("text", ["31/2/2022", "11/15", "2022", "cuối năm", "9/11/1999", "9/11/202", "", "9/11/22/3"])
def test_what_is_no_day_is_none(text):
    assert day_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("15/1", date(2023, 1, 15)), ("10/11", TODAY), ("29/2", date(2024, 2, 29)), ("1/1/2022", date(2022, 1, 1))],
)
def test_what_lies_ahead_is_the_next_such_day(text, day):
    assert day_of(text, TODAY, is_ahead=True) == day


def test_a_field_reads_it_and_says_what_is_wrong(on_day):
    on_day(TODAY)
    field = DayField()
    assert field.clean("9/11") == date(2022, 11, 9)
    with pytest.raises(forms.ValidationError, match="15/11/2022"):
        field.clean("mai")


def test_the_day_of_something_that_has_happened_is_refused_while_it_lies_ahead(on_day):
    on_day(date(2022, 11, 10))
    field = DayField(has_come=True)
    assert field.clean("10/11/2022") == date(2022, 11, 10)
    with pytest.raises(forms.ValidationError) as refused:
        field.clean("11/11/2022")
    assert refused.value.code == "ahead"


def test_no_page_has_a_date_field_of_the_browsers_own():
    """Which month comes first there depends on the browser's language."""
    root = Path(__file__).parents[3]
    places = [
        *root.glob("templates/**/*.html"),
        *(
            p
            for app in ("agencies", "kpis", "commitments", "workbooks", "steering", "dashboards", "reports")
            for p in root.glob(f"{app}/**/*.py")
        ),
    ]
    native = [str(p) for p in places if re.search(r"type[\"']?[=:] ?[\"']date[\"']", p.read_text())]
    own = [
        str(p)
        for p in places
        if p.suffix == ".py" and p.name not in ("days.py", "admin.py") and "forms.DateField(" in p.read_text()
    ]
    assert (native, own) == ([], [])


@pytest.mark.django_db
def test_a_wrong_day_beside_evidence_takes_nothing_away(client, clerk_a, item, months):
    """The answer holds why, and not the form with its file, number and tick."""
    target = item()
    client.force_login(clerk_a)
    said = {"number": "12/KH-SXD", "issued_on": "31/02/2022", "is_open": "on"}
    html = client.post(
        f"/entry/so-a/{target.pk}/evidence/?year=2022&month=9", said, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert ("15/11/2022" in html, f'id="why-{target.pk}"' in html, "<form" in html) == (True, True, False)
