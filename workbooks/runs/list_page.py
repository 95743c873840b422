"""The first page of the import: what can be imported, an example, earlier runs."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from agencies.models import Agency
from agencies.pages.counted import tongue, written
from kpis.models import Period
from workbooks.enums import ImportKind
from workbooks.kinds.template import EXAMPLE_ROWS, example
from workbooks.models import ImportRun
from workbooks.runs.forms import UploadForm

RUNS = 20
OWN = 20  # so many agencies' workbooks are offered


class Example(NamedTuple):
    """A table as it may look, with a blank workbook of the same columns. `rows` are numbered as in Excel."""

    kind: str
    label: str
    template_url: str
    letters: list[str]
    headings: list[str]
    rows: list[tuple[int, list[str]]]
    is_open: bool


class ListedRun(NamedTuple):
    run: ImportRun
    url: str
    counts: str


class ListPage:
    """What `imports.html` shows; one query for the runs and one for how many there are."""

    def __init__(self, province: Agency, form: UploadForm, runs: QuerySet[ImportRun], page: str = "1"):
        self.province, self.form, self._runs, self._page = province, form, runs, page

    @cached_property
    def page(self) -> Page:
        return Paginator(self._runs, RUNS).get_page(self._page)

    @cached_property
    def runs(self) -> list[ListedRun]:
        return listed(self.page)

    @property
    def workbooks(self) -> list[tuple[str, str]]:
        """The workbooks to fill in for the open month due first, one an agency: (label, address)."""
        months = self.form.open_months
        return [_own_workbook(agency, months[0]) for agency in self.form.agencies.values()][:OWN] if months else []

    @property
    def examples(self) -> list[Example]:
        """One example a kind, that of the kind asked for first; it stands open where none was imported yet."""
        asked = self.form["kind"].value() or self.form.initial["kind"]
        has_some = any(row.run.kind == asked for row in self.runs)
        kinds = sorted((kind for kind in self.form.kinds if kind in EXAMPLE_ROWS), key=lambda kind: kind != asked)
        return [example_of(kind, is_open=kind == asked and not has_some) for kind in kinds]


def example_of(kind: str, *, is_open: bool = False) -> Example:
    """The example of a kind that has one, in the reader's language."""
    headings, rows = example(kind, tongue())
    letters = [get_column_letter(n) for n in range(1, len(headings) + 1)]
    url = reverse("workbooks:import-template", args=[kind])
    shown = [(n, list(row)) for n, row in enumerate(rows, start=2)]
    return Example(kind, str(ImportKind(kind).label), url, letters, list(headings), shown, is_open)


def listed(runs: Iterable[ImportRun]) -> list[ListedRun]:
    """Runs with their address and what was counted."""
    return [ListedRun(r, reverse("workbooks:import-run", args=[r.pk]), counts_words(r.counts)) for r in runs]


def _own_workbook(agency: Agency, period: Period) -> tuple[str, str]:
    url = reverse("workbooks:figures-template", args=[agency.code, period.plan.year, period.month])
    return f"{agency.name}, {period.within}", url


def counts_words(counts: Mapping[str, int]) -> str:
    """ "8 new, 1 changed, 1 refused"; nothing where nothing was counted."""
    words = {"new": _("%(n)s new"), "changed": _("%(n)s changed"), "unchanged": _("%(n)s unchanged")}
    words["refused"] = _("%(n)s refused")
    return ", ".join(text % {"n": written(counts[s])} for s, text in words.items() if counts.get(s))
