"""The one clock: today and now in Viet Nam. A demonstration may be given a day of its own (DX_TODAY)."""

from argparse import ArgumentTypeError
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _


def today() -> date:
    """The day it is in Viet Nam, or the demonstration's own day."""
    return settings.DX_TODAY or timezone.localdate()


def now() -> datetime:
    """The moment it is (aware); on a demonstration's own day, that day with the real time of day."""
    moment = timezone.localtime()
    if not settings.DX_TODAY:
        return moment
    return moment.replace(year=settings.DX_TODAY.year, month=settings.DX_TODAY.month, day=settings.DX_TODAY.day)


def day_given(text: str) -> date:
    """The day that an option of a command names; argparse.ArgumentTypeError says how one is written."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("Not a day. Write it as 2022-11-15.")) from None


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time.min))
