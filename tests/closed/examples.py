"""Every action of the product, done once on the world after its months are closed. An action without its example here
fails tests/closed/test_closed_months.py, which finds the actions by itself.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.core.files.base import ContentFile

from agencies.clock import now
from agencies.models import AgencyAlias, AuditEvent, Membership, User
from agencies.people import actions as people
from agencies.reference import actions as reference
from agencies.roster import actions as roster
from agencies.tree import actions as tree
from commitments.amendments import actions as amendments
from commitments.events import actions as events
from commitments.files import actions as files
from commitments.files.verdicts import Facts
from commitments.fulfilment import actions as fulfilment
from commitments.items import actions as promised_items
from commitments.models import Commitment
from commitments.signing import actions as signing
from commitments.trust import actions as trust
from kpis.allocation import actions as allocation
from kpis.catalogue import actions as catalogue
from kpis.causes import actions as causes
from kpis.entry import actions as entry
from kpis.evidence import actions as evidence
from kpis.items import actions as items
from kpis.models import Assignment, DayOff, Entry, EntryEvent, Evidence, Period, Plan, Reopening
from kpis.periods import actions as periods
from kpis.review import actions as review
from tests import factories
from tests.agencies.versions.settling import settled
from tests.closed import bottlenecks
from tests.closed.beginnings import BEGINNINGS
from tests.closed.planning import PLANNING
from tests.closed.reorganising import REORGANISING
from tests.closed.reports import REPORTS
from tests.closed.working import WORKING
from tests.closed.world import LATER, PNG, SHEET, World, an_import, paper
from tests.commitments.files.filing import spoil
from tests.commitments.files.signing import Authority, scan_pdf
from workbooks.models import ImportRun
from workbooks.runs import actions as runs

Example = Callable[[World], object]
OWN = ("agencies", "kpis", "commitments", "workbooks", "steering", "dashboards", "reports", "machines", "dxtracker")


def actions() -> dict[str, Callable]:
    """The public functions with a keyword-only `by` of all rooms named actions: found, not listed."""
    found = {}
    for app in OWN:
        if not apps.is_installed(app):
            continue
        package = importlib.import_module(app)
        for info in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not (info.name.endswith(".actions") or ".actions." in info.name):
                continue
            module = importlib.import_module(info.name)
            for name, function in vars(module).items():
                if inspect.isfunction(function) and function.__module__ == info.name and _is_action(name, function):
                    found[f"{info.name}.{name}"] = function
    return found


def _is_action(name: str, function: Callable) -> bool:
    by = inspect.signature(function).parameters.get("by")
    return not name.startswith("_") and by is not None and by.kind == inspect.Parameter.KEYWORD_ONLY


# --- the tree, people, reference data ----------------------------------------------------------------------------


def entry_of(world: World, name: str, month: int = 7) -> Entry:
    return Entry.objects.get(assignment=world.items[name], period=world.months[month])


def moved(world: World) -> Entry:
    """A draft of month 8 that is sent by its one door."""
    draft = entry.type_figures(world.items["number"], world.months[8], by=world.clerk, value=80)
    return entry.move(draft, "submit", by=world.head, changed={"submitted_at": now(), "submitted_by": world.head})


def sent(world: World) -> object:
    """Agency B's month 8, complete and signed by its head."""
    head = User.objects.get(memberships__in=Membership.objects.filter(agency=world.b, role="agency_head", until=None))
    for name, figures in (("number_b", {"value": 510}), ("ratio_b", {"numerator": 9, "denominator": 10})):
        entry.type_figures(world.items[name], world.months[8], by=world.clerk, **figures)
        evidence.attach_document(world.items[name], world.months[8], by=world.clerk, number="1/BC")
    return entry.send_month(world.b, world.months[8], by=head)


def returned(world: World) -> object:
    return review.return_figures(world.b, {entry_of(world, "number_b").pk: "Xem lại"}, by=world.officer)


