import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxtracker.lib.text import clean, fold, same_name_key, sort_key

vietnamese = st.text("aàảãáạăằâấeêệioôơờuưựydđĐÂHÒhò nmt\u00a0\u200b", max_size=30)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("  Sở\u00a0 Xây\n dựng ", "Sở Xây dựng"),
        (unicodedata.normalize("NFD", "Tỷ lệ"), "Tỷ lệ"),
        ("Chuyển\u200b đổi\ufeff số", "Chuyển đổi số"),
        ("\u200e15/\u200e12/\u200e2022", "15/12/2022"),  # as Windows puts a day into the clipboard
        ("Sở Y\u200f tế\u202e", "Sở Y tế"),
        ("", ""),
        (" \u00a0 ", ""),
        ("Tỷ lệ\x0bhồ sơ\x07số", "Tỷ lệ hồ sơ số"),
        ("Ðến quý Ⅳ", "Đến quý IV"),
    ],
)
def test_text_has_one_form(written, wanted):
    assert clean(written) == wanted


@given(vietnamese)
def test_cleaning_and_folding_twice_change_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(text.upper())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sở Xây dựng", "so xay dung"),
        ("ĐÀO TẠO", "dao tao"),
        ("Ủy ban", "uy ban"),
        ("Phường Xuân Hoà", "phuong xuan hoa"),
    ],
)
def test_search_ignores_marks_case_and_the_bar_of_d(text, wanted):
    assert fold(text) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xuân Hoà", "Xuân Hòa"),  # equal spellings of two places: the key alone is no identity
        ("Thuỷ", "Thủy"),
        ("SỞ XÂY DỰNG", "Sở  Xây dựng"),
        ("Uỷ ban", "Ủy ban"),
        ("Khoẻ", "Khỏe"),
        ("Quý", unicodedata.normalize("NFD", "Quý")),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one, other):
    assert same_name_key(one) == same_name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xuân Hoà", "Xuân Hóa"),
        ("Xuân Hoà", "Xuân Hoa"),
        ("Đại", "Dại"),
        ("Tân", "Tan"),
        ("Hương", "Hướng"),
        ("Sơn", "Sôn"),
    ],
)
def test_two_names_keep_two_keys(one, other):
    assert same_name_key(one) != same_name_key(other)


@pytest.mark.parametrize(("one", "other"), [("kỹ năng", "kĩ năng"), ("Tỷ lệ", "Tỉ lệ"), ("Mỹ Đức", "Mĩ Đức")])
def test_i_and_y_are_two_spellings_of_one_name(one, other):
    assert same_name_key(one) == same_name_key(other)


def test_names_are_sorted_as_a_vietnamese_dictionary_does():
    wanted = ["an", "ăn", "ân", "da", "dũng", "đa", "Đạo", "đặng", "ma", "mà", "mả", "mã", "má", "mạ"]
    mixed = wanted[::-1]
    assert sorted(mixed, key=sort_key) == wanted


def test_a_shorter_name_comes_before_a_longer_one_and_digits_before_letters():
    wanted = ["Phòng 2", "Phòng A", "Phòng A 1", "Phòng Ân"]
    mixed = wanted[::-1]
    assert sorted(mixed, key=sort_key) == wanted


@given(st.lists(vietnamese, max_size=8), st.randoms())
def test_the_order_does_not_depend_on_the_order_before(names, random):
    mixed = names.copy()
    random.shuffle(mixed)
    assert [sort_key(name) for name in sorted(names, key=sort_key)] == [
        sort_key(name) for name in sorted(mixed, key=sort_key)
    ]
