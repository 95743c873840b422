"""What a cell holds as plain text, whatever format the file has: numbers, days, characters."""

import math
import re
from datetime import datetime, timedelta

from dxtracker.lib.text import printable

# ECMA-376 part 1, 18.8.30: the formats that a file names by number only.
BUILTIN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_NO_DATE_PARTS = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_PART = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)
_DURATION = re.compile(r"\[(hh?|mm?|ss?)\]", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def exact_number(text: str) -> str | None:
    """The shortest decimal of at most 15 digits, as Excel shows it; None where the text is no finite number."""
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return text.lstrip("0") or "0"
    if not _NUMBER.fullmatch(text):
        return None
    return short_decimal(float(text))


def short_decimal(number: float) -> str | None:
    """0.1 + 0.2 is "0.3": a spreadsheet keeps 15 digits. None for infinity and its kin."""
    return f"{number + 0.0:.15g}" if math.isfinite(number) else None


def is_date_format(number_format: str) -> bool:
    """Whether Excel shows a number of this format as a day (durations such as [h]:mm are numbers)."""
    first = number_format.split(";")[0]
    return bool(_DATE_PART.search(_NO_DATE_PARTS.sub("", first))) and not _DURATION.search(first)


def day_of(serial: str, is_1904: bool) -> str | None:
    """The ISO day of Excel's serial number, or its moment where the time is not midnight; None where there is none."""
    number = float(serial)
    if not 1 <= number < 2_958_466:
        return None
    # Excel believes in 29 February 1900: serials before it are one day later than they look.
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if number < 60 else 30)  # noqa: DTZ001
    try:
        return iso(start + timedelta(seconds=round(number * 86_400)))
    except OverflowError:
        return None


def iso(moment: datetime) -> str:
    """A day where it is midnight."""
    return moment.isoformat() if moment.time() != datetime.min.time() else moment.date().isoformat()


def iso_day(text: str) -> str | None:
    """What a cell of type "d" holds: ISO 8601."""
    try:
        return iso(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return None


def unescaped(text: str) -> str:
    """`_x000D_` and its kin, by which workbooks write characters that XML cannot."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def clean(text: str) -> str:
    """Line breaks as \\n, other control characters as spaces, no halves of characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if text.isprintable():
        return text
    return printable(_CONTROLS.sub(" ", text))
