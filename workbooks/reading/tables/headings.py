"""What a column holds, told from its heading and, where that is not enough, from the cells beneath. Pure.

Headings are read by word patterns on folded text, so order, position, case and marks do not matter. A province's own
headings that somebody has explained once ("remembered") come first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dxtracker.lib.text import fold, same_name_key
from kpis.grammar.shapes import Cell, CellKind
from workbooks.reading.shapes import Column

MARKED = "Lỗi"  # in every language: it is how an annotated workbook is known when it is handed in again
WORDS_AT_MOST = 14  # a longer text is a title, not a heading
WHO = r"(?:ten )?(?:(?:co quan|don vi|to chuc|so nganh|so ban nganh|nganh|dia phuong)(?: va)? ?)+"
DOING = r"(?:thuc hien|phu trach|chiu trach nhiem|dau moi|duoc giao|nhan|tham muu|trien khai|to chuc|theo doi|thuc thi)"
WHAT = r"(?:chi tieu|nhiem vu|cong viec|noi dung|hang muc|chi so|tieu chi|hoat dong|giai phap|dau viec|de an|muc tieu)"
ADDED = r"va|cac|cu the|chu yeu|trong tam|thuc hien|chuyen doi so|yeu cau|can|phai|danh gia|duoc giao|giao"
MORE = rf"(?: (?:{WHAT}|{ADDED}))*"
VALUE = r"(?:chi tieu|muc tieu|muc|ke hoach|kh|so|so luong|gia tri|dinh muc|khoi luong|ket qua|yeu cau|lo trinh)"
AIM = r"(?:duoc giao|giao|phan dau|can dat|phai dat|dat|ke hoach|phan bo|cam ket|de ra|dang ky)"
GIVER = r"(?:ubnd|tinh|huyen|xa|trung uong|tw|bo|so|chinh phu|cap tren|chu tich|duoc|da)"
# (pattern for the whole folded heading, what it may be in order of likelihood, how sure)
RULES: tuple[tuple[str, tuple[Column, ...], int], ...] = (
    (r"tt|stt|so tt|so thu tu|thu tu|s tt|no|nr|row|muc so", (Column.NUMBER,), 3),
    (r"(?:ma|ma so|ma hieu)(?: so)?(?: chi tieu| nhiem vu)?|(?:indicator )?code", (Column.CODE,), 3),
    (r"dvt|dv tinh|don vi (?:tinh|do)\b.*|units?(?: of measure)?|d v t", (Column.UNIT,), 3),
    (r"(?:can bo|nguoi|chuyen vien|lanh dao|dong chi|cong chuc|dau moi lien he|email|dien thoai)\b.*", (), 3),
    (r"(?:phong|bo phan|phong ban|to chuyen mon)\b.*|divisions?|departments?", (Column.DIVISION,), 3),
    (
        r"(?!.*chu tri).*\bphoi hop\b.*|(?:co ?ordinat|support)ing agenc(?:y|ies)|co ?ordinators?",
        (Column.COORDINATORS,),
        3,
    ),
    (r".*\bchu tri\b.*|lead(?:ing)?(?: agenc(?:y|ies))?", (Column.LEAD,), 3),
    (r"(?!phan).*\b(?:thoi gian|thoi han|han hoan thanh|ky han|thoi diem|moc hoan thanh)\b.*", (Column.DEADLINE,), 3),
    (r"(?:tien do|han)(?: .*)?|deadline|due(?: date| by)?|completion(?: date)?", (Column.DEADLINE,), 2),
    (r"trong so.*|ty trong.*|weight(?:ing)?", (Column.WEIGHT,), 3),
    (r".*\b(?:ky goc|gia tri nen|nam goc|hien trang|gia tri ban dau|baseline)\b.*", (Column.BASELINE,), 3),
    (r"(?:ket qua )?(?:uoc )?(?:ket qua )?(?:thuc hien|th|dat duoc|da dat)(?: .*)?", (Column.BASELINE,), 1),
    (r".*\b(?:san pham|dau ra)\b.*|products?|outputs?|deliverables?", (Column.PRODUCT,), 3),
    (r"ket qua(?: can dat| du kien| hoan thanh| dat duoc)?", (Column.PRODUCT,), 1),
    (r"ghi chu.*|luu y|notes?|remarks?", (Column.NOTE,), 3),
    (rf"(?:nhom|linh vuc|tru cot|chuyen de)(?: {WHAT}| linh vuc)*|muc|phan|sections?|pillars?", (Column.SECTION,), 3),
    (r"tong(?: so| cong)?(?: .*)?|cong|total(?: .*)?", (Column.TOTAL,), 2),
    (r"(?:quy|6 thang|9 thang|thang|giai doan|(?:sau|chin) thang)\b.*", (), 2),
    (rf"(?:{VALUE} )+(?:{GIVER} )*{AIM}(?: .*)?|(?:giao|phan dau)(?: .*)?|target(?: value)?s?", (Column.TARGET,), 2),
    (rf"{WHAT}|noi dung {WHAT}", (Column.INDICATOR,), 2),
    (r"muc|ke hoach|so luong|gia tri|dinh muc|khoi luong|lo trinh|chi tieu ke hoach|ca nam", (Column.TARGET,), 1),
    (
        rf"(?:ten|danh muc|noi dung|cac)? ?{WHAT}{MORE}(?: theo .*)?|indicators?|kpis?|tasks?|activit(?:y|ies)",
        (Column.INDICATOR,),
        3,
    ),
    (rf"{WHO}(?:duoc )?(?:phan cong )?{DOING}.*|phan cong.*", (Column.LEAD,), 2),
    (rf"{WHO}|agenc(?:y|ies)", (Column.LEAD,), 1),
)
COMPILED = tuple((re.compile(pattern), columns, sure) for pattern, columns, sure in RULES)
WEAK = {  # headings that say two things: the cells beneath decide
    "chi tieu": (Column.INDICATOR, Column.TARGET),
    "chi so": (Column.INDICATOR, Column.TARGET),
    "muc tieu": (Column.TARGET, Column.INDICATOR),
    "don vi": (Column.UNIT, Column.LEAD),
    "ket qua": (Column.PRODUCT, Column.TARGET),
    "muc": (Column.TARGET, Column.SECTION),
}
YEAR = re.compile(
    r"\b(?:(?:den|cho|trong|cua|kh|giai doan|cuoi|het) )*(?:nam )?(20\d\d)(?: (?:den )?(?:nam )?(20\d\d))?\b"
)
NOT_LETTERS = re.compile(r"[^0-9a-z]+")
CLAIMS = "two_columns_claim:"  # before the role that two columns claim
CLAIMED = frozenset({Column.TARGET, Column.LEAD, Column.DEADLINE})
REPEATABLE = frozenset({Column.OTHER_YEAR, Column.AGENCY, Column.TOTAL, Column.IGNORED})
TARGET_LIKE = re.compile(
    r"\s*(?:[<>≤≥≧≦=±]|\d|(?:toi thieu|toi da|tren|duoi|dat|tu|khong qua|hoan thanh|giam|tang|co|x)\b)"
)


class Guess(NamedTuple):
    """What a heading may say, likeliest first; how sure (0: nothing understood, 3: no other reading)."""

    columns: tuple[Column, ...] = ()
    sure: int = 0


def phrase(text: str) -> str:
    """A heading as the patterns see it: folded, without punctuation.

    >>> phrase("Sản phẩm/\\nGhi chú"), phrase("TT (1)")
    ('san pham ghi chu', 'tt 1')
    """
    return NOT_LETTERS.sub(" ", fold(text)).strip()


@lru_cache(maxsize=4096)
def guess(parts: tuple[str, ...], year: int) -> Guess:
    """What a column under these headings, top one first, may hold; `year` is the plan's."""
    leaf = phrase(parts[-1])
    own = _guess(leaf, year)
    if len(parts) == 1 or (own.sure == 3 and own.columns):
        return own
    groups = [phrase(part) for part in parts[:-1]]
    above = " ".join(groups)
    if not YEAR.sub("", leaf).strip():  # "Năm 2022" says nothing without what stands above
        found = next((g for said in (above, *reversed(groups)) if (g := _guess(said, year)).sure), Guess())
        if found.columns and found.columns[0] not in {Column.TARGET, Column.INDICATOR, Column.OTHER_YEAR}:
            return _guess(f"{above} {leaf}", year)
        return own if found.columns or not above else Guess()
    if own.sure == 2 and own.columns != (Column.TOTAL,):
        return own
    joined = [_guess(" ".join([*groups[start:], leaf]), year) for start in range(len(groups))]
    whole = next((found for found in joined if found.sure > own.sure), own)
    return whole if whole.sure else _guess(above, year)._replace(sure=1)


