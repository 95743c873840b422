"""What the answer to a saved row counts without judging it again is what the whole page counts."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import BooleanField, ForeignKey, JSONField, Model
from django.http import Http404

from agencies.clock import now
from agencies.models import User
from kpis.entry import summaries
from kpis.entry.page import sheet_of
from kpis.entry.scope import place_of
from kpis.evidence.actions import attach_document
from kpis.items.actions import hand_over, promise
from kpis.models import Assignment, Entry, Indicator, Milestone, Period, PlanRules, Target
from kpis.queries import RULE_COLUMNS
from tests import factories
from tests.kpis.entry.conftest import URL

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(monkeypatch):
    """Nothing is kept yet."""
    monkeypatch.setattr(summaries, "_kept", summaries._Kept())


@pytest.fixture
def place(rf, clerk_a):
    """place(): the month of Sở XD as a request of this moment finds it."""

    def find():
        request = rf.get(URL)
        request.user = User.objects.get(pk=clerk_a.pk)
        return place_of(request, "so-a")

    return find


@pytest.fixture
def made(monkeypatch):
    """The items of which a summary is made, in order."""
    found, real = [], summaries.summary_of

    def make(line, plan):
        found.append(line.assignment.pk)
        return real(line, plan)

    monkeypatch.setattr(summaries, "summary_of", make)
    return found


@pytest.fixture
def year(plan, item, approved, draft, indicators):
    """Three items with figures, of two pillars, with milestones, and rules of their own from August on."""
    late, early = factories.PillarFactory(sort_order=9), factories.PillarFactory(sort_order=1)
    Indicator.objects.filter(pk=indicators.number.pk).update(pillar=late)
    Indicator.objects.filter(pk=indicators.ratio.pk).update(pillar=early)
    rows = [item(low=100, baseline=10), item(kind="ratio", low=80), item(kind="task", deadline=date(2022, 12, 1))]
    approved(rows[0], 7, value=40)
    draft(rows[0], 9, value=60)
    draft(rows[1], 9, numerator=3, denominator=4)
    Milestone.objects.create(plan=plan, month=9, share=Decimal("0.5"))
    rest = {"plan": plan, "month": 8, "milestones": {}, "set_at": now()}
    later = PlanRules.objects.create(**rest, **{name: getattr(plan, name) for name in RULE_COLUMNS})
    plan.periods.filter(month__gte=8).update(rules=later)
    return rows


def _another(row: Model, field):
    """A value of the column that is not the one that stands."""
    value = getattr(row, field.attname)
    match value:
        case _ if isinstance(field, ForeignKey):
            others = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
            return others.first() if value is None or not field.null else None
        case _ if isinstance(field, BooleanField):
            return not value
        case _ if isinstance(field, JSONField):
            return {"9": "0.9"}
        case _ if field.choices:
            return next(code for code, _label in field.flatchoices if code != value)
        case datetime() | date():
            return value + timedelta(days=40)
        case Decimal():
            return 2 * value + Decimal("0.3")
        case int():
            return value + 1
        case str():
            return f"{value}9"
    moment = datetime(2022, 8, 1).astimezone()
    return {"DateField": moment.date(), "DateTimeField": moment}.get(field.get_internal_type(), 7)


def _read(year, agency, plan):
    """The rows on which the first two items rest in September."""
    entries = Entry.objects.order_by("pk")
    pillars = [row.indicator.pillar for row in year[:2]]
    rows = [*year[:2], *(row.indicator for row in year[:2]), *pillars, *Target.objects.filter(assignment__in=year[:2])]
    months = plan.periods.filter(month__in=[8, 9])
    return [*rows, *entries, *months, agency, plan, *PlanRules.objects.all(), *Milestone.objects.all()]


def test_whatever_is_changed_in_whatever_is_read_is_judged_anew(kept, year, place, agency_a, plan):
    """Column by column: what the answer to the third item's row counts is what the page counts then."""
    key, moved = year[2].pk, set()
    first = summaries.month_at(place(), key)[1]
    for row in _read([*map(_anew, year)], agency_a, plan):
        model = type(row)
        for field in (field for field in model._meta.concrete_fields if not field.primary_key):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{field.attname: _another(row, field)})
                    there = place()
                    told, page = summaries.month_at(there, key), sheet_of(there, 0).summaries
                    transaction.set_rollback(True)
            except (DatabaseError, Http404, ValueError):  # what no row may be, or is nobody's page
                continue
            assert told is None or told[1] == page, (model, field.name)
            moved |= {(model, field.name)} if page != first else set()
    assert {(Entry, "value"), (Target, "low"), (Period, "rules"), (PlanRules, "pace_tolerance")} <= moved
    assert summaries.month_at(place(), key)[1] == first


def _anew(item: Assignment) -> Assignment:
    return Assignment.objects.select_related("indicator__pillar").get(pk=item.pk)


def test_only_what_moved_is_judged(kept, made, year, place, draft, approved):
    key = year[2].pk
    assert set(made_by(made, place, key)) == {row.pk for row in year}
    assert made_by(made, place, key) == [key]
    draft(year[1], 9, numerator=1, denominator=4)
    assert set(made_by(made, place, key)) == {key, year[1].pk}
    assert made_by(made, place, year[0].pk) == [year[0].pk]


def made_by(made, place, key):
    """The items that are judged for a row of `key`."""
    made.clear()
    summaries.month_at(place(), key)
    return list(made)


@pytest.mark.parametrize("further", ["claim", "part", "handover", "evidence", "promise", "day", "much"])
def test_what_rests_on_more_than_its_own_rows_is_judged_as_the_page_does(
    kept, year, place, item, confirmed, division_1, agency_b, months, officer, clerk_a, on_day, further, monkeypatch
):
    other, key = year[0], year[2].pk
    summaries.month_at(place(), key)
    match further:
        case "claim":
            confirmed(other, "not_applicable", since=date(2022, 9, 1))
        case "part":
            item(agency=division_1, low=50, part_of=other)
        case "handover":
            hand_over([other], to=agency_b, since=months[9], by=officer, reason="QĐ 3")
        case "evidence":
            attach_document(other, months[9], by=clerk_a, number="5/BC", issued_on=date(2022, 9, 20))
        case "promise":
            promise(other, due_on=date(2022, 12, 1), by=clerk_a)
        case "day":
            on_day(date(2023, 3, 1))
        case "much":
            monkeypatch.setattr(summaries, "MOST_VALUES", 0)
    for _time in range(2):
        found = summaries.month_at(place(), key)
        assert found is not None
        assert found[1] == sheet_of(place(), 0).summaries
