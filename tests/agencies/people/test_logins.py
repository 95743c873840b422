"""Records of logins are kept for as long as the setting says; the trail of changes has no end."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.audit import record
from agencies.models import AuditEvent
from agencies.people.logins import months_before
from tests.factories import PASSWORD

LOGIN = "/account/login/"


def said(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 29), 24, date(2024, 11, 29)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_so_many_months_before_a_day(day, months, before):
    assert months_before(day, months) == before


def test_old_records_are_forgotten_and_the_trail_is_not(committee, settings):
    settings.DX_LOGINS_KEPT_MONTHS = 24
    long_ago = timezone.now() - timedelta(days=800)
    for kind in (AccessLog, AccessFailureLog):
        rows = [kind.objects.create(username=name, ip_address="203.0.113.1") for name in ("xua", "nay")]
        kind.objects.filter(pk=rows[0].pk).update(attempt_time=long_ago)
    record(committee, "person-changed", by=None, at=long_ago)
    trail = AuditEvent.objects.count()
    assert said("forget_logins").startswith("Đã xóa 2 bản ghi đăng nhập trước ngày ")
    assert said("forget_logins").startswith("Đã xóa 0 bản ghi")
    assert [*AccessLog.objects.values_list("username", flat=True)] == ["nay"]
    assert [*AccessFailureLog.objects.values_list("username", flat=True)] == ["nay"]
    assert AuditEvent.objects.count() == trail


def test_logins_logouts_and_failures_come_out_as_json_lines(client, committee):
    client.post(LOGIN, {"username": "thanhvien", "password": "sai"})
    client.post(LOGIN, {"username": "thanhvien", "password": PASSWORD})
    client.post("/account/logout/")
    lines = [json.loads(line) for line in said("export_logins").splitlines()]
    assert [(line["event"], line["user"]) for line in lines] == [
        ("failed", "thanhvien"), ("login", "thanhvien"), ("logout", "thanhvien"),
    ]  # fmt: skip
    assert "sai" not in json.dumps(lines)
    assert said("export_logins", "--since", "2099-01-01") == ""


def test_the_end_of_a_session_over_midnight_is_in_the_export_of_its_own_day(client, committee):
    """Each night's export asks for the day alone: what began before it was in none when it ended."""
    began, today = timezone.now() - timedelta(days=2), timezone.localdate()
    AccessLog.objects.create(username="thanhvien", ip_address="203.0.113.1", logout_time=timezone.now())
    AccessLog.objects.update(attempt_time=began)
    lines = [json.loads(line) for line in said("export_logins", "--since", str(today)).splitlines()]
    assert [(line["event"], line["user"]) for line in lines] == [("logout", "thanhvien")]


@pytest.mark.parametrize("command", [["export_logins"], ["country_role", "an", "--reason", "x"]])
def test_a_day_that_is_none_is_refused_in_words(command):
    with pytest.raises(CommandError, match="Không phải là ngày"):
        call_command(*command, "--since", "31/12/2022")
