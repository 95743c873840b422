"""What is still missing in a new province until its first month is signed, and the one next thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.pages.counted import Counted, written
from agencies.rights.access import can, provinces
from agencies.rights.roles import Permission
from agencies.roster.page import is_uninvited
from agencies.roster.queries import listed
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PeriodState
from kpis.models import Assignment, Period, Plan, Report
from kpis.periods.actions import in_words
from kpis.queries import plan_that_holds

AGENCIES = Counted("%(n)s agency", "%(n)s agencies")
ITEMS = Counted("%(n)s item is assigned", "%(n)s items are assigned")
SIGNED = Counted(
    "Somebody signs at %(signed)s of %(agencies)s agency that is asked; officers: %(officers)s",
    "Somebody signs at %(signed)s of %(agencies)s agencies that are asked; officers: %(officers)s",
)


@dataclass(frozen=True)
class Step:
    """One thing to do: what it is, how far it has come, where it is done.

    `more` are other ways, `left` is what is still to be looked after once it is done: (label, address).
    """

    title: str
    note: str
    is_done: bool
    url: str = ""
    act: str = ""
    more: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    is_next: bool = False


@dataclass(frozen=True)
class Checklist:
    """The first hour of a province."""

    province: Agency
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_finished(self) -> bool:
        return self.done == len(self.steps)

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("The first month")),)


def beginning_of(user: User) -> Checklist | None:
    """The checklist of the first province of `user` to administer in which no month is signed yet; None without one.

    One query where all is at work, eight where it is not.
    """
    own = [place for place in provinces(user) if can(user, Permission.ADMINISTER, place)]
    if not own:
        return None
    begun = set(Report.objects.filter(agency__province__in=own).values_list("agency__province", flat=True).distinct())
    return next((checklist_of(place) for place in own if place.pk not in begun), None)


def checklist_of(province: Agency) -> Checklist:
    """Seven steps, the first that is not done marked as next; seven queries."""
    plan = plan_that_holds(Plan.objects.filter(province=province).select_related("province"))
    items = Assignment.objects.filter(plan=plan, part_of=None) if plan else Assignment.objects.none()
    given, own = items.count(), Agency.objects.filter(province=province).reporting_level().alive_on(today())
    asked = own.filter(pk__in=items.filter(withdrawn_from=None).values("agency")) if given else own
    found = [_province(province), _agencies(province, own), _people(province, asked)]
    found += [*_year(province, plan, given), *_months(plan)]
    following = next((number for number, step in enumerate(found) if not step.is_done), None)
    return Checklist(province, tuple(replace(step, is_next=n == following) for n, step in enumerate(found)))


def _imports(province: Agency, kind: str) -> str:
    return f"{reverse('workbooks:imports')}?kind={kind}&province={province.code}"


def _province(province: Agency) -> Step:
    return Step(_("Province and administrator"), f"{province.name} ({province.code})", is_done=True)


def _agencies(province: Agency, own: QuerySet[Agency]) -> Step:
    agencies = own.count()
    return Step(
        _("Agencies"), AGENCIES.of(agencies), bool(agencies),
        _imports(province, "agencies"), _("Hand in the list of agencies"),
        ((_("A list to begin with (Excel)"), reverse("start-agencies") + f"?province={province.code}"),),
    )  # fmt: skip


def _people(province: Agency, asked: QuerySet[Agency]) -> Step:
    """Done once each of the agencies that are asked has somebody who signs, and the standing body an officer."""
    held = Membership.objects.in_force_on(today()).filter(user__is_active=True)
    heads = held.filter(role=Role.AGENCY_HEAD, agency=OuterRef("pk"))
    who = asked.aggregate(agencies=Count("pk"), signed=Count("pk", filter=Q(Exists(heads))))
    who["officers"] = held.filter(role=Role.OFFICER, agency=province).values("user").distinct().count()
    uninvited = sum(map(is_uninvited, listed(Agency.objects.within(province))))
    waiting = _("%(n)s not invited yet") % {"n": written(uninvited)}
    tail = f"?province={province.code}"
    said = {name: written(n) for name, n in who.items()}
    return Step(
        _("People"),
        SIGNED.of(who["agencies"], **said) if who["agencies"]
        else _("No agency is asked yet; officers: %(officers)s") % said,
        0 < who["agencies"] == who["signed"] and who["officers"] > 0,
        _imports(province, "people"), _("Hand in the list of people"),
        ((_("Add by hand and invite"), reverse("agencies:people") + tail),),
        ((waiting, reverse("agencies:invite") + tail),) if uninvited else (),
    )  # fmt: skip


def _year(province: Agency, plan: Plan | None, items: int) -> Sequence[Step]:
    tail = f"?province={province.code}"
    return [
        Step(
            _("Year"), plan.name if plan else _("No year is planned yet"), plan is not None,
            reverse("start-year") + tail, _("Plan the year"),
        ),
        Step(
            _("Assignment sheet"), ITEMS.of(items), bool(items),
            _imports(province, "assignments") if plan else "", _("Hand in the assignment sheet"),
        ),
    ]  # fmt: skip


def _months(plan: Plan | None) -> Sequence[Step]:
    """A month is opened, agencies enter and sign."""
    begun = list(Period.objects.filter(plan=plan).exclude(state=PeriodState.PLANNED).order_by("month")) if plan else []
    opened = next((period for period in begun if period.is_open), None)
    months = f"{reverse('kpis:months')}?year={plan.year}&province={plan.province.code}" if plan else ""
    said = _("%(month)s is open until %(day)s") if opened else _("No month is open")
    due = {"month": opened.label, "day": in_words(opened.due_on)} if opened else {}
    return [
        Step(_("First month"), said % due, opened is not None, months, _("Open the month")),
        Step(
            _("First signed report"), _("Clerks enter the figures, heads sign, officers of the standing body approve"),
            False, opened.get_absolute_url() if opened else "", _("See who has reported"),
        ),
    ]  # fmt: skip
