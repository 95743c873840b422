"""Two people at one figure: the workbook was downloaded, somebody typed, the workbook comes back. And who may."""

import io

import pytest
from openpyxl import load_workbook

from kpis.errors import CannotChange
from tests.workbooks import figures_cast as cast
from tests.workbooks.figures_cast import filled, july_of, refusals, statuses
from workbooks.runs import actions as runs

opened_here, items, july, made, handed_in = cast.opened_here, cast.items, cast.july, cast.made, cast.handed_in
stale = cast.stale
SHARED = ("items", "clerk_a", "head_a", "officer")


# --- two people at one figure ------------------------------------------------------------------------------------


def test_a_figure_that_somebody_changed_meanwhile_is_asked_about(stale, clerk_a):
    (problem,) = stale.understood["lines"][0]["problems"]
    assert (problem["code"], problem["cell"]) == ("stale_entry", "7")
    assert {name: problem["details"][name] for name in ("base", "now", "file", "version")} == {
        "base": "5", "now": "6", "file": "7", "version": "2",
    }  # fmt: skip
    with pytest.raises(CannotChange):
        runs.confirm(stale, by=clerk_a)


@pytest.mark.parametrize(("choice", "value", "status"), [("mine", 7, "changed"), ("theirs", 6, "unchanged")])
def test_the_person_chooses_which_figure_counts(client, stale, items, clerk_a, choice, value, status):
    client.force_login(clerk_a)
    place = f"{stale.understood['lines'][0]['sheet']}!7"
    page = client.get(f"/imports/{stale.pk}/merge/").content.decode()
    assert f'name="choice-{place}" value="{choice}"' in page
    posted = {f"choice-{place}": choice, "version": stale.version}
    response = client.post(f"/imports/{stale.pk}/merge/", posted)
    assert (response.status_code, response.url) == (302, f"/imports/{stale.pk}/")
    stale.refresh_from_db()
    assert stale.choices["decisions"] == {place: f"{choice}@2"}
    assert statuses(stale)[0] == status
    runs.confirm(stale, by=clerk_a)
    assert july_of(items["number"]).value == value


def test_a_choice_does_not_outlive_the_figure_it_was_made_for(stale, items, draft, clerk_a):
    place = f"{stale.understood['lines'][0]['sheet']}!7"
    stale = runs.choose(stale, by=clerk_a, decisions={place: "mine@2"})
    assert statuses(stale)[0] == "changed"
    draft(items["number"], 7, value=8)
    with pytest.raises(runs.Stale):
        runs.confirm(stale, by=clerk_a)
    stale.refresh_from_db()
    assert refusals(stale) == [("7", "stale_entry")]
    assert july_of(items["number"]).value == 8


def test_a_line_that_the_file_did_not_touch_leaves_the_later_figure(made, items, draft, handed_in):
    draft(items["number"], 7, value=5)
    data = filled(made(), value_10=1)
    draft(items["number"], 7, value=6)
    run = handed_in(data)
    assert statuses(run) == ["unchanged", "unchanged", "unchanged", "new"]
    assert [w["code"] for w in run.understood["lines"][0]["warnings"]] == ["changed_meanwhile"]


def test_a_figure_typed_by_another_after_the_download_of_an_empty_one_is_asked_about(made, items, draft, handed_in):
    data = filled(made(), value_7=7)
    draft(items["number"], 7, value=6)
    assert refusals(handed_in(data)) == [("7", "stale_entry")]


# --- the pages ---------------------------------------------------------------------------------------------------

WORKBOOK = "/imports/figures/so-a/2022-7.xlsx"


def test_the_workbook_is_downloaded_by_who_may_enter_the_figures(client, items, clerk_a):
    client.force_login(clerk_a)
    response = client.get(WORKBOOK)
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "so-a-2022-07.xlsx" in response["Content-Disposition"]
    assert load_workbook(io.BytesIO(response.content)).worksheets[0]["A1"].value.startswith("Sở Xây dựng")
    assert client.get("/imports/figures/so-a/2022-13.xlsx").status_code == 404
    assert client.get("/imports/figures/khong-co/2022-7.xlsx").status_code == 404
    assert client.post(WORKBOOK).status_code == 405


def test_the_workbook_is_not_for_others(client, items, committee, head_b, stranger):
    assert client.get(WORKBOOK).status_code == 302
    for person, status in ((committee, 403), (head_b, 404), (stranger, 404)):
        client.force_login(person)
        assert client.get(WORKBOOK).status_code == status


def test_the_choice_between_two_figures_is_not_for_others(client, stale, committee, head_b):
    url = f"/imports/{stale.pk}/merge/"
    assert client.get(url).status_code == 302
    for person, status in ((committee, 403), (head_b, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url, {"version": stale.version}).status_code == status


def test_a_choice_on_an_older_preview_does_nothing(client, stale, clerk_a):
    client.force_login(clerk_a)
    place = f"{stale.understood['lines'][0]['sheet']}!7"
    response = client.post(f"/imports/{stale.pk}/merge/", {f"choice-{place}": "mine", "version": stale.version - 1})
    assert response.status_code == 409
    stale.refresh_from_db()
    assert "decisions" not in stale.choices
