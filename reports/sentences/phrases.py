"""The wording of a report: phrases with placeholders, the standard ones and how they are filled. Pure: no Django.

Official papers are Vietnamese, whatever the language of the page. A province may put its own phrase in place of each
standard one; only the placeholders of that phrase are known in it.

    >>> fill("Còn {so} chỉ tiêu: {ten}.", {"so": Figure("3", "03"), "ten": "A"})
    ('Còn 03 chỉ tiêu: A.', {'so': '3'})
    >>> fill("Còn {so} chỉ tiêu: {ten}.", {"so": Figure("3", "03"), "ten": ""})  # a sentence without its figure
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

MARK = re.compile(r"\{([^{}]*)\}")
EVERYWHERE = ("don_vi", "ky", "nam", "moc")
MOST_LETTERS = 2000


class Figure(NamedTuple):
    """A figure as machines read it and as the sentence says it."""

    exact: str
    words: str


class Phrase(NamedTuple):
    """A phrase, the placeholders it may use beside EVERYWHERE, and where it stands."""

    text: str
    known: tuple[str, ...] = ()
    place: str = ""


class Fault(NamedTuple):
    """What is wrong in a phrase: `code` is unknown, open or long; `at` is the letter's place, counted from 1."""

    code: str
    at: int
    name: str


Value = str | Figure | None

HEAD, ONE, TWO, THREE, FOUR, FIVE, END = "Mở đầu", "Phần I", "Phần II", "Phần III", "Phần IV", "Phần V", "Kết thúc"
COUNT = ("hoan_thanh", "tong", "ty_le")

# Sentences that belong together: what stands above them ("" for nothing), whether each has its own line, and which.
GROUPS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("", True, ("van_ban_trong_ky", "van_ban_ap_dung", "bao_cao_du", "bao_cao_thieu")),
    ("nhom_chung", False, ("tong_quat", "toan_bo", "danh_gia_duoc", "binh_quan", "vuot_muc", "tre_han", "vuot_va_tre")),
    ("nhom_chung", False, ("tang", "giam", "khong_doi", "moi_hoan_thanh", "khong_con")),
    ("nhom_khoi", True, ("khoi", "cao_thap", "mot_tram")),
    ("nhom_tru_cot", True, ("tru_cot", "tru_cot_ten")),
    ("nhom_vuot_xa", True, ("vuot_xa", "vuot_xa_don_vi_khac")),
    ("nhom_ton_tai", False, ("con_lai", "tre_hen")),
    ("nhom_ton_tai", True, ("chua_xong",)),
    ("nhom_diem_nghen", True, ("diem_nghen",)),
    ("nhom_nguyen_nhan", True, ("khach_quan", "chu_quan", "chua_ro")),
    ("", True, ("hen_ten", "hen_so", "tiep_tuc", "de_nghi")),
)

