"""Every page of ours belongs to a section of the navigation, or is said to belong to none."""

import pytest
from django.urls import get_resolver

from dxtracker.frame.sections import section_of
from tests.test_addresses import ANSWERS, patterns

EXPECTED = {  # of somebody to whom all sections are open
    "overview": """
        home dashboards:province dashboards:freshness dashboards:promises dashboards:excluded dashboards:bottlenecks
        reports:report reports:issued reports:open reports:open-month
    """,
    "agencies": """
        dashboards:agencies dashboards:agency dashboards:peers dashboards:year dashboards:item kpis:allocations
        kpis:allocation kpis:item kpis:item-give
    """,
    "indicators": "dashboards:indicators dashboards:indicator",
    "matrix": "dashboards:matrix dashboards:matrix-cell dashboards:changes",
    "rows": "dashboards:rows",
    "country": "dashboards:country",
    "tree": "tree:tree tree:agency tree:agency-new tree:decision tree:groups",
    "commitments": """
        dashboards:commitments dashboards:agency-commitments dashboards:commitment dashboards:dossier
        commitments:event-new commitments:event-edit commitments:commitment-new commitments:commitment-edit
        commitments:commitment-delete commitments:commitment-sign commitments:commitment-correct
        commitments:commitment-amend commitments:item-new commitments:item-edit commitments:fulfilment-claim
        commitments:fulfilment-decide commitments:fulfilment-revoke commitments:trust workbooks:items-import
        commitments:file-attest commitments:file-verify commitments:file-keep commitments:file
    """,
    "entry": "kpis:entry-home kpis:entry kpis:entry-submit kpis:entry-row kpis:evidence-add kpis:cause-claim",
    "review": """
        kpis:review kpis:review-agency kpis:review-decide kpis:review-verify kpis:review-reopen kpis:causes
        kpis:cause-decide kpis:bottlenecks kpis:bottleneck
    """,
    "months": "kpis:months kpis:months-plan kpis:months-tend kpis:month-open kpis:month-close kpis:month-reopen",
    "people": "agencies:people agencies:person-new agencies:invite agencies:deputies agencies:deputy-end",
    "imports": "workbooks:imports workbooks:import-upload workbooks:import-run workbooks:import-merge",
    "trail": "dashboards:audit",
    "plans": """
        kpis:plans kpis:plan-new kpis:plan kpis:plan-targets kpis:goals kpis:goal-new kpis:goal kpis:document
        kpis:documents
    """,
    "": """
        agencies:forgotten agencies:link agencies:profile agencies:password-change agencies:second-factor
        agencies:login agencies:sessions start start-year dashboards:search dashboards:file
    """,
}
SECTION = {name: section for section, names in EXPECTED.items() for name in names.split()}
ALL = set(EXPECTED) - {""}
READER, CLERK, DIVISION = (
    ALL - {"entry", "review", "months", "imports", "trail", "tree"},
    ALL - {"review", "months", "tree"},
    {"overview"},
)


def section(name, open_ones):
    space, _colon, page = name.rpartition(":")
    return section_of(space, page, open_ones)


@pytest.mark.parametrize("name", SECTION)
def test_a_page_belongs_to_its_section(name):
    assert section(name, ALL) == SECTION[name]


def test_every_address_that_is_read_by_somebody_stands_in_the_table():
    known = {name for answers, names in ANSWERS.items() for name in names.split() if " 200" in answers.split(" /")[0]}
    found = {name for name, route in patterns(get_resolver().url_patterns) if "." not in route and "admin" not in route}
    parts = {"waiting", "workbooks:import-progress", "workbooks:figures-template", "workbooks:assignments-export"}
    parts |= {"health-live", "health-ready"}
    assert sorted((known & found) - set(SECTION) - parts) == []


@pytest.mark.parametrize(
    ("name", "open_ones", "expected"),
    [
        ("kpis:causes", READER, "overview"),
        ("dashboards:promises", CLERK, "overview"),
        ("dashboards:item", DIVISION, "overview"),
        ("kpis:cause-claim", READER, "agencies"),
        ("workbooks:import-run", READER, ""),
    ],
)
def test_who_lacks_a_section_sees_the_page_in_the_next_one(name, open_ones, expected):
    assert section(name, open_ones) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/boards/promises/", "/boards/freshness/", "/causes/"])
def test_the_page_marks_its_section(client, committee, months, address):
    client.force_login(committee)
    page = client.get(address).content.decode()
    nav = page.split('<nav class="sections"')[1].split("</nav>")[0]
    marked = [link.split(">")[1].split("<")[0].strip() for link in nav.split("<a")[1:] if "aria-current" in link]
    assert marked == ["Tổng quan"]
