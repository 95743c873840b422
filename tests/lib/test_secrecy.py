import unicodedata

import pytest

from dxtracker.lib.secrecy import is_secret, is_stamped


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Công văn MẬT số 5.pdf", True), ("CV_TỐI MẬT.pdf", True), ("tuyet-mat.docx", True), ("Độ mật: A", True),
        ("05/BC-MẬT", True), ("Báo cáo bảo mật.pdf", False), ("QUY CHẾ BẢO MẬT.pdf", False), ("mật khẩu.pdf", False),
        ("Đổi MẬT KHẨU", False), ("matrix.xlsx", False), ("Mật độ dân số.pdf", False), ("Tài liệu BÍ MẬT", True),
        ("Bảo vệ BÍ MẬT NHÀ NƯỚC.pdf", False),
    ],
)  # fmt: skip
def test_words_of_secrecy_are_known_from_harmless_ones(text, secret):
    assert is_secret(text) is secret


@pytest.mark.parametrize(
    ("text", "stamped"),
    [
        ("ỦY BAN NHÂN DÂN\n  MẬT  \nSố: 05", True), ("TỐI MẬT", True), ("TUYỆT\nMẬT", True), ("Số 5 M Ậ T", True),
        ("Độ mật: Mật", True), ("M ẬT", True), ("QUY CHẾ BẢO MẬT", False), ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", False),
        ("bảo vệ bí mật nhà nước", False), ("đổi MẬT KHẨU và mật khẩu", False), ("chậm do mất điện", False),
        ("tôi mật báo", False), ("an toàn, bảo mật", False), ("MẬT ĐỘ DÂN SỐ", False), ("THÂN MẬT", False),
        ("B Ả O M Ậ T", False), ("SỐ MẬTH", False), ("CƠ MẬT VIỆN", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_a_stamp_on_a_page_is_known_from_harmless_words_however_its_letters_are_written(text, stamped, form):
    assert is_stamped(unicodedata.normalize(form, text)) is stamped
