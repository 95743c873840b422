"""The annexes of a report as tables of words: by agency, by item, not done, bottlenecks, what was changed. Pure.

A table without rows is left out, an annex without tables too; those that are there are numbered. A row of one cell
spans the table: whose the rows below it are. Widths are millimetres, of the 247 of a sheet that lies sideways.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpis.enums import State
from kpis.measuring.rates import Counts
from reports.sentences import words
from reports.sentences.facts import Facts, Item
from reports.sentences.rules import ROMAN, unfinished

NONE = "–"
LEFT_OUT = (State.NOT_MEASURABLE, State.NO_ACTIVITY, State.NOT_APPLICABLE)
Row = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    heading: str
    width: float
    is_centred: bool = False


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Annex:
    number: str
    code: str
    title: str
    tables: tuple[Table, ...]


COUNTS = (
    Column("Phải thực hiện", 20, True), Column("Hoàn thành", 22, True), Column("Tỷ lệ", 20, True),
    Column("Trên số đánh giá được", 24, True), Column("Vượt mức", 18, True), Column("Chưa hoàn thành", 22, True),
    Column("Quá hạn", 16, True),
)  # fmt: skip
PLACE = Column("TT", 11, True)
CODE = Column("Mã", 30)


def annexes(facts: Facts) -> tuple[Annex, ...]:
    """The annexes that have something to show, in order."""
    made = (
        ("co_quan" if facts.is_province else "linh_vuc",
         "Kết quả theo cơ quan" if facts.is_province else "Kết quả theo lĩnh vực",
         (_by_agency(facts) if facts.is_province else _by_pillar(facts),)),
        ("chi_tieu", "Kết quả từng chỉ tiêu, nhiệm vụ", (_by_item(facts),)),
        ("chua_xong", "Chỉ tiêu, nhiệm vụ chưa hoàn thành", (_unfinished(facts),)),
        ("diem_nghen", "Điểm nghẽn, kết luận chưa thực hiện" if facts.concluded else "Điểm nghẽn",
         (_bottlenecks(facts), _concluded(facts))),
        ("thay_doi", "Mở lại số liệu, điều chỉnh chỉ tiêu, chỉ tiêu không tính vào tỷ lệ",
         (_reopenings(facts), _changes(facts), _left_out(facts))),
    )  # fmt: skip
    found: list[Annex] = []
    for code, title, tables in made:
        filled = tuple(table for table in tables if table.rows)
        if filled:
            found.append(Annex(ROMAN[len(found)], code, title, filled))
    return tuple(found)


def _counted(counts: Counts) -> Row:
    return (
        str(counts.applicable), str(counts.done), _rate(counts.official_rate), _rate(counts.measurable_rate),
        str(counts.states[State.EXCEEDED]), str(counts.applicable - counts.done), str(counts.states[State.OVERDUE]),
    )  # fmt: skip


def _rate(share: Fraction | None) -> str:
    figure = words.rate(share)
    return figure.words if figure else NONE


def _by_agency(facts: Facts) -> Table:
    columns = (PLACE, Column("Cơ quan", 72), *COUNTS, Column("Xếp hạng trong khối", 22, True))
    rows: list[Row] = []
    group = None
    for place, row in enumerate(facts.agencies, 1):
        if row.group != group:
            group = row.group
            rows.append((group,))
        rows.append((str(place), row.name, *_counted(row.counts), str(row.rank or NONE)))
    rows.append(("", "Cộng", *_counted(facts.counts), ""))
    return Table("", columns, tuple(rows) if facts.agencies else ())


def _by_pillar(facts: Facts) -> Table:
    columns = (PLACE, Column("Lĩnh vực", 94), *COUNTS)
    rows: list[Row] = []
    for place, pillar in enumerate(facts.pillars, 1):
        own = [item.state for item in facts.items if item.pillar == pillar]
        rows.append((str(place), pillar, *_counted(Counts.of(own, facts.counts.counts_no_activity))))
    rows.append(("", "Cộng", *_counted(facts.counts)))
    return Table("", columns, tuple(rows) if facts.pillars else ())


def _grouped(facts: Facts, items: Iterable[Item], cells: Callable[[Item], Row]) -> tuple[Row, ...]:
    """Rows of items, numbered, under the name of their agency (of their pillar in one agency's report)."""
    rows: list[Row] = []
    above = None
    for place, item in enumerate(items, 1):
        head = item.agency_name if facts.is_province else item.pillar
        if head != above:
            above = head
            rows.append((head,))
        rows.append((str(place), item.code, *cells(item)))
    return tuple(rows)


def _day(day: date | None) -> str:
    return words.short_day(day) if day else NONE


def _by_item(facts: Facts) -> Table:
    columns = (
        PLACE, CODE, Column("Chỉ tiêu, nhiệm vụ", 88), Column("Mức giao", 32), Column("Kết quả", 34),
        Column("Trạng thái", 28), Column("Thời hạn", 24, True),
    )  # fmt: skip

    def cells(item: Item) -> Row:
        times = words.multiple(item.multiple)
        result = f"{item.value} ({times.words})" if times else item.document or item.value
        return item.name, item.target, result, item.state_words, _day(item.deadline)

    return Table("", columns, _grouped(facts, facts.items, cells))


def _unfinished(facts: Facts) -> Table:
    columns = (
        PLACE, CODE, Column("Chỉ tiêu, nhiệm vụ", 62), Column("Tình hình", 52), Column("Nguyên nhân", 38),
        Column("Cơ quan tháo gỡ", 28), Column("Hẹn hoàn thành", 26, True),
    )  # fmt: skip
    order = {item.id: place for place, item in enumerate(facts.items)}
    left = sorted(unfinished(facts), key=lambda item: order[item.id])

    def cells(item: Item) -> Row:
        promise = words.opening_large(words.promised(item.promised_on)) if item.promised_on else NONE
        return item.name, words.opening_large(item.why), item.cause or NONE, item.remover or NONE, promise

    return Table("", columns, _grouped(facts, left, cells))


def _bottlenecks(facts: Facts) -> Table:
    columns = (
        PLACE, CODE, Column("Chỉ tiêu", 72), Column("Cơ quan chưa đạt", 26, True), Column("Nguyên nhân", 42),
        Column("Cơ quan tháo gỡ", 28), Column("Số chỉ tiêu tăng thêm", 18, True), Column("Tỷ lệ khi đó", 20, True),
    )  # fmt: skip
    rows = tuple(
        (str(place), row.code, row.indicator, f"{row.missed}/{row.applicable}", row.cause or NONE, row.remover or NONE,
         str(row.lift or NONE), _rate(row.best_rate) if row.lift else NONE)
        for place, row in enumerate(facts.blocked, 1)
    )  # fmt: skip
    return Table("", columns, rows)


def _concluded(facts: Facts) -> Table:
    columns = (
        PLACE, Column("Kết luận", 130), Column("Cơ quan chịu trách nhiệm", 56), Column("Phiên họp ngày", 25, True),
        Column("Thời hạn", 25, True),
    )  # fmt: skip
    rows = tuple(
        (str(place), row.text, row.agency_name, _day(row.meeting_on), _day(row.due_on))
        for place, row in enumerate(facts.concluded, 1)
    )
    return Table("Kết luận chưa thực hiện", columns, rows)


def _reopenings(facts: Facts) -> Table:
    columns = (PLACE, Column("Kỳ", 40), Column("Mở lại ngày", 30, True), Column("Đến ngày", 30, True),
               Column("Lý do", 136))  # fmt: skip
    rows = tuple(
        (str(place), words.opening_large(row.month), _day(row.on), _day(row.until), row.reason)
        for place, row in enumerate(facts.reopened, 1)
    )
    return Table("Mở lại số liệu đã khóa", columns, rows)


def _changes(facts: Facts) -> Table:
    columns = (
        PLACE, CODE, Column("Chỉ tiêu, nhiệm vụ", 66), Column("Mức cũ", 34), Column("Mức mới", 34),
        Column("Từ tháng", 22, True), Column("Văn bản", 50),
    )  # fmt: skip
    rows = tuple(
        (str(place), row.code, f"{row.name} ({row.agency_name})" if facts.is_province else row.name, row.old, row.new,
         f"{row.from_month}/{facts.span.year}", row.document or NONE)
        for place, row in enumerate(facts.changes, 1)
    )  # fmt: skip
    return Table("Điều chỉnh chỉ tiêu", columns, rows)


def _left_out(facts: Facts) -> Table:
    columns = (PLACE, CODE, Column("Chỉ tiêu, nhiệm vụ", 92), Column("Trạng thái", 38), Column("Lý do", 76))
    left = [item for item in facts.items if item.state in LEFT_OUT]
    return Table(
        "Chỉ tiêu không tính vào tỷ lệ", columns,
        _grouped(facts, left, lambda item: (item.name, item.state_words, words.opening_large(item.why))),
    )  # fmt: skip


def as_json(found: Sequence[Annex]) -> list[dict[str, object]]:
    return [
        {"number": annex.number, "code": annex.code, "title": annex.title,
         "tables": [{"title": table.title, "headings": [column.heading for column in table.columns],
                     "rows": [list(row) for row in table.rows]} for table in annex.tables]}
        for annex in found
    ]  # fmt: skip
