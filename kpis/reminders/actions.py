"""Letters about a month: made once for a person, month, kind and day; sent once; put aside when they were read."""

import smtplib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.clock import now, today
from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.rights.access import province_tail, visible_agencies
from agencies.rights.roles import PERMISSIONS, Permission
from kpis.enums import EntryStatus, NoticeKind, PeriodState
from kpis.measuring.calendar import OwnDays
from kpis.models import Entry, Notice, Period, Plan
from kpis.queries import own_days
from kpis.reminders.schedule import CATCH_UP_DAYS, OFFSETS, Letter, Recipients, kind_on, letters
from kpis.reminders.silence import AgencyReport, reports_of, silent_in

SUBJECT_LENGTH, FAILURE_LENGTH = 200, 200
SECONDS_TO_ANSWER = 20
HEADS = [Role.AGENCY_HEAD]
TYPISTS = [role for role, given in PERMISSIONS.items() if Permission.ENTER in given and Permission.SIGN not in given]
OFFICERS = [role for role, given in PERMISSIONS.items() if Permission.REVIEW in given]


@dataclass(frozen=True)
class Sent:
    """What a run of the outbox did: letters that left, and letters that are tried again at the next."""

    sent: int = 0
    failed: int = 0


def make_notices(plan: Plan) -> int:
    """Write the letters about the open months of `plan` that are wanted by today; returns how many.

    A second run writes none. Nobody is written to about an agency that has reported.
    """
    day, days, made = today(), own_days(plan.province_id), 0
    for period in plan.periods.filter(state=PeriodState.OPEN).select_related("plan__province"):
        kind, since = kind_on(day, period.due_on, days.off, days.worked)
        if kind:
            made += _write_letters(period, kind, since, day, days)
    return made


@transaction.atomic
def notify(
    users: User | Iterable[User], period: Period, kind: str, *, agency: Agency, lines: Sequence[str] = (), url: str = ""
) -> list[Notice]:
    """Write to people about one agency's month, e.g. kind RETURNED with a line "item: reason" for each figure.

    A second word of the same kind on the same day joins the first letter, which then counts as not read; it leaves by
    e-mail once. `url` is where to go (a path; by default the page on which the agency enters the month).
    """
    found = []
    for user in _held([users] if isinstance(users, User) else users):
        notice = Notice.objects.filter(user=user, period=period, kind=kind, on=today()).first()
        if notice is None:
            place = url or entry_url(period, agency.code)
            notice = _letter(user, period, kind, today(), {"agency": agency, "lines": lines}, place)
            notice.save()
        else:
            notice.body += "".join(f"\n- {line}" for line in lines)
            notice.seen_at = None
            notice.save(update_fields=["body", "seen_at"])
        found.append(notice)
    return found


@transaction.atomic
def tell(
    users: Iterable[User], period: Period, kind: str, *, subject: str, lines: Sequence[str], url: str,
    on: date | None = None,
) -> list[Notice]:  # fmt: skip
    """Write to people of what upper floors have to say; `kind` is theirs, and such letters leave in closed months too.

    A second word of the same kind, month and day joins the first letter, which then counts as not read; a line that
    stands there already is not written again. The text is in the language of who calls.
    """
    found = []
    for user in _held(users):
        day = on or today()
        notice = Notice.objects.filter(user=user, period=period, kind=kind, on=day).first()
        if notice is None:
            place = _staying(url, province_tail(user, period.plan.province))
            notice = Notice(
                user=user, period=period, kind=kind, on=day, subject=subject[:SUBJECT_LENGTH], url=place, made_at=now()
            )
        there = notice.body.splitlines()
        missing = [line for line in lines if line not in there]
        if missing or notice.pk is None:
            notice.body = "\n".join([*there, *missing])
            notice.seen_at = None
            notice.save()
        found.append(notice)
    return found


