"""A report as page, files and machines have it: its text, its annexes, what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from agencies.models import Agency
from dashboards.scope import Scope
from kpis.models import Period
from reports.queries import wording_of
from reports.sentences import annexes, rules, spans
from reports.sentences.annexes import Annex
from reports.sentences.facts import Facts
from reports.sentences.rules import Sentence, Text
from reports.writing.queries import facts_of


@dataclass(frozen=True)
class Report:
    """`is_final` where the month is closed and ends its stretch; else every page says that it is a draft."""

    facts: Facts
    text: Text
    annexes: tuple[Annex, ...]
    is_final: bool
    checksum: str
    closed_at: datetime | None


def build(
    scope: Scope, kind: str, agency: Agency | None = None, kept: tuple[str, ...] = (), *, is_whole: bool = True
) -> Report:
    """The report of `scope`'s month; `kept` as reports.sentences.rules.written has it. Read where the scope reads."""
    with translation.override("vi"):
        facts = facts_of(scope, kind, agency, is_whole=is_whole)
        text = rules.written(facts, wording_of(scope.province), kept)
        period = scope.period
        return Report(
            facts=facts,
            text=text,
            annexes=annexes.annexes(facts),
            is_final=is_final(period, kind),
            checksum=period.checksum if period.closed_at else "",
            closed_at=period.closed_at,
        )


def is_final(period: Period, kind: str) -> bool:
    """Whether a report up to a month is no draft: the month is closed and ends the stretch."""
    return period.is_closed and period.month == spans.last_month(kind, period.month)


def payload(
    scope: Scope, report: Report, agency: Agency | None, added: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Every sentence with the figures and the items it rests on, and the annexes, for machines.

    `added` are people's own words by section; they are no part of what follows from the figures.
    """
    text, span = report.text, report.facts.span
    return {
        "province": scope.province.code,
        "agency": agency.code if agency else None,
        "kind": span.kind,
        "year": span.year,
        "month": span.month,
        "is_final": report.is_final,
        "checksum": report.checksum or None,
        "closed_at": timezone.localtime(report.closed_at).isoformat() if report.closed_at else None,
        "title": _sentence(text.title),
        "opening": _sentence(text.opening),
        "sections": [
            {"code": part.code, "number": part.number, "title": part.title,
             "sentences": [_sentence(said) for said in part.sentences],
             **({"added": list(added.get(part.code, ()))} if added is not None else {})}
            for part in text.sections
        ],
        "closing": _sentence(text.closing),
        "annexes": annexes.as_json(report.annexes),
    }  # fmt: skip


def _sentence(said: Sentence | None) -> dict[str, Any] | None:
    return asdict(said) if said else None
