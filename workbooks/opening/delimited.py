"""Text with delimiters: what Excel and other programs save as CSV. Every cell is text."""

import codecs
import csv
import io
import re
import unicodedata

from workbooks.opening.gathering import Gathered, Palette, PlainCell, PlainSheet
from workbooks.opening.limits import MAX_CELL_TEXT, Refused

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STATED = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_SAMPLE = 20_000


def read_csv(data: bytes) -> tuple[str, list[PlainCell], list[PlainSheet]]:
    """The format "csv", the cells, one sheet without a name."""
    text = text_of(data)
    stated = _STATED.match(text)
    delimiter = stated.group(1) if stated else delimiter_of(text)
    if stated:
        # The line stays a row, so that rows are counted as an editor shows them.
        text = "\n" + text[stated.end() :]
    palette = Palette()
    gathered = Gathered("", palette)
    csv.field_size_limit(4 * MAX_CELL_TEXT)
    try:
        for row, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for column, field in enumerate(fields, 1):
                index = palette.of("plain", "0", field) if field else -1
                if index >= 0:
                    gathered.put(row, column, index)
    except csv.Error as error:
        raise Refused("damaged_text") from error
    return "csv", palette.cells, [gathered.finished()]


def text_of(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark or by what fits, else the Vietnamese code page of Windows. Refused for no text."""
    for encoding in _likely(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return unicodedata.normalize("NFC", text)
    raise Refused("not_a_workbook")


def _likely(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    head = data[:1000]
    # Delimiters and digits of UTF-16 have a zero beside them; no other text has zeros.
    if b"\0" in head:
        return ("utf-16-le",) if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1258")


def delimiter_of(text: str) -> str:
    """The one of ; tab | , that stands in most lines, then most often; quoted text does not count."""
    sample = _QUOTED.sub("", text[:_SAMPLE])
    lines = sample.splitlines()
    return max(";\t|,", key=lambda mark: (sum(mark in line for line in lines), sample.count(mark)))
