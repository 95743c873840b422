"""The cast itself: what it promises at the top of tests/conftest.py."""

from kpis.standings import actions as standings


def test_an_approved_figure_of_the_cast_is_judged_in_its_month_and_carried_to_the_last_open_one(
    item, approved, standing, plan
):
    target = item(kind="number", low=100)
    approved(target, 3, value=120)

    assert standing(target, 2).state == "no_data"
    assert (standing(target, 3).state, standing(target, 3).reporting) == ("exceeded", "fresh")
    assert (standing(target, 9).state, standing(target, 9).reporting) == ("exceeded", "carried")
    assert not target.standings.filter(period__month__gte=10).exists()
    assert list(standings.check(plan)) == []
