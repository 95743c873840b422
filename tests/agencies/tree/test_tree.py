"""Paths, subtrees, lives, names by date, aliases, successions."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agencies import models
from agencies.models import Agency, AgencyAlias, AuditEvent
from agencies.people.actions import grant_role
from agencies.queries import heads_of, official_name, search_agencies
from agencies.tree.actions import add_agency, next_path, rename_agency
from tests import factories


def name_on(day, agency):
    return Agency.objects.annotate(name_then=official_name(day)).get(pk=agency.pk).name_then


def codes(agencies):
    return sorted(agencies.values_list("code", flat=True))


def test_a_path_counts_four_digits_for_each_level(province, agency_a, agency_b, division_1, division_2):
    assert [node.path[len(province.path) :] for node in (agency_a, agency_b)] == ["0001", "0002"]
    assert [node.path for node in (division_1, division_2)] == [agency_a.path + "0001", agency_a.path + "0002"]
    assert (division_1.province, division_1.root_id, province.root_id) == (province, province.pk, province.pk)


def test_a_subtree_is_one_range_and_takes_nothing_of_its_neighbours(
    province, agency_a, agency_b, division_1, division_2
):
    other = factories.ProvinceFactory()
    factories.DivisionFactory(parent=factories.AgencyFactory(parent=other))
    assert codes(Agency.objects.within(province)) == ["a-1", "a-2", "so-a", "so-b", "vinh-phuc"]
    assert codes(Agency.objects.within(agency_a)) == ["a-1", "a-2", "so-a"]
    assert codes(Agency.objects.within(division_2)) == ["a-2"]
    assert Agency.objects.within(other).count() == 3
    assert division_1.is_within(agency_a)
    assert not agency_b.is_within(agency_a)
    assert not other.is_within(province)


def test_the_tenth_and_the_last_child_stay_in_the_range(province):
    for number in range(12):
        factories.AgencyFactory(parent=province, code=f"x-{number}")
    assert Agency.objects.within(province).count() == 13
    last = Agency.objects.get(code="x-11")
    Agency.objects.filter(pk=last.pk).update(path=province.path + "9999")
    last.refresh_from_db()
    division = Agency.objects.create(
        parent=last, province=province, level="division", code="y", name="Phòng", path=last.path + "9999"
    )
    assert Agency.objects.within(province).count() == 14
    assert codes(Agency.objects.within(last)) == ["x-11", "y"]
    with pytest.raises(ValueError, match="too many children"):
        next_path(last)
    assert division.is_within(province)


def test_adding_moves_no_path_of_others_and_is_audited(province, agency_a, division_1, administrator):
    before = dict(Agency.objects.values_list("pk", "path"))
    node = add_agency(parent=province, name="Sở Y tế", code="so-yt", level="agency", by=administrator)
    after = dict(Agency.objects.values_list("pk", "path"))
    assert {key: after[key] for key in before} == before
    event = AuditEvent.objects.get(action="agency-added", object_id=node.pk)
    assert (event.by, event.new) == (administrator, {"code": "so-yt", "name": "Sở Y tế"})
    assert node.names.get().name == "Sở Y tế"


def test_only_agencies_report_to_the_province_themselves(province, agency_a, agency_b, division_1):
    assert codes(Agency.objects.within(province).reporting_level()) == ["so-a", "so-b"]


@pytest.mark.parametrize(
    ("day", "is_alive"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_an_agency_lives_from_its_first_to_its_last_day(province, day, is_alive):
    factories.AgencyFactory(parent=province, code="x", active_from=date(2022, 1, 1), active_to=date(2025, 6, 30))
    assert Agency.objects.filter(code="x").alive_on(day).exists() is is_alive
    assert Agency.objects.filter(pk=province.pk).alive_on(day).exists()


def test_an_agency_with_an_item_is_never_deleted(item, agency_a):
    item()
    with pytest.raises(ProtectedError):
        agency_a.delete()
    assert Agency.objects.filter(pk=agency_a.pk).exists()


def test_a_report_of_2022_prints_the_name_of_2022(agency_a, administrator):
    rename_agency(
        agency_a, name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN", valid_from=date(2025, 3, 1),
        by=administrator, reason="hợp nhất",
    )  # fmt: skip
    assert name_on(date(2022, 10, 14), agency_a) == name_on(date(2025, 2, 28), agency_a) == "Sở Xây dựng"
    assert name_on(date(2025, 3, 1), agency_a) == "Sở Khoa học và Công nghệ"
    assert str(Agency.objects.get(code="so-a")) == "Sở Khoa học và Công nghệ"
    event = AuditEvent.objects.get(action="agency-renamed")
    assert (event.old["name"], event.new["valid_from"], event.reason) == ("Sở Xây dựng", "2025-03-01", "hợp nhất")
    assert codes(search_agencies(Agency.objects.all(), "khoa hoc")) == ["so-a"]


def test_a_name_begins_after_the_one_before_it(agency_a, administrator):
    rename = {"short_name": "", "by": administrator, "reason": "đổi tên"}
    rename_agency(agency_a, name="Tên hai", valid_from=date(2025, 3, 1), **rename)
    with pytest.raises(ValidationError, match="Tên mới có hiệu lực sau tên trước đó"):
        rename_agency(agency_a, name="Tên ba", valid_from=date(2025, 3, 1), **rename)
    assert agency_a.names.count() == 2


def test_an_agency_without_a_name_that_day_is_called_by_its_latest_one(province):
    agency = factories.AgencyFactory(parent=province, name="Sở Mới", active_from=date(2022, 1, 1))
    assert name_on(date(2021, 12, 31), agency) == "Sở Mới"


@pytest.mark.parametrize("text", ["so xay dung", "XÂY DỰNG", "dung xay", "sở xd", "so-a"])
def test_search_needs_no_marks_and_no_order(agency_a, agency_b, text):
    assert codes(search_agencies(Agency.objects.all(), text)) == ["so-a"]


def test_an_acting_head_stands_in_for_the_head_only_without_one(agency_a, head_a):
    acting = factories.UserFactory()
    assert heads_of([agency_a])[agency_a.pk].user == head_a
    grant_role(user=acting, agency=agency_a, role="agency_head", by=None, is_acting=True, decision_number="12/QĐ")
    assert heads_of([agency_a])[agency_a.pk].user == head_a
    head_a.memberships.update(until=date(2022, 5, 31))
    assert heads_of([agency_a], date(2022, 5, 31))[agency_a.pk].user == head_a
    assert heads_of([agency_a], date(2022, 6, 1))[agency_a.pk].user == acting
    head_a.memberships.update(until=None)
    later = factories.UserFactory()
    grant_role(user=later, agency=agency_a, role="agency_head", by=None, since=date(2022, 7, 1))
    assert heads_of([agency_a], date(2022, 7, 1))[agency_a.pk].user == later


def test_two_places_with_one_key_stay_two_places(province):
    """Phường Xuân Hoà (Phúc Yên) and Xã Xuân Hòa (Lập Thạch): the key of the name is no identity."""
    districts = [factories.AgencyFactory(parent=province, code=code) for code in ("phuc-yen", "lap-thach")]
    one = add_agency(parent=districts[0], name="Xuân Hoà", code="08746", level="commune", by=None)
    other = add_agency(parent=districts[1], name="Xuân Hòa", code="08788", level="commune", by=None)
    assert codes(search_agencies(Agency.objects.all(), "xuan hoa")) == ["08746", "08788"]
    AgencyAlias.objects.create(province=province, agency=one, alias="P. Xuân Hoà")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyAlias.objects.create(province=province, agency=other, alias="p.  Xuân Hòa")


def broken(write, **fields):
    """The message with which the database refuses to write `fields`."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write(**fields)
    return str(error.value)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"code": "so-b"}, "agency_code_once_in_province"),
        ({"parent": None}, "agency_only_a_province_is_a_root"),
        ({"province": None}, "agency_only_a_province_is_a_root"),
        ({"level": "province"}, "agency_only_a_province_is_a_root"),
        ({"active_from": date(2022, 2, 1), "active_to": date(2022, 1, 31)}, "agency_ends_after_it_begins"),
    ],
)
def test_an_agency_is_in_order(agency_a, agency_b, fields, constraint):
    message = broken(Agency.objects.filter(pk=agency_a.pk).update, **fields)
    assert constraint in message or "UNIQUE" in message


