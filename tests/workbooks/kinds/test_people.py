"""Sheets of people: who is new, who is known, who could be mistaken, and everything taken back."""

import io
from datetime import date

import openpyxl
import pytest

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias, AuditEvent, Membership, User
from agencies.people.actions import edit_person, end_role
from kpis.errors import CannotChange
from tests import factories
from tests.workbooks.checksum import tables_checksum
from tests.workbooks.committing import refused
from tests.workbooks.kinds.test_agencies import cell
from workbooks.export.people import export
from workbooks.kinds.people import read as people_rows
from workbooks.kinds.template import blank
from workbooks.models import ImportRun
from workbooks.opening.book import open_book
from workbooks.reading.shapes import Book, CannotRead, Sheet
from workbooks.runs import actions as runs

HEADINGS = ("Họ và tên", "Thư điện tử", "Tên đăng nhập", "Cơ quan", "Vai trò", "Chức vụ", "Từ ngày")
HEAD, CLERK = "Thủ trưởng cơ quan", "Chuyên viên nhập liệu"
AN = ("Nguyễn Văn An", "an@vp.gov.vn", "", "Sở Xây dựng", CLERK)


def book(*rows, headings=HEADINGS) -> Book:
    filled = {
        number: {column: cell(value) for column, value in enumerate(row, 1) if value not in ("", None)}
        for number, row in enumerate([headings, *rows], 1)
    }
    return Book((Sheet("Người dùng", filled),))


def understood(province, *rows, by=None, agency=None, headings=HEADINGS, **choices):
    run = ImportRun(province=province, agency=agency, kind="people", uploaded_by=by, choices=choices)
    return people_rows.read(run, book(*rows, headings=headings))


def csv(*rows) -> bytes:
    return "\n".join(";".join(map(str, row)) for row in (HEADINGS, *rows)).encode()


def imported(province, by, *rows, agency=None) -> ImportRun:
    run = runs.store(csv(*rows), "nguoi.csv", kind="people", province=province, by=by, agency=agency)
    runs.read(run)
    assert run.state == "previewed", run.problem
    runs.confirm(run, by=by)
    run.refresh_from_db()
    return run


def test_new_people_get_names_and_roles_and_no_password(
    province, agency_a, division_1, administrator, own_media, on_day
):
    on_day(date(2022, 10, 17))
    before = tables_checksum()
    rows = [
        (*AN, "Chuyên viên", "01/03/2022"),
        ("Nguyễn Vũ An", "", "", "so-a", "nhập liệu"),
        ("Lê Đức", "", "Duc.Le", "Văn phòng Sở, Sở Xây dựng", "Lãnh đạo"),
        ("Lê Đức", "", "duc.le", "Tỉnh Vĩnh Phúc", "thành viên ban chỉ đạo"),
    ]
    run = imported(province, administrator, *rows)
    assert run.counts == {"new": 4, "changed": 0, "unchanged": 0, "refused": 0}
    held = Membership.objects.exclude(user=administrator).order_by("pk").values_list(
        "user__username", "agency__code", "role", "post", "since"
    )  # fmt: skip
    assert list(held) == [
        ("annv", "so-a", "agency_clerk", "Chuyên viên", date(2022, 3, 1)),
        ("annv2", "so-a", "agency_clerk", "", date(2022, 10, 17)),
        ("duc.le", "a-1", "division_head", "", date(2022, 10, 17)),
        ("duc.le", "vinh-phuc", "committee", "", date(2022, 10, 17)),
    ]
    an = User.objects.get(username="annv")
    assert (an.full_name, an.email, an.has_usable_password()) == ("Nguyễn Văn An", "an@vp.gov.vn", False)
    event = AuditEvent.objects.get(action="person-added", object_id=an.pk)
    assert (event.by, event.reason) == (administrator, f"import {run.pk} {run.sha256}")
    on_day(date(2022, 10, 18))
    again = runs.store(csv(*rows), "lai.csv", kind="people", province=province, by=administrator)
    runs.read(again)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0}
    runs.undo(run, by=administrator)
    assert tables_checksum() == before
    assert AuditEvent.objects.filter(action="role-undone").count() == 4


