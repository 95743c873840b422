"""What the official report of a large province costs, by the form in which it is written.

    .venv/bin/python benchmarks/report.py [--agencies 200] [--items 30] [--rounds 3]

Writes a province in bulk into a SQLite file of its own, closes no more than one month of it, and lets the command
write the report of 10/2022 in each form, in a process each time. Processor time is that of the process and of all
that it starts; memory the most that one of them held. The floor is the same command's start and the bare read of the
standings that the report tells: floor and forms take turns, the least of each stands. Prints Markdown; ends with
status 1 above a ratio or 300 MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = {"json": 3.5, "docx": 3.5, "pdf": 7.5}  # times the floor
MEGABYTES = 300
READ = (
    "from reports.management.commands import write_report; from kpis.models import Standing; "
    "list(Standing.objects.filter(period__plan__year=2022, period__month=10).values_list())"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=200)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dxr-") as place:
        around = os.environ | {"DX_VAR": place, "DATABASE_URL": f"sqlite:///{place}/db.sqlite3"}
        manage(around, "migrate", "--verbosity=0")
        manage(around, "scale_demo", f"--agencies={asked.agencies}", f"--items={asked.items}", "--keep=1")
        output = f"--output={place}/report"
        written = ["write_report", "--year=2022", "--month=10", output]
        turns = {"floor": ["shell", "--no-imports", f"--command={READ}"]}
        turns |= {form: [*written, f"--format={form}"] for form in MOST}
        costs = [{name: manage(around, *words) for name, words in turns.items()} for _round in range(asked.rounds)]
    least = {name: min(turn[name][0] for turn in costs) for name in turns}
    held = {name: max(turn[name][1] for turn in costs) for name in turns}
    print("| Form | s of processor | × floor | MB |\n|---|--:|--:|--:|")
    for name, seconds in least.items():
        print(f"| {name} | {seconds:.2f} | {seconds / least['floor']:.1f} | {held[name]:.0f} |")
    passed = all(least[form] <= most * least["floor"] and held[form] <= MEGABYTES for form, most in MOST.items())
    sys.exit(0 if passed else 1)


def manage(around: dict[str, str], *words: str) -> tuple[float, float]:
    """(seconds of processor time, megabytes at most) of a command and of what it waited for."""
    started = subprocess.Popen([sys.executable, "manage.py", *words], cwd=ROOT, env=around, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(started.pid, 0)
    if status:
        sys.exit(f"manage.py {' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
