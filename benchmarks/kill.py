"""A month is played while its web server, its worker and its PostgreSQL are killed (-9) at random moments.

    .venv/bin/python benchmarks/kill.py --rounds 20 --seed 1

Starts a PostgreSQL, a gunicorn and two workers of its own. In each round two heads type their rows and sign, an officer
hands in a sheet that the workers read and carry out, and one process is killed and started again; everybody repeats
what was not answered, as people do. Then what was answered is looked for in the tables, and the standings are judged
anew. Ends with status 1 where anything acknowledged is lost, anything stands twice, any work is left, any standing
differs. Prints Markdown.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from socket import socket
from threading import Event, Thread
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.rush import COOKIE, MONTH, TOKEN, YEAR, prepared, session_of, surroundings_of  # noqa: E402

PATIENCE, ANSWER = 240, 20  # seconds for a round's work, and for one answer
HEADS, LINES = 2, 40  # heads a round; rows of a sheet for each agency that only sheets know
SHEET_AGENCIES = 5
VERSION = re.compile(rb'name="version" value="(\d+)"')
# Everything is large, and a worker that was killed is missed soon: what takes a machine minutes takes seconds here.
SOONER = """
from datetime import timedelta
from agencies.work import rules, worker
from workbooks.runs import background
background.LARGE_FILE = background.LARGE_RUN = 1
rules.SILENT, worker.BEAT = timedelta(seconds=8), 1
"""
WORKER = f"import django; django.setup()\n{SOONER}\nworker.work_on()"
HOOK = "def post_worker_init(_worker):\n" + SOONER.replace("\n", "\n    ")


def main() -> None:
    asked = arguments()
    if asked.inside:
        print(json.dumps(begun(asked) if asked.inside == "prepare" else found()))
        return
    with tempfile.TemporaryDirectory(prefix="dxk-", dir="/tmp") as place:
        Path(place).chmod(0o755)
        servers = Servers(place)
        try:
            passed = play(asked, servers)
        finally:
            servers.end()
    sys.exit(0 if passed else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--items", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=6, help="within which the kill of a round falls")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", choices=["prepare", "find"], help=argparse.SUPPRESS)
    return parser.parse_args()


# --- what is killed ----------------------------------------------------------------------------------------------


class Servers:
    """PostgreSQL, gunicorn and two workers, each started again after it was killed."""

    def __init__(self, place: str):
        self.place, self.folder = place, f"{place}/pg"
        self.script = str(ROOT / "tests" / "postgres.sh")
        self.surroundings = surroundings_of(f"postgresql://postgres@/dxtracker?host={self.folder}", place)
        self.held: dict[str, subprocess.Popen] = {}
        self.over, self.watcher = Event(), Thread(target=self.watch)
        Path(place, "hook.py").write_text(HOOK)
        subprocess.run([self.script, "start", self.folder], check=True)
        owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        subprocess.run(
            [*owner, programs / "pg_ctl", "--pgdata", f"{self.folder}/data", "--mode", "fast", "--silent", "stop"],
            check=True, cwd="/",
        )  # fmt: skip
        options = ["-k", self.folder, "-c", "listen_addresses=", "-c", "max_connections=50", "-c", "jit=off"]
        # A commit that is answered is on the disk, as on a server in service.
        self.postgresql = [*owner, str(programs / "postgres"), "-D", f"{self.folder}/data", *options]
        self.is_ready = [str(programs / "pg_isready"), "--host", self.folder, "--quiet"]
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self, name: str) -> None:
        command = {
            "postgresql": self.postgresql,
            "web": [
                sys.executable, "-m", "gunicorn", "dxtracker.wsgi", "--config", f"{self.place}/hook.py",
                "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--log-level", "warning",
            ],
        }.get(name, [sys.executable, "-c", WORKER])  # fmt: skip
        cwd = "/" if name == "postgresql" else ROOT
        with Path(self.place, f"{name}.log").open("ab") as log:
            self.held[name] = subprocess.Popen(command, env=self.surroundings, cwd=cwd, stdout=log, stderr=log)

    def kill(self, *names: str) -> None:
        """No warning; `watch` starts them again."""
        for name in names:
            self.held[name].send_signal(signal.SIGKILL)

    def watch(self) -> None:
        """As the service manager does: what has ended is started again after two seconds, whyever it ended."""
        while not self.over.wait(2):
            for name, process in list(self.held.items()):
                if process.poll() is not None:
                    self.start(name)

    def wait_for_postgresql(self) -> None:
        """It may have been killed last, when nobody asked any more."""
        until = time.monotonic() + PATIENCE
        while subprocess.run(self.is_ready, check=False).returncode:
            if time.monotonic() > until:
                raise TimeoutError("PostgreSQL does not come back")
            time.sleep(0.2)

    def end(self) -> None:
        self.over.set()
        if self.watcher.is_alive():
            self.watcher.join()
        for name in ("worker 1", "worker 2", "web", "postgresql"):
            if name in self.held and self.held[name].poll() is None:
                self.held[name].kill()
                self.held[name].wait()
        subprocess.run([self.script, "stop", self.folder], check=True)

    def inside(self, act: str, asked: argparse.Namespace):
        command = [sys.executable, __file__, "--inside", act, f"--rounds={asked.rounds}", f"--items={asked.items}"]
        told = subprocess.run(command, env=self.surroundings, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        return json.loads(told.stdout.splitlines()[-1])


def play(asked: argparse.Namespace, servers: Servers) -> bool:
    """All rounds, then the judgement."""
    chance = random.Random(asked.seed)
    servers.start("postgresql")
    time.sleep(2)
    cast = servers.inside("prepare", asked)
    for name in ("web", "worker 1", "worker 2"):
        servers.start(name)
    servers.watcher.start()
    answered: dict = {"rows": {}, "signed": [], "unsure": [], "sheets": {}, "wrong": [], "killed": Counter()}
    for number in range(asked.rounds):
        heads = cast["heads"][number * HEADS : (number + 1) * HEADS]
        hands = [Head(servers.port, head, answered) for head in heads]
        hands.append(Officer(servers.port, cast["officer"], answered, number, cast))
        for hand in hands:
            hand.start()
        victim = chance.choice(["web", "workers", "postgresql"])
        if chance.random() < 0.7:  # else wherever it falls
            hands[-1].works.wait(asked.seconds)
        time.sleep(chance.uniform(0, asked.seconds / 4))
        servers.kill(*(("worker 1", "worker 2") if victim == "workers" else (victim,)))
        answered["killed"][victim] += 1
        for hand in hands:
            hand.join()
        print(f"round {number + 1}: {victim}; repeated {sum(hand.repeated for hand in hands)}", file=sys.stderr)
    servers.wait_for_postgresql()
    kept = servers.inside("find", asked)
    check = [sys.executable, "manage.py", "rebuild_standings", "--check"]
    checked = subprocess.run(check, env=servers.surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    return report(asked, answered, kept, checked)


# --- who plays ---------------------------------------------------------------------------------------------------


class Hand(Thread):
    """Somebody at a browser, who asks again where no answer comes."""

    def __init__(self, port: int, session: str, answered: dict):
        super().__init__(daemon=True)
        self.port, self.answered = port, answered
        self.cookies, self.token, self.repeated = f"{COOKIE}={session}", "", 0
        self.until = time.monotonic() + PATIENCE

    def run(self) -> None:
        try:
            self.play()
        except TimeoutError as error:
            self.answered["wrong"].append(str(error))

    def play(self) -> None:
        raise NotImplementedError

    def ask(self, method: str, url: str, body: bytes | None = None, **headers: str):
        """The answer (`body` read), or None where none came or it is a fault of the server."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER)
        try:
            line.request(method, url, body, {"Cookie": self.cookies, "Host": "localhost"} | headers)
            answer = line.getresponse()
            answer.body = answer.read()  # type: ignore[attr-defined]
        except (OSError, http.client.HTTPException):
            answer = None
        finally:
            line.close()
        if answer is None or answer.status >= 500:
            self.repeated += 1
            if time.monotonic() > self.until:
                raise TimeoutError(f"{method} {url}: no answer in {PATIENCE} s")
            time.sleep(0.5)
            return None
        return answer

    def page(self, url: str):
        while (answer := self.ask("GET", url)) is None:
            pass
        if token := TOKEN.search(answer.body):
            self.token = token[1].decode()
        kept = [line.split(";")[0] for line in answer.msg.get_all("Set-Cookie", [])]
        self.cookies = "; ".join([self.cookies, *kept])
        return answer

    def post(self, url: str, fields: dict, **headers: str):
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", url, body, **{"Content-Type": kind} | headers)


