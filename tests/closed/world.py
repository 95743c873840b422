"""A small province of which everything is there: what each action of the product needs to be done once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from agencies.models import Agency, User
from commitments.amendments.actions import amend
from commitments.events.actions import add_event
from commitments.files.actions import attest, keep_file
from commitments.fulfilment.actions import claim_fulfilment, decide_fulfilment
from commitments.items.actions import add_all, add_item
from commitments.models import CommitmentItem, Fulfilment, SignedFile, SigningEvent
from commitments.signing.actions import create_draft, sign
from commitments.trust.actions import add_root
from kpis.causes.actions import claim_cause
from kpis.evidence.actions import attach_document, attach_file
from kpis.items.actions import promise
from kpis.models import Assignment, Bottleneck, CauseClaim, Evidence, Milestone, Period, Plan, PlanRules
from steering.models import Conclusion, Meeting
from tests.commitments.files.signing import Authority, scan_pdf
from workbooks.models import ImportRun
from workbooks.runs.actions import read, store

CLOSED_ON = date(2022, 7, 20)
AT = datetime(2022, 6, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
SHEET = "TT;Chỉ tiêu, nhiệm vụ;Đơn vị tính;Chỉ tiêu giao;Cơ quan chủ trì;Thời hạn\n1;{};%;≥ 50;Sở Xây dựng;15/12/2022\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@dataclass
class World:
    """The cast and what was done with it; `runs` are imports that wait to be confirmed."""

    province: Agency
    a: Agency
    b: Agency
    division: Agency
    plan: Plan
    months: dict[int, Period]
    indicators: SimpleNamespace
    cause: Any
    administrator: User
    officer: User
    committee: User
    head: User
    clerk: User
    items: dict[str, Assignment]
    claims: dict[str, CauseClaim]
    evidence: Evidence
    events: dict[str, SigningEvent]
    papers: dict[str, Any]
    promised: dict[str, CommitmentItem]
    fulfilments: dict[str, Fulfilment]
    files: dict[str, SignedFile]
    root: Any
    runs: dict[str, ImportRun]


def events_of(plan: Plan, province: Agency, a: Agency, by: User) -> dict[str, SigningEvent]:
    said = {"plan": plan, "by": by, "precision": "day"}
    return {
        "first": add_event(agency=province, name="Ký cam kết", signed_on=date(2022, 2, 28), **said),
        "second": add_event(agency=province, name="Ký bổ sung", signed_on=date(2022, 3, 28), **said),
        "third": add_event(agency=province, name="Ký lại", signed_on=date(2022, 4, 28), **said),
        "inner": add_event(agency=a, name="Các phòng ký", signed_on=date(2022, 2, 20), **said),
    }


def paper(event: SigningEvent, agency: Agency, by: User, texts=(), signed_by: User | None = None):
    """A commitment with an item of its own way for each of `texts` and one for each assigned item of the agency."""
    row = create_draft(event, agency, by=by, signatory_name=f"Người ký của {agency.name}", signatory_post="Giám đốc")
    items = [add_item(row, text=text, way="confirmed", by=by, deadline=date(2022, 12, 1)) for text in texts]
    add_all(row, by=by)
    return (sign(row, by=signed_by) if signed_by else row), items


def an_import(plan: Plan, month: Period, by: User, name: str) -> ImportRun:
    """A sheet with one item, stored and read."""
    run = store(
        SHEET.format(name).encode(), f"{name}.csv", kind="assignments", province=plan.province, by=by, plan=plan,
        period=month,
    )  # fmt: skip
    read(run)
    return run


def months_of(plan: Plan) -> dict[int, Period]:
    return {row.month: row for row in plan.periods.order_by("month")}


def build(cast: SimpleNamespace) -> World:
    """The world, months 1 to 6 closed. `cast` holds the fixtures of tests/conftest.py by their names."""
    plan, months, officer, clerk = cast.plan, cast.months, cast.officer, cast.clerk_a
    Milestone.objects.create(plan=plan, month=6, share="0.4")
    rules = PlanRules.objects.create(
        plan=plan, month=5, milestones={"5": "0.4"}, set_at=datetime(2022, 1, 1, tzinfo=UTC)
    )
    plan.periods.filter(month__gte=5).update(rules=rules)
    items = _items(cast)
    _report(cast, items)
    claims = _reasons(cast, items)
    signed = _signed(cast)
    attach_document(items["number"], months[7], by=clerk, number="12/BC", issued_on=date(2022, 7, 1))
    evidence = attach_file(items["ratio"], months[7], ContentFile(PNG, name="anh.png"), by=clerk, title="Ảnh chụp")
    runs = {
        "waiting": an_import(plan, months[8], officer, "Tỷ lệ họp trực tuyến của cơ quan"),
        "chosen": an_import(plan, months[8], officer, "Số lớp tập huấn kỹ năng số"),
    }
    _concluded(cast)
    cast.close_until(6)
    return World(
        province=cast.province, a=cast.agency_a, b=cast.agency_b, division=cast.division_1, plan=plan,
        months=months_of(plan), indicators=cast.indicators, cause=cast.cause, administrator=cast.administrator,
        officer=officer, committee=cast.committee, head=cast.head_a, clerk=clerk, items=items, claims=claims,
        evidence=evidence, runs=runs, **signed,
    )  # fmt: skip


def _concluded(cast: SimpleNamespace) -> None:
    """A meeting in month 6 that gave agency A two tasks: one is done, the other due."""
    said = {"province": cast.province, "period": cast.months[5], "chair": "Trưởng ban", "planned_at": AT}
    meeting = Meeting.objects.create(
        held_on=date(2022, 6, 1), state="announced", number="1/TB", announced_on=date(2022, 6, 1), **said
    )
    given = {"meeting": meeting, "agency": cast.agency_a, "due_on": date(2022, 6, 10), "written_at": AT}
    Conclusion.objects.create(order=1, text="Việc còn phải làm", **given)
    Conclusion.objects.create(order=2, text="Việc đã làm", course="accepted", done_on=date(2022, 6, 9), **given)


def _items(cast: SimpleNamespace) -> dict[str, Assignment]:
    b, division = cast.agency_b, cast.division_1
    return {
        "number": cast.item(low=100, baseline=10, accountable=cast.head_a, section="I", deadline=date(2022, 12, 15)),
        "ratio": cast.item(kind="ratio", low=80),
        "task": cast.item(kind="task", deadline=date(2022, 8, 30)),
        "latest": cast.item(kind="latest", operator="<=", low=2, baseline=8),
        "spare": cast.item(kind="monthly", low=50),
        "number_b": cast.item(agency=b, low=100),
        "ratio_b": cast.item(agency=b, kind="ratio", low=80),
        "division": cast.item(agency=division, kind="latest", low=10),
        "part": cast.item(agency=division, kind="average", low=10),
    }


def _reasons(cast: SimpleNamespace, items: dict[str, Assignment]) -> dict[str, CauseClaim]:
    """Claims, a promise that was moved, a bottleneck."""
    promise(items["task"], due_on=date(2022, 5, 31), by=cast.head_a, text="xong trong tháng 5")
    promise(items["task"], due_on=date(2022, 9, 30), by=cast.head_a, reason="chờ phần mềm")
    Bottleneck.objects.create(
        plan=cast.plan, indicator=items["ratio"].indicator, cause=cast.cause, owner=cast.agency_b,
        confirmed_on=date(2022, 3, 1),
    )  # fmt: skip
    said = {"cause": cast.cause, "outcome": "missed", "holds_from": date(2022, 1, 1), "by": cast.clerk_a}
    return {
        "confirmed": cast.confirmed(items["ratio"], "not_measurable", date(2022, 1, 1)),
        "waiting": claim_cause(items["spare"], **said),
    }


def _signed(cast: SimpleNamespace) -> dict[str, Any]:
    """Events, commitments in every state with their items, what was said of these, files, trust."""
    a, b, officer = cast.agency_a, cast.agency_b, cast.officer
    events = events_of(cast.plan, cast.province, a, officer)
    papers, promised = {}, {}
    texts = ("Việc đã làm", "Việc chờ xác nhận", "Việc bị thu hồi", "Việc còn lại")
    papers["signed"], (first, second, third, last) = paper(events["first"], a, officer, texts, officer)
    papers["draft"], (up, down) = paper(events["first"], b, officer, ("Việc một", "Việc hai"))
    papers["gone"], _none = paper(events["second"], a, officer)
    papers["ready"], _none = paper(events["second"], b, officer, ("Việc của B",))
    papers["wrong"], _none = paper(events["third"], a, officer, ("Ghi nhầm",), officer)
    promised |= {"confirmed": first, "waiting": second, "revoked": third, "left": last, "up": up, "down": down}
    fulfilments = {
        name: claim_fulfilment(promised[name], fulfilled_on=date(2022, 5, 5), by=cast.head_a)
        for name in ("confirmed", "waiting", "revoked")
    }
    for name in ("confirmed", "revoked"):
        fulfilments[name] = decide_fulfilment(fulfilments[name], by=officer, confirm=True)
    said = {"by": officer, "says_not_secret": True}
    files = {
        "scan": keep_file(papers["signed"], scan_pdf(), name="ban-cam-ket.pdf", **said),
        "other": keep_file(papers["signed"], scan_pdf() + b"\n", name="ban-cam-ket-2.pdf", **said),
    }
    attest(files["scan"], by=officer)
    amend(papers["signed"], "01/PL", date(2022, 5, 1), texts={last.pk: "Việc còn lại, đã sửa"}, by=officer)
    root = add_root(cast.province, Authority("Gốc cũ").pem, name="", by=officer)
    return {
        "events": events, "papers": papers, "promised": promised, "fulfilments": fulfilments, "files": files,
        "root": root,
    }  # fmt: skip


def _report(cast: SimpleNamespace, items: dict[str, Assignment]) -> None:
    """Figures of months 3 to 6; of month 7 drafts, entries that wait for review, and one that was approved."""
    for month in (3, 5, 6):
        cast.approved(items["number"], month, value=month * 10, note=f"Ghi chú tháng {month}")
        cast.approved(items["number_b"], month, value=month * 60)
    cast.approved(items["ratio"], 4, numerator=1, denominator=10)
    cast.approved(items["latest"], 5, value=6)
    cast.approved(items["division"], 6, value=12, unit="lượt")
    cast.approved(items["ratio_b"], 6, is_no_activity=True)
    for name in ("number", "ratio", "task", "latest", "spare"):
        cast.draft(items[name], 7, note="nháp")
    cast.submitted(items["number_b"], 7, value=500)
    cast.submitted(items["ratio_b"], 7, numerator=5, denominator=10)
    cast.submitted(items["division"], 7, value=13)
    cast.approved(items["part"], 7, value=3)
