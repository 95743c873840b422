"""Two annexes in the shape in which central decisions really write them: 60 targets with goals, 150 tasks.

Names run on for lines, sections are whole paragraphs, targets are said in words, groups stand for many bodies.
"""

import io
from collections.abc import Sequence

import openpyxl

MINISTRIES = [
    "Bộ Tài chính",
    "Bộ Nội vụ",
    "Bộ Y tế",
    "Bộ Xây dựng",
    "Bộ Quốc phòng",
    "Bộ Công an",
    "Bộ Ngoại giao",
    "Bộ Tư pháp",
    "Bộ Công Thương",
    "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Nông nghiệp và Môi trường",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ Dân tộc và Tôn giáo",
    "Thanh tra Chính phủ",
    "Ngân hàng Nhà nước Việt Nam",
    "Văn phòng Chính phủ",
    "Đài Tiếng nói Việt Nam",
    "Đài Truyền hình Việt Nam",
    "Thông tấn xã Việt Nam",
    "Viện Hàn lâm Khoa học xã hội Việt Nam",
    "Viện Hàn lâm Khoa học và Công nghệ Việt Nam",
    "Bảo hiểm xã hội Việt Nam",
    "Kiểm toán nhà nước",
    "Tòa án nhân dân tối cao",
    "Viện kiểm sát nhân dân tối cao",
    "Ban Cơ yếu Chính phủ",
    "Cục Thống kê",
    "Cục Chuyển đổi số quốc gia",
    "Ủy ban Dân tộc",
]
LONG = (
    "được xây dựng, kết nối, chia sẻ và khai thác hiệu quả giữa các cơ quan trong hệ thống chính trị, bảo đảm dữ liệu"
    " đúng, đủ, sạch, sống, thống nhất, dùng chung, phục vụ chỉ đạo, điều hành, giải quyết thủ tục hành chính và phát"
    " triển kinh tế - xã hội theo quy định của pháp luật về giao dịch điện tử, bảo vệ dữ liệu cá nhân, an ninh mạng; "
)
SECTION = (
    "Nâng cao nhận thức, đột phá về đổi mới tư duy, xác định quyết tâm chính trị mạnh mẽ, quyết liệt lãnh đạo, chỉ đạo,"
    " tạo xung lực mới, khí thế mới trong toàn xã hội về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi"
    " số quốc gia"
)
SUBJECTS = [
    "Tỷ lệ thủ tục hành chính cung cấp trực tuyến toàn trình",
    "Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng",
    "Tỷ trọng kinh tế số trong GDP",
    "Số doanh nghiệp công nghệ số",
    "Tỷ lệ dân số có tài khoản định danh điện tử",
    "Tỷ lệ giao dịch không dùng tiền mặt",
    "Số trung tâm dữ liệu đạt chuẩn xanh",
    "Tỷ lệ chi cho nghiên cứu và phát triển",
    "Tỷ lệ dân số trưởng thành có chữ ký số",
    "Thứ hạng về chính phủ điện tử",
    "Năng suất lao động",
    "Số bằng sáng chế",
]
# (unit, target of the year, goal of 2030, goal of 2045)
AIMS = [
    ("%", "80%", "100%", "100%"), ("%", "≥ 50%", "≥ 80%", "≥ 95%"), ("%", "Tối thiểu 60%", "80%", "-"),
    ("%", "20% - 50%", "70%", "100%"), ("%", "≥ 3% và tăng dần", "≥ 5%", "≥ 6%"), ("%", "Trên 40%", "trên 60%", None),
    ("doanh nghiệp", "80.000", "100.000", "150.000"), ("trung tâm", "16 - 18", "24", "-"),
    ("", "Đạt mức trên trung bình của thế giới", "Top 30", "Top 20"), ("người", "12/10.000 dân", None, None),
    ("thứ hạng", "≤ 70", "≤ 3 Đông Nam Á; ≤ 50 Thế giới", "≤ 30"), ("", "Hoàn thành", "Hoàn thành", None),
    ("%", "65 -70%", "≥ 80%", "100%"), ("bằng", "Từ 1.500 trở lên", "3.000", "10.000"),
    ("%", "Không dưới 90%", "95%", "100%"),
]  # fmt: skip
WHENS = [
    "Thường xuyên",
    "6/{year}",
    "12/{year}",
    "Quý IV/{year}",
    "Tháng 9/{year}",
    "Năm {year}",
    "30/6/{year}",
    "Trước 31/12/{year}",
    "Quý II-III/{year}",
    "Hằng năm",
    "{year} - {later}",
    "Đến hết năm {year}",
    "Tháng 6/{year}",
]
WORKS = [
    "Xây dựng",
    "Trình ban hành",
    "Rà soát, hoàn thiện",
    "Tổ chức triển khai",
    "Nâng cấp",
    "Kết nối, chia sẻ",
    "Ban hành",
]
THINGS = [
    "Đề án phát triển hạ tầng số",
    "cơ sở dữ liệu quốc gia về đất đai",
    "nền tảng tích hợp, chia sẻ dữ liệu",
    "Chiến lược dữ liệu quốc gia",
    "khung kiến trúc số",
    "Nghị định về định danh",
    "hệ thống giám sát an toàn thông tin",
    "chương trình đào tạo kỹ năng số",
    "bộ chỉ số đánh giá",
    "nền tảng học trực tuyến mở",
    "trung tâm dữ liệu quốc gia",
]
PRODUCTS = [
    "Quyết định của Thủ tướng Chính phủ",
    "Nghị định",
    "Báo cáo",
    "Hệ thống đưa vào vận hành",
    "Thông tư",
    "Kế hoạch",
]