def test_what_is_wrong_is_refused_where_it_stands(province, agency_a, agency_b, division_1):
    taken = factories.UserFactory(username="nguoikhac")
    factories.MembershipFactory(user=taken, agency=factories.AgencyFactory())
    outcome = understood(
        province,
        AN,
        ("Nguyễn văn AN", "", "", "Sở Xây dựng", HEAD),
        ("Trần Bình", "an@VP.gov.vn", "", "Sở Xây dựng", CLERK),
        ("Trần Chi", "chi @vp,gov.vn", "", "Sở Xây dựng", CLERK),
        ("Trần Dung", "", "", "Sở Xây dựngg", CLERK),
        ("Trần Em", "", "", "Sở Xây dựng", "Trưởng phòng"),
        ("Trần Giang", "", "", "Sở Xây dựng", "Thường trực"),
        ("Trần Hà", "", "", "Sở Xây dựng", "Sếp"),
        ("Trần Hải", "", "hải hà", "Sở Xây dựng", CLERK),
        ("Trần Hạnh", "", "nguoikhac", "Sở Xây dựng", CLERK),
        ("", "", "khong.ai", "Sở Xây dựng", CLERK),
        ("Trần Hoa", "", "", "", CLERK, "", "31/02/2022"),
        ("Trần Huy", "", "huy", "Sở Xây dựng", CLERK),
        ("Trần Khác", "", "huy", "so-b", CLERK),
        ("Trần Huy", "", "huy", "Sở Xây dựng", CLERK),
        ("Trần Lan", "", "", "Sở Xây dựng", ""),
    )
    assert refused(outcome) == [
        (3, 1, "double_name"), (4, 2, "email_twice"), (5, 2, "not_an_email"), (6, 4, "unknown_agency"),
        (7, 5, "role_not_at_level"), (8, 4, "role_of_the_province"), (9, 5, "unknown_role"), (10, 3, "bad_username"),
        (11, 3, "username_taken"), (12, 1, "no_full_name"), (13, 7, "not_a_day"), (13, 4, "no_workplace"),
        (15, 3, "username_twice"), (16, 5, "same_role_twice"), (17, 5, "no_role"),
    ]  # fmt: skip
    proposals = {(p.row, p.column): p.problem.proposals for p in outcome.refusals}
    assert proposals[5, 2] == ("chi@vp.gov.vn",)
    assert proposals[6, 4] == ("Sở Xây dựng",)
    assert proposals[7, 5] == (HEAD, CLERK)
    assert proposals[8, 4] == ("Tỉnh Vĩnh Phúc",)


def test_a_known_person_is_found_by_name_address_or_user_name_and_changes(province, agency_a, clerk_a, head_a):
    User.objects.filter(pk=clerk_a.pk).update(full_name="Lý Thị Hoà", email="hoa@vp.gov.vn")
    lines = understood(
        province,
        ("LÝ THỊ HÒA", "", "", "Sở XD", CLERK, "Văn thư"),
        (head_a.full_name, "moi@vp.gov.vn", "GIAMDOC.A", "Sở Xây dựng", HEAD),
        headings=HEADINGS,
    ).lines
    assert [(c.field, c.old, c.new) for c in lines[0].changes] == [
        ("post", "", "Văn thư"),
    ]  # fmt: skip
    assert [(line.status, c.field, c.new) for line in lines[1:] for c in line.changes] == [
        ("changed", "email", "moi@vp.gov.vn")
    ]
    (line,) = understood(province, ("Lý Thị Hoà", "HOA@vp.gov.vn", "", "Sở Xây dựng", HEAD)).lines
    assert (line.status, [(c.field, c.new) for c in line.changes]) == ("new", [("email", "HOA@vp.gov.vn")])


