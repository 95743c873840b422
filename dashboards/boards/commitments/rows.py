"""A commitment as a line of a table, the same on the board of all and on an agency's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from commitments.enums import CommitmentState, Signature, Tier
from commitments.files.page import TONES
from commitments.models import Commitment, SigningEvent
from commitments.queries import BAD_SIGNATURES, event_day, signature, with_signature
from commitments.standings.queries import has_begun, judged_in, with_month
from dashboards.scope import Scope


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment, or (`id` None) an agency that made none where others did. What is not signed fulfils nothing."""

    id: int | None
    agency: str
    agency_name: str
    agency_url: str
    url: str
    tier: str
    is_signed: bool = False
    signatory: str = ""
    signatory_post: str = ""
    counterparty: str = ""
    signed_on: date | None = None
    signed_text: str = ""
    precision: str = ""
    items: int = 0
    fulfilled: int = 0
    drifting: int = 0
    signature: Signature = Signature.NONE
    is_uncovered: bool = False
    has_divisions: bool = False
    is_illustrative: bool = False

    @property
    def share(self) -> float:
        return self.fulfilled / self.items if self.items else 0.0

    @property
    def order(self) -> str:
        """The share for sorting, with a point in every language."""
        return f"{self.share:.6f}"

    @property
    def bar_state(self) -> str:
        """The colour of the bar: all of it fulfilled, or part of it."""
        return "done" if self.items and self.fulfilled == self.items else "on_track"

    @property
    def look(self) -> str:
        return TONES[self.signature]

    @property
    def state(self) -> str:
        """missing, draft or signed."""
        return "missing" if self.id is None else "signed" if self.is_signed else "draft"

    @property
    def has_bad_signature(self) -> bool:
        return self.signature in BAD_SIGNATURES

    def fits(self, state: str) -> bool:
        """Whether a filter on the state keeps the row; an empty one keeps all."""
        return (
            not state
            or {
                "drifting": self.drifting > 0,
                "unsigned": not self.is_signed,
                "unfulfilled": self.is_signed and self.fulfilled < self.items,
                "uncovered": self.is_uncovered,
                "signature": self.has_bad_signature,
            }[state]
        )


class RowMaker:
    """Makes rows of a month; `nodes` are the agencies by key (with `name_then`), `uncovered` codes among them.

    Addresses are put together, not resolved, for a province has more than a thousand rows.
    """

    def __init__(self, scope: Scope, nodes: Mapping[int, Any], uncovered: Collection[str] = ()) -> None:
        self.nodes, self.uncovered, self.query = nodes, uncovered, scope.query
        self.above = {node.parent_id for node in nodes.values()}
        self.days: dict[int, str] = {}
        self.page = reverse("dashboards:commitment", args=[0]).rpartition("0")
        self.agency_page = reverse("dashboards:agency-commitments", args=["_"]).rpartition("_")

    def row(self, row: Any) -> CommitmentRow:
        """A commitment as `read` gives it, with its event."""
        node, is_signed = self.nodes[row.agency_id], row.state_then == CommitmentState.SIGNED
        return CommitmentRow(
            id=row.pk,
            agency=node.code,
            agency_name=row.agency_name or node.name_then,
            agency_url=self._agency_url(node),
            url=f"{self.page[0]}{row.pk}{self.page[2]}{self.query}",
            tier=row.tier,
            is_signed=is_signed,
            signatory=row.signatory_name,
            signatory_post=row.signatory_post,
            counterparty=row.counterparty_name,
            signed_on=row.event.signed_on if is_signed else None,
            signed_text=self._day(row.event) if is_signed else "",
            precision=row.event.precision,
            items=row.n_items,
            fulfilled=row.n_fulfilled,
            drifting=row.n_drifting,
            signature=signature(row),
            is_uncovered=node.code in self.uncovered,
            has_divisions=node.pk in self.above,
            is_illustrative=row.is_illustrative,
        )

    def absent(self, node: Any, tier: Tier) -> CommitmentRow:
        """An agency that made no commitment."""
        return CommitmentRow(
            id=None, agency=node.code, agency_name=node.name_then, agency_url=self._agency_url(node), url="",
            tier=tier, is_uncovered=node.code in self.uncovered,
        )  # fmt: skip

    def url_of(self, agency: int) -> str:
        """All that was signed at an agency (by key); empty for one that is not among those shown, and the province."""
        node = self.nodes.get(agency)
        return self._agency_url(node) if node and node.level == Level.AGENCY else ""

    def _day(self, event: SigningEvent) -> str:
        """As hundreds sign at one event, its day is written once."""
        if event.pk not in self.days:
            self.days[event.pk] = event_day(event)
        return self.days[event.pk]

    def _agency_url(self, node: Agency) -> str:
        return f"{self.agency_page[0]}{node.code}{self.agency_page[2]}{self.query}"


def commitment_url(scope: Scope, pk: int) -> str:
    """The page of one commitment in the month shown."""
    return scope.url("commitment", pk)


def read(scope: Scope, agencies: list[int]) -> list[Any]:
    """The commitments of `agencies` (keys) in the period's plan, with counts and signature, in official order.

    One query; their events are read apart.
    """
    rows = _made(agencies, scope.plan.pk, scope.period.pk, begun=has_begun(scope.period))
    return judged_in(rows, scope.period)


@compiled
def _made(agencies: list[int], plan: int, period: int, *, begun: bool) -> QuerySet[Commitment]:
    rows = with_signature(Commitment.objects.filter(agency__in=agencies, event__plan=plan))
    return with_month(rows.order_by("agency__sort_order", "agency__path", "pk"), period, begun)
