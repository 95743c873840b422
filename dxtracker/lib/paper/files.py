"""The forms in which a paper is handed out: each with its content type and who draws it."""

from collections.abc import Callable
from typing import NamedTuple

from dxtracker.lib.paper import pdf, word
from dxtracker.lib.paper.blocks import Paper


class Form(NamedTuple):
    content_type: str
    drawn: Callable[[Paper], bytes]


FORMS = {"docx": Form(word.CONTENT_TYPE, word.drawn), "pdf": Form(pdf.CONTENT_TYPE, pdf.drawn)}
