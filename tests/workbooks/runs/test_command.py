"""The command line imports as the pages do: one JSON object, three exit statuses, all or nothing."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from dxtracker.demonstration import agencies
from kpis.models import Assignment
from kpis.periods.actions import plan_periods
from tests import factories
from tests.workbooks.checksum import tables_checksum
from workbooks.models import ImportRun

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "fixtures" / "workbooks"
CASES = ROOT / "tests" / "workbooks" / "cases"
KEYS = {"layout", "counts", "rows", "refused", "notices", "totals"}
ROW_KEYS = {
    "sheet", "row", "indicator", "unit", "target", "leads", "coordinators", "deadline", "recurring", "section",
    "goals", "warnings",
}  # fmt: skip


SHARED = ("province",)


@pytest.fixture
def province(db):
    """Vĩnh Phúc with the agencies of 2022 and a plan; `admin` administers it, `thanhvien` reads it."""
    province = agencies.load()[agencies.PROVINCE]
    plan_periods(factories.PlanFactory(province=province, year=2022), by=None)
    for name, role in (("admin", "administrator"), ("thanhvien", "committee")):
        factories.MembershipFactory(user=factories.UserFactory(username=name), agency=province, role=role)
    return province


def run(file, *options, user="admin", kind="assignments", plan="2022", **streams):
    """(exit status, standard output) of the command."""
    out = StringIO()
    plan_option = ["--plan", plan] if plan else []
    try:
        call_command(
            "import_workbook", str(file), "--kind", kind, "--user", user, *plan_option, *options, stdout=out, **streams
        )
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def told(name, *options, **named):
    """(exit status, the JSON object) of a sample."""
    status, text = run(SAMPLES / f"{name}.xlsx", *options, "--format", "json", **named)
    return status, json.loads(text)


def without_place(rows):
    """Rows as NAME.json writes them."""
    return [
        {
            "row": row["row"],
            "indicator": row["indicator"],
            "unit": row["unit"],
            "leads": row["leads"],
            "coordinators": row["coordinators"],
            "deadline": row["deadline"],
            "section": row["section"],
            "target_raw": row["target"]["raw"],
            "op": row["target"]["op"],
            "low": row["target"]["low"],
            "high": row["target"]["high"],
            **({"recurring": True} if row["recurring"] else {}),
            **({"unresolved_coordinators": x} if (x := row["unresolved_coordinators"]) else {}),
        }
        for row in rows
    ]


@pytest.mark.parametrize("name", ["list", "list_nfd", "list_tcvn3", "list_errors", "matrix", "sheets"])
def test_the_json_holds_exactly_what_the_sample_says(province, name):
    expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    status, found = told(name, "--dry-run")
    assert status == (1 if expected.get("refused") else 0)
    assert found["layout"] == expected["layout"]
    assert all(set(row) >= ROW_KEYS for row in found["rows"])
    wanted = [{key: row[key] for key in row if key not in ("sheet", "warning", "warnings")} for row in expected["rows"]]
    assert without_place(found["rows"]) == wanted
    assert [(r["row"], r["column"]) for r in found["refused"]] == [
        (r["row"], r["column"]) for r in expected.get("refused", [])
    ]


def test_three_spellings_of_one_sheet_are_one(province):
    """Decomposed letters and an old font change nothing but what is said of the file."""
    plain, decomposed, old = (told(name, "--dry-run")[1] for name in ("list", "list_nfd", "list_tcvn3"))
    for each in (plain, decomposed, old):
        for row in each["rows"]:
            row.pop("warnings")
    assert plain == decomposed == old


def test_the_object_has_the_keys_that_are_promised(province):
    _status, found = told("list_errors", "--dry-run")
    assert set(found) >= KEYS
    assert set(found["refused"][0]) == {"sheet", "row", "column", "cell", "message", "proposal"}
    assert found["counts"] == {"new": 4, "changed": 0, "unchanged": 0, "refused": 6}
    assert found["totals"] == {"stated": 10, "found": 10}
    refused = {each["cell"]: each["proposal"] for each in found["refused"]}
    assert refused == {
        "F12": "Sở Khoa học và Công nghệ", "D13": "12-15", "H14": "28/02/2022", "D16": "60-90%", "F19": None,
        "D20": None,
    }  # fmt: skip


def test_a_sheet_that_states_no_sum_has_no_totals(province, tmp_path):
    file = tmp_path / "giao.csv"
    file.write_text("TT;Nhiệm vụ;ĐVT;Mức giao;Cơ quan chủ trì\n1;Tỷ lệ hồ sơ số hóa;%;≥ 50;Sở Xây dựng\n", "utf-8-sig")
    status, text = run(file, "--dry-run", "--format", "json")
    assert status == 0
    assert json.loads(text)["totals"] == {"stated": None, "found": None}


def test_open_questions_hold_the_command_which_names_them(province):
    with pytest.raises(CommandError, match="câu hỏi chưa trả lời") as held:
        call_command(
            "import_workbook", str(SAMPLES / "list.xlsx"), "--kind", "assignments", "--user", "admin", "--plan", "2022",
            "--confirm", stdout=StringIO(),
        )  # fmt: skip
    assert held.value.returncode == 1
    assert "!" in str(held.value), "by the places where they are asked"
    assert not Assignment.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("name", "options", "status"), [("list", ["--dry-run"], 0), ("list_errors", ["--confirm"], 1)])
def test_nothing_is_stored(province, name, options, status):
    before = tables_checksum()
    assert told(name, *options)[0] == status
    assert tables_checksum() == before
    assert not ImportRun.objects.exists()


def test_without_a_flag_the_import_waits_in_the_browser(province):
    before = tables_checksum()
    status, found = told("list")
    assert status == 0
    assert tables_checksum() == before
    held = ImportRun.objects.get()
    assert (held.pk, held.state, held.uploaded_by.username) == (found["run"], "previewed", "admin")


def test_confirmed_it_stands_and_a_second_time_nothing_is_new(province):
    status, found = told("list", "--confirm", "--as-written")
    assert (status, found["state"], found["counts"]["new"]) == (0, "done", 10)
    assert Assignment.objects.count() == found["items"]["new"] == 75
    before = tables_checksum()
    status, again = told("list", "--confirm", "--as-written")
    assert (status, again["counts"]) == (0, {"new": 0, "changed": 0, "unchanged": 10, "refused": 0})
    assert tables_checksum() == before


def test_the_good_rows_alone_are_imported_when_that_is_asked(province):
    status, found = told("list_errors", "--confirm", "--keep-good", "--as-written")
    assert (status, found["state"], len(found["refused"])) == (0, "done", 6)
    assert Assignment.objects.values("indicator").distinct().count() == 4
    assert ImportRun.objects.get().keeps_good


@pytest.mark.parametrize(
    ("file", "options", "named"),
    [
        ("list.xlsx", [], {"user": "thanhvien"}),
        ("list.xlsx", [], {"user": "ai-do"}),
        ("list.xlsx", [], {"plan": "2021"}),
        ("list.xlsx", [], {"plan": None}),
        ("list.xlsx", ["--province", "HANOI"], {}),
        ("list.xlsx", ["--confirm", "--dry-run"], {}),
        ("list.xlsx", ["--keep-good"], {}),
        ("list.xlsx", ["--as-written"], {}),
        ("list.xlsx", ["--as-written", "--dry-run"], {}),
        ("list.xlsx", ["--month", "3"], {}),
        ("list.xlsx", ["--agency", "SXD"], {"kind": "figures"}),
        ("list.xlsx", ["--month", "3", "--agency", "KHONGCO"], {"kind": "figures"}),
        ("list.json", [], {}),
        ("khong-co.xlsx", [], {}),
    ],
)
def test_what_cannot_be_imported_is_said_with_status_two(province, file, options, named):
    status, text = run(SAMPLES / file, *options, "--format", "json", **named)
    assert status == 2
    assert set(json.loads(text)) == {"error"}
    assert not ImportRun.objects.exists()


def test_a_person_at_a_terminal_reads_sentences(province):
    status, text = run(SAMPLES / "list_errors.xlsx", "--dry-run")
    assert status == 1
    assert "Dòng: 4 mới, 0 thay đổi, 0 giữ nguyên, 6 bị từ chối" in text
    assert "  PL I!H14: Không có ngày 31/02/2022. Đề xuất: 28/02/2022" in text
    assert "{" not in text


def test_what_the_page_says_of_hidden_sheets_rows_and_columns_the_command_says(province):
    status, text = run(CASES / "hidden.xlsx", "--dry-run", "--format", "json")
    told_of = {(each["sheet"], each["row"]) for each in json.loads(text)["notices"]}
    assert (status, {sheet for sheet, _row in told_of}, len(told_of) > 1) == (0, {"PL", "Ẩn"}, True)
    assert all(each["message"] for each in json.loads(text)["notices"])
    status, text = run(CASES / "only_hidden.xlsx", "--dry-run")
    assert (status, "Bảng duy nhất nằm ở trang ẩn “PL”" in text) == (1, True)


def test_the_progress_is_told_to_whom_asks(province):
    err = StringIO()
    run(SAMPLES / "list.xlsx", "--confirm", "--as-written", "-v", "2", stderr=err)
    assert "write 0/75" in err.getvalue()


KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from workbooks.kinds.assignments.write import Writer
if sys.argv[1] == "kill":
    Writer._audit = lambda *args: os.kill(os.getpid(), signal.SIGKILL)  # after items, targets, coordinators
call_command("import_workbook", sys.argv[2], kind="assignments", user="admin", plan=2022, confirm=True, as_written=True)
"""


