"""Every address, asked by the administrator of another province, says no word of this one: pages, files, search."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, AuditEvent, User
from kpis.periods.actions import plan_periods
from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.test_addresses import PEOPLE, TABLE, address_of, elsewhere, ours, world  # noqa: F401  -- fixtures too

ENDING = {"agencies:logout"}  # the session goes on


def text_of(response) -> str:
    """What an answer says: a page's text, or that of all parts of a workbook."""
    body = b"".join(response) if response.streaming else response.content
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return body.decode(errors="replace").casefold()


def test_no_address_says_a_word(client, world, elsewhere, agency_a, head_a):  # noqa: F811
    Agency.objects.filter(pk=agency_a.pk).update(name="Sở Kín đáo", search_text="so kin dao")
    agency_a.names.update(name="Sở Kín đáo")
    User.objects.filter(pk=head_a.pk).update(full_name="Nguyễn Kín đáo")
    plan_periods(factories.PlanFactory(province=elsewhere.memberships.get().agency, year=2022), by=None)
    words = ("kín đáo", "nhóm riêng", head_a.username)
    client.force_login(elsewhere)
    found, pages = {}, 0
    for name in set(ours()) - ENDING:
        for query in ("q=kin+dao", f"year=2022&month=9&province={agency_a.province.code}"):
            response = client.get(f"{address_of(name, world)}?{query}")
            if response.status_code == 200:
                pages += 1
                text = text_of(response)
                found |= dict.fromkeys((name, word) for word in words if word in text)
    assert found == {}
    assert pages > 20


NOT_OF_A_PROVINCE = {"agencies:link", "agencies:login", "agencies:logout", "agencies:password-change"}
WRITES = ("INSERT", "UPDATE", "DELETE")


def posted_by(name: str, who: str) -> str:
    """What the table says that a post answers to somebody."""
    answers = TABLE[name].split(" / ")[1].split()
    return answers[PEOPLE.index(who)] if len(answers) > 1 else answers[0]


def test_no_post_is_taken_and_nothing_is_written(client, world, elsewhere, agency_a, head_a, plan, months):  # noqa: F811
    """Filled in with what there is in this province, as if the form of its own administrator had been copied."""
    client.force_login(elsewhere)
    sent = {
        "province": agency_a.province.code, "agency": agency_a.pk, "successor": agency_a.pk, "lead": agency_a.pk,
        "person": head_a.pk, "people": head_a.pk, "user": head_a.pk, "plan": plan.pk, "period": months[9].pk,
        "month": 9, "year": 2022, "value": 7, "version": 1, "reason": "Thử", "name": "Tên thử", "raw": "≥ 5",
        "text": "Thử", "until": "31/12/2022", "since": "01/10/2022", "effective_on": "01/10/2022", "decision": "1/QĐ",
        "number": "1/QĐ", "understood": "on", "confirm": "on", "act": "approve", "choose": "approve",
    }  # fmt: skip
    told = AuditEvent.objects.filter(agency__path__startswith=agency_a.province.path).count()
    wrong, asked = {}, 0
    for name in set(ours()) - NOT_OF_A_PROVINCE:
        if posted_by(name, "elsewhere") not in ("404", "405"):
            client.post(address_of(name, world), sent)  # of the own province: this one's people and agencies are none
        elif posted_by(name, "elsewhere") == "404":
            asked += 1
            with CaptureQueriesContext(connection) as queries:
                status = client.post(address_of(name, world), sent).status_code
            written = [q["sql"] for q in queries if q["sql"].startswith(WRITES) and "django_session" not in q["sql"]]
            if (status, written) != (404, []):
                wrong[name] = status, written
    assert wrong == {}
    assert asked > 60
    assert AuditEvent.objects.filter(agency__path__startswith=agency_a.province.path).count() == told


ASKED = [
    "/people/",
    "/people/new/",
    "/people/invite/",
    "/agencies/",
    "/agencies/new/",
    "/agencies/decision/",
    "/agencies/groups/",
    "/plans/",
    "/plans/goals/",
    "/plans/goals/new/",
    "/months/",
    "/review/",
    "/causes/",
    "/bottlenecks/",
    "/documents/",
    "/items/give/",
    "/meetings/",
    "/meetings/new/",
    "/trust/",
    "/imports/",
    "/audit/",
    "/people/systems/",
    "/start/",
    "/boards/province/",
    "/boards/commitments/",
]


@pytest.mark.parametrize("url", ASKED)
def test_a_province_that_is_asked_for_and_is_not_the_persons_is_none_and_never_another(
    client, administrator, plan, url
):
    factories.MembershipFactory(user=administrator, agency=plan.province, role="officer")
    client.force_login(administrator)
    assert client.get(f"{url}?province={plan.province.code}").status_code == 200
    assert client.get(f"{url}?province=khong-phai").status_code == 404


@pytest.mark.parametrize("url", ["/entry/so-a/", "/entry/so-a/submit/"])
def test_the_month_of_an_agency_is_none_in_a_province_that_is_not_the_persons(client, head_a, months, url):
    client.force_login(head_a)
    ask = f"{url}?year=2022&month=9&province="
    assert client.get(f"{ask}{head_a.memberships.get().agency.province.code}").status_code == 200
    assert client.get(f"{ask}khong-phai").status_code == 404
