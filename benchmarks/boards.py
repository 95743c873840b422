"""Times every board against its floor, on PostgreSQL and on SQLite, with one year of history and with five.

    .venv/bin/python benchmarks/boards.py --provinces 34 --agencies 176 --items 25

The floor is an empty page of the same frame and person, and the one bare query that groups the board's period. Floor
and board take turns, so that a busy machine slows both; figures are medians. "Again" is the board asked for by who has
it, held against the empty page alone. "First" is the board of a process that has kept nothing of what it wrote and
drew before, which is forgotten each time; it is not judged. On SQLite, where all is done in this process, milliseconds
are of its processor; on PostgreSQL of the clock. Prints Markdown tables; ends with status 1 where a ratio is above its
limit (LIMIT against the floor, PAIRS of a board against another, SEEN_AGAIN of every board, all on all years).
Afterwards the matrix and the country, each at a size of its own (LARGE, COUNTRY); `--boards matrix` measures the
boards named alone, at the size that is asked for.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
YEAR, MONTH = 2022, 10
WARM = 3
LIMIT = 3.0
SEEN_AGAIN = 1.2
LARGE = {"provinces": 1, "sqlite_provinces": 1, "agencies": 200, "items": 60, "years": 1, "boards": ["matrix"]}
COUNTRY = {"provinces": 34, "sqlite_provinces": 8, "agencies": 176, "items": 25, "years": 1}
COUNTRY_BOARDS = ["country", "country, open"]  # measured at that size, or where they are named
MOST_QUERIES = 12
DRAWN_IN = ("dashboards.parts.", "dxtracker.lib.numbers", "dxtracker.templatetags.", "kpis.measuring.rates")
PAIRS = {("province", "province, no line"): 1.25, ("commitments", "agencies"): 3.0}


class Page(NamedTuple):
    """A board's address, the bare query that groups what the board groups, and what surrounds it while it is asked.

    `reader` is who asks, by user name; without one the officer of the province.
    """

    url: str
    query: Callable[[], list]
    around: Callable[[], AbstractContextManager] = nullcontext
    reader: str = ""


def main() -> None:
    asked = arguments()
    if asked.inside:
        print(json.dumps(measured(asked)))
        return
    broken = compared(asked)
    if not asked.boards:
        broken += compared(argparse.Namespace(**vars(asked) | LARGE))
        broken += compared(argparse.Namespace(**vars(asked) | COUNTRY | {"boards": COUNTRY_BOARDS}))
    if broken:
        sys.exit("\n".join(broken))


def compared(asked: argparse.Namespace) -> list[str]:
    """Measures one size on both databases, each a new one; returns what is above its limit."""
    folder = tempfile.mkdtemp(prefix="dxb-", dir="/tmp")
    server = str(ROOT / "tests" / "postgres.sh")
    subprocess.run([server, "start", folder], check=True)
    try:
        url = f"postgresql://postgres@/dxtracker?host={folder}"
        broken = report("PostgreSQL", asked, asked.provinces, run_inside(url, asked, asked.provinces))
    finally:
        subprocess.run([server, "stop", folder], check=True)
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/scale.sqlite3"
        return broken + report("SQLite", asked, asked.sqlite_provinces, run_inside(url, asked, asked.sqlite_provinces))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--sqlite-provinces", type=int, default=1)
    parser.add_argument("--agencies", type=int, default=176)
    parser.add_argument("--items", type=int, default=25)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--boards", action="append", default=[], help="only this board; may be given several times")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_inside(url: str, asked: argparse.Namespace, provinces: int) -> dict:
    """Load and measure in a process of its own, since a process has one database."""
    options = {"provinces": provinces, "agencies": asked.agencies, "items": asked.items}
    options |= {"years": asked.years, "rounds": asked.rounds}
    command = [sys.executable, __file__, "--inside", *(f"--{name}={value}" for name, value in options.items())]
    command += [f"--boards={board}" for board in asked.boards]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DX_")}
    surroundings = plain | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    answer = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(answer.stdout.splitlines()[-1])


def measured(asked: argparse.Namespace) -> dict:
    """Seconds to load, and for one year and all years each board's figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.country.load import add_years, load
    from benchmarks.country.size import Size

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    call_command("migrate", verbosity=0)
    size = Size(asked.provinces, asked.agencies, asked.items)
    began = time.perf_counter()
    load(size, 1, tell, keep=1)
    one = boards_of(size, asked.rounds, asked.boards)
    if asked.years > 1:
        add_years(size, range(YEAR - asked.years + 1, YEAR), tell, keep=0)
    return {"one": one, "all": boards_of(size, asked.rounds, asked.boards), "seconds": time.perf_counter() - began}


