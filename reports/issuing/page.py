"""What the page of an issued report shows: as it went out, its files, the signed ones, what it would say today."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.databases.reading import live
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.pages.answers import FormPage
from agencies.work.queries import Progress, progress_of, words_of
from commitments.files.page import TONES
from dashboards.parts.links import PageLink
from dxtracker.lib.crumbs import Crumb
from kpis.frozen.months import reading_month
from reports.enums import ReportKind
from reports.issuing.actions import added_to
from reports.issuing.background import last_issued, subject_of
from reports.issuing.forms import SignedForm
from reports.issuing.rules import Difference, differences
from reports.models import IssuedReport, SignedReport
from reports.scope import Asked, may_issue
from reports.writing.page import build, payload
from reports.writing.queries import scope_of_month


@dataclass(frozen=True)
class IssuePage(FormPage):
    """The form to issue a report, or how far the worker is with it; `last` is what it issued before."""

    url: str = ""
    progress: Progress | None = None
    last: PageLink | None = None

    @property
    def progress_words(self) -> str:
        stages = {"read": _("Reading the figures"), "docx": _("Drawing the Word file"), "pdf": _("Drawing the PDF")}
        return words_of(self.progress, stages)


def issue_page(asked: Asked) -> IssuePage:
    """The page on which a report is issued; one query on the worker, another where it was asked for before."""
    report, which = asked.url("report"), (subject_of(asked.scope.period, asked.kind), asked.node.pk)
    progress = progress_of(*which)
    done = None if progress else last_issued(*which)
    return IssuePage(
        title=_("Issue the report"),
        crumbs=[Crumb(_("Reports"), report), Crumb(_("Issue the report"))],
        button=_("Issue"),
        back=report,
        about=f"{asked.node.name} · {asked.scope.period.label}",
        notes=[_("Both files are drawn with this number, day and name, and kept; none of it is changed afterwards.")],
        url=asked.url("issue"),
        progress=progress,
        last=PageLink(done[1], reverse("reports:issued", args=[done[0]])) if done else None,
    )


@dataclass(frozen=True)
class SignedLine:
    file: SignedReport
    word: str
    tone: str
    url: str


@dataclass(frozen=True)
class IssuedPage:
    """`changes` since it was issued; `is_open` where its month is open again, so that nothing can be said yet."""

    issued: IssuedReport
    title: str
    whose: str
    downloads: tuple[PageLink, ...]
    signed: tuple[SignedLine, ...]
    changes: tuple[Difference, ...]
    is_open: bool
    form: SignedForm | None
    keep_url: str
    report_url: str
    crumbs: tuple[Crumb, ...]


def own_agency(issued: IssuedReport) -> Agency | None:
    """Whose report it is; None for the whole province's."""
    return None if issued.agency.level == Level.PROVINCE else issued.agency


def issued_page(issued: IssuedReport, user: User) -> IssuedPage:
    """The page of a report that was issued; what it would say now is written anew."""
    signed = tuple(
        SignedLine(row, str(row.get_verdict_display()), TONES[row.verdict], reverse("reports:signed", args=[row.pk]))
        for row in issued.signed.select_related("by").order_by("-at", "-pk")
    )
    names = (("issued-docx", _("Download Word (.docx)")), ("issued-pdf", _("Download PDF")))
    report_url = _report_url(issued)
    is_open = not issued.period.checksum or not issued.period.is_closed
    return IssuedPage(
        issued=issued,
        title=issued.content["title"]["text"],
        whose=issued.agency.name,
        downloads=tuple(PageLink(label, reverse(f"reports:{name}", args=[issued.pk])) for name, label in names),
        signed=signed,
        changes=() if is_open else changes_of(issued),
        is_open=is_open,
        form=SignedForm() if may_issue(user, issued.agency) else None,
        keep_url=reverse("reports:signed-keep", args=[issued.pk]),
        report_url=report_url,
        crumbs=(Crumb(_("Reports"), report_url), Crumb(issued.number)),
    )


def changes_of(issued: IssuedReport) -> tuple[Difference, ...]:
    """What the report would say differently if it were written now."""
    period, agency = issued.period, own_agency(issued)
    with live():
        added = added_to(issued.agency, period, issued.kind)
    with reading_month(period):
        scope = scope_of_month(period)
        told = payload(scope, build(scope, issued.kind, agency, tuple(added)), agency, added)
    return differences(issued.content, told)


def _report_url(issued: IssuedReport) -> str:
    """The report as it stands today."""
    agency, period = own_agency(issued), issued.period
    asked = {"year": period.plan.year, "month": period.month} | ({"agency": agency.code} if agency else {})
    if issued.kind != ReportKind.MONTH:
        asked["kind"] = issued.kind
    return f"{reverse('reports:report')}?{urlencode(asked)}"
