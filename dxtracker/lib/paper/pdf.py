"""A paper as .pdf: its blocks go as data into one drawing (paper.typ), so that no text of ours is ever read as markup.

Times New Roman or a typeface of its measures is taken where the machine has one with Vietnamese letters, else the
typesetter's own.
The typesetter remembers what it has set: a paper of many rows is set in a process of its own, one of thousands in
several, each from a new page on, so that memory is that of one piece and is given back.
Pure: no Django.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice

from pypdf import PdfReader, PdfWriter

from dxtracker.lib.limited import answer_of
from dxtracker.lib.paper import setting
from dxtracker.lib.paper.blocks import Annex, Block, Head, Paper, Row, Table, body_lines
from dxtracker.lib.text import printable

CONTENT_TYPE = "application/pdf"
HERE = 150  # rows that are set in this process
PIECE = 2000  # rows of one piece; only a paper of a single one is tagged for screen readers
SECONDS, MEMORY = 60, 2**30  # of a piece that takes about one and 220 MB
DOTS = 220  # an inch, in pictures for .docx


def drawn(paper: Paper) -> bytes:
    """The bytes of the .pdf file; the same paper gives the same bytes on the same machine."""
    pieces = list(_pieces(paper.blocks))
    if len(pieces) == 1:
        return _set(paper, pieces[0])
    whole = PdfWriter()
    for piece in pieces:
        turned = paper.is_sideways or _is_turned(pieces, piece)
        found = PdfReader(io.BytesIO(_set(paper, piece, len(whole.pages) + 1, is_turned=turned, has_tags=False)))
        if not whole.pages:
            whole.clone_document_from_reader(found)
        else:
            whole.append(found, import_outline=False)
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


def dots_of(svg: str, width: float) -> bytes:
    """An SVG drawing as a .png `width` millimetres across."""
    picture = json.dumps({"svg": svg, "width": width}, ensure_ascii=False)
    return setting.dots(picture, DOTS)


def _set(
    paper: Paper, blocks: Sequence[Block], first_page: int = 1, *, is_turned: bool = False, has_tags: bool = True
) -> bytes:
    turned = 0 if is_turned or paper.is_sideways else _turn(blocks)
    made = paper.made_at
    told = {
        "title": printable(paper.title),
        "mark": paper.mark,
        "foot": printable(paper.foot),
        "first_page": first_page,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second] if made else None,
        "upright": [_told(block) for block in blocks[:turned]],
        "sideways": [_told(block) for block in blocks[turned:]],
    }
    said = printable(json.dumps({"paper": told, "has_tags": has_tags}, ensure_ascii=False)).encode()
    if sum(len(block.rows) for block in blocks if isinstance(block, Table)) <= HERE:
        return setting.piece(said)
    return answer_of("dxtracker.lib.paper.setting:piece", said, seconds=SECONDS, memory=MEMORY)


def _turn(blocks: Sequence[Block]) -> int:
    """From which block on pages lie sideways."""
    return next((n for n, b in enumerate(blocks) if isinstance(b, Annex) and b.is_sideways), len(blocks))


def _is_turned(pieces: Sequence[Sequence[Block]], piece: Sequence[Block]) -> bool:
    """Whether an earlier piece turned the pages."""
    earlier = pieces[: next(n for n, one in enumerate(pieces) if one is piece)]
    return any(_turn(one) < len(one) for one in earlier)


def _pieces(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks with at most so many rows in each piece; a longer table goes on in the next, where it can at the row
    that says whose the rows below it are."""
    piece: list[Block] = []
    room = PIECE
    for block in blocks:
        while isinstance(block, Table) and len(block.rows) > room:
            cut = _cut(block.rows, room)
            if cut:
                piece.append(replace(block, rows=block.rows[:cut], fills=block.fills[:cut]))
            yield piece
            piece, room, block = [], PIECE, replace(block, rows=block.rows[cut:], fills=block.fills[cut:])
        piece.append(block)
        room -= len(block.rows) if isinstance(block, Table) else 0
    yield piece


def _cut(rows: Sequence[Row], room: int) -> int:
    heads = (at for at in range(room, room // 2, -1) if len(rows[at]) == 1)
    return next(islice(heads, 1), room)


def _told(block: Block) -> dict[str, object]:
    if isinstance(block, Table):  # not copied cell by cell
        has_lines = any("\n" in cell for row in block.rows for cell in row)
        return {"block": "Table", **vars(block), "has_lines": has_lines}
    if isinstance(block, Head):
        block = replace(block, superior=body_lines(block.superior), issuer=body_lines(block.issuer))
    return {"block": type(block).__name__, **asdict(block)}
