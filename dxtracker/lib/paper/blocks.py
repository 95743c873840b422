"""What official documents are made of, in the layout of Nghị định 30/2020/NĐ-CP: heads, text, tables, who signs.

A letter names its subject under its number; a document with a title has it below the heads; annexes may lie sideways.

    paper = Paper(
        title="Đôn đốc",
        blocks=[
            Head("UBND TỈNH A", "BAN CHỈ ĐẠO", "Số:     /BCĐ", subject="V/v …", place_and_day="A, ngày …"),
            Paragraph("…"),
            Table(["TT", "Cơ quan"], [["1", "Sở B"]], widths=[12, 148]),
            Signature("TM. BAN CHỈ ĐẠO", "", "Nơi nhận:", ["- Như trên;", "- Lưu: VT."]),
        ],
    )
    word.drawn(paper), pdf.drawn(paper)

Pure: no Django. Sizes are points, lengths millimetres.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
PROVINCE_WORDS = ("Tỉnh ", "Thành phố ")
BODY, SIGNED, TABLE, RECIPIENTS = 14, 13, 12, 11
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 20}
SHEET_MARGINS = {"top": 15, "bottom": 15, "left": 20, "right": 15}  # of a paper with a running foot
WIDTH, HEIGHT = 210, 297
TEXT_WIDTH = WIDTH - MARGINS["left"] - MARGINS["right"]
LEFT_HEAD = 70  # what remains holds the nation's name in one line
COUNCIL = re.compile(r"^([ỦU][yỷ] ban nhân dân) ", re.IGNORECASE)
LONG_NAME, NARROW = 26, 52  # a body of more letters takes two lines of about the same length
FIRST_LINE, AFTER = 12.7, 6


Row = Sequence[str]


@dataclass(frozen=True)
class Head:
    """The two heads side by side: who issues the document on the left, the nation's on the right.

    `superior` is empty for who has none, `subject` for a document with a title of its own.
    """

    superior: str
    issuer: str
    number: str
    subject: str
    place_and_day: str
    nation: str = NATION
    motto: str = MOTTO


@dataclass(frozen=True)
class Title:
    """What the document is, in capitals, and what it is about, with a rule of a third to a half below."""

    kind: str
    subject: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body: 14 points, justified, first line indented 1,27 cm, 6 points below it.

    `is_kept` on the page of what follows it.
    """

    text: str
    indented: bool = True
    align: Literal["both", "left", "centre"] = "both"
    bold: bool = False
    italic: bool = False
    is_kept: bool = False
    size: float = BODY


@dataclass(frozen=True)
class Table:
    """A table with borders; its headings are bold and come again on every page, no row is split.

    A row of one cell spans the table, in bold: whose the rows below it are. `centred`: columns counted from 0.
    In the .pdf: `fills` are colours of cells ("#12867A", "" for none) row by row, `turned` the columns whose headings
    stand upright, from below.
    """

    headings: Sequence[str]
    rows: Sequence[Row]
    widths: Sequence[float]
    centred: Sequence[int] = ()
    size: float = TABLE
    fills: Sequence[Row] = ()
    turned: Sequence[int] = ()


