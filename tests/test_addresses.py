"""Every address of ours, by whomever it is asked for and in whatever way: a table of answers that knows no gap.

The addresses are found in the resolver: one that is not in ANSWERS fails the first test. What GET and POST (with
nothing in it) answer stands there for PEOPLE in their order, once where it is the same for all; HEAD answers as GET
does, PUT is refused everywhere.
"""

from collections.abc import Iterator
from datetime import date
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from agencies.links.actions import invite
from agencies.models import Reorganisation
from kpis.causes.actions import claim_cause
from kpis.evidence.actions import attach_document
from kpis.models import Bottleneck, Notice
from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.machines.addressed import MACHINES, of_machines
from tests.steering.addressed import STEERING, steered
from tests.workbooks.handing import SHEET
from workbooks.opening import book
from workbooks.opening.reading import answer_to
from workbooks.runs.actions import read, store

PEOPLE = ("anonymous", "stranger", "elsewhere", "committee", "clerk_a")
ANSWERS = {
    "200 200 200 200 200 / 405": """
        health-live health-ready reports:open reports:open-month reports:open-json reports:open-csv
    """,
    "302 200 200 302 200 / 405": "home",
    "302 200 200 200 200 / 405": "waiting agencies:sessions dashboards:file",
    "404 404 404 404 404 / 405": "metrics agencies:sign-on-back",
    "404 404 404 404 404 / 404 404 404 404 404": "setup setup-province setup-administrator agencies:sign-on",
    "200 302 302 302 302 / 422 302 302 302 302": "agencies:login",
    "302 / 302": "agencies:logout agencies:sessions-end agencies:second-factor-verify kpis:notices-seen",
    "302 200 200 200 200 / 302 422 422 422 422": "agencies:password-change agencies:second-factor agencies:profile",
    "302 / 405": "agencies:kept",
    "200 200 200 200 200 / 422 422 422 422 422": "agencies:forgotten agencies:link",
    "302 404 404 200 404 / 405": "dashboards:province dashboards:bottlenecks reports:briefing",
    "302 404 200 200 404 / 405": "kpis:bottlenecks",
    "302 404 404 200 404 / 302 404 404 403 404": "kpis:bottleneck",
    "302 404 404 200 200 / 405": """
        dashboards:agencies dashboards:agency dashboards:peers dashboards:year dashboards:item dashboards:indicators
        dashboards:indicator dashboards:rows dashboards:freshness dashboards:promises dashboards:commitments
        dashboards:matrix dashboards:matrix-cell dashboards:changes
        dashboards:agency-commitments dashboards:commitment dashboards:excluded dashboards:search kpis:months
        commitments:paper commitments:paper-pdf workbooks:assignments-export reports:report reports:report-docx
        reports:report-pdf reports:issued kpis:document kpis:plan
    """,
    "302 404 404 200 403 / 405": "dashboards:dossier dashboards:dossier-letter dashboards:dossier-letter-pdf",
    "302 404 404 403 404 / 405": """
        tree:group tree:decided
        dashboards:freshness-letter dashboards:freshness-letter-pdf kpis:evidence workbooks:import-run
        workbooks:import-progress workbooks:import-file workbooks:import-annotated
        reports:publications reports:publication
    """,
    "302 / 302 404 404 403 403": """
        agencies:person-invite agencies:person-return kpis:months-plan kpis:months-tend kpis:month-open
        kpis:month-close kpis:month-reopen kpis:review-decide kpis:review-verify kpis:review-reopen kpis:cause-decide
        kpis:item-target kpis:item-terms kpis:item-withdraw kpis:item-reinstate tree:agency-rename tree:agency-edit
        tree:agency-alias tree:agency-alias-remove kpis:goal-remove commitments:items-all commitments:item-remove
        commitments:item-move commitments:file-keep commitments:file-verify kpis:plan-due-day kpis:plan-day-off
        kpis:plan-day-off-remove reports:signed-keep
    """,
    "302 / 302 404 404 404 404": "kpis:notice-seen agencies:session-end dashboards:file-ask",
    "302 404 404 404 404 / 405": "dashboards:file-fetch dashboards:country",
    "302 404 403 403 302 / 405": "kpis:entry-home",
    "302 404 404 403 302 / 302 404 404 403 302": "kpis:entry",
    "302 404 404 403 302 / 302 404 404 403 403": "kpis:entry-submit",
    "302 / 302 404 404 403 302": """
        kpis:entry-row kpis:evidence-remove commitments:file-attest reports:text
    """,
    "302 / 302 404 404 403 422": "kpis:evidence-add",
    "302 404 404 403 403 / 405": "kpis:allocations kpis:review-agency kpis:item tree:agency agencies:person",
    "302 404 404 403 403 / 302 404 404 403 403": """
        kpis:allocation kpis:goal kpis:plan-edit commitments:commitment-edit commitments:commitment-delete
        commitments:commitment-sign agencies:person-edit agencies:role-new agencies:role-edit agencies:person-leave
        agencies:person-factor commitments:commitment-correct commitments:commitment-amend commitments:item-new
        commitments:item-edit commitments:fulfilment-decide commitments:fulfilment-revoke reports:issue
        commitments:event-new
    """,
    "302 404 403 403 404 / 405": "kpis:review",
    "302 404 403 403 403 / 302 404 403 403 403": "agencies:deputies",
    "302 / 302 404 403 403 403": "agencies:deputy-end",
    "302 404 200 200 200 / 405": "kpis:causes kpis:documents kpis:goals kpis:plans",
    "302 404 404 403 200 / 302 404 404 403 422": "kpis:cause-claim commitments:fulfilment-claim",
    "302 404 200 403 403 / 302 404 422 403 403": """
        kpis:goal-new kpis:plan-new agencies:person-new agencies:invite
    """,
    "302 404 404 403 404 / 302 404 404 403 404": """
        commitments:event-edit workbooks:import-merge workbooks:import-undo workbooks:items-import
        kpis:bottleneck-confirm kpis:item-give reports:wording
    """,
    "302 / 302 404 404 403 404": """
        tree:decision-undo tree:group-rename tree:group-fill tree:group-remove commitments:commitment-drafts
        commitments:trust-retire workbooks:import-mend workbooks:import-agency workbooks:import-columns
        workbooks:import-decide workbooks:import-reread workbooks:import-confirm workbooks:import-continue
        reports:wording-standard reports:publication-propose reports:publication-confirm reports:publication-withdraw
    """,
    "302 404 404 404 404 / 302 404 404 404 404": "commitments:commitment-new",
    "302 404 404 409 409 / 405": "commitments:file reports:issued-docx reports:issued-pdf reports:signed",
    "302 404 200 403 404 / 405": "commitments:trust workbooks:import-template start start-agencies tree:tree",
    "302 404 200 403 403 / 405": "dashboards:audit workbooks:people-export agencies:people",
    "302 404 404 200 403 / 302 404 404 403 403": "kpis:plan-targets",
    "302 / 302 404 422 403 404": "commitments:trust-add",
    "302 404 200 403 404 / 302 404 422 403 404": "tree:agency-new tree:decision tree:groups start-year",
    "302 404 200 403 200 / 405": "workbooks:imports",
    "302 / 302 404 200 403 200": "workbooks:import-upload",
    "302 404 404 403 200 / 405": "workbooks:figures-template",
}
TABLE = {
    name: answers
    for table in (ANSWERS, STEERING, MACHINES)
    for answers, names in table.items()
    for name in names.split()
}
SPACES = (
    "health", "metrics", "home", "waiting", "setup", "start", "agencies:", "tree:", "dashboards:", "kpis:",
    "commitments:", "workbooks:", "reports:", "steering:", "machines:",
)  # fmt: skip


