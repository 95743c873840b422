"""Agencies in a cell: names with commas inside, aliases, groups, what nobody is called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbooks.conftest import directory_from
from workbooks.reading.agencies.names import find, nearest, roles
from workbooks.words import words

EXAMPLES = [
    ("STTTT", "STTTT"),
    ("sở thông tin và truyền thông", "STTTT"),
    ("SỞ VĂN HOÁ, THỂ THAO VÀ DU LỊCH", "SVHTTDL"),
    ("Sở Văn hóa Thể thao & Du lịch.", "SVHTTDL"),
    ("Sở Văn hóa,\nThể thao và Du lịch", "SVHTTDL"),
    ("Sở Văn hóa, Thể thao và Du lịch và Sở Thông tin và Truyền thông", "SVHTTDL STTTT"),
    ("Sở Lao động – Thương binh và Xã hội", "SLDTBXH"),
    ("Sở KH & ĐT; Sở XD", "SKHDT SXD"),
    ("Sở KH - ĐT/Sở XD", "SKHDT SXD"),
    ("VP UBND tỉnh, Sở NV", "VPUBND SNV"),
    ("Văn phòng Uỷ ban nhân dân tỉnh", "VPUBND"),
    ("- Sở Nội vụ\n- Sở Tài chính", "SNV STC"),
    ("1. Sở Nội vụ; 2. Sở Tài chính", "SNV STC"),
    ("Sở Nội vụ Sở Tài chính", "SNV STC"),
    ("Sở Nội vụ, Sở Nội vụ", "SNV"),
    ("Sở TT&TT (chủ trì)", "STTTT"),
    ("Sở TT&TT (Trung tâm CNTT)", "STTTT"),
    ("Sở Nội vụ tỉnh Vĩnh Phúc", "SNV"),
    ("Giám đốc Sở Xây dựng; Chủ tịch UBND huyện Tam Đảo", "SXD TAMDAO"),
    ("Tam Đảo", "TAMDAO"),
    ("UBND huyện Tam Đảo", "TAMDAO"),
    ("Huyện Tam Đảo", "TAMDAO"),
    ("H. Tam Đảo", "TAMDAO"),
    ("TP.Vĩnh Yên", "VINHYEN"),
    ("Ủy ban nhân dân TP Vĩnh Yên", "VINHYEN"),
    ("UBND các huyện: Lập Thạch, Tam Dương", "LAPTHACH TAMDUONG"),
    ("UBND các huyện Vĩnh Tường, Yên Lạc", "VINHTUONG YENLAC"),
    ("UBND huyện Tam Đảo, Lập Thạch", "TAMDAO LAPTHACH"),
    ("Sở: Nội vụ, Tài chính, Kế hoạch và Đầu tư", "SNV STC SKHDT"),
    ("Các Sở: Nội vụ, Tài chính và Y tế", "SNV STC SYT"),
    ("Sở Nội vụ, Tài chính", "SNV STC"),
    ("", ""),
    ("- ; .", ""),
]


@pytest.mark.parametrize(("text", "codes"), EXAMPLES, ids=[text[:40] for text, _ in EXAMPLES])
def test_a_cell_names_these_agencies_in_this_order_and_nothing_unknown(directory, text, codes):
    found = find(text, directory)
    assert (" ".join(found.codes), found.unknown) == (codes, ())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Các sở, ban, ngành", 20),
        ("Các sở, ban ngành cấp tỉnh", 20),
        ("các Sở - Ban - Ngành", 20),
        ("Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các huyện, thành phố.", 29),
        ("Các sở, ban, ngành;\nUBND các huyện, thành phố", 29),
        ("UBND cấp huyện", 9),
        ("các địa phương", 9),
        ("09 huyện, thành phố", 9),
        ("UBND các huyện, thị xã, thành phố", 9),
        ("Các cơ quan Trung ương trên địa bàn", 2),
        ("các cơ quan TW đóng trên địa bàn tỉnh", 2),
        ("Sở Nội vụ và các sở, ban, ngành", 20),
    ],
)
def test_a_group_stands_for_all_its_members(directory, text, count):
    found = find(text, directory)
    assert (len(found.codes), found.unknown) == (count, ())


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("Công an tỉnh", "", ["Công an tỉnh"]),
        ("Sở Nội vụ; Công an tỉnh", "SNV", ["Công an tỉnh"]),
        ("Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh", "", ["Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"]),
        ("Công an huyện Tam Đảo", "", ["Công an huyện Tam Đảo"]),
        ("Thanh tra Sở Xây dựng", "", ["Thanh tra Sở Xây dựng"]),
        ("xã Tam Đảo", "", ["xã Tam Đảo"]),
        ("Các cơ quan liên quan", "", ["Các cơ quan liên quan"]),
        ("Các sở, ban, ngành liên quan", "", ["Các sở, ban, ngành liên quan"]),
        ("UBND tỉnh", "", ["UBND tỉnh"]),
        ("so noi vu", "", ["so noi vu"]),
        ("(Sở Vũ trụ)", "", ["Sở Vũ trụ"]),
    ],
)
def test_what_nobody_is_called_is_said_and_never_taken_for_a_part_of_it(directory, text, codes, unknown):
    found = find(text, directory)
    assert " ".join(found.codes) == codes
    assert [problem.details["name"] for problem in found.unknown] == unknown
    assert {problem.code for problem in found.unknown} <= {"unknown_agency", "vague_group"}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Sở Khoa học Vũ trụ", "Sở Khoa học và Công nghệ"),
        ("so noi vu", "Sở Nội vụ"),
        ("Sở Thông tin Truyền thanh", "Sở Thông tin và Truyền thông"),
        ("Thanh tra Sở Xây dựng", "Sở Xây dựng"),
    ],
)
def test_the_nearest_official_names_are_proposed_best_first(directory, name, first):
    problem = find(name, directory).unknown[0]
    assert problem.proposals[0] == first
    assert len(problem.proposals) <= 3


def test_nothing_is_proposed_for_a_name_like_no_other(directory):
    assert nearest("VNPT", directory) == ()


WARD_AND_COMMUNE = [
    ("PXH", "Ủy ban nhân dân phường Xuân Hoà", ["Phường Xuân Hoà", "Xuân Hoà"], "xa"),
    ("XXH", "Ủy ban nhân dân xã Xuân Hòa", ["Xã Xuân Hòa", "Xuân Hòa"], "xa"),
    ("TDH", "Ủy ban nhân dân huyện Tam Đảo", ["Tam Đảo"], "huyen"),
    ("TDX", "Ủy ban nhân dân thị trấn Tam Đảo", ["Tam Đảo"], "xa"),
    ("LTH", "Ủy ban nhân dân huyện Lập Thạch", ["Lập Thạch"], "huyen"),
]


def test_one_name_of_two_agencies_is_asked_about():
    found = find("Xuân Hoà", directory_from(WARD_AND_COMMUNE))
    assert found.codes == ()
    assert [problem.code for problem in found.unknown] == ["ambiguous_agency"]
    assert found.unknown[0].proposals == ("Ủy ban nhân dân phường Xuân Hoà", "Ủy ban nhân dân xã Xuân Hòa")


def test_the_level_said_before_an_ambiguous_name_decides():
    some = directory_from(WARD_AND_COMMUNE)
    assert [find(text, some).codes for text in ("phường Xuân Hòa", "UBND xã Xuân Hoà")] == [("PXH",), ("XXH",)]


def test_beside_districts_an_ambiguous_name_is_the_district():
    found = find("Lập Thạch, Tam Đảo", directory_from(WARD_AND_COMMUNE))
    assert (found.codes, found.unknown) == (("LTH", "TDH"), ())


def test_a_name_asked_for_among_some_is_one_of_them():
    found = find("Tam Đảo", directory_from(WARD_AND_COMMUNE), frozenset({"TDH", "LTH"}))
    assert (found.codes, found.unknown) == (("TDH",), ())


def test_the_province_at_the_end_of_a_name_is_not_another_agency():
    some = directory_from(
        [*WARD_AND_COMMUNE, ("VP", "Tỉnh Vĩnh Phúc", ["Vĩnh Phúc"], ""), ("SNV", "Sở Nội vụ", [], "s")]
    )
    assert find("Sở Nội vụ tỉnh Vĩnh Phúc; Tam Đảo, Lập Thạch", some).codes == ("SNV", "TDH", "LTH")


def test_a_name_is_kept_whole_and_quoted_only_in_part(directory):
    (unknown,) = find("Sở " + "rất dài " * 20, directory).unknown
    assert unknown.details["name"] == ("Sở " + "rất dài " * 20).strip()
    assert "…" in words(unknown)
    assert unknown.details["name"] not in words(unknown)


@pytest.mark.parametrize(
    ("text", "lead", "helping"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", ""),
        ("Sở TT&TT chủ trì, phối hợp với Sở Nội vụ", "Sở TT&TT chủ trì", "Sở Nội vụ"),
        ("Sở Xây dựng (chủ trì), Sở Tài chính (phối hợp)", "Sở Xây dựng (chủ trì)", "Sở Tài chính"),
        ("Chủ trì: Sở Xây dựng; Phối hợp: Sở Y tế", "Sở Xây dựng", "Sở Y tế"),
        ("Phối hợp", "Phối hợp", ""),
    ],
)
def test_a_cell_may_say_who_leads_and_who_helps(text, lead, helping):
    assert roles(text) == (lead, helping)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_agencies_joined_by_any_separator_are_found_again(directory, data):
    codes = data.draw(st.lists(st.sampled_from(list(directory.official)), min_size=1, max_size=5, unique=True))
    text = directory.official[codes[0]]
    for code in codes[1:]:
        text += data.draw(st.sampled_from(["; ", ", ", " và ", "\n", " / ", " - ", ";\n- "])) + directory.official[code]
    found = find(data.draw(st.sampled_from([text, text.upper(), text.lower()])), directory)
    assert (found.codes, found.unknown) == (tuple(codes), ())


@given(st.text(alphabet="SởNộivụTàichính;,.:()/-& \nTamĐảoUBNDhuyệncác123", max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_search_and_none_is_lost(directory, text):
    found = find(text, directory)
    assert set(found.codes) <= set(directory.official)
    assert all(0 < len(problem.details["name"]) <= 60 for problem in found.unknown)


def test_a_group_of_another_kind_goes_by_its_name_with_and_without_the_article():
    some = directory_from([("HND", "Hội Nông dân", [], "Hội đoàn thể"), ("HPN", "Hội Phụ nữ", [], "Hội đoàn thể")])
    assert [find(text, some).codes for text in ("Hội đoàn thể", "các hội, đoàn thể")] == [("HND", "HPN")] * 2
