"""A paper as .pdf: its blocks go as data into one drawing (paper.typ), so that no text of ours is ever read as markup.

Times New Roman or a typeface of its measures is taken where the machine has it, else the typesetter's own.
Pure: no Django.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from dxtracker.lib.paper.blocks import Annex, Block, Paper
from dxtracker.lib.text import printable

CONTENT_TYPE = "application/pdf"
DRAWING = Path(__file__).with_name("paper.typ")
DOTS = 220  # an inch, in pictures for .docx


def drawn(paper: Paper) -> bytes:
    """The bytes of the .pdf file; the same paper gives the same bytes on the same machine."""
    turned = next((n for n, b in enumerate(paper.blocks) if isinstance(b, Annex) and b.is_sideways), len(paper.blocks))
    made = paper.made_at
    told = {
        "title": printable(paper.title),
        "mark": paper.mark,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second] if made else None,
        "upright": [_told(block) for block in paper.blocks[:turned]],
        "sideways": [_told(block) for block in paper.blocks[turned:]],
    }
    return typst.compile(_drawing(), sys_inputs={"paper": printable(json.dumps(told, ensure_ascii=False))})


def dots_of(svg: str, width: float) -> bytes:
    """An SVG drawing as a .png `width` millimetres across."""
    picture = json.dumps({"svg": svg, "width": width}, ensure_ascii=False)
    return typst.compile(_drawing(), format="png", ppi=DOTS, sys_inputs={"picture": picture})


def _told(block: Block) -> dict[str, object]:
    return {"block": type(block).__name__, **asdict(block)}


@cache
def _drawing() -> bytes:
    return DRAWING.read_bytes()
