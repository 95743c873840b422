"""The component gallery (DEBUG only): the parts that boards are made of, drawn from a small board that is made up.

All of it are the boards' own dataclasses: what a board no longer knows cannot be shown here.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.people.forms import LoginForm
from dashboards.boards.agencies import AgencyRow, Group
from dashboards.boards.item.chart import Chart, Point
from dashboards.boards.province import Notable, PillarRow, ProvinceBoard
from dashboards.parts.counts import Part
from dashboards.parts.decisions import Decision
from dashboards.parts.items import ItemRow
from dashboards.parts.trend import trend_of
from kpis.enums import Reporting, State
from kpis.measuring.rates import STATES, Counts, mean_rate
from steering.conclusions.rules import Tally

HERE = "/gallery/"
DONE = (12, 30, 52, 71, 96, 118, 140, 158, 189, 214)


def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    lines = [line(state) for state in State]
    shown = {
        "states": State,
        "board": board(),
        "pillars": [{"name": "Chính quyền số", "items": lines}],
        "chart": chart(),
        "form": LoginForm(request, data={}),
    }
    return render(request, "gallery/index.html", shown)


def counts(**states: int) -> Counts:
    return Counts(dict.fromkeys(STATES, 0) | states)


def agency(rank: int | None, name: str, change: int | None, freshness: str = "approved", **states: int) -> AgencyRow:
    words = {"approved": "đủ", "partial": "một phần", "silent": "chưa báo cáo"}
    return AgencyRow(
        rank=rank, code=f"CQ{rank}", name=name, url=HERE, counts=counts(**states), change=change, late_promises=0,
        short_name=name, freshness=freshness, freshness_words=words[freshness], peer_group="Sở, ban, ngành",
    )  # fmt: skip


def board() -> ProvinceBoard:
    """A province of three agencies, in which every state occurs."""
    rows = (
        agency(1, "Sở Thông tin và Truyền thông", 2, exceeded=9, done=17, on_track=2, not_measurable=1),
        agency(2, "Sở Tài chính", -1, "partial", done=13, done_late=1, behind=2, no_activity=1),
        agency(3, "Sở Y tế", 0, "silent", done=9, overdue=1, no_data=2, not_applicable=1),
    )
    whole = rows[0].counts + rows[1].counts + rows[2].counts
    months = [{"month": month, "done": 4 * month, "applicable": whole.applicable} for month in range(1, 11)]
    return ProvinceBoard(
        title_name="Tỉnh Vĩnh Phúc", counts=whole, mean_rate=mean_rate([row.counts for row in rows]), change=3,
        previous_label="tháng 9", reported=2, reporting_due=3, groups=(Group("so", "Sở, ban, ngành", rows),),
        parts=tuple(Part(state, count, HERE) for state, count in whole.states.items()),
        bottlenecks=(), trend=trend_of(months), heat=None, latest=(), silent=rows[2:], commitments=None,
        concluded=Tally(1, 2), crumbs=(),
        decisions=(
            Decision("bottleneck", "28/31", "cơ quan vướng", "Tỷ lệ họp trực tuyến", HERE,
                     "Chưa có hệ thống họp trực tuyến", "+28 nhiệm vụ", "tối đa 91,0%"),
            Decision("promises", "4", "nhiệm vụ trễ hẹn", "4 nhiệm vụ hẹn xong trong tháng 9 chưa xong", HERE),
        ),
        pillars=(PillarRow("Chính quyền số", rows[0].counts, HERE), PillarRow("Hạ tầng số", rows[1].counts, "")),
        notable=(
            Notable(Decimal("221.96"), "Lượt sử dụng các dịch vụ số", HERE, "Sở Thông tin và Truyền thông",
                    Decimal(22_196_242), Decimal(100_000), "lượt", "đơn vị của kết quả khác mức giao"),
        ),
    )  # fmt: skip


def line(state: State) -> ItemRow:
    """An item in `state`; one that is behind was promised, and its figure is a month old."""
    is_behind, share = state is State.BEHIND, Decimal("0.8917")
    return ItemRow(
        id=1, name="Tin, bài đăng trên chuyên trang Chuyển đổi số", url=HERE, agency="", agency_url="",
        unit="tin, bài", target_text="từ 240 tin, bài/năm", value_text="214 tin, bài", attainment=share, multiple=None,
        state=state, why="214 trên 240; nhịp độ đến tháng 10 là 200.",
        deadline=date(2022, 12, 31), is_recurring=state is State.DONE,
        promise_on=date(2022, 12, 31) if is_behind else None,
        reporting=Reporting.CARRIED if is_behind else Reporting.FRESH, carried_from="09/2022" if is_behind else "",
        spark=(*(value / 240 for value in DONE), None, None),
    )  # fmt: skip


def chart() -> Chart:
    points = tuple(
        Point(month, f"Tháng {month}", float(value), f"{value} tin, bài", State.ON_TRACK, fresh=month != 8)
        for month, value in enumerate(DONE, 1)
    )
    return Chart(
        points, target=(240.0,) * 12, target_label="mức giao: từ 240 tin, bài", unit="tin, bài",
        pace=tuple(20.0 * month for month in range(1, 13)), forecast=(*(None,) * 9, 214.0, 235.4, 256.8),
    )  # fmt: skip
