"""Sheets of agencies: new ones, renamed ones, aliases that mean somebody else, and everything taken back."""

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from agencies.models import Agency, AgencyAlias, AgencyName, AuditEvent
from agencies.tree.actions import add_agency, edit_agency, rename_agency
from kpis.errors import CannotChange
from kpis.grammar.shapes import Cell, CellKind
from tests.factories import PeerGroupFactory
from tests.workbooks.checksum import tables_checksum
from tests.workbooks.committing import refused
from workbooks.kinds.agencies import read as agency_rows
from workbooks.models import ImportRun
from workbooks.reading.shapes import Book, CannotRead, Sheet
from workbooks.runs import actions as runs

HEADINGS = ("Mã", "Tên cơ quan", "Tên viết tắt", "Tên gọi khác", "Nhóm", "Trực thuộc", "Hiệu lực từ")


def cell(value) -> Cell:
    kinds = {int: CellKind.NUMBER, Decimal: CellKind.NUMBER, date: CellKind.DATE}
    return Cell(Decimal(value) if isinstance(value, int) else value, kinds.get(type(value), CellKind.TEXT))


def book(*rows, headings=HEADINGS) -> Book:
    filled = {
        number: {column: cell(value) for column, value in enumerate(row, 1) if value not in ("", None)}
        for number, row in enumerate([headings, *rows], 1)
    }
    return Book((Sheet("Cơ quan", filled),))


def understood(province, *rows, headings=HEADINGS):
    return agency_rows.read(ImportRun(province=province, kind="agencies"), book(*rows, headings=headings))


def csv(*lines: str) -> bytes:
    return "\n".join(["code,name,short_name,aliases,peer_group,parent,active_from", *lines]).encode()


def imported(province, by, data: bytes) -> ImportRun:
    run = runs.store(data, "co-quan.csv", kind="agencies", province=province, by=by)
    runs.read(run)
    assert run.state == "previewed", run.problem
    runs.confirm(run, by=by)
    run.refresh_from_db()
    return run


def test_the_list_of_2022_makes_31_agencies_and_a_second_time_none(province, administrator, own_media):
    for code, name in (("so_ban_nganh", "Sở, ban, ngành"), ("trung_uong", "Cơ quan Trung ương"), ("huyen", "Huyện")):
        PeerGroupFactory(code=code, name=name)
    data = (Path(settings.BASE_DIR) / "fixtures" / "agencies.csv").read_bytes()
    before = tables_checksum()
    first = imported(province, administrator, data)
    assert first.counts == {"new": 31, "changed": 0, "unchanged": 0, "refused": 0}
    made = Agency.objects.get(province=province, code="SVHTTDL")
    assert (made.name, made.short_name) == ("Sở Văn hóa, Thể thao và Du lịch", "Sở VHTT&DL")
    assert (made.peer_group.code, made.sort_order, made.level) == ("so_ban_nganh", 13, "agency")
    assert sorted(made.aliases.values_list("alias", flat=True)) == ["Sở VH,TT&DL", "Sở VHTTDL"]
    assert Agency.objects.get(code="SONGLO").unit_code == "253"
    second = runs.store(data, "lai.csv", kind="agencies", province=province, by=administrator)
    runs.read(second)
    assert second.counts == {"new": 0, "changed": 0, "unchanged": 31, "refused": 0}
    runs.undo(first, by=administrator)
    assert tables_checksum() == before


def test_columns_may_stand_in_any_order_and_language(province, agency_a, peer_group):
    headings = ("Other names", "STT", "Order", "Official name", "Group", "Code")
    outcome = understood(province, ("SXD; Sở XD tỉnh", 1, 7, "", "Các sở ban ngành", "so-a"), headings=headings)
    (line,) = outcome.lines
    assert line.status == "changed"
    assert [(c.field, c.old, c.new) for c in line.changes] == [
        ("sort_order", "1", "7"),
        ("aliases", "", "SXD; Sở XD tỉnh"),
    ]
    assert outcome.notices == ()


