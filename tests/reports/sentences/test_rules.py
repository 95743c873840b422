"""The sentences of a report, as tables: which facts make which words, and what is left out without its figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kpis.enums import State
from kpis.measuring.rates import Counts
from reports.sentences import annexes, phrases, rules
from reports.sentences.facts import AgencyMonth, Blocked, Change, Facts, Item, Reopened, Span

SPAN = Span("month", 2022, 10, "tháng 10 năm 2022", "hết tháng 10 năm 2022", date(2022, 9, 15), date(2022, 10, 14), 9,
            "tháng 9 năm 2022")  # fmt: skip
STATES = {State.DONE: "Hoàn thành", State.BEHIND: "Chậm tiến độ", State.NOT_MEASURABLE: "Chưa có cơ sở đánh giá"}


def an_item(key, state=State.DONE, **more):
    said = {
        "code": f"XD-{key:02d}", "name": f"Việc {key}", "agency": "SXD", "agency_name": "Sở Xây dựng",
        "pillar": "Chính quyền số", "target": "từ 10", "value": "12", "figure": "12", "multiple": None,
        "state_words": STATES.get(state, "Khác"), "why": "12, vượt mức giao",
    }  # fmt: skip
    return Item(id=key, state=state, **said | more)


def the_facts(*items, **more):
    counts = Counts.of(item.state for item in items)
    said = {
        "whose": "Sở Xây dựng", "issuer": "Sở Xây dựng", "is_province": False, "plan": "Kế hoạch năm 2022",
        "span": SPAN,
        "counts": counts, "mean_rate": counts.official_rate, "done_before": None, "items": items,
        "agencies": (AgencyMonth("SXD", "Sở Xây dựng", "Sở, ban, ngành", counts, 1, None),),
        "pillars": ("Chính quyền số",),
    }  # fmt: skip
    return Facts(**said | more)


def said(facts, key, wording=None):
    text = rules.written(facts, wording or {})
    return [one.text for part in text.sections for one in part.sentences if one.key == key]


@pytest.mark.parametrize(
    ("done", "behind", "unable", "key", "text"),
    [
        (12, 1, 2, "tong_quat", "Đến hết tháng 10 năm 2022, Sở Xây dựng đã hoàn thành 12/15 chỉ tiêu, nhiệm vụ, "
         "đạt 80,0% trên tổng số nhiệm vụ phải thực hiện."),
        (12, 1, 2, "danh_gia_duoc", "Không tính 02 chỉ tiêu chưa có cơ sở đánh giá, tỷ lệ hoàn thành trên số đánh "
                                    "giá được "
         "là 92,3% (12/13)."),
        (12, 3, 0, "danh_gia_duoc", None),
        (12, 0, 0, "tong_quat", None),
        (12, 0, 0, "toan_bo", "Đến hết tháng 10 năm 2022, Sở Xây dựng đã hoàn thành toàn bộ 12/12 chỉ tiêu, nhiệm "
                              "vụ phải "
         "thực hiện, đạt 100%."),
        (0, 0, 0, "tong_quat", None),
        (0, 3, 0, "tong_quat", "Đến hết tháng 10 năm 2022, Sở Xây dựng đã hoàn thành 0/3 chỉ tiêu, nhiệm vụ, đạt "
         "0% trên tổng số nhiệm vụ phải thực hiện."),
        (0, 3, 0, "vuot_muc", None),
        (12, 0, 0, "con_lai", None),
        (12, 1, 2, "con_lai", "Còn 03 chỉ tiêu, nhiệm vụ chưa hoàn thành: 01 chậm tiến độ, 02 chưa có cơ sở đánh giá."),
    ],
)  # fmt: skip
def test_how_many_of_how_many(done, behind, unable, key, text):
    states = [State.DONE] * done + [State.BEHIND] * behind + [State.NOT_MEASURABLE] * unable
    facts = the_facts(*(an_item(place, state) for place, state in enumerate(states, 1)))
    assert said(facts, key) == ([text] if text else [])


@pytest.mark.parametrize(
    ("before", "key", "text"),
    [
        (1, "tang", "So với tháng 9 năm 2022, số chỉ tiêu hoàn thành tăng 02 (từ 1 lên 3)."),
        (5, "giam", "So với tháng 9 năm 2022, số chỉ tiêu hoàn thành giảm 02 (từ 5 xuống 3)."),
        (3, "khong_doi", "So với tháng 9 năm 2022, số chỉ tiêu hoàn thành không thay đổi (3 chỉ tiêu)."),
        (None, "tang", None),
    ],
)
def test_compared_with_the_month_before(before, key, text):
    facts = the_facts(*(an_item(place) for place in (1, 2, 3)), done_before=before)
    assert said(facts, key) == ([text] if text else [])


def test_what_became_done_since_and_what_is_so_no_more_is_named():
    facts = the_facts(
        an_item(1, was=State.BEHIND),
        an_item(2, State.BEHIND, was=State.DONE),
        an_item(3, was=State.DONE),
        done_before=2,
    )
    assert said(facts, "moi_hoan_thanh") == ["Có thêm 01 chỉ tiêu hoàn thành: Việc 1."]
    assert said(facts, "khong_con") == ["Không còn ở mức hoàn thành 01 chỉ tiêu: Việc 2."]


def test_what_is_beyond_and_what_is_late_stands_in_one_sentence_unless_a_province_words_them_apart():
    facts = the_facts(an_item(1, State.EXCEEDED), an_item(2, State.DONE_LATE), an_item(3, State.DONE_LATE))
    both = "Trong số đã hoàn thành có 01 chỉ tiêu hoàn thành vượt mức, 02 chỉ tiêu hoàn thành trễ hạn."
    assert said(facts, "vuot_va_tre") == [both]
    assert said(facts, "vuot_muc") + said(facts, "tre_han") == []
    own = {"tre_han": "Trễ hạn: {so}."}
    assert said(facts, "tre_han", own) == ["Trễ hạn: 02."]
    assert said(facts, "vuot_va_tre", own) == []


def test_what_was_done_is_told_by_name():
    facts = the_facts(an_item(1), an_item(2, name="Sở A, B và C họp"), an_item(3, State.BEHIND))
    assert said(facts, "tru_cot_ten") == ["Về chính quyền số, đã hoàn thành 2/3 chỉ tiêu: Việc 1; Sở A, B và C họp."]


@pytest.mark.parametrize(
    ("multiple", "unit", "text"),
    [
        ("24.08", "", "Việc 1: đạt 12, cao gấp 24 lần so với chỉ tiêu giao (từ 10)."),
        ("6.9166", "", "Việc 1: đạt 12, cao gấp 6,9 lần so với chỉ tiêu giao (từ 10)."),
        ("221.96", "lượt", "Việc 1: đạt 12, cao gấp 222 lần so với chỉ tiêu giao (từ 10); đơn vị của số liệu khác "
                           "đơn vị "
         "của mức giao."),
    ],
)  # fmt: skip
def test_far_beyond_is_so_many_times_and_never_so_many_times_more(multiple, unit, text):
    facts = the_facts(an_item(1, State.EXCEEDED, multiple=Decimal(multiple), other_unit=unit))
    assert said(facts, "vuot_xa") + said(facts, "vuot_xa_don_vi_khac") == [text]


WHY = {"why": "5, chậm so với tiến độ"}
CAUSE = {"cause": "Thiếu người", "cause_kind": "subjective"}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (WHY, "Việc 1: 5, chậm so với tiến độ."),
        (WHY | CAUSE, "Việc 1: 5, chậm so với tiến độ; nguyên nhân: Thiếu người."),
        (WHY | CAUSE | {"remover": "Sở Nội vụ"},
         "Việc 1: 5, chậm so với tiến độ; nguyên nhân: Thiếu người; cơ quan tháo gỡ: Sở Nội vụ."),
        (WHY | {"promised_on": date(2022, 12, 31)}, "Việc 1: 5, chậm so với tiến độ; hẹn hoàn thành trong tháng "
                                                    "12/2022."),
        (WHY | {"promised_on": date(2022, 12, 15)},
         "Việc 1: 5, chậm so với tiến độ; hẹn hoàn thành trước ngày 16/12/2022."),
        (WHY | CAUSE | {"cause_is_said": True}, "Việc 1: 5, chậm so với tiến độ."),
    ],
)  # fmt: skip
def test_what_is_not_done_why_who_can_remove_it_until_when(more, text):
    facts = the_facts(an_item(1, State.BEHIND, figure="5", **more))
    assert said(facts, "chua_xong") == [text]


def test_a_broken_promise_is_told_and_one_ahead_stands_in_the_outlook():
    late, ahead = (an_item(n, State.BEHIND, promised_on=day) for n, day in
                   ((1, date(2022, 9, 30)), (2, date(2022, 12, 31))))  # fmt: skip
    facts = the_facts(late, ahead)
    assert said(facts, "tre_hen") == ["Đã quá ngày hẹn mà chưa hoàn thành 01 chỉ tiêu: Việc 1, hẹn ngày 30/09/2022."]
    assert said(facts, "hen_ten") == ["Trong tháng 12/2022, hoàn thành 01 chỉ tiêu đã hẹn: Việc 2."]
    running = replace(SPAN, data_to=date(2022, 9, 30), over=date(2022, 9, 29))  # on the day promised nothing is broken
    assert said(replace(facts, span=running), "tre_hen") == []


def a_province(*items, **more):
    blocked = Blocked("CQS-05", "Tỷ lệ họp trực tuyến", 24, 20, 26, "Chưa có hệ thống họp", "Sở Thông tin và Truyền "
                                                                                            "thông",
                      Fraction(9, 10), True, (1, 2))  # fmt: skip
    whole, half = Counts.of([State.DONE] * 12), Counts.of([State.DONE, State.BEHIND])
    agencies = (
        AgencyMonth("CTK", "Cục Thống kê tỉnh", "Cơ quan Trung ương", whole, 1, None),
        AgencyMonth("SXD", "Sở Xây dựng", "Sở, ban, ngành", half, 2, None),
        AgencyMonth("SYT", "Sở Y tế", "Sở, ban, ngành", Counts.of([State.DONE]), 1, None),
    )
    return the_facts(*items, is_province=True, whose="tỉnh Vĩnh Phúc", agencies=agencies, blocked=(blocked,), **more)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("diem_nghen", ["Tỷ lệ họp trực tuyến: 24/26 cơ quan chưa đạt; nguyên nhân: Chưa có hệ "
                        "thống "
                        "họp; cơ quan tháo gỡ: Sở Thông tin và Truyền thông; nếu được tháo gỡ, tỉnh Vĩnh Phúc có "
                        "thêm 20 "
                        "chỉ tiêu hoàn thành, tỷ lệ đạt 90,0%."]),
        ("mot_tram", ["Có 02 cơ quan hoàn thành 100% chỉ tiêu phải thực hiện: Cục Thống kê tỉnh (12/12), "
                      "Sở Y tế (1/1)."]),
        ("cao_thap", ["Khối sở, ban, ngành: cao nhất là Sở Y tế (1/1); thấp nhất là Sở Xây dựng (1/2)."]),
        ("khach_quan", ["Nguyên nhân khách quan: Chưa có hệ thống họp (02 chỉ tiêu)."]),
        ("chu_quan", []),
        ("chua_ro", ["Còn 01 chỉ tiêu chưa hoàn thành mà chưa nêu nguyên nhân."]),
        ("de_nghi", ["Đề nghị Sở Thông tin và Truyền thông tháo gỡ nguyên nhân sau: Chưa có hệ thống họp (liên quan "
                     "đến 02 "
                     "chỉ tiêu)."]),
        ("bao_cao_thieu", ["Có 30/31 cơ quan đã gửi báo cáo số liệu tháng 10 năm 2022; chưa gửi báo cáo: Sở Y tế."]),
        ("chua_xong", []),
    ],
)  # fmt: skip
def test_a_province_tells_of_groups_bottlenecks_and_causes(key, texts):
    cause = {"cause": "Chưa có hệ thống họp", "cause_kind": "objective", "remover": "Sở Thông tin và Truyền thông"}
    items = [an_item(n, State.NOT_MEASURABLE, **cause) for n in (1, 2)] + [an_item(3, State.BEHIND)]
    assert said(a_province(*items, silent=("Sở Y tế",), reporting_due=31), key) == texts


def test_sections_without_a_sentence_are_left_out_and_the_rest_counted():
    text = rules.written(the_facts(an_item(1), an_item(2, State.BEHIND)), {})
    assert [(part.number, part.code) for part in text.sections] == [("I", "muc_2"), ("II", "muc_3")]
    text = rules.written(the_facts(an_item(1)), {}, kept=("muc_5",))
    assert [(part.number, part.code) for part in text.sections] == [("I", "muc_2"), ("II", "muc_5")]


def test_a_sentence_carries_its_figures_and_items():
    text = rules.written(the_facts(an_item(4), an_item(2, State.BEHIND)), {})
    first = text.sections[0].sentences[0]
    assert (first.items, first.figures) == ((2, 4), {"hoan_thanh": "1", "tong": "2", "ty_le": "0.500000000000"})


def test_a_provinces_own_wording_stands_in_place_of_the_standard():
    own = {"tong_quat": "{don_vi} hoàn thành {hoan_thanh} trên {tong}."}
    assert said(the_facts(an_item(1), an_item(2, State.BEHIND)), "tong_quat", own) == [
        "Sở Xây dựng hoàn thành 1 trên 2."
    ]


def test_every_standard_phrase_knows_its_placeholders():
    assert [fault for key, phrase in phrases.STANDARD.items() for fault in phrases.faults(key, phrase.text)] == []


def test_annexes_without_rows_are_left_out_and_the_rest_numbered():
    made = annexes.annexes(the_facts(an_item(1), an_item(2)))
    assert [(annex.number, annex.code) for annex in made] == [("I", "linh_vuc"), ("II", "chi_tieu")]
    full = a_province(
        an_item(1, State.NOT_MEASURABLE), an_item(2),
        reopened=(Reopened("tháng 8 năm 2022", SPAN.data_to, "Sai", SPAN.data_to),),
        changes=(Change(2, "XD-02", "Việc 2", "Sở Xây dựng", "từ 5", "từ 10", 8, ""),),
    )  # fmt: skip
    made = annexes.annexes(full)
    assert [annex.number for annex in made] == ["I", "II", "III", "IV", "V"]
    assert [table.title for table in made[-1].tables] == [
        "Mở lại số liệu đã khóa", "Điều chỉnh chỉ tiêu", "Chỉ tiêu không tính vào tỷ lệ"
    ]  # fmt: skip
    assert {len(row) for annex in made for table in annex.tables for row in table.rows if len(row) > 1} <= {5, 7, 8, 10}


def test_rows_of_annexes_are_as_wide_as_their_headings():
    full = a_province(an_item(1, State.NOT_MEASURABLE), an_item(2), an_item(3, State.BEHIND))
    for facts in (full, replace(full, is_province=False)):
        for annex in annexes.annexes(facts):
            for table in annex.tables:
                assert {len(row) for row in table.rows} <= {1, len(table.columns)}
                assert 240 <= sum(column.width for column in table.columns) <= 247


def test_what_counts_is_never_called_what_was_given():
    """What had nothing to measure or applies later was given too, and is in no count."""
    counted = [text for key, phrase in phrases.STANDARD.items() if "{tong}" in (text := phrase.text)]
    counted += [phrases.STANDARD["mot_tram"].text, *(column.heading for column in annexes.COUNTS)]
    assert not [text for text in counted if "được giao" in text.lower()]


def test_every_sentence_belongs_to_one_group():
    members = [key for _heading, _is_list, keys in phrases.GROUPS for key in keys]
    around = {"ten_bao_cao", "mo_dau", "ket_thuc", "noi_nhan", "ky_thay"}
    apart = {key for key in phrases.STANDARD if key.startswith(("muc_", "nhom_", "ve_"))} | around
    assert sorted(members) == sorted(set(phrases.STANDARD) - apart)