def _run_out(world: World, month: int) -> Reopening:
    """A month reopened until a moment that has passed."""
    period = Period.objects.select_related("plan").get(pk=world.months[month].pk)
    act = periods.reopen_period(period, by=world.officer, reason="đính chính", until=LATER)
    act.at, act.until = act.at - timedelta(days=3), act.at - timedelta(days=2)
    act.save()
    return act


def closed_once_more(world: World) -> Period:
    """Month 5, in which a target was set and a figure typed while it was open; month 6 stays closed all along."""
    act = _run_out(world, 5)
    entry.type_figures(world.items["spare"], act.period, by=world.clerk, value=3)
    return periods.close_again(act, by=world.officer)


def closed_month(world: World) -> Period:
    """Month 7, with nothing left that awaits review."""
    waiting = Entry.objects.filter(period=world.months[7], status="submitted").values_list("pk", flat=True)
    entry.approve(list(waiting), by=world.officer)
    return periods.close_period(Period.objects.get(pk=world.months[7].pk), by=world.officer)


def planned(world: World) -> object:
    return periods.plan_periods(factories.PlanFactory(province=world.province, year=2023), by=world.officer)


def new_person(world: World, name: str = "nguoi.moi") -> User:
    return people.add_person(username=name, full_name="Người mới", email=f"{name}@example.vn", by=world.administrator)


def membership_of(world: World) -> Membership:
    return Membership.objects.get(user=world.head, agency=world.a)


def own_draft(world: World) -> Commitment:
    return Commitment.objects.get(pk=world.papers["draft"].pk)


def imported(world: World) -> object:
    said = {"kind": "assignments", "province": world.province, "by": world.officer, "plan": world.plan}
    return runs.store(SHEET.format("Một việc khác hẳn").encode(), "khac.csv", period=world.months[9], **said)


