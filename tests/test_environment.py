"""Each variable of docs/operations.md, by what the system does with it and without it."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.signing import Signer

from dxtracker import environment as reading

ROOT = Path(__file__).resolve().parent.parent
GIVEN = {
    "DATABASE_URL": "sqlite:///elsewhere.sqlite3",
    "SECRET_KEY": "a key that is given",
    "ALLOWED_HOSTS": "localhost,dx.example",
    "CSRF_TRUSTED_ORIGINS": "https://door.example",
    # For PostgreSQL alone: test_what_fits_nothing_is_refused…, tests/test_pooled.py, tests/test_replica.py.
    "DATABASE_POOLED": "0",
    "DATABASE_REPLICA_URL": "",
    "CACHE_URL": "redis://cache.example:6379/0",
    "STORAGE_URL": "s3://key:secret@uploads/dx?endpoint=https://files.example",
    "DX_TRUSTED_PROXIES": "192.0.2.0/24",
    "DX_HTTPS": "1",
    "DX_DEBUG": "1",
    "DX_DEMO": "1",
    "DX_TODAY": "2022-11-10",
    "DX_IDLE_MINUTES": "5",
    "DX_LOGINS_KEPT_MONTHS": "36",
    "DX_SECOND_FACTOR": "1",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "dx@province.example",
    "EMAIL_HOST": "mail.example",
    "EMAIL_PORT": "587",
    "EMAIL_HOST_USER": "dx",
    "EMAIL_HOST_PASSWORD": "of the post",
    "EMAIL_USE_TLS": "1",
    "LOG_LEVEL": "INFO",
    "DX_OIDC_CLIENT_ID": "dxtracker",
    "DX_OIDC_CLIENT_SECRET": "of the provider",
    "DX_OIDC_AUTHORIZE_URL": "https://sso.example/authorize",
    "DX_OIDC_TOKEN_URL": "https://sso.example/token",
    "DX_OIDC_USERINFO_URL": "https://sso.example/userinfo",
    "DX_OIDC_JWKS_URL": "https://sso.example/jwks",
    "DX_OIDC_MATCH": "username",
    "DX_OIDC_NAME": "the province",
    "DX_METRICS_TOKEN": "of the watch",
    "DX_BACKUP_KEY": "/etc/dxtracker/backup.pub",
    "DX_ERRORS_TO": "trucban@province.example",
}
SERVED = {"DX_VAR", "PORT"}


def environment(**given):
    """This process's own without any variable of the system, and `given`."""
    named = documented() | {"DJANGO_SETTINGS_MODULE"}
    kept = {name: text for name, text in os.environ.items() if name not in named}
    return kept | {"DJANGO_SETTINGS_MODULE": "dxtracker.settings"} | given


