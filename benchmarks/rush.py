"""The last minute of a month: every agency types its figures and sends its report while all the others do.

    .venv/bin/python benchmarks/rush.py --agencies 200 --items 30

Starts a PostgreSQL and a gunicorn with 4 workers of its own. Each agency's head opens the month's page, posts each row
as the page's script does and signs, on a connection that is kept; all of them begin within `--seconds`. Then what
was posted is compared with what the tables hold, and the standings are judged anew. Ends with status 1 on any answer
that is not the wanted one, any figure lost, any report missing, any standing that differs. Prints Markdown.
"""

import argparse
import http.client
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from socket import create_connection, socket
from threading import Barrier, Thread
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
YEAR, MONTH, TODAY = 2022, 11, "2022-11-10"
WORKERS, THREADS, PATIENCE = 4, 2, 120  # as deploy/systemd has them
COOKIE, TOKEN = "sessionid", re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LOW = {"number": 1000, "ratio": 50}  # targets; what is typed meets them and stays below twice as much


def main() -> None:
    asked = arguments()
    if asked.inside:
        print(json.dumps(prepared(asked) if asked.inside == "prepare" else found()))
        return
    with tempfile.TemporaryDirectory(prefix="dxr-", dir="/tmp") as place:
        folder, server = f"{place}/pg", str(ROOT / "tests" / "postgres.sh")
        Path(place).chmod(0o755)
        subprocess.run([server, "start", folder], check=True)
        try:
            passed = rush(asked, place, f"postgresql://postgres@/dxtracker?host={folder}")
        finally:
            subprocess.run([server, "stop", folder], check=True)
    sys.exit(0 if passed else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=200)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60, help="within which all agencies begin")
    parser.add_argument("--inside", choices=["prepare", "find"], help=argparse.SUPPRESS)
    return parser.parse_args()


