"""/metrics: off without a token, closed without the right one, counts of all processes with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from agencies.models import TimerRun

ROOT = Path(__file__).resolve().parent.parent
TWO_PROCESSES = """
import os, django
django.setup()
from django.http import HttpResponse
from django.test import RequestFactory
from dxtracker.watch import metrics
from dxtracker.watch.logs import Asked
asked = Asked(RequestFactory().get("/"))
asked.request.resolver_match = None
asked.queries = 3
if not os.fork():
    metrics.count(asked, HttpResponse())
    os._exit(0)
os.wait()
metrics.count(asked, HttpResponse())
metrics.Waiting.collect = lambda self: iter(())
answer = metrics.metrics(RequestFactory().get("/metrics", headers={"authorization": "Bearer of-the-watch"}))
print(answer.content.decode())
"""


@pytest.fixture
def watched(settings):
    settings.DX_METRICS_TOKEN = "of-the-watch"
    return {"Authorization": "Bearer of-the-watch"}


def test_it_is_off_without_a_token(client, db):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Bearer é"])
def test_it_is_closed_without_the_right_one(client, db, watched, given):
    answer = client.get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.content) == (401, b"")


def test_it_tells_requests_questions_timers_and_work(client, db, watched):
    TimerRun.objects.create(name="tend_months", ran_at=timezone.now(), is_ok=True)
    client.get("/health/live")
    client.get("/no-such-page/")
    page = client.get("/metrics", headers=watched).content.decode()
    assert 'dxtracker_requests_total{status="200",view="health-live"}' in page
    assert 'dxtracker_requests_total{status="404",view="none"}' in page
    assert 'dxtracker_request_seconds_bucket{le="0.1",view="health-live"}' in page
    assert 'dxtracker_queries_total{view="health-live"} 0.0' in page
    assert 'dxtracker_timer_ok{name="tend_months"} 1.0' in page
    assert "dxtracker_work_waiting 0.0" in page


def test_processes_of_a_machine_count_together(tmp_path):
    given = {"DX_VAR": str(tmp_path), "DX_METRICS_TOKEN": "of-the-watch", "DX_DEMO": "0"}
    given |= {"DJANGO_SETTINGS_MODULE": "dxtracker.settings"}
    done = subprocess.run(
        [sys.executable, "-c", TWO_PROCESSES], cwd=ROOT, env=os.environ | given, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert 'dxtracker_requests_total{status="200",view="none"} 2.0' in done.stdout, done.stderr
    assert 'dxtracker_queries_total{view="none"} 6.0' in done.stdout
