"""What waits for a person, in a few words: on top of the home page, and as counts in the navigation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import Agency, User
from agencies.pages.counted import Counted, written
from agencies.rights.access import can, can_somewhere, province_tail, visible_agencies
from agencies.rights.roles import Permission
from commitments.fulfilment.queries import to_decide
from kpis.entry.scope import entered
from kpis.entry.waiting import Unsent, unsent_months
from kpis.enums import ClaimState, EntryStatus, PeriodState
from kpis.models import CauseClaim, Entry
from reports.publication.queries import to_confirm
from steering.conclusions.queries import open_of, reported_in
from steering.models import Conclusion

MOST_CONCLUSIONS = 5
FULFILLED = Counted(
    "committed item reported as fulfilled waits for you to confirm",
    "committed items reported as fulfilled wait for you to confirm",
)
PROPOSED = Counted("proposed publication waits for you to confirm", "proposed publications wait for you to confirm")
MORE = Counted("more conclusion to be carried out", "more conclusions to be carried out")
CONCLUDED = Counted(
    "conclusion reported as done waits to be decided", "conclusions reported as done wait to be decided"
)
FIGURES = Counted("figure waits for review", "figures wait for review")
CLAIMS = Counted("claimed cause waits", "claimed causes wait")


@dataclass(frozen=True)
class Waiting:
    """One thing to do, as the home page says it; `count` is added to that of its `section` in the navigation."""

    section: str
    figure: str
    title: str
    note: str
    url: str
    count: int = 0


def waiting_for(user: User) -> list[Waiting]:
    """All that waits for `user`: at most fourteen queries beyond the grants, none for who has no part in the month."""
    found: list[Waiting] = []
    if own := entered(user):
        found += [_to_send(month, user) for month in unsent_months(own)]
    if can_somewhere(user, Permission.REVIEW):
        found += _to_review(user)
    found += _said_to_be_fulfilled(user)
    if can_somewhere(user, Permission.STEER):
        found += _to_publish(user)
    return found + _concluded(user, own)


def counts(found: Iterable[Waiting]) -> dict[str, str]:
    """Section → how much waits there, in words; a section where nothing is counted is left out."""
    shown = Counter[str]()
    for one in found:
        shown[one.section] += one.count
    return {section: written(n) for section, n in shown.items() if n}


def _to_send(month: Unsent, user: User) -> Waiting:
    signs = can(user, Permission.SIGN, month.agency)
    page = "kpis:entry-submit" if signs and month.is_complete else "kpis:entry"
    query = f"?year={month.period.plan.year}&month={month.period.month}{province_tail(user, month.agency)}"
    due_on = _("to be sent by %(day)s") % {"day": date_format(month.period.due_on, "SHORT_DATE_FORMAT")}
    title = _("%(month)s, %(agency)s") % {"month": month.period.label, "agency": month.agency.name}
    state = ""
    if month.is_complete:
        state = _("waits for you to sign") if signs else _("waits for the head to sign")
    elif month.typed is not None:
        state = _("something is missing yet") if month.typed == month.due else _("entered")
    returned = _("returned: %(n)s") % {"n": month.returned} if month.returned else ""
    note = ", ".join(part for part in (returned, state, due_on) if part)
    figure = "" if month.typed is None else f"{month.typed}/{month.due}"
    left = 1 if month.is_complete or month.typed is None else max((month.due or 0) - month.typed + month.returned, 1)
    return Waiting("entry", figure, title, note, reverse(page, args=[month.agency.code]) + query, left)


def _said_to_be_fulfilled(user: User) -> list[Waiting]:
    """One line for all, which leads to the oldest."""
    if not (keys := to_decide(user)):
        return []
    title = FULFILLED.of(len(keys))
    url = reverse("commitments:fulfilment-decide", args=[keys[0]])
    return [Waiting("commitments", written(len(keys)), title, "", url, len(keys))]


def _to_publish(user: User) -> list[Waiting]:
    """One line for all, which leads to the oldest."""
    if not (found := to_confirm(user)):
        return []
    code, year, month = found[0]
    url = f"{reverse('reports:publications')}?{urlencode({'year': year, 'month': month, 'province': code})}"
    return [Waiting("overview", written(len(found)), PROPOSED.of(len(found)), "", url)]


def _concluded(user: User, own: list[Agency]) -> list[Waiting]:
    """Conclusions that the person's agencies are to carry out, and those reported that an officer decides on."""
    rows = open_of(own) if own else []
    found = [_to_carry_out(row) for row in rows[:MOST_CONCLUSIONS]]
    url = reverse("steering:conclusions")
    if more := len(rows[MOST_CONCLUSIONS:]):
        found.append(Waiting("meetings", written(more), MORE.of(more), "", url, more))
    if can_somewhere(user, Permission.REVIEW) and (n := reported_in(visible_agencies(user, Permission.REVIEW))):
        title = CONCLUDED.of(n)
        found.append(Waiting("meetings", written(n), title, "", url, n))
    return found


def _to_carry_out(row: Conclusion) -> Waiting:
    late = _("its day has passed") if row.due_on < today() else ""
    due_on = _("to be done by %(day)s") % {"day": date_format(row.due_on, "SHORT_DATE_FORMAT")}
    note = ", ".join(part for part in (_("conclusion of the committee"), due_on, late) if part)
    return Waiting("meetings", "", row.text, note, row.get_absolute_url(), 1)


def _to_review(user: User) -> list[Waiting]:
    reviewed = visible_agencies(user, Permission.REVIEW)
    figures = Entry.objects.filter(
        status=EntryStatus.SUBMITTED, period__state=PeriodState.OPEN, assignment__agency__in=reviewed
    ).count()
    claims = CauseClaim.objects.filter(state=ClaimState.CLAIMED, assignment__agency__in=reviewed).count()
    found = []
    if figures:
        found.append(Waiting("review", written(figures), FIGURES.of(figures), "", reverse("kpis:review"), figures))
    if claims:
        found.append(Waiting("causes", written(claims), CLAIMS.of(claims), "", reverse("kpis:causes"), claims))
    return found
