"""Times every board against its floor, on PostgreSQL and on SQLite, with one year of history and with five.

    .venv/bin/python benchmarks/boards.py --provinces 34 --agencies 176 --items 25

The floor is an empty page of the same frame and person, and the one bare query that groups the board's period. Floor
and board take turns, so that a busy machine slows both; figures are medians. Prints Markdown tables.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
YEAR, MONTH = 2022, 10
WARM = 3


def main() -> None:
    asked = arguments()
    if asked.inside:
        print(json.dumps(measured(asked)))
        return
    folder = tempfile.mkdtemp(prefix="dxb-", dir="/tmp")
    server = str(ROOT / "tests" / "postgres.sh")
    subprocess.run([server, "start", folder], check=True)
    try:
        url = f"postgresql://postgres@/dxtracker?host={folder}"
        report("PostgreSQL", asked, asked.provinces, run_inside(url, asked, asked.provinces))
    finally:
        subprocess.run([server, "stop", folder], check=True)
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/scale.sqlite3"
        report("SQLite", asked, asked.sqlite_provinces, run_inside(url, asked, asked.sqlite_provinces))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--sqlite-provinces", type=int, default=1)
    parser.add_argument("--agencies", type=int, default=176)
    parser.add_argument("--items", type=int, default=25)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_inside(url: str, asked: argparse.Namespace, provinces: int) -> dict:
    """Load and measure in a process of its own, since a process has one database."""
    options = {"provinces": provinces, "agencies": asked.agencies, "items": asked.items}
    options |= {"years": asked.years, "rounds": asked.rounds}
    command = [sys.executable, __file__, "--inside", *(f"--{name}={value}" for name, value in options.items())]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DX_")}
    surroundings = plain | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    answer = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(answer.stdout.splitlines()[-1])


def measured(asked: argparse.Namespace) -> dict:
    """Seconds to load, and for one year and all years each board's figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from dxtracker.scale.load import add_years, load
    from dxtracker.scale.size import Size

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    call_command("migrate", verbosity=0)
    size = Size(asked.provinces, asked.agencies, asked.items)
    began = time.perf_counter()
    load(size, 1, tell)
    one = boards_of(size, asked.rounds)
    if asked.years > 1:
        add_years(size, range(YEAR - asked.years + 1, YEAR), tell)
    return {"one": one, "all": boards_of(size, asked.rounds), "seconds": time.perf_counter() - began}


def boards_of(size, rounds: int) -> dict[str, dict]:
    """name -> {board, page, query: milliseconds, queries}."""
    from django.test import Client

    from agencies.models import User

    code = size.codes[len(size.codes) // 2]
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=f"scale-{code}"))
    pages = pages_of(code)
    for url, query in pages.values():
        for _ in range(WARM):
            fetch(client, url), fetch(client, "/account/"), query()
    taken: dict[str, dict[str, list[float]]] = {name: {"page": [], "query": [], "board": []} for name in pages}
    for _ in range(rounds):
        for name, (url, query) in pages.items():
            taken[name]["page"].append(clocked(lambda: fetch(client, "/account/")))
            taken[name]["query"].append(clocked(query))
            taken[name]["board"].append(clocked(lambda url=url: fetch(client, url)))
    return {
        name: {part: statistics.median(times) for part, times in taken[name].items()}
        | {"queries": queries_of(client, url)}
        for name, (url, _) in pages.items()
    }


def pages_of(code: str) -> dict:
    """name -> (address, the bare query that groups what the board groups)."""
    from django.db.models import Count

    from kpis.models import Assignment, Period, Standing

    period = Period.objects.get(plan__province__code=code, plan__year=YEAR, month=MONTH)
    items = Assignment.objects.filter(plan=period.plan_id)
    item = items.filter(agency__code="CQ002" if items.filter(agency__code="CQ002").exists() else "CQ001").first()

    def bare(*columns: str, **where):
        rows = Standing.objects.filter(period=period, **where).order_by().values_list(*columns, "state")
        return lambda: list(rows.annotate(n=Count("*")))

    ask = f"?year={YEAR}&month={MONTH}"
    return {
        "province": (f"/boards/province/{ask}", bare("agency")),
        "agencies": (f"/boards/agencies/{ask}", bare("agency")),
        "agency": (f"/boards/agency/{item.agency.code}/{ask}", bare(agency=item.agency_id)),
        "item": (f"/boards/item/{item.pk}/{ask}", bare(assignment=item.pk)),
        "indicators": (f"/boards/indicators/{ask}", bare("indicator")),
        "indicator": (f"/boards/indicator/CT001/{ask}", bare("agency", indicator=item.indicator_id)),
        "rows": (f"/boards/rows/{ask}", bare("agency")),
    }


def fetch(client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def clocked(act) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def queries_of(client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        fetch(client, url)
    return len(queries)


def report(name: str, asked: argparse.Namespace, provinces: int, found: dict) -> None:
    months = provinces * asked.agencies * asked.items * 12 * asked.years
    print(
        f"\n{name}: {provinces} × {asked.agencies} × {asked.items} × 12, {asked.years} years"
        f" ({months:,} item-months); loaded and measured in {found['seconds']:.0f} s\n"
    )
    print("| Board | Floor, ms | Board, ms | × floor | Queries | Growth | of the ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for board, now in found["all"].items():
        before = found["one"][board]
        floor, floor_before = now["page"] + now["query"], before["page"] + before["query"]
        ratio, ratio_before = now["board"] / floor, before["board"] / floor_before
        print(
            f"| {board} | {floor:.1f} ({now['page']:.1f} + {now['query']:.1f}) | {now['board']:.1f} | {ratio:.2f}"
            f" | {now['queries']} | {now['board'] / before['board']:.2f} | {ratio / ratio_before:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
