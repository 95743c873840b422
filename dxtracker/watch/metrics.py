"""What Prometheus reads of a machine: requests, the questions they put, work that waits, the last runs of timers."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from agencies.work.queries import timers_ran, works_waiting
from dxtracker.watch.logs import Asked

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # set with the settings: the folder in which all processes of a machine count
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counted(NamedTuple):
    requests: Any
    seconds: Any
    queries: Any


@cache
def counted() -> Counted:
    """The counters of this process. What is not asked for is not loaded."""
    from prometheus_client import Counter, Histogram

    return Counted(
        Counter("dxtracker_requests", "Requests answered", ["view", "status"]),
        Histogram("dxtracker_request_seconds", "Time to the answer", ["view"], buckets=SECONDS),
        Counter("dxtracker_queries", "Questions put to the database", ["view"]),
    )


def count(asked: Asked, response: HttpResponse) -> None:
    """One request more, by the name of its page; nothing where nobody may read it."""
    if not settings.DX_METRICS_TOKEN:
        return
    known, found = asked.request.resolver_match, counted()
    view = (known.view_name if known else "") or "none"
    found.requests.labels(view, str(response.status_code)).inc()
    found.seconds.labels(view).observe(asked.seconds)
    found.queries.labels(view).inc(asked.queries)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All counts of this machine for who brings the token; 404 where no token is set, 401 without the right one."""
    if not settings.DX_METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(given, settings.DX_METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    counted()
    registry = REGISTRY
    if os.environ.get(SHARED):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    own = CollectorRegistry()
    own.register(Waiting())
    return HttpResponse(generate_latest(registry) + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


class Waiting:
    """What the database says at the moment: the same from every machine."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        yield GaugeMetricFamily("dxtracker_work_waiting", "Work that is not over", value=works_waiting())
        at = GaugeMetricFamily("dxtracker_timer_seconds", "Since the timer's command ended last", labels=["name"])
        well = GaugeMetricFamily("dxtracker_timer_ok", "Whether all was well with it", labels=["name"])
        for name, ran_at, is_ok in timers_ran():
            at.add_metric([name], (timezone.now() - ran_at).total_seconds())
            well.add_metric([name], float(is_ok))
        yield at
        yield well
