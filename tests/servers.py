"""Servers of the tests' own, on sockets in a folder; skipped where Debian's package of one is not installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dxtracker import services
from dxtracker.bucket import Bucket

AS_OWNER = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []
POOLER = """
[databases]
pooled = host={host} dbname={name} user={user}
[pgbouncer]
pool_mode = transaction
default_pool_size = {sessions}
listen_port = 6432
unix_socket_dir = {folder}
auth_type = any
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    """A Redis; yields how CACHE_URL names it."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server is installed here (Debian: redis-server)")
    address = folder / "redis.sock"
    told = ["--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(["redis-server", *told], stdout=subprocess.DEVNULL)
    try:
        wait_until(address.exists, "redis-server does not start")
        yield f"unix://{address}?db=0"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def pooler_in(folder: Path, sessions: int) -> Iterator[str]:
    """PgBouncer before the tests' PostgreSQL, a session for each transaction; yields how DATABASE_URL names it."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("no pgbouncer is installed here (Debian: pgbouncer)")
    own = connection.settings_dict
    said = {"host": own["OPTIONS"].get("host") or own["HOST"], "name": own["NAME"], "user": own["USER"]}
    (folder / "pgbouncer.ini").write_text(POOLER.format(folder=folder, sessions=sessions, **said))
    let_in(folder)
    server = subprocess.Popen([*AS_OWNER, program, "-q", folder / "pgbouncer.ini"], cwd="/")
    try:
        wait_until((folder / ".s.PGSQL.6432").exists, "pgbouncer does not start")
        yield f"postgresql://anybody@/pooled?host={folder}&port=6432"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def bucket_at() -> Iterator[str]:
    """A store that speaks S3, with an empty bucket; yields how STORAGE_URL names it."""
    from moto.server import ThreadedMotoServer  # a second of every other start

    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        url = f"s3://key:secret@uploads?endpoint={endpoint}&region=us-east-1"
        Bucket(**services.storage(url)["OPTIONS"]).connection.create_bucket(Bucket="uploads")
        yield url
    finally:
        server.stop()


def let_in(folder: Path) -> None:
    """Whoever owns PostgreSQL may reach and fill the folder."""
    folder.chmod(0o777)
    for above in folder.parents:
        if above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)


@contextmanager
def pages_of(url: str, **given: str) -> Iterator[str]:
    """Two processes of gunicorn on a database as the tests' settings read it; yields where they are reached."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = ["-m", "gunicorn", "dxtracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    own = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"} | given
    server = subprocess.Popen([sys.executable, *command, "--log-level", "warning"], cwd=settings.BASE_DIR, env=own)
    try:
        wait_until(lambda: is_open(port), "nobody serves")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def is_open(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_so: Callable[[], bool], otherwise: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, otherwise
        time.sleep(0.02)


@contextmanager
def standby_in(folder: Path) -> Iterator[str]:
    """A replica that follows the tests' PostgreSQL; yields the folder of its socket."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    own = connection.settings_dict
    host = own["OPTIONS"].get("host") or own["HOST"]
    let_in(folder)
    copy = [programs / "pg_basebackup", "--host", host, "--username", own["USER"], "--pgdata", folder / "data"]
    subprocess.run([*AS_OWNER, *copy, "--write-recovery-conf", "--checkpoint", "fast"], check=True, cwd="/")
    told = f"-k {folder} -c listen_addresses='' -c max_connections=50 -c fsync=off -c jit=off"
    pg_ctl = [*AS_OWNER, programs / "pg_ctl", "--silent", "--wait", "--pgdata", folder / "data"]
    subprocess.run([*pg_ctl, "--log", folder / "log", "--options", told, "start"], check=True, cwd="/")
    try:
        yield str(folder)
    finally:
        subprocess.run([*pg_ctl, "--mode", "immediate", "stop"], check=True, cwd="/")