def name_of(subject: str, number: int) -> str:
    """A name of its own; every twelfth is 1 700 letters long."""
    name = f"{subject}, nhóm {number // len(SUBJECTS) + 1}, {LONG.split(',')[number % 5].strip()}"
    return (name + " " + LONG * 8)[:1700].strip() if number % 12 == 7 else name


def targets_annex(year: int, leads: Sequence[str]) -> list[list[object]]:
    """60 targets in two parts, goals of 2030 and 2045 beside them; a part of its own is for 2030 alone."""
    rows: list[list[object]] = [
        ["PHỤ LỤC I"],
        [f"HỆ THỐNG CHỈ TIÊU PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ NĂM {year}"],
        [f"(Kèm theo Nghị quyết số 03/NQ-CP ngày 09 tháng 01 năm {year} của Chính phủ)"],
        [],
        ["TT", "Chỉ tiêu", "Đơn vị tính", f"Năm {year}", "Đến năm 2030", "Đến năm 2045", "Cơ quan chủ trì", "Ghi chú"],
    ]
    for number in range(60):
        if number in (0, 30):
            rows.append([("I", "II")[number // 30], f"{SECTION} – phần {number // 30 + 1}"])
        if number == 57:
            rows.append(["III", "Tầm nhìn đến năm 2030"])
        unit, aim, later, last = AIMS[number % len(AIMS)]
        lead = leads[number % len(leads)]
        if number % 20 == 11:
            lead = "Các bộ, ngành, địa phương"
        if number % 15 == 4:
            lead = f"{lead}; {leads[(number + 3) % len(leads)]}"
        goals: list[object] = [None, None] if number >= 57 else [later, last]
        rows.append(
            [number + 1, name_of(SUBJECTS[number % len(SUBJECTS)], number), unit or None, aim, *goals, lead, None]
        )
    return rows


def tasks_annex(year: int, leads: Sequence[str]) -> list[list[object]]:
    """150 tasks for thirty ministries: no targets, days in words, groups that help."""
    rows: list[list[object]] = [
        ["PHỤ LỤC II"],
        [f"DANH MỤC NHIỆM VỤ TRIỂN KHAI NĂM {year}"],
        [],
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"],
    ]
    for number in range(150):
        if number % 30 == 0:
            rows.append([["I", "II", "III", "IV", "V"][number // 30], f"{SECTION} – nhóm {number // 30 + 1}"])
        lead = leads[number % len(leads)] if number % 25 != 9 else "Các bộ, ngành, địa phương"
        helping = ["Các bộ, ngành liên quan", "Bộ Tài chính", None, "VNPT; Viettel", "Bộ Nội vụ, Bộ Tư pháp"][
            number % 5
        ]
        name = f"{WORKS[number % 7]} {THINGS[number % 11]} ({number + 1})"
        when = WHENS[number % len(WHENS)].format(year=year, later=year + 1)
        when = {40: f"Từ quý I/{year}", 90: "Tháng 6 và tháng 12"}.get(number, when)
        rows.append(
            [number + 1, f"{name} {LONG}" if number % 4 == 1 else name, lead, helping, when, PRODUCTS[number % 6]]
        )
    return rows


def workbook(rows: list[list[object]]) -> bytes:
    """The rows as an .xlsx."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
