"""What a person follows, and what happened to it in a week."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agencies.enums import Level
from agencies.models import Agency, AuditEvent, User
from agencies.rights.access import provinces, visible_agencies
from kpis.enums import MET, PeriodState
from kpis.measuring.rates import LEFT_OUT
from kpis.models import Assignment, Bottleneck, EntryEvent, Indicator, Period, Promise, Standing
from kpis.queries import ruled
from steering.conclusions.queries import announced
from steering.following.rules import Item, Thing, Week
from steering.models import Follow, LetterStop, Question


def follows_of(user: User) -> list[Follow]:
    """What a person follows and may still read; one query beyond the grants."""
    readable = visible_agencies(user)
    rows = Follow.objects.filter(user=user).filter(
        Q(item__agency__in=readable) | Q(agency__in=readable) | Q(indicator__province__in=provinces(user))
    )
    return list(rows.select_related("item__agency", "item__indicator", "agency", "indicator"))


def thing_of(row: Follow) -> Thing:
    """A thing followed, by its name."""
    if row.item is not None:
        return Thing("item", row.item.pk, f"{row.item.indicator.name} ({row.item.agency.name})")
    if row.agency is not None:
        return Thing("agency", row.agency.pk, row.agency.name)
    return Thing("indicator", row.indicator_id or 0, row.indicator.name if row.indicator else "")


def is_stopped(user: User) -> bool:
    """Whether the person has stopped the weekly letter."""
    return LetterStop.objects.filter(user=user).exists()


def items_of(follows: Sequence[Follow], readable: QuerySet[Agency], latest: Period) -> list[Item]:
    """The items that belong to what is followed, of agencies that are read, as the month `latest` has them.

    Those of years before, to which something may still happen, apply in it no more. One query.
    """
    wanted = Q(pk__in=[row.item_id for row in follows if row.item_id])
    wanted |= Q(agency__in=[row.agency_id for row in follows if row.agency_id])
    wanted |= Q(indicator__in=[row.indicator_id for row in follows if row.indicator_id])
    found = Standing.objects.filter(assignment=OuterRef("pk"), period=latest).order_by()
    rows = Assignment.objects.filter(wanted, agency__in=readable, plan__in=_years_begun()).order_by("pk")
    rows = rows.annotate(state=Subquery(found.values("state")[:1]))
    left_out = (None, *LEFT_OUT[ruled(latest).counts_no_activity])
    columns = ("pk", "agency_id", "indicator_id", "state", "agency__level")
    return [
        Item(key, agency, indicator, state in MET, state not in left_out, level == Level.DIVISION)
        for key, agency, indicator, state, level in rows.values_list(*columns)
    ]


def _years_begun() -> QuerySet[Period, Any]:
    """The plans that have a month open or closed."""
    return Period.objects.exclude(state=PeriodState.PLANNED).order_by().values("plan")


def week_of(items: Sequence[Item], since: datetime, province: Agency | None = None) -> Week:
    """What happened to these items since a moment, and at the bottlenecks of a `province`; seven queries."""
    keys = [item.key for item in items]
    recorded = EntryEvent.objects.filter(entry__assignment__in=keys, move="approve", at__gte=since)
    questions = Question.objects.filter(item__in=keys)
    concluded = announced().filter(item__in=keys, meeting__announced_on__gte=since.date())
    return Week(
        {
            "recorded": list(recorded.order_by().values_list("entry__assignment", flat=True)),
            "promised": list(
                Promise.objects.filter(assignment__in=keys, made_at__gte=since).values_list("assignment", flat=True)
            ),
            "asked": list(questions.filter(asked_at__gte=since).values_list("item", flat=True)),
            "answered": list(questions.filter(answered_at__gte=since).values_list("item", flat=True)),
            "concluded": [row for row in concluded.values_list("item", flat=True) if row],
        },
        _decided(province, since) if province else {},
    )


def _decided(province: Agency, since: datetime) -> dict[str, list[int]]:
    """What was said of the province's bottlenecks since a moment, by the trail: kind → indicators; two queries."""
    prefix, found = "bottleneck-", defaultdict(list)
    events = AuditEvent.objects.filter(agency=province, object_type=Bottleneck._meta.label_lower, at__gte=since)
    rows = list(events.filter(action__startswith=prefix).values_list("action", "object_id", "old"))
    kept = dict(Bottleneck.objects.filter(pk__in=[key for _, key, _ in rows]).values_list("pk", "indicator"))
    gone = [old["indicator"] for _, key, old in rows if key not in kept and "indicator" in old]
    codes = dict(Indicator.objects.filter(province=province, code__in=gone).values_list("code", "pk")) if gone else {}
    for action, key, old in rows:
        if indicator := kept.get(key) or codes.get(old.get("indicator")):
            found[action.removeprefix(prefix)].append(indicator)
    return found
