"""Causes as governed outcomes: claimed by an agency, decided by the standing body, and what they leave out."""

import json
from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from kpis.catalogue.actions import keep
from kpis.causes.actions import claim_cause, decide_claim
from kpis.causes.page import ClaimRow, _decided
from kpis.errors import CannotChange
from kpis.items.actions import hand_over
from kpis.models import Assignment, CauseClaim, RollUp
from tests import crawl, factories

SINCE = date(2022, 1, 15)
BOARD = "/boards/excluded/?year=2022&month=9"


@pytest.fixture
def claimed(cause, clerk_a):
    """claimed(item, "not_measurable"): waits to be decided."""

    def claim(assignment, outcome="not_measurable", by=None, **days):
        said = {"cause": cause, "outcome": outcome, "holds_from": SINCE, "note": "chưa có phần mềm"} | days
        return claim_cause(assignment, by=by or clerk_a, **said)

    return claim


def said_of(cause, **more):
    said = {"cause": cause.pk, "outcome": "not_measurable", "holds_from": "2022-01-15", "note": "Phần mềm chưa có"}
    return said | more


# --- rights ------------------------------------------------------------------------------------------------------


RIGHTS = {  # the list, the page of a claim, a decision
    "officer": (200, 403, 422),
    "clerk_a": (200, 200, 403),
    "head_a": (200, 200, 403),
    "head_b": (200, 404, 404),
    "committee": (200, 403, 403),
    "administrator": (200, 403, 403),
    "stranger": (404, 404, 404),
}


def test_who_claims_and_who_decides(client, request, item, claimed):
    waiting = claimed(item())
    for who, wanted in RIGHTS.items():
        client.force_login(request.getfixturevalue(who))
        found = (
            client.get("/causes/").status_code,
            client.get(f"/causes/claim/{waiting.assignment_id}/").status_code,
            client.post(f"/causes/{waiting.pk}/decide/", {}).status_code,
        )
        assert found == wanted, who
    waiting.refresh_from_db()
    assert waiting.state == "claimed"


def test_enter_in_a_day_s_field_refuses_nothing(client, item, claimed, officer):
    claimed(item())
    client.force_login(officer)
    assert crawl.side_buttons(client.get("/causes/").content.decode()) == []


def test_nobody_comes_in_without_logging_in_and_decisions_are_only_posted(client, item, claimed, officer):
    waiting = claimed(item())
    for url in ("/causes/", f"/causes/claim/{waiting.assignment_id}/", BOARD):
        assert "login" in client.get(url).url
    client.force_login(officer)
    assert client.get(f"/causes/{waiting.pk}/decide/").url == "/causes/"
    assert client.post("/causes/").status_code == 405
    assert client.post("/causes/99999/decide/", {}).status_code == 404
    assert client.get("/causes/claim/99999/").status_code == 404


def test_an_agency_sees_its_own_claims_and_not_anothers(client, item, claimed, agency_b, head_b):
    claimed(item())
    other = claimed(item(agency=agency_b), by=head_b)
    client.force_login(head_b)
    assert [row.claim for row in client.get("/causes/").context["board"].waiting] == [other]


# --- claiming ----------------------------------------------------------------------------------------------------


def test_an_agency_claims_a_cause_and_nothing_moves_yet(client, item, cause, clerk_a, standing):
    target = item()
    client.force_login(clerk_a)
    links = [row.url for row in client.get("/causes/").context["board"].claimable]
    assert links == [f"/causes/claim/{target.pk}/"]

    answer = client.post(links[0], said_of(cause, holds_until="31/12/2022"))

    claim = CauseClaim.objects.get()
    assert (answer.status_code, answer.url) == (302, "/causes/")
    assert (claim.state, claim.claimed_by, claim.holds_from, claim.holds_until) == (
        "claimed", clerk_a, SINCE, date(2022, 12, 31),
    )  # fmt: skip
    assert standing(target, 9).state == "no_data"


def test_the_same_claim_twice_is_one_claim(client, item, cause, clerk_a):
    target = item()
    client.force_login(clerk_a)
    answers = [client.post(f"/causes/claim/{target.pk}/", said_of(cause)).status_code for _ in range(2)]
    assert (answers, CauseClaim.objects.count()) == ([302, 409], 1)


def test_a_claim_that_lacks_something_says_where(client, item, cause, clerk_a):
    client.force_login(clerk_a)
    url = f"/causes/claim/{item().pk}/"
    for field, text in {
        "note": "",
        "holds_until": "2022-01-14",
        "holds_from": "31/2/2022",
        "cause": "0",
        "outcome": "done",
    }.items():
        answer = client.post(url, said_of(cause) | {field: text})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not CauseClaim.objects.exists()