def test_one_name_at_two_agencies_is_two_people_and_is_said(province, agency_a, agency_b, clerk_a):
    outcome = understood(
        province,
        ("Trần Bình", "", "", "Sở Xây dựng", CLERK),
        ("Trần Bình", "", "", "so-b", CLERK),
        (clerk_a.full_name, "", "", "so-b", CLERK),
    )
    assert [row["username"] for row in people_rows.describe(outcome)][:2] == ["binht", "binht2"]
    assert [(w.row, w.problem.code) for line in outcome.lines for w in line.warnings] == [
        (3, "name_in_row"), (4, "name_known"),
    ]  # fmt: skip


def test_a_head_imports_clerks_of_the_own_agency_alone(province, agency_a, agency_b, division_1, head_a, head_b):
    outcome = understood(
        province,
        (*AN[:4], CLERK),
        ("Trần Bình", "", "", "Văn phòng Sở", "Trưởng phòng"),
        ("Trần Chi", "", "", "Sở Xây dựng", HEAD),
        ("Trần Dung", "", "", "so-b", CLERK),
        (head_a.full_name, "khac@vp.gov.vn", head_a.username, "Sở Xây dựng", HEAD),
        ("Trần Em", "", head_b.username, "Sở Xây dựng", CLERK),
        by=head_a,
        agency=agency_a,
    )
    assert refused(outcome) == [
        (4, 5, "role_above_own"), (5, 5, "role_above_own"), (6, 2, "person_not_yours"), (7, 3, "username_taken"),
    ]  # fmt: skip
    (line,) = understood(
        province, ("Trần Bình", CLERK), by=head_a, agency=agency_a, headings=("Họ tên", "Vai trò")
    ).lines
    assert line.status == "new"


def test_divisions_of_one_name_are_asked_about_and_an_explained_name_is_followed(
    province, agency_a, division_1, agency_b
):
    factories.DivisionFactory(parent=agency_b, code="b-1", name="Văn phòng Sở")
    row = ("Lê Đức", "", "", "Văn phòng Sở", "Trưởng phòng")
    assert refused(understood(province, row)) == [(2, 4, "several_places")]
    (line,) = understood(province, (*row[:3], "Văn phòng Sở - Sở Kế hoạch và Đầu tư", row[4])).lines
    assert line.facts[1] == "b-1"
    (line,) = understood(province, (*row[:3], "Sở Kiến thiết", HEAD), aliases={"Sở Kiến thiết": "so-a"}).lines
    assert line.facts[1] == "so-a"


def test_the_province_that_the_list_of_places_offers_may_be_chosen_and_is_remembered(admin, province, administrator):
    row = ("Cao Viên", "vien@vp.gov.vn", "", "UBND tỉnh", "Thành viên Ban Chỉ đạo")
    run = runs.store(csv(row), "nguoi.csv", kind="people", province=province, by=administrator)
    runs.read(run)
    assert run.counts["refused"] == 1
    said = {"version": run.version, "place": "nguoi!D2", "name": "UBND tỉnh", "agency": province.name, "remember": "1"}
    assert admin.post(f"/imports/{run.pk}/agency/", said).status_code == 302
    run.refresh_from_db()
    runs.confirm(run, by=administrator)
    assert Membership.objects.filter(user__full_name="Cao Viên", agency=province).exists()
    assert AgencyAlias.objects.get().agency == province


def test_nobody_takes_up_a_role_at_an_agency_that_has_ended(province, agency_a, on_day):
    Agency.objects.filter(pk=agency_a.pk).update(active_to=date(2022, 6, 30))
    on_day(date(2022, 10, 17))
    assert refused(understood(province, AN)) == [(2, 4, "agency_has_ended")]


def test_a_person_whose_row_is_refused_brings_no_second_role(province, agency_a, agency_b):
    outcome = understood(province, ("Lê Đức", "", "duc", "Sở Xây dựng", "Sếp"), ("Lê Đức", "", "duc", "so-b", CLERK))
    assert refused(outcome) == [(2, 5, "unknown_role"), (3, 1, "person_refused")]


