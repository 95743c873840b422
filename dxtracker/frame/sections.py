"""Which section of the navigation a page belongs to. Pure."""

from collections.abc import Collection

# The name of a page, or how it begins, and its sections: the first of them that the person's roles open.
BOARDS = {
    ("province", "freshness", "promises", "excluded", "bottleneck", "home"): ("overview",),
    ("agencies", "agency", "peers", "year", "item"): ("agencies", "overview"),
    ("indicator",): ("indicators",),
    ("matrix", "changes"): ("matrix",),
    ("rows",): ("rows",),
    ("country",): ("country",),
    ("audit",): ("trail",),
    ("commitment", "agency-commitment", "dossier"): ("commitments",),
}
WORK = {
    ("entry", "evidence", "cause-claim"): ("entry", "agencies", "overview"),
    ("review", "cause", "bottleneck"): ("review", "overview"),
    ("month",): ("months",),
    ("plan", "goal"): ("plans", "months"),
    ("people", "person", "role", "invite", "deput"): ("people",),
    ("allocation", "item"): ("agencies", "overview"),
    ("document",): ("plans", "months", "rows"),
    ("items-import",): ("commitments",),
    ("import", "assignments-export", "figures-template", "people-export"): ("imports", "entry"),
}


def section_of(namespace: str, name: str, open_ones: Collection[str]) -> str:
    """The key of the section among `open_ones` to which a page belongs; empty where it belongs to none.

    >>> section_of("dashboards", "promises", {"overview", "agencies"}), section_of("kpis", "causes", {"overview"})
    ('overview', 'overview')
    >>> section_of("commitments", "trust", {"commitments"}), section_of("dashboards", "search", {"overview"})
    ('commitments', '')
    """
    if namespace == "steering":
        wanted: tuple[str, ...] = ("meetings",)
    elif namespace in ("commitments", "tree"):
        wanted = (namespace,)
    elif namespace == "machines":
        wanted = ("people",) if name.startswith("system") else ()
    elif namespace == "reports":
        wanted = ("overview", "agencies")
    else:
        of = BOARDS if namespace in ("dashboards", "") else WORK
        wanted = max(
            ((len(start), where) for starts, where in of.items() for start in starts if name.startswith(start)),
            default=(0, ()),
        )[1]
    return next((key for key in wanted if key in open_ones), "")
