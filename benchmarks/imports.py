"""Times an import of 10 000 assigned items × 12 columns: ours, django-import-export as documented, and the floor.

    .venv/bin/python benchmarks/imports.py --rows 10000

Each takes the same workbooks (new, all changed, the same again) into a year of its own, on PostgreSQL and on SQLite.
The floor reads the cells and upserts them in bulk; django-import-export dry-runs and imports with its defaults, into
items and then targets. Neither reads coordinating agencies, judges, audits nor can undo: ours does. Prints Markdown.
"""

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEADINGS = (
    "TT", "Mã", "Chỉ tiêu", "ĐVT", "Mức giao", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm", "Nhóm", "Trọng số",
    "Ghi chú",
)  # fmt: skip
PHASES = ("created", "changed", "unchanged")
CONTENDERS = {2022: "ours", 2023: "theirs", 2024: "floor"}
OPEN_YEAR = 2025
MOST_OF_THEIRS, MOST_OF_FLOOR = 1 / 5, 5
SUBJECTS = (
    "hồ sơ thủ tục hành chính tiếp nhận trực tuyến trên tổng số hồ sơ đã tiếp nhận",
    "văn bản đi trên phần mềm quản lý văn bản được ký số theo quy định",
    "kết quả giải quyết thủ tục hành chính được số hóa và lưu trong kho dữ liệu điện tử",
    "báo cáo định kỳ của cơ quan được thực hiện qua hệ thống thông tin báo cáo",
    "cán bộ, công chức, viên chức được tập huấn kỹ năng số và an toàn thông tin",
)