def test_a_row_of_numbers_and_a_repeated_heading_are_no_agencies(province):
    numbers = ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)")
    outcome = understood(province, numbers, ("S-1", "Sở Một"), HEADINGS, ("S-2", "Sở Hai"))
    assert [(line.row, line.title, line.status) for line in outcome.lines] == [
        (3, "Sở Một", "new"),
        (5, "Sở Hai", "new"),
    ]


def test_a_name_finds_its_agency_wherever_the_tone_stands(province, agency_a):
    agency_a.name = "Sở Văn hóa"
    agency_a.save()
    (line,) = understood(province, ("", "SỞ VĂN HOÁ", "Sở XD")).lines
    assert line.status == "unchanged"


def test_a_new_agency_without_a_code_gets_one_and_is_told(province):
    headings = ("Tên cơ quan", "Nhóm")
    PeerGroupFactory()
    outcome = understood(province, ("Sở Y tế", "so-ban-nganh"), ("Sở Yên tĩnh tê", ""), headings=headings)
    assert [row["code"] for row in agency_rows.describe(outcome)] == ["SYT", "SYTT"]
    assert [w.problem.code for line in outcome.lines for w in line.warnings] == ["code_made", "code_made"]


def test_two_places_of_one_name_are_two_agencies(province):
    outcome = understood(
        province, ("PXH", "Phường Xuân Hoà", "Xuân Hoà"), ("XXH", "Xã Xuân Hòa", "Xuân Hòa"), ("XH2", "Xã Xuân Hoà")
    )
    assert outcome.counts["new"] == 3


def test_an_alias_of_somebody_else_is_refused_at_its_cell_and_says_whose(province, agency_a, agency_b):
    AgencyAlias.objects.create(province=province, agency=agency_b, alias="KHĐT")
    outcome = understood(
        province,
        ("so-a", "", "", "SXD | khđt"),
        ("N-1", "Sở Mới", "SM", "Sở xây dựng"),
        ("N-2", "Sở Khác", "SK", "Sở Mới"),
        ("N-3", "Sở Nữa", "", "Chung"),
        ("N-4", "Sở Cuối", "", "chung"),
    )
    found = [(p.row, p.column, p.problem.code, p.problem.details["agency"]) for p in outcome.refusals]
    code = "alias_of_another_agency"
    assert found == [
        (2, 4, code, "Sở Kế hoạch và Đầu tư"),
        (3, 4, code, "Sở Xây dựng"),
        (4, 4, code, "Sở Mới"),
        (6, 4, code, "Sở Nữa"),
    ]


def test_what_is_not_understood_is_refused_where_it_stands(province, agency_a, peer_group):
    outcome = understood(
        province,
        ("so-a", "", "", "", "Sở ban nghành"),
        ("M-1", "Sở Mới", "", "", "", "Sở Xây dựngg"),
        ("M-1", "Sở Mới"),
        ("có dấu cách/", "Sở Lạ"),
        ("M-2", ""),
        ("M-3", "Sở Ngày", "", "", "", "", "31/02/2022"),
        ("vinh-phuc", "Tỉnh Vĩnh Phúc"),
        ("so-a", "", "", "", "", "so-a"),
    )
    assert refused(outcome) == [
        (2, 5, "unknown_group"),
        (3, 6, "unknown_parent"),
        (4, 1, "duplicate_agency"),
        (5, 1, "bad_code"),
        (6, 2, "agency_name_missing"),
        (7, 7, "not_a_day"),
        (8, 1, "province_itself"),
        (9, 1, "duplicate_agency"),
        (9, 6, "agency_not_moved"),
    ]
    proposals = {(p.row, p.column): p.problem.proposals for p in outcome.refusals}
    assert (proposals[2, 5], proposals[3, 6]) == (("Sở, ban, ngành",), ("Sở Xây dựng",))