EXAMPLES: dict[str, Example] = {
    **REORGANISING,
    **BEGINNINGS,
    "agencies.tree.actions.add_agency": lambda w: tree.add_agency(
        parent=w.province, name="Sở mới", code="so-moi", level="agency", by=w.administrator, sort_order=3
    ),
    "agencies.tree.actions.rename_agency": lambda w: tree.rename_agency(
        w.a,
        name="Sở Xây dựng và Giao thông",
        short_name="Sở XDGT",
        valid_from=date(2022, 6, 1),
        by=w.administrator,
        reason="sáp nhập",
    ),
    "agencies.tree.actions.edit_agency": lambda w: tree.edit_agency(
        w.b, by=w.administrator, sort_order=0, short_name="B"
    ),
    "agencies.tree.actions.add_alias": lambda w: tree.add_alias(w.b, "Sở KHĐT", by=w.administrator),
    "agencies.tree.actions.add_phrase": lambda w: tree.add_phrase(
        w.province, "các ngành", agencies=[w.b], by=w.administrator
    ),
    "agencies.people.actions.add_person": new_person,
    "agencies.people.actions.edit_person": lambda w: people.edit_person(
        w.head, by=w.administrator, full_name="Tên đã đổi"
    ),
    "agencies.people.actions.set_password": lambda w: people.set_password(
        w.clerk, "mat-khau-2023-moi", by=w.administrator
    ),
    "agencies.people.actions.grant_role": lambda w: people.grant_role(
        user=new_person(w, "truong.phong"),
        agency=w.division,
        role="division_head",
        by=w.administrator,
        since=date(2022, 1, 1),
    ),
    "agencies.people.actions.edit_role": lambda w: people.edit_role(
        membership_of(w), by=w.administrator, post="Giám đốc Sở, đã đổi"
    ),
    "agencies.people.actions.end_role": lambda w: people.end_role(
        membership_of(w), until=date(2022, 5, 1), by=w.administrator
    ),
    "agencies.roster.actions.hand_over": lambda w: roster.hand_over(
        user=new_person(w, "thu.truong"), agency=w.b, role="agency_head", since=date(2022, 5, 1), by=w.administrator
    ),
    "agencies.roster.actions.leave": lambda w: roster.leave(w.clerk, by=w.administrator),
    "agencies.reference.actions.keep": lambda w: reference.keep(w.a.peer_group, by=w.administrator, name="Nhóm đã đổi"),
    "agencies.reference.actions.remove": lambda w: reference.remove(
        AgencyAlias.objects.first() or DayOff.objects.create(province=w.province, on=date(2022, 5, 2)),
        by=w.administrator,
    ),
    # --- plans, items, the month
    "kpis.catalogue.actions.keep": lambda w: catalogue.keep(
        Plan.objects.get(pk=w.plan.pk),
        by=w.administrator,
        counts_no_activity=True,
        shows_score=True,
        pace_tolerance=Decimal("0.2"),
        exceed_threshold=Decimal("0.5"),
    ),
    "kpis.catalogue.actions.remove": lambda w: catalogue.remove(
        DayOff.objects.create(province=w.province, on=date(2022, 12, 19)), by=w.administrator
    ),
    "kpis.catalogue.actions.set_milestones": lambda w: catalogue.set_milestones(
        w.plan, {3: Decimal("0.9"), 12: Decimal(1)}, by=w.administrator
    ),
    "kpis.entry.actions.send_month": sent,
    "kpis.evidence.actions.remove_evidence": lambda w: evidence.remove_evidence(
        Evidence.objects.get(pk=w.evidence.pk), by=w.clerk
    ),
    "kpis.evidence.actions.attach_document": lambda w: evidence.attach_document(
        w.items["latest"], w.months[8], by=w.clerk, number="99/BC"
    ),
    "kpis.evidence.actions.attach_file": lambda w: evidence.attach_file(
        w.items["latest"], w.months[8], ContentFile(PNG, name="khac.png"), by=w.clerk, title="Ảnh khác"
    ),
    "kpis.items.actions.assign": lambda w: items.assign(
        plan=w.plan,
        agency=w.b,
        indicator=w.indicators.task,
        by=w.officer,
        in_force_from=w.months[7],
        target={"operator": "done"},
    ),
    "kpis.items.actions.edit_item": lambda w: items.edit_item(
        w.items["number"], by=w.officer, deadline=date(2022, 3, 1), weight=Decimal(9), section="IX", accountable=None
    ),
    "kpis.items.actions.set_target": lambda w: items.set_target(
        w.items["number"], in_force_from=w.months[7], by=w.officer, operator=">=", low=999, unit="hồ sơ"
    ),
    "kpis.causes.actions.claim_cause": lambda w: causes.claim_cause(
        w.items["latest"], cause=w.cause, outcome="missed", holds_from=date(2022, 1, 1), by=w.clerk
    ),
    "kpis.causes.actions.decide_claim": lambda w: causes.decide_claim(w.claims["waiting"], by=w.officer, confirm=True),
    "kpis.bottlenecks.actions.change_bottleneck": bottlenecks.changed,
    "kpis.bottlenecks.actions.resolve_bottleneck": bottlenecks.resolved,
    "kpis.bottlenecks.actions.confirm_bottleneck": bottlenecks.confirmed_anew,
    "kpis.bottlenecks.actions.withdraw_bottleneck": bottlenecks.withdrawn,
    "kpis.items.actions.promise": lambda w: items.promise(w.items["number"], due_on=date(2022, 4, 1), by=w.head),
    "kpis.allocation.actions.allocate": lambda w: allocation.allocate(
        w.items["number"],
        [allocation.Share(w.division, low=Decimal(100))],
        in_force_from=w.months[7],
        by=w.head,
        anyway=True,
    ),
    "kpis.allocation.actions.take_back": lambda w: allocation.take_back(
        Assignment.objects.filter(part_of=w.items["number"]) or _allocated(w), by=w.head
    ),
    "kpis.entry.actions.type_figures": lambda w: entry.type_figures(
        w.items["task"], w.months[8], by=w.clerk, note="mới"
    ),
    "kpis.entry.actions.save_row": lambda w: entry.save_row(
        None, w.items["spare"], w.months[8], by=w.clerk, version=None, figures={"value": 7}
    ),
    "kpis.entry.actions.move": moved,
    "kpis.entry.actions.approve": lambda w: entry.approve([entry_of(w, "division").pk], by=w.officer),
    "kpis.entry.actions.verify": lambda w: entry.verify(
        entry_of(w, "part"), by=w.administrator, reason="kiểm tra", value=Decimal(2)
    ),
    "kpis.entry.actions.send_back_all": lambda w: entry.send_back_all({entry_of(w, "ratio_b").pk: "sai"}, by=w.officer),
    "kpis.review.actions.return_figures": returned,
    # --- commitments
    "commitments.events.actions.add_event": lambda w: events.add_event(
        plan=w.plan, agency=w.province, name="Ký lần nữa", signed_on=date(2022, 1, 5), precision="day", by=w.officer
    ),
    "commitments.events.actions.change_event": lambda w: events.change_event(
        w.events["first"],
        plan=w.plan,
        agency=w.province,
        name="Tên khác",
        signed_on=date(2022, 1, 2),
        precision="month",
        by=w.officer,
        signed_text="đầu năm",
    ),
    "commitments.amendments.actions.amend": lambda w: amendments.amend(
        w.papers["signed"], "02/PL", date(2022, 5, 2), withdraw=[w.promised["left"].pk], by=w.officer
    ),
    "commitments.fulfilment.actions.claim_fulfilment": lambda w: fulfilment.claim_fulfilment(
        Commitment.objects.get(pk=w.papers["wrong"].pk).items.filter(way="confirmed").get(),
        fulfilled_on=date(2022, 5, 6),
        by=w.head,
    ),
    "commitments.fulfilment.actions.decide_fulfilment": lambda w: fulfilment.decide_fulfilment(
        w.fulfilments["waiting"], by=w.officer, confirm=True
    ),
    "commitments.fulfilment.actions.revoke_fulfilment": lambda w: fulfilment.revoke_fulfilment(
        w.fulfilments["revoked"], by=w.officer, reason="nhầm"
    ),
    "commitments.files.actions.keep_file": lambda w: files.keep_file(
        w.papers["signed"], scan_pdf() + b"\n\n", name="moi.pdf", by=w.officer, says_not_secret=True
    ),
    "commitments.files.actions.attest": lambda w: files.attest(w.files["other"], by=w.officer),
    "commitments.files.actions.verify_again": lambda w: _verified_again(w),
    "commitments.files.actions.judge": lambda w: _judged(w),
    "commitments.trust.actions.add_root": lambda w: trust.add_root(
        w.province, Authority("Gốc mới").pem, name="", by=w.administrator
    ),
    "commitments.trust.actions.retire_root": lambda w: trust.retire_root(w.root, by=w.administrator),
    "commitments.items.actions.add_item": lambda w: promised_items.add_item(
        own_draft(w), text="Việc ba", way="confirmed", by=w.officer
    ),
    "commitments.items.actions.change_item": lambda w: promised_items.change_item(
        w.promised["down"], text="Việc hai, đã sửa", way="confirmed", by=w.officer
    ),
    "commitments.items.actions.move_item": lambda w: promised_items.move_item(w.promised["up"], up=False, by=w.officer),
    "commitments.items.actions.remove_item": lambda w: promised_items.remove_item(w.promised["up"], by=w.officer),
    "commitments.items.actions.add_all": lambda w: promised_items.add_all(
        signing.create_draft(w.events["inner"], w.division, by=w.officer), by=w.officer
    ),
    "commitments.signing.actions.change_parties": lambda w: signing.change_parties(
        own_draft(w), by=w.officer, signatory_name="Người khác", counterparty_name="Bên khác"
    ),
    "commitments.signing.actions.sign": lambda w: signing.sign(w.papers["ready"], by=w.officer),
    "commitments.signing.actions.correct": lambda w: signing.correct(_another_signed(w), by=w.officer, reason="nhầm"),
    "commitments.signing.actions.delete_draft": lambda w: signing.delete_draft(w.papers["gone"], by=w.officer),
    "commitments.signing.actions.create_draft": lambda w: signing.create_draft(w.events["third"], w.b, by=w.officer),
    "commitments.signing.actions.write_draft": lambda w: signing.write_draft(
        _event(w, "Ký riêng"),
        w.a,
        by=w.officer,
        parties={"signatory_name": "A", "signatory_post": "B", "agency_name": "C", "counterparty_name": "D"},
    ),
    "commitments.signing.actions.draft_all": lambda w: signing.draft_all(_event(w, "Ký tất cả"), by=w.officer),
    # --- Excel
    "workbooks.runs.actions.store": imported,
    "workbooks.runs.actions.choose": lambda w: runs.choose(w.runs["chosen"], by=w.officer, decisions={"1": "skip"}),
    "workbooks.runs.actions.confirm": lambda w: runs.confirm(w.runs["waiting"], by=w.officer, as_written=True),
    "workbooks.runs.actions.undo": lambda w: runs.undo(_imported_since(w), by=w.officer),
    **PLANNING,
    **WORKING,
    **REPORTS,
    # --- months, last: what they close is not written to any more
    "kpis.periods.actions.plan_periods": planned,
    "kpis.periods.actions.open_period": lambda w: periods.open_period(
        Period.objects.get(pk=w.months[10].pk), by=w.officer, early=True
    ),
    "kpis.periods.actions.close_again": closed_once_more,
    "kpis.periods.actions.close_period": closed_month,
    "kpis.periods.actions.reopen_period": lambda w: periods.reopen_period(
        Period.objects.get(pk=w.months[5].pk), by=w.officer, reason="đính chính", until=LATER
    ),
    "kpis.periods.actions.tend": lambda w: periods.tend(_run_out(w, 4).period.plan, by=w.officer),
}


