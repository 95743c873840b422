"""The rules of the house, read from the code itself. Each rule is also shown a house that breaks it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Who may import whom. A name stands for itself and all below it; the longest name that fits decides.
LOWEST = {"agencies", "dxtracker.lib"}
BELOW = {"commitments", "kpis", *LOWEST}
FLOORS = {
    "dxtracker.lib": {"dxtracker.lib"},
    "agencies": LOWEST,
    "kpis": {"kpis", *LOWEST},
    "commitments": {"commitments", "kpis", *LOWEST},
    "workbooks": {"workbooks", "commitments", "kpis", *LOWEST},
    "steering": {"steering", "commitments", "kpis", *LOWEST},
    "dashboards": {"dashboards", "steering", "workbooks", *BELOW},
    "reports": {"reports", "dashboards", "steering", "workbooks", *BELOW},
    "machines": {"machines", "dashboards", "steering", "workbooks", *BELOW},
    "dxtracker": {"dxtracker", "machines", "reports", "dashboards", "steering", "workbooks", *BELOW},
    # Beside the house: nothing that serves may need them.
    "benchmarks": {"benchmarks", "dxtracker", "machines", "reports", "dashboards", "steering", "workbooks", *BELOW},
    "tools": {"tools"},
}
APPS = [name for name in FLOORS if name not in {"dxtracker.lib", "dxtracker", "benchmarks", "tools"}]
# Pure rooms import no Django and, of our own code, nothing that does.
PURE = {
    "dxtracker.lib",
    "commitments.coverage.rules",
    "commitments.drift.terms",
    "commitments.files.inspecting",
    "commitments.files.verdicts",
    "commitments.standings.rules",
    "kpis.bottlenecks.rules",
    "kpis.errors",
    "kpis.measuring",
    "kpis.carrying.remarks",
    "kpis.carrying.rules",
    "kpis.provinces.keeping",
    "kpis.provinces.rules",
    "kpis.reminders.schedule",
    *(
        f"kpis.grammar.{room}"
        for room in (
            "deadlines",
            "faults",
            "numerals",
            "operators",
            "respelling",
            "shapes",
            "syllables",
            "targets",
            "text",
            "units",
            "values",
            "years",
        )
    ),
    "reports.sentences",
    "steering.agenda.rules",
    "steering.conclusions.rules",
    "steering.following.rules",
    "workbooks.annotate.marking",
    "workbooks.opening",
    "workbooks.reading",
}
# Opening runs the limited process, and is the one room there that knows of settings.
IMPURE = {"workbooks.opening.book"}
BESIDE_PURE = PURE | {"agencies.enums", "kpis.enums", "commitments.enums", "steering.enums"}
# The same names stand for the same things in every folder of an app; nobody imports from a later row.
ROWS = [
    {"enums", "errors"},
    {"models"},
    {"queries", "rules", "readiness", "facts"},
    {"actions"},
    {"forms"},
    {"views", "admin", "urls", "management"},
]
DOCUMENTED = {
    "measuring",
    "readiness",
    "queries",
    "actions",
    "rules",
    "boards",
    "kinds",
    "reading",
    "grammar",
    "terms",
    "coverage",
    "verdicts",
    "standings",
}
LIMITS = {"function": 50, "view": 25, "file": 400, "template": 200}
BAD_NAMES = {"utils", "helpers", "manager", "managers", "handler", "handlers", "data", "info", "common", "misc"}
INLINE = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|<script(?![^>]*\bsrc=)|href\s*=\s*[\"']javascript:", re.IGNORECASE
)
COMMENT = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}", re.DOTALL)
ADDRESS = re.compile(r"[\"'](\w+:[a-z][\w-]*)[\"']")
PAPER = re.compile(r"[\w./-]+\.md\b|\bDESIGN\b")
HERE = {path.name for folder in (".", "docs", "docs/adr", "benchmarks") for path in (ROOT / folder).glob("*.md")}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def within(module: str, names) -> str:
    """The longest of `names` that is `module` or stands above it, or an empty string."""
    fitting = [name for name in names if module == name or module.startswith(name + ".")]
    return max(fitting, key=len, default="")


def imports_of(path: str, code: str) -> set[str]:
    """Full names of all that a file imports, wherever in the file: `from a import b` counts as a.b."""
    package = module_name(path).split(".")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def forbidden_arrows(path: str, code: str) -> list[str]:
    here = module_name(path)
    floor = within(here, FLOORS)
    return [
        f"{path}: {floor} may not import {name}"
        for name in sorted(imports_of(path, code))
        if floor and within(name, FLOORS) and within(name, FLOORS) not in FLOORS[floor]
    ]


def impurities(path: str, code: str) -> list[str]:
    if not within(module_name(path), PURE) or module_name(path) in IMPURE:
        return []
    return [
        f"{path}: a pure module may not import {name}"
        for name in sorted(imports_of(path, code))
        if within(name, {"django"}) or (within(name, FLOORS) and not within(name, BESIDE_PURE))
    ]


def row_of(module: str) -> int | None:
    inside = module.split(".")[1:]
    return next((number for number, names in enumerate(ROWS) if names.intersection(inside)), None)


def addresses_above(path: str, code: str) -> list[str]:
    """A lower floor names no page of an upper one: what is above is linked in a template or handed down."""
    app = path.split("/")[0]
    above = APPS[APPS.index(app) + 1 :] if app in APPS else []
    return [f"{path}: names the page {name}" for name in ADDRESS.findall(code) if name.partition(":")[0] in above]


def circles(files: list[tuple[str, str]]) -> list[str]:
    """Folders of an app that need each other, straight or by way of others."""
    arrows: dict[str, set[str]] = {}
    for path, code in files:
        here = ".".join(path.split("/")[:2])
        names = {".".join(name.split(".")[:2]) for name in imports_of(path, code)}
        arrows.setdefault(here, set()).update(names - {here})
    folders = {".".join(path.split("/")[:2]) for path, _code in files if path.count("/") > 1}
    return [
        f"{one}: needs itself through other folders" for one in sorted(folders) if one in beyond(one, arrows, folders)
    ]


def beyond(start: str, arrows: dict[str, set[str]], folders: set[str]) -> set[str]:
    """All folders of the same app that can be reached from `start`."""
    app, found, waiting = start.split(".")[0], set(), [start]
    while waiting:
        for name in arrows.get(waiting.pop(), set()) & folders:
            if name.split(".")[0] == app and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def climbs(path: str, code: str) -> list[str]:
    here = module_name(path)
    app, row = here.split(".")[0], row_of(here)
    if row is None or app == "dxtracker":
        return []
    return [
        f"{path}: {name} is a row above"
        for name in sorted(imports_of(path, code))
        if name.split(".")[0] == app and (row_of(name) or 0) > row
    ]


def oversized(path: str, code: str) -> list[str]:
    lines = code.count("\n")
    if path.endswith(".html"):
        return [f"{path}: {lines} lines"] if lines > LIMITS["template"] else []
    found = [f"{path}: {lines} lines"] if lines > LIMITS["file"] else []
    module = module_name(path)
    is_test = path.startswith("tests/")
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = node.end_lineno - node.lineno + 1
            in_view = not is_test and ("views" in module.split(".") or is_view(node))
            if size > LIMITS["view" if in_view else "function"]:
                found.append(f"{path}: {node.name} has {size} lines")
    return found


def is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Views stand with their boards too: they are known by what they take and give."""
    told = [part and ast.unparse(part) for part in (*(a.annotation for a in node.args.args[:1]), node.returns)]
    return told == ["HttpRequest", "HttpResponse"]


