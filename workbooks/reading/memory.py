"""No garbage collection while very many small things are made that all stay. Pure."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Collection of cycles waits; reading 10 000 rows takes half the time, for nothing could be collected."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
