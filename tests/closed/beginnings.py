"""Provinces, years and people that begin beside a world whose months are closed."""

from collections.abc import Callable
from datetime import date, timedelta

from agencies.clock import today
from agencies.country import actions as country
from agencies.deputies import actions as deputies
from agencies.inviting import actions as inviting
from agencies.links import actions as links
from agencies.models import Membership, User
from agencies.people import actions as people
from dxtracker.models import SetupCode
from dxtracker.setup import actions as setup
from kpis.plans import actions as plans
from tests.closed.world import World


def set_up(world: World) -> User:
    """A system set up by its code."""
    setup.issue_code()
    row = SetupCode.objects.get()
    setup.keep_draft(row, name="Tỉnh Lào Cai", code="LCI")
    person = {"username": "quantri.lci", "full_name": "Quản trị", "email": "b@example.vn", "password": "mat-khau-2024"}
    return setup.finish(row, by=None, **person)


def invited(world: World) -> object:
    """Somebody new, who has no password yet."""
    said = {"username": "duoc.moi", "full_name": "Người được mời", "email": "c@example.vn"}
    person = people.add_person(by=world.administrator, **said)
    return inviting.invite_many({person.pk: 0}, by=world.administrator)


def deputy(world: World) -> Membership:
    """The clerk signs for the head of agency A for a while."""
    days = {"since": today(), "until": today() + timedelta(days=9)}
    return deputies.name_deputy(world.clerk, agency=world.a, decision_number="3/UQ", by=world.head, **days)


BEGINNINGS: dict[str, Callable[[World], object]] = {
    "dxtracker.setup.actions.start_province": lambda w: setup.start_province(
        code="PTO", name="Tỉnh Phú Thọ", by=w.administrator, on=date(2022, 7, 1)
    ),
    "dxtracker.setup.actions.appoint_first": lambda w: setup.appoint_first(
        w.province, username="quantri.dau", full_name="An", email="a@example.vn", password="mat-khau-2023", by=None
    ),
    "dxtracker.setup.actions.finish": set_up,
    "agencies.inviting.actions.invite_many": invited,
    "agencies.country.actions.give_country_role": lambda w: country.give_country_role(w.officer, by=None),
    "agencies.deputies.actions.name_deputy": deputy,
    "agencies.deputies.actions.call_back": lambda w: deputies.call_back(
        Membership.objects.get(decision_number="3/UQ"), by=w.head
    ),
    "agencies.links.actions.invite": lambda w: links.invite(w.clerk, by=w.administrator),
    "agencies.links.actions.ask_for_password": lambda w: links.ask_for_password(w.clerk, by=None, address="127.0.0.1"),
    "agencies.links.actions.withdraw_links": lambda w: links.withdraw_links(w.clerk, by=w.administrator),
    "kpis.plans.actions.start_plan": lambda w: plans.start_plan(w.province, year=2024, by=w.administrator),
}
