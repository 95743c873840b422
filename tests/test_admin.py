"""The administration: every list and form opens, changes leave their trail and move the standings they must."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.functional import Promise

from agencies.models import AuditEvent, User
from kpis.standings import actions as standings
from tests.doors import sent_back

OURS = [m for m in admin.site._registry if m._meta.app_label in ("agencies", "kpis", "commitments")]


def test_every_list_is_of_ours_and_none_of_a_library_in_its_own_language():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels <= {"agencies", "kpis", "workbooks", "commitments", "steering", "reports", "machines"}


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label_lower)
def test_every_list_opens_in_vietnamese(superuser, client, item, approved, model):
    approved(item(), 9, value=5)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = client.get(url)
    assert page.status_code == 200
    assert '<html lang="vi"' in page.content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label_lower)
def test_no_list_opens_to_a_committee_member(committee, client, model):
    client.force_login(committee)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert client.get(url).status_code == 302


def test_a_new_deadline_is_judged_at_once(superuser, client, plan, item, approved, standing):
    given = item(low=100)
    approved(given, 3, value=5)
    assert standing(given, 9).state == "behind"
    url = reverse("admin:kpis_assignment_change", args=[given.pk])
    fields = {"deadline": "30/06/2022", "weight": "1", "sort_order": "0", "code": "", "section": "", "product": "",
              "targets-TOTAL_FORMS": "0", "targets-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(url, fields).status_code == 302
    assert standing(given, 9).state == "overdue"
    assert standing(given, 3).state == "behind"
    assert list(standings.check(plan)) == []


def test_of_two_who_have_a_row_open_each_changes_what_they_touched(superuser, client, indicators):
    indicator = indicators.number
    url = reverse("admin:kpis_indicator_change", args=[indicator.pk])
    shown = sent_back(client.get(url))
    type(indicator).objects.filter(pk=indicator.pk).update(unit="hồ sơ")
    assert client.post(url, shown | {"name": "Tên mới"}).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.name, indicator.unit) == ("Tên mới", "hồ sơ")


def test_a_person_is_added_with_a_password_that_opens_once(superuser, client):
    url = reverse("admin:agencies_user_add")
    fields = {"username": "moi", "full_name": "Người Mới", "email": "moi@example.vn", "language": "vi",
              "is_active": "on", "new_password": "mot-mat-khau-dai",
              "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(url, fields | {"new_password": "12345"}).status_code == 200
    assert client.post(url, fields).status_code == 302
    person = User.objects.get(username="moi")
    assert person.check_password("mot-mat-khau-dai")
    assert person.must_change_password
    events = AuditEvent.objects.filter(object_type="agencies.user", object_id=person.pk)
    assert [(event.action, event.by) for event in events] == [("password-set", superuser), ("person-added", superuser)]
    assert "mot-mat-khau-dai" not in str([(event.old, event.new) for event in events])


def test_nobody_sees_a_password_and_nobody_types_a_hash(superuser, client, clerk_a):
    page = client.get(reverse("admin:agencies_user_change", args=[clerk_a.pk]))
    assert "password" not in page.context["adminform"].form.fields
    assert clerk_a.password not in page.content.decode()
    away = client.get(f"/admin/agencies/user/{clerk_a.pk}/password/", follow=True)
    assert away.redirect_chain[-1] == ("/admin/", 302)


@pytest.mark.parametrize("door", ["import", "process_import", "export"])
def test_no_file_comes_in_past_the_actions(superuser, client, indicators, door):
    """Its address is taken for the key of a row that there is not."""
    url = f"/admin/kpis/indicator/{door}/"
    body = {"import_file_name": "../../x", "original_file_name": "x", "format": "0", "data": "[[[[1]]]]"}
    assert client.get(url, follow=True).redirect_chain[-1] == ("/admin/", 302)
    assert client.post(url, body).status_code in (301, 302, 404)
    assert client.post(f"{url}change/", body).status_code in (302, 404)
    assert not AuditEvent.objects.filter(by=superuser).exists()


ODD = [
    "at__year=1", "at__year=0", "at__year=9999", "at__year=10000", "at__year=x", "at__year=2022&at__month=13",
    "at__year=2022&at__month=2&at__day=30", "at__gte=x", "o=99999", "o=x.y", "p=99999999999", "p=x", "all=x",
    "object_id=x", "object_id=99999999999999999999", "action=%00", "q=%00", "by__password=x", "agency__nothing=1",
    "_facets=x", "e=1",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("place", ["agencies/auditevent", "agencies/user", "kpis/entry", "kpis/plan/add"])
def test_an_odd_address_is_answered(superuser, client, place, query):
    answer = client.get(f"/admin/{place}/?{query}", follow=True)
    assert answer.status_code in (200, 400, 403)


@pytest.mark.parametrize("key", ["99999999999999999999", "x", "%00", "_2F", "1%00"])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_row_that_there_is_not_is_answered(superuser, client, key, page):
    answer = client.get(f"/admin/kpis/document/{key}/{page}/", follow=True)
    assert answer.status_code in (200, 400, 404)


def test_the_history_of_a_row_is_the_trails(superuser, client, plan):
    answer = client.get(reverse("admin:kpis_plan_history", args=[plan.pk]), follow=True)
    assert [event.object_id for event in answer.context["cl"].result_list] == [plan.pk]
    assert "Chọn nhật ký thay đổi" in answer.content.decode()


def test_every_field_that_is_shown_has_a_name_to_translate():
    inlines = [inline.model for page in admin.site._registry.values() for inline in page.inlines]
    unnamed = [
        f"{model._meta.label_lower}.{field.name}"
        for model in {*OURS, *inlines}
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.editable and not field.primary_key and not isinstance(field.verbose_name, Promise)
    ]
    assert unnamed == []


def test_the_administration_speaks_as_the_office_does(superuser, client, plan):
    index = client.get("/admin/").content.decode()
    assert "Sáp nhập, chia tách, đổi tên" in index
    assert "Nhật ký thay đổi" in index
    page = client.get(reverse("admin:kpis_plan_change", args=[plan.pk])).content.decode()
    assert ">Lịch sử</a>" in page
    assert "Bản ghi nhớ" not in page