def patterns(found, space: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """(name with its namespace, route) of every address below."""
    for one in found:
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else space
            yield from patterns(one.url_patterns, inner, route + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield space + (one.name or ""), route + str(one.pattern)


def ours() -> list[str]:
    """The names of all addresses but the administration's, which Django draws for itself."""
    return [name for name, route in patterns(get_resolver().url_patterns) if not route.startswith("admin/")]


@pytest.fixture
def anonymous():
    return None


@pytest.fixture
def elsewhere(db):
    """The administrator of another province."""
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    person = factories.UserFactory(username="quantri.kia", is_staff=True)
    factories.MembershipFactory(user=person, agency=other, role="administrator")
    return person


@pytest.fixture
def world(promised, issued_reports, named,  # noqa: F811  -- fixtures
          province, plan, months, agency_a, item, submitted, draft, cause, clerk_a, head_a, administrator, settings,
          tmp_path, monkeypatch):  # fmt: skip
    """(address → arguments, start of addresses → arguments of the rest, the agency's code): all of agency A."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(book, "_answer", lambda data, seconds, memory: answer_to(data))
    target, entry = item(), submitted(item(kind="latest"), 9, value=5)
    draft(target, 9, value=5)
    proof = attach_document(target, months[9], by=clerk_a, number="5/QĐ")
    claim = claim_cause(target, cause=cause, outcome="missed", holds_from=date(2022, 1, 1), by=clerk_a)
    letter = Notice.objects.create(
        user=head_a, period=months[9], kind="before_due", on=date(2022, 9, 1), subject="x", body="x",
        made_at=timezone.now(),
    )  # fmt: skip
    run = store(
        SHEET.encode(), "giao.csv", kind="assignments", province=province, plan=plan, period=months[10],
        by=administrator,
    )  # fmt: skip
    read(run)
    blocked = Bottleneck.objects.create(
        plan=plan, indicator=target.indicator, cause=cause, owner=agency_a, confirmed_on=date(2022, 6, 1)
    )
    code = [agency_a.code]
    known = promised[1] | issued_reports | named | steered(months, target, head_a) | {
        "kpis:plan-day-off-remove": [plan.pk, 1], "kpis:plan-due-day": [months[12].pk],
        **{f"kpis:{name}": [plan.pk] for name in ("plan", "plan-edit", "plan-targets", "plan-day-off")},
        "kpis:months-plan": [plan.pk], "kpis:months-tend": [plan.pk], "kpis:notice-seen": [letter.pk],
        "kpis:entry-row": [*code, target.pk], "kpis:evidence-add": [*code, target.pk], "kpis:evidence": [proof.pk],
        "kpis:evidence-remove": [proof.pk], "kpis:allocation": [target.pk], "kpis:review-verify": [*code, entry.pk],
        "kpis:review-reopen": [*code, entry.pk], "kpis:cause-claim": [target.pk], "kpis:cause-decide": [claim.pk],
        "kpis:bottleneck": [blocked.pk], "kpis:bottleneck-confirm": [plan.pk, target.indicator_id],
        "dashboards:item": [target.pk], "dashboards:matrix-cell": [target.pk],
        "dashboards:indicator": [target.indicator.code],
        "workbooks:figures-template": [*code, 2022, 9], "workbooks:import-template": ["assignments"],
        "agencies:link": [invite(clerk_a, by=administrator)], "agencies:role-new": [head_a.pk],
        "agencies:role-edit": [head_a.pk, head_a.memberships.get().pk],
    }  # fmt: skip
    decided = factories.DocumentFactory(province=province)
    act = Reorganisation.objects.create(
        province=province, kind="end", effective_on=date(2022, 1, 1), decision="QĐ 1", made_at=timezone.now(),
        changes={"changed": [], "formed": []},
    )  # fmt: skip
    known |= {"kpis:document": [decided.pk], "tree:decision-undo": [act.pk], "tree:decided": [act.pk]}
    known |= {f"tree:agency{doing}": [agency_a.pk] for doing in ("", "-rename", "-edit", "-alias")}
    known |= {f"kpis:item{act}": [target.pk] for act in ("", "-target", "-terms", "-withdraw", "-reinstate")}
    by_start = {
        "agencies:person": [head_a.pk], "kpis:month-": [months[9].pk], "commitments:": [promised[0]],
        "workbooks:import-": [run.pk],
    }  # fmt: skip
    return known | of_machines(head_a, agency_a, administrator), by_start, code


def address_of(name: str, world) -> str:
    """The address of that name in the world: with the arguments said of it, else those of its kind, else none."""
    known, by_start, code = world
    start = next((arguments for start, arguments in by_start.items() if name.startswith(start)), code)
    for arguments in [known[name]] if name in known else [[], start, code]:
        try:
            return reverse(name, args=arguments)
        except Exception:  # noqa: S112 - the next may fit
            continue
    raise AssertionError(f"say in `world` of what {name} is")


@pytest.fixture
def sessions(client, request):
    """Person → the session of each, who logs in once: what a request makes of it is taken back with all it wrote."""
    found = {}
    for name in PEOPLE:
        if person := request.getfixturevalue(name):
            client.cookies.clear()  # else the one before is logged out
            client.force_login(person)
            found[name] = client.session.session_key
    return found


def answer(client, session: str | None, method: str, address: str) -> int:
    """The status; what the request wrote is taken back, and the browser forgets what it was told to keep."""
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
    with transaction.atomic():
        status = getattr(client, method)(address).status_code
        transaction.set_rollback(True)
    return status


def of(space: str) -> list[str]:
    return [name for name in ours() if name.startswith(space)]


def test_no_address_is_unknown():
    assert set(ours()) == set(TABLE)
    assert [name for name in ours() if not name.startswith(SPACES)] == []


def in_short(statuses: list[int]) -> str:
    return " ".join(map(str, statuses if len(set(statuses)) > 1 or statuses[0] not in (302, 405) else statuses[:1]))


@pytest.mark.parametrize("space", SPACES)
def test_everybody_gets_the_answer_of_the_table(client, world, sessions, space):
    people = [sessions.get(name) for name in PEOPLE]
    found = {}
    for name in of(space):
        address = address_of(name, world)
        rows = [[answer(client, person, method, address) for person in people] for method in ("get", "post")]
        found[name] = " / ".join(map(in_short, rows))
        each = dict(zip(rows[0], people, strict=True))  # somebody for every answer that GET has
        assert [answer(client, person, "head", address) for person in each.values()] == list(each), name
        assert answer(client, people[-1], "put", address) == 405, name
        assert answer(client, None, "put", address) in (302, 405), name
    assert {name: said for name, said in found.items() if said != TABLE[name]} == {}