def main() -> None:
    asked = arguments()
    if asked.inside:
        print(json.dumps(measured(asked.rows)))
        return
    folder = tempfile.mkdtemp(prefix="dxb-", dir="/tmp")
    server = str(ROOT / "tests" / "postgres.sh")
    subprocess.run([server, "start", folder], check=True)
    try:
        url = f"postgresql://postgres@/dxtracker?host={folder}"
        passed = [report("PostgreSQL", asked.rows, run_inside(url, asked.rows))]
    finally:
        subprocess.run([server, "stop", folder], check=True)
    with tempfile.TemporaryDirectory() as place:
        passed.append(report("SQLite", asked.rows, run_inside(f"sqlite:///{place}/imports.sqlite3", asked.rows)))
    sys.exit(0 if all(passed) else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_inside(url: str, rows: int) -> dict:
    """Measure in a process of its own, since a process has one database."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DX_")}
    surroundings = plain | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, __file__, "--inside", "--rows", str(rows)]
    answer = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(answer.stdout.splitlines()[-1])


def measured(rows: int) -> dict:
    """{phase: {contender: {part: seconds}}}, with a phase "one month open" of ours alone."""
    import django

    django.setup()
    from django.core.management import call_command

    from agencies.models import User
    from benchmarks.country.places import write_places
    from benchmarks.country.size import Size

    call_command("migrate", verbosity=0)
    items = min(50, max(1, math.isqrt(rows // 4)))
    write_places(Size(1, rows // items, items))
    by = User.objects.get(username="scale-T01")
    plans = {year: plan_of(year, by) for year in (*CONTENDERS, OPEN_YEAR)}
    name_indicators()
    acts = {"ours": ours, "theirs": theirs, "floor": floor}
    found: dict[str, dict] = {}
    for phase in PHASES:
        for year, name in CONTENDERS.items():
            data = workbook(plans[year], changed=phase != "created")
            found.setdefault(phase, {})[name] = acts[name](data, plans[year], by)
            print(phase, name, found[phase][name], file=sys.stderr, flush=True)
            check(plans[year], rows // items * items, changed=phase != "created")
    open_first_month(plans[OPEN_YEAR], by)
    found["created, one month open"] = {"ours": ours(workbook(plans[OPEN_YEAR]), plans[OPEN_YEAR], by)}
    return found


# --- what is imported --------------------------------------------------------------------------------------------


def plan_of(year: int, by):
    from agencies.models import Agency
    from kpis.models import Plan
    from kpis.periods.actions import plan_periods

    plan = Plan.objects.create(province=Agency.objects.get(province=None), year=year, name=f"Kế hoạch {year}")
    plan_periods(plan, by=by)
    return plan


def open_first_month(plan, by) -> None:
    from kpis.periods.actions import open_period

    open_period(plan.periods.get(month=1), by=by)


def name_indicators() -> None:
    from dxtracker.lib.text import fold
    from kpis.models import Indicator

    rows = list(Indicator.objects.order_by("sort_order"))
    for number, row in enumerate(rows):
        row.name = f"Tỷ lệ {SUBJECTS[number % len(SUBJECTS)]}, nhóm việc {number // len(SUBJECTS) + 1}"
        row.kind, row.over_time, row.unit, row.search_text = "number", "latest", "%", fold(row.name)
    Indicator.objects.bulk_update(rows, ["name", "kind", "over_time", "unit", "search_text"])


def workbook(plan, changed: bool = False) -> bytes:
    """A list of one item a row, with its lead agency; `changed`: every target and every deadline is another."""
    from openpyxl import Workbook

    from agencies.models import Agency
    from kpis.models import Indicator

    book = Workbook(write_only=True)
    sheet = book.create_sheet("PL I")
    sheet.append(HEADINGS)
    agencies = list(Agency.objects.filter(level="agency").order_by("path").values_list("name", flat=True))
    indicators = list(Indicator.objects.order_by("sort_order").values_list("code", "name", "sort_order"))
    due = date(plan.year, 11, 30) if changed else date(plan.year, 12, 15)
    number = 0
    for place, agency in enumerate(agencies):
        for code, name, order in indicators:
            number += 1
            low = 40 + (order + place) % 50 + (1 if changed else 0)
            other = agencies[(place + 1) % len(agencies)]
            sheet.append((
                number, code, name, "%", f"≥ {low}", agency, other, due, f"Báo cáo kết quả {code}", "Chính quyền số",
                1, "Số giao minh họa",
            ))  # fmt: skip
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def check(plan, rows: int, changed: bool) -> None:
    """Whoever was timed must have written what the workbook says."""
    from kpis.models import Assignment, Target

    due = date(plan.year, 11, 30) if changed else date(plan.year, 12, 15)
    assert Assignment.objects.filter(plan=plan, deadline=due).count() == rows
    assert Target.objects.filter(assignment__plan=plan, operator=">=").count() == rows
    first = Target.objects.filter(assignment__plan=plan, assignment__indicator__sort_order=1).order_by(
        "assignment__agency__path"
    )[0]
    assert first.low == (42 if changed else 41)


def clocked(act) -> tuple[float, object]:
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


# --- the three ---------------------------------------------------------------------------------------------------


def ours(data: bytes, plan, by) -> dict[str, float]:
    """Store, read (the preview a person sees) and confirm, as the pages do."""
    from workbooks.enums import ImportKind
    from workbooks.runs import actions as imports

    def preview():
        run = imports.store(data, "giao.xlsx", kind=ImportKind.ASSIGNMENTS, province=plan.province, by=by, plan=plan)
        assert imports.read(run) is not None, run.problem
        assert run.counts["refused"] == 0, run.counts
        return run

    previewed, run = clocked(preview)
    confirmed, _ = clocked(lambda: imports.confirm(run, by=by, as_written=True))
    return {"preview": previewed, "import": confirmed}


def theirs(data: bytes, plan, by) -> dict[str, float]:
    """What the documentation of django-import-export leads to: a resource a model, dry run and then import of each."""
    from import_export.formats.base_formats import XLSX

    parts = {"preview": 0.0, "import": 0.0}
    for resource in (items_resource(plan), targets_resource(plan, by)):
        for part, is_dry in (("preview", True), ("import", False)):

            def go(resource=resource, is_dry=is_dry):
                dataset = XLSX().create_dataset(data)
                return resource.import_data(dataset, dry_run=is_dry, raise_errors=not is_dry)

            seconds, result = clocked(go)
            assert not result.has_errors(), (result.base_errors, result.row_errors()[:1])
            parts[part] += seconds
    return parts


def items_resource(plan):
    from import_export import fields, resources
    from import_export.widgets import DateWidget, ForeignKeyWidget

    from agencies.models import Agency
    from kpis.models import Assignment, Indicator

    class Items(resources.ModelResource):
        agency = fields.Field("agency", "Chủ trì", ForeignKeyWidget(Agency, "name"))
        indicator = fields.Field("indicator", "Mã", ForeignKeyWidget(Indicator, "code"))
        plan = fields.Field("plan_id", "plan")
        deadline = fields.Field("deadline", "Thời hạn", DateWidget())
        product = fields.Field("product", "Sản phẩm")
        section = fields.Field("section", "Nhóm")
        weight = fields.Field("weight", "Trọng số")

        class Meta:
            model = Assignment
            fields = ("agency", "indicator", "plan", "deadline", "product", "section", "weight")
            import_id_fields = ("plan", "agency", "indicator")

        def before_import(self, dataset, **kwargs):
            dataset.append_col([plan.pk] * len(dataset), header="plan")

    return Items()


def targets_resource(plan, by):
    from django.utils import timezone
    from import_export import fields, resources
    from import_export.widgets import ForeignKeyWidget

    from kpis.models import Assignment, Target

    class OfThisPlan(ForeignKeyWidget):
        def get_queryset(self, value, row, *args, **kwargs):
            return Assignment.objects.filter(plan=plan, agency__name=row["Chủ trì"])

    first = plan.periods.get(month=1)

    class Targets(resources.ModelResource):
        assignment = fields.Field("assignment", "Mã", OfThisPlan(Assignment, "indicator__code"))
        period = fields.Field("in_force_from_id", "period")
        operator = fields.Field("operator", "operator")
        low = fields.Field("low", "low")
        unit = fields.Field("unit", "ĐVT")
        raw = fields.Field("raw", "Mức giao")

        class Meta:
            model = Target
            fields = ("assignment", "period", "operator", "low", "unit", "raw")
            import_id_fields = ("assignment", "period")

        def before_import(self, dataset, **kwargs):
            goals = [goal(text) for text in dataset["Mức giao"]]
            dataset.append_col([first.pk] * len(dataset), header="period")
            dataset.append_col([operator for operator, _ in goals], header="operator")
            dataset.append_col([low for _, low in goals], header="low")

        def before_save_instance(self, instance, row, **kwargs):
            instance.set_at, instance.set_by = timezone.now(), by

    return Targets()


def goal(text: str) -> tuple[str, int]:
    """(operator, low) of the only notation in these workbooks."""
    found = re.fullmatch(r"≥ (\d+)", text)
    assert found, text
    return ">=", int(found[1])


def floor(data: bytes, plan, by) -> dict[str, float]:
    """Cells through openpyxl's quick reader, one table to hold them, two upserts."""
    return {"import": clocked(lambda: write_all(cells(data), plan, by))[0]}


def cells(data: bytes) -> list[tuple]:
    from openpyxl import load_workbook

    rows = (
        load_workbook(BytesIO(data), read_only=True, data_only=True)
        .worksheets[0]
        .iter_rows(min_row=2, values_only=True)
    )
    return [(r[1], r[3], r[4], *goal(r[4]), r[5], r[7].date().isoformat(), r[8], r[9], r[10]) for r in rows]


HOLD = """CREATE TEMPORARY TABLE sheet (code text, unit text, raw text, operator text, low integer, agency text,
    deadline date, product text, section text, weight integer)"""
ITEMS = """
    INSERT INTO kpis_assignment (plan_id, agency_id, indicator_id, code, section, product, deadline, is_recurring,
        weight, sort_order, is_illustrative)
    SELECT %(plan)s, a.id, i.id, '', s.section, s.product, s.deadline, %(no)s, s.weight, 0, %(no)s
    FROM sheet s JOIN agencies_agency a ON a.name = s.agency AND a.province_id = %(province)s
    JOIN kpis_indicator i ON i.code = s.code AND i.province_id = %(province)s WHERE true
    ON CONFLICT (plan_id, agency_id, indicator_id) DO UPDATE SET section = excluded.section,
        product = excluded.product, deadline = excluded.deadline, weight = excluded.weight"""
TARGETS = """
    INSERT INTO kpis_target (assignment_id, in_force_from_id, operator, low, unit, raw, set_at, set_by_id,
        is_illustrative)
    SELECT t.id, %(period)s, s.operator, s.low, s.unit, s.raw, %(now)s, %(by)s, %(no)s
    FROM sheet s JOIN agencies_agency a ON a.name = s.agency AND a.province_id = %(province)s
    JOIN kpis_indicator i ON i.code = s.code AND i.province_id = %(province)s
    JOIN kpis_assignment t ON t.plan_id = %(plan)s AND t.agency_id = a.id AND t.indicator_id = i.id WHERE true
    ON CONFLICT (assignment_id, in_force_from_id) DO UPDATE SET operator = excluded.operator, low = excluded.low,
        unit = excluded.unit, raw = excluded.raw, set_at = excluded.set_at, set_by_id = excluded.set_by_id"""


def write_all(rows: list[tuple], plan, by) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    told = {
        "plan": plan.pk, "province": plan.province_id, "period": plan.periods.get(month=1).pk, "by": by.pk,
        "no": False, "now": timezone.now(),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HOLD)
        if connection.vendor == "postgresql":
            lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
            cursor.copy_expert("COPY sheet FROM STDIN", BytesIO(lines.encode()))
            cursor.execute("ANALYZE sheet")
        else:
            cursor.executemany(f"INSERT INTO sheet VALUES ({', '.join(['%s'] * 10)})", rows)  # noqa: S608
        for statement in (ITEMS, TARGETS):
            cursor.execute(statement, {k: v for k, v in told.items() if f"%({k})s" in statement})
        cursor.execute("DROP TABLE sheet")


# --- what is told ------------------------------------------------------------------------------------------------


def report(database: str, rows: int, found: dict) -> bool:
    """Print a table of seconds and ratios; whether every measured phase keeps both targets."""
    print(f"\n### {database}, {rows} rows × {len(HEADINGS)} columns\n")
    print(
        "| Phase | ours: preview + import = s | import-export: dry run + import = s | floor, s | of theirs | × floor "
        "| |"
    )
    print("|---|--:|--:|--:|--:|--:|---|")
    passed = True
    for phase, by_name in found.items():
        mine = sum(by_name["ours"].values())
        line = f"| {phase} | {parts_of(by_name['ours'])} |"
        if "theirs" not in by_name:
            print(f"{line} – | – | – | – | not judged |")
            continue
        theirs_all, least = sum(by_name["theirs"].values()), sum(by_name["floor"].values())
        good = mine <= MOST_OF_THEIRS * theirs_all and mine <= MOST_OF_FLOOR * least
        passed &= good
        print(
            f"{line} {parts_of(by_name['theirs'])} | {least:.2f} | {mine / theirs_all:.3f} | {mine / least:.1f} | "
            f"{'PASS' if good else 'FAIL'} |"
        )
    return passed


def parts_of(parts: dict[str, float]) -> str:
    return f"{' + '.join(f'{seconds:.2f}' for seconds in parts.values())} = {sum(parts.values()):.2f}"


if __name__ == "__main__":
    main()
