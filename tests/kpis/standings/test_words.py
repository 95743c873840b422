"""The sentence of a standing: figures that differ read differently, a broken limit is not slow, nothing stutters."""

from decimal import Decimal

import pytest

from kpis.models import Target
from kpis.standings.judged import judged_of
from kpis.standings.words import apart, bare_target, quantity, state_words, value_text, why


def raw(given, text):
    Target.objects.filter(assignment=given).update(raw=text)


def said(standing, given, month=9):
    row = judged_of(standing(given, month))
    return why(row), value_text(row)


def test_a_value_just_beyond_its_target_shows_digits_until_they_differ(item, approved, standing):
    given = item(kind="ratio", low=98)
    approved(given, 9, numerator=98_004, denominator=100_000)
    sentence, value = said(standing, given)
    assert value == "98,004%"
    assert sentence.startswith("98,004%, vượt mức giao")


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [("98.0000001", "98", "98,0000001"), ("97.999", "98", "97,999"), ("98", "98", "98"), ("33.333333", "50", "33,33")],
)
def test_digits_are_as_few_as_tell_two_numbers_apart(value, other, text):
    from decimal import Decimal

    assert apart(Decimal(value), Decimal(other)) == text


def test_exactly_the_target_is_said_once(item, approved, standing):
    given = item(kind="latest", low=95)
    raw(given, "Đạt 95% trở lên")
    approved(given, 9, value=95)
    sentence, _ = said(standing, given)
    assert sentence == "95\xa0lượt, đúng mức giao (95% trở lên)."


def test_a_broken_limit_is_not_met_and_not_slow(item, approved, standing, committee, client):
    given = item(kind="latest", operator="<=", low=0)
    raw(given, "không quá 0 sự cố")
    approved(given, 9, value=1)
    sentence, _ = said(standing, given)
    assert sentence == "Có 1\xa0lượt; mức giao: không để xảy ra lượt."
    row = standing(given, 9)
    assert (row.state, state_words(row.state, row.reason)) == ("behind", "Không đạt")
    client.force_login(committee)
    for url in (f"/boards/item/{given.pk}/", "/boards/agency/so-a/", "/boards/rows/"):
        page = client.get(f"{url}?year=2022&month=9").content.decode()
        assert "</svg>Không đạt</span>" in page, url


def test_what_stays_within_a_limit_is_not_said_to_exceed_it(item, approved, standing):
    given = item(kind="latest", operator="<=", low=2)
    approved(given, 9, value=0)
    sentence, _ = said(standing, given)
    assert sentence == "0\xa0lượt, tốt hơn mức giao (≤ 2\xa0lượt)."


def test_what_has_no_figure_past_its_deadline_is_not_said_to_stand_at_a_dash(item, standing):
    from datetime import date

    sentence, _ = said(standing, item(low=80, deadline=date(2022, 6, 30)))
    assert sentence == "Chưa có số liệu được duyệt; đã quá thời hạn 30/06/2022."


def test_a_task_past_its_deadline_is_not_said_to_stand_at_a_figure(item, standing):
    from datetime import date

    given = item(kind="task", deadline=date(2022, 6, 30))
    sentence, _ = said(standing, given)
    assert sentence == "Chưa hoàn thành; đã quá thời hạn 30/06/2022."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Đạt từ 95% trở lên", "từ 95% trở lên"),
        ("Tối thiểu 95%", "tối thiểu 95%"),
        ("Đạt Trên 95%", "trên 95%"),
        ("ĐTTX 95%", "ĐTTX 95%"),
    ],
)
def test_a_target_that_says_to_reach_or_where_it_begins_is_bare_inside_a_sentence(item, written, said):
    given = item(low=95)
    raw(given, written)
    assert bare_target(Target.objects.get(assignment=given)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [("62.125", "62,13%"), ("0.005", "0,01%"), ("-2.625", "−2,63%"), ("62.1249", "62,12%"), ("62", "62%")],
)
def test_a_half_is_shown_rounded_up(value, said):
    """DESIGN.md §2: one rounding, at display, half up."""
    assert quantity(Decimal(value), "%") == said
