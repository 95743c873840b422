"""The items of an agency that ends or gives a part away: the part of this floor in a reorganisation."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import record
from agencies.clock import now
from agencies.enums import Fate
from agencies.models import Agency, User
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.parts import Change, Choice, Open, chosen_for
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.items.actions import came_since, hand_over, withdraw
from kpis.models import Assignment, Goal, Handover, Period, Report, RollUp, Standing
from kpis.standings import actions as standings

COVER = ("typed_by_id", "signed_by_id", "signed_post", "acting_decision", "submitted_at", "is_illustrative")


class Items:
    """An item passes to a successor from the first month that is open on the day, or is withdrawn from it on."""

    name = gettext_lazy("Assigned items")

    def open_of(self, change: Change) -> list[Open]:
        months = first_months(change.province, change.effective_on)
        rows = _open_items(change.predecessors, months)
        return [
            Open(
                f"item-{row.pk}",
                row.indicator.name,
                f"{row.indicator.code} · {row.plan.year}",
                row.agency,
                change.usual,
                change.fates,
                change.nearest(row.indicator.name),
            )
            for row in rows
        ]

    def carry_out(self, change: Change, chosen: Mapping[str, Choice], ledger: Ledger, by: User | None) -> None:
        months = first_months(change.province, change.effective_on)
        items = {f"item-{row.pk}": row for row in _open_items(change.predecessors, months)}
        moving: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
        heirs = {agency.pk: agency for agency in change.successors}
        for thing, choice, to in chosen_for(change, self.open_of(change), chosen):
            row = items[thing.key]
            if to is not None:
                moving[to.pk, row.plan_id].append(row)
            elif choice.fate == Fate.ENDS:
                came = came_since([row], months[row.plan_id]).get(row.pk)  # the months before are another agency's
                since = came.in_force_from if came else months[row.plan_id]
                withdraw(row, in_force_from=since, by=by, reason=change.decision, ledger=ledger)
        for (heir, plan), rows in moving.items():
            if not change.lives_on:
                _bring_goals(rows, heirs[heir], change, ledger, by)
                _bring_covers(rows, heirs[heir], months[plan], ledger)
            _hand_over(rows, heirs[heir], months[plan], change, ledger, by)
        self._parts_left_behind(change, months, ledger, by)

    def _parts_left_behind(self, change: Change, months: Mapping[int, Period], ledger: Ledger, by: User | None) -> None:
        """Items of divisions that ended, and parts whose whole has gone where the division has not, are withdrawn."""
        rows = Assignment.objects.filter(agency__in=ended_below(ledger), plan__in=months, withdrawn_from=None)
        for row in rows.select_related("plan"):
            withdraw(row, in_force_from=months[row.plan_id], by=by, reason=change.decision, ledger=ledger)
        whole = Assignment.objects.filter(pk__in=ledger.keys(Assignment._meta.label))
        torn = Assignment.objects.filter(part_of__in=whole, withdrawn_from=None).select_related(
            "agency", "part_of", "plan"
        )
        for row in torn:
            if row.part_of and row.agency.parent_id != row.part_of.agency_id:
                withdraw(row, in_force_from=months[row.plan_id], by=by, reason=change.decision, ledger=ledger)

    def refuse_undo(self, lines: Collection[dict[str, Any]]) -> None:
        """A closed month that already shows an item elsewhere, or as withdrawn, stays true."""
        ledger = Ledger(lines)
        closed = Standing.objects.filter(period__state=PeriodState.CLOSED)
        passed = Handover.objects.filter(pk__in=ledger.keys(Handover._meta.label))
        since = list(passed.values_list("assignment", "in_force_from__month"))
        undone = [line["old"] for line in lines if line.get("removed") == Handover._meta.label]
        months = dict(
            Period.objects.filter(pk__in=[old["in_force_from_id"] for old in undone]).values_list("pk", "month")
        )
        for item, month in (*since, *((old["assignment_id"], months[old["in_force_from_id"]]) for old in undone)):
            if closed.filter(assignment=item, period__month__gte=month).exists():
                raise ValidationError(_("A closed month rests on this change; it can no longer be taken back."))
        for item in Assignment.objects.filter(pk__in=ledger.keys(Assignment._meta.label), withdrawn_from__isnull=False):
            if closed.filter(assignment=item, reason="withdrawn").exists():
                raise ValidationError(_("A closed month rests on this change; it can no longer be taken back."))

    def settle(self, ledger: Ledger) -> None:
        """Judge the items anew; roll-ups go where they had begun to count."""
        also = {line["new"]["agency_id"] for line in ledger.lines if "agency_id" in line.get("new", {})}
        standings.refresh(ledger.keys(Assignment._meta.label), also=also)


def _hand_over(
    rows: Collection[Assignment], to: Agency, since: Period, change: Change, ledger: Ledger, by: User | None
) -> None:
    """What the items refuse is refused of the decision: raises ValidationError, as its other parts do."""
    try:
        hand_over(rows, to=to, since=since, by=by, reason=change.decision, ledger=ledger)
    except CannotChange as error:
        raise ValidationError(str(error)) from error


def _bring_goals(rows: Collection[Assignment], to: Agency, change: Change, ledger: Ledger, by: User | None) -> None:
    """What the items of agencies that end are to reach by later years comes along, where `to` has no such goal."""
    moving = {(row.agency_id, row.indicator_id) for row in rows}
    known = Goal.objects.filter(indicator__in=[row.indicator_id for row in rows]).select_related("agency")
    goals = list(known.order_by("agency__sort_order", "agency__path", "year"))
    taken = {(row.indicator_id, row.year) for row in goals if row.agency_id == to.pk}
    for row in goals:
        if (row.agency_id, row.indicator_id) in moving and (row.indicator_id, row.year) not in taken:
            taken.add((row.indicator_id, row.year))
            old, new = {"agency": row.agency.code}, {"agency": to.code, "year": row.year, "raw": row.raw}
            record(row, "goal-set", by=by, at=now(), agency=row.agency, old=old, new=new, reason=change.decision)
            ledger.change(row, agency=to)


def _bring_covers(rows: Collection[Assignment], to: Agency, since: Period, ledger: Ledger) -> None:
    """A month from `since` on that all agencies had reported of which something was due is reported for `to` too.

    Else it would be silent for good where nothing is left to send. The last report is its cover, as late as the latest.
    """
    everyone = {to.pk, *(row.agency_id for row in rows)}
    months = Period.objects.filter(plan=since.plan_id, month__gte=since.month, state=PeriodState.OPEN)
    covers: dict[int, dict[int, Report]] = defaultdict(dict)
    for cover in Report.objects.filter(agency__in=everyone, period__in=months).order_by("submitted_at", "pk"):
        covers[cover.period_id][cover.agency_id] = cover
    due: dict[int, set[int]] = defaultdict(set)
    asked = RollUp.objects.filter(agency__in=everyone, period__in=months, due__gt=0).order_by()
    for period, agency in asked.values_list("period", "agency"):
        due[period].add(agency)
    for period, found in sorted(covers.items()):
        if to.pk not in found and due[period] <= found.keys():
            last = list(found.values())[-1]
            said = {name: getattr(last, name) for name in COVER}
            late = max(cover.late_days for cover in found.values())
            ledger.make(Report(agency=to, period_id=period, late_days=late, **said))


def first_months(province: Agency, day: date) -> dict[int, Period]:
    """Plan → the first of its months that is not closed, nor before a closed one, and does not end before `day`."""
    found: dict[int, Period] = {}
    last: dict[int, int] = defaultdict(int)
    rows = list(Period.objects.filter(plan__province=province).select_related("plan").order_by("plan", "month"))
    for row in rows:
        if row.is_closed:
            last[row.plan_id] = row.month
    for row in rows:
        if row.month > last[row.plan_id] and row.data_to >= day:
            found.setdefault(row.plan_id, row)
    return found


def _open_items(agencies: Collection[Agency], months: Mapping[int, Period]) -> list[Assignment]:
    rows = Assignment.objects.filter(agency__in=agencies, plan__in=months, withdrawn_from=None)
    return list(
        rows.select_related("indicator", "plan", "agency", "given_to").order_by(
            "agency__sort_order", "agency__path", "plan__year", "sort_order", "pk"
        )
    )


def ended_below(ledger: Ledger) -> list[int]:
    """The divisions (keys) that ended with their agency so far."""
    label = Agency._meta.label
    return [line["pk"] for line in ledger.lines if line.get("changed") == label and "active_to" in line["new"]]
