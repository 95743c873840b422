"""Old fonts, lines and numbering: the tables of docs/import-grammar.md, and round trips through both old codes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxtracker.lib.text import clean
from kpis.grammar import text
from kpis.grammar.syllables import RHYMES, is_syllable
from tests.kpis.grammar import grammar
from tests.kpis.grammar.grammar import NOTHING, stored

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
PLAIN = "bcdghklmnpqrstvx ,.;:/()%0123456789"
# The letters of TCVN3, beside the place of each; capitals with a tone have none.
TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        strict=True,
    )
)
_PAIRS = """
    =
    à=aø á=aù ả=aû ã=aõ ạ=aï â=aâ ầ=aà ấ=aá ẩ=aå ẫ=aã ậ=aä ă=aê ằ=aè ắ=aé ẳ=aú ẵ=aü ặ=aë è=eø é=eù ẻ=eû ẽ=eõ ẹ=eï
    ê=eâ ề=eà ế=eá ể=eå ễ=eã ệ=eä ì=ì í=í ỉ=æ ĩ=ó ị=ò ò=oø ó=où ỏ=oû õ=oõ ọ=oï ô=oâ ồ=oà ố=oá ổ=oå ỗ=oã ộ=oä ơ=ô
    ờ=ôø ớ=ôù ở=ôû ỡ=ôõ ợ=ôï ù=uø ú=uù ủ=uû ũ=uõ ụ=uï ư=ö ừ=öø ứ=öù ử=öû ữ=öõ ự=öï ỳ=yø ý=yù ỷ=yû ỹ=yõ ỵ=î đ=ñ
"""
VNI = dict(pair.split("=") for pair in _PAIRS.split())
VNI |= {new.upper(): old.upper() for new, old in VNI.items()}
FOREIGN = [
    "Société générale", "déjà vu", "São Paulo", "Año nuevo", "für München", "Zoë Noël", "René Crème", "naïve façade",
    "Loïc et Caïn", "Øst for Møn", "Île-de-France", "Ångström", "Škoda", "25 °C ± 5", "§ 5, © 2022", "« Oui »",
    "m² × 3", "10 µm", "½ giờ", "à la carte", "crêpe", "El Niño", "inter\u00adnational", "",
]  # fmt: skip
VIETNAMESE = [
    "Không có gì", "Tên cơ quan", "là hôm nay", "Có", "Hoàn thành", "Năm 2022", "Quý IV/2022", "Thường xuyên", "và",
    "Sở Văn hóa, Thể thao và Du lịch", "Tỷ lệ hồ sơ", "Trên 100.000", "Hai bà trung", "ông Tô Lâm", "Cát Bà", "Lý Bí",
]  # fmt: skip


def example_of(name):
    return pytest.mark.parametrize("row", grammar.tables()[name], ids=grammar.line)


def encode(word, table):
    return "".join(table.get(letter, letter) for letter in word)


@example_of("fonts")
def test_a_font_says_how_a_text_is_read(row):
    assert text.decode(stored(row["stored"]), row["font"])[0] == row["read"]


@example_of("guesses")
def test_a_text_that_only_makes_sense_decoded_is_proposed(row):
    proposed = text.propose_decoding(stored(row["stored"]))
    assert (proposed or NOTHING) == row["proposed"]


@example_of("numbering")
def test_the_numbering_is_no_part_of_a_name(row):
    assert text.strip_bullet(row["written"]) == row["name"]


@given(st.text(alphabet=LETTERS + "ĂÂÊÔƠƯĐ" + PLAIN, max_size=30))
@settings(max_examples=60)
def test_what_was_written_in_tcvn3_is_read_back(written):
    assert text.decode(encode(written, TCVN3), ".VnTime") == (written, "tcvn3")
    assert text.decode(encode(written.lower(), TCVN3), ".VnTimeH")[0] == written.upper()


@given(st.text(alphabet=LETTERS + LETTERS.upper() + PLAIN, max_size=30))
@settings(max_examples=60)
def test_what_was_written_in_vni_is_read_back(written):
    assert text.decode(encode(written, VNI), "VNI-Times") == (written, "vni")


def test_a_decomposed_text_in_an_old_font_is_read_as_the_composed_one():
    assert text.decode("Nhie\u0302\u0308m"[:4] + "a\u0308m", "VNI-Times")[0] == text.decode("Nhieäm", "VNI-Times")[0]


def test_vni_capitals_are_known_by_the_first_letter_of_the_pair():
    assert [text.decode(pair, "VNI-Times")[0] for pair in ("AÙ", "Aù", "aù", "Ñ")] == ["Á", "Á", "á", "Đ"]


@pytest.mark.parametrize("sample", FOREIGN + VIETNAMESE)
def test_nothing_is_proposed_for_a_text_that_is_right_as_it_is(sample):
    assert text.propose_decoding(sample) is None


@given(st.lists(st.sampled_from(sorted(RHYMES)), max_size=6))
@settings(max_examples=60)
def test_nothing_is_proposed_for_vietnamese_syllables(rhymes):
    assert text.propose_decoding(" ".join(f"đ{rhyme}" for rhyme in rhymes)) is None


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "giết", "khuya", "ướt", "Đạt", "UBND"[0] + "i", "yếu"])
def test_a_syllable_is_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["lôc", "café", "nghiêngh", "", "strong", "đ", "Hụtel", "aNh"])
def test_what_is_no_syllable_is_known_too(word):
    assert not is_syllable(word)


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_flat_keeps_every_place(sample):
    assert len(text.flat(sample)) == len(sample)


@given(st.text(max_size=60), st.sampled_from(["", ".VnTime", ".VnTimeH", "VNI-Times", "Arial"]))
@settings(max_examples=100)
def test_no_text_takes_the_reader_down(sample, font):
    decoded, code = text.decode(sample, font)
    assert code in ("", "tcvn3", "vni")
    assert isinstance(text.strip_bullet(clean(decoded)), str)
    assert text.propose_decoding(sample) != ""