STANDARD: dict[str, Phrase] = {
    "ten_bao_cao": Phrase("Tình hình thực hiện nhiệm vụ chuyển đổi số {ky}", (), HEAD),
    "mo_dau": Phrase(
        "Thực hiện {ke_hoach}, {co_quan_bao_cao} báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số {ky} "
        "(số liệu từ ngày {tu_ngay} đến ngày {den_ngay}) như sau:",
        ("ke_hoach", "co_quan_bao_cao", "tu_ngay", "den_ngay"), HEAD,
    ),
    "muc_1": Phrase("Công tác chỉ đạo, điều hành", (), ONE),
    "van_ban_trong_ky": Phrase("Trong kỳ đã ban hành {so} văn bản chỉ đạo, điều hành: {ten}.", ("so", "ten"), ONE),
    "van_ban_ap_dung": Phrase("Các văn bản đang được triển khai thực hiện: {ten}.", ("ten",), ONE),
    "bao_cao_du": Phrase("Cả {tong}/{tong} cơ quan đã gửi báo cáo số liệu {ky}.", ("tong",), ONE),
    "bao_cao_thieu": Phrase(
        "Có {so}/{tong} cơ quan đã gửi báo cáo số liệu {ky}; chưa gửi báo cáo: {ten}.", ("so", "tong", "ten"), ONE
    ),
    "muc_2": Phrase("Kết quả thực hiện chỉ tiêu, nhiệm vụ", (), TWO),
    "nhom_chung": Phrase("Kết quả chung", (), TWO),
    "tong_quat": Phrase(
        "Đến {moc}, {don_vi} đã hoàn thành {hoan_thanh}/{tong} chỉ tiêu, nhiệm vụ, "
        "đạt {ty_le} trên tổng số nhiệm vụ phải thực hiện.", COUNT, TWO,
    ),
    "toan_bo": Phrase(
        "Đến {moc}, {don_vi} đã hoàn thành toàn bộ {hoan_thanh}/{tong} chỉ tiêu, nhiệm vụ phải thực hiện, "
        "đạt {ty_le}.", COUNT, TWO,
    ),
    "danh_gia_duoc": Phrase(
        "Không tính {chua_danh_gia} chỉ tiêu chưa có cơ sở đánh giá, tỷ lệ hoàn thành trên số đánh giá được là "
        "{ty_le} ({hoan_thanh}/{tong}).", ("chua_danh_gia", *COUNT), TWO,
    ),
    "binh_quan": Phrase("Bình quân tỷ lệ hoàn thành của các cơ quan là {ty_le}.", ("ty_le",), TWO),
    "vuot_muc": Phrase("Trong số đã hoàn thành có {so} chỉ tiêu hoàn thành vượt mức.", ("so",), TWO),
    "tre_han": Phrase("Trong số đã hoàn thành có {so} chỉ tiêu hoàn thành trễ hạn.", ("so",), TWO),
    "vuot_va_tre": Phrase(
        "Trong số đã hoàn thành có {vuot} chỉ tiêu hoàn thành vượt mức, {tre} chỉ tiêu hoàn thành trễ hạn.",
        ("vuot", "tre"), TWO,
    ),
    "tang": Phrase(
        "So với {ky_truoc}, số chỉ tiêu hoàn thành tăng {chenh} (từ {truoc} lên {hoan_thanh}).",
        ("ky_truoc", "chenh", "truoc", "hoan_thanh"), TWO,
    ),
    "giam": Phrase(
        "So với {ky_truoc}, số chỉ tiêu hoàn thành giảm {chenh} (từ {truoc} xuống {hoan_thanh}).",
        ("ky_truoc", "chenh", "truoc", "hoan_thanh"), TWO,
    ),
    "khong_doi": Phrase(
        "So với {ky_truoc}, số chỉ tiêu hoàn thành không thay đổi ({hoan_thanh} chỉ tiêu).",
        ("ky_truoc", "hoan_thanh"), TWO,
    ),
    "moi_hoan_thanh": Phrase(
        "Có thêm {so} chỉ tiêu hoàn thành: {ten}.", ("ky_truoc", "so", "ten"), TWO
    ),
    "khong_con": Phrase(
        "Không còn ở mức hoàn thành {so} chỉ tiêu: {ten}.", ("ky_truoc", "so", "ten"), TWO
    ),
    "nhom_khoi": Phrase("Kết quả theo khối cơ quan", (), TWO),
    "khoi": Phrase(
        "Khối {khoi}: {so} cơ quan hoàn thành {hoan_thanh}/{tong} chỉ tiêu, đạt {ty_le}.", ("khoi", "so", *COUNT), TWO
    ),
    "cao_thap": Phrase(
        "Khối {khoi}: cao nhất là {cao_nhat}; thấp nhất là {thap_nhat}.", ("khoi", "cao_nhat", "thap_nhat"), TWO
    ),
    "mot_tram": Phrase("Có {so} cơ quan hoàn thành 100% chỉ tiêu phải thực hiện: {ten}.", ("so", "ten"), TWO),
    "nhom_tru_cot": Phrase("Kết quả theo lĩnh vực", (), TWO),
    "tru_cot": Phrase(
        "Về {tru_cot}: hoàn thành {hoan_thanh}/{tong} chỉ tiêu, đạt {ty_le}.", ("tru_cot", *COUNT), TWO
    ),
    "tru_cot_ten": Phrase(
        "Về {tru_cot}, đã hoàn thành {hoan_thanh}/{tong} chỉ tiêu: {ten}.", ("tru_cot", "ten", *COUNT), TWO
    ),
    "nhom_vuot_xa": Phrase("Chỉ tiêu vượt xa mức giao", (), TWO),
    "vuot_xa": Phrase(
        "{ten}: đạt {ket_qua}, cao {lan} so với chỉ tiêu giao ({muc_giao}).",
        ("ten", "ket_qua", "lan", "muc_giao"), TWO,
    ),
    "vuot_xa_don_vi_khac": Phrase(
        "{ten}: đạt {ket_qua}, cao {lan} so với chỉ tiêu giao ({muc_giao}); đơn vị của số liệu khác đơn vị của mức "
        "giao.",
        ("ten", "ket_qua", "lan", "muc_giao"), TWO,
    ),
    "muc_3": Phrase("Tồn tại, hạn chế, nguyên nhân", (), THREE),
    "nhom_ton_tai": Phrase("Chỉ tiêu, nhiệm vụ chưa hoàn thành", (), THREE),
    "con_lai": Phrase("Còn {so} chỉ tiêu, nhiệm vụ chưa hoàn thành: {trang_thai}.", ("so", "trang_thai"), THREE),
    "chua_xong": Phrase("{ten}: {vi_sao}", ("ten", "vi_sao"), THREE),
    "ve_nguyen_nhan": Phrase("nguyên nhân: {nguyen_nhan}", ("nguyen_nhan",), THREE),
    "ve_thao_go": Phrase("cơ quan tháo gỡ: {co_quan}", ("co_quan",), THREE),
    "ve_hen": Phrase("hẹn hoàn thành {hen}", ("hen",), THREE),
    "ve_loi_ich": Phrase(
        "nếu được tháo gỡ, {don_vi} có thêm {so} chỉ tiêu hoàn thành, tỷ lệ đạt {ty_le}", ("so", "ty_le"), THREE
    ),
    "nhom_diem_nghen": Phrase("Điểm nghẽn", (), THREE),
    "diem_nghen": Phrase(
        "{ten}: {so}/{tong} cơ quan chưa đạt", ("ten", "so", "tong"), THREE
    ),
    "nhom_nguyen_nhan": Phrase("Nguyên nhân", (), THREE),
    "khach_quan": Phrase("Nguyên nhân khách quan: {ten}.", ("ten",), THREE),
    "chu_quan": Phrase("Nguyên nhân chủ quan: {ten}.", ("ten",), THREE),
    "chua_ro": Phrase("Còn {so} chỉ tiêu chưa hoàn thành mà chưa nêu nguyên nhân.", ("so",), THREE),
    "tre_hen": Phrase("Đã quá ngày hẹn mà chưa hoàn thành {so} chỉ tiêu: {ten}.", ("so", "ten"), THREE),
    "muc_4": Phrase("Phương hướng, nhiệm vụ kỳ tới", (), FOUR),
    "hen_ten": Phrase("{hen}, hoàn thành {so} chỉ tiêu đã hẹn: {ten}.", ("hen", "so", "ten"), FOUR),
    "hen_so": Phrase("Các cơ quan hẹn hoàn thành {so} chỉ tiêu {hen}.", ("hen", "so"), FOUR),
    "tiep_tuc": Phrase("Tiếp tục thực hiện {so} chỉ tiêu đang kịp tiến độ.", ("so",), FOUR),
    "muc_5": Phrase("Đề xuất, kiến nghị", (), FIVE),
    "de_nghi": Phrase(
        "Đề nghị {co_quan} tháo gỡ nguyên nhân sau: {nguyen_nhan} (liên quan đến {so} chỉ tiêu).",
        ("co_quan", "nguyen_nhan", "so"), FIVE,
    ),
    "ket_thuc": Phrase(
        "Trên đây là báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số {ky} của {don_vi}./.", (), END
    ),
    "noi_nhan": Phrase("- Như trên;\n- Lưu: VT.", (), END),
    "ky_thay": Phrase("TM. BAN CHỈ ĐẠO", (), END),
}  # fmt: skip


