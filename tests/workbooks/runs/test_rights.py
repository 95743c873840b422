"""Who may open and do what on every address of the import."""

import pytest
from django.urls import reverse

READS = [
    "imports",
    "import-run",
    "import-progress",
    "import-file",
    "import-annotated",
    "import-undo",
    "import-template",
]
POSTS = ["upload", "mend", "agency", "columns", "decide", "reread", "confirm", "undo", "continue"]
WHOLE = {"imports", "import-upload"}


def address(name, run):
    if name in WHOLE:
        return reverse(f"workbooks:{name}")
    return reverse(f"workbooks:{name}", args=[run.kind if name == "import-template" else run.pk])


@pytest.mark.parametrize("name", READS)
def test_pages_are_for_who_assigns(client, request, run, name):
    url = address(name, run)
    assert client.get(url).url == f"/account/login/?next={url}"
    for who, status in {"stranger": 404, "committee": 403, "officer": 403, "administrator": 200}.items():
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == status, who


@pytest.mark.parametrize("name", [f"import-{name}" for name in POSTS])
def test_acts_are_for_who_assigns(client, request, run, name):
    url = address(name, run)
    assert client.post(url).url == f"/account/login/?next={url}"
    for who, status in {"stranger": 404, "committee": 403, "officer": 403}.items():
        client.force_login(request.getfixturevalue(who))
        assert client.post(url).status_code == status, who
    client.force_login(request.getfixturevalue("administrator"))
    assert client.post(url).status_code in (200, 302, 400, 409)
    if name != "import-undo":
        assert client.get(url).url in (f"/imports/{run.pk}/", "/imports/")


@pytest.mark.parametrize("name", [*READS[1:6], *(f"import-{name}" for name in POSTS[1:])])
def test_an_agency_head_does_not_learn_of_an_import_of_the_province(client, head_a, run, name):
    client.force_login(head_a)
    url = address(name, run)
    assert (client.get(url) if name in READS else client.post(url)).status_code == 404


def test_an_agency_head_imports_figures_of_the_own_agency_and_nothing_else(client, head_a, run, agency_b):
    client.force_login(head_a)
    page = client.get("/imports/").content.decode()
    assert "Sở Xây dựng" in page
    assert "Sở Kế hoạch" not in page
    assert "giao.csv" not in page
    assert client.get("/imports/template/assignments.xlsx").status_code == 404


def test_the_section_is_shown_to_who_may_import(client, plan, administrator, head_a, committee, head_division):
    for person, sees in ((administrator, True), (head_a, True), (committee, False), (head_division, False)):
        client.force_login(person)
        assert ('href="/imports/"' in client.get("/account/").content.decode()) is sees, person
        assert (client.get("/imports/").status_code == 200) is sees, person


def test_an_administrator_of_another_province_is_a_stranger(client, run):
    from tests import factories

    other = factories.ProvinceFactory(code="khac")
    person = factories.UserFactory()
    factories.MembershipFactory(user=person, agency=other, role="administrator")
    client.force_login(person)
    assert client.get(address("import-run", run)).status_code == 404
    assert client.get("/imports/?province=vinh-phuc").status_code == 404
    assert "giao.csv" not in client.get("/imports/").content.decode()
