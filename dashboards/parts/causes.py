"""The confirmed cause of a missed or excused item: what it is, who confirmed it until when, who can remove it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dashboards.tables import iso
from kpis.enums import CauseKind, ClaimOutcome
from kpis.standings.judged import Judged


@dataclass(frozen=True)
class ConfirmedCause:
    """`until` None: no last day. Empty words where nobody is on record."""

    name: str
    kind_words: str
    outcome: str
    outcome_words: str
    since: date
    until: date | None
    confirmed_by: str
    confirmed_on: date | None
    remover: str
    reason: str

    @property
    def is_said(self) -> bool:
        """Whether the sentence of the state names it already: then what is shown beside it need not."""
        return self.outcome != ClaimOutcome.MISSED


def cause_of(row: Judged) -> ConfirmedCause | None:
    """The cause on which a judged item rests, None without one."""
    if not row.claim or row.cause is None:
        return None
    claim = json.loads(row.claim)
    return ConfirmedCause(
        name=row.cause,
        kind_words=str(CauseKind(claim["kind"]).label),
        outcome=claim["outcome"],
        outcome_words=str(ClaimOutcome(claim["outcome"]).label),
        since=date.fromisoformat(claim["since"]),
        until=date.fromisoformat(claim["until"]) if claim["until"] else None,
        confirmed_by=claim["by"] or "",
        confirmed_on=_day(claim["decided_at"]),
        remover=claim["remover"] or "",
        reason=claim["reason"] or "",
    )


def cause_json(found: ConfirmedCause | None) -> dict | None:
    """The same for machines, days as ISO text."""
    if found is None:
        return None
    return {
        "name": found.name,
        "outcome": found.outcome,
        "since": iso(found.since),
        "until": iso(found.until),
        "confirmed_by": found.confirmed_by or None,
        "confirmed_on": iso(found.confirmed_on),
        "remover": found.remover or None,
    }


def _day(text: str | None) -> date | None:
    """The local day of a moment as databases write it into JSON, in UTC where they do not say."""
    at: datetime | None = parse_datetime(text) if text else None
    if at is None:
        return None
    return timezone.localtime(at if timezone.is_aware(at) else timezone.make_aware(at, UTC)).date()
