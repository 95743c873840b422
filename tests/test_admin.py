"""The administration: every list and form opens, changes leave their trail and move the standings they must."""

import pytest
from django.contrib import admin
from django.urls import reverse

from agencies.models import AuditEvent, PeerGroup
from kpis import standings


@pytest.fixture
def chief(administrator, client):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    return administrator


OURS = [m for m in admin.site._registry if m._meta.app_label in ("agencies", "kpis", "commitments")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label_lower)
def test_every_list_opens_in_vietnamese(chief, client, item, approved, model):
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


def test_a_change_leaves_who_and_what(chief, client, peer_group):
    url = reverse("admin:agencies_peergroup_change", args=[peer_group.pk])
    fields = {"code": peer_group.code, "name": "Các sở", "name_en": "", "sort_order": 3}
    assert client.post(url, fields).status_code == 302
    event = AuditEvent.objects.get(action="changed-in-admin")
    assert event.by == chief
    assert event.old == {"name": "Sở, ban, ngành", "sort_order": 0}
    assert event.new == {"name": "Các sở", "sort_order": 3}


def test_a_deletion_leaves_what_was_deleted(chief, client):
    group = PeerGroup.objects.create(code="thua", name="Thừa")
    client.post(reverse("admin:agencies_peergroup_delete", args=[group.pk]), {"post": "yes"})
    assert AuditEvent.objects.get(action="deleted-in-admin").old["code"] == "thua"


def test_a_new_deadline_is_judged_at_once(chief, client, plan, item, approved, standing):
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


def test_people_are_added_with_a_password_of_their_own(chief, client):
    from agencies.models import User

    fields = {"username": "moi", "full_name": "Người Mới", "email": "moi@example.vn", "usable_password": "true",
              "password1": "mot-mat-khau-dai", "password2": "mot-mat-khau-dai",
              "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}  # fmt: skip
    response = client.post(reverse("admin:agencies_user_add"), fields)
    assert response.status_code == 302
    assert User.objects.get(username="moi").check_password("mot-mat-khau-dai")
    assert "password" not in str(AuditEvent.objects.get(action="added-in-admin").new)


def test_a_catalogue_comes_and_goes_as_a_file(chief, client, indicators):
    assert client.get(reverse("admin:kpis_indicator_export")).status_code == 200
    assert client.get(reverse("admin:kpis_indicator_import")).status_code == 200
