"""Good lists, spoiled as sheets are: headings of other words and letters, columns in any order, repeated heads, merges.

Each comes with what its rows mean; a row may be asked about, but mean nothing else.
"""

from dataclasses import dataclass
from random import Random

from kpis.grammar.shapes import Cell
from tests.workbooks.building import cell
from tests.workbooks.dirty import good
from workbooks.reading.shapes import Sheet

YEAR = 2022
HEADINGS = {
    "number": ["TT", "STT", "Số TT"],
    "name": ["Nhiệm vụ, chỉ tiêu", "Chỉ tiêu", "Nội dung chỉ tiêu", "Tên chỉ tiêu, nhiệm vụ", "Chỉ tiêu, nhiệm vụ"],
    "unit": ["ĐVT", "Đơn vị tính", "ĐV tính"],
    "target": ["Chỉ tiêu giao năm 2022", "Mức giao", "Mức giao năm 2022", "Kế hoạch năm 2022", "Chỉ tiêu giao"],
    "lead": ["Cơ quan chủ trì", "Đơn vị chủ trì", "Cơ quan, đơn vị chủ trì"],
    "deadline": ["Thời hạn", "Thời gian hoàn thành", "Hạn hoàn thành"],
}
BESIDE = [
    "Ghi chú", "Kết quả năm 2021", "Đến năm 2030", "Sản phẩm", "Cán bộ theo dõi", "Căn cứ", "Thực hiện 6 tháng đầu năm",
    "Ước thực hiện năm 2022", "Lũy kế đến nay", "Tỷ lệ hoàn thành (%)", "So với kế hoạch", "Kinh phí (triệu đồng)",
    "Đơn vị phối hợp", "Chỉ tiêu TW giao", "Mức đăng ký", "Thời gian bắt đầu", "Quý I", "Kết quả",
]  # fmt: skip
NUMBERS = {*BESIDE[6:12], "Chỉ tiêu TW giao", "Mức đăng ký", "Quý I", "Kết quả"}
TITLES = ["PHỤ LỤC I", "GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2022", "(Kèm theo Quyết định số 12/QĐ-UBND ngày 28/12/2021)"]
SUBJECTS = [
    "Tỷ lệ hồ sơ trực tuyến", "Số lớp tập huấn", "Tỷ lệ văn bản ký số", "Số dịch vụ công", "Tỷ lệ thanh toán",
    "Số bộ dữ liệu",
]  # fmt: skip
LATIN = str.maketrans({"Đ": "Ð", "đ": "ð", "T": "Т", "o": "о", "a": "а", "c": "с"})


@dataclass
class DirtySheet:
    """`means`: name → (operator, low, high), code of the lead."""

    sheet: Sheet
    means: dict[str, tuple[tuple, str]]


def made(random: Random, official: dict[str, str]) -> DirtySheet:
    """A list of three to twelve rows, spoiled in some ways at once."""
    columns, heads = _columns(random)
    rows: list[list[object]] = [[title] for title in random.sample(TITLES, random.randint(0, 3))]
    rows += [[None]] * random.randint(0, 2)
    rows.append([head.upper() if random.random() < 0.1 else head for head in heads])
    if random.random() < 0.3:
        rows.append([f"({n})" for n in range(1, len(heads) + 1)])
    means: dict[str, tuple[tuple, str]] = {}
    sections = random.random() < 0.4
    for number in range(random.randint(3, 12)):
        if sections and number % 4 == 0:
            title = random.choice(["Chính quyền số", "Năm 2022", "Kinh tế số và xã hội số"])
            rows.append([["I", "II", "III"][number // 4], *[None] * (columns.index("name") - 1), title])
        values, name, meaning = _row(random, number, official)
        means[name] = meaning
        rows.append([values.get(column) for column in columns])
        if random.random() < 0.1:
            rows.append(list(heads))  # after a page break
    if random.random() < 0.4:
        rows.append([f"Tổng số: {len(means)} chỉ tiêu"])
    filled = {
        row: {column: cell(value) for column, value in enumerate(line, 1) if value is not None}
        for row, line in enumerate(rows, 1)
    }
    return DirtySheet(Sheet("PL", {row: cells for row, cells in filled.items() if cells}), means)


def _columns(random: Random) -> tuple[list[str], list[str]]:
    """What the columns hold, in the order of the sheet, and their headings."""
    roles = ["name", "unit", "target", "lead", *random.sample(["deadline"], random.randint(0, 1))]
    if random.random() < 0.4:
        random.shuffle(roles)
    columns = ["number", *roles, *random.sample(BESIDE, random.randint(0, 3))]
    heads = [random.choice(HEADINGS[c]) if c in HEADINGS else c for c in columns]
    if random.random() < 0.3:
        heads = [head.translate(LATIN) if random.random() < 0.5 else head for head in heads]
    return columns, heads


def _row(random: Random, number: int, official: dict[str, str]) -> tuple[dict[str, object], str, tuple[tuple, str]]:
    """The cells of a row by column, the name of its item, what it means."""
    one, code = good.target(random), random.choice(list(official))
    name = f"{random.choice(SUBJECTS)} nhóm {number + 1} của cơ quan"
    values: dict[str, object] = {
        head: random.choice([f"{random.randint(1, 99)}%", random.randint(1, 900), None]) for head in NUMBERS
    }
    values |= {
        "number": number + 1,
        "name": Cell(name, marks="1") if random.random() < 0.15 else name,
        "unit": one.unit or None,
        "target": one.text,
        "lead": official[code],
        "deadline": random.choice(["31/12/2022", "Quý IV/2022", "Thường xuyên", None]),
        "Ghi chú": random.choice([None, "Theo dõi 12 tháng"]),
        "Kết quả năm 2021": random.choice(["50%", 45, None]),
        "Đến năm 2030": random.choice(["100%", None]),
        "Đơn vị phối hợp": random.choice(list(official.values())),
        "Thời gian bắt đầu": "01/2022",
    }
    return values, name, (one.means, code)
