"""What an import finds new, changed and unchanged; what it writes; and that undoing leaves the tables as they were."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from agencies.clock import now
from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.grammar.shapes import Goal
from kpis.items.actions import set_target
from kpis.models import Assignment, Coordination, Indicator, Pillar, RollUp, Standing, Target
from kpis.standings import actions as standings
from tests.workbooks.checksum import tables_checksum
from workbooks.enums import ImportState
from workbooks.kinds.assignments import catalogue
from workbooks.kinds.assignments import compare as engine
from workbooks.kinds.assignments.write import Writer
from workbooks.kinds.undo import take_back_items
from workbooks.models import ImportRun
from workbooks.reading.shapes import ItemRow

GIVEN = {"operator": ">=", "low": Decimal(120), "high": None, "unit": "lượt"}


@pytest.fixture
def run(plan, province, administrator, months, close_until):
    """A previewed import whose targets begin in month 7; months 1 to 6 are closed."""

    def make(month=7):
        return ImportRun.objects.create(
            province=province, kind="assignments", plan=plan, period=months[month], file_name="giao.xlsx", size=1,
            sha256="0" * 64, state=ImportState.PREVIEWED, uploaded_at=now(), uploaded_by=administrator,
        )  # fmt: skip

    return make


@pytest.fixture
def carry_out(administrator):
    """carry_out(run, rows, indicators={}): write engine rows for a run; the run's changes are kept on it."""

    def write(run, rows, indicators=None):
        with transaction.atomic():
            writer = Writer(run, indicators or {}, by=administrator, at=now())
            found = engine.compare(run.plan, run.period, rows)
            writer.write(found.new, found.changed)
            standings.refresh(writer.touched)
        run.changes = writer.changes
        run.save(update_fields=["changes"])
        run.refresh_from_db()
        return [row.import_type for row in found.rows]

    return write


def kinds_of(run, rows):
    return [row.import_type for row in engine.compare(run.plan, run.period, rows).rows]


def test_an_item_that_nobody_has_is_new_and_one_that_stands_as_given_is_not(run, item, agency_b, indicators):
    stands = item(low=120)
    rows = [("so-a", stands.indicator_id, GIVEN, "120"), ("so-b", stands.indicator_id, GIVEN, "120")]
    assert kinds_of(run(), rows) == ["skip", "new"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("low", Decimal(121)),
        ("operator", ">"),
        ("unit", "%"),
        ("deadline", date(2022, 12, 15)),
        ("product", "Quyết định"),
        ("section", "NHIỆM VỤ"),
        ("weight", Decimal(2)),
        ("coordinators", ("so-b",)),
        ("noted", ("Công an tỉnh",)),
    ],
)
def test_any_field_that_differs_makes_a_change(run, item, field, value):
    stands = item(low=120)
    given = GIVEN | {field: value}
    result = engine.compare(stands.plan, run().period, [("so-a", stands.indicator_id, given, "x")]).rows[0]
    assert result.import_type == "update"
    assert [(d.field, d.new) for d in result.diff] == [(field, value)]


def test_what_the_sheet_does_not_say_stays(run, item, carry_out):
    stands = item(low=120, deadline=date(2022, 12, 31), product="Báo cáo", section="I", weight=2)
    carry_out(run(), [("so-a", stands.indicator_id, {"low": Decimal(130)}, "130")])
    stands.refresh_from_db()
    assert (stands.deadline, stands.product, stands.section, stands.weight) == (date(2022, 12, 31), "Báo cáo", "I", 2)
    target = stands.targets.get(in_force_from__month=7)
    assert (target.operator, target.low, target.unit, target.raw) == (">=", 130, "lượt", "130")


