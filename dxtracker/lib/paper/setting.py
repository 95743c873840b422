"""The typesetter and its drawing, alone: a process of its own is up in a third of the time without what joins pages."""

import json
from functools import cache
from pathlib import Path

import typst

DRAWING = Path(__file__).with_name("paper.typ")


def piece(said: bytes) -> bytes:
    """The pages of {"paper": …, "has_tags": …} as .pdf."""
    told = json.loads(said)
    paper = json.dumps(told["paper"], ensure_ascii=False)
    return typst.compile(_drawing(), sys_inputs={"paper": paper}, pdf_tags=told["has_tags"])


def dots(picture: str, inch: int) -> bytes:
    """The drawing of {"svg": …, "width": millimetres} as .png with so many dots an inch."""
    return typst.compile(_drawing(), format="png", ppi=inch, sys_inputs={"picture": picture})


@cache
def _drawing() -> bytes:
    return DRAWING.read_bytes()
