"""The only place that asks what time it is, so that a demonstration can live on its own day."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The current day in Viet Nam, or settings.DX_TODAY where a demonstration has its own."""
    return settings.DX_TODAY or timezone.localdate()


def now() -> datetime:
    """The current moment (aware, Viet Nam time); on a demonstration's day it keeps the real time of day."""
    moment = timezone.localtime()
    if settings.DX_TODAY is None:
        return moment
    return datetime.combine(settings.DX_TODAY, moment.timetz())