def undocumented(path: str, code: str) -> list[str]:
    parts = module_name(path).split(".")
    if parts[0] not in APPS or DOCUMENTED.isdisjoint(parts[1:]):
        return []
    return [
        f"{path}: {node.name} has no docstring"
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        if not is_view(node)
    ]


def badly_named(path: str, code: str) -> list[str]:
    return [f"{path}: says nothing"] if Path(path).stem in BAD_NAMES else []


def inline_parts(path: str, code: str) -> list[str]:
    if not path.endswith(".html"):
        return []
    return [f"{path}: {match.group().strip()}" for match in INLINE.finditer(COMMENT.sub("", code))]


def machine_traces(path: str, code: str) -> list[str]:
    found = [f"{path}: {match.group()}" for match in MACHINE.finditer(code)]
    if Path(path).name.startswith("requirements"):
        found += [
            f"{path}: {line.strip()}" for line in code.splitlines() if re.search(r"://|--(index|find|extra)|-i ", line)
        ]
    return found


def papers_elsewhere(path: str, code: str) -> list[str]:
    """Whoever is sent to a paper finds it here."""
    return [f"{path}: {name} is not here" for name in PAPER.findall(code) if Path(name).name not in HERE]


def house(*patterns: str) -> list[tuple[str, str]]:
    """(path from the root, text) of every file of ours that fits one of `patterns`."""
    skipped = {".venv", ".git", "var", "migrations"}
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if skipped.isdisjoint(path.parts)}
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths)]


CODE = [f"{floor}/**/*.py" for floor in FLOORS if "." not in floor]
TESTS = ["tests/**/*.py"]
PAGES = ["templates/**/*.html"]
PAPERS = [
    "*.toml",
    "*.md",
    "*.txt",
    "*.in",
    "run",
    "check",
    "lock",
    "docs/**/*.md",
    "fixtures/**/*.csv",
    "fixtures/**/*.json",
    ".ci/*",
    "tests/*.sh",
]


