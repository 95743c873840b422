"""What stands beside the process, by the address that the environment gives of it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from agencies.databases.planned import Cursor
from dxtracker.environment import gettext

TOLD = "-c jit=off"  # compiling a board's query takes ten times as long as running it
REPLICA_WAITS = "5s"  # a board asks for milliseconds, and the living database answers in place of who waits longer
MOST_COUNTED = 10_000  # one number for each person and kind of question within two minutes


def database(url: str, *, is_pooled: bool = False) -> dict[str, Any]:
    """Connection settings; `is_pooled`: a pooler in between gives each transaction another session of PostgreSQL."""
    config = _parsed(url)
    is_postgresql = config["ENGINE"] == "django.db.backends.postgresql"
    if is_pooled and not is_postgresql:
        raise ImproperlyConfigured(
            gettext("DATABASE_POOLED is for a DATABASE_URL of PostgreSQL: nothing pools other databases.")
        )
    if config["ENGINE"] == "django.db.backends.sqlite3":  # several threads that write
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif is_pooled:  # neither an open cursor nor a wish for the whole session outlives a transaction
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    elif is_postgresql:
        config["OPTIONS"] = {"options": TOLD, "cursor_factory": Cursor} | dict(config.get("OPTIONS") or {})
    return config


def _parsed(url: str) -> dict[str, Any]:
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        config = {}
    if config.get("ENGINE") not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise ImproperlyConfigured(
            gettext(
                "DATABASE_URL cannot be read: postgresql://user:password@host/name or sqlite:///path is wanted, and in "
                "a password / # @ are written %2F, %23, %40."
            )
        )
    return config


def replica(url: str, of: dict[str, Any], *, is_pooled: bool = False) -> dict[str, Any]:
    """Connection settings of a replica of the database `of`: one that does not answer is given up soon.

    So is one that takes connections and then lets questions wait (a pooler takes no such wish of a session).
    """
    if "postgresql" not in of["ENGINE"] or not url.startswith("postgres"):
        raise ImproperlyConfigured(
            gettext("DATABASE_REPLICA_URL is for a replica that PostgreSQL keeps of DATABASE_URL.")
        )
    config = database(url, is_pooled=is_pooled)
    options: dict[str, Any] = {"connect_timeout": 2, "tcp_user_timeout": 5000} | dict(config.get("OPTIONS") or {})
    if not is_pooled:
        options["options"] = f"{options.get('options', '')} -c statement_timeout={REPLICA_WAITS}".strip()
    config["OPTIONS"] = options
    return config


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
    raise ImproperlyConfigured(
        gettext('CACHE_URL must be empty, "database" or the address of a Redis: redis://host:6379/0.')
    )


def storage(url: str) -> dict[str, Any]:
    """Where uploads lie: the local folder where no address is given, else a bucket that all machines share."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    is_reached = urlsplit(asked.get("endpoint", "https:")).scheme in {"http", "https"}
    if parts.scheme != "s3" or not parts.hostname or asked.keys() - {"endpoint", "region"} or not is_reached:
        raise ImproperlyConfigured(
            gettext(
                "STORAGE_URL must be empty or name a bucket: s3://key:secret@bucket/folder?endpoint=https://host&region=name."
            )
        )
    options = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
    }
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    return {"BACKEND": "dxtracker.bucket.Bucket", "OPTIONS": options}