def rush(asked: argparse.Namespace, place: str, url: str) -> bool:
    """Prepare, serve, post, compare and tell; whether everything held."""
    surroundings = surroundings_of(url, place)
    agencies = run_inside("prepare", asked, surroundings)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = f"--workers {WORKERS} --threads {THREADS} --timeout {PATIENCE} --keep-alive 30 --log-level warning"
    command = [sys.executable, "-m", "gunicorn", "dxtracker.wsgi", "--bind", f"127.0.0.1:{port}", *options.split()]
    with Path(place, "gunicorn.log").open("w") as log:
        served = subprocess.Popen(command, env=surroundings, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_for(port)
            warm(port)
            began = time.perf_counter()
            hands = all_at_work(port, agencies, asked.seconds)
            took = time.perf_counter() - began
        finally:
            served.terminate()
            served.wait(30)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    kept = run_inside("find", asked, surroundings)
    check = [sys.executable, "manage.py", "rebuild_standings", "--check"]
    checked = subprocess.run(check, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    passed = report(hands, kept, took, used, checked)
    if not passed:
        print(Path(place, "gunicorn.log").read_text()[-4000:], file=sys.stderr)
    return passed


def surroundings_of(url: str, place: str) -> dict[str, str]:
    """As in production, but for the second factor: the heads' sessions are written straight into the database."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DX_")}
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dxtracker.settings", "DX_VAR": f"{place}/var"}
    return plain | own | {"DX_TODAY": TODAY, "DX_SECOND_FACTOR": "0", "SECRET_KEY": "only-for-the-rush"}


def run_inside(act: str, asked: argparse.Namespace, surroundings: dict[str, str]):
    """Do what needs Django in a process of its own."""
    command = [sys.executable, __file__, "--inside", act]
    command += [f"--agencies={asked.agencies}", f"--items={asked.items}"]
    answer = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(answer.stdout.splitlines()[-1])


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def warm(port: int) -> None:
    """Every worker has loaded the product before the minute begins."""

    def visit() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        line.request("GET", "/account/login/", headers={"Host": "localhost"})
        line.getresponse().read()

    for _ in range(2):
        visits = [Thread(target=visit) for _ in range(4 * WORKERS)]
        for visit_made in visits:
            visit_made.start()
        for visit_made in visits:
            visit_made.join()


# --- what is there before ----------------------------------------------------------------------------------------


def prepared(asked: argparse.Namespace) -> list[dict]:
    """One province with its year; of each agency its code, its head's session, and (item, what is typed of it)."""
    import django

    django.setup()
    from django.core.management import call_command

    from agencies.models import Agency
    from benchmarks.country.places import write_places
    from benchmarks.country.size import Size

    call_command("migrate", verbosity=0)
    call_command("fonts", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    write_places(Size(1, asked.agencies, asked.items))
    give_items()
    agencies = Agency.objects.filter(level="agency").order_by("path")
    return [{"code": a.code, "session": session_of(a), "rows": rows_of(a)} for a in agencies]


def give_items() -> None:
    """Every indicator a number or a ratio that every agency has to reach; the month is open, none before it."""
    from agencies.models import Agency, User
    from kpis.models import Assignment, Indicator, Period, Plan, Target
    from kpis.periods.actions import plan_periods
    from kpis.standings import actions as standings

    by = User.objects.get(username="scale-T01")
    plan = Plan.objects.create(province=Agency.objects.get(level="province"), year=YEAR, name=f"Kế hoạch {YEAR}")
    plan_periods(plan, by=by)
    Indicator.objects.exclude(kind="ratio").update(kind="number", over_time="cumulative", unit="lượt")
    agencies, indicators = Agency.objects.filter(level="agency"), list(Indicator.objects.all())
    Assignment.objects.bulk_create(
        Assignment(plan=plan, agency=agency, indicator=indicator) for agency in agencies for indicator in indicators
    )
    first = plan.periods.get(month=1)
    items = Assignment.objects.select_related("indicator")
    Target.objects.bulk_create(target_of(item, first, by) for item in items)
    Period.objects.filter(plan=plan, month=MONTH).update(state="open")
    standings.rebuild(plan)


def target_of(item, first, by):
    from django.utils import timezone

    from kpis.models import Target

    low, unit = LOW[item.indicator.kind], item.indicator.unit
    return Target(
        assignment=item, in_force_from=first, operator=">=", low=low, unit=unit, set_at=timezone.now(), set_by=by
    )


def session_of(agency, person=None) -> str:
    """A session of the agency's head, or of another person, as logging in leaves it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from agencies.models import User
    from dxtracker.requests.middleware import BEGAN

    head = person or User.objects.get(username=f"scale-T01-{agency.code}")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(head.pk)
    session[BACKEND_SESSION_KEY] = "agencies.people.accounts.Accounts"
    session[HASH_SESSION_KEY] = head.get_session_auth_hash()
    session[BEGAN] = int(time.time())
    session.save()
    return session.session_key


def rows_of(agency) -> list[tuple[int, dict[str, int]]]:
    """(item, field → figure): every figure is of its own, so that no row can stand for another."""
    from kpis.models import Assignment

    rows = []
    for item in Assignment.objects.filter(agency=agency).select_related("indicator").order_by("pk"):
        if item.indicator.kind == "ratio":
            rows.append((item.pk, {"numerator": 600_000 + item.pk, "denominator": 1_000_000}))
        else:
            rows.append((item.pk, {"value": 1000 + item.pk % 900}))
    return rows


# --- the minute --------------------------------------------------------------------------------------------------


class Hand(Thread):
    """The head of one agency: opens the page, saves its rows, signs. `seconds` of each kind of request, `wrong`."""

    def __init__(self, port: int, agency: dict, begins: float, barrier: Barrier):
        super().__init__(daemon=True)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.agency, self.begins, self.barrier = agency, begins, barrier
        self.seconds: dict[str, list[float]] = {"page": [], "row": [], "signature": []}
        self.wrong: list[str] = []
        self.cookies, self.token = f"{COOKIE}={agency['session']}", ""
        self.finished_at = 0.0

    def run(self) -> None:
        self.barrier.wait()
        time.sleep(self.begins)
        page, ask = f"/entry/{self.agency['code']}/", f"?year={YEAR}&month={MONTH}"
        try:
            self.open(page + ask)
            for item, figures in self.agency["rows"]:
                posted = {f"{item}-{name}": figure for name, figure in figures.items()} | {f"{item}-version": ""}
                answer = self.send("row", "POST", f"{page}{item}/{ask}", posted, {"HX-Request": "true"})
                if answer.getheader("DX-Saved") != "1":
                    self.wrong.append(f"row {item}: {answer.status}, DX-Saved {answer.getheader('DX-Saved')}")
            answer = self.send("signature", "POST", f"{page}submit/{ask}", {})
            if answer.status != 302:
                self.wrong.append(f"signature: {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(repr(error))
        self.finished_at = time.perf_counter()

    def open(self, url: str) -> None:
        answer = self.send("page", "GET", url)
        token = TOKEN.search(answer.body)
        if answer.status != 200 or token is None:
            raise http.client.HTTPException(f"page: {answer.status}, {answer.getheader('Location')}")
        self.token = token[1].decode()
        self.cookies = "; ".join([self.cookies, *(line.split(";")[0] for line in answer.msg.get_all("Set-Cookie", []))])

    def send(self, kind: str, method: str, url: str, posted: dict | None = None, more: dict | None = None):
        """The answer, its body read into `body`."""
        headers = {"Cookie": self.cookies, "Host": "localhost"} | (more or {})
        body = None
        if posted is not None:
            body = urlencode(posted | {"csrfmiddlewaretoken": self.token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.line.request(method, url, body, headers)
        answer = self.line.getresponse()
        answer.body = answer.read()
        self.seconds[kind].append(time.perf_counter() - began)
        return answer


def all_at_work(port: int, agencies: list[dict], seconds: float) -> list[Hand]:
    """Every agency's head at work, each beginning at its own moment within `seconds`."""
    barrier = Barrier(len(agencies))
    step = seconds / len(agencies)
    hands = [Hand(port, agency, number * step, barrier) for number, agency in enumerate(agencies)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return hands


# --- what is there afterwards ------------------------------------------------------------------------------------


def found() -> dict:
    """What the tables hold: item → figures of its submitted entry, agencies with a report, and events of each move."""
    import django

    django.setup()
    from kpis.models import Entry, EntryEvent, Report

    entries = Entry.objects.filter(status="submitted", version=2).values_list(
        "assignment", "value", "numerator", "denominator"
    )
    names = ("value", "numerator", "denominator")
    figures = {
        item: {name: int(figure) for name, figure in zip(names, row, strict=True) if figure is not None}
        for item, *row in entries
    }
    reports = list(Report.objects.values_list("agency__code", flat=True))
    return {
        "figures": figures,
        "reports": reports,
        "events": Counter(EntryEvent.objects.values_list("move", flat=True)),
    }


def report(hands: list[Hand], kept: dict, took: float, used: float, checked: subprocess.CompletedProcess) -> bool:
    """Print what was measured; whether nothing failed, nothing is lost and nothing differs."""
    posted = {str(item): figures for hand in hands for item, figures in hand.agency["rows"]}
    lost = [item for item, figures in posted.items() if kept["figures"].get(item) != figures]
    silent = Counter(hand.agency["code"] for hand in hands) - Counter(kept["reports"])
    wrong = [f"{hand.agency['code']}: {line}" for hand in hands for line in hand.wrong]
    moves_hold = kept["events"] == {"type": len(posted), "submit": len(posted)}
    requests = sum(len(times) for hand in hands for times in hand.seconds.values())
    print(
        f"\n{len(hands)} agencies × {len(posted) // len(hands)} items, {WORKERS} workers of {THREADS} threads: ", end=""
    )
    print(f"{requests} requests in {took:.1f} s, {requests / took:.0f} a second; ", end="")
    print(f"{1000 * used / requests:.1f} ms of the web server's processor each\n")
    print("| Request | Number | median, ms | p95, ms | max, ms |\n|---|--:|--:|--:|--:|")
    for kind in ("page", "row", "signature"):
        times = sorted(1000 * second for hand in hands for second in hand.seconds[kind])
        if times:
            late = times[min(len(times) - 1, int(len(times) * 0.95))]
            print(f"| {kind} | {len(times)} | {statistics.median(times):.0f} | {late:.0f} | {times[-1]:.0f} |")
    print(f"\n- errors: {len(wrong)} {wrong[:5] if wrong else ''}")
    print(f"- figures lost or changed: {len(lost)} of {len(posted)}; reports missing: {sum(silent.values())}")
    print(f"- an event for each move, once: {'yes' if moves_hold else kept['events']}")
    print(f"- rebuild_standings --check: {(checked.stdout + checked.stderr).strip().splitlines()[-1]}")
    return not (wrong or lost or silent or checked.returncode) and moves_hold


if __name__ == "__main__":
    main()
