"""How often somebody may ask: turns counted by the minute in the cache, a system's own where it is shared."""

import time

from django.core.cache import cache

WITHIN = 60  # seconds


def seconds_to_wait(key: str, most: int) -> int:
    """0 where `key` has had fewer than `most` turns in this minute, and this is one more; else how long to wait."""
    at = time.time()
    name = f"pace.{key}.{int(at // WITHIN)}"
    cache.add(name, 0, WITHIN * 2)
    try:
        taken = cache.incr(name)
    except ValueError:  # nothing is kept where there is no cache: then nobody is held up
        return 0
    return WITHIN - int(at % WITHIN) if taken > most else 0
