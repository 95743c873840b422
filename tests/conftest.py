"""The cast: one province, two agencies, one plan of 2022, people with fixed rights. Any test may ask for any of it.

Places    province (code vinh-phuc) → agency_a (so-a) → division_1, division_2 (a-1, a-2); agency_b (so-b).
          Both agencies are of peer_group.
Year      plan (2022, 15th to 14th, due after 3 working days) · months: {1: Period … 12: Period}, 1 to 9 open,
          10 to 12 planned · close_until(6) closes 1 … 6 · period(3): a Period, read anew.
Catalogue indicators.number (running total) .monthly (months are added) .latest .average .peak .ratio (%) .task
People    administrator, officer, committee hold their roles at the province; head_a, clerk_a at agency_a;
          head_division at division_1; head_b at agency_b; stranger holds none.
          superuser is the administrator as such, logged in.
          `client.force_login(head_a)`; the password of all is tests.factories.PASSWORD.
Helpers   item(agency=…, kind="number", operator=">=", low=100, month=1, **fields): an assigned item with its target
          draft | submitted | approved (item, month, value=…) or (…, numerator=…, denominator=…): an entry
          standing(item, month): its judged row, read anew · cause: a coded cause · on_day(date): what day it is
          confirmed(item, outcome, since=date): a claimed and confirmed cause
          queue: work that takes long waits for a worker, and is not done at once

SHARED          what a file begins with is written once for all its tests (tests.sharing)
demonstration   its database, loaded once in a worker: `with entered(demonstration): …` (tests.databases).
                Leave it as it was: `on_the_demonstration` enters for one test and rolls back.
"""

import gc
from datetime import date
from types import SimpleNamespace

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TransactionTestCase, override_settings, utils
from django.test.signals import template_rendered
from django.test.utils import setup_databases, teardown_databases
from django_tasks_db.management.commands import db_worker

from agencies.clock import now
from agencies.pages import pace
from dxtracker.demonstration import papers
from kpis.causes.actions import claim_cause, decide_claim
from kpis.entry.actions import approve, move, type_figures
from kpis.items.actions import assign
from kpis.models import Period, Standing
from kpis.periods.actions import close_period, plan_periods
from tests import factories
from tests.databases import DEMONSTRATION, MIGRATED, copied, entered, filled, unguarded
from tests.logins import be_there
from tests.scheduling import LONGEST, pytest_xdist_make_scheduler  # noqa: F401 - found here by pytest
from tests.sharing import is_of_database, own_rows, pytest_fixture_setup, shared_first, shared_rows  # noqa: F401 - found by pytest

# How long an example takes is no finding: machines are noisy.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], database=None
)
hypothesis.settings.load_profile("house")
INDICATORS = {
    "number": {"kind": "number", "over_time": "cumulative"},
    "monthly": {"kind": "number", "over_time": "sum"},
    "latest": {"kind": "number", "over_time": "latest"},
    "average": {"kind": "number", "over_time": "average"},
    "peak": {"kind": "number", "over_time": "max"},
    "ratio": {"kind": "ratio", "over_time": "latest"},
    "task": {"kind": "deliverable", "over_time": "latest"},
}


def pytest_configure(config):
    """Tests that write for good are cleaned up after, and nothing else may empty the trail; logging in is short."""
    gc.disable()  # until all is loaded
    empty = TransactionTestCase._fixture_teardown

    def empty_the_trail_too(case):
        with unguarded("agencies_auditevent"):
            empty(case)

    TransactionTestCase._fixture_teardown = empty_the_trail_too
    Client.force_login = be_there
    utils.instrumented_test_render = told_of_pages
    pace.MOST = dict.fromkeys(pace.MOST, 10**9)  # a test's people ask as often as they like


def told_of_pages(template, context):
    """What tests read of a page is its own context: copying that of each part it takes in costs 4 % of a run."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


def pytest_collection_finish():
    """What is there before the first test stays until the last: searching it for rubbish took a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 50, 50)  # memory is there, and requests make more rubbish than they keep


