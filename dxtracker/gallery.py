"""The component gallery (DEBUG only): every page and part with example figures, no database.

`?page=<name>` shows one page as its template draws it.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace as Example
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kpis.enums import State

HERE = "/gallery/?page="
LAST_MONTH = 10
CRUMBS = [Example(label="Cơ quan", url="/gallery/?page=agencies"), Example(label="Sở TT&TT", url=None)]
AGENCY = HERE + "agency"
ITEM = HERE + "item"
VISITS = "Chỉ tiêu thu hút, khuyến khích người dân, doanh nghiệp sử dụng các dịch vụ chính phủ số"  # one name
SATISFIED = (
    "Tỷ lệ tổ chức, công dân đánh giá kết quả giải quyết thủ tục hành chính trên phần mềm một cửa điện tử "
    "từ mức hài lòng trở lên"
)
MEETINGS = "Tỷ lệ hình thức họp trực tuyến của cơ quan với các sở, ngành, địa phương và các đơn vị liên quan"
ARTICLES = (
    "Chỉ tiêu có từ 240 tin, bài/năm, đăng trên chuyên trang Chuyển đổi số của Cổng Thông tin - Giao tiếp điện tử tỉnh"
)
INSPECTIONS = "Tỷ lệ hoạt động giám sát, kiểm tra được thực hiện thông qua môi trường số"
ONE_STOP = "Phần mềm một cửa điện tử chưa trích xuất được báo cáo đánh giá"


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False)
    pillar = forms.ChoiceField(label=_("Pillar"), required=False, choices=[("", "–"), ("cqs", "Chính quyền số")])


class LoginForm(forms.Form):
    username = forms.CharField(label=_("User name"))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)


def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    page = request.GET.get("page", "")
    if page not in PAGES:
        return render(request, "gallery/index.html", {**parts(), "pages": PAGES})
    template, build = PAGES[page]
    return render(request, template, {"frame": frame(page), "scope": scope(page), **build()})


def counts(**states: int) -> Any:
    every = {state.value: states.get(state.value, 0) for state in State}
    total = sum(every.values())
    done = every["exceeded"] + every["done"] + every["done_late"]
    applicable = total - every["not_applicable"] - every["no_activity"]
    measurable = applicable - every["not_measurable"]
    return Example(
        states=every,
        total=total,
        done=done,
        applicable=applicable,
        not_measurable=every["not_measurable"],
        no_activity=every["no_activity"],
        official_rate=Fraction(done, applicable) if applicable else None,
        measurable_rate=Fraction(done, measurable) if measurable else None,
    )


def links(counted: Any) -> list[Any]:
    url = HERE + "rows&state="
    return [Example(state=s, count=n, url=url + s) for s, n in counted.states.items() if n]


def frame(page: str) -> Any:
    sections = [("Tổng quan", "province"), ("Cơ quan", "agencies"), ("Chỉ tiêu", "indicators")]
    return Example(
        province="Tỉnh Vĩnh Phúc",
        sections=[Example(label=label, url=HERE + to, is_current=page == to) for label, to in sections],
        demonstration_today=date(2022, 11, 10),
        person=None if page == "login" else Person("Nguyễn Thị Minh Họa"),
        role="Thành viên Ban Chỉ đạo",
    )


class Person(str):
    def get_short_name(self) -> str:
        return str(self)


def scope(page: str) -> Any:
    if page in {"login", "home", "search"}:
        return None
    months = [
        Example(label=f"Tháng {m}/2022", month=m, url=f"{HERE}{page}&month={m}" if m < 12 else None)
        for m in range(1, 13)
    ]
    for month in months:
        month.is_current = month.month == LAST_MONTH
    period = Example(
        month=LAST_MONTH, year=2022, label="Tháng 10/2022", state="closed",
        data_from=date(2022, 9, 15), data_to=date(2022, 10, 14), due_on=date(2022, 10, 18),
    )  # fmt: skip
    return Example(
        period=period, periods=months, previous_url=months[8].url, next_url=months[10].url,
        json_url="?format=json", csv_url="?format=csv",
    )  # fmt: skip


def row(rank: int, name: str, change: int, freshness: str = "approved", **states: int) -> Any:
    words = {"approved": "đủ", "partial": "một phần", "silent": "chưa báo cáo"}[freshness]
    return Example(
        rank=rank, code="x", name=name, url=AGENCY, change=change, counts=counts(**states),
        freshness=freshness, freshness_words=words,
    )  # fmt: skip


def groups() -> list[Any]:
    central = [
        row(1, "Bảo hiểm xã hội tỉnh", 0, exceeded=3, done=9),
        row(1, "Cục Thống kê tỉnh", 2, exceeded=3, done=9),
    ]
    departments = [
        row(1, "Sở Lao động - Thương binh và Xã hội", 0, exceeded=4, done=14, not_measurable=2),
        row(2, "Sở Thông tin và Truyền thông", 2, exceeded=9, done=17, on_track=2, not_measurable=1),
        row(3, "Sở Tư pháp", -1, exceeded=2, done=13, done_late=1, not_measurable=2),
        row(4, "Văn phòng Uỷ ban nhân dân tỉnh", 1, exceeded=2, done=12, not_measurable=2, no_activity=1),
        row(5, "Sở Văn hóa, Thể thao và Du lịch", 2, exceeded=3, done=14, behind=1, not_measurable=2),
        row(6, "Sở Tài chính", 0, "partial", exceeded=3, done=12, behind=1, not_measurable=2),
        row(7, "Sở Kế hoạch và Đầu tư", 1, exceeded=2, done=10, on_track=1, not_measurable=2),
        row(7, "Sở Xây dựng", 1, exceeded=2, done=10, on_track=1, not_measurable=2),
        row(7, "Sở Nông nghiệp và Phát triển nông thôn", 2, exceeded=3, done=9, behind=1, not_measurable=2),
        row(10, "Sở Y tế", 0, "silent", exceeded=2, done=9, overdue=1, no_data=2, not_measurable=1),
    ]
    districts = [
        row(1, "UBND huyện Tam Đảo", 2, exceeded=3, done=15, not_measurable=2),
        row(2, "UBND thành phố Phúc Yên", 1, exceeded=4, done=10, not_measurable=2),
        row(3, "UBND huyện Vĩnh Tường", 0, exceeded=3, done=10, overdue=1, not_measurable=2),
    ]
    named = [
        ("Cơ quan Trung ương trên địa bàn", central),
        ("Sở, ban, ngành", departments),
        ("UBND các huyện, thành phố", districts),
    ]
    return [Example(code=name, name=name, rows=rows, has_change=True) for name, rows in named]


def trend(top: Fraction, total: int) -> list[Any]:
    shape = [3, 6, 12, 21, 33, 48, 61, 74, 89, 100]
    points = []
    for month in range(1, 13):
        done = round(top * total * shape[month - 1] / 100) if month <= LAST_MONTH else 0
        rate = Fraction(done, total) if month <= LAST_MONTH else None
        points.append(Example(month=month, done=done, applicable=total, rate=rate, pace=Fraction(month, 12)))
    return points


def province() -> dict[str, Any]:
    counted = counts(exceeded=91, done=346, done_late=3, on_track=4, behind=7, overdue=6, no_data=2,
                     not_measurable=55, no_activity=3)  # fmt: skip
    board = Example(
        title_name="Tỉnh Vĩnh Phúc", counts=counted, mean_rate=Fraction(849, 1000), change=23,
        previous_label="tháng 9", reported=30, reporting_due=31, parts=links(counted), score=None,
        decisions=decisions(), groups=groups(), trend=trend(Fraction(440, 514), 514), pillars=pillars(),
        notable=notable(), silent=[Example(name="Sở Y tế", url=AGENCY)], rank=None,
        commitments=Example(agencies=Example(signed=30, items=528, fulfilled=447),
                            divisions=Example(signed=8, items=26, fulfilled=9), url=HERE),
    )  # fmt: skip
    return {"board": board}


def decisions() -> list[Any]:
    def one(kind: str, figure: str, unit: str, title: str, note: str, lift: str, lift_note: str) -> Any:
        return Example(kind=kind, figure=figure, unit_words=unit, title=title, note=note, lift=lift,
                       lift_note=lift_note, url=HERE + "indicator")  # fmt: skip

    return [
        one("bottleneck", "28/31", "cơ quan vướng", SATISFIED,
            f"{ONE_STOP} · gỡ bởi Văn phòng UBND tỉnh", "+28 nhiệm vụ", "tối đa 91,0 %"),
        one("bottleneck", "27/31", "cơ quan vướng", MEETINGS,
            "Chưa được trang bị hệ thống họp trực tuyến · gỡ bởi Sở Thông tin và Truyền thông", "+27 nhiệm vụ",
            "tối đa 90,8 %"),
        one("promises", "4", "lời hứa trễ", "4 nhiệm vụ hứa xong trong tháng 9 chưa xong",
            "Sở Tài chính 2, Sở Y tế 1, UBND huyện Sông Lô 1", "", "dời lần 2: 1 nhiệm vụ"),
    ]  # fmt: skip


def pillars() -> list[Any]:
    return [
        Example(name="Nhận thức số", url="", counts=counts(exceeded=14, done=42, behind=2)),
        Example(name="Hạ tầng số", url="", counts=counts(exceeded=9, done=51, on_track=2, overdue=1)),
        Example(name="Chính quyền số", url="", counts=counts(exceeded=31, done=160, behind=3, overdue=4,
                                                              not_measurable=55)),
        Example(name="An toàn thông tin", url="", counts=counts(exceeded=12, done=38, done_late=3, no_data=2)),
    ]  # fmt: skip


def notable() -> list[Any]:
    def one(multiple: str, name: str, value: int, target: int, unit: str, flag: str) -> Any:
        return Example(multiple=Decimal(multiple), indicator=name, agency="Sở Thông tin và Truyền thông",
                       url=ITEM, value=Decimal(value), target_value=Decimal(target), unit=unit, flag=flag)  # fmt: skip

    return [
        one("221.96242", VISITS, 22_196_242, 100_000, "lượt", "đơn vị của kết quả khác mức giao"),
        one("24.08", "Chỉ tiêu đào tạo, tập huấn, phổ cập kỹ năng số", 5_900, 245, "lượt", ""),
        one("6.916", "Chỉ tiêu tập huấn, diễn tập về an toàn thông tin", 166, 24, "lượt", ""),
    ]


def item(name: str, target: str, value: str, state: str, why: str, **more: Any) -> Any:
    plain = {
        "id": 1, "url": ITEM, "unit": "%", "attainment": None, "multiple": None, "bar_share": 1.0,
        "deadline": date(2022, 12, 31), "is_recurring": False, "promise_on": None, "reporting": "fresh",
        "carried_from": "", "spark": [0.1, 0.2, 0.25, 0.4, 0.5, 0.55, 0.7, 0.8, 0.9, 1.0, None, None],
    }  # fmt: skip
    values = {"name": name, "target_text": target, "value_text": value, "state": state, "why": why}
    return Example(**{**plain, **values, **more})


def items() -> list[Any]:
    return [
        item(VISITS, "trên 100.000 lượt người sử dụng", "22.196.242 lượt", "exceeded",
             "22.196.242 vượt mức giao trên 100.000.", multiple=Decimal("221.96")),
        item(ARTICLES, "từ 240 tin, bài/năm", "214 tin, bài", "on_track",
             "214 trên 240; nhịp độ đến tháng 10 là 200.", attainment=Decimal("0.8917"), bar_share=0.89,
             promise_on=date(2022, 12, 31)),
        item(INSPECTIONS, "50-60%", "38,5 %", "behind", "38,5 % thấp hơn nhịp độ 41,7 % của tháng 10.",
             attainment=Decimal("0.77"), bar_share=0.77, reporting="carried", carried_from="tháng 9/2022"),
        item("Ban hành Đề án xây dựng đô thị thông minh tỉnh Vĩnh Phúc", "Quý III/2022", "", "overdue",
             "Chưa có văn bản; hạn 30/09/2022 đã qua 14 ngày.", bar_share=0.0, reporting="none", spark=None),
        item(SATISFIED, "≥ 95%", "", "not_measurable", f"{ONE_STOP}.", bar_share=None, spark=None),
        item("Tỷ lệ văn bản đi trên phần mềm quản lý văn bản ký số", "100%", "100 %", "done",
             "100 % đạt mức giao 100 %.", attainment=Decimal(1), is_recurring=True),
        item("Số sự cố an toàn thông tin nghiêm trọng", "0", "0", "no_activity", "Trong kỳ không phát sinh."),
        item("Cập nhật kế hoạch đầu tư công", "Tháng 9/2022", "Số 512/QĐ-UBND", "done_late",
             "Ban hành ngày 05/10/2022, sau hạn 30/09/2022."),
    ]  # fmt: skip


def agency() -> dict[str, Any]:
    counted = counts(exceeded=9, done=17, on_track=2, not_measurable=1)
    listed = items()
    divisions = [
        Example(code="vp", name="Văn phòng Sở", url=AGENCY, counts=counts(done=7, behind=1),
                head_name="Trần Văn Minh Họa"),
        Example(code="cntt", name="Phòng Công nghệ thông tin", url=AGENCY, counts=counts(done=5), head_name=""),
    ]  # fmt: skip
    board = Example(
        agency=Example(code="stttt", name="Sở Thông tin và Truyền thông", level="agency"),
        name="Sở Thông tin và Truyền thông", crumbs=CRUMBS,
        head=Example(name="Lê Thị Minh Họa", post="Giám đốc", acting=True), counts=counted, change=2,
        previous_label="tháng 9", rank=2, rank_of=20, peer_group="Sở, ban, ngành", parts=links(counted),
        reporting=Example(status_words="Đã ghi nhận báo cáo, gửi ngày", submitted_at=date(2022, 10, 17),
                          is_late=True),
        score=Fraction(913, 1000), divisions=divisions, trend=trend(Fraction(26, 29), 29),
        pillars=[Example(name="Chính quyền số", items=listed[:4]), Example(name="Thể chế số", items=listed[4:])],
        commitments=Example(
            own=[(Example(title="Với Ban Thường vụ Tỉnh ủy", signatory="Lê Thị Minh Họa", is_signed=True,
                          signed_text="đầu năm 2022", items=29, fulfilled=26, drifting=1), ITEM)],
            divisions=Example(commitments=8, signed=7, items=26, fulfilled=9, drifting=0), url=AGENCY,
        ),
    )  # fmt: skip
    return {"board": board}


def one_item() -> dict[str, Any]:
    typed = [12, 30, 52, 71, 96, 118, 140, None, 189, 214]
    points, months, last = [], [], 0
    for month, value in enumerate(typed, 1):
        last = value or last
        state, text = ("behind" if month < 9 else "on_track"), f"{last} tin, bài"
        points.append(Example(month=month, label=f"Tháng {month}", value=float(last), value_text=text,
                              state=state, fresh=value is not None))  # fmt: skip
        months.append(Example(label=f"{month}/2022", reported_text=str(value or ""), value_text=str(last),
                              state=state, status="Đã ghi nhận" if value else "Chưa báo cáo", note="",
                              why=f"{last} trên 240; nhịp độ là {20 * month}.", entry_events_url=None))  # fmt: skip
    chart = Example(
        points=points, target=240.0, target_label="mức giao: từ 240 tin, bài", unit="tin, bài",
        pace=[20.0 * m for m in range(1, 13)], forecast=[None] * 9 + [214.0, 235.4, 256.8],
    )  # fmt: skip
    return {"board": item_board(chart, months)}


def item_board(chart: Any, months: list[Any]) -> Any:
    return Example(
        id=1, name=ARTICLES, agency=Example(name="Sở Thông tin và Truyền thông", url=AGENCY), unit="tin, bài",
        indicator=Example(code="NTS-03", name=ARTICLES, url=HERE + "indicator"), crumbs=CRUMBS,
        line=items()[1], value_text="214 tin, bài",
        target_text="từ 240 tin, bài/năm", illustrative=True,
        deadline=date(2022, 12, 31), promise_on=date(2022, 12, 31), chart=chart, months=months,
        promises=[Example(due_on=date(2022, 12, 31), made_on=date(2022, 10, 17), text="Đăng đủ 240 tin, bài",
                          state="chưa đến hạn")],
        targets=[Example(in_force_label="từ kỳ 1/2022", text="từ 240 tin, bài/năm",
                         document="Kế hoạch số 105", since="")],
        coordinators=["Cổng Thông tin - Giao tiếp điện tử tỉnh", "Sở Xây dựng"], accountable="Lê Thị Minh Họa",
        forecast=Example(missing_text="Còn thiếu 26 tin, bài.", rate_needed_text="Cần 13 tin, bài mỗi tháng.",
                         end_text="Theo đà hiện nay, cuối năm đạt 257."),
        events=[Example(at=moment(19, 10, 42), by="Văn phòng Ban Chỉ đạo", what="Đã ghi nhận",
                        note=""),
                Example(at=moment(17, 16, 5), by="Sở Thông tin và Truyền thông", what="Đã gửi",
                        note="Cộng dồn từ đầu năm.")],
        evidence=[Example(title="Danh sách tin, bài tháng 10", detail="tệp, 412 KB", url="#")],
    )  # fmt: skip


def moment(on: int, hour: int, minute: int) -> datetime:
    return datetime(2022, 10, on, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def indicator() -> dict[str, Any]:
    counted = counts(done=3, not_measurable=28)
    rows = [
        Example(agency=name, url=ITEM, peer_group="Sở, ban, ngành", target_text="≥ 95%", value_text=value,
                attainment=None, multiple=None, state=state, why=why, reporting="fresh", bar_share=share)
        for name, value, state, why, share in [
            ("Bảo hiểm xã hội tỉnh", "98,2 %", "done", "98,2 % đạt mức giao từ 95 %.", 1.0),
            ("Sở Tư pháp", "", "not_measurable", f"{ONE_STOP}.", None),
            ("Sở Lao động - Thương binh và Xã hội", "", "not_measurable", f"{ONE_STOP}.", None),
        ]
    ]  # fmt: skip
    board = Example(
        code="CQS-07", name=SATISFIED, definition="Tỷ lệ lượt đánh giá từ mức hài lòng trở lên.", unit="%",
        pillar="Chính quyền số", numerator_label="lượt đánh giá từ mức hài lòng", rows=rows, counts=counted,
        denominator_label="tổng số lượt đánh giá", parts=links(counted), combined_text="98,4 % (1.204/1.224)",
        bottleneck=Example(cause=ONE_STOP, remover="Văn phòng UBND tỉnh", missed=28, applicable=31,
                           lift=28),
    )  # fmt: skip
    return {"board": board}


def indicators() -> dict[str, Any]:
    rows = [
        Example(code=f"CQS-0{i}", name=name, pillar="Chính quyền số", unit="%", url=HERE + "indicator",
                counts=counts(exceeded=4 * i, done=20, not_measurable=7 - i))
        for i, name in enumerate([SATISFIED, MEETINGS, INSPECTIONS], 1)
    ]  # fmt: skip
    return {"board": Example(rows=rows, form=FilterForm())}


def rows() -> dict[str, Any]:
    listed = [Example(**{**vars(one), "agency": "Sở Xây dựng", "agency_url": AGENCY}) for one in items()]
    return {"board": Example(title="Chậm tiến độ", rows=listed, total=len(listed), form=FilterForm(), page=None)}


def search() -> dict[str, Any]:
    hits = [Example(label="Sở Xây dựng", note="Sở, ban, ngành", url=AGENCY)]
    return {"query": "so xay dung", "groups": [Example(title="Cơ quan", hits=hits)]}


def home() -> dict[str, Any]:
    cards = [
        Example(title="Bảng tổng quan tỉnh", note="Số liệu đến 14/10/2022", url=HERE + "province", figure="440/514"),
        Example(title="Việc cần quyết định", note="2 điểm nghẽn, 4 lời hứa trễ", url="#", figure="6"),
    ]
    return {"board": Example(greeting_name="bà Minh Họa", cards=cards)}


def parts() -> dict[str, Any]:
    counted = counts(**{state.value: 3 for state in State})
    return {
        "frame": frame(""), "states": list(State), "counts": counted, "parts": links(counted),
        "trend": trend(Fraction(9, 10), 29), "spark": items()[0].spark,
        "form": LoginForm({"username": "", "password": ""}),
    }  # fmt: skip


PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "home": ("home.html", home),
    "province": ("dashboards/province.html", province),
    "agencies": ("dashboards/agencies.html", lambda: {"board": Example(groups=groups(), previous_label="tháng 9")}),
    "agency": ("dashboards/agency.html", agency),
    "item": ("dashboards/item.html", one_item),
    "indicators": ("dashboards/indicators.html", indicators),
    "indicator": ("dashboards/indicator.html", indicator),
    "rows": ("dashboards/rows.html", rows),
    "search": ("dashboards/search.html", search),
    "login": ("agencies/login.html", lambda: {"form": LoginForm()}),
    "login-wrong": ("agencies/login.html", lambda: {"form": LoginForm({"username": ""})}),
    "profile": ("agencies/profile.html", dict),
    "404": ("404.html", dict),
    "locked": ("login_locked.html", dict),
}