def test_codes_of_provinces_are_their_own_and_codes_of_agencies_those_of_a_province(province, agency_a):
    other = factories.ProvinceFactory()
    factories.AgencyFactory(parent=other, code="so-a")
    broken(Agency.objects.filter(pk=other.pk).update, code="vinh-phuc")
    assert Agency.objects.filter(code="so-a").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_to": date(2022, 1, 1)},  # a second name without a beginning
        {"valid_from": date(2022, 1, 1)},  # a second one without an end
        {"valid_from": date(2022, 2, 1), "valid_to": date(2022, 1, 31)},
    ],
)
def test_names_of_an_agency_follow_each_other(agency_a, fields):
    broken(agency_a.names.create, name="Tên khác", **fields)


def test_a_name_begins_once_a_day(agency_a):
    agency_a.names.update(valid_to=date(2021, 12, 31))
    days = {"valid_from": date(2022, 1, 1)}
    agency_a.names.create(name="Tên hai", valid_to=date(2022, 1, 31), **days)
    broken(agency_a.names.create, name="Tên ba", **days)


def test_a_succession_is_of_two_agencies_and_written_once(agency_a, agency_b):
    merge = {"predecessor": agency_a, "kind": "merge", "effective_on": date(2025, 7, 1)}
    models.Succession.objects.create(successor=agency_b, **merge)
    broken(models.Succession.objects.create, successor=agency_b, **merge)
    broken(models.Succession.objects.create, successor=agency_a, **merge)


@pytest.mark.parametrize(
    "fields",
    [
        {"since": date(2022, 2, 1), "until": date(2022, 1, 31)},
        {"is_acting": True},
        {},  # the same open role again
    ],
)
def test_a_membership_is_in_order(agency_a, clerk_a, fields):
    role = {"user": clerk_a, "agency": agency_a, "role": "agency_clerk"}
    broken(models.Membership.objects.create, **role, **fields)
