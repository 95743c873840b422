"""Milestones in one line: read, refused, written again."""

from decimal import Decimal

import pytest

from kpis.grammar.milestones import NotMilestones, read, written


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("25/50/75/100", {3: "0.25", 6: "0.5", 9: "0.75", 12: "1"}),
        ("25%; 50%; 75%; 100%", {3: "0.25", 6: "0.5", 9: "0.75", 12: "1"}),
        ("40/100", {6: "0.4", 12: "1"}),
        ("0/0/10/20/30/40/50/60/70/80/90/100", {n: str(Decimal(max(n - 2, 0)) / 10) for n in range(1, 13)}),
        ("tháng 3: 20, tháng 9: 70,5%", {3: "0.2", 9: "0.705"}),
        ("T6: 50; T12 = 100", {6: "0.5", 12: "1"}),
    ],
)
def test_what_is_written_is_read_and_written_again(text, shares):
    found = read(text)
    assert found == {month: Decimal(share) for month, share in shares.items()}
    assert read(written(found)) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25/50/75", "unreadable"), ("abc", "unreadable"), ("3: x", "unreadable"), ("3: -5", "unreadable"),
        ("13: 5", "month"), ("0: 5", "month"), ("3: 101", "share"), ("3: 5; 3: 6", "twice"), ("6: 5; 3: 6", "falls"),
        ("50/25/75/100", "falls"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text, code):
    with pytest.raises(NotMilestones) as refused:
        read(text)
    assert refused.value.code == code
