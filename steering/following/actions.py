"""The only writers of what is followed, and the weekly letter. A person's own affair: it leaves no trail."""

from datetime import datetime, time
from typing import Any

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.clock import now, today
from agencies.models import Agency, User
from agencies.rights.access import can, visible_agencies
from agencies.rights.roles import Permission
from kpis.enums import PeriodState
from kpis.models import Notice, Period
from kpis.reminders.actions import site, tell
from steering.following.queries import follows_of, items_of, thing_of, week_of
from steering.following.rules import WEEK, monday_of, moved
from steering.following.words import sentence
from steering.models import Follow, LetterStop

LETTER = "digest"
SALT = "steering.weekly-letter"


def follow(user: User, **thing: Any) -> Follow:
    """Follow an item, an agency or an indicator; twice is once."""
    return Follow.objects.get_or_create(user=user, **thing, defaults={"since": now()})[0]


def unfollow(row: Follow) -> None:
    """Follow it no more."""
    row.delete()


def stop_letter(user: User) -> None:
    """No weekly letter any more."""
    LetterStop.objects.get_or_create(user=user, defaults={"stopped_at": now()})


def resume_letter(user: User) -> None:
    """The weekly letter again."""
    LetterStop.objects.filter(user=user).delete()


def stop_token(user: User) -> str:
    """What a letter's link carries, so that one click stops it without a login."""
    return signing.dumps(user.pk, salt=SALT)


def user_of(token: str) -> User | None:
    """Whose letter a link stops; None for what is no such link."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key).first()


def make_digests(province: Agency) -> int:
    """Write the letters of this week to who follows something that moved; at most one a person and week.

    Returns how many were written. A person of several provinces gets it from the first that has something to say.
    """
    monday, period = monday_of(today()), _latest(province)
    if period is None:
        return 0
    since = timezone.make_aware(datetime.combine(today() - WEEK, time.min))
    stopped = LetterStop.objects.values("user")
    have = Notice.objects.filter(kind=LETTER, on__gte=monday).values("user")
    people = User.objects.filter(
        pk__in=Follow.objects.values("user"), is_active=True, memberships__agency__path__startswith=province.path
    )
    people = people.exclude(pk__in=stopped).exclude(pk__in=have).distinct().order_by("pk")
    return sum(_write(user, province, period, since) for user in people)


@transaction.atomic
def _write(user: User, province: Agency, period: Period, since: datetime) -> bool:
    follows = follows_of(user)
    readable = visible_agencies(user).filter(path__startswith=province.path)
    items = items_of(follows, readable, period)
    week = week_of(items, since, province if can(user, Permission.READ, province) else None)
    with translation.override(user.language):
        lines = [sentence(one, period.within) for one in moved(map(thing_of, follows), items, week)]
        if not lines:
            return False
        stop = site() + reverse("steering:letter-stop", args=[stop_token(user)])
        lines.append(_("To stop this weekly letter: %(url)s") % {"url": stop})
        subject = _("What moved this week of what you follow")
        tell([user], period, LETTER, subject=subject, lines=lines, url=reverse("steering:following"), on=today())
    return True


def _latest(province: Agency) -> Period | None:
    rows = Period.objects.filter(plan__province=province).exclude(state=PeriodState.PLANNED)
    return rows.select_related("plan__province", "rules").order_by("-plan__year", "-month").first()
