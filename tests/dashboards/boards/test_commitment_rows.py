"""The rows of the tables of commitments: escaped words, one kind of row for each state."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils import translation

from commitments.enums import Signature, Tier
from dashboards.boards.commitments.rows import CommitmentRow
from dashboards.boards.commitments.tiers import Common, common_of
from dashboards.parts.filters import LongSelect
from dxtracker.templatetags.signed_rows import signed_rows

PLACE = {"agency": "a", "agency_name": "Sở A", "agency_url": "/a/", "url": "/7/", "tier": Tier.AGENCY}
SIGNED = {
    "id": 7, "is_signed": True, "signatory": "Ông A", "signatory_post": "Giám đốc", "counterparty": "Thường trực",
    "signed_on": date(2022, 2, 8), "signed_text": "8/2/2022", "items": 4, "fulfilled": 3, "signature": Signature.VALID,
}  # fmt: skip


class Reader(HTMLParser):
    """Tags, attributes and words of markup, in a flat list."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += [data.strip()] if data.strip() else []


ALIKE = Common("Thường trực", Signature.VALID)


def drawn(here: str = "", common: Common = ALIKE, **fields) -> Reader:
    with translation.override("en"):
        return Reader(signed_rows([CommitmentRow(**PLACE | fields)], here, common))


def test_a_signed_row_says_who_and_how_much_and_leaves_to_the_event_what_is_as_in_most():
    row = drawn(**SIGNED)
    assert row.words == ["Sở A", "Ông A", "Giám đốc", "3", "/4"]
    values = [attrs["data-dx-value"] for tag, attrs in row.tags if "data-dx-value" in attrs]
    assert values == ["0.750000", "0"]
    labels = [attrs["data-label"] for tag, attrs in row.tags if tag == "td"]
    assert labels == ["Signatory", "Fulfilled", "To note"]
    assert ("rect", {"class": "on_track", "width": "75.0%", "height": "100%"}) in row.tags


def test_what_differs_from_most_stands_in_the_row():
    row = drawn(**SIGNED | {"counterparty": "Bà B", "signature": Signature.NONE})
    assert row.words[5:] == ["No file yet", "Counterparty: Bà B"]


def test_common_is_what_more_than_half_have():
    rows = [CommitmentRow(**PLACE | SIGNED | {"id": n, "counterparty": name}) for n, name in enumerate("AAB", 1)]
    assert common_of(rows) == Common("A", Signature.VALID)
    assert common_of(rows[1:]) == Common(None, Signature.VALID)
    assert common_of([CommitmentRow(**PLACE | {"id": None, "url": ""})]) == Common()


def test_a_drifting_row_leads_to_its_page():
    row = drawn(**SIGNED | {"drifting": 2})
    assert "2 drifting" in row.words
    assert ("a", {"class": "drift", "href": "/7/"}) in row.tags


def test_a_draft_fulfils_nothing():
    row = drawn(id=7, items=4)
    assert row.words == ["Sở A", "–", "–/4", "draft", "No file yet"]
    assert row.tags[0] == ("tr", {"class": "draft"})


def test_who_made_none_has_one_wide_cell():
    row = drawn(id=None, url="")
    assert row.words == ["Sở A", "not signed"]
    assert [attrs.get("colspan") for tag, attrs in row.tags if tag == "td"] == ["3"]
    assert ("a", {"href": "/a/"}) in row.tags


@pytest.mark.parametrize(("here", "leads"), [("", True), ("/a/", False)])
def test_an_agency_with_divisions_leads_to_them_but_not_from_its_own_page(here, leads):
    row = drawn(here, **SIGNED, has_divisions=True)
    assert ("and its divisions" in row.words) is leads


def test_names_are_escaped():
    row = drawn(**SIGNED | {"agency_name": '<b>"A" & B</b>', "signatory": "<i>", "counterparty": "<u>"})
    assert row.words[:2] == ['<b>"A" & B</b>', "<i>"]
    assert not {"i", "u"} & {tag for tag, _ in row.tags}


def test_a_long_select_draws_what_a_plain_one_does():
    select = LongSelect(choices=[("", "Tất cả"), ("so-a", "Sở <A>"), ("so-b", "Sở B")])
    markup = Reader(select.render("agency", "so-b", {"id": "id_agency"}))
    assert markup.tags == [
        ("select", {"name": "agency", "id": "id_agency"}),
        ("option", {"value": ""}),
        ("option", {"value": "so-a"}),
        ("option", {"value": "so-b", "selected": None}),
    ]
    assert markup.words == ["Tất cả", "Sở <A>", "Sở B"]
