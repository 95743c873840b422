"""How often somebody may ask: turns counted by the minute in the cache, by all processes where it is shared."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

log = logging.getLogger("dxtracker.pace")
WITHIN = 60  # seconds
MOST = {"export": 30, "search": 60}  # of a person, far above what anybody's hands do


class TooOften(Exception):
    """Somebody has had all turns of this minute; `seconds` until the next."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def seconds_to_wait(key: str, most: int) -> int:
    """0 where `key` has had fewer than `most` turns in this minute, and this is one more; else how long to wait."""
    at = time.time()
    name = f"pace.{key}.{int(at // WITHIN)}"
    try:
        cache.add(name, 0, WITHIN * 2)
        taken = cache.incr(name)
    except ValueError:  # it was let go in between: then nobody is held up
        return 0
    except RedisError as error:  # who reads boards need not wait for whoever repairs it
        log.warning("turns are not counted, the cache does not answer: %s", error)
        return 0
    return WITHIN - int(at % WITHIN) if taken > most else 0


def take_turn(request: HttpRequest, what: str) -> None:
    """One turn more of what the person does, a key of MOST; what the worker asks for them is none. Raises TooOften."""
    if getattr(request, "is_of_worker", False):
        return
    if seconds := seconds_to_wait(f"{what}-{request.user.pk}", MOST[what]):
        raise TooOften(seconds)


def paced(what: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view that a person opens so many times a minute at most, below its login."""

    def decorated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            take_turn(request, what)
            return view(request, *args, **kwargs)

        return answer

    return decorated
