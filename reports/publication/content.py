"""What the public may read of a closed month: counts, rates, items with target, figure and state. Pure.

Only what stands here is published: no name of a person, no evidence, note, cause or promise, and no open month.
Machines read exact figures; `words` are those of the page.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from dxtracker.lib.numbers import number
from kpis.measuring.rates import Counts
from reports.sentences import words
from reports.sentences.facts import Facts

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.vi"}


class Field(NamedTuple):
    """A column: its key for machines, its heading on the page, what it means, and its kind.

    One that only machines need is not on the page: the words of it stand beside it.
    """

    key: str
    heading: str
    meaning: str
    kind: str = "text"
    is_on_page: bool = True


CODE = Field("agency", "Mã cơ quan", "Mã của cơ quan trong hệ thống", is_on_page=False)
COUNTED = (
    Field("done", "Hoàn thành", "Số chỉ tiêu, nhiệm vụ đã hoàn thành, kể cả vượt mức và trễ hạn", "number"),
    Field("applicable", "Phải thực hiện", "Số chỉ tiêu, nhiệm vụ phải thực hiện trong kỳ", "number"),
    Field("not_measurable", "Chưa đánh giá được", "Số chỉ tiêu chưa có cơ sở đánh giá, vì nguyên nhân đã được xác nhận",
          "number"),
    Field("rate", "Tỷ lệ", "Hoàn thành / phải thực hiện, từ 0 đến 1", "rate"),
    Field("measurable_rate", "Tỷ lệ trên số đánh giá được",
          "Hoàn thành / (phải thực hiện − chưa đánh giá được), từ 0 đến 1", "rate"),
)  # fmt: skip
TABLES: dict[str, tuple[str, tuple[Field, ...]]] = {
    "pillars": ("Kết quả theo lĩnh vực", (Field("pillar", "Lĩnh vực", "Tên lĩnh vực"), *COUNTED)),
    "agencies": (
        "Kết quả theo cơ quan",
        (CODE, Field("name", "Cơ quan", "Tên cơ quan tại kỳ"), Field("group", "Khối", "Khối cơ quan để xếp hạng"),
         *COUNTED,
         Field("rank", "Hạng trong khối", "Thứ hạng trong khối theo tỷ lệ; bằng nhau thì cùng hạng", "number")),
    ),
    "items": (
        "Chỉ tiêu, nhiệm vụ",
        (CODE, Field("name", "Cơ quan", "Tên cơ quan tại kỳ"), Field("code", "Mã chỉ tiêu", "Mã của chỉ tiêu"),
         Field("indicator", "Chỉ tiêu, nhiệm vụ", "Tên chỉ tiêu, nhiệm vụ"),
         Field("pillar", "Lĩnh vực", "Tên lĩnh vực"),
         Field("target", "Mức giao", "Mức giao có hiệu lực tại kỳ"),
         Field("value", "Kết quả", "Số liệu đã duyệt, theo đơn vị của mức giao; để trống khi chưa có", "number",
               is_on_page=False),
         Field("value_words", "Kết quả", "Kết quả bằng chữ, kèm đơn vị"),
         Field("state", "Trạng thái", "Mã trạng thái", is_on_page=False),
         Field("state_words", "Trạng thái", "Trạng thái bằng chữ")),
    ),
}  # fmt: skip


def content_of(facts: Facts, province: str, checksum: str, closed_at: datetime) -> dict[str, Any]:
    """The month as it is published; `closed_at` in local time."""
    span = facts.span
    return {
        "province": province,
        "year": span.year,
        "month": span.month,
        "data_from": span.data_from.isoformat(),
        "data_to": span.data_to.isoformat(),
        "closed_at": closed_at.isoformat(timespec="minutes"),
        "checksum": checksum,
        "licence": LICENCE,
        **_figures(facts.counts),
        "tables": {"pillars": _pillars(facts), "agencies": _agencies(facts), "items": _items(facts)},
    }


def _figures(counts: Counts) -> dict[str, Any]:
    rates = {"rate": counts.official_rate, "measurable_rate": counts.measurable_rate}
    exact = {key: figure.exact if (figure := words.rate(rate)) else None for key, rate in rates.items()}
    return {"done": counts.done, "applicable": counts.applicable, "not_measurable": counts.not_measurable, **exact}


def _pillars(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"pillar": pillar, **_figures(Counts.of([item.state for item in facts.items if item.pillar == pillar],
                                                facts.counts.counts_no_activity))}
        for pillar in facts.pillars
    ]  # fmt: skip


def _agencies(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"agency": row.code, "name": row.name, "group": row.group, **_figures(row.counts), "rank": row.rank}
        for row in facts.agencies
    ]


def _items(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "agency": item.agency, "name": item.agency_name, "code": item.code, "indicator": item.name,
            "pillar": item.pillar, "target": item.target, "value": item.figure or None,
            "value_words": item.value if item.figure else None, "state": item.state.value,
            "state_words": item.state_words,
        }
        for item in facts.items
    ]  # fmt: skip


def dictionary() -> list[dict[str, str]]:
    """What each column of each table means, for machines."""
    return [
        {"table": name, "column": field.key, "kind": field.kind, "meaning": field.meaning}
        for name, (_title, fields) in TABLES.items()
        for field in fields
    ]


def rows_of(content: dict[str, Any], table: str) -> Iterable[Sequence[Any]]:
    """The rows of a published table, cells in the order of its columns."""
    keys = [field.key for field in TABLES[table][1]]
    return [[said(row, key) for key in keys] for row in content["tables"][table]]


def said(row: dict[str, Any], key: str) -> Any:
    """A cell of a published row; of a month that was published before results had words, its figure alone."""
    if key == "value_words" and key not in row and row.get("value"):
        return number(Fraction(row["value"]))
    return row.get(key)


def catalogue(content: dict[str, Any], issued: str) -> dict[str, Any]:
    """What the month is, in the words that catalogues of open data share (DCAT); addresses as they lie beside it."""
    files = [("data.json", "application/json", "Toàn bộ dữ liệu và từ điển dữ liệu")]
    files += [(f"{name}.csv", "text/csv", title) for name, (title, _fields) in TABLES.items()]
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Dataset",
        "dct:title": f"{title_of(content['year'], content['month'])} · {content['province']}",
        "dct:publisher": content["province"],
        "dct:language": "vi",
        "dct:issued": issued,
        "dct:license": content["licence"]["url"],
        "dct:temporal": {"dcat:startDate": content["data_from"], "dcat:endDate": content["data_to"]},
        "dct:accrualPeriodicity": "http://purl.org/cld/freq/monthly",
        "dcat:landingPage": "./",
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dct:title": title, "dcat:downloadURL": file, "dcat:mediaType": kind}
            for file, kind, title in files
        ],
    }


def title_of(year: int, month: int) -> str:
    return f"Kết quả thực hiện nhiệm vụ chuyển đổi số tháng {month}/{year}"


def for_machines(content: dict[str, Any], issued: str) -> dict[str, Any]:
    """The month, published on the day `issued`, with its dictionary and its entry for catalogues.

    In one order, whichever database kept it (PostgreSQL's forgets it).
    """
    tables = {
        name: [{field.key: said(row, field.key) for field in fields} for row in content["tables"][name]]
        for name, (_title, fields) in TABLES.items()
    }
    told = {key: content[key] for key in sorted(content) if key != "tables"}
    return {**told, "dataset": catalogue(content, issued), "tables": tables, "dictionary": dictionary()}
