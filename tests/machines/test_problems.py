"""Whatever goes wrong while a program asks, it is told as a problem, and nothing of the fault itself."""

import json
import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from agencies.pages.pace import TooOften
from machines.api.problems import problem

BOUNDARY = "x"
LARGE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{"a" * 200}\r\n--{BOUNDARY}--\r\n'


@pytest.fixture
def program():
    """A client that carries no token of a form and gets the answer that a server gives, not the error."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def raising(error):
    def answer(*args, **kwargs):
        raise error

    return answer


def told(answer):
    """(status, language) of a problem, once nothing else is in it."""
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == {"type", "title", "status"}
    assert said["status"] == answer.status_code
    return answer.status_code, answer["Content-Language"]


def test_an_error_of_the_system_is_a_problem_without_detail(program, committee, token, monkeypatch):
    headers = {"Authorization": f"Bearer {token(committee)}"}
    monkeypatch.setattr("machines.api.reading.provinces", raising(RuntimeError("mật khẩu của cơ sở dữ liệu")))
    answer = program.get("/api/v1/provinces", headers=headers)
    assert told(answer) == (500, "vi")
    assert "mật khẩu" not in answer.content.decode()
    assert answer.json()["title"] == "Hệ thống gặp lỗi và đã dừng lại"
    english = program.get("/api/v1/provinces", headers=headers | {"Accept-Language": "en"})
    assert (told(english), english.json()["title"]) == ((500, "en"), "The system stopped at an error of its own")


def test_a_database_that_refuses_is_a_problem(program, committee, token, monkeypatch):
    headers = {"Authorization": f"Bearer {token(committee)}"}
    with monkeypatch.context() as while_asked:
        while_asked.setattr(BaseDatabaseWrapper, "ensure_connection", raising(OperationalError("refused")))
        answer = program.get("/api/v1/provinces", headers=headers)
    assert told(answer) == (500, "vi")


@pytest.mark.parametrize("address", ["/api/v1/khong-co", "/api/v9/items", "/api/", "/api/v1/%00"])
def test_an_address_that_is_not_there_is_a_problem(program, db, address):
    assert told(program.get(address)) == (404, "vi")


@pytest.mark.parametrize(
    ("method", "address"), [("post", "/api/v1/"), ("delete", "/api/v1/items"), ("post", "/api/v1/openapi.json")]
)
def test_another_way_of_asking_is_a_problem(program, db, method, address):
    answer = getattr(program, method)(address)
    assert told(answer) == (405, "vi")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("content_type", ["application/json", f"multipart/form-data; boundary={BOUNDARY}"])
def test_what_is_too_large_is_a_problem(program, clerk_a, token, months, settings, content_type):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    headers = {"Authorization": f"Bearer {token(clerk_a, 'write')}"}
    answer = program.post(
        "/api/v1/entries?year=2022&month=9", LARGE.encode(), content_type=content_type, headers=headers
    )
    assert told(answer) == (413, "vi")


def test_a_turn_too_many_below_the_api_is_a_problem(program, committee, token, monkeypatch):
    monkeypatch.setattr("machines.api.reading.provinces", raising(TooOften(7)))
    answer = program.get("/api/v1/provinces", headers={"Authorization": f"Bearer {token(committee)}"})
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert (answer["Retry-After"], answer.json()["detail"]) == ("7", "Thử lại sau 7 giây.")


def test_people_still_get_pages(program, db):
    assert program.get("/khong-co/")["Content-Type"].startswith("text/html")


def test_what_the_web_server_says_by_itself_reads_as_here():
    """The site of deploy/ answers what never reaches the API: the same members, the status of its line."""
    site = (Path(__file__).resolve().parents[2] / "deploy/nginx.conf").read_text()
    said = {int(status): json.loads(body) for status, body in re.findall(r"return (\d+) '(\{.*\})';", site)}
    assert said.keys() == {413, 502}
    assert said[413] == json.loads(problem(413).content)
    assert said[502] == said[413] | {"title": "Hệ thống tạm thời không trả lời", "status": 502}