def _guess(said: str, year: int) -> Guess:
    if not said or said.count(" ") >= WORDS_AT_MOST:
        return Guess()
    years = [int(y) for pair in YEAR.findall(said) for y in pair if y]
    bare = NOT_LETTERS.sub(" ", YEAR.sub(" ", said)).strip() if years else said
    found = Guess(WEAK[bare], 1) if bare in WEAK else _by_rules(bare)
    if not years:
        return Guess((), 2) if found == Guess((Column.BASELINE,), 1) else found
    if not bare or Column.TARGET in found.columns:
        is_ours = set(years) == {year}
        return Guess((Column.TARGET if is_ours else Column.OTHER_YEAR,), 2)
    if found.columns == (Column.BASELINE,) and found.sure == 1:
        return Guess((Column.BASELINE,), 2) if max(years) < year else Guess((), 2)
    return found


def _by_rules(said: str) -> Guess:
    for pattern, columns, sure in COMPILED:
        if pattern.fullmatch(said):
            return Guess(columns, sure)
    return Guess()


def assign(
    headings: Mapping[int, tuple[str, ...]],
    beneath: Mapping[int, Sequence[Cell]],
    year: int,
    is_agency: Callable[[str], bool],
    remembered: Mapping[str, Column],
) -> tuple[dict[int, Column], dict[int, str]]:
    """Each column's role, and a code for each column that needs a word: "ignored_column" and its like.

    `headings`: column → its headings, top first; `beneath`: some of its cells. One role goes to one column; the
    surest heading gets it, among equals the one whose cells look right.
    """
    roles: dict[int, Column] = {}
    said: dict[int, str] = {}
    guesses = {column: guess(parts, year) for column, parts in headings.items()}
    for column, parts in headings.items():
        for text in (" / ".join(parts), parts[-1]):
            if column not in roles and (known := remembered.get(same_name_key(text))) is not None:
                roles[column] = Column(known)
    explained = set(roles)
    rank = {column: _rank(guess, beneath.get(column, ())) for column, guess in guesses.items()}
    for column in sorted(set(headings) - set(roles), key=lambda column: (rank[column], column)):
        choices = _by_cells(guesses[column].columns, beneath.get(column, ()), is_agency)
        taken = set(roles.values()) - REPEATABLE
        free = [choice for choice in choices if choice not in taken]
        roles[column] = free[0] if free else Column.IGNORED
        if not free:
            said[column] = "repeated_heading" if choices else "ignored_column"
        rivals = set(roles) - explained - {column}
        rival = next((c for c in rivals if choices and roles[c] is choices[0]), 0)
        if not free and rival and _claims_too(column, rival, headings, guesses, beneath, said):
            said[rival] = said[column] = f"{CLAIMS}{choices[0]}"
    if Column.INDICATOR not in roles.values() and (column := _longest_texts(roles, beneath)):
        roles[column] = Column.INDICATOR
        said[column] = "guessed_column"
    for column, code in said.items():
        if code.startswith(CLAIMS):
            roles[column] = Column.IGNORED
    said |= {column: "other_year" for column, role in roles.items() if role is Column.OTHER_YEAR}
    return dict(sorted(roles.items())), said