class Head(Hand):
    """Types the rows of an agency, then signs."""

    def __init__(self, port: int, head: dict, answered: dict):
        super().__init__(port, head["session"], answered)
        self.head = head

    def play(self) -> None:
        page, ask = f"/entry/{self.head['code']}/", f"?year={YEAR}&month={MONTH}"
        self.page(page + ask)
        for item, figures in self.head["rows"]:
            posted = {f"{item}-{name}": figure for name, figure in figures.items()} | {f"{item}-version": ""}
            while (answer := self.post(f"{page}{item}/{ask}", posted, **{"HX-Request": "true"})) is None:
                pass
            if answer.getheader("DX-Saved") == "1":
                self.answered["rows"][item] = figures
        while (answer := self.post(f"{page}submit/{ask}", {})) is None:
            pass
        if answer.status == 302:
            self.answered["signed"].append(self.head["code"])
        else:  # signed before, where the answer was lost
            self.answered["unsure"].append(self.head["code"])


class Officer(Hand):
    """Hands in a sheet and confirms it, until its page says that it is done."""

    def __init__(self, port: int, session: str, answered: dict, number: int, cast: dict):
        super().__init__(port, session, answered)
        self.number, self.cast, self.works = number, cast, Event()

    def play(self) -> None:
        self.page("/imports/")
        while (answer := self.upload()) is None:
            pass
        if answer.status != 302:
            self.answered["wrong"].append(f"sheet {self.number} was not taken: {answer.status}")
            return
        url = answer.getheader("Location")
        self.answered["sheets"][int(url.strip("/").split("/")[-1])] = "taken"
        while (state := self.state(url)) != "done":
            if state in ("previewed", "failed", "stored"):
                version = VERSION.search(self.page(url).body)
                if version is not None:
                    act = "confirm" if state == "previewed" else "reread"
                    self.post(f"{url}{act}/", {"version": version[1].decode(), "as_written": "1"})
            time.sleep(0.3)
            if time.monotonic() > self.until:
                raise TimeoutError(f"sheet {self.number} is {state} after {PATIENCE} s")
        self.answered["sheets"][int(url.strip("/").split("/")[-1])] = "done"

    def state(self, url: str) -> str:
        answer = self.ask("GET", f"{url}progress/")
        if answer is None:
            return "unknown"
        told = json.loads(answer.body)
        if told["is_running"] and not told["waits"]:
            self.works.set()
        return "working" if told["is_running"] else told["state"]

    def upload(self):
        lines = [
            f"{n};Việc {n} của đợt {self.number};lượt;≥ {100 + n};{name};15/12/{YEAR}"
            for n in range(LINES) for name in self.cast["names"]
        ]  # fmt: skip
        sheet = "TT;Chỉ tiêu, nhiệm vụ;Đơn vị tính;Chỉ tiêu giao;Cơ quan chủ trì;Thời hạn\n" + "\n".join(lines)
        fields = {"csrfmiddlewaretoken": self.token, "kind": "assignments", "in_force_from": str(self.cast["period"])}
        parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in fields.items()]
        parts.append(f'Content-Disposition: form-data; name="file"; filename="giao-{self.number}.csv"\r\n\r\n{sheet}')
        body = "".join(f"--dxk\r\n{part}\r\n" for part in parts) + "--dxk--\r\n"
        return self.ask(
            "POST", "/imports/upload/", body.encode(), **{"Content-Type": "multipart/form-data; boundary=dxk"}
        )


