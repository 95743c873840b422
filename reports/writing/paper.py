"""The report on paper, in the layout of Nghị định 30/2020: heads, title, sections, who signs, annexes sideways.

Official papers are Vietnamese: to be called inside translation.override("vi").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency
from dashboards.scope import Scope
from dashboards.tables import period_code
from dxtracker.lib.paper.blocks import (
    TABLE,
    Annex,
    Block,
    Head,
    Paper,
    Paragraph,
    Signature,
    Table,
    Title,
    file_name,
    official_day,
    place_of,
)
from dxtracker.lib.paper.fitting import for_words
from reports.sentences import annexes
from reports.sentences.rules import Section
from reports.writing.charts import pictures
from reports.writing.page import Report

COUNCILS = ("UBND ", "Ủy ban nhân dân ")
CENTRAL = "trung_uong"  # the peer group of those who answer to a ministry
MARK = "DỰ THẢO"
RESULTS = "muc_2"
DRAFTED, COMMITTEE_DRAFTED = "         /BC", "         /BC-BCĐ"  # the number is written in by hand


@dataclass(frozen=True)
class Issue:
    """With what a report is issued: number, day, who signs, a line for each of the post; else left to be filled in."""

    number: str = ""
    on: date | None = None
    signatory: str = ""
    posts: tuple[str, ...] = ()


def paper_of(
    scope: Scope, report: Report, agency: Agency | None, issue: Issue, added: Mapping[str, Sequence[str]] | None = None
) -> Paper:
    """The report as a paper; `added` are people's own words by the code of the section that they follow."""
    text, drawn, note = report.text, pictures(scope, report.facts), _note(report, issue)
    made_at = (
        timezone.localtime(report.closed_at).replace(tzinfo=None) if report.is_final and report.closed_at else None
    )
    return Paper(
        title=f"{text.title.text} · {report.facts.issuer}",
        made_at=made_at,
        mark="" if report.is_final else MARK,
        blocks=(
            _head(scope, report, agency, issue),
            Title(_("Report"), text.title.text),
            *([Paragraph(text.opening.text)] if text.opening else []),
            *(block for part in text.sections for block in _section(part, (added or {}).get(part.code, ()), drawn)),
            *([Paragraph(text.closing.text, is_kept=True)] if text.closing else []),
            Signature(
                _authority(report, agency, issue), issue.signatory, _("Recipients:"), text.recipients, issue.posts
            ),
            *(block for annex in report.annexes for block in _annex(annex, note)),
            *_proof(report),
        ),
    )


def name_of(scope: Scope, kind: str, agency: Agency | None) -> str:
    """The file's name without its ending: bao-cao-SKHDT-2022-10."""
    told = [] if kind == "month" else [kind]
    return file_name("bao-cao", agency.code if agency else scope.province.code, *told, period_code(scope.period))


def _head(scope: Scope, report: Report, agency: Agency | None, issue: Issue) -> Head:
    place = place_of(scope.province.name)
    return Head(
        superior=_superior(scope, agency),
        issuer=_("Steering committee for digital transformation") if agency is None else report.facts.issuer,
        number=_("No.: %(number)s") % {"number": issue.number or (DRAFTED if agency else COMMITTEE_DRAFTED)},
        subject="",
        place_and_day=f"{place}, {official_day(issue.on) if issue.on else _open_day(report)}",
    )


def _open_day(report: Report) -> str:
    """The day of a report that nobody has issued yet: its month and day are left to be filled in."""
    return official_day(date(report.facts.span.year, 12, 31), "year")


def _superior(scope: Scope, agency: Agency | None) -> str:
    """The province's committee; none above a council or who answers to a ministry."""
    if agency is not None:
        group = agency.peer_group.code if agency.peer_group else ""
        if agency.name.startswith(COUNCILS) or group == CENTRAL:
            return ""
    return _("People's Committee of %(province)s") % {"province": scope.province.name}


def _authority(report: Report, agency: Agency | None, issue: Issue) -> str:
    """In whose name it is signed; the head of an agency signs in the own one, and has the post that is given."""
    if agency is None:
        return report.text.authority
    return "" if issue.posts else _("Head of the agency")


def _section(part: Section, added: Sequence[str], drawn: Sequence[Block]) -> list[Block]:
    """A section with people's own words; the pictures stand under the first sentences of the results."""
    blocks: list[Block] = [Paragraph(f"{part.number}. {part.title.upper()}", bold=True, is_kept=True)]
    headed = 0
    for group in part.groups:
        if group.heading:
            headed += 1
            blocks.append(Paragraph(f"{headed}. {group.heading}", bold=True, italic=True, is_kept=True))
        texts = [said.text for said in group.sentences]
        blocks += [Paragraph(f"- {text}") for text in texts] if group.is_list else [Paragraph(" ".join(texts))]
        if part.code == RESULTS and group is part.groups[0]:
            blocks += drawn
    return blocks + [Paragraph(line) for text in added for line in text.splitlines() if line.strip()]


def _note(report: Report, issue: Issue) -> str:
    """To which paper an annex belongs: by number and day once it is issued."""
    if not issue.number or not issue.on:
        return _("(Attached to the report of %(span)s)") % {"span": report.facts.span.name}
    said = {"number": issue.number, "day": official_day(issue.on), "issuer": report.facts.issuer}
    return _("(Attached to report No. %(number)s, %(day)s, of %(issuer)s)") % said


def _annex(annex: annexes.Annex, note: str) -> list[Block]:
    blocks: list[Block] = [Annex(_("Annex %(number)s") % {"number": annex.number}, annex.title, note, is_sideways=True)]
    for table in annex.tables:
        if table.title:
            blocks.append(Paragraph(table.title, bold=True, is_kept=True, indented=False))
        blocks.append(
            Table(
                [column.heading for column in table.columns],
                table.rows,
                for_words([column.width for column in table.columns], table.rows, TABLE),
                [place for place, column in enumerate(table.columns) if column.is_centred],
            )
        )
    return blocks


def _proof(report: Report) -> list[Block]:
    """On the last page: when the month was closed, and the checksum over what was kept of it."""
    if not report.checksum or not report.closed_at:
        return []
    span = report.facts.span
    said = {"month": f"{span.month}/{span.year}", "at": _moment(report.closed_at), "checksum": report.checksum}
    text = _("The figures of month %(month)s were closed at %(at)s; checksum (SHA-256):") % said
    return [
        Paragraph(text, italic=True, is_kept=True, indented=False, align="left", size=12),
        Paragraph(report.checksum, indented=False, align="left", size=12),
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")
