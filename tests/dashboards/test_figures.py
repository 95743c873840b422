"""Whatever is counted can be opened: every figure of every board leads to exactly as many rows as it says."""

import json
import re
from html import unescape

import pytest

SEPTEMBER = "year=2022&month=9"
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"\+?[\d.]+")
# Days and months are no figures; nor is what a chart draws or its table says of other months.
DAY = re.compile(r"\b\d{1,2}/(\d{1,2}/)?20\d\d")
PAIR = re.compile(r"(?<![\d/,.])\d+/\d+(?![\d/])")
# The board of the country is not among them: who sees it may open nothing inside a province, so none of it leads on.
BOARDS = (
    "province", "agencies", "agency", "division", "year", "indicators", "indicator", "freshness", "excluded",
    "bottlenecks", "matrix", "peers",
)  # fmt: skip


@pytest.fixture
def addresses(urls):
    return urls | {"bottlenecks": "/boards/bottlenecks/", "matrix": "/boards/matrix/"}


@pytest.fixture
def reader(client, committee, board_items, draft, submitted, item, agency_b, plan):
    """With entries on their way, and limits that make bottlenecks of so few agencies."""
    draft(board_items["task"], 9, note="nháp")
    submitted(item(agency=agency_b, kind="latest", low=5), 9, value=3)
    type(plan).objects.filter(pk=plan.pk).update(bottleneck_least=1)
    client.force_login(committee)
    return client


def said(markup):
    return re.sub(r"\s+", " ", unescape(TAG.sub("", markup))).strip()


def main_of(reader, address, month=SEPTEMBER):
    text = reader.get(f"{address}?{month}").content.decode()
    main = re.sub(r"<(svg|details|caption).*?</\1>", "", MAIN.search(text)[0], flags=re.DOTALL)
    return re.sub(r'<div class="matrix-choose">.*', "", main, flags=re.DOTALL)


def figures(main):
    """(address of rows, how many it says) of every figure that is a link."""
    found = [(unescape(url), said(text)) for url, text in LINK.findall(main) if "/boards/rows/?" in url]
    return [(url, int(text.lstrip("+").replace(".", ""))) for url, text in found if NUMBER.fullmatch(text)]


@pytest.mark.parametrize("name", BOARDS)
def test_each_figure_lists_as_many_rows_as_it_says(reader, addresses, name):
    found = figures(main_of(reader, addresses[name]))
    assert found, "a board without a figure that opens"
    wrong = {}
    for url, n in set(found):
        total = json.loads(reader.get(f"{url}&format=json").content)["total"]
        if total != n:
            wrong[url] = (n, total)
    assert wrong == {}


@pytest.mark.parametrize("name", BOARDS)
def test_no_x_of_y_stands_without_its_rows(reader, addresses, name):
    bare = said(LINK.sub("…", main_of(reader, addresses[name])))
    assert PAIR.findall(DAY.sub("", bare)) == []


PERCENT = re.compile(r">?[\d,]+%")
RATES = (*BOARDS[:2], "year", "indicators", "indicator", "excluded", "matrix")


@pytest.mark.parametrize("name", RATES)
def test_each_share_leads_to_the_rows_of_which_it_is_a_part(reader, addresses, name):
    main = main_of(reader, addresses[name])
    counted = {url for url, _n in figures(main)}
    shares = [unescape(url) for url, text in LINK.findall(main) if PERCENT.fullmatch(said(text))]
    assert shares
    assert [url for url in shares if url not in counted and "part=measurable" not in url] == []


def test_what_is_read_of_the_whole_province_is_reached_from_its_board_at_all_times(client, committee, plan, months):
    client.force_login(committee)
    page = client.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    for board in ("bottlenecks", "changes", "matrix", "freshness", "promises", "excluded"):
        assert (
            f'href="/boards/{board}/?{SEPTEMBER}"'.replace("&", "&amp;") in page
            or f"/boards/{board}/?{SEPTEMBER}" in page
        )


@pytest.mark.parametrize("name", ["province", "agencies", "agency", "indicators"])
def test_state_bars_have_their_table_and_each_of_its_figures_opens(reader, addresses, name):
    text = reader.get(f"{addresses[name]}?{SEPTEMBER}").content.decode()
    table = re.search(r'<table class="table by-state".*?</table>', text, re.DOTALL)
    found = figures(table[0])
    assert found
    for url, n in found:
        assert "&state=" in url
        assert json.loads(reader.get(f"{url}&format=json").content)["total"] == n, url


def test_the_heading_of_the_provinces_bars_leads_to_their_table(reader, addresses):
    text = reader.get(f"{addresses['province']}?{SEPTEMBER}").content.decode()
    assert '<a href="/boards/agencies/?year=2022&amp;month=9#states">Trạng thái</a>' in text
