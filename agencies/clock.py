"""The one clock: today and now in Viet Nam. A demonstration may be given a day of its own (DX_TODAY)."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day it is in Viet Nam, or the demonstration's own day."""
    return settings.DX_TODAY or timezone.localdate()


def now() -> datetime:
    """The moment it is (aware); on a demonstration's own day, that day with the real time of day."""
    moment = timezone.localtime()
    if not settings.DX_TODAY:
        return moment
    return moment.replace(year=settings.DX_TODAY.year, month=settings.DX_TODAY.month, day=settings.DX_TODAY.day)


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time.min))
