"""What a PDF shows: whether it opens at all, how many pages, and on which of them words of secrecy stand."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from commitments.files.inspecting.limits import MAX_BYTES, MAX_PAGES, MAX_TAIL, MAX_TEXT, Refused
from dxtracker.lib.secrecy import is_stamped


@dataclass(frozen=True)
class Shown:
    """Pages are counted from 1. `unread`: pages whose text could not be read."""

    pages: int
    secret: tuple[int, ...]
    unread: int


def shown_in(data: bytes, with_text: bool) -> Shown:
    """The pages of a file; their text is looked at only `with_text`. Raises Refused for what is no readable PDF."""
    if len(data) > MAX_BYTES:
        raise Refused("too_large")
    if not data.startswith(b"%PDF-"):
        raise Refused("not_pdf")
    if len(data) - data.rfind(b"%%EOF") > MAX_TAIL:
        raise Refused("cannot_be_opened")
    pages = _pages(data)
    if not with_text:
        return Shown(len(pages), (), 0)
    secret, unread = [], 0
    for number, page in enumerate(pages, 1):
        text, is_read = _text(page)
        unread += not is_read
        if is_stamped(text):
            secret.append(number)
    return Shown(len(pages), tuple(secret), unread)


def _pages(data: bytes) -> list[PageObject]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("encrypted")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise Refused("too_many_pages")
        pages = list(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise Refused("encrypted") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Refused("cannot_be_opened") from error
    if not pages:
        raise Refused("cannot_be_opened")
    return pages


def _text(page: PageObject) -> tuple[str, bool]:
    """The text of a page with that of its notes and stamps, and whether all of it could be read."""
    try:
        text, is_read = page.extract_text(), True
    except (MemoryError, Refused):
        raise
    except Exception:  # fonts and streams of others fail in every way there is
        text, is_read = "", False
    parts = [text[:MAX_TEXT]]
    try:
        parts.extend(_notes(page))
    except (MemoryError, Refused):
        raise
    except Exception:
        is_read = False
    return "\n".join(parts), is_read


def _notes(page: PageObject) -> Iterator[str]:
    """What is written in annotations (a stamp often is one): their words and the text of how they look."""
    for reference in page.get("/Annots") or ():
        note: Any = reference.get_object()
        for key in ("/Contents", "/V"):
            if isinstance(note.get(key), str):
                yield str(note[key])[:MAX_TEXT]
        look: Any = (note.get("/AP") or {}).get("/N")
        look = look.get_object() if look is not None else None
        if look is not None and hasattr(look, "get_data"):
            yield page.extract_xform_text(look)[:MAX_TEXT]
