"""The standing body's word on a bottleneck: confirmed where it is found, changed, resolved; each in the trail."""

from datetime import date

import pytest

from agencies.models import AuditEvent
from kpis.bottlenecks.actions import Paper, change_bottleneck, confirm_bottleneck, resolve_bottleneck
from kpis.errors import CannotChange
from kpis.models import Bottleneck, Cause, Document, Plan
from kpis.plans.actions import change_rules
from tests import factories

FROM, TO = date(2022, 9, 20), date(2022, 11, 30)


@pytest.fixture
def found(plan, item, confirmed, agency_a, agency_b, cause, province):
    """An indicator that three agencies miss, two of them by `cause`."""
    third = factories.AgencyFactory(parent=province, code="so-c", name="Sở C")
    items = [item(agency=agency, kind="ratio", low=80) for agency in (agency_a, agency_b, third)]
    for one in items[:2]:
        confirmed(one, "missed", since=date(2022, 1, 1))
    Plan.objects.filter(pk=plan.pk).update(bottleneck_least=3)
    return items[0].indicator


def said(found, cause, agency_a, **more):
    return {"indicator": found, "cause": cause, "owner": agency_a, "confirmed_on": FROM, "due_on": TO} | more


def url_of(plan, found):
    return f"/bottlenecks/{plan.pk}/{found.pk}/confirm/"


def test_a_cause_that_is_named_is_confirmed_with_owner_day_and_document(client, officer, plan, found, cause, agency_a):
    client.force_login(officer)
    page = client.get(f"{url_of(plan, found)}?cause={cause.code}")
    assert list(page.context["form"].fields["cause"].queryset.values_list("pk", flat=True)) == [cause.pk]
    posted = {"cause": cause.pk, "owner": agency_a.pk, "due_on": "30/11/2022", "confirmed_on": "20/09/2022",
              "number": "105/KH-UBND", "issued_on": "19/09/2022"}  # fmt: skip
    answer = client.post(url_of(plan, found), posted)
    row = Bottleneck.objects.get()
    assert answer["Location"] == f"/bottlenecks/{row.pk}/"
    assert (row.owner, row.due_on, row.confirmed_on, row.confirmed_by) == (agency_a, TO, FROM, officer)
    assert (row.document.number, row.document.symbol, row.document.issued_on) == ("105", "KH-UBND", date(2022, 9, 19))
    event = AuditEvent.objects.get(action="bottleneck-confirmed")
    assert (event.by, event.new["owner"], event.new["due_on"]) == (officer, agency_a.code, "2022-11-30")
    assert client.post(url_of(plan, found), posted).status_code == 409
    assert Bottleneck.objects.count() == 1


def test_what_has_happened_has_a_day_that_has_come(plan, found, cause, agency_a, officer, on_day):
    on_day(date(2022, 10, 5))
    ahead = date(2022, 10, 6)
    for wrong in ({"confirmed_on": ahead}, {"paper": Paper("105/KH-UBND", ahead)}):
        with pytest.raises(CannotChange, match="chưa đến"):
            confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a, **wrong))
    row = confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a))
    for wrong in ({"resolved_on": ahead}, {"resolved_on": date(2022, 10, 5), "paper": Paper("9/BC", ahead)}):
        with pytest.raises(CannotChange, match="chưa đến"):
            resolve_bottleneck(row, by=officer, **wrong)
    row.refresh_from_db()
    assert row.resolved_on is None
    assert not Document.objects.exists()


def test_nothing_is_typed_in_that_is_not_found(plan, found, agency_a, province, officer, cause):
    other = Cause.objects.create(province=province, code="khac", name="Khác", kind="subjective")
    with pytest.raises(CannotChange):
        confirm_bottleneck(plan, by=officer, **said(found, other, agency_a))
    Plan.objects.filter(pk=plan.pk).update(bottleneck_least=4)
    plan.refresh_from_db()
    with pytest.raises(CannotChange):
        confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a))
    assert not Bottleneck.objects.exists()


def test_it_is_confirmed_by_the_limits_of_the_month_in_which_it_stands(
    client, committee, plan, months, found, agency_a, administrator, officer, cause, on_day
):
    on_day(date(2022, 9, 20))
    change_rules(plan, since=months[9], bottleneck_least=4, by=administrator, reason="QĐ 5")
    with pytest.raises(CannotChange):
        confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a))
    change_rules(plan, since=months[8], bottleneck_least=4, by=administrator, reason="QĐ 6")
    change_rules(plan, since=months[9], bottleneck_least=2, by=administrator, reason="QĐ 7")
    client.force_login(committee)
    assert len(client.get("/boards/bottlenecks/?year=2022&month=9").context["board"].rows) == 1
    assert confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a)).cause == cause


