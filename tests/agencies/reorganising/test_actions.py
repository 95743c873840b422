"""Agencies merged, split, ended: what is open goes where it was said, the past stays, and all can be taken back."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from agencies.enums import Fate, Reorganising
from agencies.models import Agency, AuditEvent, Membership, Reorganisation, Succession
from agencies.queries import official_name
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.reorganising.parts import Choice, NewAgency
from kpis.enums import PeriodState
from kpis.frozen.months import reading_month
from kpis.goals.actions import set_goal
from kpis.items.actions import hand_over
from kpis.models import Assignment, Goal, Handover, RollUp, Standing
from kpis.queries import year_of
from kpis.standings import actions as standings
from tests import factories

DAY = date(2022, 7, 1)
NEW = NewAgency(name="Sở Khoa học và Công nghệ", code="so-moi", short_name="Sở KH&CN")
SHARED, SHARED_ON = ("held",), date(2022, 10, 17)
DERIVED = {"RollUp"}  # written anew by what judges: its keys mean nothing


def rows() -> dict[str, list[tuple]]:
    """Every row of the tree, the items and the commitments; the trail and the record of the change apart."""
    found = {}
    for model in (m for app in ("agencies", "kpis", "commitments") for m in apps.get_app_config(app).get_models()):
        if model.__name__ not in ("AuditEvent", "Reorganisation"):
            names = [f.attname for f in model._meta.concrete_fields if model.__name__ not in DERIVED or f.name != "id"]
            found[model.__name__] = sorted(model._base_manager.values_list(*names), key=repr)
    return found


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(SHARED_ON)


@pytest.fixture
def held(item, approved, agency_a, agency_b, head_a, clerk_a, head_b):
    """Both agencies hold the same running total, reported in month 5; agency A has a task besides."""
    found = {"a": item(low=100), "b": item(agency=agency_b, low=200), "task": item(kind="task")}
    approved(found["a"], 5, value=60)
    approved(found["b"], 5, value=250)
    return found


def merged(province, *agencies, by=None, chosen=None):
    decision = Decision(Reorganising.MERGE, province, agencies, DAY, "NQ 01/2022", forms=(NEW,))
    return reorganise(decision, by=by, chosen=chosen)


def test_both_halves_items_are_the_new_departments_from_its_month_on(held, province, agency_a, agency_b, administrator):
    merged(province, agency_a, agency_b, by=administrator)
    new = Agency.objects.get(code="so-moi")
    of = Standing.objects.values_list("agency__code", "assignment")
    assert set(of.filter(period__month=9)) == {("so-moi", row.pk) for row in held.values()}
    assert set(of.filter(period__month=6)) == {
        ("so-a", held["a"].pk), ("so-a", held["task"].pk), ("so-b", held["b"].pk)
    }  # fmt: skip
    assert {a.given_to.code for a in Assignment.objects.filter(agency=new)} == {"so-a", "so-b"}
    agency_a.refresh_from_db()
    assert agency_a.active_to == date(2022, 6, 30)
    assert list(standings.check(held["a"].plan)) == []


def test_the_board_of_one_that_has_no_item_left_blames_nobody_and_promises_none(
    held, province, agency_a, agency_b, committee, client
):
    merged(province, agency_a, agency_b)
    client.force_login(committee)
    page = client.get("/boards/agency/so-a/?year=2022&month=9").content.decode()
    assert "Kỳ này cơ quan không có chỉ tiêu nào." in page
    assert "Chưa báo cáo</p>" not in page.replace("\n", "").replace(" <", "<")
    assert "khi kế hoạch năm được giao" not in page


def test_every_board_says_which_of_two_items_of_one_indicator_was_whose(
    client, held, province, agency_a, agency_b, officer
):
    merged(province, agency_a, agency_b)
    client.force_login(officer)
    name, task = held["a"].indicator.name, held["task"].indicator.name
    wanted = {f"{name} ({agency.short_name or agency.name})" for agency in (agency_a, agency_b)} | {task}
    item, month = f"/boards/item/{held['a'].pk}/", {"year": 2022, "month": 9}
    for address in (
        "/boards/rows/",
        "/boards/agency/so-moi/",
        "/boards/agency/so-moi/year/",
        "/boards/agency/so-moi/dossier/",
    ):
        page = client.get(address, month).content.decode()
        assert {said for said in wanted if said in page} == wanted, address
    assert f"{name} (" in client.get(item, month).context["board"].name
    for format in ("json", "csv"):
        text = client.get("/boards/rows/", month | {"format": format}).content.decode("utf-8-sig")
        assert {said for said in wanted if said in text} == wanted
    month["month"] = 6
    assert f"{name} (" not in client.get("/boards/rows/", month).content.decode()
    assert client.get(item, month).context["board"].name == name


def test_the_provinces_sums_are_the_same_before_and_after(held, province, agency_a, agency_b, plan):
    before = year_of(plan)
    merged(province, agency_a, agency_b)
    assert year_of(plan) == before
    assert RollUp.objects.filter(agency__in=[agency_a, agency_b], period__month__gte=7).count() == 0


def test_sums_read_alike_across_the_change(held, province, agency_a, agency_b, client, administrator):
    act = merged(province, agency_a, agency_b, chosen={f"item-{held['task'].pk}": Choice(Fate.ENDS)})
    client.force_login(administrator)
    year = client.get(f"/agencies/decision/{act.pk}/").context["board"].comparisons[0]
    assert [(row.name, row.items) for row in year.before] == [("Sở Xây dựng", 2), ("Sở Kế hoạch và Đầu tư", 1)]
    assert [(row.name, row.items) for row in year.after] == [("Sở Khoa học và Công nghệ", 2)]
    assert (year.withdrawn.items, year.agrees) == (1, True)
    assert [(sum.items, is_after) for sum, is_after in year.months][5:7] == [(3, False), (2, True)]
    Assignment.objects.filter(pk=held["a"].pk).update(weight=5)
    take_back(act, by=administrator, reason="ghi nhầm")
    assert client.get(f"/agencies/decision/{act.pk}/").context["board"].comparisons == []


def counted(*agencies, month):
    """Items, done and applicable of agencies in a month, as their boards count them."""
    rows = RollUp.objects.filter(agency__code__in=agencies, period__month=month)
    return tuple(sum(getattr(row, name) for row in rows) for name in ("total", "done_all", "applicable"))


def test_sums_are_those_that_boards_showed_before_it_was_recorded(
    held, item, province, agency_a, agency_b, client, administrator
):
    def told(one):
        return one.items, one.done, one.applicable

    before = {month: counted("so-a", "so-b", month=month) for month in (5, 6, 7, 9)}
    each = [counted(code, month=7) for code in ("so-a", "so-b")]
    act = merged(province, agency_a, agency_b)
    after = {month: counted("so-moi", month=month) for month in (7, 9)}
    item(agency=Agency.objects.get(code="so-moi"), kind="latest", month=9)
    client.force_login(administrator)
    year = client.get(f"/agencies/decision/{act.pk}/").context["board"].comparisons[0]
    assert after == {month: before[month] for month in after}
    assert ([told(row) for row in year.before], told(year.total_before)) == (each, before[7])
    assert ([told(row) for row in year.after], told(year.total_after)) == ([after[7]], after[7])
    months = {number: told(one) for number, (one, _is_after) in enumerate(year.months, 1)}
    assert {month: months[month] for month in before} == before, "what was given since is in no month"


@pytest.mark.parametrize("both", [False, True])
def test_the_page_of_a_decision_costs_the_same_for_one_agency_and_for_more(
    both, held, province, agency_a, agency_b, client, administrator, django_assert_num_queries
):
    client.force_login(administrator)
    act = merged(province, agency_a, *([agency_b] if both else []))
    with django_assert_num_queries(9):
        client.get(f"/agencies/decision/{act.pk}/")


def test_a_figure_of_before_still_carries_after(held, province, agency_a, agency_b, standing):
    merged(province, agency_a, agency_b)
    carried = standing(held["a"], 8)
    assert (carried.value, carried.reporting, carried.entry_period.month) == (60, "carried", 5)


def test_closed_months_stay_and_the_change_begins_after_them(held, province, agency_a, agency_b, close_until, plan):
    close_until(8)
    merged(province, agency_a, agency_b)
    of = Standing.objects.values_list("agency__code", flat=True)
    assert set(of.filter(period__month__lte=8)) == {"so-a", "so-b"}
    assert set(of.filter(period__month=9)) == {"so-moi"}
    with reading_month(plan.periods.get(month=8)):
        assert not Agency.objects.filter(code="so-moi").exists()
        assert Agency.objects.get(code="so-a").active_to is None


def test_a_month_of_before_keeps_the_names_of_its_day(held, province, agency_a):
    decision = Decision(
        Reorganising.MERGE, province, (agency_a,), DAY, "NQ 01/2022", forms=(NEW,)
    )  # fmt: skip
    reorganise(decision, by=None)
    named = Agency.objects.annotate(name_then=official_name(date(2022, 12, 1))).get(code="so-a")
    assert named.name_then == "Sở Xây dựng"


def test_people_move_with_one_head_at_the_top(held, province, agency_a, agency_b, head_a, head_b, clerk_a):
    merged(province, agency_a, agency_b)
    roles = Membership.objects.filter(agency__code="so-moi").values_list("user__username", "role", "since")
    assert set(roles) == {(head_a.username, "agency_head", DAY), (clerk_a.username, "agency_clerk", DAY)}
    assert Membership.objects.filter(agency=agency_b, until=date(2022, 6, 30)).count() == 1


def test_what_is_chosen_wins_over_the_proposal(held, province, agency_a, agency_b, standing, clerk_a):
    role = Membership.objects.get(user=clerk_a)
    chosen = {f"item-{held['task'].pk}": Choice(Fate.ENDS), f"role-{role.pk}": Choice(Fate.ENDS)}
    merged(province, agency_a, agency_b, chosen=chosen)
    ended = standing(held["task"], 9)
    assert (ended.state, ended.reason, ended.agency) == ("not_applicable", "withdrawn", agency_a)
    assert not Membership.objects.filter(user=clerk_a, agency__code="so-moi").exists()


def test_divisions_move_with_their_people_and_items(held, item, province, agency_a, division_1, division_2, months):
    part = item(agency=division_1, part_of=held["a"])
    merged(province, agency_a)
    division_1.refresh_from_db()
    new = Agency.objects.get(code="so-moi")
    assert (division_1.parent, division_1.path[: len(new.path)], division_1.active_to) == (new, new.path, None)
    part.refresh_from_db()
    assert (part.agency, part.withdrawn_from) == (division_1, None)


def test_a_division_that_ends_takes_its_items_with_it(held, item, province, agency_a, division_1, head_division):
    part = item(agency=division_1, part_of=held["a"])
    merged(province, agency_a, chosen={f"division-{division_1.pk}": Choice(Fate.ENDS)})
    part.refresh_from_db()
    assert (part.withdrawn_from.month, part.withdrawn_because) == (7, "NQ 01/2022")
    assert Membership.objects.get(user=head_division).until == date(2022, 6, 30)


def test_a_split_moves_what_is_said_and_leaves_the_rest(held, province, agency_a, agency_b, standing):
    decision = Decision(
        Reorganising.SPLIT, province, (agency_a,), DAY, "QĐ 9", successors=(agency_b,), lives_on=True
    )  # fmt: skip
    reorganise(decision, by=None, chosen={f"item-{held['task'].pk}": Choice(Fate.MOVES, "so-b")})
    agency_a.refresh_from_db()
    assert (agency_a.active_to, standing(held["task"], 9).agency, standing(held["a"], 9).agency) == (
        None, agency_b, agency_a
    )  # fmt: skip
    assert Succession.objects.get().kind == "split"


def test_what_ends_without_a_successor_is_asked_nothing_more(held, province, agency_a, agency_b, head_a):
    reorganise(Decision(Reorganising.END, province, (agency_a,), DAY, "QĐ 9"), by=None)
    states = Standing.objects.filter(agency=agency_a, period__month__gte=7).values_list("state", flat=True)
    assert set(states) == {"not_applicable"}
    assert RollUp.objects.get(agency=agency_a, period__month=8).due == 0
    assert Membership.objects.get(user=head_a).until == date(2022, 6, 30)


@pytest.mark.parametrize("kind", list(Reorganising))
def test_taken_back_every_row_is_as_before(
    kind, held, item, province, agency_a, agency_b, division_1, head_division, administrator
):
    item(agency=division_1, part_of=held["a"])
    before = rows()
    if kind == Reorganising.MERGE:
        act = merged(province, agency_a, agency_b, by=administrator)
    else:
        heirs = (agency_b,) if kind == Reorganising.SPLIT else ()
        act = reorganise(Decision(kind, province, (agency_a,), DAY, "QĐ 9", successors=heirs), by=administrator)
    assert rows() != before
    take_back(act, by=administrator, reason="ghi nhầm")
    after = rows()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert Reorganisation.objects.get().undone_by == administrator
    assert AuditEvent.objects.filter(action="reorganisation-taken-back", reason="ghi nhầm").exists()
    with pytest.raises(ValidationError):
        take_back(act, by=administrator, reason="lần nữa")


def test_a_closed_month_that_shows_it_holds_the_change(held, province, agency_a, agency_b, close_until, administrator):
    act = merged(province, agency_a, agency_b)
    close_until(7)
    with pytest.raises(ValidationError):
        take_back(act, by=administrator, reason="muộn")
    assert Handover.objects.count() == 3


def test_a_later_change_holds_it_too(held, province, agency_a, agency_b, administrator):
    act = merged(province, agency_a, agency_b)
    other = factories.AgencyFactory(parent=province, code="so-c")
    Assignment.objects.filter(pk=held["a"].pk).update(agency=other)
    with pytest.raises(ValidationError):
        take_back(act, by=administrator, reason="muộn")
    assert Agency.objects.filter(code="so-moi").exists()


def test_what_cannot_be_is_refused(held, province, agency_a, agency_b, on_day):
    refused = [
        Decision(Reorganising.MERGE, province, (agency_a,), date(2022, 12, 1), "NQ", forms=(NEW,)),
        Decision(Reorganising.MERGE, province, (agency_a,), DAY, " ", forms=(NEW,)),
        Decision(Reorganising.MERGE, province, (agency_a,), DAY, "NQ"),
        Decision(Reorganising.MERGE, province, (agency_a,), DAY, "NQ", successors=(agency_a,)),
        Decision(Reorganising.END, province, (agency_a,), DAY, "NQ", successors=(agency_b,)),
        Decision(Reorganising.SPLIT, province, (agency_a, agency_b), DAY, "NQ", forms=(NEW,)),
        Decision(Reorganising.MERGE, province, (agency_a,), DAY, "NQ", forms=(NewAgency("Tên", "so-b"),)),
    ]
    for decision in refused:
        with pytest.raises(ValidationError):
            reorganise(decision, by=None)
    assert (Succession.objects.count(), Reorganisation.objects.count(), PeriodState.OPEN) == (0, 0, "open")


def test_nobody_ends_twice(held, province, agency_a, agency_b):
    merged(province, agency_a)
    with pytest.raises(ValidationError):
        reorganise(Decision(Reorganising.END, province, (agency_a,), DAY, "QĐ 9"), by=None)


def leads(item) -> list[str]:
    rows = Standing.objects.filter(assignment=item, period__month__in=(6, 7, 8, 9)).order_by("period__month")
    return list(rows.values_list("agency__code", flat=True))


def two_in_turn(province, a, b, second, by):
    """A becomes part of B from `DAY` on, and B another agency from the day `second` on."""
    joined = Decision(Reorganising.MERGE, province, (a,), DAY, "NQ 01/2022", successors=(b,))
    reorganise(joined, by=by)
    return reorganise(Decision(Reorganising.MERGE, province, (b,), second, "NQ 02/2022", forms=(NEW,)), by=by)


@pytest.mark.parametrize("second", [date(2022, 7, 10), date(2022, 7, 14)])
def test_two_decisions_of_one_month_lead_an_item_to_the_last_agency(
    held, province, agency_a, agency_b, administrator, plan, second
):
    before = rows()
    act = two_in_turn(province, agency_a, agency_b, second, administrator)
    assert leads(held["a"]) == ["so-a", "so-moi", "so-moi", "so-moi"]
    assert leads(held["b"]) == ["so-b", "so-moi", "so-moi", "so-moi"]
    assert list(standings.check(plan)) == []
    take_back(act, by=administrator, reason="ghi nhầm")
    assert leads(held["a"]) == ["so-a", "so-b", "so-b", "so-b"]
    take_back(Reorganisation.objects.get(decision="NQ 01/2022"), by=administrator, reason="ghi nhầm")
    assert rows() == before


def test_what_comes_only_later_passes_on_from_then(held, province, agency_a, agency_b, administrator, months, plan):
    hand_over([held["a"]], to=agency_b, since=months[8], by=administrator, reason="QĐ 5")
    merge = Decision(Reorganising.MERGE, province, (agency_b,), date(2022, 6, 20), "NQ 02/2022", forms=(NEW,))
    reorganise(merge, by=administrator)
    assert leads(held["a"]) == ["so-a", "so-a", "so-moi", "so-moi"]
    assert leads(held["b"]) == ["so-b", "so-moi", "so-moi", "so-moi"]
    assert list(standings.check(plan)) == []


def test_what_ends_with_the_agency_to_which_it_comes_stays_asked_of_the_one_before(
    held, province, agency_a, agency_b, administrator, months
):
    hand_over([held["a"]], to=agency_b, since=months[8], by=administrator, reason="QĐ 5")
    end = Decision(Reorganising.END, province, (agency_b,), date(2022, 6, 20), "NQ 03/2022")
    reorganise(end, by=administrator)
    states = Standing.objects.filter(assignment=held["a"], period__month__in=(7, 8)).order_by("period__month")
    assert [(row.agency.code, row.reason == "withdrawn") for row in states] == [("so-a", False), ("so-b", True)]


def test_goals_of_later_years_come_with_the_items_of_who_ends(
    held, province, agency_a, agency_b, administrator, client
):
    for agency, year, raw in ((agency_a, 2030, "Trên 1.000"), (agency_b, 2030, "Trên 900"), (agency_b, 2035, "2.000")):
        set_goal(indicator=held["a"].indicator, agency=agency, year=year, raw=raw, by=administrator)
    before = rows()
    act = merged(province, agency_a, agency_b, by=administrator)
    new = Agency.objects.get(code="so-moi")
    assert list(Goal.objects.order_by("pk").values_list("agency", "raw")) == [
        (new.pk, "Trên 1.000"), (agency_b.pk, "Trên 900"), (new.pk, "2.000"),
    ]  # fmt: skip
    client.force_login(administrator)
    shown = client.get(f"/boards/item/{held['a'].pk}/?year=2022&month=9").context["board"].goals
    assert [goal.text for goal in shown] == ["Trên 1.000", "2.000"]
    take_back(act, by=administrator, reason="ghi nhầm")
    assert rows() == before