def pytest_collection_modifyitems(config, items):
    """The longest first; and a test without a database has nothing to say of PostgreSQL: it runs once, on SQLite."""
    shared_first(items)
    items.sort(key=lambda item: next((n for n, file in enumerate(LONGEST) if item.nodeid.startswith(file)), 99))
    if connection.vendor != "postgresql":
        return
    kept = [item for item in items if is_of_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def months_root(tmp_path_factory):
    """Closed months are unpacked beside the tests' other files, and not where a system that runs here keeps its own."""
    with override_settings(MONTHS_ROOT=tmp_path_factory.mktemp("months")):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Before the database is set up: in memory it is there already where one has been prepared."""
    prepared = filled(connection.creation._get_test_db_name(), MIGRATED)
    yield
    if prepared:
        prepared.close()


@pytest.fixture(scope="session")
def own_database(django_db_setup, django_db_blocker):
    """A database of the tests' own, also where only browser tests run: pytest-django then sets up none."""
    name = str(connection.settings_dict["NAME"])
    if "memory" in name or name.startswith("test_"):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def demonstration(own_database, django_db_blocker):
    """The name of a database that holds the demonstration as the command loads it."""
    with django_db_blocker.unblock(), copied("demonstration") as name:
        prepared = filled(name, DEMONSTRATION)
        with entered(name), override_settings(DX_DEMONSTRATION=True, DX_TODAY=date(2022, 11, 10)):
            if prepared:
                papers.keep_files()
            else:
                call_command("demonstration", verbosity=0)
        yield name
        if prepared:
            prepared.close()


@pytest.fixture
def on_the_demonstration(demonstration, django_db_blocker):
    """The test stands in the demonstration's database; what it writes is rolled back."""
    with django_db_blocker.unblock(), entered(demonstration), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def on_day(settings):
    """on_day(date(2022, 10, 17)): the day that agencies.clock tells from then on."""

    def set_day(day: date):
        settings.DX_TODAY = day

    return set_day


@pytest.fixture
def queue(settings, monkeypatch):
    """Work waits in the database for a worker (tests.agencies.work.queue)."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # a test stands in a transaction of its own


# --- places ------------------------------------------------------------------------------------------------------


@pytest.fixture
def province(db):
    return factories.ProvinceFactory(code="vinh-phuc", name="Tỉnh Vĩnh Phúc")


@pytest.fixture
def peer_group(db):
    return factories.PeerGroupFactory()


@pytest.fixture
def agency_a(province, peer_group):
    return factories.AgencyFactory(
        parent=province, code="so-a", name="Sở Xây dựng", short_name="Sở XD", peer_group=peer_group, sort_order=1
    )


@pytest.fixture
def agency_b(province, peer_group):
    return factories.AgencyFactory(
        parent=province, code="so-b", name="Sở Kế hoạch và Đầu tư", peer_group=peer_group, sort_order=2
    )


@pytest.fixture
def division_1(agency_a):
    return factories.DivisionFactory(parent=agency_a, code="a-1", name="Văn phòng Sở")


@pytest.fixture
def division_2(agency_a):
    return factories.DivisionFactory(parent=agency_a, code="a-2", name="Phòng Quy hoạch kiến trúc")


# --- the year and the catalogue ----------------------------------------------------------------------------------


@pytest.fixture
def plan(province):
    plan = factories.PlanFactory(province=province, year=2022)
    plan_periods(plan, by=None)
    plan.periods.filter(month__lte=9).update(state="open", opened_at=now())
    return plan


@pytest.fixture
def months(plan):
    return {period.month: period for period in plan.periods.order_by("month")}


@pytest.fixture
def close_until(plan, officer):
    """close_until(6): months 1 to 6 are closed by the officer, in order."""

    def close(last: int) -> None:
        for period in plan.periods.filter(month__lte=last, state="open").order_by("month"):
            close_period(period, by=officer)

    return close


@pytest.fixture
def indicators(province):
    return SimpleNamespace(
        **{name: factories.IndicatorFactory(province=province, **kind) for name, kind in INDICATORS.items()}
    )


@pytest.fixture
def cause(province):
    return factories.CauseFactory(province=province, code="chua-co-phan-mem")


# --- people ------------------------------------------------------------------------------------------------------


def _person(username: str, agency=None, role: str = ""):
    user = factories.UserFactory(username=username)
    if agency is not None:
        factories.MembershipFactory(user=user, agency=agency, role=role)
    return user


@pytest.fixture
def administrator(province):
    return _person("quantri", province, "administrator")


@pytest.fixture
def superuser(administrator, client):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    return administrator


@pytest.fixture
def officer(province):
    return _person("thuongtruc", province, "officer")


@pytest.fixture
def committee(province):
    return _person("thanhvien", province, "committee")


@pytest.fixture
def head_a(agency_a):
    return _person("giamdoc.a", agency_a, "agency_head")


@pytest.fixture
def clerk_a(agency_a):
    return _person("nhaplieu.a", agency_a, "agency_clerk")


@pytest.fixture
def head_division(division_1):
    return _person("truongphong.a1", division_1, "division_head")


@pytest.fixture
def head_b(agency_b):
    return _person("giamdoc.b", agency_b, "agency_head")


@pytest.fixture
def stranger(db):
    return _person("nguoila")


# --- items and figures -------------------------------------------------------------------------------------------


@pytest.fixture
def item(plan, months, agency_a, indicators):
    """item(kind="ratio", low=80): give an indicator to an agency; the target is in force from `month` on."""

    def give(agency=None, kind="number", operator=None, low=100, high=None, month=1, baseline=None, **fields):
        operator = operator or ("done" if kind == "task" else ">=")
        target = {"operator": operator, "low": None if operator == "done" else low, "high": high, "baseline": baseline}
        indicator = fields.pop("indicator", None) or getattr(indicators, kind)
        return assign(
            plan=plan,
            agency=agency or agency_a,
            indicator=indicator,
            by=None,
            in_force_from=months[month],
            target=target | {"unit": indicator.unit},
            **fields,
        )

    return give


@pytest.fixture
def draft(months, clerk_a):
    """draft(item, 3, value=12): typed by clerk_a, not yet submitted."""

    def type_it(assignment, month, **figures):
        version = assignment.entries.filter(period=months[month]).values_list("version", flat=True).first()
        return type_figures(assignment, months[month], by=clerk_a, version=version, **figures)

    return type_it


@pytest.fixture
def submitted(draft, head_a):
    """submitted(item, 3, value=12): this one entry, submitted by head_a."""

    def submit(assignment, month, **figures):
        entry = draft(assignment, month, **figures)
        with transaction.atomic():
            return move(entry, "submit", by=head_a, changed={"submitted_at": now(), "submitted_by": head_a})

    return submit


@pytest.fixture
def approved(submitted, officer):
    """approved(item, 3, value=12): typed by clerk_a, submitted by head_a, approved by officer; standings follow."""

    def approve_it(assignment, month, **figures):
        entry = submitted(assignment, month, **figures)
        approve([entry.pk], by=officer)
        entry.refresh_from_db()
        return entry

    return approve_it


@pytest.fixture
def standing(db):
    """standing(item, 3): the judged row as the tables hold it."""

    def get(assignment, month) -> Standing:
        return Standing.objects.get(assignment=assignment, period__month=month)

    return get


@pytest.fixture
def confirmed(cause, clerk_a, officer):
    """confirmed(item, "not_measurable", since=date(2022, 1, 1)): claimed by clerk_a, confirmed by officer."""

    def confirm(assignment, outcome, since, until=None):
        claim = claim_cause(assignment, cause=cause, outcome=outcome, holds_from=since, holds_until=until, by=clerk_a)
        return decide_claim(claim, by=officer, confirm=True, reason="Đúng thực tế")

    return confirm


@pytest.fixture
def period(plan):
    """period(3): that month's Period, read anew."""

    def get(month: int) -> Period:
        return plan.periods.get(month=month)

    return get
