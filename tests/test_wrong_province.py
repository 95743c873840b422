"""Every address, asked by the administrator of another province, says no word of this one: pages, files, search."""

from io import BytesIO
from zipfile import ZipFile

from agencies.models import Agency, User
from kpis.periods.actions import plan_periods
from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.test_addresses import address_of, elsewhere, ours, world  # noqa: F401  -- fixtures too

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
