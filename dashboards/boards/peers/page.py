"""What the page of an agency beside its peers shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency, PeerGroup
from agencies.rights.access import can
from agencies.rights.roles import Permission
from dashboards.boards.peers import rules
from dashboards.boards.peers.rules import Beside
from dashboards.boards.peers.words import PLACE_WORDS, headline
from dashboards.parts.counts import rows_url
from dashboards.parts.crumbs import agency_crumbs
from dashboards.parts.items import ItemRow, item_row
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import percent
from kpis import queries
from kpis.enums import State
from kpis.measuring.rates import Counts
from kpis.models import Standing
from kpis.standings import words as wording
from kpis.standings.judged import Judged


@dataclass(frozen=True)
class PeerItem:
    """An item, how it stands in its group, and how many of the group's items of its indicator are done.

    `url` leads to the group's rows, for who reads the whole province; empty for others.
    """

    code: str
    item: ItemRow
    beside: Beside
    counts: Counts
    group: str
    url: str

    @property
    def place_words(self) -> str:
        return str(PLACE_WORDS[self.beside.place])

    @property
    def apart(self) -> tuple[str, str] | None:
        """The own share and the median with the digits that tell them apart, where one decimal says them alike."""
        own, middle = self.item.attainment, self.beside.median
        if own is None or middle is None or own == middle or percent(own) != percent(middle):
            return None
        share, median = own * 100, Decimal(middle.numerator) * 100 / middle.denominator
        return wording.apart(share, median, "%"), wording.apart(median, share, "%")


@dataclass(frozen=True)
class PeersBoard:
    agency: Agency
    name: str
    peer_group: PeerGroup | None
    rows: tuple[PeerItem, ...]
    headline: str
    crumbs: tuple[Crumb, ...]


def build(scope: Scope, agency: Agency) -> PeersBoard:
    """Each item of `agency` in the month beside the same indicator of its peer group: two queries."""
    group = agency.peer_group
    standings = queries.judged_of_agency(scope.period, agency.pk) if group else []
    found = _of_group(scope, group, {row.indicator_id for row in standings}) if group else {}
    is_open = can(scope.reader, Permission.READ, scope.province)
    rows = [_row(scope, row, group, found.get(row.indicator_id, []), is_open) for row in standings if group]
    rows.sort(key=lambda row: row.beside.order)
    return PeersBoard(
        agency=agency,
        name=agency.name_then,
        peer_group=group,
        rows=tuple(rows),
        headline=headline([row.beside.place for row in rows]),
        crumbs=agency_crumbs(scope, agency, _("Beside its peers")),
    )


def _of_group(scope: Scope, group: PeerGroup, indicators: Iterable[int]) -> dict[int, list[tuple]]:
    """By indicator the (agency, state, attainment) of the group's items; one query."""
    rows = Standing.objects.filter(
        period=scope.period, agency__peer_group=group, agency__level=Level.AGENCY,
        agency__province=scope.province, indicator__in=list(indicators),
    )  # fmt: skip
    found: dict[int, list[tuple]] = defaultdict(list)
    for indicator, *told in rows.order_by().values_list("indicator", "agency", "state", "attainment"):
        found[indicator].append(tuple(told))
    return found


def _row(scope: Scope, row: Judged, group: PeerGroup, peers: list[tuple], is_open: bool) -> PeerItem:
    own = None if row.attainment is None else Fraction(row.attainment)
    asked = [(agency, share) for agency, state, share in peers if state != State.NOT_APPLICABLE]
    shares = [(agency, Fraction(share)) for agency, share in asked if share is not None]
    code = row.code
    return PeerItem(
        code=code,
        item=item_row(row, scope),
        beside=rules.beside(own, shares, is_asked=row.state != State.NOT_APPLICABLE),
        counts=Counts.of((state for _agency, state, _share in peers), scope.plan.counts_no_activity),
        group=group.code,
        url=rows_url(scope, indicator=code, group=group.code, sort="best") if is_open else "",
    )