def documented():
    table = (ROOT / "docs/operations.md").read_text().partition("## Installing")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def answers(var, **given):
    done = subprocess.run(
        [sys.executable, "-m", "tests.surroundings"],
        cwd=ROOT,
        env=environment(DX_VAR=str(var), **given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The product as it lies where it has been served before, from its own folder."""
    house = tmp_path_factory.mktemp("house") / "dx"
    beside = {".git", ".venv", "var", "tests", "docs", "fixtures"}
    shutil.copytree(ROOT, house, ignore=lambda _folder, names: beside.intersection(names))
    (house / ".venv").symlink_to(ROOT / ".venv")
    (house / "var/fonts").mkdir(parents=True)
    (house / "var/static").mkdir()
    (house / "var/static/staticfiles.json").write_text("{}")
    return house


@pytest.fixture(scope="module")
def served(house, tmp_path_factory):
    """Folder and port of a system that ./run has set up elsewhere and serves, given nothing else."""
    var = tmp_path_factory.mktemp("var")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    if (ROOT / "var/fonts").exists():  # what takes seconds to make and is the same everywhere
        shutil.copytree(ROOT / "var/fonts", var / "fonts")
    given = {"DX_VAR": str(var), "PORT": str(port), "DX_DEMO": "0", "DX_TODAY": ""}
    with (var / "output").open("w") as output:
        process = subprocess.Popen(
            ["./run"], cwd=house, env=environment(**given), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            ask(port, "/account/login/")
            yield var, port
        finally:
            process.terminate()
            process.wait(timeout=20)


def ask(port, address, within=120):
    """What is answered to GET, as soon as somebody answers."""
    end = time.monotonic() + within
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", address)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except ConnectionRefusedError:
            assert time.monotonic() < end, "nobody serves"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def with_none(served):
    """Answers of a system that was given no variable but its folder."""
    var, _port = served
    return answers(var) | {"folder": var}


@pytest.fixture(scope="module")
def with_all(tmp_path_factory):
    return answers(tmp_path_factory.mktemp("all"), **GIVEN)


def test_every_documented_variable_is_tried_here_and_every_variable_that_is_read_is_documented():
    assert documented() == GIVEN.keys() | SERVED
    code = (ROOT / "dxtracker/settings.py").read_text()
    read = set(
        re.findall(r'\b(?:text|hosts|origins|day|number|flag|level|one_of|folder|read|mail_\w+)\(\s*"(\w+)"', code)
    )
    assert re.findall(r"os\.environ\.(\w+)", code) == ["setdefault"], "a variable is read by dxtracker/environment.py"
    assert read | {"PORT"} == documented()


def test_the_database_lies_where_it_is_said_or_in_the_folder(with_none, with_all):
    assert with_none["database"] == str(with_none["folder"] / "db.sqlite3")
    assert with_all["database"] == "elsewhere.sqlite3"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_POOLED", "1", "DATABASE_POOLED chỉ dùng khi DATABASE_URL là PostgreSQL"),
        ("DATABASE_REPLICA_URL", "postgresql:///dx", "DATABASE_REPLICA_URL chỉ dành cho bản sao"),
        ("DATABASE_URL", "postgresql://dx:of/the#house@host/dx", "Không đọc được DATABASE_URL"),
        ("DATABASE_URL", "mysql://dx@host/dx", "Không đọc được DATABASE_URL"),
        ("STORAGE_URL", "https://files.example/uploads", "STORAGE_URL phải để trống hoặc nêu một kho S3"),
        ("CACHE_URL", "memcached://host", "CACHE_URL phải để trống"),
        ("ALLOWED_HOSTS", "https://dx.example", "ALLOWED_HOSTS phải là tên máy chủ"),
        ("CSRF_TRUSTED_ORIGINS", "dx.example", "CSRF_TRUSTED_ORIGINS phải là địa chỉ gốc có cả giao thức"),
        ("DX_TRUSTED_PROXIES", "nginx", "DX_TRUSTED_PROXIES phải là địa chỉ hoặc dải mạng, không phải “nginx”"),
        ("EMAIL_BACKEND", "smtp", "EMAIL_BACKEND phải là lớp gửi thư như django.core.mail.backends.smtp.EmailBackend"),
        ("DX_ERRORS_TO", "trucban,b@province.example", "DX_ERRORS_TO phải là các địa chỉ thư điện tử, cách nhau bằng"),
        ("DX_HTTPS", "ture", "DX_HTTPS phải là 0, 1, no, yes, false, true, off, on, không phải “ture”"),
        ("DX_TODAY", "2022-13-01", "DX_TODAY phải là một ngày như 2022-11-10, không phải “2022-13-01”"),
        ("DX_IDLE_MINUTES", "0", "DX_IDLE_MINUTES phải là số nguyên từ 1 trở lên, không phải “0”"),
        ("DX_LOGINS_KEPT_MONTHS", "-1", "DX_LOGINS_KEPT_MONTHS phải là số nguyên từ 1 trở lên, không phải “-1”"),
        ("DX_VAR", "/dev/null/var", "DX_VAR phải là thư mục ghi được"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT phải là số nguyên từ 1 trở lên, không phải “smtp”"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL phải là debug, info, warning, error, critical, không phải “loud”"),
        ("DX_OIDC_MATCH", "mail", "DX_OIDC_MATCH phải là email, username, không phải “mail”"),
        ("DX_OIDC_CLIENT_ID", "dxtracker", "Có DX_OIDC_CLIENT_ID thì phải có cả DX_OIDC_AUTHORIZE_URL"),
    ],
)
def test_what_fits_nothing_is_refused_with_a_sentence(tmp_path, name, value, said):
    told = subprocess.run(
        [sys.executable, "manage.py", "backup", str(tmp_path)],
        cwd=ROOT,
        env=environment(**{"DX_VAR": str(tmp_path), name: value}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1), told.stderr
    assert told.stderr.startswith(f"CommandError: {said}")
    assert "of/the#house" not in told.stderr, "nor is a password told"


@pytest.mark.parametrize(
    ("port", "said", "way"), [("465", "", "True False"), ("465", "1", "True False"), ("587", "1", "False True")]
)
def test_the_port_of_encrypted_letters_is_spoken_to_as_it_wants(tmp_path, port, said, way):
    told = "from dxtracker import settings; print(settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS)"
    given = environment(DX_VAR=str(tmp_path), EMAIL_PORT=port, EMAIL_USE_TLS=said)
    assert subprocess.check_output([sys.executable, "-c", told], cwd=ROOT, env=given, text=True).strip() == way


def test_what_is_empty_counts_as_not_given_and_lists_may_have_spaces(monkeypatch):
    for name in ("DX_IDLE_MINUTES", "DX_TODAY", "LOG_LEVEL", "DX_HTTPS"):
        monkeypatch.setenv(name, "")
    assert (reading.number("DX_IDLE_MINUTES", "30"), reading.day("DX_TODAY")) == (30, None)
    assert (reading.level("LOG_LEVEL", "INFO"), reading.flag("DX_HTTPS", "1")) == ("INFO", True)
    monkeypatch.setenv("ALLOWED_HOSTS", "dx.example, dx2.example,")
    assert reading.hosts("ALLOWED_HOSTS", "") == ["dx.example", "dx2.example"]


def test_the_folder_is_its_owners(tmp_path):
    """Of a system that is started by hand others on the machine would read the database and the people in it."""
    var = reading.folder("DX_VAR", tmp_path / "a" / "var")
    assert oct(var.stat().st_mode & 0o777) == "0o750"


def test_turns_are_counted_by_each_process_or_where_it_is_said(with_none, with_all):
    assert with_none["cache"] == ["LocMemCache", ""]
    assert with_all["cache"] == ["RedisCache", "redis://cache.example:6379/0"]


def test_uploads_lie_in_the_folder_or_in_the_bucket_that_is_named(with_none, with_all):
    assert with_none["uploads"] == [str(with_none["folder"] / "media")]
    assert with_all["uploads"] == ["https://files.example", "uploads", "dx"]


def test_what_is_signed_is_signed_with_the_given_key(with_none, with_all):
    own = (with_none["folder"] / "secret_key").read_text()
    assert with_none["signature"] == Signer(key=own).sign("a")
    assert with_all["signature"] == Signer(key=GIVEN["SECRET_KEY"]).sign("a")


def test_only_hosts_that_are_named_are_answered(with_none, with_all):
    assert with_none["plain"] == [200, None]
    assert (with_none["other host"], with_all["other host"]) == (400, 200)


def test_a_form_of_a_trusted_origin_is_read(with_none, with_all):
    assert with_all["form from another origin"] == 422
    assert with_none["form from another origin"] == 400


def test_a_trusted_proxy_is_believed_whose_address_it_brings(with_none, with_all):
    assert (with_none["address"], with_all["address"]) == ("192.0.2.1", "203.0.113.7")


def test_behind_https_a_plain_request_is_led_there_and_cookies_stay_on_it(with_none, with_all):
    assert with_all["plain"] == [301, "https://localhost/account/login/"]
    assert (with_none["secure cookie"], with_all["secure cookie"]) == (False, True)
    assert (with_none["strict transport"], with_all["strict transport"]) == (None, "max-age=31536000")


def test_the_gallery_opens_for_who_develops(with_none, with_all):
    assert (with_none["gallery"], with_all["gallery"]) == (400, 200)


def test_the_demonstration_says_its_day(with_none, with_all):
    assert (with_none["banner"], with_all["banner"]) == (False, True)


def test_a_person_is_logged_out_after_so_many_minutes(with_none, with_all):
    assert (with_none["idle seconds"], with_all["idle seconds"]) == (30 * 60, 5 * 60)
    assert (with_none["logins kept"], with_all["logins kept"]) == (24, 36)


def test_a_second_factor_is_required_unless_it_is_the_demonstration_or_that_is_said(with_none, with_all):
    assert (with_none["second factor"], with_all["second factor"]) == (True, True)


def test_letters_leave_by_the_mail_server_that_is_named(with_none, with_all):
    assert with_none["post"] == {
        "by": "django.core.mail.backends.console",
        "from": "dxtracker@localhost",
        **dict.fromkeys(("host", "port", "username", "password", "use_tls")),
    }
    assert with_all["post"] == {
        "by": "django.core.mail.backends.smtp",
        "from": "dx@province.example",
        "host": "mail.example",
        "port": 587,
        "username": "dx",
        "password": "of the post",
        "use_tls": True,
    }


def test_the_log_tells_as_much_as_is_asked(with_none, with_all):
    assert (with_none["tells of its work"], with_all["tells of its work"]) == (False, True)


def test_errors_go_by_mail_to_whoever_is_named(with_none, with_all):
    assert with_none["errors to"] == []
    assert with_all["errors to"] == ["trucban@province.example"]


def test_backups_are_sealed_where_a_key_is_named(with_none, with_all):
    assert (with_none["seals backups"], with_all["seals backups"]) == (None, "/etc/dxtracker/backup.pub")


def test_who_brings_the_token_reads_the_counts(with_none, with_all):
    assert (with_none["metrics"], with_all["metrics"]) == ([404, 404], [401, 200])


def test_single_sign_on_is_offered_where_a_provider_is_named(with_none, with_all):
    assert with_none["single sign-on"] == [404, False, "email", "", "", "", "", ""]
    addresses = [f"https://sso.example/{name}" for name in ("authorize", "token", "userinfo", "jwks")]
    assert with_all["single sign-on"] == [302, True, "username", "of the provider", *addresses]


def test_run_serves_from_a_folder_elsewhere_on_the_port_that_is_given(served):
    var, port = served
    status, page = ask(port, "/account/login/")
    assert status == 200
    sheets = re.findall(r'href="(/static/css/base\.\w{12}\.css)"', page)
    assert len(sheets) == 1
    assert ask(port, sheets[0])[0] == 200
    assert {"db.sqlite3", "fonts", "secret_key", "static"} <= {path.name for path in var.iterdir()}
    assert ask(port, "/no-such-page/")[0] == 404
