"""Who signed for an item, and whether the item is still what they signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from agencies.databases.compiled import compiled
from agencies.rights.access import visible_paths, within
from commitments.drift.history import since_by_trail, with_trail
from commitments.drift.links import Link
from commitments.drift.terms import Terms
from commitments.enums import CommitmentState
from commitments.models import CommitmentItem, ItemLink
from commitments.queries import signed_text
from commitments.signing.drafting import live_terms
from commitments.standings.facts import days_of, is_signed_by
from commitments.standings.rules import is_promised
from commitments.words import agreed_terms, drift_words, written_target
from dashboards.scope import Scope
from kpis.models import Assignment, Period, Target

ABOUT = ("item__commitment__event__plan", "item__commitment__agency", "item__added_by", "item__withdrawn_by", "owner",
         "accountable")  # fmt: skip


@dataclass(frozen=True)
class SignedFor:
    """A signed commitment that holds an item; `drifts` are sentences with both values and since when."""

    signatory: str
    post: str
    agency: str
    signed_text: str
    target: str
    is_part: bool
    is_illustrative: bool
    url: str
    drifts: tuple[str, ...]


def signed_for(scope: Scope, item: Assignment, targets: Sequence[Target]) -> tuple[SignedFor, ...]:
    """The signed commitments of agencies that the reader may read, and that stand for `item` in the month: one query.

    `targets`: the newest first.
    """
    live = live_terms(item, targets[0] if targets else None)
    rows = _signed(item.pk, visible_paths(scope.reader))
    return tuple(
        _signed_for(scope, row, _link(row, item, live, targets)) for row in rows if _counts(row.item, scope.period)
    )


def _counts(item: CommitmentItem, period: Period) -> bool:
    """Whether it is promised in the month, as the commitment's page of that month has it; of another year: today."""
    if item.commitment.event.plan_id != period.plan_id:
        return item.withdrawn_by_id is None
    return is_signed_by(item.commitment, period) and is_promised(*days_of(item), period.data_to)


@compiled
def _signed(item: int, paths: list[str]) -> QuerySet[ItemLink]:
    rows = ItemLink.objects.filter(assignment=item)
    rows = rows.filter(item__commitment__state=CommitmentState.SIGNED, item__commitment__agency__in=within(paths))
    rows = rows.select_related(*ABOUT).order_by("item__commitment__event__signed_on", "item__commitment", "pk")
    return with_trail(rows, "assignment")


def _signed_for(scope: Scope, row: Any, link: Link) -> SignedFor:
    commitment = row.item.commitment
    plan = commitment.event.plan_id
    month = scope.query if scope.period.plan_id == plan else ""  # a commitment is shown within its own year alone
    since = since_by_trail(link, row, commitment.event.plan.year)
    return SignedFor(
        signatory=commitment.signatory_name,
        post=commitment.signatory_post,
        agency=commitment.agency_name,
        signed_text=signed_text(commitment),
        target=written_target(link.agreed) if link.agreed.operator else "",
        is_part=link.is_part,
        is_illustrative=commitment.is_illustrative,
        url=reverse("dashboards:commitment", args=[commitment.pk]) + month + f"#item-{row.item_id}",
        drifts=tuple(drift_words(one, since[link.key, one.aspect]) for one in link.drifts),
    )


def _link(row: ItemLink, item: Assignment, live: Terms, targets: Sequence[Target]) -> Link:
    newest = targets[0] if targets else None
    return Link(
        key=row.pk,
        assignment=item.pk,
        name=item.indicator.name,
        code=item.indicator.code,
        is_part=row.is_part,
        state=None,
        agreed=agreed_terms(row),
        live=live,
        live_from=newest.in_force_from.month if newest else None,
        live_begins=newest.in_force_from.data_from if newest else None,
        live_set_at=newest.set_at if newest else None,
    )
