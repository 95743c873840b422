"""Whoever works in two provinces stays in the second: no link, form or answer of its pages leads into the first."""

import html
import re
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest

from kpis.periods.actions import plan_periods
from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.crawl import name_of
from tests.test_addresses import address_of, elsewhere, ours, world  # noqa: F401  -- fixtures too

BETWEEN = {"agencies:logout", "home"}
FILES = {"commitments:file", "reports:issued-docx", "reports:issued-pdf", "reports:signed"}  # not there in this world


@pytest.fixture
def in_both(client, elsewhere, agency_a, plan):  # noqa: F811
    """The administrator of another province, the first, who works in this one too; both know an agency of one code."""
    first = elsewhere.memberships.get().agency
    plan_periods(factories.PlanFactory(province=first, year=2022), by=None)
    factories.AgencyFactory(parent=first, code=agency_a.code, name="Sở cùng mã")
    for role in ("administrator", "officer"):
        factories.MembershipFactory(user=elsewhere, agency=agency_a.province, role=role)
    client.force_login(elsewhere)
    return elsewhere


def links(response):
    base = response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]
    for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', response.content.decode()):
        yield urldefrag(urljoin(base, html.unescape(link))).url


def kind_of(url):
    """Links of one page with the same fields, and of the same province, lead alike."""
    asked = parse_qs(urlsplit(url).query)
    return name_of(url), frozenset(asked), *asked.get("province", ())


def province_of(response):
    frame = response.context and response.context.get("frame")
    return frame.province if frame else ""


def test_no_page_of_the_second_province_leads_into_the_first(client, in_both, world, agency_a):  # noqa: F811
    here, wrong, known, pages = agency_a.province, {}, {}, 0
    for name in sorted(set(ours()) - BETWEEN):
        for query in ("", f"?province={here.code}"):
            page = client.get(address_of(name, world) + query)
            if page.status_code != 200 or "html" not in page.headers["Content-Type"] or province_of(page) != here.name:
                continue
            pages += 1
            for url in {url for url in links(page) if name_of(url) and name_of(url) not in BETWEEN | FILES}:
                if (kind := kind_of(url)) not in known:
                    answer = client.get(url, follow=True)
                    known[kind] = answer.status_code, province_of(answer)
                if known[kind] not in ((200, here.name), (200, "")):
                    wrong.setdefault((url, *known[kind]), name + query)
    assert wrong == {}
    assert (pages > 100, len(known) > 150) == (True, True), (pages, len(known))


def test_a_page_of_one_thing_is_of_its_own_province_whichever_is_asked(client, in_both, world, item):  # noqa: F811
    signed = item(kind="task")
    for url in (f"/boards/item/{signed.pk}/", address_of("dashboards:commitment", world), f"/items/{signed.pk}/"):
        for query in ("", "?province=phu-tho", "?province=vinh-phuc"):
            assert province_of(client.get(url + query)) == "Tỉnh Vĩnh Phúc", url + query


def test_forms_and_what_they_lead_to_stay(client, in_both, agency_a):
    page = client.get(f"/agencies/{agency_a.pk}/").content.decode()
    search, *forms = re.findall(r"<form.*?</form>", page, re.S)
    assert '<input type="hidden" name="province" value="vinh-phuc">' in search
    assert all('action="' not in form or "province=vinh-phuc" in form.split(">")[0] for form in forms)
    assert 'name="province"' not in "".join(forms)
    answer = client.post(f"/agencies/{agency_a.pk}/alias/", {"alias-alias": "Sở tên khác"})
    assert (answer.status_code, answer.url) == (302, f"/agencies/{agency_a.pk}/?province=vinh-phuc")
    assert agency_a.aliases.get().alias == "Sở tên khác"


def test_addresses_that_say_a_province_or_lead_out_are_left_as_they_are(client, in_both):
    page = client.get("/months/?province=vinh-phuc").content.decode()
    assert re.findall(r'(?:href|action)="/(?:static|admin)/[^"]*province=', page) == []
    assert re.findall(r'(?:href|action)="[^"]*province=[^"]*province=', page) == []
    assert 'href="/?province=phu-tho"' in page


def test_a_code_with_marks_is_said_as_addresses_and_fields_say_it(client, administrator, plan):
    other = factories.ProvinceFactory(code="đắk", name="Tỉnh Đắk Minh Họa")
    factories.MembershipFactory(user=administrator, agency=other, role="administrator")
    client.force_login(administrator)
    page = client.get("/agencies/?province=đắk")
    assert '<input type="hidden" name="province" value="đắk">' in page.content.decode()
    links_there = {url for url in links(page) if name_of(url).startswith("tree:") and url.isascii()}
    assert len(links_there) > 3
    assert {url: province_of(client.get(url)) for url in links_there} == dict.fromkeys(links_there, other.name)


def test_who_works_in_one_province_reads_no_province_in_addresses(client, administrator, plan):
    client.force_login(administrator)
    assert "province=" not in client.get("/agencies/").content.decode()
