"""Figures, claims, letters and items that are in a person's hands, and who takes them up."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.pages.counted import Counted
from agencies.rights.roles import Permission
from agencies.roster.pending import Pending, passed_to
from kpis.enums import ClaimState, EntryStatus, PeriodState
from kpis.models import Assignment, CauseClaim, Entry, Notice
from kpis.queries import plan_that_holds

TYPED = Counted("%(n)s figure typed and not sent, %(agency)s", "%(n)s figures typed and not sent, %(agency)s")
SENT = Counted("%(n)s figure sent waits for review, %(agency)s", "%(n)s figures sent wait for review, %(agency)s")
CLAIMS = Counted("%(n)s claimed cause waits, %(agency)s", "%(n)s claimed causes wait, %(agency)s")
ITEMS = Counted(
    "%(n)s item with this accountable person, %(agency)s", "%(n)s items with this accountable person, %(agency)s"
)
LETTERS = Counted("%(n)s letter not read", "%(n)s letters not read")


def pending(person: User, province: Agency) -> Iterable[Pending]:
    """Drafts typed, figures sent and not decided, claims, items answered for, letters not read; two queries each."""
    inside = Agency.objects.within(province)
    entries = Entry.objects.filter(period__state=PeriodState.OPEN, assignment__agency__in=inside)
    drafts = entries.filter(typed_by=person, status__in=[EntryStatus.DRAFT, EntryStatus.RETURNED])
    for agency, n in _by_agency(drafts, "assignment__agency"):
        yield passed_to(
            person, Permission.ENTER, agency, TYPED.of(n, agency=agency.name),
            reverse("kpis:entry", args=[agency.code]),
        )  # fmt: skip
    sent = entries.filter(submitted_by=person, status=EntryStatus.SUBMITTED)
    for agency, n in _by_agency(sent, "assignment__agency"):
        yield passed_to(person, Permission.REVIEW, agency, SENT.of(n, agency=agency.name))
    claims = CauseClaim.objects.filter(claimed_by=person, state=ClaimState.CLAIMED, assignment__agency__in=inside)
    for agency, n in _by_agency(claims, "assignment__agency"):
        yield passed_to(person, Permission.REVIEW, agency, CLAIMS.of(n, agency=agency.name))
    yield from _answered_for(person, inside)
    letters = Notice.objects.filter(user=person, seen_at=None, period__state=PeriodState.OPEN).count()
    if letters:
        yield Pending(LETTERS.of(letters), _("further letters go to who enters and heads there"))


def _answered_for(person: User, inside: QuerySet[Agency]) -> Iterable[Pending]:
    """Items of the plan that holds today for which the person is accountable and that are still asked."""
    asked = Q(withdrawn_from=None) | Q(withdrawn_from__state=PeriodState.PLANNED)
    held = Assignment.objects.filter(asked, accountable=person, agency__in=inside).select_related("plan")
    plan = plan_that_holds({item.plan for item in held})
    for agency, n in _by_agency(held.filter(plan=plan), "agency") if plan else ():
        yield Pending(
            ITEMS.of(n, agency=agency.name),
            _("name another at each item; until then this name stays"), agency.get_absolute_url(),
        )  # fmt: skip


def _by_agency(rows: QuerySet, field: str) -> list[tuple[Agency, int]]:
    """How many of `rows` each agency has, in the order of the tree."""
    counted = dict(rows.order_by().values_list(field).annotate(n=Count("pk")))
    return [(agency, counted[agency.pk]) for agency in Agency.objects.filter(pk__in=counted).order_by("path")]
