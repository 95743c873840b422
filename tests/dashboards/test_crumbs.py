"""The way to a page leads only where its reader may go."""

import re

import pytest

PAGES = ("agency/a-1/", "agency/a-1/year/", "agency/a-1/dossier/", "agency/a-1/commitments/", "item/{item}/")
LISTS = ("freshness/", "promises/")


def steps(client, address):
    page = client.get(f"/boards/{address}?year=2022&month=9").content.decode()
    (way,) = re.findall(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
    assert way.count('aria-current="page"') == 1
    return re.findall(r'<a href="([^"]+)"', way), re.findall(r">([^<>]+)</(?:a|span)>", way)


@pytest.mark.parametrize("page", PAGES + LISTS)
def test_who_reads_a_division_alone_is_led_to_nothing_above_it(client, head_division, board_items, page):
    client.force_login(head_division)
    links, _names = steps(client, page.format(item=board_items["division"].pk))
    assert not [link for link in links if "/boards/agencies/" in link or "/so-a/" in link]
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} <= {200}


@pytest.mark.parametrize("page", PAGES)
def test_who_reads_the_agency_is_led_through_it(client, head_a, board_items, page):
    client.force_login(head_a)
    links, _names = steps(client, page.format(item=board_items["division"].pk))
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}
    assert len(links) >= 2