@dataclass(frozen=True)
class Annex:
    """A new page for an annex: its number (14, bold), its title in capitals, a note in italics, all in the middle.

    The first annex that lies sideways turns the pages from there on.
    """

    number: str
    title: str
    note: str = ""
    is_sideways: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing of so many millimetres across, as SVG: a vector in the .pdf, dots in the .docx."""

    svg: str
    width: float = TEXT_WIDTH
    words: str = ""


@dataclass(frozen=True)
class Slide:
    """A new page that says one thing, in large letters; for papers that lie sideways all through, in the .pdf."""

    title: str
    note: str = ""


# For a body, by order, by mandate (Nghị định 30/2020, the sample of a signature): one of these begins it. KT. is below.
IN_WHOSE_NAME = ("TM.", "TL.", "TUQ.")


@dataclass(frozen=True)
class Signature:
    """In whose name it is signed, in which post, by whom (14, bold), beside those who receive it (12 bold italic, 11).

    `posts` are the lines between authority and name: ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"). Who copies them from a
    paper begins with the authority: one that is written there ("TUQ. TRƯỞNG BAN") stands in place of the paper's own.
    Where there is none, the first post stands in its place.
    """

    authority: str
    name: str
    heading: str
    recipients: Sequence[str]
    posts: Sequence[str] = ()

    def __post_init__(self) -> None:
        """The first line as authority, the others as posts."""
        lines = [line for line in (self.authority, *self.posts) if line.strip()]
        if lines[1:] and lines[1].upper().startswith(IN_WHOSE_NAME):
            del lines[0]
        object.__setattr__(self, "authority", lines[0] if lines else "")
        object.__setattr__(self, "posts", lines[1:])


@dataclass(frozen=True)
class Party:
    """One of two who sign side by side; `name` is empty where it is not known who signs for a body."""

    heading: str
    post: str
    name: str


@dataclass(frozen=True)
class Signatures:
    """Two who sign side by side: what they are and their posts in capitals (13), room to sign, their names.

    Who receives it stands below on the left, on the page on which they sign.
    """

    left: Party
    right: Party
    heading: str
    recipients: Sequence[str]


Block = Head | Title | Paragraph | Table | Annex | Picture | Slide | Signature | Signatures


@dataclass(frozen=True)
class Paper:
    """A document. `mark` ("DỰ THẢO") stands on each of its pages; `made_at` is the only moment in its files.

    `is_sideways` all through; `foot` runs below each page beside "page of pages", in place of the number above.
    """

    title: str
    blocks: Sequence[Block]
    made_at: datetime | None = None
    mark: str = ""
    foot: str = ""
    is_sideways: bool = False


def official_day(day: date, known: Literal["day", "month", "year"] = "day") -> str:
    """A day as official documents write it; what is not `known` is left to be filled in.

    >>> official_day(date(2022, 2, 5)), official_day(date(2022, 11, 18))
    ('ngày 05 tháng 02 năm 2022', 'ngày 18 tháng 11 năm 2022')
    >>> official_day(date(2022, 3, 5), "month"), official_day(date(2022, 3, 5), "year")
    ('ngày … tháng 3 năm 2022', 'ngày … tháng … năm 2022')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    on = f"{day.day:02d}" if known == "day" else "…"
    return f"ngày {on} tháng {'…' if known == 'year' else month} năm {day.year}"


def place_of(province: str) -> str:
    """The place of issue: the province without the word that says what it is.

    >>> place_of("Tỉnh Vĩnh Phúc"), place_of("Huế")
    ('Vĩnh Phúc', 'Huế')
    """
    return next((province.removeprefix(word) for word in PROVINCE_WORDS if province.startswith(word)), province)


def body_lines(name: str) -> str:
    """The name of a body in a head: what a council is stands alone on a line, whose it is below, where both are long.

    >>> body_lines("Ủy ban nhân dân tỉnh Vĩnh Phúc"), body_lines("Ban Chỉ đạo chuyển đổi số")
    ('Ủy ban nhân dân\\ntỉnh Vĩnh Phúc', 'Ban Chỉ đạo chuyển đổi số')
    """
    return COUNCIL.sub(r"\1\n", name) if len(name) > LONG_NAME else name


def file_name(*parts: object) -> str:
    """A name for a file in plain letters, its parts joined by hyphens; no ending.

    >>> file_name("ho-so", "SXD", "2022-10"), file_name("ho-so", "Đội 1/A")
    ('ho-so-SXD-2022-10', 'ho-so-Doi-1-A')
    """
    text = "-".join(str(part) for part in parts).replace("đ", "d").replace("Đ", "D")
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")