def test_a_cause_of_another_province_is_none(client, item, clerk_a):
    foreign = factories.CauseFactory(code="noi-khac")
    client.force_login(clerk_a)
    assert client.post(f"/causes/claim/{item().pk}/", said_of(foreign)).status_code == 422


def test_a_claim_begins_with_the_earliest_open_month(client, item, clerk_a, close_until):
    target = item()
    close_until(2)
    client.force_login(clerk_a)
    assert client.get(f"/causes/claim/{target.pk}/").context["form"]["holds_from"].value() == date(2022, 2, 15)


@pytest.fixture
def ours(province):
    """A cause that lies with the agency itself."""
    return factories.CauseFactory(province=province, code="thieu-nhan-luc", kind="subjective")


@pytest.mark.parametrize("outcome", ["not_measurable", "not_applicable"])
def test_a_subjective_cause_takes_nothing_out_of_the_measurable(client, item, ours, clerk_a, outcome):
    target = item()
    client.force_login(clerk_a)
    answer = client.post(f"/causes/claim/{target.pk}/", said_of(ours, outcome=outcome))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["outcome"])
    assert "Nguyên nhân chủ quan" in answer.content.decode()
    with pytest.raises(CannotChange):
        claim_cause(target, cause=ours, outcome=outcome, holds_from=SINCE, by=clerk_a)
    assert not CauseClaim.objects.exists()
    assert client.post(f"/causes/claim/{target.pk}/", said_of(ours, outcome="missed")).status_code == 302


def test_what_was_claimed_by_a_subjective_cause_before_is_refused_alone(client, item, ours, claimed, officer, standing):
    waiting = claimed(item())
    CauseClaim.objects.update(cause=ours)
    client.force_login(officer)
    said = {"act": "confirm", "holds_until": "2022-12-31", "reason": "Đã xem"}
    answer = client.post(f"/causes/{waiting.pk}/decide/", said)
    assert (answer.status_code, standing(waiting.assignment, 9).state) == (422, "no_data")
    assert answer.context["board"].waiting[0].form.errors.keys() == {"reason"}
    with pytest.raises(CannotChange):
        decide_claim(waiting, by=officer, confirm=True, holds_until=date(2022, 12, 31))
    assert client.post(f"/causes/{waiting.pk}/decide/", said | {"act": "refuse"}).status_code == 302


def test_a_cause_becomes_no_subjective_one_while_it_leaves_items_out(item, cause, confirmed):
    confirmed(item(), "not_measurable", since=SINCE)
    with pytest.raises(ValidationError):
        keep(cause, by=None, kind="subjective")
    cause.refresh_from_db()
    assert cause.kind == "objective"


# --- deciding ----------------------------------------------------------------------------------------------------


def test_the_standing_body_confirms_until_a_day_and_the_state_follows(client, item, claimed, officer, standing):
    target = item()
    waiting = claimed(target)
    client.force_login(officer)

    said = {"act": "confirm", "holds_until": "2022-08-20", "reason": "Đã kiểm tra"}
    assert client.post(f"/causes/{waiting.pk}/decide/", said).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.state, waiting.holds_until, waiting.decided_by) == ("confirmed", date(2022, 8, 20), officer)
    assert [standing(target, month).state for month in (8, 9)] == ["not_measurable", "no_data"]
    assert client.post(f"/causes/{waiting.pk}/decide/", said | {"act": "refuse"}).status_code == 409
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_before_deciding_the_officer_sees_what_it_does_to_the_rates(
    client, item, approved, claimed, officer, standing, close_until, agency_b
):
    approved(item(low=5), 9, value=5)
    claimed(item(kind="latest"), holds_until=date(2022, 9, 14))
    claimed(item(kind="peak"), "missed")
    approved(item(low=5, agency=agency_b), 9, value=1)
    close_until(8)
    client.force_login(officer)
    first, second = client.get("/causes/").context["board"].waiting
    (month,) = first.effect
    before, after = month.before, month.after
    assert (month.period.month, [tuple(move) for move in month.moved]) == (9, [("no_data", "not_measurable", 1)])
    assert (before.done, before.applicable, after.done, after.applicable) == (1, 3, 1, 3)
    assert (before.measurable_rate, after.measurable_rate) == (Fraction(1, 3), Fraction(1, 2))
    assert second.effect == ()
    page = client.get("/causes/").content.decode()
    assert "1/3 (33,3%) → 1/3 (33,3%)" in page
    assert "33,3% → 50,0%" in page
    assert standing(first.claim.assignment, 9).state == "no_data"
    said = {"act": "confirm", "holds_until": "2022-09-14"}
    assert client.post(first.decide_url, said).status_code == 302
    row = RollUp.objects.get(agency=first.claim.assignment.agency, period=month.period)
    assert {state: getattr(row, state) for state in after.states} == after.states


