"""XML read as a stream by expat: no tree, no document type, hence no entities; depth and tag length bounded."""

import re
from typing import IO
from xml.parsers import expat

from workbooks.opening.limits import MAX_DEPTH, MAX_TAG, Refused

Attributes = dict[str, str]
_SHEET_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
# Formatted cells without content, often by the hundred thousand: left out before anybody counts them.
_EMPTY_CELLS = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")? ?/>')
_PACKAGE_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


def known(*tags: str) -> dict[str, str]:
    """Full name, as expat gives it, to the bare tag, for both dialects of the format; other tags mean nothing."""
    return {f"{space} {tag}": tag for space in (*_SHEET_SPACES, _PACKAGE_SPACE) for tag in tags}


class Visitor:
    """Is told the known tags of a document. `pieces` is where text goes while it matters, else None."""

    tags: dict[str, str] = {}

    def __init__(self) -> None:
        self.depth = 0
        self.pieces: list[str] | None = None

    def opened(self, tag: str, attributes: Attributes) -> None:
        """A known tag begins."""

    def closed(self, tag: str) -> None:
        """A known tag ends."""

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if name in self.tags:
            self.opened(self.tags[name], attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        if name in self.tags:
            self.closed(self.tags[name])

    def text(self, text: str) -> None:
        # A piece is a whole text or thousands of characters of it; this many are more than any cell may hold.
        if self.pieces is not None and len(self.pieces) < 32:
            self.pieces.append(text)


def _refuse_doctype(*_: object) -> None:
    raise Refused("entities_in_workbook")


def visit(stream: IO[bytes], visitor: Visitor) -> None:
    """Shows the document to the visitor. Refused for a document type, and for what is not well-formed."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.text
    fed = 0
    is_skipping = True
    try:
        while chunk := stream.read(65_536):
            is_skipping = is_skipping and b"<![" not in chunk
            if is_skipping:
                chunk = _EMPTY_CELLS.sub(b"", chunk)
            parser.Parse(chunk, False)
            fed += len(chunk)
            # A tag that never ends is kept whole and scanned again and again; open tags are kept, too.
            if fed - parser.CurrentByteIndex > MAX_TAG or visitor.depth > MAX_DEPTH:
                raise Refused("damaged_workbook")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from error
        raise Refused("damaged_workbook") from error
