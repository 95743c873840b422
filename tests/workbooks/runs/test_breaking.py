"""What broke the import once: each is a row or a file that is refused in words, and no run hangs."""

import io
import time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from dxtracker.lib.limited import TookTooLong, within
from kpis.grammar.shapes import LONGEST_CELL
from tests.workbooks.handing import GOOD, HEAD, post, sheet_of, text_of, upload, url
from workbooks.kinds import registry as kinds
from workbooks.models import ImportRun
from workbooks.reading.agencies.groups import roles


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Sở TT&TT, phối hợpvới Sở Nội vụ", ("Sở TT&TT, phối hợpvới Sở Nội vụ", "")),
        ("Sở TT&TT,,, phối hợp: Sở Nội vụ", ("Sở TT&TT", "Sở Nội vụ")),
        ("(phối hợp)", ("(phối hợp)", "")),
        ("phối hợp", ("phối hợp", "")),
        ("Sở Xây dựng (phối hợp với Sở Y tế", ("Sở Xây dựng", "Sở Y tế")),
    ],
)
def test_who_helps_is_found_or_the_text_stays_whole(text, answer):
    assert roles(text) == answer


def test_words_that_run_together_are_a_refused_row(admin, months, agency_a):
    upload(admin, months, HEAD + GOOD.replace("Sở Xây dựng", "Sở Xây dựng phối hợpvới Sở Nội vụ"))
    run = ImportRun.objects.get()
    assert (run.state, run.counts["refused"]) == ("previewed", 1)
    assert admin.get(url("run", run)).status_code == 200


def fail(*_args, **_more):
    raise ZeroDivisionError


def test_a_fault_of_our_own_marks_the_run_and_its_page_says_so(admin, months, agency_a, monkeypatch, caplog):
    monkeypatch.setitem(kinds.KINDS, "assignments", kinds.KINDS["assignments"].__class__(fail, fail, fail, fail))
    assert upload(admin, months).status_code == 302
    run = ImportRun.objects.get()
    assert (run.state, run.problem["code"]) == ("failed", "not_understood")
    assert "lỗi của hệ thống" in text_of(admin.get(url("run", run)))
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_at_which_we_fail_changes_nothing(admin, run, monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "assignments", kinds.KINDS["assignments"].__class__(fail, fail, fail, fail))
    answer = post(admin, "mend", run, place=f"{sheet_of(run)}!D3", text="60-90%")
    assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.choices.get("mends", {})) == ("previewed", {})


# --- places that are none ----------------------------------------------------------------------------------------

PLACES = ["NaN", "NaN!NaN", "{sheet}!A0", "{sheet}!A9999999", "{sheet}!ZZZ1", "{sheet}!A00000", "{sheet}!D65537", "!A1"]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_none_is_refused(admin, run, place):
    place = place.format(sheet=sheet_of(run))
    for act, said in (("mend", {"text": "1"}), ("decide", {"decision": "keep"})):
        assert post(admin, act, run, place=place, **said).status_code in (400, 409)
    run.refresh_from_db()
    assert run.choices == {}
    assert admin.get(f"/imports/{run.pk}/annotated.xlsx").status_code == 200


@pytest.mark.parametrize("place", [*PLACES, "T!A-1", "!", "T!", "T!1A", "x" * 500])
def test_the_page_opens_after_any_place(admin, run, place):
    place = place.format(sheet=sheet_of(run))
    assert admin.get(url("run", run), {"after": place, "page": "NaN", "tab": "NaN"}).status_code == 200
    assert post(admin, "agency", run, name="Sở Khoa học Vũ trụ", agency="so-a", place=place).status_code == 302


def test_a_cell_of_a_sheet_that_is_not_there_harms_nothing(admin, run):
    assert post(admin, "mend", run, place="Không có!B2", text="1").status_code == 302
    assert admin.get(f"/imports/{run.pk}/annotated.xlsx").status_code == 200
    assert admin.get(url("run", run)).status_code == 200


# --- long and dense ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", range(1, 6))
def test_a_cell_longer_than_any_real_one_is_asked_about_where_it_stands(admin, months, agency_a, column):
    cells = GOOD.strip().split(";")
    cells[column] = "(" * (LONGEST_CELL + 1)
    upload(admin, months, HEAD + ";".join(cells) + "\n")
    run = ImportRun.objects.get()
    (line,) = run.understood["lines"]
    said = [(p["code"], p["cell"]) for p in line["problems"] if p["code"] == "too_long"]
    assert said == [("too_long", f"{'ABCDEF'[column]}2")]
    assert "dài quá 4000 ký tự" in text_of(admin.get(url("run", run)))


def test_a_long_remark_outside_the_table_is_no_matter(admin, months, agency_a):
    upload(admin, months, "x" * 9_000 + "\n" + HEAD + GOOD)
    assert ImportRun.objects.get().counts["new"] == 1


def dense(comment: str) -> bytes:
    """An .xlsx of one cell with a comment of this text."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book, out, made = Workbook(), io.BytesIO(), io.BytesIO()
    book.active["A1"] = "x"
    book.active["A1"].comment = Comment("CHÚ", "a")
    book.save(out)
    with ZipFile(out) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace("CHÚ".encode(), comment.encode()) if "comment" in name else part)
    return made.getvalue()


def test_a_comment_that_looks_like_merges_takes_no_time(settings):
    data = dense("mergeCell " * 180_000)
    assert len(data) < 20_000
    with ZipFile(io.BytesIO(data)) as archive:
        from workbooks.annotate.marking import covered

        began = time.thread_time()
        assert sum(covered(archive, name) for name in archive.namelist() if name.endswith(".xml")) == 0
        assert time.thread_time() - began < 1


def test_merges_are_counted_in_every_dialect():
    from workbooks.annotate.marking import covered

    out = io.BytesIO()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with ZipFile(out, "w") as archive:
        archive.writestr(
            "s.xml", f'<w:a xmlns:w="{space}"><w:mergeCell q=">" ref=\'A1:B5\'/><w:mergeCell ref="A1:B5"/></w:a>'
        )
    with ZipFile(out) as archive:
        assert covered(archive, "s.xml") == 10


def test_what_takes_too_much_of_the_processor_is_stopped():
    def endless():
        while True:
            pass

    with within(1), pytest.raises(TookTooLong):
        endless()
