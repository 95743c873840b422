"""What the page of a report shows: its text with people's additions, annexes, files, what was issued."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.queries import official_name
from agencies.rights.access import can, visible_agencies
from agencies.rights.roles import Permission
from dashboards.parts.links import PageLink
from dxtracker.lib.crumbs import Crumb
from reports.additions.forms import TextForm
from reports.enums import ReportKind
from reports.models import Addition
from reports.queries import Issued, around
from reports.scope import Asked, may_publish, may_word
from reports.sentences.annexes import Annex, Table
from reports.sentences.rules import Section
from reports.writing.page import Report, build

MOST_ROWS = 150  # of an annex on the page; all stand in the files


@dataclass(frozen=True)
class SectionShown:
    """A section with what a person added to it."""

    section: Section
    added: Addition | None


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen in the page's own filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ReportPage:
    report: Report
    title: str
    sections: tuple[SectionShown, ...]
    annexes: tuple[Annex, ...]
    long: tuple[Annex, ...]
    agencies: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    links: tuple[PageLink, ...]
    issued: tuple[tuple[Issued, str], ...]
    form: TextForm | None
    add_url: str
    page_url: str
    crumbs: tuple[Crumb, ...]


def report_page(asked: Asked) -> ReportPage:
    """The page of a report as its reader sees it: the report's queries and two more."""
    added, issued = around(asked.node, asked.scope.period, asked.kind)
    report = build(asked.scope, asked.kind, asked.agency, tuple(added), is_whole=False)
    return ReportPage(
        report=report,
        title=report.text.title.text,
        sections=tuple(SectionShown(part, added.get(part.code)) for part in report.text.sections),
        annexes=tuple(annex for annex in report.annexes if _size(annex.tables) <= MOST_ROWS),
        long=tuple(annex for annex in report.annexes if _size(annex.tables) > MOST_ROWS),
        agencies=_agencies(asked, report),
        kinds=tuple(Choice(code, str(label), code == asked.kind) for code, label in ReportKind.choices),
        links=_links(asked, report),
        issued=tuple((row, reverse("reports:issued", args=[row.key])) for row in issued),
        form=TextForm() if asked.may_add else None,
        add_url=asked.url("text"),
        page_url=reverse("reports:report"),
        crumbs=(Crumb(_("Reports")),),
    )


def _size(tables: tuple[Table, ...]) -> int:
    return sum(len(table.rows) for table in tables)


def _agencies(asked: Asked, report: Report) -> tuple[Choice, ...]:
    """The province where one may read it, and the agencies that one may read.

    Beside the province's report they are those that it tells of; else one query.
    """
    scope = asked.scope
    if asked.agency is None:
        told = dict.fromkeys((item.agency, item.agency_name) for item in report.facts.items)
        return (Choice("", scope.province.name, True), *(Choice(code, name, False) for code, name in told))
    rows = visible_agencies(scope.reader).filter(province=scope.province, level=Level.AGENCY)
    rows = rows.annotate(name_then=official_name(scope.period.data_to)).order_by("sort_order", "path")
    chosen = asked.agency.code if asked.agency else ""
    found = [Choice(code, name, code == chosen) for code, name in rows.values_list("code", "name_then")]
    is_whole = can(scope.reader, Permission.READ, scope.province)
    return (Choice("", scope.province.name, not chosen), *found) if is_whole else tuple(found)


def _links(asked: Asked, report: Report) -> tuple[PageLink, ...]:
    """What may be done with the report; the first is the next step."""
    can_issue = asked.may_issue and report.is_final and bool(report.facts.items)
    links = [PageLink(_("Issue the report"), asked.url("issue"), True)] if can_issue else []
    if asked.scope.period.is_begun:
        links += [
            PageLink(_("Download Word (.docx)"), asked.url("report-docx"), not can_issue),
            PageLink(_("Download PDF"), asked.url("report-pdf")),
        ]
    if may_word(asked.scope):
        links.append(PageLink(_("Wording"), reverse("reports:wording") + asked.scope.query))
    if may_publish(asked.scope):
        links.append(PageLink(_("Publication"), reverse("reports:publications") + asked.scope.query))
    return tuple(links)