def boards_of(size, rounds: int, boards: list[str]) -> dict[str, dict]:
    """name -> {board, again, first, page, query: milliseconds, queries}, of these boards or of all."""
    from django.test import Client

    from agencies.models import User
    from dxtracker.wsgi import RUBBISH

    code = size.codes[len(size.codes) // 2]
    pages = {name: page for name, page in pages_of(code).items() if not boards or name in boards}
    pages |= {name: page for name, page in pages_of_country().items() if name in boards}
    clients = {}
    for name, page in pages.items():
        clients[name] = client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=page.reader or f"scale-{code}"))
        for _ in range(WARM):
            board_time(client, page), fetch(client, "/account/"), page.query()
    gc.collect()
    gc.freeze()  # as who serves does
    gc.set_threshold(*RUBBISH)
    tags = {name: clients[name].get(page.url)["ETag"] for name, page in pages.items()}
    parts = ("page", "query", "board", "again", "first")
    taken: dict[str, dict[str, list[float]]] = {name: {part: [] for part in parts} for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            client = clients[name]
            taken[name]["page"].append(clocked(partial(fetch, client, "/account/")))
            taken[name]["query"].append(clocked(page.query))
            taken[name]["board"].append(board_time(client, page))
            taken[name]["again"].append(clocked(partial(fetch, client, page.url, tags[name])))
    for _ in range(max(rounds // 4, 1)):
        for name, page in pages.items():
            forget()
            taken[name]["first"].append(board_time(clients[name], page))
    return {
        name: {part: statistics.median(times) for part, times in taken[name].items()}
        | {"queries": queries_of(clients[name], page)}
        for name, page in pages.items()
    }


def forget() -> None:
    """Empty what is kept of words and drawings, which rest on their inputs alone."""
    for name, module in list(sys.modules.items()):
        if name.startswith(DRAWN_IN):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def board_time(client, page: Page) -> float:
    with page.around():
        return clocked(lambda: fetch(client, page.url))


def pages_of(code: str) -> dict[str, Page]:
    from django.db.models import Count

    from kpis.models import Assignment, Period, Standing

    period = Period.objects.get(plan__province__code=code, plan__year=YEAR, month=MONTH)
    items = Assignment.objects.filter(plan=period.plan_id)
    item = items.filter(agency__code="CQ002" if items.filter(agency__code="CQ002").exists() else "CQ001").first()

    def bare(*columns: str, **where):
        rows = Standing.objects.filter(period=period, **where).order_by().values_list(*columns, "state")
        return lambda: list(rows.annotate(n=Count("*")))

    def cells():
        """What a matrix shows, one row a cell."""
        rows = Standing.objects.filter(period=period, agency__level="agency").order_by()
        return list(rows.values_list("agency", "indicator", "assignment", "state", "value", "attainment"))

    ask = f"?year={YEAR}&month={MONTH}"
    province, own = f"/boards/province/{ask}", f"/boards/agency/{item.agency.code}/{ask}"
    return {
        "province": Page(province, bare("agency")),
        "province, no line": Page(province, bare("agency"), without_commitments),
        "agencies": Page(f"/boards/agencies/{ask}", bare("agency")),
        "agency": Page(own, bare(agency=item.agency_id)),
        "item": Page(f"/boards/item/{item.pk}/{ask}", bare(assignment=item.pk)),
        "indicators": Page(f"/boards/indicators/{ask}", bare("indicator")),
        "indicator": Page(f"/boards/indicator/CT001/{ask}", bare("agency", indicator=item.indicator_id)),
        "rows": Page(f"/boards/rows/{ask}", bare("agency")),
        "matrix": Page(f"/boards/matrix/{ask}", cells),
    } | pages_of_commitments(period, item.agency, ask)


def pages_of_commitments(period, agency, ask: str) -> dict[str, Page]:
    """Their floor groups the standings of linked items by commitment."""
    from django.db.models import Count

    from commitments.models import Commitment, ItemLink

    links = ItemLink.objects.filter(assignment__standings__period=period, item__commitment__event__plan=period.plan_id)
    own = Commitment.objects.get(agency=agency, event__plan=period.plan_id, event__agency=agency.province_id)

    def bare(**where):
        rows = links.filter(**where).order_by().values_list("item__commitment", "assignment__standings__state")
        return lambda: list(rows.annotate(n=Count("*")))

    page = f"/boards/agency/{agency.code}/commitments/{ask}"
    return {
        "commitments": Page(f"/boards/commitments/{ask}", bare()),
        "agency's commitments": Page(page, bare(item__commitment__agency=agency)),
        "commitment": Page(f"/boards/commitment/{own.pk}/{ask}", bare(item__commitment=own)),
    }


def pages_of_country() -> dict[str, Page]:
    """Closed and open in all provinces; the floor groups what the indicators of all of them are counted from."""
    from django.db.models import Count

    from agencies.clock import today
    from agencies.country.actions import country_role_of, give_country_role
    from agencies.models import User
    from kpis.models import Period, Standing

    reader, _made = User.objects.get_or_create(username="scale-country", defaults={"full_name": "Country reader"})
    if country_role_of(reader, today()) is None:
        give_country_role(reader, by=None)

    def bare(month: int):
        periods = list(Period.objects.filter(plan__year=YEAR, month=month).values_list("pk", flat=True))
        rows = Standing.objects.filter(period__in=periods).order_by().values_list("period", "indicator", "state")
        return lambda: list(rows.annotate(n=Count("*")))

    return {
        name: Page(f"/boards/country/?year={YEAR}&month={month}", bare(month), reader=reader.username)
        for name, month in zip(COUNTRY_BOARDS, (MONTH, MONTH + 1), strict=True)
    }


def without_commitments() -> AbstractContextManager:
    """The province's board as it is while nothing is signed."""
    from dashboards.parts.signed import tally_of

    return mock.patch("dashboards.boards.province.signed_and_concluded", lambda period: ({}, tally_of(period)))


def fetch(client, url: str, tag: str = "") -> None:
    """`tag`: of who has the page already."""
    answer = client.get(url, headers={"If-None-Match": tag} if tag else None)
    assert answer.status_code == (304 if tag else 200), (url, answer.status_code)


def clocked(act) -> float:
    """Milliseconds: of the processor where all is done in this process, else of the clock."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    began = clock()
    act()
    return (clock() - began) * 1000


def queries_of(client, page: Page) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries, page.around():
        fetch(client, page.url)
    return len(queries)


def report(name: str, asked: argparse.Namespace, provinces: int, found: dict) -> list[str]:
    """Prints the table; returns a line for each ratio above its limit."""
    months = provinces * asked.agencies * asked.items * 12 * asked.years
    print(
        f"\n{name}: {provinces} × {asked.agencies} × {asked.items} × 12, {asked.years} years"
        f" ({months:,} item-months); loaded and measured in {found['seconds']:.0f} s\n"
    )
    print(
        "| Board | Floor, ms | Board, ms | × floor | Queries | Growth | of the ratio | Again, ms | × page | First, ms |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for board, now in found["all"].items():
        before = found["one"][board]
        floor, floor_before = now["page"] + now["query"], before["page"] + before["query"]
        ratio, ratio_before = now["board"] / floor, before["board"] / floor_before
        print(
            f"| {board} | {floor:.1f} ({now['page']:.1f} + {now['query']:.1f}) | {now['board']:.1f} | {ratio:.2f}"
            f" | {now['queries']} | {now['board'] / before['board']:.2f} | {ratio / ratio_before:.2f}"
            f" | {now['again']:.1f} | {now['again'] / now['page']:.2f} | {now['first']:.1f} |",
            flush=True,
        )
    return [f"{name}: {line}" for line in above_limits(found["all"])]


def above_limits(found: dict[str, dict]) -> list[str]:
    ratios = {
        (board, "its floor"): (now["board"] / (now["page"] + now["query"]), LIMIT) for board, now in found.items()
    }
    ratios |= {
        (one, two): (found[one]["board"] / found[two]["board"], limit)
        for (one, two), limit in PAIRS.items()
        if one in found and two in found
    }
    again = {(f"{board} seen again", "the empty page"): now["again"] / now["page"] for board, now in found.items()}
    ratios |= {pair: (ratio, SEEN_AGAIN) for pair, ratio in again.items()}
    for (one, two), (ratio, limit) in ratios.items():
        print(f"{one} against {two}: {ratio:.2f}, at most {limit:.2f}", flush=True)
    many = [
        f"{board}: more than {MOST_QUERIES} queries" for board, now in found.items() if now["queries"] > MOST_QUERIES
    ]
    above = [(one, two) for (one, two), (ratio, limit) in ratios.items() if ratio > limit]
    return many + [f"{one} against {two} is above its limit" for one, two in above]


if __name__ == "__main__":
    main()
