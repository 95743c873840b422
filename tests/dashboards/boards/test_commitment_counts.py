"""What boards sum is what stands for each item, for every kind of item that the rules tell apart."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agencies.clock import now
from commitments.models import Commitment
from commitments.standings.queries import fulfilment_by_tier, in_month, items_of
from commitments.standings.writer import refresh
from kpis.items.actions import set_target
from kpis.periods.actions import close_period
from tests.commitments import conftest as signing

commit, event_a, event_top, fulfilled = signing.commit, signing.event_a, signing.event_top, signing.fulfilled


@pytest.fixture
def of_all_kinds(commit, fulfilled, board_items, item, division_1, division_2, agency_a, head_a, head_b, months):
    """Two signed commitments with every kind of item that the rules tell apart."""
    own = [board_items[name] for name in ("number", "ratio", "task")]
    ranged = item(kind="latest", operator="between", low=10, high=20, baseline=5, deadline=date(2022, 12, 31))
    moved, bare = item(kind="average", low=50), item(kind="peak", low=7, accountable=head_a)
    links = [
        own[0],
        own[1],
        {"text": "Cả hai", "links": own[:2]},
        {"text": "Phần", "links": [(own[0], {"is_part": True, "low": Decimal(40)})]},
        {"text": "Không có mức", "links": [(own[0], {"operator": "", "low": None})]},
        {"text": "Đơn vị khác", "links": [(own[0], {"unit": "hồ sơ"})]},
        {"text": "Toán tử khác", "links": [(own[0], {"operator": ">"})]},
        {"text": "Cách ghi khác", "links": [(own[0], {"raw": "từ 100 trở lên"})]},
        {"text": "Nhiệm vụ", "links": [own[2]]},
        {"text": "Không liên kết", "way": "assigned"},
    ]
    more = [
        ranged,
        {"text": "Cận trên khác", "links": [(ranged, {"high": Decimal(25)})]},
        {"text": "Không có gốc", "links": [(ranged, {"baseline": None})]},
        {"text": "Không có hạn", "links": [(ranged, {"deadline": None})]},
        {"text": "Hạn khác", "links": [(own[0], {"deadline": date(2022, 6, 30)})]},
        moved,
        {"text": "Cơ quan khác", "links": [(own[0], {"owner": division_1})]},
        {"text": "Chưa nêu ai", "links": [(bare, {"accountable": None})]},
        {"text": "Người khác", "links": [(bare, {"accountable": head_b})]},
        {"text": "Nêu người", "links": [(own[0], {"accountable": head_a})]},
        *("Xác nhận", "Chờ", "Bị từ chối", "Sau kỳ", "Rút", "Đầu năm"),
    ]
    first, second = commit(division_1, items=links), commit(division_2, items=more)
    by_text = {row.text: row for row in second.items.all()}
    fulfilled(by_text["Xác nhận"])
    fulfilled(by_text["Chờ"], state="claimed")
    fulfilled(by_text["Bị từ chối"], state="refused")
    fulfilled(by_text["Sau kỳ"], on=date(2022, 9, 15))
    fulfilled(by_text["Đầu năm"], on=date(2022, 1, 2))
    amendment = second.amendments.create(number="01/PL", dated_on=date(2022, 6, 1), made_at=now(), made_by=head_a)
    second.items.filter(text="Rút").update(withdrawn_by=amendment)
    refresh([second.pk])
    set_target(moved, in_force_from=months[5], by=None, operator=">=", low=40, unit=moved.indicator.unit)
    set_target(moved, in_force_from=months[9], by=None, operator=">=", low=60, unit=moved.indicator.unit)
    return first, second


@pytest.mark.parametrize("month", [2, 5, 9, 12])
def test_sums_are_those_of_the_items(of_all_kinds, commit, event_top, agency_a, board_items, period, month):
    commit(agency_a, event=event_top, items=[board_items["number"]])
    period = period(month)
    rows = in_month(Commitment.objects.order_by("pk"), period)
    ledger = items_of([row.pk for row in Commitment.objects.all()], period)
    counted = {row.pk: (row.n_items, row.n_fulfilled, row.n_drifting) for row in rows}
    said = {
        key: (len(items), sum(i.is_fulfilled for i in items), sum(i.is_drifting for i in items))
        for key, items in ledger.items()
    }
    assert counted == said
    tiers = fulfilment_by_tier(period)
    first, second = of_all_kinds
    both = [said[first.pk], said[second.pk]]
    assert tiers["division"] == (2, sum(n for n, _f, _d in both), sum(f for _n, f, _d in both))
    assert tiers["agency"].signed == 1


def test_the_kinds_of_items_are_told_apart(of_all_kinds, period):
    drifting, fulfilled = set(), set()
    for items in items_of([row.pk for row in of_all_kinds], period(9)).values():
        drifting |= {item.text for item in items if item.is_drifting}
        fulfilled |= {item.text for item in items if item.is_fulfilled}
    assert {"Đơn vị khác", "Toán tử khác", "Cận trên khác", "Không có gốc", "Không có hạn", "Hạn khác",
            "Cơ quan khác", "Người khác", "Nêu người"} < drifting  # fmt: skip
    assert not drifting & {"Phần", "Không có mức", "Cách ghi khác", "Chưa nêu ai", "Nhiệm vụ"}
    assert {"Xác nhận", "Đầu năm", "Phần"} < fulfilled
    assert not fulfilled & {"Cả hai", "Chờ", "Bị từ chối", "Sau kỳ", "Không liên kết"}


def test_a_closed_month_counts_what_was_decided_before_it_was_closed(
    commit, fulfilled, agency_a, event_top, period, officer
):
    commitment = commit(agency_a, event=event_top, items=["Trước", "Sau"])
    before, after = commitment.items.all()
    fulfilled(before, on=date(2022, 1, 10))
    close_period(period(1), by=officer)
    fulfilled(after, on=date(2022, 1, 11), decided_at=now() + timedelta(seconds=1))
    (row,) = in_month(Commitment.objects.filter(pk=commitment.pk), period(1))
    assert (row.n_items, row.n_fulfilled) == (2, 1)
    assert fulfilment_by_tier(period(1))["agency"] == (1, 2, 1)
    assert fulfilment_by_tier(period(2))["agency"] == (1, 2, 2)


def test_the_line_of_the_province_says_of_what_the_divisions_figure_is(
    client, committee, commit, fulfilled, board_items, division_1
):
    signed = commit(division_1, items=["Một", "Hai"])
    fulfilled(signed.items.first())
    client.force_login(committee)
    page = client.get("/boards/province/?year=2022&month=9").content.decode()
    assert "nội dung phòng, đơn vị đã thực hiện: <a" in page
    assert page.partition("nội dung phòng, đơn vị đã thực hiện: ")[2].partition(">")[2].startswith("1/2<")


def test_a_month_to_come_says_what_drifts_as_the_latest_one_does(client, committee, of_all_kinds, board_items, period):
    set_target(board_items["number"], in_force_from=period(9), by=None, operator=">=", low=70, unit="lượt")
    client.force_login(committee)
    said = []
    for month in (9, 12):
        board = client.get(f"/boards/commitments/?year=2022&month={month}").context["board"]
        said.append([(row.figure, row.title, row.note) for row in board.decisions if row.kind == "drifting"])
    assert said[0] == said[1]
    assert all(note and "mức giao" in title for _figure, title, note in said[1])
