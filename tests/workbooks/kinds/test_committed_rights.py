"""The page on which committed items are handed in, and who may open and do what on a run of theirs."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from commitments.models import Commitment, CommitmentItem
from tests.workbooks.handing import text_of
from workbooks.models import ImportRun
from workbooks.runs import actions as runs
from workbooks.runs import handing_in

SHEET = "TT;Đơn vị;Nội dung cam kết\n1;Văn phòng Sở;Đạo đức công vụ\n2;Phòng Xa lạ;Việc khác\n"
OWN = "TT;Nội dung cam kết\n1;Đạo đức công vụ\n"
MAY = {"stranger": 404, "head_b": 404, "committee": 403, "officer": 403, "clerk_a": 403, "head_a": 200}


@pytest.fixture
def address(event_a, stored):
    return f"/commitments/events/{event_a.pk}/import/"


@pytest.fixture
def run(event_a, head_a, division_1, stored):
    said = {"plan": event_a.plan, "agency": event_a.agency, "subject_id": event_a.pk}
    made, _ = handing_in.hand_in(
        SHEET.encode(), "camket.csv", province=event_a.plan.province, by=head_a, kind="commitments", **said
    )
    return made


def hand_in(client, address, text=SHEET, name="camket.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, text.encode())})


# --- handing in ---------------------------------------------------------------------------------------------------


def test_a_sheet_is_handed_in_read_and_waits_to_be_confirmed(client, address, event_a, head_a, division_1):
    client.force_login(head_a)
    response = hand_in(client, address)
    run = ImportRun.objects.get()
    assert response.url == reverse("workbooks:import-run", args=[run.pk])
    assert (run.kind, run.agency, run.plan, run.subject_id, run.period) == (
        "commitments", event_a.agency, event_a.plan, event_a.pk, None,
    )  # fmt: skip
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert not Commitment.objects.exists()


def test_a_division_is_named_in_the_address(client, address, head_a, division_1, committee):
    client.force_login(head_a)
    hand_in(client, f"{address}?agency=a-1", OWN)
    assert (ImportRun.objects.get().agency, ImportRun.objects.get().counts["new"]) == (division_1, 1)
    assert hand_in(client, f"{address}?agency=so-b", OWN).status_code == 404
    assert ImportRun.objects.count() == 1


def test_the_same_file_for_the_same_use_waits_once(client, address, head_a, division_1, division_2):
    client.force_login(head_a)
    hand_in(client, f"{address}?agency=a-1", OWN)
    hand_in(client, f"{address}?agency=a-1", OWN)
    assert ImportRun.objects.count() == 1
    hand_in(client, f"{address}?agency=a-2", OWN)
    assert ImportRun.objects.count() == 2


def test_another_event_is_another_use(client, address, event_a, event_top, head_a, division_1):
    client.force_login(head_a)
    hand_in(client, address, OWN)
    hand_in(client, f"/commitments/events/{event_top.pk}/import/?agency=so-a", OWN)
    assert sorted(ImportRun.objects.values_list("subject_id", flat=True)) == sorted([event_a.pk, event_top.pk])


def test_what_is_no_file_is_shown_again_and_nothing_is_stored(client, address, head_a):
    client.force_login(head_a)
    response = client.post(address)
    assert response.status_code == 200
    assert "wrong-summary" in text_of(response)
    assert not ImportRun.objects.exists()


def test_the_page_shows_an_example_and_earlier_imports(client, address, head_a, run, django_assert_num_queries):
    client.force_login(head_a)
    with django_assert_num_queries(4):
        page = text_of(client.get(address))
    assert "Nâng cao đạo đức công vụ" in page
    assert "camket.csv" in page
    assert "cuối tháng 2/2022" in page
    assert client.get("/imports/template/commitments.xlsx").content[:2] == b"PK"


# --- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_is_for_who_writes_commitments_of_the_agency(client, request, address, run, method):
    url = address
    assert getattr(client, method)(url).url == f"/account/login/?next={url}"
    for who, status in (MAY | {"administrator": 200}).items():
        client.force_login(request.getfixturevalue(who))
        assert getattr(client, method)(url).status_code == status, who
    assert client.delete(url).status_code == 405
    assert list(ImportRun.objects.values_list("pk", flat=True)) == [run.pk]


def test_a_division_head_reads_the_own_page_and_may_not_import(client, address, head_division):
    client.force_login(head_division)
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?agency=a-1").status_code == 403


def test_an_event_that_is_none_is_not_found(client, administrator, plan):
    client.force_login(administrator)
    assert client.get("/commitments/events/99999/import/").status_code == 404


@pytest.mark.parametrize("name", ["run", "progress", "file", "annotated", "undo"])
def test_a_run_is_read_by_who_may_import_it(client, request, run, name):
    url = reverse(f"workbooks:import-{name}", args=[run.pk])
    for who, status in MAY.items():
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == status, who


@pytest.mark.parametrize("name", ["mend", "columns", "decide", "reread", "confirm", "undo", "continue"])
def test_a_run_is_changed_by_who_may_import_it(client, request, run, name):
    url = reverse(f"workbooks:import-{name}", args=[run.pk])
    for who in ("stranger", "head_b", "committee", "officer", "clerk_a"):
        client.force_login(request.getfixturevalue(who))
        assert client.post(url).status_code == MAY[who], who
    assert ImportRun.objects.get(pk=run.pk).version == run.version


def test_the_list_of_imports_shows_it_to_who_may_import_it(client, run, head_a, head_b, clerk_a):
    for person, sees in ((head_a, True), (head_b, False), (clerk_a, False)):
        client.force_login(person)
        page = text_of(client.get("/imports/"))
        assert ("camket.csv" in page) is sees, person
        assert 'value="commitments"' not in page


def test_the_blank_workbook_is_for_who_writes_commitments(client, request, plan):
    for who, status in {"stranger": 404, "committee": 403, "head_a": 200, "administrator": 200}.items():
        client.force_login(request.getfixturevalue(who))
        assert client.get("/imports/template/commitments.xlsx").status_code == status, who


# --- the run's page -----------------------------------------------------------------------------------------------


def post(client, act, run, **fields):
    version = ImportRun.objects.values_list("version", flat=True).get(pk=run.pk)
    return client.post(reverse(f"workbooks:import-{act}", args=[run.pk]), {"version": version} | fields)


def test_a_sheet_is_mended_confirmed_and_undone_on_its_page(client, run, head_a):
    client.force_login(head_a)
    page = text_of(client.get(reverse("workbooks:import-run", args=[run.pk])))
    assert "Phòng Xa lạ" in page
    assert "B3" in page
    assert "Hội nghị ký cam kết, cuối tháng 2/2022" in page
    post(client, "mend", run, place=f"{run.understood['tables'][0]['sheet']}!B3", text="a-1")
    post(client, "confirm", run)
    assert CommitmentItem.objects.count() == 2
    done = text_of(client.get(reverse("workbooks:import-run", args=[run.pk])))
    assert "/boards/commitments/?year=2022" in done
    assert "2 nội dung cam kết" in done
    post(client, "undo", run, reason="nhầm tệp")
    assert not Commitment.objects.exists()


def test_what_was_held_back_is_taken_up_for_the_same_event(client, run, head_a, event_a):
    client.force_login(head_a)
    post(client, "confirm", run, keep_good="1")
    post(client, "continue", run)
    taken = ImportRun.objects.exclude(pk=run.pk).get()
    assert (taken.subject_id, taken.agency) == (event_a.pk, event_a.agency)
    assert taken.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 1}


def test_a_finished_run_of_one_division_leads_to_its_commitment(client, address, head_a, division_1):
    client.force_login(head_a)
    hand_in(client, f"{address}?agency=a-1", OWN)
    run = ImportRun.objects.get()
    runs.confirm(run, by=head_a)
    page = text_of(client.get(reverse("workbooks:import-run", args=[run.pk])))
    assert f"/boards/commitment/{Commitment.objects.get().pk}/" in page


# --- the command --------------------------------------------------------------------------------------------------


def command(path, *options, user="giamdoc.a"):
    """(exit status, what was told)."""
    out = StringIO()
    asked = [str(path), "--kind", "commitments", "--user", user, "--province", "vinh-phuc", "--format", "json"]
    try:
        call_command("import_workbook", *asked, *options, stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@pytest.fixture
def workbook_file(tmp_path):
    path = tmp_path / "camket.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_the_command_imports_for_an_event_and_a_division(stored, workbook_file, event_a, head_a, division_1):
    status, told = command(workbook_file, "--event", str(event_a.pk), "--agency", "a-1", "--confirm")
    assert (status, told["state"], told["counts"]["new"]) == (0, "done", 1)
    (row,) = told["rows"]
    assert (row["agency"], row["text"], row["way"]) == ("a-1", "Đạo đức công vụ", "confirmed")
    assert Commitment.objects.get().items.count() == 1


@pytest.mark.parametrize(
    ("options", "user"),
    [((), "giamdoc.a"), (("--event", "99999"), "giamdoc.a"), (("--event", "", "--agency", "so-b"), "giamdoc.a"),
     (("--event", ""), "nhaplieu.a"), (("--event", ""), "giamdoc.b")],
)  # fmt: skip
def test_the_command_refuses_what_the_pages_refuse(
    stored, workbook_file, event_a, head_a, clerk_a, head_b, division_1, options, user
):
    options = [option or str(event_a.pk) for option in options]
    status, told = command(workbook_file, *options, user=user)
    assert (status, list(told)) == (2, ["error"])
    assert not ImportRun.objects.exists()


def test_the_event_belongs_to_commitments(stored, workbook_file, administrator, plan):
    out = StringIO()
    asked = [str(workbook_file), "--kind", "agencies", "--user", "quantri", "--event", "1", "--format", "json"]
    with pytest.raises(CommandError):
        call_command("import_workbook", *asked, stdout=out)
    assert "--event" in json.loads(out.getvalue())["error"]