# --- what is there before and afterwards -------------------------------------------------------------------------


def begun(asked: argparse.Namespace) -> dict:
    """A province whose first agencies report in the month; the last ones are known by sheets alone."""
    heads = asked.rounds * HEADS
    made = prepared(argparse.Namespace(agencies=heads + SHEET_AGENCIES, items=asked.items))
    from agencies.models import Agency, Membership, User
    from kpis.models import Period

    names = list(Agency.objects.filter(level="agency").order_by("path").values_list("name", flat=True))
    province, person = Agency.objects.get(level="province"), User.objects.get(username="scale-T01")
    Membership.objects.create(user=person, agency=province, role="administrator")
    return {
        "heads": made[:heads],
        "names": names[heads:],
        "officer": session_of(province, person),
        "period": Period.objects.get(plan__year=YEAR, month=MONTH).pk,
    }


def found() -> dict:
    """What the tables hold: figures, reports, how often each run was carried out, items of sheets, work left."""
    import django

    django.setup()
    from django.db.models import Count

    from agencies.models import AuditEvent, Work
    from kpis.models import Assignment, Entry, EntryEvent, Report
    from workbooks.models import ImportRun

    names = ("value", "numerator", "denominator")
    figures = {
        item: {name: int(figure) for name, figure in zip(names, row, strict=True) if figure is not None}
        for item, *row in Entry.objects.values_list("assignment", *names)
    }
    events = EntryEvent.objects.values("entry", "move").annotate(times=Count("pk")).filter(times__gt=1).count()
    done = AuditEvent.objects.filter(action="import-done").values_list("object_id", flat=True)
    return {
        "figures": figures,
        "reports": list(Report.objects.exclude(submitted_at=None).values_list("agency__code", flat=True)),
        "moved_twice": events,
        "runs": dict(ImportRun.objects.values_list("pk", "state")),
        "done": Counter(str(pk) for pk in done),
        "of_sheets": Assignment.objects.filter(indicator__name__startswith="Việc ").count(),
        "left": [str(work) for work in Work.objects.filter(ended_at=None)],
        "attempts": Counter(Work.objects.values_list("attempts", flat=True)),
    }