def _held(users: Iterable[User]) -> list[User]:
    """These people, locked in one order until the transaction ends: two first words of a day are one letter."""
    people = list(users)
    list(User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk").select_for_update(no_key=True))
    return people


def send_notices() -> Sent:
    """Send by e-mail what is not sent yet; what fails is counted, kept and tried again for a week.

    A letter is taken before it is sent: of two runs at the same time one sends it. Reminders that were overtaken
    (the agency has reported meanwhile) stay unsent.
    """
    recent = Notice.objects.filter(sent_at=None, on__gte=today() - timedelta(days=CATCH_UP_DAYS))
    in_time = Q(period__state=PeriodState.OPEN) | ~Q(kind__in=NoticeKind.values)
    waiting = (
        recent.filter(in_time, user__is_active=True)
        .exclude(user__email="")
        .select_related("user", "period__plan")
        .order_by("pk")
    )
    sent = failed = 0
    connection = get_connection(timeout=SECONDS_TO_ANSWER)
    for notice in _still_wanted(waiting):
        if not Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=now()):
            continue
        try:
            _message(notice, connection).send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            failed += 1
            notice.sent_at, notice.failures = None, notice.failures + 1
            notice.failure = f"{type(error).__name__}: {error}"[:FAILURE_LENGTH]
            notice.save(update_fields=["sent_at", "failures", "failure"])
        else:
            sent += 1
    return Sent(sent, failed)


def mark_seen(notices: Iterable[Notice]) -> int:
    """Put letters aside as read; returns how many were not before."""
    keys = [notice.pk for notice in notices]
    return Notice.objects.filter(pk__in=keys, seen_at=None).update(seen_at=now())


def unread(user: User) -> list[Notice]:
    """The letters that `user` has not put aside, the newest first.

    Reminders only while something is still missing, of figures returned while some still are. One query where there
    are none.
    """
    found: list[Notice] = []
    rows = Notice.objects.filter(user=user, seen_at=None).select_related("period__plan")
    waiting: dict[tuple[int, str], bool] = {}
    returned: dict[int, bool] = {}
    for notice in rows.order_by("-on", "-pk"):
        if notice.kind in OFFSETS:
            key = (notice.period_id, _permission_of(notice.kind))
            if key in waiting:
                continue  # an older reminder of the same month
            waiting[key] = _is_missing(notice, user)
            if not waiting[key]:
                continue
        elif notice.kind == NoticeKind.RETURNED:
            if notice.period_id not in returned:
                returned[notice.period_id] = _is_returned(notice, user)
            if not returned[notice.period_id]:
                continue
        found.append(notice)
    return found


def entry_url(period: Period, code: str) -> str:
    """The page on which an agency enters the month."""
    return f"{reverse('kpis:entry', args=[code])}?year={period.plan.year}&month={period.month}"


def recipients(province: Agency | int, agencies: Iterable[int], day: date) -> Recipients:
    """Who types and who heads at `agencies` (keys) on a day, and the officers of the province; one query."""
    key = province if isinstance(province, int) else province.pk
    held = Membership.objects.of_people().in_force_on(day).filter(agency__in=[*agencies, key], user__is_active=True)
    typists, heads, officers = defaultdict(list), defaultdict(list), []
    for agency, role, user in held.order_by("pk").values_list("agency", "role", "user"):
        if agency == key:
            officers += [user] if role in OFFICERS else []
        elif role in TYPISTS:
            typists[agency].append(user)
        elif role in HEADS:
            heads[agency].append(user)
    return Recipients(typists, heads, list(dict.fromkeys(officers)))


