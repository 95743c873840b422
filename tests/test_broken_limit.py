"""A broken limit is not slow: wherever the item is shown it is "not met"; it is counted with what is behind."""

from datetime import date
from io import BytesIO

import pytest
from django.utils.http import urlencode
from openpyxl import load_workbook

from dashboards.boards.dossier import letter
from kpis.items.actions import promise
from tests.commitments.conftest import commit, event_a  # noqa: F401  -- fixtures

# ruff: noqa: F811  -- which tests then name as arguments

MONTH = "?year=2022&month=9"
PAGES = (
    "/boards/agency/so-a/", "/boards/agency/so-a/year/", "/boards/agency/so-a/dossier/", "/boards/rows/",
    "/boards/item/{}/", "/boards/promises/", "/boards/commitment/{commitment}/",
)  # fmt: skip


@pytest.fixture
def broken(item, approved, head_a):
    given = item(operator="<=", low=0)
    approved(given, 9, value=1)
    promise(given, due_on=date(2022, 12, 31), by=head_a)
    return given


@pytest.fixture
def signed(commit, agency_a, broken):
    return commit(agency_a, items=[broken])


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_limit_has_its_own_word_wherever_it_is_shown(client, broken, signed, officer, page):
    client.force_login(officer)
    shown = client.get(page.format(broken.pk, commitment=signed.pk) + MONTH).content.decode()
    assert "Không đạt" in shown
    assert "</svg>Chậm tiến độ</span>" not in shown


def test_what_is_found_and_what_changed_read_so_too(client, broken, approved, officer):
    approved(broken, 8, value=0)
    client.force_login(officer)
    found = client.get("/search/?" + urlencode({"q": broken.indicator.name, "year": 2022, "month": 9}))
    changed = client.get("/boards/changes/?year=2022&from=8&to=9")
    assert [answer.content.decode().count("Không đạt</span>") for answer in (found, changed)] == [1, 1]


def test_the_dossier_on_paper_reads_as_its_page(client, signed, officer):
    client.force_login(officer)
    board = client.get(f"/boards/agency/so-a/dossier/{MONTH}").context["board"]
    assert "Không đạt" in [row[4] for _name, _headings, rows, *_how in letter._annexes(board)[:2] for row in rows]


def test_whose_cause_is_claimed_reads_so_too(client, broken, clerk_a, close_until):
    close_until(8)
    client.force_login(clerk_a)
    assert "Không đạt" in client.get("/causes/").content.decode()


def test_it_is_counted_with_what_is_behind(client, broken, officer):
    client.force_login(officer)
    board = client.get(f"/boards/province/{MONTH}").context["board"]
    assert (board.counts.states["behind"], board.counts.total) == (1, 1)


FILES = ("/boards/agency/so-a/", "/boards/agency/so-a/year/", "/boards/agency/so-a/dossier/", "/boards/rows/",
         "/boards/item/{}/", "/boards/promises/", "/boards/commitment/{commitment}/", "/boards/matrix/",
         "/boards/indicator/{indicator}/", "/boards/agency/so-a/peers/", "/boards/changes/")  # fmt: skip


@pytest.mark.parametrize("page", FILES)
def test_workbooks_and_what_is_drawn_from_them_read_so_and_machines_get_the_code(client, broken, signed, officer, page):
    client.force_login(officer)
    path = page.format(broken.pk, commitment=signed.pk, indicator=broken.indicator.code)
    made = client.get(f"{path}{MONTH}&format=xlsx")
    said = [str(cell.value) for sheet in load_workbook(BytesIO(made.content)) for row in sheet for cell in row]
    assert "Không đạt" in said
    assert "Chậm tiến độ" not in said
    assert "behind" in client.get(f"{path}{MONTH}&format=csv").content.decode()


def test_the_matrix_says_so_at_its_cell_and_in_the_list_of_one_agency(client, broken, officer):
    client.force_login(officer)
    whole, one = (client.get(f"/boards/matrix/{MONTH}{more}").content.decode() for more in ("", "&agency=so-a"))
    assert 'aria-label="Không đạt: 1"' in whole
    assert "</svg>Không đạt</span>" in one