def test_a_name_that_is_somebody_elses_alias_makes_no_second_agency(province, agency_a):
    AgencyAlias.objects.create(province=province, agency=agency_a, alias="Sở Xây dựng tỉnh")
    outcome = understood(province, ("", "Sở xây dựng tỉnh", "SXDT"))
    assert refused(outcome) == [(2, 2, "name_of_another_agency")]
    assert outcome.refusals[0].problem.proposals == ("Sở Xây dựng",)


def test_parents_may_come_after_their_children_and_a_refused_one_refuses_them(province):
    outcome = understood(
        province,
        ("P-1", "Phòng Một", "", "", "", "S-1"),
        ("S-1", "Sở Một"),
        ("P-2", "Phòng Hai", "", "", "", "S-2"),
        ("S-2", "Sở Hai", "", "", "không có nhóm"),
        ("V-1", "Vòng Một", "", "", "", "V-2"),
        ("V-2", "Vòng Hai", "", "", "", "V-1"),
    )
    assert [row["code"] for row in agency_rows.describe(outcome)] == ["S-1", "P-1"]
    assert refused(outcome) == [
        (4, 6, "parent_refused"),
        (5, 5, "unknown_group"),
        (6, 6, "parent_circle"),
        (7, 6, "parent_circle"),
    ]


def test_agencies_that_the_sheet_does_not_name_are_listed_and_stay(province, agency_a, agency_b, division_1):
    outcome = understood(province, ("so-a", "Sở Xây dựng"))
    assert outcome.missing == {"count": 1, "items": [{"agency": "Sở Kế hoạch và Đầu tư", "title": "so-b"}]}


def test_a_sheet_without_agencies_cannot_be_read(province):
    with pytest.raises(CannotRead) as caught:
        understood(province, ("1", "2"), headings=("Chỉ tiêu", "Mức giao"))
    assert caught.value.problem.code == "no_agency_table"


def test_a_heading_that_somebody_explained_is_followed(province):
    run = ImportRun(province=province, kind="agencies", choices={"columns": {"Cơ quan": {"2": "name"}}})
    outcome = agency_rows.read(run, book(("M-1", "Sở Mới"), headings=("Mã", "Tên gọi hành chính")))
    assert [(line.title, line.status) for line in outcome.lines] == [("Sở Mới", "new")]


def test_a_renaming_keeps_the_old_name_until_the_day_before(province, agency_a, administrator, own_media):
    before = tables_checksum()
    data = csv("so-a,Sở Kiến thiết,Sở KT,Sở XD cũ,,,01/03/2025")
    run = imported(province, administrator, data)
    names = list(AgencyName.objects.filter(agency=agency_a).values_list("name", "short_name", "valid_from", "valid_to"))
    assert sorted(names) == [
        ("Sở Kiến thiết", "Sở KT", date(2025, 3, 1), None),
        ("Sở Xây dựng", "Sở XD", None, date(2025, 2, 28)),
    ]
    event = AuditEvent.objects.get(action="agency-renamed")
    assert (event.by, event.object_id, event.reason) == (administrator, agency_a.pk, f"import {run.pk} {run.sha256}")
    again = runs.store(data, "lai.csv", kind="agencies", province=province, by=administrator)
    runs.read(again)
    assert again.counts["unchanged"] == 1
    runs.undo(run, by=administrator)
    assert tables_checksum() == before
    assert agency_a.names.get().valid_to is None


def test_without_a_day_the_new_name_begins_on_the_day_of_the_import_and_says_so(province, agency_a, on_day):
    on_day(date(2022, 10, 17))
    (line,) = understood(province, ("so-a", "Sở Kiến thiết")).lines
    assert [(w.column, w.problem.code, w.problem.details["day"]) for w in line.warnings] == [
        (2, "renamed_from_today", "17/10/2022")
    ]
    agency_a.names.update(valid_from=date(2022, 10, 17))
    assert refused(understood(province, ("so-a", "Sở Kiến thiết"))) == [(2, 2, "name_begins_too_early")]


