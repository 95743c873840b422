"""What an agenda proposes from the facts of a month, and what it leaves out."""

from steering.agenda.rules import MOST_CONCLUSIONS, Blocked, Facts, Named, Open, propose
from steering.enums import PointKind

FULL = Facts(
    conclusions=(Open(1, "Chưa đến hạn", "Sở A", 0), Open(2, "Đã quá hạn", "Sở B", 9)),
    bottlenecks=(Blocked(7, "Họp trực tuyến", 20, 26, False), Blocked(8, "Chữ ký số", 9, 12, True)),
    overdue=(("Sở A", 1), ("Sở B", 3)),
    broken=(("Sở B", 2),),
    silent=("Sở C", "Sở D"),
    reporting=31,
    drifting=(("Sở A", 1),),
    easy=(Named("Sở A: Lượt truy cập", "gấp 222 lần"),),
)


def test_what_is_open_of_before_comes_first_and_the_latest_of_it_in_front():
    found = propose(FULL)
    assert [row.kind for row in found] == [PointKind.CONCLUSION, *list(PointKind)[:-1]]
    assert [(row.conclusion, row.figure) for row in found[:2]] == [(2, 9), (1, 0)]


def test_a_bottleneck_with_an_owner_is_not_spoken_of_again():
    (found,) = [row for row in propose(FULL) if row.kind == PointKind.BOTTLENECK]
    assert (found.indicator, found.figure, found.whole) == (7, 20, 26)


def test_agencies_stand_in_one_point_with_those_of_most_first():
    overdue = next(row for row in propose(FULL) if row.kind == PointKind.OVERDUE)
    assert (overdue.figure, overdue.names) == (4, (Named("Sở B", "3"), Named("Sở A", "1")))
    silent = next(row for row in propose(FULL) if row.kind == PointKind.SILENT)
    assert (silent.figure, silent.whole) == (2, 31)


def test_nothing_is_proposed_without_facts_and_no_endless_list_of_conclusions():
    assert propose(Facts()) == ()
    many = [Open(key, "x", "Sở A", 0) for key in range(40)]
    assert len(propose(Facts(conclusions=many))) == MOST_CONCLUSIONS
