"""What is on record of a commitment beside what stands for its items: words on fulfilment, amendments; in one query."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from agencies.databases.compiled import compiled
from commitments.models import CommitmentItem

FULFILMENT = ("pk", "state", "fulfilled_on", "document_number", "document_on", "note", "claimed_at", "claimed_by",
              "claimed_by__full_name", "decided_at", "decided_by__full_name", "revoked_at",
              "revoked_by__full_name", "decision_reason", "is_illustrative")  # fmt: skip

CHANGE = ("pk", "aspect", "old", "new", "link", "link__assignment__indicator__name", "amendment",
          "amendment__number", "amendment__dated_on", "amendment__note", "amendment__is_illustrative")  # fmt: skip

FIELDS = ("pk", "order", "text", "is_illustrative", "withdrawn_by__number", "withdrawn_by__dated_on",
          "added_by__number", *(f"fulfilments__{name}" for name in FULFILMENT),
          *(f"changes__{name}" for name in CHANGE))  # fmt: skip


class RecordRow(NamedTuple):
    """An item, the withdrawn too, once for each of its claims and changes; `claim` and `change` are None without."""

    key: int
    order: int
    text: str
    is_illustrative: bool
    withdrawn_by: str | None
    withdrawn_on: date
    added_by: str | None
    claim: int | None
    state: str
    fulfilled_on: date
    document_number: str
    document_on: date | None
    note: str
    claimed_at: datetime
    claimed_by: int | None
    claimed_by_name: str | None
    decided_at: datetime | None
    decided_by_name: str | None
    revoked_at: datetime | None
    revoked_by_name: str | None
    reason: str
    claim_is_illustrative: bool
    change: int | None
    aspect: str
    old: dict
    new: dict
    link: int | None
    assigned: str | None
    amendment: int
    number: str
    dated_on: date
    amendment_note: str
    amendment_is_illustrative: bool


def record_of(commitment: int) -> tuple[RecordRow, ...]:
    """All that is on record of a commitment's items, in their order: one query."""
    return tuple(RecordRow._make(row) for row in _rows(commitment))


@compiled
def _rows(commitment: int) -> QuerySet:
    rows = CommitmentItem.objects.filter(commitment=commitment)
    return rows.order_by("order", "fulfilments__claimed_at", "fulfilments__pk", "changes__pk").values_list(*FIELDS)
