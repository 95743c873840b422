"""What nobody can print never comes in, and what came in before is written by no file: every paper and export opens."""

import io
import zipfile
from xml.dom import minidom

import pytest

from dxtracker.lib import xlsx
from dxtracker.lib.paper import blocks
from dxtracker.lib.paper.files import FORMS
from tests.factories import DocumentFactory

DIRTY = "Chữ\x0b kẹt\x07\uffff\x1b ở\ufdd0 đây\u202e"
EXPORTS = ("csv", "xlsx", "json")


def is_sound(content: bytes, kind: str) -> bool:
    """Whether a file of that kind can be read to its end and holds nothing unprintable."""
    if kind in ("csv", "json"):
        return not set("\x0b\x07\x1b\uffff\ufdd0\u202e") & set(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                minidom.parseString(packed.read(name))  # noqa: S318 - our own file
    return True


def test_writers_stand_what_is_stored_already():
    sheet = xlsx.SheetSpec(
        DIRTY, [xlsx.Column(DIRTY)], [[DIRTY]], titles=[DIRTY], notes={(1, 1): DIRTY}, lists={1: [DIRTY]}
    )
    assert is_sound(xlsx.write([sheet], title=DIRTY), "xlsx")
    paper = blocks.Paper(
        DIRTY,
        [
            blocks.Head(DIRTY, DIRTY, DIRTY, DIRTY, DIRTY),
            blocks.Title(DIRTY, DIRTY),
            blocks.Paragraph(DIRTY),
            blocks.Table([DIRTY], [[DIRTY]], [160]),
            blocks.Annex(DIRTY, DIRTY, DIRTY),
            blocks.Signature(DIRTY, DIRTY, DIRTY, [DIRTY]),
        ],
        mark=DIRTY,
    )
    assert is_sound(FORMS["docx"].drawn(paper), "docx")
    assert FORMS["pdf"].drawn(paper).startswith(b"%PDF-")


@pytest.fixture
def soiled(item, approved, agency_a, plan, months, committee, officer):
    """A month whose names and notes hold what was let in before there was a door."""
    target = item()
    approved(target, 9, value=120)
    type(agency_a).objects.filter(pk=agency_a.pk).update(name="Sở" + DIRTY, short_name=DIRTY)
    agency_a.names.update(name="Sở" + DIRTY)
    type(target.indicator).objects.update(name="Chỉ tiêu" + DIRTY)
    target.entries.update(note=DIRTY)
    DocumentFactory(province=plan.province, title=DIRTY)
    return target


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_board_is_exported_over_what_is_stored_already(client, soiled, officer, kind):
    client.force_login(officer)
    boards = ["province/", "agencies/", "rows/", "freshness/", "agency/so-a/", "agency/so-a/year/", "indicators/"]
    boards += [f"item/{soiled.pk}/", f"indicator/{soiled.indicator.code}/", "agency/so-a/dossier/"]
    for board in boards:
        found = client.get(f"/boards/{board}?year=2022&month=9&format={kind}")
        assert (found.status_code, is_sound(found.content, kind)) == (200, True), board


def test_papers_and_workbooks_are_written_over_it(client, soiled, officer, clerk_a):
    client.force_login(officer)
    for address in (
        "/boards/agency/so-a/dossier.docx?year=2022&month=9",
        "/boards/freshness/letter.docx?year=2022&month=8",
        "/imports/assignments.xlsx?year=2022",
    ):
        found = client.get(address)
        assert (found.status_code, is_sound(found.content, address.split("?")[0][-4:].strip("."))) == (200, True), (
            address
        )
    client.force_login(clerk_a)
    assert is_sound(client.get("/imports/figures/so-a/2022-9.xlsx").content, "xlsx")
