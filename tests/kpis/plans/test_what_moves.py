"""What a change of thresholds would move: shown before it is confirmed, and nothing is written until then."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation

from agencies.models import AuditEvent
from kpis.catalogue.actions import keep, set_milestones
from kpis.fields import PercentField
from kpis.models import RollUp, Standing
from kpis.plans.forms import stamp
from kpis.plans.queries import what_would_move
from tests import factories
from tests.doors import sent_back

SHARED = ("year",)


@pytest.fixture
def year(plan, item, approved, division_1, agency_b, close_until):
    """Month 9 asks for 75: one item has 72, one 60 and one 120, a division's has 72; months before 9 are closed."""
    for value, agency in ((72, None), (60, None), (120, agency_b), (72, division_1)):
        approved(item(agency=agency, indicator=item_of(plan)), 9, value=value)
    close_until(8)
    return plan


def item_of(plan):
    return factories.IndicatorFactory(province=plan.province, kind="number", over_time="cumulative")


def states(plan):
    return list(Standing.objects.filter(period__plan=plan).order_by("pk").values_list("pk", "state"))


def test_a_tolerance_moves_items_and_says_which(year, django_assert_num_queries):
    before = states(year)
    with django_assert_num_queries(13):
        (month,) = what_would_move(year, pace_tolerance=Decimal("0.05"))
    assert states(year) == before
    assert month.period.month == 9
    assert [tuple(move) for move in month.moved] == [("behind", "on_track", 2)]
    assert (month.items, month.moves_a_rate) == (2, False)
    assert (month.before.states["behind"], month.after.states["behind"]) == (2, 1), "divisions' are in no rate"
    keep(year, by=None, pace_tolerance=Decimal("0.05"))
    after = dict(states(year))
    assert sum(after[key] != state for key, state in before) == 2
    assert what_would_move(year, pace_tolerance=Decimal("0.05")) == ()


def test_a_threshold_and_milestones_move_too_and_what_moves_nothing_is_empty(year):
    (month,) = what_would_move(year, exceed_threshold=Decimal("0.2"))
    assert [tuple(move) for move in month.moved] == [("exceeded", "done", 1)]
    (month,) = what_would_move(year, milestones={9: Decimal("0.6")})
    assert [tuple(move) for move in month.moved] == [("behind", "on_track", 3)]
    assert what_would_move(year, exceed_threshold=Decimal("0.1"), name="Khác", evidence_multiple=3) == ()
    assert what_would_move(year, milestones={}, pace_tolerance=0) == ()


def test_what_counts_moves_a_rate_and_no_item(year, item, approved):
    approved(item(kind="ratio", low=80), 9, numerator=0, denominator=0)
    (month,) = what_would_move(year, counts_no_activity=True)
    assert (month.items, month.before.applicable, month.after.applicable) == (0, 3, 4)
    assert stamp([month]) != stamp([])


def test_what_is_foreseen_is_what_comes(year):
    (month,) = what_would_move(year, exceed_threshold=Decimal("0.2"), pace_tolerance=Decimal("0.05"))
    keep(year, by=None, exceed_threshold=Decimal("0.2"), pace_tolerance=Decimal("0.05"))
    own = RollUp.objects.filter(period=month.period, agency__level="agency")
    for state, n in month.after.states.items():
        assert sum(own.values_list(state, flat=True)) == n, state


@pytest.mark.parametrize(
    ("typed", "share"),
    [("5", "0.05"), ("5%", "0.05"), ("7,5 %", "0.075"), ("7.5", "0.075"), ("0", "0"), ("0,5%", "0.005")],
)
def test_a_share_is_typed_as_per_cent(typed, share):
    assert PercentField().clean(typed) == Decimal(share)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("0.05", "below"), ("0,5", "below"), ("-5", "invalid"), ("năm", "invalid"), ("5,125", "invalid"),
     ("101", "over"), ("100", "above"), ("", "required")],
)  # fmt: skip
def test_what_is_no_share_is_refused_in_words(typed, code):
    with pytest.raises(forms.ValidationError) as refused:
        PercentField(includes_most=False).clean(typed)
    assert refused.value.error_list[0].code == code


def test_a_share_stands_in_its_box_as_per_cent():
    field = PercentField()
    with translation.override("vi"):
        shown = [field.prepare_value(Decimal(share)) for share in ("0.0500", "0.0750", "0.0000", "0.0050")]
    assert shown == ["5", "7,5", "0", "0,5%"]
    assert field.prepare_value("mười") == "mười"
    assert [field.clean(text) for text in shown] == [Decimal(s) for s in ("0.05", "0.075", "0", "0.005")]


# --- in the administration ---------------------------------------------------------------------------------------


@pytest.fixture
def chief(administrator, client):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)


def test_the_administration_shows_what_moves_and_writes_only_what_was_seen(year, client, chief):
    url = reverse("admin:kpis_plan_change", args=[year.pk])
    data = sent_back(client.get(url)) | {"pace_tolerance": "5"}
    before, told = states(year), AuditEvent.objects.count()
    page = client.post(url, data)
    said = page.content.decode()
    assert page.status_code == 200
    assert "Chậm tiến độ → Đang thực hiện: 2" in said
    assert "Chưa ghi gì" in said
    assert (states(year), AuditEvent.objects.count()) == (before, told)
    seen = page.context["inline_admin_formsets"][0].formset.stamp
    other = client.post(url, data | {"pace_tolerance": "25", "seen": seen})
    assert other.status_code == 200, "another change was not seen"
    assert "Chậm tiến độ → Đang thực hiện: 3" in other.content.decode()
    assert states(year) == before
    assert client.post(url, data | {"seen": seen}).status_code == 302
    year.refresh_from_db()
    assert year.pace_tolerance == Decimal("0.05")
    assert states(year) != before


def test_what_moves_nothing_needs_no_second_look(year, client, chief):
    url = reverse("admin:kpis_plan_change", args=[year.pk])
    data = sent_back(client.get(url)) | {"name": "Kế hoạch khác", "exceed_threshold": "10"}
    assert client.post(url, data).status_code == 302
    year.refresh_from_db()
    assert (year.name, year.exceed_threshold) == ("Kế hoạch khác", Decimal("0.1"))


def test_milestones_are_shown_with_the_thresholds_beside_them(year, client, chief):
    set_milestones(year, {9: Decimal("0.75")}, by=None)
    url = reverse("admin:kpis_plan_change", args=[year.pk])
    data = sent_back(client.get(url))
    assert data["milestones-0-share"] == "75"
    page = client.post(url, data | {"milestones-0-share": "60"})
    assert page.status_code == 200
    assert "Chậm tiến độ → Đang thực hiện: 3" in page.content.decode()
    seen = page.context["inline_admin_formsets"][0].formset.stamp
    assert client.post(url, data | {"milestones-0-share": "60", "seen": seen}).status_code == 302
    assert year.milestones.get().share == Decimal("0.6")
    assert year.periods.get(month=9).data_to == date(2022, 9, 14)
