"""An agency's page: what must be dealt with first, a reason only where something is missing, the way to its peers."""

from decimal import Decimal

import pytest

from kpis.models import Plan
from tests import factories

PAGE = "/boards/agency/so-a/?year=2022&month=9"


def test_what_must_be_dealt_with_comes_first_and_every_item_stands_once(reader, board_items):
    answer = reader.get(PAGE)
    board = answer.context["board"]
    assert [item.state for item in board.todo] == ["behind", "no_data"]
    listed = [item.id for item in board.todo] + [item.id for pillar in board.rest for item in pillar.items]
    assert sorted(listed) == sorted(row.assignment_id for row in board.standings)
    text = answer.content.decode()
    assert text.index("Cần xử lý: 2") < text.index("Các nhiệm vụ khác theo trụ cột")


def test_a_reason_stands_only_where_the_target_is_not_met(reader, board_items):
    text = reader.get(PAGE).content.decode()
    board = reader.get(PAGE).context["board"]
    met = [item for pillar in board.rest for item in pillar.items if item.is_met]
    assert [item.why in text for item in met] == [False]
    assert all(item.why in text for item in board.todo)


def test_the_bar_bears_a_tick_at_the_target_and_a_mark_at_the_pace(reader):
    text = reader.get(PAGE).content.decode()
    assert text.count('class="aim"') == 2  # the task has no attainment
    assert 'class="pace"' in text


def test_peers_lead_to_each_other_for_who_may_read_them(reader, client, head_a, province, peer_group, item):
    board = reader.get(PAGE).context["board"]
    assert (board.previous_peer, board.next_peer.url) == (None, "/boards/agency/so-b/?year=2022&month=9")
    after = reader.get(board.next_peer.url).context["board"]
    assert (after.previous_peer.name, after.next_peer) == ("Sở XD", None)
    item(agency=factories.AgencyFactory(parent=province, code="so-c", peer_group=peer_group, sort_order=3))
    assert reader.get(board.next_peer.url).context["board"].next_peer.url.startswith("/boards/agency/so-c/")
    client.force_login(head_a)
    own = client.get(PAGE).context["board"]
    assert (own.previous_peer, own.next_peer) == (None, None)


def test_what_the_sparks_draw_stands_as_a_table_behind_their_heading(reader):
    text = reader.get(PAGE).content.decode()
    assert '<a href="/boards/agency/so-a/year/?year=2022&amp;month=9">12 tháng</a>' in text


@pytest.mark.parametrize(("of_the_other", "said"), [(4, "1/2</a> (2 đồng hạng)"), (12, "2/2</a></dd>")])
def test_who_shares_a_rank_is_told_by_how_many(reader, item, approved, agency_b, of_the_other, said):
    """The one has two of four; the other one of two, or both."""
    approved(item(kind="latest", low=10), 9, value=12)
    approved(item(agency=agency_b, kind="latest", low=10), 9, value=of_the_other)
    counts = reader.get(PAGE).context["board"].counts
    assert (counts.done, counts.applicable) == (2, 4)
    assert said in reader.get(PAGE).content.decode()


def test_who_is_in_no_group_is_ranked_among_the_others_as_in_the_list(reader, item, approved, province, agency_a):
    for code, value in (("moi-1", 120), ("moi-2", 20)):
        given = item(agency=factories.AgencyFactory(parent=province, code=code, peer_group=None))
        approved(given, 9, value=value)
    listed = reader.get("/boards/agencies/?year=2022&month=9&format=json").json()["agencies"]
    for row in listed:
        own = reader.get(f"/boards/agency/{row['code']}/?year=2022&month=9&format=json").json()
        assert (own["rank"], own["peer_group"]) == (row["rank"], row["peer_group"] or None), row["code"]
    assert {row["code"]: row["rank"] for row in listed if row["code"].startswith("moi")} == {"moi-1": 1, "moi-2": 2}
    page = reader.get("/boards/agency/moi-1/?year=2022&month=9").content.decode()
    assert ">1/2</a>" in page
    assert "So với cơ quan cùng nhóm" not in page
    assert reader.get("/boards/agency/a-1/?year=2022&month=9&format=json").json()["rank"] is None


def test_three_thirds_are_one_in_the_weighted_score(reader, province, peer_group, plan, item, approved):
    Plan.objects.filter(pk=plan.pk).update(shows_score=True)
    agency = factories.AgencyFactory(parent=province, code="so-c", peer_group=peer_group, sort_order=3)
    for kind in ("number", "latest", "ratio"):
        given = item(agency=agency, kind=kind, low=90, weight=Decimal("0.5"))
        approved(given, 9, **({"numerator": 3, "denominator": 10} if kind == "ratio" else {"value": 30}))
    item(agency=agency, kind="peak", low=90, weight=Decimal("6.5"))
    address = "/boards/agency/so-c/?year=2022&month=9"
    assert reader.get(f"{address}&format=json").json()["score"] == "0.062500000000"
    assert "6,3%" in reader.get(address).content.decode().replace("\xa0", " ")