def _write_letters(period: Period, kind: str, since: date, day: date, days: OwnDays) -> int:
    reports = reports_of(period, days=days, on=day)
    silent = {row.pk: row for row in reports if row.is_silent}
    if not silent:
        return 0
    total = sum(row.is_asked for row in reports)
    wanted = letters(kind, day, list(silent), recipients(period.plan.province_id, silent, day))
    have = set(Notice.objects.filter(period=period, kind=kind, on__gte=since).values_list("user", flat=True))
    missing = [letter for letter in wanted if letter.person not in have]
    users = User.objects.in_bulk([letter.person for letter in missing])
    rows = [
        _reminder(users[letter.person], period, letter, [silent[key] for key in letter.agencies], total)
        for letter in missing
    ]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _reminder(user: User, period: Period, letter: Letter, agencies: list[AgencyReport], total: int) -> Notice:
    whole = letter.kind == NoticeKind.STANDING_BODY
    url = period.get_absolute_url() if whole else entry_url(period, agencies[0].code)
    said = {"agencies": agencies, "total": total}
    return _letter(user, period, letter.kind, letter.on, said, url)


def _letter(user: User, period: Period, kind: str, on: date, said: dict, url: str) -> Notice:
    """The (unsaved) letter in the person's own language."""
    with translation.override(user.language):
        context = {"person": user, "period": period, "words": _words(kind, period)} | said
        body = render_to_string(f"emails/{kind}.txt", context)
        subject = " ".join(_words(kind, period).split())[:SUBJECT_LENGTH]
    place = _staying(url, province_tail(user, period.plan.province))
    return Notice(
        user=user, period=period, kind=kind, on=on, subject=subject, body=body.strip(), url=place, made_at=now()
    )


def _staying(url: str, tail: str) -> str:
    """The address with the province it is of, for who holds roles in two; `tail` is as `province_tail` gives it."""
    path, mark, anchor = url.partition("#")
    return f"{path}{tail if '?' in path else tail.replace('&', '?', 1)}{mark}{anchor}"


def _words(kind: str, period: Period) -> str:
    said = {
        NoticeKind.BEFORE: _("%(month)s: the report is due on %(day)s"),
        NoticeKind.DUE: _("%(month)s: the report is due today, %(day)s"),
        NoticeKind.LATE: _("%(month)s: the report was due on %(day)s and has not come"),
        NoticeKind.STANDING_BODY: _("%(month)s: agencies that have not reported (due on %(day)s)"),
        NoticeKind.RETURNED: _("%(month)s: figures were returned for you to mend"),
    }[NoticeKind(kind)]
    return said % {"month": period.label, "day": period.due_on.strftime("%d/%m/%Y")}


def _still_wanted(waiting: Iterable[Notice]) -> Iterator[Notice]:
    """Those of `waiting` that nothing has overtaken: who is written to is asked anew, once for a month and kind."""
    wanted: dict[tuple[int, str], set[int]] = {}
    for notice in waiting:
        key = (notice.period_id, notice.kind)
        if notice.kind in OFFSETS and key not in wanted:
            silent = [row.pk for row in silent_in(notice.period)]
            people = recipients(notice.period.plan.province_id, silent, today())
            wanted[key] = {letter.person for letter in letters(notice.kind, notice.on, silent, people)}
        if notice.kind not in OFFSETS or notice.user_id in wanted[key]:
            yield notice


def _message(notice: Notice, connection) -> EmailMessage:
    body = notice.body + (f"\n\n{site()}{notice.url}" if notice.url else "")
    return EmailMessage(notice.subject, f"{body}\n", to=[notice.user.email], connection=connection)


def site() -> str:
    """The address under which the system is reached, for links in letters: the first trusted origin, else host."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
    return f"{'https' if settings.DX_HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0]}"


def _permission_of(kind: str) -> Permission:
    return Permission.REVIEW if kind == NoticeKind.STANDING_BODY else Permission.ENTER


def _is_returned(notice: Notice, user: User) -> bool:
    own = visible_agencies(user, Permission.ENTER)
    rows = Entry.objects.filter(period=notice.period_id, status=EntryStatus.RETURNED, assignment__agency__in=own)
    return notice.period.is_open and rows.exists()


def _is_missing(notice: Notice, user: User) -> bool:
    if not notice.period.is_open:
        return False
    return bool(silent_in(notice.period, agencies=visible_agencies(user, _permission_of(notice.kind))))
