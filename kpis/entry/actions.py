"""The month's entries: typed, submitted, approved, returned, reopened. One function moves a status."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.clock import now, today
from agencies.databases.compiled import compiled
from agencies.models import Agency, Membership, User
from agencies.rights.roles import PERMISSIONS, Permission
from kpis.enums import EntryStatus, PeriodState
from kpis.errors import CannotChange, NotReady, Overtaken, Stale
from kpis.items.actions import promise
from kpis.measuring import workflow
from kpis.models import Assignment, Entry, EntryEvent, Period, Report
from kpis.month import lines, readiness
from kpis.queries import own_days, ruled
from kpis.standings import actions as standings

OWN_HAND = ("type", "submit")
COLUMNS = {field.name: field.attname for field in Entry._meta.concrete_fields}
TYPED = ("value", "numerator", "denominator", "document_number", "document_on", "is_no_activity", "cause_id", "note",
         "promised_on", "self_assessment")  # fmt: skip
VERIFIED = ("verified_value", "verified_numerator", "verified_denominator")


def move(entry: Entry, name: str, *, by: User | None, note: str = "", changed: dict | None = None) -> Entry:
    """Move a locked `entry` by the workflow's table and leave its event; `changed` are fields saved along.

    Raises WrongMove; the caller holds the transaction.
    """
    event = _moved(entry, name, by, note, changed or {})
    entry.save(update_fields=["status", "version", *(changed or {})])
    event.save(force_insert=True)
    return entry


def _move_all(entries: Collection[Entry], name: str, *, by: User | None, changed: dict) -> None:
    """Move locked entries alike, to one status, as `move` does each of them: two statements, however many."""
    events = [_moved(entry, name, by, "", changed) for entry in entries]
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in entries])
    rows.update(status=workflow.MOVES[name].target, version=F("version") + 1, **changed)
    EntryEvent.objects.bulk_create(events)


def _moved(entry: Entry, name: str, by: User | None, note: str, changed: dict) -> EntryEvent:
    """Change the entry as its move wants it; the event of that. Neither is saved."""
    before = entry.status
    old = {name: getattr(entry, COLUMNS.get(name, name)) for name in changed}
    entry.status = workflow.target_of(name, before, note)
    for field, value in changed.items():
        setattr(entry, field, value)
    entry.version += 1
    return EntryEvent(
        entry=entry, at=now(), by=by, move=name, from_status=before, to_status=entry.status,
        old=plain(old), new=plain(changed), note=note,
    )  # fmt: skip


def not_open() -> str:
    """Why a month takes no figures, in words."""
    return _("This month is not open for figures.")


def _hold_open(periods: Iterable[int], agencies: Iterable[int]) -> None:
    """Hold `agencies`, and with them the state of their months, until the transaction ends.

    Closing a month holds all agencies of its plan, so that no figure moves while it is being frozen.
    Raises CannotChange where one of `periods` (keys) is not open.
    """
    standings.lock(agencies)
    if _not_open(sorted(set(periods))):
        raise CannotChange(not_open())


def _hold_open_of(entries: QuerySet[Entry]) -> None:
    """The same for entries that are to be judged, with all that judging them holds."""
    places = list(entries.values_list("period_id", "assignment_id"))
    items = Assignment.objects.filter(pk__in={item for _period, item in places})
    _hold_open({period for period, _item in places}, standings.leading(items))


@compiled
def _not_open(periods: list[int]) -> QuerySet:
    return Period.objects.filter(pk__in=periods).exclude(state=PeriodState.OPEN).order_by().values_list("pk")


@transaction.atomic
def type_figures(
    assignment: Assignment, period: Period, *, by: User | None, version: int | None = None, **figures
) -> Entry:
    """Save what is typed as a draft. `version` is the one that was read (None: no entry yet).

    A correction by a reviewer does not outlive the figure that it corrected. Raises Stale where another version
    stands, CannotChange where the period is not open, WrongMove where the entry waits for review or is
    approved.
    """
    _hold_open([period.pk], [assignment.agency_id])
    held = Entry.objects.select_for_update(no_key=True).order_by()
    entry = held.filter(assignment=assignment, period=period).first()
    return _typed(entry, assignment, period, by, version, figures)


def _typed(
    entry: Entry | None,
    assignment: Assignment,
    period: Period,
    by: User | None,
    version: int | None,
    figures: dict,
    source: str = "",
) -> Entry:
    """`entry` is what stands, the agency is held; `source` says from where figures come that no person typed."""
    at = now()
    if entry is None:
        entry = Entry(assignment=assignment, period=period, typed_at=at, typed_by=by, **figures)
        entry.save(force_insert=True)
        EntryEvent.objects.create(
            entry=entry, at=at, by=by, move="type", to_status=EntryStatus.DRAFT, new=plain(figures), note=source
        )
        return entry
    if version != entry.version:
        raise Stale(_("Somebody else changed this figure in the meantime."), entry)
    corrected = any(getattr(entry, name) is not None for name in VERIFIED)
    undone = dict.fromkeys(VERIFIED) | {"verified_reason": ""} if corrected else {}
    return move(entry, "type", by=by, note=source, changed=undone | figures | {"typed_at": at, "typed_by": by})


def _is_blank(entry: Entry) -> bool:
    """Whether nothing is typed in an entry."""
    blank = Entry()
    return all(getattr(entry, name) == getattr(blank, name) for name in TYPED)


def save_row(
    entry: Entry | None,
    assignment: Assignment,
    period: Period,
    *,
    by: User,
    version: int | None,
    figures: Mapping[str, Any],
    source: str = "",
) -> Entry | None:
    """Save a row of the month's page: of `figures` (fields of Entry) those that differ from `entry`, which stands.

    The caller holds the agency, and has read `entry` and that the month is open since. What stands already is not
    saved again, so that a request that comes twice is no conflict. Returns the entry, None while the row is blank.
    `source` says from where figures come that no person typed. Raises Stale and WrongMove as `type_figures` does; who
    read no entry has missed nothing of a blank one, which holds evidence.
    """
    standing = entry or Entry()
    if entry and version is None and _is_blank(entry):
        version = entry.version
    changed = {name: value for name, value in figures.items() if getattr(standing, name) != value}
    return _typed(entry, assignment, period, by, version, changed, source) if changed else entry


@transaction.atomic
def send_month(agency: Agency, period: Period, *, by: User, seen: Mapping[int, int] | None = None) -> Report:
    """Sign and submit an agency's month once nothing is missing of it (kpis/month/readiness.py).

    The signer's post, and an acting head's decision, are those of the membership that gives the right to sign.
    `seen` are the figures that the signer was shown (key of the entry → version): nothing else is signed.
    Raises NotReady with all that is missing, CannotChange for who may not sign and for nothing to submit, Overtaken
    where other figures stand than those shown.
    """
    held = _signing_membership(by, agency)
    if held is None:
        raise CannotChange(_("Only the head of the agency, or who acts as such, signs its report."))
    items = Assignment.objects.filter(agency=agency, plan=period.plan_id)
    _hold_open([period.pk], {agency.pk, *standings.leading(items)})
    _as_shown(agency, period, seen)
    own, parts = lines.items_of(agency, period.plan)
    gaps = readiness.gaps(lines.lines_of(own, period, parts), ruled(period))
    if gaps:
        raise NotReady(_("The report is not complete yet."), gaps)
    decision = held.decision_number if held.is_acting else ""
    return _submitted(agency, period, by, held.post, decision)


def _as_shown(agency: Agency, period: Period, seen: Mapping[int, int] | None) -> None:
    """Raise Overtaken with the figures to be sent that are not those of `seen`; the caller holds the agency."""
    if seen is None:
        return
    waiting = Entry.objects.filter(assignment__agency=agency, period=period, status__in=workflow.WITH_AGENCY)
    others = [row for row in waiting.select_related("assignment__indicator") if seen.get(row.pk) != row.version]
    if others:
        raise Overtaken(_("Figures changed after this page was opened. Look at them again, then sign."), others)


def _signing_membership(by: User, agency: Agency) -> Membership | None:
    """The membership of today by which a person signs for an agency, the nearest to it in the tree."""
    signing = [str(role) for role, may in PERMISSIONS.items() if Permission.SIGN in may]
    above = [row for row in _memberships(today(), by.pk, signing) if agency.is_within(row.agency)]
    return max(above, key=lambda row: (len(row.agency.path), not row.is_acting, row.pk), default=None)


@compiled
def _memberships(day: date, user: int, roles: list[str]) -> QuerySet[Membership]:
    rows = Membership.objects.in_force_on(day).filter(user=user, role__in=roles)
    return rows.select_related("agency").order_by()


def _submitted(agency: Agency, period: Period, by: User, post: str, acting_decision: str) -> Report:
    """Submit all of an agency's drafts and returned entries of a month under one signed report.

    The first submission decides whether the month was late. The agency is held and its month open; raises CannotChange
    where there is nothing to submit.
    """
    entries = _to_submit(agency.pk, period.pk)
    if not entries:
        raise CannotChange(_("There is nothing to submit for this month."))
    at = now()
    _move_all(entries, "submit", by=by, changed={"submitted_at": at, "submitted_by": by})
    _promise_as_typed(entries, by=by)
    late = own_days(period.plan.province_id).late(period.due_on, at.date())
    last_typed = max(entries, key=lambda entry: entry.typed_at)
    cover: dict[str, Any] = {"typed_by_id": last_typed.typed_by_id, "signed_by": by, "signed_post": post}
    cover |= {"acting_decision": acting_decision, "submitted_at": at, "late_days": late}
    report = Report.objects.filter(agency=agency, period=period).first()
    created = report is None
    report = report or Report.objects.create(agency=agency, period=period, **cover)
    new: dict[str, Any] = {"entries": len(entries), "first": created, "late_days": report.late_days}
    new |= {"typed_by": last_typed.typed_by_id, "post": post, "acting_decision": acting_decision}
    record(report, "report-submitted", by=by, at=at, agency=agency, new=new)
    return report


@compiled
def _to_submit(agency: int, period: int) -> QuerySet[Entry]:
    held = Entry.objects.select_for_update(of=["self"], no_key=True).order_by("pk")
    return held.filter(assignment__agency=agency, period=period, status__in=sorted(workflow.MOVES["submit"].sources))


def _promise_as_typed(entries: Iterable[Entry], *, by: User | None) -> None:
    """Register the days that are sent with the month and differ from the last one promised.

    Raises CannotChange for a day that has passed since it was typed.
    """
    typed = {entry.assignment_id: entry.promised_on for entry in entries if entry.promised_on}
    for item in Assignment.objects.filter(pk__in=typed).annotate(promised_on=lines.PROMISED).order_by("pk"):
        day = typed[item.pk]
        if day is None or day == item.promised_on:
            continue
        if day < today():
            raise CannotChange(_("A day that was promised has passed: %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
        promise(item, due_on=day, by=by)


def _hold_as_read(rows: QuerySet[Entry], versions: Mapping[int, int] | None) -> list[Entry]:
    """Lock entries; with `versions` (key → version that was read) raises Overtaken where another one stands."""
    held = list(rows.select_for_update(of=["self"], no_key=True))
    overtaken = [row for row in held if versions is not None and versions.get(row.pk) != row.version]
    if overtaken:
        raise Overtaken(_("Figures changed since this page was opened. Look at them again."), overtaken)
    return held


Hands = dict[int, set[str]]  # key of a person → their moves since the figure was last approved


def hands_of(entries: Iterable[Entry]) -> dict[int, Hands]:
    """Whose hands each entry (by its key) has been in; one query for all."""
    moves: dict[int, list[EntryEvent]] = defaultdict(list)
    entries = list(entries)
    for event in _events([entry.pk for entry in entries]):
        moves[event.entry_id].append(event)
    return {entry.pk: hands_in(entry, moves[entry.pk]) for entry in entries}


@compiled
def _events(entries: list[int]) -> QuerySet[EntryEvent]:
    return EntryEvent.objects.filter(entry__in=entries).order_by("pk")


def hands_in(entry: Entry, moves: Iterable[EntryEvent]) -> Hands:
    """Who typed or sent an entry since it was last approved, and whose correction of it stands.

    A correction that another replaced, or that went with the figure, holds nobody back: else two reviewers who both
    corrected leave nobody to decide. `moves`: all of its events, in order.
    """
    found: Hands = defaultdict(set)
    corrected_by = None
    for event in moves:
        if event.move == "approve":
            found.clear()
            corrected_by = None
        elif event.move == "verify":
            corrected_by = event.by_id
        elif event.by_id and event.move in OWN_HAND:
            found[event.by_id].add(event.move)
    if corrected_by and entry.verified_reason:
        found[corrected_by].add("verify")
    for name, person in (("type", entry.typed_by_id), ("submit", entry.submitted_by_id)):
        if person:
            found[person].add(name)
    return found


def may_correct(person: int, entry: Entry, hands: Hands) -> bool:
    """Whether a reviewer may put a figure beside it: not their own, and not alone in place of what they approved."""
    approved_it = entry.status in workflow.DECIDED and entry.decided_by_id == person
    return not approved_it and hands.get(person, set()) <= {"verify"}


@transaction.atomic
def approve(entries: Iterable[int], *, by: User, versions: Mapping[int, int] | None = None) -> int:
    """Approve submitted entries (keys) and judge their items anew; returns how many. `versions` are those read.

    All or none: raises Overtaken where another version stands, CannotChange for one's own and where a period is not
    open, WrongMove.
    """
    chosen = Entry.objects.filter(pk__in=list(entries)).order_by("pk")
    _hold_open_of(chosen)
    rows = _hold_as_read(chosen, versions)
    hands = hands_of(rows)
    for entry in rows:
        if by.pk in hands[entry.pk]:
            raise CannotChange(_("Nobody approves what they typed, submitted or corrected."))
    _move_all(rows, "approve", by=by, changed={"decided_at": now(), "decided_by": by})
    standings.refresh([entry.assignment_id for entry in rows])
    return len(rows)


@transaction.atomic
def send_back_all(reasons: Mapping[int, str], *, by: User, versions: Mapping[int, int] | None = None) -> list[Entry]:
    """Return submitted entries, or reopen approved ones (key → reason), all or none; their items are judged without.

    Returns them in the order of their keys. Raises Overtaken where another version than that of `versions` stands,
    CannotChange where the period is closed, WrongMove.
    """
    chosen = Entry.objects.filter(pk__in=list(reasons)).order_by("pk")
    _hold_open_of(chosen)
    rows = _hold_as_read(
        chosen.select_related("assignment__indicator", "assignment__given_to", "period__plan"), versions
    )
    for entry in rows:
        name = "reopen" if workflow.can_move("reopen", entry.status) else "return"
        move(entry, name, by=by, note=reasons[entry.pk], changed={"decided_at": now(), "decided_by": by})
    standings.refresh([entry.assignment_id for entry in rows])
    return rows


@transaction.atomic
def verify(entry: Entry, *, by: User, reason: str, versions: Mapping[int, int] | None = None, **figures) -> Entry:
    """Put the reviewer's own figures (verified_value, or verified_numerator and _denominator) beside the reported.

    Raises Overtaken where another version than that of `versions` stands, CannotChange without a reason, for one's
    own figure, where it is not before the reviewer or approved, and where the period is not open.
    """
    _hold_open([entry.period_id], standings.leading(Assignment.objects.filter(pk=entry.assignment_id)))
    entry = _hold_as_read(Entry.objects.filter(pk=entry.pk), versions)[0]
    if not reason.strip():
        raise CannotChange(_("Say why the figure is corrected."))
    if not workflow.can_move("verify", entry.status):
        raise CannotChange(_("Only a submitted or approved figure is corrected by a reviewer."))
    if not may_correct(by.pk, entry, hands_of([entry])[entry.pk]):
        raise CannotChange(_("Nobody corrects as a reviewer what they typed, submitted or approved themselves."))
    entry = move(entry, "verify", by=by, note=reason, changed=figures | {"verified_reason": reason})
    standings.refresh([entry.assignment_id])
    return entry
