"""Who has not reported the month: how far each agency is, how late, and how often this year. The silent come first."""

from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from dashboards.parts.crumbs import list_crumb
from dashboards.parts.filters import MonthForm
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis.measuring.calendar import OwnDays
from kpis.queries import day_of, own_days
from kpis.reminders.silence import AgencyReport, late_months, reports_of

STEPS = ("silent", "entering", "returned", "review", "approved", "nothing")


class LateMonth(NamedTuple):
    """A month that was reported late or not at all, and who had not reported it."""

    month: int
    url: str


@dataclass(frozen=True)
class FreshRow:
    """One agency's month; `step` is where its report stands, one of STEPS, `mark` the sign beside its words."""

    report: AgencyReport
    url: str
    step: str
    step_words: str
    mark: str
    late_months: tuple[LateMonth, ...]

    @property
    def late_this_year(self) -> int:
        return len(self.late_months)


@dataclass(frozen=True)
class FreshnessBoard:
    """`total` agencies have something due, `silent` of them have not reported; rows are those of the filter."""

    rows: tuple[FreshRow, ...]
    total: int
    silent: tuple[FreshRow, ...]
    due_in: int
    late_days: int
    form: forms.Form
    letter_url: str
    letter_pdf_url: str
    crumbs: tuple[Crumb, ...]

    @property
    def reported(self) -> int:
        return self.total - len(self.silent)


class FreshnessForm(MonthForm):
    """The peer group; an unknown one filters nothing."""

    group = forms.ChoiceField(label=gettext_lazy("Peer group"), required=False)
    step = forms.ChoiceField(
        label=gettext_lazy("Report"),
        required=False,
        choices=[("", gettext_lazy("All")), ("silent", gettext_lazy("not reported")), ("due", gettext_lazy("due"))],
    )

    def __init__(self, asked: dict, groups: dict[str, str]) -> None:
        super().__init__(asked)
        self.fields["group"].choices = [("", _("All groups")), *groups.items()]


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict, *, drafts_letters: bool = False) -> FreshnessBoard:
    """Those of `agencies` that report to the province, in the period shown; five queries, however many there are.

    Late months are counted from the first of the year to the one shown, past due ones without a report among them.
    """
    days = own_days(scope.province)
    found = reports_of(scope.period, agencies, days=days)
    late = late_months([p for p in scope.year_periods if p.month <= scope.period.month], days, day_of(scope.period))
    form = FreshnessForm(asked, {row.group: row.group_name for row in found if row.group})
    wanted, step = (form.cleaned_data[name] if form.is_valid() else "" for name in ("group", "step"))
    links = {p.month: LateMonth(p.month, scope.url_of(p)) for p in scope.year_periods}
    rows = [
        _row(scope, row, tuple(links[month] for month in late.get(row.pk, ())))
        for row in found
        if not wanted or row.group == wanted
    ]
    rows.sort(key=_lateness)
    silent = tuple(row for row in rows if row.report.is_silent)
    late_days = days.late(scope.period.due_on, day_of(scope.period))
    tail = f"&group={wanted}" if wanted else ""
    is_wanted = silent and late_days and drafts_letters
    return FreshnessBoard(
        rows=tuple(row for row in rows if _is_at(row, step)),
        total=sum(row.report.is_asked for row in rows),
        silent=silent,
        due_in=_due_in(scope, days),
        late_days=late_days,
        form=form,
        letter_url=scope.url("freshness-letter") + tail if is_wanted else "",
        letter_pdf_url=scope.url("freshness-letter-pdf") + tail if is_wanted else "",
        crumbs=(list_crumb(scope), Crumb(_("Who has not reported"))),
    )


def _is_at(row: FreshRow, step: str) -> bool:
    """Whether the row is one of those that a figure counts: the silent, or all of whom something is due."""
    if step == "due":
        return row.report.is_asked
    return not step or row.report.is_silent


def _lateness(row: FreshRow) -> tuple:
    """Who is silent first, then by days late, then by months late this year, then by how far the report is."""
    return (not row.report.is_silent, -row.report.late_days, -row.late_this_year, STEPS.index(row.step))


def _row(scope: Scope, report: AgencyReport, late: tuple[LateMonth, ...]) -> FreshRow:
    step = step_of(report)
    words, mark = {
        "silent": (_("not reported"), "silent"),
        "entering": (_("being entered, not reported"), "silent"),
        "returned": (_("returned, being mended"), "partial"),
        "review": (_("in review"), "partial"),
        "approved": (_("recorded"), "approved"),
        "nothing": (_("nothing due"), "approved"),
    }[step]
    url = scope.url("agency", report.code)
    return FreshRow(report, url, step, words, mark, late)


def step_of(report: AgencyReport) -> str:
    """Where an agency's report of the month stands: one of STEPS."""
    if report.is_silent:
        return "entering" if report.entered else "silent"
    if report.submitted_at is None:
        return "nothing"
    if report.returned:
        return "returned"
    return "review" if report.submitted else "approved"


def _due_in(scope: Scope, days: OwnDays) -> int:
    """Working days left until the report is due; 0 on the day and after it, and in a month that is not open."""
    return days.late(day_of(scope.period), scope.period.due_on) if scope.period.is_begun else 0
