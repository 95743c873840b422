"""Servers of the tests' own, on sockets in a folder; skipped where Debian's package of one is not installed."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    """A Redis; yields how CACHE_URL names it."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server is installed here (Debian: redis-server)")
    socket = folder / "redis.sock"
    told = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(["redis-server", *told], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while not socket.exists():
            assert time.monotonic() < end, "redis-server does not start"
            time.sleep(0.02)
        yield f"unix://{socket}?db=0"
    finally:
        server.terminate()
        server.wait(timeout=20)
