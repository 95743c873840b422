"""An item that comes back to the agency that led it before: whole, whenever it comes, and it can be taken back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agencies.enums import Fate, Reorganising
from agencies.models import Reorganisation
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.reorganising.parts import Choice, NewAgency
from kpis.items.actions import assign, hand_over
from kpis.models import Assignment, Handover, Standing
from kpis.standings import actions as standings


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(date(2022, 10, 17))


@pytest.fixture
def taken(item, approved, agency_b, head_b):
    """An item of agency A, reported in month 5."""
    found = item(low=100)
    approved(found, 5, value=60)
    return found


@pytest.fixture
def passes(province, administrator):
    """A part of one agency goes to another on a day: the items named."""

    def passes(item, of, to, day, number):
        decision = Decision(Reorganising.SPLIT, province, (of,), day, number, successors=(to,), lives_on=True)
        return reorganise(decision, by=administrator, chosen={f"item-{item.pk}": Choice(Fate.MOVES)})

    return passes


def leads(item) -> list[str]:
    rows = Standing.objects.filter(assignment=item, period__month__in=(4, 6, 8, 9)).order_by("period__month")
    return list(rows.values_list("agency__code", flat=True))


def rows() -> list:
    names = [field.attname for field in Handover._meta.concrete_fields]
    return [
        list(Assignment.objects.values_list("pk", "agency", "given_to")),
        list(Handover.objects.values_list(*names)),
    ]


def test_an_item_comes_back_to_who_led_it(taken, passes, agency_a, agency_b, plan, administrator):
    passes(taken, agency_a, agency_b, date(2022, 5, 20), "QĐ 1")
    before = rows()
    act = passes(taken, agency_b, agency_a, date(2022, 8, 20), "QĐ 2")
    assert leads(taken) == ["so-a", "so-b", "so-b", "so-a"]
    assert Assignment.objects.get(pk=taken.pk).title == taken.indicator.name
    assert list(standings.check(plan)) == []
    take_back(act, by=administrator, reason="ghi nhầm")
    assert (rows(), leads(taken)) == (before, ["so-a", "so-b", "so-b", "so-b"])


def test_what_comes_back_in_the_month_in_which_it_went_never_left(
    taken, passes, agency_a, agency_b, plan, administrator, close_until
):
    passes(taken, agency_a, agency_b, date(2022, 7, 20), "QĐ 1")
    before = rows()
    act = passes(taken, agency_b, agency_a, date(2022, 7, 25), "QĐ 2")
    assert (leads(taken), Handover.objects.count()) == (["so-a"] * 4, 0)
    assert list(standings.check(plan)) == []
    take_back(act, by=administrator, reason="ghi nhầm")
    assert (rows(), leads(taken)) == (before, ["so-a", "so-a", "so-b", "so-b"])
    act = passes(taken, agency_b, agency_a, date(2022, 7, 25), "QĐ 2")
    close_until(8)
    with pytest.raises(ValidationError):
        take_back(act, by=administrator, reason="muộn")


def test_what_went_came_and_went_again_is_taken_back_from_the_last_on(taken, passes, agency_a, agency_b, administrator):
    passes(taken, agency_a, agency_b, date(2022, 3, 20), "QĐ 1")
    passes(taken, agency_b, agency_a, date(2022, 5, 20), "QĐ 2")
    passes(taken, agency_a, agency_b, date(2022, 8, 20), "QĐ 3")
    assert leads(taken) == ["so-b", "so-a", "so-a", "so-b"]
    with pytest.raises(ValidationError):
        take_back(Reorganisation.objects.get(decision="QĐ 1"), by=administrator, reason="nhầm")
    for number in ("QĐ 3", "QĐ 2", "QĐ 1"):
        take_back(Reorganisation.objects.get(decision=number), by=administrator, reason="nhầm")
    assert (leads(taken), Handover.objects.count()) == (["so-a"] * 4, 0)


def test_the_page_says_of_which_items_an_agency_would_hold_two(
    taken, agency_a, agency_b, months, plan, administrator, client
):
    hand_over([taken], to=agency_b, since=months[6], by=administrator, reason="QĐ 5")
    target = {"operator": ">=", "low": 10}
    assign(plan=plan, agency=agency_a, indicator=taken.indicator, by=administrator, in_force_from=months[6],
           target=target)  # fmt: skip
    client.force_login(administrator)
    said = {"kind": "split", "predecessors": [agency_b.pk], "successor": [agency_a.pk], "lives_on": "on",
            "effective_on": "20/09/2022", "decision": "QĐ 6", f"fate-item-{taken.pk}": "moves"}  # fmt: skip
    seen = client.post("/agencies/decision/", said).context["board"].seen
    answer = client.post("/agencies/decision/", said | {"seen": seen})
    assert answer.status_code == 409
    assert "Sở Xây dựng sẽ chủ trì hai chỉ tiêu cùng giao cho một cơ quan: Chỉ tiêu" in answer.content.decode()
    assert (leads(taken)[-1], Reorganisation.objects.count()) == ("so-b", 0)


def test_two_that_were_given_to_one_agency_do_not_meet_at_an_heir(
    taken, passes, agency_a, agency_b, months, plan, administrator
):
    hand_over([taken], to=agency_b, since=months[6], by=administrator, reason="QĐ 5")
    target = {"operator": ">=", "low": 10}
    second = assign(plan=plan, agency=agency_a, indicator=taken.indicator, by=administrator, in_force_from=months[6],
                    target=target)  # fmt: skip
    with pytest.raises(ValidationError):
        passes(second, agency_a, agency_b, date(2022, 9, 20), "QĐ 6")


@pytest.mark.parametrize("kind", [Reorganising.MERGE, Reorganising.END])
def test_who_gave_a_part_away_has_not_ended_before(taken, passes, province, agency_a, agency_b, administrator, kind):
    """Between both days nobody who is alive would lead what it gave."""
    gift = passes(taken, agency_a, agency_b, date(2022, 8, 1), "QĐ 1")
    forms = () if kind == Reorganising.END else (NewAgency("Sở mới", "so-moi"),)

    def ends(day):
        return Decision(kind, province, (agency_a,), day, "QĐ 2", forms=forms)

    with pytest.raises(ValidationError, match=r"01/08/2022 \(QĐ 1\)"):
        reorganise(ends(date(2022, 6, 1)), by=administrator)
    act = reorganise(ends(date(2022, 8, 1)), by=administrator)
    take_back(act, by=administrator, reason="ghi nhầm")
    take_back(gift, by=administrator, reason="ghi nhầm")
    reorganise(ends(date(2022, 6, 1)), by=administrator)
    dead = Standing.objects.filter(agency=agency_a, period__data_from__gte=date(2022, 6, 1))
    assert not dead.exclude(state="not_applicable").exists()


def test_what_passes_between_two_agencies_on_a_day_is_one_decision(taken, passes, agency_a, agency_b, administrator):
    """What was forgotten in it is put into that one, and not into a second of the same day."""
    act = passes(taken, agency_a, agency_b, date(2022, 8, 1), "QĐ 1")
    with pytest.raises(ValidationError, match="QĐ 1"):
        passes(taken, agency_a, agency_b, date(2022, 8, 1), "QĐ 2")
    take_back(act, by=administrator, reason="ghi nhầm")
    passes(taken, agency_a, agency_b, date(2022, 8, 1), "QĐ 2")
    assert leads(taken) == ["so-a", "so-a", "so-b", "so-b"]
