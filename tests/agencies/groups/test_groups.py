"""Peer groups of a province: made, filled, renamed without touching another province, emptied, removed."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Agency, AuditEvent, PeerGroup, PhraseAlias
from tests import factories


@pytest.fixture
def chief(client, administrator, on_day):
    on_day(date(2022, 10, 17))
    client.force_login(administrator)
    return administrator


@pytest.fixture
def other(db):
    """A department of another province, in the group that all share."""
    place = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    group = PeerGroup.objects.create(code="chung", name="Sở, ban, ngành")
    return factories.AgencyFactory(parent=place, code="so-kia", peer_group=group)


def in_group(*agencies) -> list[str]:
    return [str(Agency.objects.get(pk=agency.pk).peer_group) for agency in agencies]


def post(client, act: str, group: PeerGroup, **said):
    return client.post(reverse(f"tree:group-{act}", args=[group.pk]), said)


def test_a_group_is_made_filled_emptied_and_removed(client, chief, agency_a, agency_b, province):
    before = in_group(agency_a)
    assert client.post(reverse("tree:groups"), {"name-name": " "}).status_code == 422
    assert client.post(reverse("tree:groups"), {"name-name": "Sở kinh tế"}).status_code == 302
    assert client.post(reverse("tree:groups"), {"name-name": "SỞ KINH TẾ"}).status_code == 422
    made = PeerGroup.objects.get(name="Sở kinh tế")
    assert made.province == province
    post(client, "fill", made, **{"members-agencies": [agency_a.pk, agency_b.pk], "members-reason": "QĐ 3"})
    assert in_group(agency_a, agency_b) == ["Sở kinh tế", "Sở kinh tế"]
    post(client, "remove", made)
    assert PeerGroup.objects.filter(pk=made.pk).exists()
    post(client, "fill", made, **{"members-agencies": [agency_b.pk]})
    assert in_group(agency_a, agency_b) == ["None", "Sở kinh tế"] != before
    post(client, "fill", made)
    post(client, "remove", made)
    assert not PeerGroup.objects.filter(pk=made.pk).exists()
    told = AuditEvent.objects.filter(action="agency-edited", agency=agency_a, reason="QĐ 3").get()
    assert told.new == {"peer_group": made.pk}
    assert AuditEvent.objects.filter(action="peergroup-removed", agency=province, by=chief).exists()


def test_a_shared_group_renamed_stays_the_other_provinces(client, chief, agency_a, other, province):
    shared = other.peer_group
    Agency.objects.filter(pk=agency_a.pk).update(peer_group=shared)
    said = [PhraseAlias.objects.create(province=of, phrase="các sở", group=shared) for of in (province, other.province)]
    assert post(client, "rename", shared, **{"name-name": "Các sở của tỉnh"}).status_code == 302
    assert in_group(agency_a, other) == ["Các sở của tỉnh", "Sở, ban, ngành"]
    own = PeerGroup.objects.get(name="Các sở của tỉnh")
    assert [PhraseAlias.objects.get(pk=row.pk).group for row in said] == [own, shared]
    assert post(client, "rename", own, **{"name-name": "Sở, ban"}).status_code == 302
    assert in_group(agency_a) == ["Sở, ban"]
    assert PeerGroup.objects.filter(province=province).count() == 1


def test_another_provinces_group_and_agencies_are_out_of_reach(client, chief, agency_a, other):
    foreign = PeerGroup.objects.create(code="rieng", name="Nhóm kín", province=other.province)
    assert client.get(reverse("tree:group", args=[foreign.pk])).status_code == 404
    assert [post(client, act, foreign).status_code for act in ("rename", "fill", "remove")] == [404, 404, 404]
    for page in (reverse("tree:groups"), reverse("tree:agency", args=[agency_a.pk]), reverse("tree:agency-new")):
        assert "Nhóm kín" not in client.get(page).content.decode()
    sent = {"members-agencies": [other.pk]}
    assert post(client, "fill", PeerGroup.objects.get(code="chung"), **sent).status_code == 422
    chosen = {"edit-sort_order": "0", "edit-peer_group": foreign.pk}
    assert client.post(reverse("tree:agency-edit", args=[agency_a.pk]), chosen).status_code == 422


@pytest.mark.parametrize("more", [0, 3])
def test_the_groups_are_read_in_a_fixed_number_of_queries(
    client, chief, province, agency_a, more, django_assert_num_queries
):
    for n in range(more):
        group = PeerGroup.objects.create(code=f"nhom-{n}", name=f"Nhóm {n}", province=province)
        factories.AgencyFactory(parent=province, code=f"so-{n}", peer_group=group)
    with django_assert_num_queries(4):
        client.get(reverse("tree:groups"))


def test_another_name_of_an_agency_is_forgotten(client, chief, agency_a, agency_b):
    row = agency_a.aliases.create(province=agency_a.province, alias="Sở XD cũ")
    url = reverse("tree:agency-alias-remove", args=[agency_b.pk, row.pk])
    assert client.post(url).status_code == 404
    assert client.post(reverse("tree:agency-alias-remove", args=[agency_a.pk, row.pk])).status_code == 302
    assert agency_a.aliases.count() == 0
    assert AuditEvent.objects.get(action="alias-removed").old == {"agency": "so-a", "alias": "Sở XD cũ"}
