"""A run as its page: headline, tabs, one page of lines, totals, columns, what was said of it, what confirming would do.

Everything that templates print is made here. A page holds 100 lines, however many the sheet has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, PeerGroup
from agencies.pages.counted import Counted, written
from agencies.work.queries import Progress
from dxtracker.lib.crumbs import Crumb
from workbooks.enums import ImportKind, ImportState
from workbooks.kinds import registry as kinds
from workbooks.kinds.directory import OUTSIDE, offered_names
from workbooks.kinds.labels import ADDED, WRITTEN, column_word, missing_sentence, roles_of
from workbooks.kinds.preview import message
from workbooks.models import ImportRun
from workbooks.opening.addresses import address_of
from workbooks.runs import progress
from workbooks.runs.list_page import counts_words
from workbooks.runs.questions import Question, questions_of
from workbooks.runs.sheet import Block, Remark, blocks_of, remark_of

LINES = 100
# What is answered in the table of columns, which stands open then.
OF_COLUMNS = {
    "no_headings", "headings_unknown", "no_indicator_column", "no_target_column", "no_lead_column", "two_columns_claim",
}  # fmt: skip
TABS = ("refused", "new", "changed", "unchanged")
MISSING_SHOWN = 100


class Tab(NamedTuple):
    status: str
    label: str
    lines: int
    url: str
    is_current: bool


class SheetTotal(NamedTuple):
    """The sheet's own sum beside what was found."""

    place: str
    stated: int
    found: int

    @property
    def agrees(self) -> bool:
        return self.stated == self.found


class Said(NamedTuple):
    """What somebody said of the file, with how it is taken back: the endpoint and the fields to send."""

    what: str
    answer: str
    url: str
    fields: Mapping[str, str]


@dataclass
class ColumnMap:
    """The columns of the tables that share them; `sheets` are where they stand."""

    sheets: list[str]
    columns: list[dict[str, Any]]
    has_problem: bool = False


@dataclass
class Asked:
    """What the address asks for: a tab, a page of it, the cell that was just answered, a text not to be lost."""

    tab: str = ""
    page: str = "1"
    after: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


