from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxtracker.lib.numbers import number, percent, rounded, signed, times

shares = st.fractions(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("share", "vietnamese", "english"),
    [
        (Fraction(26, 29), "89,7%", "89.7%"),
        (Fraction(50, 59), "84,7%", "84.7%"),
        (Fraction(12, 15), "80,0%", "80.0%"),
        (Fraction(1, 8), "12,5%", "12.5%"),
        (Fraction(13, 16), "81,3%", "81.3%"),
        (Fraction(599_999, 600_000), "99,9%", "99.9%"),
        (Fraction(1, 600_000), "<0,1%", "<0.1%"),
        (Fraction(1, 2000), "0,1%", "0.1%"),
        (Fraction(0), "0,0%", "0.0%"),
        (Fraction(1), "100,0%", "100.0%"),
        (Fraction(100_001, 100_000), ">100,0%", ">100.0%"),
        (Fraction(23, 2), "1.150,0%", "1,150.0%"),
        (Decimal("0.897"), "89,7%", "89.7%"),
        (Decimal("-0.125"), "−12,5%", "−12.5%"),
        (Fraction(-1, 600_000), ">−0,1%", ">−0.1%"),
        (1, "100,0%", "100.0%"),
        (None, "–", "–"),
    ],
)
def test_a_share_reads_as_per_cent_in_both_languages(share, vietnamese, english):
    assert percent(share, "vi") == vietnamese
    assert percent(share, "en") == english


def test_an_unknown_language_is_written_as_vietnamese():
    assert percent(Fraction(1, 2), "fr") == "50,0%"


@given(shares)
def test_only_all_reads_as_100_and_only_nothing_as_0(share):
    shown = percent(share, "en")
    assert (shown == "100.0%") == (share == 1)
    assert (shown == "0.0%") == (share == 0)


@given(shares)
def test_a_share_is_shown_within_half_a_tenth_or_on_the_honest_side(share):
    shown = Fraction(percent(share, "en").lstrip("<").rstrip("%")) / 100
    assert abs(shown - share) <= Fraction(1, 1000)


@given(shares, shares)
def test_a_greater_share_never_shows_a_smaller_figure(one, other):
    low, high = sorted((one, other))

    def shown(share):
        return Fraction(percent(share, "en").lstrip("<").rstrip("%"))

    assert shown(low) <= shown(high)


@pytest.mark.parametrize(
    ("quantity", "digits", "vietnamese", "english"),
    [
        (22_196_242, None, "22.196.242", "22,196,242"),
        (Decimal("93.50"), None, "93,5", "93.5"),
        (Decimal("100.000"), None, "100", "100"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
        (Decimal("0.001"), None, "0,001", "0.001"),
        (Decimal("1234.5678"), 2, "1.234,57", "1,234.57"),
        (Decimal("2.345"), 2, "2,35", "2.35"),
        (Fraction(1, 3), None, "0,33", "0.33"),
        (Fraction(5, 1), None, "5", "5"),
        (5, 1, "5,0", "5.0"),
        (-1200, None, "−1.200", "−1,200"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
        (0, None, "0", "0"),
        (None, None, "–", "–"),
    ],
)
def test_a_quantity_has_the_marks_of_the_language(quantity, digits, vietnamese, english):
    assert number(quantity, "vi", digits) == vietnamese
    assert number(quantity, "en", digits) == english


@given(st.integers())
def test_an_integer_survives_being_written(n):
    assert int(number(n, "vi").replace(".", "").replace("−", "-")) == n


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_never_rounded_unasked(x):
    assert Decimal(number(x, "en").replace(",", "").replace("−", "-")) == x


@pytest.mark.parametrize(
    ("multiple", "vietnamese", "english"),
    [
        (Decimal("221.96242"), "gấp 222 lần", "222 times"),
        (Fraction(166, 24), "gấp 6,9 lần", "6.9 times"),
        (Decimal("24"), "gấp 24 lần", "24 times"),
        (Decimal("2.0"), "gấp 2 lần", "2 times"),
        (Decimal("9.95"), "gấp 10 lần", "10 times"),
        (Decimal("1234"), "gấp 1.234 lần", "1,234 times"),
        (None, "–", "–"),
    ],
)
def test_a_multiple_is_whole_from_ten_on(multiple, vietnamese, english):
    assert times(multiple, "vi") == vietnamese
    assert times(multiple, "en") == english


@pytest.mark.parametrize(("n", "shown"), [(2, "+2"), (-1, "−1"), (0, "–"), (None, "–"), (1200, "+1.200")])
def test_a_change_carries_its_sign(n, shown):
    assert signed(n) == shown


@given(st.integers(), st.integers(min_value=1, max_value=10**6))
def test_rounding_is_to_the_nearest_and_half_goes_away_from_zero(top, bottom):
    x = Fraction(top, bottom)
    assert abs(rounded(x) - x) <= Fraction(1, 2)
    assert rounded(-x) == -rounded(x)
    assert rounded(Fraction(2 * top + 1, 2)) == (top + 1 if top >= 0 else top)


@given(st.decimals(min_value=-(10**18), max_value=10**18, places=12))
def test_a_decimal_is_written_whole_and_reads_back(figure):
    said = number(figure, "en")
    assert Decimal(said.replace(",", "").replace("−", "-")) == figure
    assert not ("." in said and said.endswith("0"))
    assert said != "−0"
    assert number(figure, "vi") == said.translate(str.maketrans(",.", ".,"))