def _claims_too(
    column: int,
    rival: int,
    headings: Mapping[int, tuple[str, ...]],
    guesses: Mapping[int, Guess],
    beneath: Mapping[int, Sequence[Cell]],
    said: Mapping[int, str],
) -> bool:
    """Whether a column has the same right to a role as the one that has it: neither is surer, both are filled."""
    role = guesses[column].columns[0]
    if role not in CLAIMED or guesses[column].sure != guesses[rival].sure or guesses[rival].columns[:1] != (role,):
        return False
    if phrase(headings[column][-1]) == phrase(headings[rival][-1]) or said.get(rival):
        return False
    filled = [beneath.get(c, ()) for c in (column, rival)]
    if role is Column.TARGET:
        filled = [[cell for cell in cells if looks_like_target(cell)] for cells in filled]
    return all(len(cells) * 2 > len(beneath.get(c, ())) for cells, c in zip(filled, (column, rival), strict=True))


def _rank(found: Guess, cells: Sequence[Cell]) -> tuple[int, float]:
    is_name = found.columns[:1] == (Column.INDICATOR,)
    return -found.sure if not is_name else min(-2, -found.sure), -_mean_length(cells) if is_name else 0.0


def _by_cells(
    choices: tuple[Column, ...], cells: Sequence[Cell], is_agency: Callable[[str], bool]
) -> tuple[Column, ...]:
    """The choices, likeliest first by what stands beneath the heading."""
    if len(choices) < 2 or not cells:
        return choices
    if Column.LEAD in choices:
        named = sum(cell.kind is CellKind.TEXT and is_agency(str(cell.value)) for cell in cells)
        return tuple(sorted(choices, key=lambda choice: (choice is Column.LEAD) == (named * 3 < len(cells))))
    if Column.TARGET in choices:
        figures = sum(looks_like_target(cell) for cell in cells)
        return tuple(sorted(choices, key=lambda choice: (choice is Column.TARGET) == (figures * 2 < len(cells))))
    return choices


def looks_like_target(cell: Cell) -> bool:
    """A number, or a short text that begins as targets do."""
    if cell.kind is not CellKind.TEXT:
        return cell.kind is CellKind.NUMBER
    return len(str(cell.value)) <= 40 and bool(TARGET_LIKE.match(fold(str(cell.value))))


def _mean_length(cells: Sequence[Cell]) -> float:
    texts = [str(cell.value) for cell in cells if cell.kind is CellKind.TEXT]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _longest_texts(roles: Mapping[int, Column], beneath: Mapping[int, Sequence[Cell]]) -> int:
    lengths = {c: _mean_length(beneath.get(c, ())) for c, role in roles.items() if role is Column.IGNORED}
    column = max(lengths, key=lambda c: lengths[c], default=0)
    return column if column and lengths[column] >= 20 else 0