def test_a_refusal_moves_nothing_and_says_why(client, item, claimed, officer, standing):
    target = item()
    waiting = claimed(target)
    client.force_login(officer)
    assert client.post(f"/causes/{waiting.pk}/decide/", {"act": "refuse"}).status_code == 422
    assert client.post(f"/causes/{waiting.pk}/decide/", {"act": "refuse", "reason": "Đã có"}).status_code == 302
    page = client.get("/causes/")
    assert [(one.first.claim.state, one.first.claim.decision_reason) for one in page.context["board"].decided] == [
        ("refused", "Đã có")
    ]
    assert standing(target, 9).state == "no_data"


def test_what_leaves_the_measurable_is_confirmed_until_a_day(client, item, claimed, officer):
    waiting = claimed(item())
    client.force_login(officer)
    for until in ("", "2022-01-14", "mai"):
        answer = client.post(f"/causes/{waiting.pk}/decide/", {"act": "confirm", "holds_until": until})
        form = answer.context["board"].waiting[0].form
        assert (answer.status_code, form.errors.keys()) == (422, {"holds_until"}), until
    waiting.refresh_from_db()
    assert waiting.state == "claimed"


def test_the_cause_of_a_missed_target_needs_no_last_day(client, item, claimed, officer):
    waiting = claimed(item(), "missed")
    client.force_login(officer)
    assert client.post(f"/causes/{waiting.pk}/decide/", {"act": "confirm"}).status_code == 302
    assert client.get("/causes/").context["board"].decided[0].first.expiry == "chưa có ngày kết thúc"


def claim_row(pk, indicator, state="confirmed", agency=1):
    item = Assignment(indicator_id=indicator, agency_id=agency)
    claim = CauseClaim(pk=pk, state=state, assignment=item, holds_from=SINCE)
    return ClaimRow(claim, "", "", "", is_own=False, expiry="", has_ended=False, form=None)


def test_claims_of_one_indicator_that_were_decided_alike_stand_together():
    rows = [claim_row(1, 7), claim_row(2, 8), claim_row(3, 7), claim_row(4, 7, "refused")]
    assert [[row.claim.pk for row in one.rows] for one in _decided(rows)] == [[1, 3], [4], [2]]


def test_a_merged_agency_counts_once_among_those_of_whom_a_cause_was_decided():
    rows = [claim_row(pk, 7, agency=max(pk, 2)) for pk in range(1, 6)]  # the first two are of one agency
    (group,) = _decided(rows)
    assert (len(group.rows), group.agencies) == (5, 4)
    page = render_to_string("kpis/causes/_decided.html", {"groups": [group]})
    assert "<summary>4 cơ quan</summary>" in page


def test_nobody_decides_their_own_and_the_page_says_so(client, item, claimed, officer):
    waiting = claimed(item(), by=officer)
    client.force_login(officer)
    page = client.get("/causes/")
    assert (page.context["board"].waiting[0].form, "do chính bạn nêu" in page.content.decode()) == (None, True)
    said = {"act": "confirm", "holds_until": "2022-12-31"}
    assert client.post(f"/causes/{waiting.pk}/decide/", said).status_code == 409


def test_the_last_day_of_a_decision_is_not_before_the_first(item, claimed, officer):
    with pytest.raises(CannotChange):
        decide_claim(claimed(item()), by=officer, confirm=True, holds_until=date(2022, 1, 14))


def test_what_holds_shows_when_it_ends(client, item, confirmed, officer, on_day):
    confirmed(item(), "not_measurable", since=SINCE, until=date(2022, 10, 31))
    client.force_login(officer)
    for day, words in {
        date(2022, 9, 20): "",
        date(2022, 10, 11): "còn 20 ngày",
        date(2022, 11, 3): "hết hiệu lực 3 ngày trước",
    }.items():
        on_day(day)
        assert client.get("/causes/").context["board"].decided[0].first.expiry == words


# --- what is left out --------------------------------------------------------------------------------------------