def known_in(key: str) -> tuple[str, ...]:
    """The placeholders of a phrase."""
    return (*EVERYWHERE, *STANDARD[key].known)


def fill(text: str, values: Mapping[str, Value]) -> tuple[str, dict[str, str]] | None:
    """The sentence and its figures, exact; None where something it names is not there: then nothing is said."""
    names = MARK.findall(text)
    if any(not values.get(name) for name in names):
        return None
    figures = {name: value.exact for name in names if isinstance(value := values[name], Figure)}
    return MARK.sub(lambda mark: _said(values[mark[1]]), text), figures


def _said(value: Value) -> str:
    return value.words if isinstance(value, Figure) else value or ""


def faults(key: str, text: str) -> list[Fault]:
    """What is wrong in a province's own phrase.

    >>> faults("vuot_muc", "Có {so} chỉ tiêu, {la}")
    [Fault(code='unknown', at=19, name='la')]
    >>> faults("vuot_muc", "Có {so chỉ tiêu")
    [Fault(code='open', at=4, name='{')]
    """
    known = known_in(key)
    found = [Fault("unknown", mark.start() + 1, mark[1]) for mark in MARK.finditer(text) if mark[1] not in known]
    bare = MARK.sub(lambda mark: " " * len(mark[0]), text)
    found += [Fault("open", at, letter) for at, letter in enumerate(bare, 1) if letter in "{}"]
    if len(text) > MOST_LETTERS:
        found.append(Fault("long", MOST_LETTERS + 1, ""))
    return sorted(found, key=lambda fault: fault.at)
