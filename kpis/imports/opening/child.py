"""The reading process: limits itself, takes the file from standard input, gives the answer to standard output."""

import gc
import marshal
import os
import sys
from contextlib import suppress

from kpis.imports.opening.reading import answer_to


def confine(seconds: int, memory: int) -> None:
    """No more memory and processor time than given, no file written, no core dumped; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (amount, amount))


def main() -> None:
    """Arguments: seconds of processor time, bytes of memory."""
    gc.disable()  # the process ends before garbage matters
    confine(int(sys.argv[1]), int(sys.argv[2]))
    answer = marshal.dumps(answer_to(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # freeing what was read one by one takes time and serves nobody
