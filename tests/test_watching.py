"""Lines of the log: what each says of its request, which are warnings, what leaves by mail and how often."""

import json
import logging
import os
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.links.actions import invite
from dxtracker.watch import logs


@pytest.fixture
def lines(monkeypatch):
    """Every line as the handler would print it, read back from its JSON; a busy machine makes none of them slow."""
    monkeypatch.setattr(logs, "SLOW_SECONDS", 1000.0)
    seen = []

    class Kept(logging.Handler):
        def emit(self, record):
            seen.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(logs.Line())
    handler.addFilter(logs.Whose())
    handler.addFilter(logs.RefusalsAreLines())
    for name in ("django", "dxtracker"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
    yield seen
    for name in ("django", "dxtracker"):
        logging.getLogger(name).removeHandler(handler)


@contextmanager
def letters_of(name):
    """Letters of faults leave from this logger meanwhile."""
    letter = logs.Letter(level=logging.ERROR)
    letter.setFormatter(logs.Line())
    logger = logging.getLogger(name)
    logger.addHandler(letter)
    try:
        yield logger
    finally:
        logger.removeHandler(letter)


def of(lines, logger):
    return [line for line in lines if line["logger"] == logger]


def test_each_answer_is_a_line_with_who_where_what_and_how_dear(client, committee, plan, months, lines):
    client.force_login(committee)
    answer = client.get("/months/?q=mật", headers={"x-forwarded-for": "203.0.113.7"})
    (line,) = of(lines, "dxtracker.access")
    assert line["request"] == answer["X-Request-ID"]
    told = {name: line[name] for name in ("level", "person", "address", "method", "path", "route", "status", "message")}
    assert told == {
        "level": "INFO",
        "person": "thanhvien",
        "address": "203.0.113.7",
        "method": "GET",
        "path": "/months/",
        "route": "kpis:months",
        "status": 200,
        "message": "answered",
    }
    assert line["queries"] > 2
    assert "mật" not in json.dumps(line, ensure_ascii=False)


def test_the_queries_of_a_request_are_those_it_asked(client, committee, plan, lines):
    client.force_login(committee)
    with CaptureQueriesContext(connection) as asked:
        client.get("/months/")
    assert of(lines, "dxtracker.access")[0]["queries"] == len(asked)


def test_what_takes_a_second_is_a_warning_that_names_the_page(client, db, lines, monkeypatch):
    monkeypatch.setattr(logs, "SLOW_SECONDS", 0.0)
    client.get("/account/login/")
    (line,) = of(lines, "dxtracker.access")
    assert (line["level"], line["message"], line["route"]) == ("WARNING", "slow", "agencies:login")


def test_a_refusal_is_one_line_with_person_and_address_and_no_trace(client, committee, item, lines):
    client.force_login(committee)
    given = item()
    lines.clear()
    assert client.get(f"/allocation/{given.pk}/", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 403
    (line,) = of(lines, "django.request")
    assert (line["person"], line["address"]) == ("thanhvien", "203.0.113.7")
    assert "trace" not in line


@pytest.mark.parametrize("name", ["a\nERROR forged", 'x", "level": "ERROR', "\r\n{}", "\u2028\u2029\x85\x1b[2J"])
def test_no_name_writes_a_line_of_its_own(lines, name):
    """Names of people and files come as they were typed: in a line they are a text and nothing else."""
    record = logging.makeLogRecord({"name": "dxtracker.x", "levelname": "INFO", "msg": "read %s", "args": (name,)})
    record.person, record.path = name, name
    written = logs.Line().format(record)
    assert (len(written.splitlines()), json.loads(written)["level"]) == (1, "INFO")
    assert json.loads(written)["person"] == json.loads(written)["path"] == name


def test_a_line_of_no_request_says_so_by_silence(lines):
    logging.getLogger("dxtracker.setup").warning("two %s", "words")
    assert lines[0].keys() == {"at", "level", "logger", "message"}
    assert lines[0]["message"] == "two words"


def test_a_fault_leaves_by_mail_once_an_hour_without_what_the_form_carried(client, db, lines, settings, tmp_path):
    settings.VAR, settings.DX_ERRORS_TO = tmp_path, ["trucban@vinhphuc.gov.vn"]
    with letters_of("dxtracker.imports") as logger:
        for _time in range(2):
            try:
                raise ValueError("broken")
            except ValueError:
                logger.exception("import failed")
        assert [message.to for message in mail.outbox] == [["trucban@vinhphuc.gov.vn"]]
        assert "ValueError: broken" in mail.outbox[0].body
        hour_ago = (tmp_path / "errors_mailed").stat().st_mtime - 3601
        os.utime(tmp_path / "errors_mailed", (hour_ago, hour_ago))
        logger.error("again")
        assert len(mail.outbox) == 2
        settings.DX_ERRORS_TO = []
        os.utime(tmp_path / "errors_mailed", (hour_ago, hour_ago))
        logger.error("to nobody")
        assert len(mail.outbox) == 2


def test_the_word_by_which_a_link_opens_is_in_no_line(client, committee, lines, monkeypatch):
    """It holds for two weeks, and whoever reads the log would choose the password."""
    token = invite(committee, by=None)
    assert client.get(f"/account/link/{token}/").status_code == 200
    client.put(f"/account/link/{token}/")
    assert client.post(f"/account/link/{token}/", {"new_password1": "a", "new_password2": "b"}).status_code == 422
    monkeypatch.setattr("agencies.links.views.find_link", lambda token: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get(f"/account/link/{token}/")
    assert [line["path"] for line in of(lines, "dxtracker.access")] == ["/account/link/…/"] * 4
    assert len(of(lines, "django.request")) == 3
    assert all(line["request"] for line in lines), "each has the number of its request, also when it is over"
    assert token not in json.dumps(lines, ensure_ascii=False)


def test_nobody_hides_who_or_where_they_are_by_the_address_they_ask_for(client, db, lines):
    for word in ("203.0.113.7", "INFO", "answered"):
        client.get(f"/account/link/{word}/", headers={"x-forwarded-for": "203.0.113.7"})
    told = [(line["level"], line["address"], line["message"]) for line in of(lines, "dxtracker.access")]
    assert told == [("INFO", "203.0.113.7", "answered")] * 3


def test_what_postgresql_tells_of_a_row_is_in_no_line(lines):
    told = (
        'new row for relation "kpis_entry" violates check constraint "x"\n'
        "DETAIL:  Failing row contains (7, 198,\nông An, 0912).\nHINT:  See there."
    )
    try:
        try:
            raise ValueError(told)
        except ValueError as error:
            raise RuntimeError(told) from error
    except RuntimeError:
        logging.getLogger("dxtracker.imports").exception("failed: %s", told)
    (line,) = lines
    assert "ông An" not in json.dumps(line, ensure_ascii=False)
    assert line["trace"].count('constraint "x"\nHINT:  See there.') == 2
    assert "The above exception was the direct cause" in line["trace"]


@pytest.mark.parametrize("fault", ["no mail server", "no folder"])
def test_a_letter_that_cannot_leave_stops_nobody_and_is_told(lines, settings, tmp_path, fault):
    settings.VAR, settings.DX_ERRORS_TO = tmp_path, ["trucban@vinhphuc.gov.vn"]
    if fault == "no folder":
        settings.VAR = tmp_path / "file"
        settings.VAR.write_text("")
    settings.EMAIL_BACKEND = "there.is.none"
    with letters_of("dxtracker.imports") as logger:
        logger.error("broken")
    assert of(lines, "dxtracker.watch")[0]["message"].startswith("no letter about an error could leave: ")


def test_who_asks_under_a_wrong_host_takes_no_letter(client, db, settings, tmp_path):
    settings.VAR, settings.DX_ERRORS_TO = tmp_path, ["trucban@vinhphuc.gov.vn"]
    with letters_of("django"):
        assert client.get("/account/login/", headers={"host": "scanner.example"}).status_code == 400
        assert mail.outbox == []
        logging.getLogger("django.request").error("a fault of our own")
        assert len(mail.outbox) == 1