def test_changed_fields_are_audited_and_taken_back(province, agency_a, peer_group, administrator, own_media):
    PeerGroupFactory(code="huyen", name="Huyện, thành phố")
    before = tables_checksum()
    run = imported(province, administrator, csv("so-a,,XD,,Huyện thành phố,,"))
    agency_a.refresh_from_db()
    assert (agency_a.short_name, agency_a.peer_group.code, agency_a.names.get().short_name) == ("XD", "huyen", "XD")
    event = AuditEvent.objects.get(action="agency-edited")
    assert event.old == {"short_name": "Sở XD", "peer_group": peer_group.pk}
    runs.undo(run, by=administrator)
    assert tables_checksum() == before


@pytest.mark.parametrize("later", ["renamed", "child", "edited"])
def test_an_import_on_which_something_rests_is_not_undone(province, administrator, own_media, agency_a, later):
    run = imported(province, administrator, csv("so-m,Sở Mới,SM,,,,", "so-a,,XD,,,,"))
    made = Agency.objects.get(code="so-m")
    if later == "renamed":
        rename_agency(
            made, name="Sở Khác", short_name="SK", valid_from=date(2030, 1, 1), by=administrator, reason="Sắp xếp"
        )
    elif later == "child":
        add_agency(parent=made, name="Phòng", code="p-1", level="division", by=administrator)
    else:
        edit_agency(agency_a, short_name="Khác", by=administrator)
    after = tables_checksum()
    with pytest.raises(CannotChange):
        runs.undo(run, by=administrator)
    assert tables_checksum() == after


def test_a_new_name_that_stands_twice_is_one_agency_and_not_two(province, agency_a):
    twice = unicodedata.normalize("NFD", "sở  Y Tế ")
    outcome = understood(
        province,
        ("", "Sở Y tế"), ("", twice), ("SYT-2", "Sở Y tế"),
        ("B1", "Sở Nội vụ"), ("B2", "Sở Nội vụ"),
        ("", "Văn phòng", "", "", "", "B1"), ("", "Văn phòng", "", "", "", "Sở Xây dựng"),
        ("", "Văn phòng", "", "", "", "so-a"),
    )  # fmt: skip
    assert refused(outcome) == [(3, 2, "duplicate_agency"), (4, 1, "duplicate_agency"), (9, 2, "duplicate_agency")]
    assert [(one.row, one.problem.code) for line in outcome.lines for one in line.warnings if line.row == 6] == [
        (6, "name_of_several")
    ]


def test_an_agency_that_stands_is_not_moved_under_a_new_one_either(province, agency_a, division_1):
    moved = understood(province, ("N", "Sở mới"), ("a-1", "", "", "", "", "Sở mới"), ("so-a", "", "", "", "", "N"))
    assert refused(moved) == [(3, 6, "agency_not_moved"), (4, 6, "agency_not_moved")]


def test_a_name_that_two_rows_have_does_not_say_of_which_a_third_is_part(province, agency_a, agency_b):
    rows = [("V1", "Văn phòng", "", "", "", "so-a"), ("V2", "Văn phòng", "", "", "", "so-b")]
    outcome = understood(province, *rows, ("T", "Tổ 1", "", "", "", "Văn phòng"), ("U", "Tổ 2", "", "", "", "V2"))
    assert refused(outcome) == [(4, 6, "ambiguous_name")]
    assert outcome.payload.good[-1].parent_code == "V2"


def test_a_division_hangs_below_an_agency_and_an_agency_below_the_province(province, agency_a):
    headings = ("Mã", "Tên cơ quan", "Cấp", "Trực thuộc")
    rows = [("P", "Phòng lạc", "Phòng", ""), ("S", "Sở lạc", "Cơ quan", "so-a"), ("X", "Xã Đạo Trù", "Xã", "")]
    outcome = understood(province, *rows, headings=headings)
    assert refused(outcome) == [(2, 3, "level_elsewhere"), (3, 3, "level_elsewhere")]
