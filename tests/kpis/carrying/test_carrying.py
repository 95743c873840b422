"""A new year from the last: items, targets by a rule, what stays behind, its page and its way through Excel."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from agencies.models import Agency, AuditEvent
from agencies.tree.actions import edit_agency
from kpis.carrying.actions import begin_year, carry_over
from kpis.carrying.compared import side_by_side
from kpis.errors import CannotChange
from kpis.items.actions import hand_over, withdraw
from kpis.models import Assignment, Coordination, Entry, Goal, Plan, Target
from kpis.plans.actions import change_rules
from kpis.queries import plan_that_holds
from kpis.standings import actions as standings
from tests import factories
from workbooks.export.assignments import export
from workbooks.runs import actions as run

IN_NOVEMBER = date(2022, 11, 10)
SHARED, SHARED_ON = ("year",), IN_NOVEMBER


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(IN_NOVEMBER)


@pytest.fixture
def year(plan, item, approved, agency_b):
    """2022 in November: A has 250 of 100, a share of 10 %, a task; B the number met as it was asked."""
    held = {
        "number": item(low=100, deadline=date(2022, 12, 31), weight=2),
        "ratio": item(kind="ratio", low=80),
        "task": item(kind="task"),
        "number_b": item(agency=agency_b, low=100),
    }
    approved(held["number"], 9, value=350)
    approved(held["ratio"], 9, numerator=1, denominator=10)
    approved(held["number_b"], 9, value=100)
    return held


def targets(plan):
    """(agency, kind) → (operator, low) of the year."""
    rows = Target.objects.filter(assignment__plan=plan).select_related("assignment__agency", "assignment__indicator")
    return {(t.assignment.agency.code, t.assignment.indicator.pk): (t.operator, t.low) for t in rows}


@pytest.mark.parametrize(
    ("rule", "amount", "number", "ratio", "task"),
    [
        ("same", 0, (">=", 100), (">=", 80), ("done", None)),
        ("raised_percent", 15, (">=", 115), (">=", 92), ("done", None)),
        ("raised_by", 30, (">=", 130), (">=", 100), ("done", None)),
        ("last_result", 0, (">=", 350), (">=", 10), ("done", None)),
        ("empty", 0, None, None, None),
    ],
)
def test_items_are_carried_over_with_the_rule_for_all(year, plan, administrator, rule, amount, number, ratio, task):
    made = begin_year(plan, year=2023, rule=rule, amount=Fraction(amount), by=administrator)
    found = targets(made.plan)
    for name, wanted in (("number", number), ("ratio", ratio), ("task", task)):
        held = year[name]
        assert found.get((held.agency.code, held.indicator.pk)) == wanted, name
    assert (made.items, made.without_target) == (4, 4 if rule == "empty" else 0)
    assert made.plan.periods.count() == 12


def test_a_carried_item_keeps_what_is_said_of_it_and_leaves_its_event(year, plan, agency_b, administrator):
    Coordination.objects.create(assignment=year["number"], agency=agency_b)
    made = begin_year(plan, year=2023, rule="raised_percent", amount=Fraction(10), by=administrator, reason="KH 2023")
    row = Assignment.objects.get(plan=made.plan, agency=year["number"].agency, indicator=year["number"].indicator)
    assert (row.deadline, row.weight) == (date(2023, 12, 31), 2)
    assert [one.agency for one in row.coordinations.all()] == [agency_b]
    event = AuditEvent.objects.get(action="item-carried-over", object_id=row.pk)
    assert (event.agency, event.reason, event.by) == (row.agency, "KH 2023", administrator)
    assert Decimal(event.old["low"]) == 100
    assert Decimal(event.new["low"]) == 110


def test_what_stays_behind_is_said(year, plan, months, item, agency_b, division_1, administrator):
    edit_agency(agency_b, active_to=date(2022, 12, 1), by=administrator)
    item(agency=division_1, kind="latest")
    withdraw(year["task"], in_force_from=months[9], by=administrator, reason="Không còn phù hợp")
    made = begin_year(plan, year=2023, rule="same", by=administrator)
    assert (made.items, made.ended, made.withdrawn, made.of_divisions) == (2, (("Sở Kế hoạch và Đầu tư", 1),), 1, 1)


def test_what_is_there_stays_and_a_closed_month_takes_nothing(year, plan, close_until, administrator):
    made = begin_year(plan, year=2023, rule="same", by=administrator)
    assert carry_over(made.plan, plan, rule="empty", by=administrator).items == 0
    assert len(targets(made.plan)) == 4
    close_until(1)
    with pytest.raises(CannotChange):
        carry_over(plan, made.plan, rule="same", by=administrator)


def test_the_plan_that_holds_today_stays_the_default(year, plan, administrator, client):
    begin_year(plan, year=2023, rule="same", by=administrator)
    assert plan_that_holds(Plan.objects.all()) == plan
    client.force_login(administrator)
    assert client.get("/boards/province/").context["scope"].plan == plan
    rows = client.get("/plans/").context["board"].rows
    assert [(row.plan.year, row.is_holding) for row in rows] == [(2023, False), (2022, True)]


def test_a_planned_year_goes_out_and_comes_in_unchanged(year, plan, administrator, province):
    made = begin_year(plan, year=2023, rule="raised_percent", amount=Fraction(10), by=administrator).plan
    data = export(made, factories.AgencyFactory._meta.model.objects.filter(province=province), {})
    draft = run.draft(data, "giao.xlsx", kind="assignments", province=province, plan=made)
    assert [line.status for line in run.understand(draft, data).lines] == ["unchanged"] * 4


def test_a_planned_year_is_adjusted_in_excel_and_comes_back(year, plan, administrator, province, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = begin_year(plan, year=2023, rule="same", by=administrator).plan
    data = export(made, factories.AgencyFactory._meta.model.objects.filter(province=province), {})
    book = load_workbook(BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "100" in str(cell.value)]
    assert [cell.value for cell in cells] == ["≥ 100"] * 2, "of agencies A and B"
    cells[0].value = "Trên 555"
    edited = BytesIO()
    book.save(edited)
    handed_in = run.store(
        edited.getvalue(), "giao.xlsx", kind="assignments", province=province, plan=made,
        period=made.periods.get(month=1), by=administrator,
    )  # fmt: skip
    statuses = sorted(line.status for line in run.read(handed_in).lines)
    assert statuses == ["changed", "unchanged", "unchanged", "unchanged"]
    before = targets(made)
    run.confirm(handed_in, by=administrator)
    now = targets(made)
    ((place, target),) = now.items() - before.items()
    assert (place[0], target, len(now)) == ("so-a", (">", 555), len(before))
    assert Target.objects.get(assignment__plan=made, low=555).raw == "Trên 555"
    assert before == targets(plan), "the year before keeps its own"


def test_the_rules_that_hold_at_a_year_s_end_begin_the_next(year, plan, months, administrator):
    change_rules(
        plan, since=months[11], pace_tolerance=Decimal("0.1"), milestones={6: Decimal("0.4")}, by=administrator
    )
    made = begin_year(plan, year=2023, rule="same", by=administrator).plan
    assert made.pace_tolerance == Decimal("0.1")
    assert dict(made.milestones.values_list("month", "share")) == {6: Decimal("0.4")}


def test_what_was_odd_last_year_is_remarked_with_its_figures(year, plan, agency_b, item, approved, administrator):
    """Met at once, reported in another unit, missed by all: each from the rows of the year before."""
    early, odd = item(low=10, kind="latest"), item(low=10, kind="average")
    approved(early, 1, value=10)
    entry = approved(odd, 9, value=3)
    Entry.objects.filter(pk=entry.pk).update(unit="lượt người")
    item(agency=agency_b, low=10, kind="average")
    standings.rebuild(plan)
    made = begin_year(plan, year=2023, rule="same", by=administrator).plan
    found = {row.item.indicator_id: {one.code for one in row.remarks} for row in side_by_side(made).rows}
    assert "met_at_once" in found[early.indicator_id]
    assert found[odd.indicator_id] >= {"missed_by_all"}
    rows = {(row.item.agency_id, row.item.indicator_id): row.remarks for row in side_by_side(made).rows}
    units = [one.figures for one in rows[odd.agency_id, odd.indicator_id] if one.code == "other_unit"]
    assert [said["reported"] for said in units] == ["lượt người"]


def test_a_merged_agency_counts_once_among_those_that_met_or_missed_it_last_year(
    year, plan, months, agency_a, agency_b, item, approved, administrator
):
    own, passed = item(low=10, kind="average"), item(agency=agency_b, low=10, kind="average")
    division = factories.AgencyFactory(parent=plan.province)
    third = item(agency=division, low=10, kind="average")
    for one in (own, passed, third):
        approved(one, 9, value=10)
    hand_over([passed], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    standings.rebuild(plan)
    made = begin_year(plan, year=2023, rule="same", by=administrator).plan
    (said,) = [
        one.figures
        for row in side_by_side(made).rows
        if (row.item.agency_id, row.item.indicator_id) == (third.agency_id, third.indicator_id)
        for one in row.remarks
        if one.code == "never_missed"
    ]
    assert said == {"met": 2, "agencies": 2}


def test_the_way_to_a_later_goal_proposes_the_target(year, plan, administrator):
    number, ratio = year["number"], year["ratio"]
    at = {"set_at": timezone.now()}
    Goal.objects.create(indicator=number.indicator, agency=number.agency, year=2030, raw="Trên 1.000", **at)
    Goal.objects.create(indicator=ratio.indicator, agency=plan.province, year=2030, raw="90%", **at)
    made = begin_year(plan, year=2023, rule="path", by=administrator)
    found = targets(made.plan)
    assert found[number.agency.code, number.indicator.pk] == (">=", 432)  # 350 + 650 / 8, rounded up
    assert found[ratio.agency.code, ratio.indicator.pk] == (">=", 20)
    assert made.without_target == 1  # agency B has no goal of its own, and a count of the province is none of it
    rows = {(row.item.agency_id, row.item.indicator_id): row.way_year for row in side_by_side(made.plan).rows}
    assert rows[ratio.agency_id, ratio.indicator_id] == 2030


# --- the pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(year, plan, administrator, client):
    """The targets of agency A in a year that is planned: its address."""
    made = begin_year(plan, year=2023, rule="same", by=administrator).plan
    client.force_login(administrator)
    return made, f"/plans/{made.pk}/targets/?agency=so-a"


def test_a_year_is_begun_in_the_browser(year, plan, administrator, client):
    client.force_login(administrator)
    sent = {"year": 2023, "calendar": "fifteenth", "due_working_days": 5, "rule": "raised_percent", "amount": "7,5"}
    response = client.post("/plans/new/", sent, follow=True)
    made = Plan.objects.get(year=2023)
    assert response.redirect_chain[-1][0] == f"/plans/{made.pk}/"
    assert "chuyển tiếp 4 chỉ tiêu" in response.content.decode()
    assert made.due_working_days == 5
    again = client.post("/plans/new/", sent)
    assert again.status_code == 422
    assert "Năm 2023" in again.content.decode()


@pytest.mark.parametrize("amount", ["", "0", "-1", "mười"])
def test_by_how_much_is_a_number_above_zero(year, administrator, client, amount):
    client.force_login(administrator)
    sent = {"year": 2023, "calendar": "fifteenth", "due_working_days": 5, "rule": "raised_by", "amount": amount}
    response = client.post("/plans/new/", sent)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"amount"}
    assert not Plan.objects.filter(year=2023).exists()


def test_the_years_stand_side_by_side_with_their_remarks(planned, client):
    page = client.get(planned[1])
    lines = {line.row.item.indicator.kind + str(line.row.target.low): line for line in page.context["board"].lines}
    first = lines["number100.000"]
    assert (first.row.result_text, first.row.last_target_text, first.row.target_text) != ("", "", "")
    assert [remark.split(":")[0] for remark in first.remarks] == [
        "Năm trước đạt gấp 3,5 lần mức giao", "Giao 100\u00a0lượt, trong khi năm trước đã đạt 350\u00a0lượt.",
        "Năm trước cơ quan nào cũng đạt",
    ]  # fmt: skip
    assert "0/3" in page.content.decode()


def test_targets_are_written_as_in_a_sheet_and_refused_at_their_place(planned, client):
    plan, url = planned
    rows = {row.indicator.kind: row for row in Assignment.objects.filter(plan=plan, agency__code="so-a")}
    number, ratio, task = (f"target_{rows[kind].pk}" for kind in ("number", "ratio", "deliverable"))
    wrong = client.post(url, {"do": "save", number: "trên 500", ratio: "Giảm 10%", task: "40"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {ratio, task}
    assert 'value="trên 500"' in wrong.content.decode()
    other = client.post(url, {"do": "save", ratio: "≥ 850‰"})
    assert other.context["form"].errors == {ratio: ["Tỷ lệ được tính theo đơn vị của nó: hãy ghi mức giao theo %."]}
    done = client.post(url, {"do": "save", number: "trên 500", ratio: "", "reason": "Chỉnh"})
    assert done.status_code == 302
    assert targets(plan)["so-a", rows["number"].indicator_id] == (">", 500)
    assert targets(plan)["so-a", rows["ratio"].indicator_id] == (">=", 80)


def test_a_target_that_somebody_set_meanwhile_is_not_set_back_unseen(planned, client):
    plan, url = planned
    rows = {row.indicator.kind: row for row in Assignment.objects.filter(plan=plan, agency__code="so-a")}
    number, ratio = (f"target_{rows[kind].pk}" for kind in ("number", "ratio"))
    form = client.get(url).context["form"]
    stood, seen = form[number].initial, form.seen
    assert client.post(url, {"do": "save", number: "trên 500", "reason": "Chỉnh"}).status_code == 302
    late = {"do": "save", number: stood, ratio: "≥ 90%", "seen": seen}
    answer = client.post(url, late)
    assert (answer.status_code, targets(plan)["so-a", rows["number"].indicator_id]) == (422, (">", 500))
    assert client.post(url, late | {"seen": answer.context["form"].seen}).status_code == 302


def test_a_rule_is_applied_to_the_chosen_items_alone(planned, client):
    plan, url = planned
    rows = {row.indicator.kind: row for row in Assignment.objects.filter(plan=plan, agency__code="so-a")}
    client.post(url, {"do": "rule", "rule": "last_result", "item": [rows["number"].pk]})
    assert targets(plan)["so-a", rows["number"].indicator_id] == (">=", 350)
    assert targets(plan)["so-a", rows["ratio"].indicator_id] == (">=", 80)
    client.post(url, {"do": "rule", "rule": "empty", "item": [rows["ratio"].pk]})
    assert ("so-a", rows["ratio"].indicator_id) not in targets(plan)
    assert AuditEvent.objects.filter(action="target-removed").count() == 1


def test_typed_targets_and_a_rule_for_chosen_items_do_not_drop_each_other(planned, client):
    plan, url = planned
    rows = {row.indicator.kind: row for row in Assignment.objects.filter(plan=plan, agency__code="so-a")}
    number, chosen = f"target_{rows['number'].pk}", str(rows["ratio"].pk)
    both = {number: "trên 500", "item": [chosen], "rule": "raised_by", "amount": "7", "reason": "Chỉnh"}
    before = targets(plan)
    for do, said in (("rule", "lưu các mức giao đó trước"), ("save", "áp dụng quy tắc đó trước")):
        answer = client.post(url, both | {"do": do})
        page = answer.content.decode()
        assert (answer.status_code, said in page, targets(plan)) == (422, True, before)
        assert (f'value="{chosen}" checked' in page, 'value="trên 500"' in page, 'value="7"' in page) == (True,) * 3
    assert client.post(url, {"do": "rule", "rule": "empty", "item": [chosen], "reason": "Bỏ"}).status_code == 302
    assert AuditEvent.objects.get(action="target-removed").reason == "Bỏ"


def test_a_running_year_is_not_set_here(year, plan, administrator, client):
    client.force_login(administrator)
    url = f"/plans/{plan.pk}/targets/?agency=so-a"
    assert "Lưu mức giao" not in client.get(url).content.decode()
    sent = {"do": "rule", "rule": "empty", "item": [year["number"].pk]}
    assert client.post(url, sent).status_code == 422
    assert targets(plan)["so-a", year["number"].indicator_id] == (">=", 100)


def test_the_page_asks_as_often_for_one_agency_as_for_all(planned, client, django_assert_num_queries):
    plan, url = planned
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
    with django_assert_num_queries(10):
        client.get(f"/plans/{plan.pk}/targets/")


def test_of_several_items_of_an_indicator_the_agencys_own_is_carried_unless_it_is_withdrawn(
    plan, months, item, agency_a, agency_b, administrator
):
    own, passed = item(agency=agency_a, kind="peak", low=100), item(agency=agency_b, kind="peak", low=7)
    kept, taken = item(agency=agency_a, kind="latest", low=30), item(agency=agency_b, kind="latest", low=40)
    hand_over([passed, taken], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    for gone in (passed, kept):
        withdraw(gone, in_force_from=months[9], by=administrator, reason="Một chỉ tiêu là đủ")
    made = begin_year(plan, year=2023, rule="same", by=administrator)
    pair = [own.indicator, taken.indicator]
    targets = Target.objects.filter(assignment__plan=made.plan, assignment__indicator__in=pair).order_by("low")
    assert [(row.assignment.agency, row.assignment.indicator, row.low) for row in targets] == [
        (agency_a, taken.indicator, 40), (agency_a, own.indicator, 100),
    ]  # fmt: skip
    assert (made.withdrawn, made.doubles) == (2, 0)


def test_it_is_said_how_many_items_of_a_merged_agency_stay_behind(
    plan, months, item, agency_a, agency_b, administrator, client
):
    item(agency=agency_a, kind="peak", low=100)
    passed = item(agency=agency_b, kind="peak", low=7)
    hand_over([passed], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    client.force_login(administrator)
    sent = {"year": 2023, "calendar": "fifteenth", "due_working_days": 5, "rule": "same"}
    page = client.post("/plans/new/", sent, follow=True).content.decode()
    assert "chủ trì chỉ tiêu khác cùng nội dung từ khi nhận chuyển giao: 1." in page
    assert Assignment.objects.filter(plan__year=2023, indicator=passed.indicator).count() == 1


@pytest.mark.parametrize(("rule", "low"), [("same", 100), ("raised_percent", 110)])
def test_an_items_own_way_is_carried_over_with_its_target(plan, item, administrator, rule, low):
    given = item(kind="peak", low=100)
    Target.objects.filter(assignment=given).update(milestones={"6": "0.4", "12": "1"})
    made = begin_year(plan, year=2023, rule=rule, amount=Fraction(10), by=administrator)
    target = Target.objects.get(assignment__plan=made.plan, assignment__indicator=given.indicator)
    assert (target.low, target.milestones) == (low, {"6": "0.4", "12": "1"})


def test_what_stays_behind_is_said_once(year, plan, months, item, agency_b, division_1, administrator):
    gone = item(agency=agency_b, kind="peak")
    part = item(agency=division_1, kind="latest")
    for row in (gone, part):
        withdraw(row, in_force_from=months[9], by=administrator, reason="Không còn phù hợp")
    edit_agency(agency_b, active_to=date(2022, 12, 1), by=administrator)
    made = begin_year(plan, year=2023, rule="same", by=administrator)
    left_out = made.withdrawn + made.of_divisions + sum(n for _name, n in made.ended)
    assert made.items + left_out == Assignment.objects.filter(plan=plan).count()
    assert made.withdrawn == 2


def test_words_that_name_the_year_they_come_from_do_not_come_along(year, plan, administrator):
    """Also where a year lies between the two."""
    Target.objects.filter(assignment=year["number"]).update(raw="100 lượt trong năm 2022")
    made = begin_year(plan, year=2024, rule="same", by=administrator)
    assert Target.objects.get(assignment__plan=made.plan, assignment__indicator=year["number"].indicator,
                              assignment__agency=year["number"].agency).raw == ""  # fmt: skip


def test_a_division_stands_under_its_agency_and_is_named_with_it(
    year, plan, item, agency_a, agency_b, division_1, administrator, client
):
    for agency, place in ((agency_a, 5), (agency_b, 6), (division_1, 1)):
        Agency.objects.filter(pk=agency.pk).update(sort_order=place)
    item(agency=division_1, kind="latest")
    client.force_login(administrator)
    shown = client.get(f"/plans/{plan.pk}/targets/").context["board"].agencies
    assert [line.name for line in shown] == [
        agency_a.name, f"{division_1.name}, {agency_a.name}", agency_b.name,
    ]  # fmt: skip
