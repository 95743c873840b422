"""A board as machines want it: exact rates, decimal strings, and CSV whose cells no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.http import HttpResponse, JsonResponse

from kpis.models import Period
from kpis.rates import Counts

DIGITS = Decimal(1).scaleb(-12)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def exact(value: Fraction | Decimal | None) -> str | None:
    """A decimal string with twelve digits after the point; None stays None."""
    if value is None:
        return None
    fraction = Fraction(value)
    quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return format(quotient.quantize(DIGITS, ROUND_HALF_UP), "f")


def plain(value: Decimal | None) -> str | None:
    """A decimal string without trailing zeros: "22196242", "62.5"."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def multiple(share: Decimal | None) -> float | None:
    """A multiple for machines, to two decimals: 221.96."""
    return None if share is None else float(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


def period_code(period: Period) -> str:
    """A period for machines: "2022-10"."""
    return f"{period.plan.year}-{period.month:02d}"


def figures(counts: Counts) -> dict:
    """The six figures that every board gives of a set of items."""
    return {
        "done": counts.done,
        "applicable": counts.applicable,
        "not_measurable": counts.not_measurable,
        "official_rate": exact(counts.official_rate),
        "measurable_rate": exact(counts.measurable_rate),
    }


def json_response(payload: dict) -> JsonResponse:
    return JsonResponse(payload, json_dumps_params={"ensure_ascii": False, "indent": 1})


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A CSV file with a byte order mark (Excel reads Vietnamese only with it); formulas are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def neutral(cell) -> str:
    """The cell's text, with an apostrophe before what a spreadsheet would run; numbers stay numbers."""
    text = "" if cell is None else str(cell)
    if text.startswith(FORMULA_STARTS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
