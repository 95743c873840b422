"""What stands beside the process, by the address that the environment gives of it."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

MOST_COUNTED = 10_000  # one number for each person and kind of question within two minutes


def cache(url: str) -> dict[str, Any]:
    """What counts turns: memory of each process where no address is given, else a table or a Redis that all share."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": MOST_COUNTED}}
    if url == "database":
        shared = {"BACKEND": "dxtracker.shared_cache.SharedTable", "LOCATION": "dxtracker_cache"}
        return shared | {"OPTIONS": {"MAX_ENTRIES": MOST_COUNTED}}
    if urlsplit(url).scheme in {"redis", "rediss", "unix"}:
        waits = {"socket_connect_timeout": 1, "socket_timeout": 1}
        redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
        return redis | {"KEY_PREFIX": "dxtracker", "OPTIONS": waits}
    raise ImproperlyConfigured('CACHE_URL must be empty, "database" or the address of a Redis: redis://host:6379/0.')