class RunPage:
    """A run as its page shows it, by its state. The parts are made when the template asks for them."""

    def __init__(self, run: ImportRun, asked: Asked):
        self.run, self.asked = run, asked
        self.understood: dict[str, Any] = run.understood
        self.counts = {status: run.counts.get(status, 0) for status in TABS}

    # -- what the page is ------------------------------------------------------------------------------------------

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        return Crumb(_("Excel import"), reverse("workbooks:imports")), Crumb(self.run.file_name)

    @cached_property
    def progress(self) -> Progress | None:
        """Work in the background, running or stopped; None for a run that is finished or was never begun."""
        return progress.progress_of(self.run.pk)

    @property
    def progress_words(self) -> str:
        return progress.words_of(self.progress)

    @property
    def stopped(self) -> str:
        """Why work in the background stopped, or an empty string."""
        held = self.progress
        if held is None or held.is_running or self.run.state in (ImportState.DONE, ImportState.UNDONE):
            return ""
        return held.error

    @property
    def failure(self) -> str:
        """Why the file cannot be read."""
        said = self.run.problem
        if not said:
            return ""
        place = f"{said['place']}: " if said.get("place") else ""
        return place + message(said)

    @property
    def document(self) -> str:
        """The decision that the sheet belongs to, as it was given."""
        said = self.run.choices.get("document", {})
        sign = "/".join(part for part in (said.get("number"), said.get("symbol")) if part)
        return str(self.run.document or sign or said.get("title", ""))

    @cached_property
    def about(self) -> str:
        """The one thing that a kind with a place of its own is about."""
        about = kinds.KINDS[self.run.kind].about
        return about(self.run) if about else ""

    @property
    def board_query(self) -> str:
        """The month of the run, for links to boards."""
        period = self.run.period
        return f"?year={period.plan.year}&month={period.month}" if period else ""

    @property
    def is_open(self) -> bool:
        return self.run.state == ImportState.PREVIEWED

    @property
    def has_marks(self) -> bool:
        """Whether the workbook comes back with anything marked in it."""
        return bool(self.understood) and bool(self.counts["refused"] or self.run.choices.get("mends"))

    # -- the numbers -----------------------------------------------------------------------------------------------

    @property
    def noun(self) -> str:
        """What confirming would write, beside how many of it there are."""
        return self._noun(self.writes)

    def _noun(self, n: int) -> str:
        is_matrix = self.understood.get("layout") == "matrix"
        return (Counted("cell", "cells") if is_matrix else Counted("row", "rows")).of(n)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def writes(self) -> int:
        """How many lines confirming would write."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def headline(self) -> str:
        """ "10 rows: 8 new, 1 changed, 1 refused"."""
        if not self.total:
            return _("There is no row in this sheet")
        return _("%(n)s %(what)s: %(parts)s") % {
            "n": written(self.total),
            "what": self._noun(self.total),
            "parts": counts_words(self.counts),
        }

    @property
    def items_sentence(self) -> str:
        """How many items the lines give, where that is another number."""
        items = self.understood.get("items") or {}
        if self.run.kind != ImportKind.ASSIGNMENTS or not sum(items.values()):
            return ""
        return Counted(
            "%(n)s item assigned (agencies: %(agencies)s): %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
            "%(n)s items assigned (agencies: %(agencies)s): %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
        ).of(
            sum(items.values()),
            agencies=written(self.understood.get("agencies", 0)),
            **{status: written(items.get(status, 0)) for status in ("new", "changed", "unchanged")},
        )

    @cached_property
    def tab(self) -> str:
        """The tab asked for, refused lines while there are any; else the first that holds something."""
        if self.asked.tab in TABS and (self.counts[self.asked.tab] or self.asked.tab != "refused"):
            return self.asked.tab
        return next((status for status in TABS if self.counts[status]), "new")

    @property
    def tabs(self) -> list[Tab]:
        labels = {
            "new": _("New rows"),
            "changed": _("Changed rows"),
            "unchanged": _("Unchanged rows"),
            "refused": _("Turned down"),
        }
        url = reverse("workbooks:import-run", args=[self.run.pk])
        return [Tab(s, word, self.counts[s], f"{url}?tab={s}", s == self.tab) for s, word in labels.items()]

    @property
    def query(self) -> str:
        """What posts carry along so that they come back to the same place."""
        return "?" + urlencode({"tab": self.tab, "page": self.page.number})

    # -- the lines -------------------------------------------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        lines = [line for line in self.understood.get("lines", []) if line["status"] == self.tab]
        return Paginator(lines, LINES).get_page(self.asked.page)

    @cached_property
    def blocks(self) -> list[Block]:
        found = blocks_of(self.understood, list(self.page.object_list), self.run.choices.get("mends", {}))
        remarks = [remark for block in found for row in block.rows for remark in row.remarks]
        for remark in remarks:
            remark.typed = self.asked.typed.get(remark.place, remark.text)
        if self.asked.after and (aim := self._next([r for r in remarks if r.asks and r.is_refusal])):
            aim.has_focus = True
        return found

    @property
    def questions(self) -> list[Question]:
        return questions_of(self.run.understood, reverse("workbooks:import-run", args=[self.run.pk]))

    @property
    def focus_on_summary(self) -> bool:
        """Whether nothing is left to mend on this page after an answer: the eye goes back to the top."""
        rows = (row for block in self.blocks for row in block.rows)
        return bool(self.asked.after) and not any(remark.has_focus for row in rows for remark in row.remarks)

    def _next(self, remarks: Sequence[Remark]) -> Remark | None:
        """The refusal at or after the cell that was just answered, else the first."""
        sheets = list(dict.fromkeys(table["sheet"] for table in self.understood["tables"]))

        def order(place: str) -> tuple[int, int, int]:
            at = address_of(place)
            return (sheets.index(at.sheet), at.row, at.column) if at and at.sheet in sheets else (-1, 0, 0)

        here = order(self.asked.after)
        later = (remark for remark in remarks if remark.cell[:1].isalpha())
        return next((r for r in later if order(f"{r.sheet}!{r.cell}") >= here), remarks[0] if remarks else None)

    @cached_property
    def table_problems(self) -> list[Remark]:
        """Refusals of a whole sheet, table or column; they count as refused."""
        found = self.understood.get("problems", []) if self.tab == "refused" else []
        remarks = [remark_of(problem, f"t{n}", True) for n, problem in enumerate(found)]
        for remark in remarks:
            remark.address = "!".join(filter(None, (remark.sheet, remark.cell)))
        return remarks

    @cached_property
    def agencies(self) -> list[str]:
        """Official names to choose from, where a refusal on the page asks for an agency."""
        remarks = [remark for block in self.blocks for row in block.rows for remark in row.remarks]
        if not any(remark.offers_agencies for remark in (*self.table_problems, *remarks)):
            return []
        return offered_names(self.run.province, is_whole=self.run.kind == ImportKind.PEOPLE)

    # -- around the lines ------------------------------------------------------------------------------------------

    @property
    def totals(self) -> list[SheetTotal]:
        return [
            SheetTotal(f"{t['sheet']}!{t['cell']}", t["stated"], t["found"]) for t in self.understood.get("totals", [])
        ]

    @property
    def notices(self) -> list[Remark]:
        return [remark_of(problem, "", False) for problem in self.understood.get("notices", [])]

    @property
    def is_other_kind(self) -> bool:
        """Whether the sheet looks like one of another kind: that is worth being seen at once."""
        return any(problem["code"] == "looks_like_another_kind" for problem in self.understood.get("notices", []))

    @property
    def missing(self) -> Mapping[str, Any]:
        held = self.understood.get("missing") or {"count": 0, "items": []}
        items = held["items"][:MISSING_SHOWN]
        sentence = missing_sentence(ImportKind(self.run.kind), held["count"])
        return {"count": held["count"], "sentence": sentence, "items": items, "more": held["count"] - len(items)}

    @property
    def mappings(self) -> list[ColumnMap]:
        """The tables' columns; tables with the same headings are shown once."""
        wrong = {p["sheet"] for p in self.understood.get("problems", []) if p["code"] in OF_COLUMNS}
        found: dict[str, ColumnMap] = {}
        for table in self.understood.get("tables", []):
            key = repr([(c["number"], c["heading"], c["role"]) for c in table["columns"]])
            held = found.setdefault(key, ColumnMap([], [_column(c) for c in table["columns"]]))
            if table["sheet"] not in held.sheets:
                held.sheets.append(table["sheet"])
            held.has_problem = held.has_problem or table["sheet"] in wrong
        return list(found.values())

    @cached_property
    def roles(self) -> dict[str, str]:
        """What a column may be said to hold; empty where the columns are the workbook's own."""
        return roles_of(self.run.kind)

    @property
    def said(self) -> list[Said]:
        """What was put right in the page, each with its way back."""
        choices = self.run.choices
        found = [self._said("mend", p, text, place=p, text="") for p, text in choices.get("mends", {}).items()]
        aliases = choices.get("aliases", {})
        codes = {code for meaning in aliases.values() for code in meaning.split("|")}
        named = Agency.objects.filter(province=self.run.province_id, code__in=codes) if codes else []
        names = {agency.code: agency.name for agency in named}
        found += [
            self._said("agency", f"“{name}”", _meaning(code, names), name=name, agency="")
            for name, code in aliases.items()
        ]
        words = {
            "keep": _("is kept"),
            "skip": _("is left out"),
            "this": _("targets of this plan"),
            "goal": _("goals of a later year"),
            "out": _("left out"),
            "show": _("is read"),
            "mine": _("the file's"),
            "theirs": _("what stands now"),
        }
        for place, decision in choices.get("decisions", {}).items():
            answer = words.get(decision.partition("@")[0], decision)
            found.append(self._said("decide", place, answer, place=place, decision=""))
        for sheet, columns in choices.get("columns", {}).items():
            answer = ", ".join(column_word(role) for role in columns.values())
            found.append(self._said("columns", _("Columns of “%(sheet)s”") % {"sheet": sheet}, answer, forget=sheet))
        return found

    def _said(self, act: str, what: str, answer: str, **fields: str) -> Said:
        return Said(what, answer, reverse(f"workbooks:import-{act}", args=[self.run.pk]), fields)

    # -- after it was carried out ----------------------------------------------------------------------------------

    @property
    def written(self) -> list[str]:
        """What the import wrote, a sentence each."""
        words = {**WRITTEN, **(ADDED[self.run.kind].written if self.run.kind in ADDED else {})}
        changes = self.run.changes
        return [text.of(len(changes[key])) for key, text in words.items() if changes.get(key)]

    @property
    def after(self) -> list[tuple[str, str]]:
        """(label, address) of where a kind with a place of its own is seen."""
        after = kinds.KINDS[self.run.kind].after
        return after(self.run) if after else []


def _meaning(meaning: str, names: Mapping[str, str]) -> str:
    """What a name was said to mean, in words: an agency, a peer group ("@code"), several ("A|B")."""
    if meaning == OUTSIDE:
        return str(_("left out"))
    if meaning.startswith("@"):
        return next(iter(PeerGroup.objects.filter(code=meaning[1:]).values_list("name", flat=True)), meaning)
    return "; ".join(names.get(code, code) for code in meaning.split("|"))


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    return {**column, "field": f"column-{column['number']}", "word": column_word(column["role"])}
