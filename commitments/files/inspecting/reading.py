"""Files in, answers out: the whole of what the child process does."""

import gc
import logging
import marshal
from datetime import datetime

from commitments.files.inspecting.facts import Answer, Asked, Facts
from commitments.files.inspecting.limits import Refused
from commitments.files.inspecting.pages import shown_in
from commitments.files.inspecting.signing import signatures_in


def inspect(asked: Asked) -> Answer:
    """What a file holds, or why it is refused. Never raises, whatever the bytes are."""
    try:
        shown = shown_in(asked["data"], asked["with_text"])
        if shown.secret:
            return {"facts": Facts(pages=shown.pages).as_json(), "secret_pages": list(shown.secret)}
        signed = signatures_in(asked["data"], asked["roots"], datetime.fromisoformat(asked["at"]))
        facts = Facts(pages=shown.pages, signatures=signed.facts, lost=signed.lost, unread_pages=shown.unread)
        return {"facts": facts.as_json(), "secret_pages": []}
    except Refused as refused:
        return {"refused": refused.code}
    except MemoryError:
        return {"refused": "too_large_to_read"}
    except Exception:  # parsers of broken files fail in every way there is
        return {"refused": "cannot_be_opened"}


def packed_answers(packed: bytes) -> bytes:
    """For the child process: a list of Asked and the list of their answers, as marshal writes them."""
    logging.disable(logging.CRITICAL)
    gc.freeze()
    asked: list[Asked] = marshal.loads(packed)  # noqa: S302 - our own code wrote it
    return marshal.dumps([inspect(one) for one in asked])
