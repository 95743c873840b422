"""The administration: every list and form opens, changes leave their trail and move the standings they must."""

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from agencies.models import AuditEvent, User
from kpis.models import DayOff, Document
from kpis.models import Promise as Made
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


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (
            {"is_acting": "on", "role": "agency_head"},
            "decision_number",
            "Phụ trách phải theo quyết định: hãy ghi số quyết định.",
        ),
        ({"since": "02/03/2022", "until": "01/03/2022"}, "until", "Ngày kết thúc trước ngày bắt đầu."),
        ({}, "role", "Người này đang giữ vai trò này tại đây."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_role_is_said_at_its_field_in_our_words(superuser, client, clerk_a, typed, field, said):
    held = clerk_a.memberships.get()
    url = reverse("admin:agencies_user_change", args=[clerk_a.pk])
    given = {"agency": held.agency_id, "role": held.role} | typed
    rows = {f"memberships-1-{name}": value for name, value in given.items()}
    page = client.post(url, sent_back(client.get(url)) | rows | {"memberships-TOTAL_FORMS": 2})
    assert page.status_code == 200, "what was typed is gone"
    assert page.context["inline_admin_formsets"][0].formset.errors[1] == {field: [said]}


@pytest.mark.parametrize(
    ("model", "typed", "field", "said"),
    [
        ("indicator", {"kind": "ratio"}, "numerator_label", "Tỷ lệ cần tên của tử số và mẫu số."),
        ("document", {"number": "", "title": ""}, "title", "Văn bản cần số hiệu hoặc trích yếu."),
        ("assignment", {"weight": "0"}, "weight", "Trọng số phải lớn hơn 0."),
        ("plan", {"bottleneck_least": "0"}, "bottleneck_least", "Ít nhất là 1 cơ quan."),
        (
            "agency", {"active_from": "02/03/2022", "active_to": "01/03/2022"}, "active_to",
            "Ngày kết thúc trước ngày bắt đầu.",
        ),
    ],
)  # fmt: skip
def test_what_a_row_cannot_be_is_said_at_its_field_in_our_words(
    superuser, client, item, agency_a, model, typed, field, said
):
    given = item()
    kept = {"indicator": given.indicator, "assignment": given, "plan": given.plan, "agency": agency_a}
    row = kept.get(model) or Document.objects.create(province=given.plan.province, number="1", title="Quyết định")
    url = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    page = client.post(url, sent_back(client.get(url)) | typed)
    assert page.status_code == 200, "what was typed is gone"
    assert page.context["adminform"].form.errors == {field: [said]}


def test_a_weight_of_one_is_not_shown_as_a_thousand_and_sent_back_changes_nothing(superuser, client, item):
    given = item(weight=1)
    url = reverse("admin:kpis_assignment_change", args=[given.pk])
    shown = sent_back(client.get(url))
    assert (shown["weight"], shown["initial-weight"]) == ("1", "1")
    said = AuditEvent.objects.count()
    assert client.post(url, shown).status_code == 302
    assert AuditEvent.objects.count() == said


def test_the_words_of_the_administration_itself_are_vietnamese():
    with translation.override("vi"):
        for words in ("Error:", "Please correct the errors below.", "Show counts", "Hide counts", "Toggle navigation"):
            assert translation.gettext(words) != words


def test_what_an_action_refuses_leaves_the_form_as_it_was_typed(superuser, client, clerk_a, agency_a):
    url = reverse("admin:agencies_user_change", args=[clerk_a.pk])
    role = {"memberships-1-agency": agency_a.pk, "memberships-1-role": "committee", "memberships-TOTAL_FORMS": 2}
    page = client.post(url, sent_back(client.get(url)) | role | {"full_name": "Tên mới"})
    assert page.status_code == 200
    assert "Cơ quan ở cấp này không có vai trò đó." in page.content.decode()
    assert page.context["adminform"].form["full_name"].value() == "Tên mới"
    assert page.context["inline_admin_formsets"][0].formset.forms[1]["role"].value() == "committee"
    clerk_a.refresh_from_db()
    assert clerk_a.full_name != "Tên mới"


def test_days_and_hours_stand_as_the_office_writes_them():
    """In titles and the trail's rows too, the hour on the wall of the office."""
    at = datetime(2022, 11, 10, 18, 30, tzinfo=UTC)
    assert str(AuditEvent(at=at, action="a", object_type="b", object_id=1)) == "01:30 11/11/2022 a b 1"
    assert str(Made(assignment_id=1, due_on=date(2022, 12, 15))) == "1: 15/12/2022"
    assert str(DayOff(on=date(2022, 9, 2))) == "02/09/2022"