def test_everybody_who_reads_the_province_sees_what_is_left_out_and_both_rates(
    client, item, approved, confirmed, committee, officer, cause
):
    approved(item(low=5), 9, value=5)
    confirmed(item(kind="latest"), "not_measurable", since=SINCE, until=date(2022, 10, 31))
    confirmed(item(kind="peak"), "not_applicable", since=SINCE)
    item(kind="ratio", applicable_from=date(2022, 12, 1))
    item(kind="task")
    client.force_login(committee)

    found = json.loads(client.get(f"{BOARD}&format=json").content)

    assert (found["done"], found["applicable"], found["not_measurable"]) == (1, 3, 1)
    assert (found["official_rate"], found["measurable_rate"]) == ("0.333333333333", "0.500000000000")
    assert {(row["state"], row["cause"], row["since"], row["until"], row["decided_by"]) for row in found["items"]} == {
        ("not_measurable", cause.name, "2022-01-15", "2022-10-31", str(officer)),
        ("not_applicable", cause.name, "2022-01-15", None, str(officer)),
        ("not_applicable", None, None, "2022-12-01", None),
    }
    page = client.get(BOARD).content.decode()
    assert all(text in page for text in ("33,3%", "50,0%", "31/10/2022", "Đúng thực tế"))


def test_what_is_left_out_alike_of_one_indicator_is_said_once(client, item, confirmed, committee, agency_b):
    for given in (item(kind="latest"), item(kind="peak"), item(kind="latest", agency=agency_b)):
        confirmed(given, "not_measurable", since=SINCE, until=date(2022, 10, 31))
    client.force_login(committee)
    page = client.get(BOARD)
    groups = page.context["board"].groups
    assert [[row.agency for row in group.rows] for group in groups] == [["so-a", "so-b"], ["so-a"]]
    text = page.content.decode()
    assert text.count(groups[0].first.why) == text.count("Đúng thực tế") == len(groups)
    for row in (row for group in groups for row in group.rows):
        assert f'href="{row.url}">{row.agency_name}'.replace("&", "&amp;") in text


def test_what_has_ended_is_left_out_no_more(client, item, confirmed, committee):
    confirmed(item(), "not_measurable", since=SINCE, until=date(2022, 8, 31))
    client.force_login(committee)
    assert json.loads(client.get(f"{BOARD}&format=json").content)["items"] == []
    assert len(json.loads(client.get("/boards/excluded/?year=2022&month=8&format=json").content)["items"]) == 1


def test_what_would_change_is_said_of_who_leads_the_item_in_each_month(
    client, item, claimed, officer, agency_a, agency_b, months, approved
):
    passed, other = item(kind="ratio", low=80), item(agency=agency_b)
    approved(item(), 7, value=120)
    hand_over([passed], to=agency_b, since=months[8], by=officer, reason="QĐ 1")
    claimed(passed, outcome="not_measurable")
    client.force_login(officer)
    (row,) = client.get("/causes/").context["board"].waiting
    told = {month.period.month: (month.before.done, month.before.applicable) for month in row.effect}
    assert other.agency == agency_b
    assert (told[7], told[8]) == ((1, 2), (0, 2))


def test_an_agency_sees_what_is_left_out_of_its_own(client, item, confirmed, agency_b, head_b, stranger):
    confirmed(item(), "not_measurable", since=SINCE)
    confirmed(item(agency=agency_b), "not_applicable", since=SINCE)
    client.force_login(head_b)
    found = json.loads(client.get(f"{BOARD}&format=json").content)
    assert ([row["agency"] for row in found["items"]], found["applicable"]) == (["so-b"], 0)
    client.force_login(stranger)
    assert client.get(BOARD).status_code == 404
    assert client.post(BOARD).status_code == 405


def test_what_is_left_out_goes_out_as_a_file(client, item, confirmed, committee):
    confirmed(item(), "not_measurable", since=SINCE)
    client.force_login(committee)
    for form, start in (("csv", b"\xef\xbb\xbfagency,indicator,state"), ("xlsx", b"PK")):
        answer = client.get(f"{BOARD}&format={form}")
        assert (answer.status_code, answer.content.startswith(start)) == (200, True)
        assert f"khong-tinh-2022-09.{form}" in answer["Content-Disposition"]


@pytest.mark.parametrize("more", [0, 3])
def test_the_pages_ask_as_many_questions_with_many_claims_as_with_few(
    client, item, claimed, confirmed, officer, agency_b, django_assert_num_queries, more
):
    for kind in ("latest", "peak", "average")[:more]:
        confirmed(item(kind=kind), "not_measurable", since=SINCE)
        claimed(item(kind={"latest": "monthly", "peak": "ratio", "average": "task"}[kind]))
    confirmed(item(), "not_measurable", since=SINCE)
    claimed(item(agency=agency_b))
    client.force_login(officer)
    for url, queries in (("/causes/", 11), (BOARD, 6)):
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200
