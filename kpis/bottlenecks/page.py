"""The register of what was confirmed, and one of its rows with all that was said of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.models import Agency, AuditEvent, User
from agencies.rights.access import can
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.bottlenecks.forms import ChangeForm, ResolveForm, WithdrawForm
from kpis.models import Bottleneck

ACTS = {
    "bottleneck-confirmed": gettext_lazy("Confirmed"),
    "bottleneck-changed": gettext_lazy("Changed"),
    "bottleneck-resolved": gettext_lazy("Resolved"),
}


@dataclass(frozen=True)
class RegisterRow:
    """One confirmation; `is_late` while its day has passed and it is not resolved."""

    row: Bottleneck
    url: str
    is_late: bool


@dataclass(frozen=True)
class Register:
    """What the standing body said of bottlenecks in a year: what is open, by its day, then what is resolved."""

    province: Agency
    open: tuple[RegisterRow, ...]
    resolved: tuple[RegisterRow, ...]
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True)
class Said:
    """One event of the trail: what was done, by whom, when, why, and from which owner and day to which."""

    act: str
    at: datetime
    by: str
    reason: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class Sheet:
    """One confirmation with its trail; the forms are there for who decides and while it is not resolved."""

    row: Bottleneck
    trail: tuple[Said, ...]
    is_late: bool
    change: ChangeForm | None
    resolve: ResolveForm | None
    withdraw: WithdrawForm | None
    crumbs: tuple[Crumb, ...]


def rows_of(province: Agency) -> QuerySet[Bottleneck]:
    """The confirmations of a province with all that is shown of them."""
    rows = Bottleneck.objects.filter(plan__province=province)
    return rows.select_related(
        *("plan__province", "indicator", "cause__remover", "owner", "document"),
        *("resolved_document", "confirmed_by", "resolved_by"),
    )


def register_of(province: Agency, year: int | None = None) -> Register:
    """The register of a province, of one year or of all; one query."""
    rows = rows_of(province)
    if year:
        rows = rows.filter(plan__year=year)
    lines = [
        RegisterRow(row, reverse("kpis:bottleneck", args=[row.pk]), _is_late(row))
        for row in rows.order_by("due_on", "confirmed_on", "pk")
    ]
    return Register(
        province=province,
        open=tuple(line for line in lines if not line.row.resolved_on),
        resolved=tuple(line for line in reversed(lines) if line.row.resolved_on),
        crumbs=(Crumb(_("Confirmed bottlenecks")),),
    )


def sheet_of(
    row: Bottleneck,
    person: User,
    change: ChangeForm | None = None,
    resolve: ResolveForm | None = None,
    withdraw: WithdrawForm | None = None,
) -> Sheet:
    """One confirmation; the forms are what was posted and refused. Two queries and those of the forms."""
    province = row.plan.province
    decides = not row.resolved_on and can(person, Permission.REVIEW, province)
    return Sheet(
        row=row,
        trail=_trail(row),
        is_late=_is_late(row),
        change=(change or ChangeForm(row=row)) if decides else None,
        resolve=(resolve or ResolveForm(initial={"resolved_on": today()})) if decides else None,
        withdraw=(withdraw or WithdrawForm()) if decides else None,
        crumbs=(Crumb(_("Confirmed bottlenecks"), reverse("kpis:bottlenecks")), Crumb(row.indicator.name)),
    )


def _is_late(row: Bottleneck) -> bool:
    return bool(not row.resolved_on and row.due_on and row.due_on < today())


def _trail(row: Bottleneck) -> tuple[Said, ...]:
    events = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, action__in=ACTS)
    events = events.select_related("by").order_by("at", "pk")
    names = dict(Agency.objects.filter(province=row.plan.province).values_list("code", "name"))
    return tuple(
        Said(
            act=str(ACTS[event.action]),
            at=event.at,
            by=str(event.by or ""),
            reason=event.reason,
            owner=names.get(event.new.get("owner", ""), "") if event.action != "bottleneck-resolved" else "",
            due_on=date.fromisoformat(event.new["due_on"]) if event.new.get("due_on") else None,
        )
        for event in events
    )
