"""Words that say that something is classified. Such files are never kept. Pure: no Django."""

import re
import unicodedata

from dxtracker.lib.text import clean

# MẬT stands in many harmless words (bảo mật, mật khẩu); as a mark of secrecy it stands alone or after tối, tuyệt, độ.
# With all its marks or, as in names of files, with none: "do mất điện" (for want of power) is no secret.
_SECRET = re.compile(r"\b(?:tối mật|tuyệt mật|độ mật|toi mat|tuyet mat|do mat)\b")
_STAMP = re.compile(r"(?<!BẢO )\bMẬT\b(?! (?:KHẨU|MÃ|ĐỘ|THIẾT|ONG|NHÀ NƯỚC))")
# On a page the stamp is in capitals, perhaps spaced out; folded words would find "do mất điện" (for want of power).
_ON_PAGE = re.compile(
    r"\b(?:TỐI|TUYỆT) M ?Ậ ?T\b"
    r"|(?<!\bBẢO )(?<!\bBÍ )(?<!\bCƠ )(?<!\bTHÂN )(?:\bMẬT|(?<!\b[^\W\d] )\b(?:M Ậ ?|MẬ )T)\b"
    r"(?! (?:KHẨU|MÃ|ĐỘ|THIẾT|ONG|THƯ|VỤ|DANH)\b)"
)
_DEGREE = re.compile(r"\bđộ mật ?: ?(?:tối |tuyệt )?mật\b", re.IGNORECASE)


def is_secret(text: str) -> bool:
    """Whether a name or title says that something is classified: "MẬT" as a stamp, "tối mật", "tuyệt mật", "độ mật".

    >>> is_secret("Công văn TỐI MẬT.pdf"), is_secret("quy-che-bao-mat.pdf"), is_secret("MẬT - 05.pdf")
    (True, False, True)
    >>> is_secret("cv_toi_mat_05.pdf"), is_secret("ĐỔI MẬT KHẨU.docx")
    (True, False)
    >>> is_secret("Chậm do mất điện kéo dài"), is_secret("Công văn có độ mật"), is_secret("Xem CV Tuyệt mật số 5")
    (False, True, True)
    """
    plain = re.sub(r"[\W_]+", " ", clean(text))
    return bool(_SECRET.search(plain.lower()) or _STAMP.search(plain))


def is_stamped(text: str) -> bool:
    """Whether the text of a page bears a mark of secrecy: MẬT, TỐI MẬT or TUYỆT MẬT in capitals, "Độ mật: Mật".

    >>> is_stamped("ỦY BAN NHÂN DÂN\\nMẬT\\nSố: 05/UBND"), is_stamped("TUYỆT MẬT")
    (True, True)
    >>> is_stamped("Bảo đảm BẢO MẬT, bảo vệ BÍ MẬT NHÀ NƯỚC; đổi mật khẩu"), is_stamped("chậm do mất điện")
    (False, False)
    """
    whole = clean(unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[\W_]+", " ", whole)
    return bool(_ON_PAGE.search(plain) or _DEGREE.search(whole))