@pytest.mark.parametrize(("said", "first"), [("Nhập liệu của cơ quan", CLERK), ("Thủ trưởng sở", HEAD), ("Sếp", CLERK)])
def test_of_roles_the_nearest_is_proposed_and_not_that_of_more_rights(province, agency_a, said, first):
    (refusal,) = understood(province, (*AN[:4], said)).refusals
    assert refusal.problem.proposals[0] == first
    (elsewhere,) = [p for p in understood(province, (*AN[:3], "", said)).refusals if p.problem.code == "unknown_role"]
    assert str(Role.COUNTRY.label) not in elsewhere.problem.proposals


def test_a_sheet_without_people_cannot_be_read(province):
    with pytest.raises(CannotRead) as caught:
        understood(province, ("1", "2"), headings=("Chỉ tiêu", "Mức giao"))
    assert caught.value.problem.code == "no_people_table"


@pytest.mark.parametrize("later", ["invited", "ended", "renamed", "entered"])
def test_an_import_on_which_something_rests_is_not_undone(province, agency_a, administrator, own_media, later):
    run = imported(province, administrator, AN)
    person = User.objects.get(username="annv")
    if later == "ended":
        end_role(person.memberships.get(), until=date(2099, 1, 1), by=administrator)
    elif later == "renamed":
        edit_person(person, full_name="Nguyễn An", by=administrator)
    elif later == "invited":
        factories.MembershipFactory(user=person, agency=province, role="committee")
    else:
        User.objects.filter(pk=person.pk).update(last_login=run.done_at)
    after = tables_checksum()
    with pytest.raises(CannotChange):
        runs.undo(run, by=administrator)
    assert tables_checksum() == after


def test_changes_are_taken_back(province, agency_a, clerk_a, administrator, own_media):
    before = tables_checksum()
    run = imported(
        province, administrator, ("Tên Mới", "moi@vp.gov.vn", clerk_a.username, "so-a", CLERK, "Văn thư", "01/02/2022")
    )
    clerk_a.refresh_from_db()
    assert (clerk_a.full_name, clerk_a.memberships.get().post) == ("Tên Mới", "Văn thư")
    runs.undo(run, by=administrator)
    assert tables_checksum() == before


def test_the_export_imports_again_unchanged(province, agency_a, agency_b, division_1, administrator, head_a, clerk_a,
                                            head_division):  # fmt: skip
    factories.DivisionFactory(parent=agency_b, code="b-1", name="Văn phòng Sở")
    off = factories.MembershipFactory(agency=agency_a).user
    edit_person(off, is_active=False, by=None)
    factories.MembershipFactory(user=factories.UserFactory(is_system=True), agency=agency_a, role="agency_clerk")
    inside = Agency.objects.within(province)
    for language in ("vi", "en"):
        made = export(province, inside, language)
        run = ImportRun(province=province, kind="people", uploaded_by=administrator)
        outcome = people_rows.read(run, open_book(made, "nguoi.xlsx"))
        assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0}, refused(outcome)
        assert (outcome.missing["count"], outcome.notices) == (0, ())


def test_the_blank_workbook_is_a_sheet_of_people_without_rows(province, agency_a, division_1):
    for language in ("vi", "en"):
        data = blank("people", language)
        run = ImportRun(province=province, kind="people")
        outcome = people_rows.read(run, open_book(data, "mau.xlsx"))
        assert outcome.counts == dict.fromkeys(("new", "changed", "unchanged", "refused"), 0)
        assert {column["role"] for column in outcome.tables[0]["columns"]} == set(people_rows.WORDS)
    sheet = openpyxl.load_workbook(io.BytesIO(blank("people"))).worksheets[1]
    upright = list(zip(*list(sheet.iter_rows(values_only=True))[3:], strict=True))
    outcome = understood(province, *upright[1:], headings=upright[0])
    assert [line.status for line in outcome.lines] == ["new"] * 3, refused(outcome)
