"""The month's page without a script and without a session: one form, and nothing typed is lost."""

import pytest

from kpis.entry.actions import type_figures
from kpis.models import Entry
from tests.factories import PASSWORD, CauseFactory
from tests.kpis.entry.conftest import HTMX, URL, entry_of

pytestmark = pytest.mark.django_db


def test_one_form_saves_all_rows_and_reports_what_is_wrong_at_its_cell(client, clerk_a, item):
    good, bad, blank = item(), item(kind="monthly"), item(kind="latest")
    client.force_login(clerk_a)
    response = client.post(URL, {f"{row.pk}-version": "" for row in (good, bad, blank)} | {
        f"{good.pk}-value": "12", f"{bad.pk}-value": "abc", f"{blank.pk}-value": "",
    })  # fmt: skip
    assert response.status_code == 422
    assert list(Entry.objects.values_list("assignment", "value")) == [(good.pk, 12)]
    rows = {row.pk: row for row in response.context["board"].rows}
    assert (rows[bad.pk].texts["value"], list(rows[bad.pk].wrong)) == ("abc", ["value"])
    assert 'aria-invalid="true"' in response.content.decode()


def test_one_form_saved_leads_back_to_the_page(client, clerk_a, item):
    target = item()
    client.force_login(clerk_a)
    response = client.post(URL, {f"{target.pk}-version": "", f"{target.pk}-value": "12"})
    assert (response.status_code, response.url) == (302, URL)


def test_a_proposal_works_as_a_button_of_the_form(client, clerk_a, item, approved):
    target = item(low=240)
    approved(target, 8, value=228)
    client.force_login(clerk_a)
    client.post(URL, {f"{target.pk}-version": "", f"{target.pk}-value": "31", f"use-{target.pk}": "value=259"})
    assert entry_of(target).value == 259


def test_a_clash_in_the_form_is_shown_and_decided_without_a_script(client, clerk_a, head_a, item, months):
    target = item()
    type_figures(target, months[9], by=head_a, value=45)
    client.force_login(clerk_a)
    row = {f"{target.pk}-version": "", f"{target.pk}-value": "31"}
    response = client.post(URL, row)
    assert (response.status_code, response.context["board"].rows[0].clash.version) == (409, 1)
    client.post(URL, row | {f"{target.pk}-seen": "1", f"choice-{target.pk}": "mine"})
    assert entry_of(target).value == 31


def test_a_clash_shows_figures_as_figures_even_where_a_cause_has_that_number(client, clerk_a, head_a, item, months):
    first, second = (CauseFactory(name=name, province=clerk_a.memberships.get().agency.province) for name in "AB")
    target = item()
    type_figures(target, months[9], by=head_a, value=first.pk, cause=first)
    client.force_login(clerk_a)
    typed = {"version": "", "value": str(second.pk), "cause": str(second.pk)}
    response = client.post(URL, {f"{target.pk}-{name}": text for name, text in typed.items()})
    (row,) = response.context["board"].rows
    assert {(mine, theirs) for _, mine, theirs in row.clash.fields} == {
        (str(second.pk), str(first.pk)),
        (second.name, first.name),
    }


def test_a_script_whose_session_ended_is_told_where_to_log_in(client, item):
    target = item()
    address, at = f"/entry/so-a/{target.pk}/?year=2022&month=9", {"HTTP_HX_CURRENT_URL": f"http://testserver{URL}"}
    response = client.post(address, {f"{target.pk}-value": "31"}, **HTMX, **at, HTTP_DX_KEPT="1")
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/account/login/?next=/entry/so-a/")
    assert "giữ trên máy này" in client.get(response["HX-Redirect"]).content.decode()


def test_what_no_script_keeps_goes_with_the_login_page(client, clerk_a, item):
    address = f"/entry/so-a/{item().pk}/evidence/?year=2022&month=9"
    page = client.post(address, {"number": "12/BC", "is_open": "on"}, **HTMX)
    assert (page.status_code, page["HX-Retarget"], page["HX-Reswap"]) == (200, "body", "innerHTML")
    assert (page["HX-Push-Url"], list(client.session.keys())) == ("/account/login/", [])
    who = {"username": clerk_a.username, "password": "minhhoa-2022", "kept": page.context["kept"]}
    assert client.post("/account/login/", who).url == "/account/kept/"
    waiting = client.get("/account/kept/").context["kept"]
    assert (waiting.path, waiting.texts) == (address, ["12/BC"])


def test_of_what_was_typed_no_keys_and_stamps_are_shown_and_a_signature_is_given_anew(client, clerk_a):
    posted = {"act": "return", "chosen": ["7", "8"], "version-7": "2", "unflagged": "9", "reason-7": "Chưa khớp"}
    review, sign = "/review/so-a/decide/?year=2022&month=9", "/entry/so-a/submit/?year=2022&month=9"
    page = client.post(review, posted)
    client.post("/account/login/", {"username": clerk_a.username, "password": PASSWORD, "kept": page.context["kept"]})
    waiting = client.get("/account/kept/").context["kept"]
    assert (waiting.texts, {name for name, _text in waiting.fields} >= posted.keys()) == (["Chưa khớp"], True)
    client.logout()
    assert client.post(sign, {"seen": "7.2 8.1"}).url.startswith("/account/login/?next=")


def test_who_has_to_choose_a_password_first_is_shown_afterwards_what_was_typed(client, clerk_a, item):
    page = client.post(URL, {f"{item().pk}-value": "31"})
    clerk_a.must_change_password = True
    clerk_a.save()
    who = {"username": clerk_a.username, "password": "minhhoa-2022"}
    assert client.post("/account/login/", who | {"kept": page.context["kept"]}).url == "/account/password/"
    new = {"old_password": who["password"], "new_password1": "mua-xuan-2022-ve", "new_password2": "mua-xuan-2022-ve"}
    assert client.post("/account/password/", new).url == "/account/kept/"


def test_a_form_posted_without_a_session_is_offered_again_after_the_login(client, clerk_a, item):
    target = item()
    row = {f"{target.pk}-version": "", f"{target.pk}-value": "31", "who": str(clerk_a.pk), "other": "x"}
    page = client.post(URL, row)
    assert (page.status_code, list(client.session.keys())) == (401, [])
    who = {"username": clerk_a.username, "password": "minhhoa-2022", "next": URL}
    assert client.post("/account/login/", who | {"kept": page.context["kept"]}).url == "/account/kept/"
    waiting = client.get("/account/kept/").context["kept"]
    assert (waiting.path, dict(waiting.fields), Entry.objects.exists()) == (URL, row, False)
    client.post(waiting.path, dict(waiting.fields))
    assert entry_of(target).value == 31
    assert client.get("/account/kept/").url == "/"


def test_what_one_person_posted_is_not_offered_to_another(client, clerk_a, head_a, item):
    target = item()
    page = client.post(URL, {f"{target.pk}-value": "31", f"{target.pk}-version": "", "who": str(clerk_a.pk)})
    who = {"username": head_a.username, "password": "minhhoa-2022", "kept": page.context["kept"]}
    client.post("/account/login/", who)
    assert client.get("/account/kept/").url == "/"
