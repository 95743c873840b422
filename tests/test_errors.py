"""Error pages come when something is broken: they need no manifest, no database and no session."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from agencies.models import User
from dxtracker.urls import handler403, handler404  # noqa: F401 - found here by Django
from dxtracker.urls import urlpatterns as of_the_product


def raising(error):
    def view(request):
        raise error

    return view


def locked(request):
    from axes.helpers import get_lockout_response

    return get_lockout_response(request, credentials={"username": "lan"})


@transaction.atomic
def twice(request):
    for _same in range(2):
        User.objects.create(username="lan", full_name="Lan")


def never(request):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO agencies_user (username) VALUES (NULL)")


urlpatterns = [
    path("twice/", twice),
    path("never/", never),
    path("bad/", raising(SuspiciousOperation())),
    path("forbidden/", raising(PermissionDenied())),
    path("missing/", raising(Http404())),
    path("broken/", raising(RuntimeError())),
    path("form/", lambda request: HttpResponse()),
    path("locked/", locked),
    path("framed/", lambda request: render(request, "home.html")),
    path("people/", lambda request: HttpResponse(User.objects.count())),
    *of_the_product,
]
pytestmark = pytest.mark.urls("tests.test_errors")

ERRORS = [
    ("get", "/bad/", 400, "Không đọc được yêu cầu"),
    ("get", "/forbidden/", 403, "Không có quyền thực hiện"),
    ("post", "/form/", 403, "Trang đã mở quá lâu"),
    ("get", "/no-such-page/", 404, "Không có trang này"),
    ("get", "/missing/", 404, "Không có trang này"),
    ("get", "/locked/", 429, "Thử quá nhiều lần"),
    ("get", "/broken/", 500, "Hệ thống gặp lỗi"),
]
each_error = pytest.mark.parametrize(("method", "address", "status", "heading"), ERRORS)


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def no_manifest(settings, tmp_path):
    """Static files were never collected, as on a machine that was set up by half."""
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}


@pytest.fixture
def no_database(monkeypatch):
    def refuse(connection):
        raise OperationalError("the database refuses")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)


@each_error
def test_an_error_page_needs_no_manifest(visitor, no_manifest, no_database, method, address, status, heading):
    page = getattr(visitor, method)(address)
    assert page.status_code == status
    assert f'<h1 class="page-title">{heading}</h1>' in page.content.decode()


def test_a_page_of_a_fault_says_as_much_in_english(visitor):
    page = visitor.get("/broken/").content.decode()
    english = page.partition('lang="en">')[2].partition("</p>")[0]
    for vietnamese, same in (("chưa được thực hiện", "was not done"), ("báo quản trị viên", "tell your administrator")):
        assert (vietnamese in page, same in english) == (True, True)


def test_other_pages_do_need_the_manifest(visitor, no_manifest):
    assert visitor.get("/framed/").status_code == 500


@each_error
def test_an_error_page_stands_in_the_colours_of_the_house_and_allows_nothing_inline(
    visitor, no_database, method, address, status, heading
):
    page = getattr(visitor, method)(address)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert '<link rel="stylesheet" href="/static/css/tokens.css">' in page.content.decode()
    assert "<style" not in page.content.decode()
    assert " style=" not in page.content.decode()


def test_where_the_database_refuses_whoever_is_logged_in_is_told_that_the_system_is_at_fault(
    visitor, no_manifest, no_database
):
    visitor.cookies["sessionid"] = "a-session-that-cannot-be-read"
    for address in ("/people/", "/no-such-page/", "/forbidden/"):
        page = visitor.get(address)
        assert page.status_code == 500
        assert "Hệ thống gặp lỗi" in page.content.decode()


def test_a_host_that_is_not_ours_gets_the_page_too(visitor, no_manifest, no_database):
    page = visitor.get("/form/", headers={"host": "elsewhere.example"})
    assert page.status_code == 400
    assert "Không đọc được yêu cầu" in page.content.decode()


def test_an_error_is_told_in_the_readers_language(visitor, no_database):
    visitor.cookies["language"] = "en"
    assert '<html lang="en">' in visitor.get("/missing/").content.decode()
    assert "There is no such page" in visitor.get("/missing/").content.decode()
    assert "The page was open too long" in visitor.post("/form/").content.decode()


@pytest.mark.parametrize(("address", "status"), [("/forbidden/", 403), ("/missing/", 404), ("/form-that-went/", 404)])
def test_what_was_typed_is_shown_where_it_is_refused(client, address, status):
    answer = client.post(address, {"note": "Đã đôn đốc <b>ba lần</b>", "who": "12", "password": ""})
    page = answer.content.decode()
    assert (answer.status_code, "Đã đôn đốc &lt;b&gt;ba lần&lt;/b&gt;" in page) == (status, True)
    assert "Nội dung đã nhập" not in client.post(address, {"who": "12"}).content.decode()
    assert "Nội dung đã nhập" not in client.get(address).content.decode()


def test_who_meets_somebody_else_in_the_database_is_told_so_and_what_was_typed(client, db):
    answer = client.post("/twice/", {"note": "Đã đôn đốc ba lần"})
    page = answer.content.decode()
    assert (answer.status_code, "Đã đôn đốc ba lần" in page, "được người khác sửa" in page) == (409, True, True)
    assert User.objects.count() == 0


def test_what_a_row_may_never_be_is_a_fault_of_ours(db):
    with transaction.atomic():
        answer = Client(raise_request_exception=False).post("/never/")
        transaction.set_rollback(True)
    assert answer.status_code == 500
