"""One file in, one answer out: the whole of what the child process does."""

from typing import Any

from workbooks.opening.delimited import read_csv
from workbooks.opening.limits import MAX_BYTES, MIB, Refused
from workbooks.opening.sniffing import kind_of
from workbooks.opening.xlsx import read_xlsx

# "book", format, cells (gathering.PlainCell), sheets (gathering.PlainSheet) — or "refused", code, place, details
Answer = tuple[str, str, Any, Any]


def answer_to(data: bytes) -> Answer:
    """What a file holds, or why it is refused. Never raises, whatever the bytes are."""
    try:
        check_size(data)
        kind = kind_of(data)
        if kind == "zip":
            return ("book", *read_xlsx(data))
        if kind == "text":
            return ("book", *read_csv(data))
        from workbooks.opening.xls import read_xls  # xlrd takes a while to load, and few files need it

        return ("book", *read_xls(data))
    except Refused as refused:
        return ("refused", refused.code, refused.place, refused.details)
    except MemoryError:
        return ("refused", "too_large_to_read", "", {})
    except Exception:  # parsers of broken files fail in every way there is
        return ("refused", "damaged_workbook", "", {})


def check_size(data: bytes) -> None:
    """Refused for nothing at all and for more than the limit."""
    if not data.strip():
        raise Refused("empty_file")
    if len(data) > MAX_BYTES:
        raise Refused("file_too_large", limit=MAX_BYTES // MIB)