def test_the_order_of_coordinating_agencies_is_no_change(run, item, agency_a, agency_b):
    stands = item(low=120)
    for agency in (agency_b, agency_a):
        Coordination.objects.create(assignment=stands, agency=agency)
    given = GIVEN | {"coordinators": ("so-a", "so-b")}
    assert kinds_of(run(), [("so-a", stands.indicator_id, given, "120")]) == ["skip"]


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [({"unit": "LƯỢT"}, 62), ({"unit": "lượt/năm"}, 62), ({"unit": "nghìn lượt"}, None), ({}, 62)],
)
def test_where_an_item_began_is_in_the_unit_of_its_target(run, item, carry_out, sheet, kept):
    stands = item(low=100, baseline=62)
    carry_out(run(), [("so-a", stands.indicator_id, GIVEN | {"low": Decimal(130)} | sheet, "130")])
    assert [target.baseline for target in stands.targets.order_by("-in_force_from")][:1] == [kept]


def test_a_unit_in_capitals_is_the_same_unit(run, item):
    stands = item(low=120)
    assert kinds_of(run(), [("so-a", stands.indicator_id, GIVEN | {"unit": "LƯỢT"}, "120")]) == ["skip"]


def test_a_revised_target_is_in_force_from_the_runs_month_and_closed_months_keep_theirs(
    run, item, approved, close_until, carry_out, standing
):
    stands = item(low=100)
    approved(stands, 6, value=110)
    close_until(6)
    before = list(Standing.objects.filter(period__month__lte=6).order_by("period").values())
    assert carry_out(run(), [("so-a", stands.indicator_id, GIVEN, "120")]) == ["update"]
    assert list(Standing.objects.filter(period__month__lte=6).order_by("period").values()) == before
    assert [(t.in_force_from.month, t.low) for t in stands.targets.all()] == [(1, 100), (7, 120)]
    assert standing(stands, 6).state == "exceeded"
    assert standing(stands, 7).state == "on_track"
    assert list(standings.check(stands.plan)) == []


def test_a_second_decision_for_the_same_month_replaces_the_target_of_the_first(run, item, months, carry_out):
    stands = item(low=100, month=7)
    key = stands.targets.get().pk
    carry_out(run(), [("so-a", stands.indicator_id, GIVEN, "120")])
    assert [(t.pk, t.low, t.raw) for t in stands.targets.all()] == [(key, 120, "120")]


def test_every_item_written_leaves_an_event_with_old_and_new(run, item, agency_b, carry_out, administrator):
    stands = item(low=100)
    carry_out(run(), [(code, stands.indicator_id, GIVEN, "120") for code in ("so-a", "so-b")])
    changed, new = (AuditEvent.objects.get(action=a) for a in ("item-changed-by-import", "item-imported"))
    assert changed.object_id == stands.pk
    assert (changed.old, changed.new["low"], changed.by) == ({"low": "100.000"}, "120", administrator)
    assert new.agency == agency_b
    assert new.new["raw"] == "120"


def test_a_new_item_is_judged_in_open_months_and_counted_at_once(run, months, agency_a, indicators, carry_out, plan):
    carry_out(run(), [("so-a", indicators.number.pk, GIVEN, "120")])
    held = Assignment.objects.get()
    assert {s.period.month: s.state for s in held.standings.select_related("period")}[9] == "no_data"
    assert RollUp.objects.get(period=months[9], agency=agency_a).total == 1
    assert list(standings.check(plan)) == []


def test_a_new_indicator_joins_the_catalogue_with_a_kind_and_a_pillar(province, indicators, run, carry_out, agency_a):
    pillar = Pillar.objects.get(code="chinh-quyen-so")
    names = {
        "Tỷ lệ hồ sơ trực tuyến/tổng số hồ sơ": ("%", ">=", "ratio"),
        "Tỷ lệ cơ quan có mạng": ("Tỷ lệ (%)", ">=", "ratio"),
        "Ban hành đề án": ("Đề án", "done", "deliverable"),
        "Số lớp tập huấn": ("lớp", ">=", "number"),
    }
    rows = [
        ItemRow("S", 1, name, unit, Goal(operator), section="NHÓM CHỈ TIÊU VỀ CHÍNH QUYỀN SỐ")
        for name, (unit, operator, _) in names.items()
    ]
    rows.append(ItemRow("S", 4, "Việc khác", "", Goal(">="), section="PHẦN KHÁC"))
    fresh = catalogue.new_indicators(catalogue.catalogue_of(province), [*rows, rows[0]])
    data = [
        ("so-a", key, GIVEN if entry.kind != "deliverable" else {"operator": "done"}, "")
        for key, entry in fresh.items()
    ]
    carry_out(run(), data, fresh)
    made = {i.name: i for i in Indicator.objects.filter(assignments__isnull=False)}
    assert {name: made[name].kind for name in names} == {name: kind for name, (*_, kind) in names.items()}
    assert made["Ban hành đề án"].pillar == pillar
    assert made["Việc khác"].pillar.code == "chua-phan-nhom"
    ratio = made["Tỷ lệ hồ sơ trực tuyến/tổng số hồ sơ"]
    assert (ratio.numerator_label, ratio.denominator_label) == ("hồ sơ trực tuyến", "tổng số hồ sơ")
    assert ratio.search_text.startswith("ty le ho so truc tuyen")


