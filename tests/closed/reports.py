"""The actions of reports and of meetings, each done once on the world after its months are closed."""

from collections.abc import Callable
from datetime import date

from agencies.sessions import actions as sessions
from agencies.sessions.queries import OpenSession, sessions_of
from agencies.sessions.store import SessionStore
from kpis.models import Period
from machines.models import Token
from machines.tokens import actions as tokens
from reports.additions import actions as additions
from reports.issuing import actions as issuing
from reports.models import IssuedReport, Publication
from reports.publication import actions as publication
from reports.wording import actions as wording
from tests.closed.steering import STEERING
from tests.closed.world import World
from tests.commitments.files.signing import scan_pdf


def issued(world: World, number: str = "01/BC") -> IssuedReport:
    period = Period.objects.select_related("plan__province").get(pk=world.months[6].pk)
    said = {"kind": "month", "on": date(2022, 7, 18), "signatory": "Giám đốc", "by": world.head}
    return issuing.issue_report(period, world.a, number=number, **said)


def worded(world: World) -> int:
    wording.set_wording(world.province, {"vuot_muc": "Vượt mức: {so}."}, by=world.administrator)
    return wording.standard_wording(world.province, by=world.administrator)


def proposed(world: World) -> Publication:
    period = Period.objects.select_related("plan__province").get(pk=world.months[6].pk)
    return publication.propose_publication(period, by=world.administrator)


def withdrawn(world: World) -> Publication:
    waiting = Publication.objects.filter(withdrawn_at=None).first() or proposed(world)
    return publication.withdraw_publication(waiting, reason="đính chính", by=world.administrator, is_shown=True)


def confirmed(world: World) -> Publication:
    waiting = Publication.objects.filter(withdrawn_at=None).first() or proposed(world)
    return publication.confirm_publication(waiting, by=world.officer)


def proposed_anew(world: World) -> Publication:
    if Publication.objects.filter(withdrawn_at=None).exists():
        withdrawn(world)
    return proposed(world)


def logged_in(world: World) -> OpenSession:
    session = SessionStore()
    session["_auth_user_id"] = str(world.officer.pk)
    session.save()
    return next(one for one in sessions_of(world.officer) if one.key == session.session_key)


def token_of(world: World, name: str = "Kho dữ liệu") -> Token:
    return tokens.make_token(world.officer, name=name, reach="read", days=30, by=world.officer)[1]


REPORTS: dict[str, Callable[[World], object]] = {
    **STEERING,
    "reports.additions.actions.add_text": lambda w: additions.add_text(
        w.a, w.months[6], kind="month", section="muc_5", text="Đề nghị bổ sung kinh phí", by=w.clerk
    ),
    "reports.issuing.actions.issue_report": issued,
    "reports.issuing.actions.keep_signed": lambda w: issuing.keep_signed(
        issued(w, "02/BC"), scan_pdf() + b"\n\n\n", name="da-ky.pdf", says_not_secret=True, by=w.head
    ),
    "reports.wording.actions.set_wording": lambda w: wording.set_wording(
        w.province, {"tong_quat": "{don_vi}: {hoan_thanh}/{tong}."}, by=w.administrator
    ),
    "reports.wording.actions.standard_wording": worded,
    "reports.publication.actions.propose_publication": proposed_anew,
    "reports.publication.actions.confirm_publication": confirmed,
    "reports.publication.actions.withdraw_publication": withdrawn,
    "agencies.sessions.actions.end_session": lambda w: sessions.end_session(
        w.officer, handle=logged_in(w).handle, by=w.officer
    ),
    "agencies.sessions.actions.end_others": lambda w: (
        logged_in(w),
        sessions.end_others(w.officer, but=None, by=w.officer),
    ),
    "machines.tokens.actions.make_token": token_of,
    "machines.tokens.actions.revoke_token": lambda w: tokens.revoke_token(token_of(w, "Máy cũ"), by=w.officer),
    "machines.tokens.actions.add_system": lambda w: tokens.add_system(w.a, name="Một cửa", by=w.administrator),
    "machines.tokens.actions.set_agencies": lambda w: tokens.set_agencies(
        tokens.add_system(w.a, name="Trục", by=w.administrator), [w.b], by=w.administrator
    ),
    "machines.tokens.actions.switch_system": lambda w: tokens.switch_system(
        tokens.add_system(w.a, name="Kho", by=w.administrator), is_on=False, by=w.administrator
    ),
}
