"""The province's one picture: pillars by agencies, from the same standings as every other figure of the page."""

from lxml.html import fromstring

from tests import factories

PAGE = "/boards/province/?year=2022&month=9"


def test_the_picture_holds_every_item_once_and_leads_to_its_rows(reader, agency_a):
    board = reader.get(PAGE).context["board"]
    cells = [cell for row in board.heat.rows for cell in row.cells if cell]
    assert sum(cell.applicable for cell in cells) == board.counts.applicable
    assert sum(cell.done for cell in cells) == board.counts.done
    for cell in cells:
        rows = reader.get(f"{cell.url}&format=json").json()
        undone = cell.applicable - cell.done  # the number that a cell shows; all where none is left
        assert rows["total"] == (undone or cell.applicable), cell.url


def test_a_cell_says_in_words_and_by_a_sign_what_its_colour_says(reader):
    text = reader.get(PAGE).content.decode().partition("<main")[2]
    assert 'class="heat-cell all"' in text
    assert "is-late" in text
    assert "1 chậm hoặc quá hạn" in text


def test_a_cell_is_named_by_its_number_and_described_once(reader, agency_a):
    page = fromstring(reader.get(PAGE).content)
    cells = page.xpath("//table[contains(@class, 'heat')]//a[contains(@class, 'heat-cell')]")
    assert cells
    assert {cell.text for cell in cells} <= {"✓", "1", "2", "3", "4", "5"}
    assert not any(cell.get("aria-label") for cell in cells)
    assert [cell.get("title") for cell in cells if cell.get("title").startswith(agency_a.name)]


def test_a_name_with_a_per_cent_sign_or_a_tag_is_said_as_it_is(reader, agency_a):
    pillar = agency_a.assignments.first().indicator.pillar
    pillar.name = "Trên 50% <b>%(n)s"
    pillar.save()
    page = fromstring(reader.get(PAGE).content)
    assert page.xpath("//a[contains(@class, 'heat-cell')][contains(@title, 'Trên 50% <b>%(n)s: ')]")


def test_machines_get_the_picture(reader):
    pillars = reader.get(f"{PAGE}&format=json").json()["pillars"]
    held = [agency for pillar in pillars for agency in pillar["agencies"]]
    assert {row["agency"] for row in held} == {"so-a", "so-b"}
    assert sum(row["late"] for row in held) == 1


def test_a_closed_months_picture_stays(reader, close_until, agency_a):
    close_until(9)
    before = reader.get(f"{PAGE}&format=json").json()["pillars"]
    agency_a.short_name = "Khác"
    agency_a.save()
    assert reader.get(f"{PAGE}&format=json").json()["pillars"] == before
    assert [column.short for column in reader.get(PAGE).context["board"].heat.columns if column.code == "so-a"] == [
        "Sở XD"
    ]


def test_who_is_most_behind_comes_first_with_the_way_to_the_items(reader):
    (one,) = reader.get(PAGE).context["board"].latest
    assert (one.name, one.late) == ("Sở Xây dựng", 1)
    assert reader.get(f"{one.url}&format=json").json()["total"] == 1


def test_of_many_who_have_not_reported_the_first_are_named_and_the_way_to_all(client, committee, province, item):
    for n in range(10):
        item(factories.AgencyFactory(parent=province, code=f"xa-{n}", name=f"Xã {n}"))
    client.force_login(committee)
    response = client.get("/boards/province/?year=2022&month=3")
    links = fromstring(response.content).xpath("//section[@aria-labelledby='silent']//a")
    assert len(response.context["board"].silent) == 12  # with the two of the board's own items
    assert [link.text for link in links] == [*(f"Xã {n}" for n in range(8)), "Xem cả 12"]
    assert links[-1].get("href").startswith("/boards/freshness/?")
