"""Write the audit trail: called by actions, never by views."""

from datetime import date, datetime
from decimal import Decimal

from django.db import models

from agencies.models import Agency, AuditEvent, User


def record(
    obj: models.Model,
    action: str,
    *,
    by: User | None,
    at: datetime,
    agency: Agency | int | None = None,
    old: dict | None = None,
    new: dict | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one event about `obj`. `old` and `new` hold field names and values; dates and decimals become text."""
    return AuditEvent.objects.create(
        at=at,
        by=by,
        agency_id=agency.pk if isinstance(agency, Agency) else agency,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        old=plain(old or {}),
        new=plain(new or {}),
        reason=reason,
    )


def plain(values: dict) -> dict:
    """The same dictionary with values that JSON can hold: decimals and dates as text, objects as their key."""
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value):
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
