"""Large parts of a page: what is put in last stands where it was drawn, once and whole."""

import pytest

from dxtracker.lib import large


@pytest.mark.parametrize("parts", [[], ["a" * large.LEAST], ["é" * large.LEAST, "short", "b" * (large.LEAST + 1)] * 2])
def test_each_part_stands_where_it_was_drawn(parts):
    with large.put_in_last() as whole:
        page = "".join(f"<{number}>{large.apart(part)}" for number, part in enumerate(parts))
        assert len(page) < large.LEAST
        assert whole(page) == "".join(f"<{number}>{part}" for number, part in enumerate(parts))


def test_outside_a_page_all_is_drawn_at_once():
    text = "a" * (2 * large.LEAST)
    assert large.apart(text) is text


def test_a_part_may_be_shown_twice_or_never():
    with large.put_in_last() as whole:
        first, _never = (large.apart(letter * large.LEAST) for letter in "ab")
        assert whole(f"{first}|{first}") == "|".join(["a" * large.LEAST] * 2)


def test_a_page_within_a_page_keeps_to_itself():
    with large.put_in_last() as outer:
        mark = large.apart("o" * large.LEAST)
        with large.put_in_last() as inner:
            drawn = inner(large.apart("i" * large.LEAST))
        assert outer(mark + drawn) == "o" * large.LEAST + "i" * large.LEAST


def test_nobody_can_write_a_mark():
    with large.put_in_last() as whole:
        mark = large.apart("a" * large.LEAST)
        typed = f"{'0' * 32}0."
        assert whole(f"{typed}{mark}") == typed + "a" * large.LEAST