@pytest.mark.parametrize(
    ("rule", "patterns"),
    [
        (forbidden_arrows, CODE),
        (impurities, CODE),
        (addresses_above, CODE),
        (climbs, CODE),
        (oversized, [*CODE, *TESTS, *PAGES]),
        (undocumented, CODE),
        (badly_named, [*CODE, *TESTS]),
        (inline_parts, PAGES),
        (machine_traces, [*CODE, *PAGES, *PAPERS]),
        (papers_elsewhere, [*CODE, "*.md", "docs/**/*.md"]),
    ],
)
def test_the_house_keeps_the_rule(rule, patterns):
    files = house(*patterns)
    assert files
    assert [complaint for path, text in files for complaint in rule(path, text)] == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (forbidden_arrows, "agencies/queries.py", "from kpis.models import Plan"),
        (forbidden_arrows, "kpis/entry/actions.py", "def late():\n    import dashboards.scope"),
        (forbidden_arrows, "kpis/month/plausibility.py", "from dxtracker import settings"),
        (forbidden_arrows, "dxtracker/lib/text.py", "import agencies.models"),
        (forbidden_arrows, "kpis/entry/forms.py", "from workbooks.reading import shapes"),
        (forbidden_arrows, "commitments/apps.py", "from workbooks.kinds import registry"),
        (forbidden_arrows, "dxtracker/frame/home.py", "from tools import catalogue"),
        (forbidden_arrows, "dxtracker/demonstration/months.py", "from benchmarks.country.size import Size"),
        (addresses_above, "kpis/causes/page.py", 'reverse("dashboards:item", args=[1])'),
        (addresses_above, "commitments/scope.py", "reverse('workbooks:imports')"),
        (climbs, "kpis/models/plan.py", "from ..entry import actions"),
        (impurities, "kpis/measuring/scoring.py", "from django.utils import timezone"),
        (impurities, "kpis/measuring/workflow.py", "from kpis.models import Entry"),
        (impurities, "dxtracker/lib/numbers.py", "import django"),
        (climbs, "kpis/models/entry.py", "from kpis.entry import actions"),
        (climbs, "agencies/queries.py", "from agencies.forms import PersonForm"),
        (oversized, "kpis/month/plausibility.py", "def long():\n" + "    pass\n" * 50),
        (oversized, "kpis/items/views.py", "def item(request):\n" + "    pass\n" * 25),
        (
            oversized,
            "dashboards/boards/rows.py",
            "def rows(request: HttpRequest) -> HttpResponse:\n" + "    pass\n" * 25,
        ),
        (oversized, "kpis/month/plausibility.py", "\n" * 401),
        (oversized, "templates/base.html", "<p>\n" * 201),
        (undocumented, "kpis/measuring/scoring.py", "def attainment(value):\n    return value"),
        (undocumented, "dashboards/boards/province.py", "def build(scope):\n    return scope"),
        (impurities, "workbooks/reading/agencies/names.py", "from agencies.models import Agency"),
        (climbs, "kpis/entry/actions.py", "from kpis.entry import views"),
        (badly_named, "kpis/utils.py", ""),
        (badly_named, "tests/helpers.py", ""),
        (inline_parts, "templates/base.html", '<p style="color: red">'),
        (inline_parts, "templates/base.html", "<button onclick='go()'>"),
        (inline_parts, "templates/base.html", "<script>go()</script>"),
        (inline_parts, "templates/base.html", "<style>p {}</style>"),
        (machine_traces, "README.md", "see /" + "root/notes"),
        (papers_elsewhere, "kpis/month/readiness.py", "Source: RULES.md"),
        (machine_traces, "requirements.txt", "--index-url https" + "://registry.example/simple"),
    ],
)
def test_the_rule_sees_a_house_that_breaks_it(rule, path, text):
    assert len(rule(path, text)) == 1


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (
            forbidden_arrows,
            "dashboards/boards/province.py",
            "from commitments.models import Commitment\nfrom kpis import queries",
        ),
        (
            forbidden_arrows,
            "agencies/queries.py",
            "from dxtracker.lib.text import folded\nfrom dxtracker.lib import text",
        ),
        (impurities, "kpis/measuring/scoring.py", "from kpis.enums import State\nfrom fractions import Fraction"),
        (climbs, "kpis/entry/actions.py", "from kpis import queries\nfrom kpis.models import Entry"),
        (oversized, "kpis/items/views.py", "def item(request):\n" + "    pass\n" * 24),
        (undocumented, "kpis/measuring/scoring.py", 'def rate(n):\n    """Exact."""\n\n\ndef _half(n): ...'),
        (inline_parts, "templates/base.html", '{# style="x" #}<script src="a.js" defer></script><td data-dx-on="x">'),
    ],
)
def test_the_rule_leaves_good_work_alone(rule, path, text):
    assert rule(path, text) == []


def test_folders_of_an_app_do_not_need_each_other_in_a_circle():
    assert circles([file for app in APPS for file in house(f"{app}/*/**/*.py")]) == []


def test_a_circle_is_seen():
    there, back = "from kpis.review import page", "from kpis.entry.forms import Row"
    assert len(circles([("kpis/entry/forms.py", there), ("kpis/review/page.py", back)])) == 2
    assert circles([("kpis/entry/forms.py", there), ("kpis/review/page.py", "from kpis.enums import State")]) == []


def test_every_folder_says_in_a_line_what_it_is_for():
    rooms = [(path, code) for path, code in house(*CODE) if path.endswith("__init__.py")]
    assert [path for path, code in rooms if not ast.get_docstring(ast.parse(code))] == []


def test_what_the_readme_sends_to_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:\w+/)+[\w.]*)`", readme)
    assert "kpis/frozen/" in named
    assert [path for path in named if path != "var/new" and not (ROOT / path).exists()] == []