def test_a_name_that_is_almost_one_of_the_catalogue_is_noticed(province, indicators):
    Indicator.objects.filter(pk=indicators.number.pk).update(name="Tỷ lệ số hóa hồ sơ, kết quả giải quyết")
    known = catalogue.catalogue_of(province)
    assert known.near("Tỷ lệ số hoá hồ sơ, kết quả giải quyết ") == "Tỷ lệ số hóa hồ sơ, kết quả giải quyết"
    assert known.near("Ty le so hoa ho so ket qua giai quyet") == "Tỷ lệ số hóa hồ sơ, kết quả giải quyết"
    assert known.near("Tỷ lệ số hóa hồ sơ, kết quả giải quyết thủ tục hành chính còn hiệu lực") == (
        "Tỷ lệ số hóa hồ sơ, kết quả giải quyết"
    )
    assert known.near("Số lớp tập huấn") == ""
    assert known.match(ItemRow("S", 1, "Tỷ lệ số hoá hồ sơ, kết quả giải quyết")).pk == indicators.number.pk


@pytest.fixture
def finished(run, item, months, agency_b, indicators, carry_out, close_until):
    """(run, checksum before): an import that created, changed and re-coordinated items after months 1–6 closed."""
    stands = item(low=100, deadline=date(2022, 12, 31))
    replaced = item(kind="latest", low=50, month=7)
    Coordination.objects.create(assignment=stands, note="Công an tỉnh")
    close_until(6)
    before = tables_checksum()
    done = run()
    more = GIVEN | {"deadline": date(2022, 12, 15), "coordinators": ("so-b",), "noted": ()}
    carry_out(
        done,
        [
            ("so-a", stands.indicator_id, more, "120"),
            ("so-a", replaced.indicator_id, GIVEN, "120"),
            ("so-b", indicators.ratio.pk, more, "120"),
        ],
    )
    assert tables_checksum() != before
    return done, before, stands


def test_undoing_leaves_every_table_as_it_was(finished, plan):
    done, before, _ = finished
    with transaction.atomic():
        take_back_items(done, by=None)
    assert tables_checksum() == before
    assert list(standings.check(plan)) == []


def test_what_rests_on_an_import_forbids_undoing_it(finished, draft):
    done, _, _ = finished
    draft(Assignment.objects.get(agency__code="so-b"), 8, numerator=1, denominator=2)
    with pytest.raises(CannotChange, match=r"hoàn tác|undone"), transaction.atomic():
        take_back_items(done, by=None)
    assert Assignment.objects.filter(agency__code="so-b").exists()


def test_a_month_closed_since_forbids_undoing(finished, close_until):
    done, _, _ = finished
    close_until(7)
    with pytest.raises(CannotChange), transaction.atomic():
        take_back_items(done, by=None)


def test_a_later_change_of_the_same_item_forbids_undoing(finished, months, administrator):
    done, _, stands = finished
    set_target(stands, in_force_from=months[7], by=administrator, operator=">=", low=Decimal(999), unit="%", raw="999")
    Target.objects.filter(assignment__indicator__kind="number", low=120).update(low=7)
    Assignment.objects.filter(pk=stands.pk).update(deadline=date(2023, 1, 1))
    with pytest.raises(CannotChange), transaction.atomic():
        take_back_items(done, by=None)