def test_days_stand_in_order_and_the_owner_is_of_the_province(plan, found, agency_a, officer, cause):
    elsewhere = factories.AgencyFactory(code="xa-la")
    for wrong in ({"due_on": date(2022, 9, 1)}, {"owner": elsewhere}):
        with pytest.raises(CannotChange):
            confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a, **wrong))


def test_it_is_changed_for_a_reason_and_resolved_once(plan, found, agency_a, agency_b, officer, cause):
    row = confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a, paper=Paper("105/KH-UBND")))
    with pytest.raises(CannotChange):
        change_bottleneck(row, owner=agency_b, due_on=TO, by=officer, reason=" ")
    change_bottleneck(row, owner=agency_b, due_on=date(2022, 12, 1), by=officer, reason="giao lại")
    with pytest.raises(CannotChange):
        resolve_bottleneck(row, resolved_on=date(2022, 9, 1), by=officer)
    resolve_bottleneck(row, resolved_on=date(2022, 10, 1), by=officer, paper=Paper("105/KH-UBND"))
    row.refresh_from_db()
    assert (row.owner, row.resolved_on, row.resolved_by) == (agency_b, date(2022, 10, 1), officer)
    assert row.document == row.resolved_document == Document.objects.get(number="105")
    for again in (
        lambda: resolve_bottleneck(row, resolved_on=date(2022, 10, 2), by=officer),
        lambda: change_bottleneck(row, owner=agency_a, due_on=TO, by=officer, reason="nữa"),
    ):
        with pytest.raises(CannotChange):
            again()
    assert confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a)).pk != row.pk
    trail = list(
        AuditEvent.objects.filter(object_id=row.pk, object_type="kpis.bottleneck").values_list("action", flat=True)
    )
    assert sorted(trail) == ["bottleneck-changed", "bottleneck-confirmed", "bottleneck-resolved"]


def test_a_wrong_confirmation_is_withdrawn_for_a_reason(client, plan, found, agency_a, officer, committee, cause):
    row = confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a))
    url = f"/bottlenecks/{row.pk}/"
    client.force_login(committee)
    assert client.post(url, {"act": "withdraw", "reason": "nhầm"}).status_code == 403
    client.force_login(officer)
    assert client.post(url, {"act": "withdraw", "reason": " "}).status_code == 422
    assert client.post(url, {"act": "withdraw", "reason": "xác nhận nhầm"})["Location"] == "/bottlenecks/"
    event = AuditEvent.objects.get(action="bottleneck-withdrawn")
    assert (event.old["owner"], event.old["cause"], event.reason) == (agency_a.code, cause.code, "xác nhận nhầm")
    assert not Bottleneck.objects.exists()
    assert confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a)).pk


def test_the_page_resolves_and_says_what_is_wrong(client, officer, committee, plan, found, agency_a, cause, on_day):
    on_day(date(2022, 10, 10))
    row = confirm_bottleneck(plan, by=officer, **said(found, cause, agency_a))
    url = f"/bottlenecks/{row.pk}/"
    client.force_login(officer)
    wrong = client.post(url, {"act": "resolve", "resolved_on": "01/12/2022", "note": "đã xong"})
    assert wrong.status_code == 422
    assert "đã xong" in wrong.content.decode()
    assert client.post(url, {"act": "change", "owner": agency_a.pk, "due_on": "05/12/2022"}).status_code == 422
    assert client.post(url, {"act": "resolve", "resolved_on": "01/10/2022"}).status_code == 302
    for act in ("resolve", "change", "withdraw"):
        late = client.post(url, {"act": act, "resolved_on": "01/10/2022"})
        assert (late.status_code, "Điểm nghẽn này đã được tháo gỡ" in late.content.decode()) == (409, True)
    client.force_login(committee)
    assert client.get(url).context["board"].change is None
    assert client.post(url, {"act": "resolve", "resolved_on": "01/10/2022"}).status_code == 403
    register = client.get("/bottlenecks/").context["board"]
    assert ([line.row for line in register.resolved], register.open) == ([row], ())