def test_a_process_killed_while_it_writes_leaves_nothing_behind(province, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the database is handed to another process as a file")
    path = tmp_path / "db.sqlite3"
    path.write_bytes(connection.connection.serialize())
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}", "DX_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings",
    }  # fmt: skip
    counts = []
    for how in ("kill", "let"):
        command = [sys.executable, "-c", KILLED, how, str(SAMPLES / "list.xlsx")]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
        held = sqlite3.connect(path)
        (items,) = held.execute("SELECT count(*) FROM kpis_assignment").fetchone()
        (targets,) = held.execute("SELECT count(*) FROM kpis_target").fetchone()
        states = [state for (state,) in held.execute("SELECT state FROM kpis_importrun ORDER BY id")]
        held.close()
        counts.append((done.returncode, [items, targets], states))
    assert counts == [(-signal.SIGKILL, [0, 0], ["previewed"]), (0, [75, 75], ["previewed", "done"])]


def test_a_sheet_of_which_every_row_is_refused_is_not_called_imported(province, tmp_path):
    file = tmp_path / "giao.csv"
    file.write_text("TT;Nhiệm vụ;ĐVT;Mức giao;Cơ quan chủ trì\n1;Số hóa hồ sơ;%;≥ 50;Sở Lạ\n", "utf-8-sig")
    status, text = run(file, "--confirm", "--keep-good")
    assert status == 1
    assert "Đã nhập" not in text
    assert not ImportRun.objects.exists()


def test_the_summary_counts_people_where_the_sheet_is_of_people(province, tmp_path):
    file = tmp_path / "nguoi.csv"
    file.write_text("Họ tên;Cơ quan;Vai trò\nTrần Văn Ký;Sở Xây dựng;Lãnh đạo cơ quan\n", "utf-8-sig")
    status, text = run(file, "--dry-run", kind="people", plan="")
    assert status == 0
    assert "2 người dùng không có trong bảng này" in text
    assert "chỉ tiêu" not in text.lower()