def report(asked: argparse.Namespace, answered: dict, kept: dict, checked: subprocess.CompletedProcess) -> bool:
    """Print what was found; whether nothing is lost, done twice, left or different."""
    lost = [item for item, figures in answered["rows"].items() if kept["figures"].get(str(item)) != figures]
    silent = Counter(answered["signed"] + answered["unsure"]) - Counter(kept["reports"])
    undone = [pk for pk, state in answered["sheets"].items() if state == "done" and kept["runs"].get(str(pk)) != "done"]
    done = [pk for pk, state in kept["runs"].items() if state == "done"]
    twice = [pk for pk, times in kept["done"].items() if times != 1]
    wanted = len(done) * LINES * SHEET_AGENCIES
    print(f"\n{asked.rounds} rounds, killed: {dict(answered['killed'])}\n")
    print(f"- not done in {PATIENCE} s, or refused: {answered['wrong'] or 'nothing'}")
    print(
        f"- rows acknowledged: {len(answered['rows'])}, lost: {len(lost)}; events written twice: {kept['moved_twice']}"
    )
    print(f"- signatures acknowledged: {len(answered['signed'])}, lost: {sum(silent.values())}")
    print(f"- sheets carried out: {len(done)}, lost: {len(undone)}, twice: {len(twice)}; attempts: {kept['attempts']}")
    print(f"- items of sheets: {kept['of_sheets']} of {wanted}; work left: {kept['left'] or 'none'}")
    print(f"- rebuild_standings --check: {(checked.stdout + checked.stderr).strip().splitlines()[-1]}")
    faults = [*answered["wrong"], *lost, *silent, *undone, *twice, *kept["left"]]
    return not (faults or kept["moved_twice"] or checked.returncode) and kept["of_sheets"] == wanted


if __name__ == "__main__":
    main()
