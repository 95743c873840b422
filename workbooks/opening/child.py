"""What the reading process runs: a file in, its answer packed for the way back (dxtracker/lib/limited.py)."""

import gc
import marshal

from workbooks.opening.reading import answer_to


def packed_answer(data: bytes) -> bytes:
    """The answer of `opening.reading` to a file, as marshal writes it."""
    gc.disable()  # the process ends before garbage matters
    return marshal.dumps(answer_to(data))