def _allocated(world: World) -> list[Assignment]:
    shares = [allocation.Share(world.division, low=Decimal(100))]
    allocation.allocate(world.items["number"], shares, in_force_from=world.months[7], by=world.head, anyway=True)
    return list(Assignment.objects.filter(part_of=world.items["number"]))


def _event(world: World, name: str):
    said = {"plan": world.plan, "agency": world.province, "precision": "day", "by": world.officer}
    return events.add_event(name=name, signed_on=date(2022, 5, 28), **said)


def _another_signed(world: World) -> Commitment:
    return paper(_event(world, "Ký nhầm"), world.a, world.officer, ("Việc",), world.officer)[0]


def _imported_since(world: World) -> ImportRun:
    run = an_import(world.plan, world.months[9], world.officer, "Một việc nhập sau khi khóa")
    runs.confirm(run, by=world.officer, as_written=True)
    return run


def _verified_again(world: World):
    spoil(world.files["other"])
    return files.verify_again(world.files["other"], by=world.officer)


def _judged(world: World):
    row = world.files["other"]
    row.refresh_from_db()
    facts = Facts.from_json(row.findings)
    row.verdict = "broken"
    files.judge(row, facts, by=world.officer).save()


def done_once(world: World, name: str) -> None:
    """Do an example; it must leave its trace, and the boards of its province another version."""
    before, version = _traces(), settled(world.province)
    EXAMPLES[name](world)
    assert _traces() > before, f"{name} left no event: its example does nothing"
    assert settled(world.province) != version, f"{name} leaves boards that were seen before it as they were"


def _traces() -> int:
    return AuditEvent.objects.count() + EntryEvent.objects.count()
