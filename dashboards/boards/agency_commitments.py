"""What an agency signed, what its divisions signed, and whether its items are all signed for inside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from agencies.rights.access import can
from agencies.rights.roles import Permission
from commitments.coverage.facts import CoveredItem, coverage_of, gaps
from commitments.enums import Gap, Tier
from commitments.models import SigningEvent
from commitments.queries import Tally
from dashboards.answers import answer, read_only
from dashboards.boards.commitments.rows import CommitmentRow
from dashboards.boards.commitments.table import commitments_json, commitments_table, headline_words, totals_json
from dashboards.boards.commitments.tiers import TierGroup, headline_of, tiers_of
from dashboards.parts.crumbs import agency_crumb
from dashboards.scope import Scope, scope_that_knows
from dashboards.tables import Below, Column, Export, Table, month_json, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import plain


@dataclass(frozen=True)
class GapRow:
    """An item of the agency with a gap, who signed for it, and (of parts) both sums with their unit."""

    name: str
    code: str
    url: str
    signed_by: tuple[CommitmentRow, ...] = ()
    shares: Decimal | None = None
    whole: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class Coverage:
    """The agency's own items by gap; `items` is how many there are."""

    items: int
    uncovered: tuple[GapRow, ...]
    twice: tuple[GapRow, ...]
    parts: tuple[GapRow, ...]

    @property
    def covered(self) -> int:
        """How many are signed for by somebody."""
        return self.items - len(self.uncovered)


@dataclass(frozen=True)
class AgencyCommitmentsBoard:
    """`own` and `below` are None without a commitment; `coverage` is None where no division is left to sign."""

    agency: Agency
    name: str
    agency_url: str
    url: str
    own: TierGroup | None
    below: TierGroup | None
    coverage: Coverage | None
    links: tuple[tuple[str, str], ...]
    crumbs: tuple[Crumb, ...]

    @property
    def tiers(self) -> tuple[TierGroup, ...]:
        return tuple(tier for tier in (self.own, self.below) if tier)

    @property
    def rows(self) -> list[CommitmentRow]:
        """The commitments, without the divisions that made none."""
        return [row for tier in self.tiers for row in tier.rows if row.id is not None]

    @property
    def total(self) -> Tally:
        return sum((tier.tally for tier in self.tiers), Tally())

    @property
    def first(self) -> Tally:
        """What the headline says: of its own commitments, or of its divisions' where it made none."""
        return headline_of(self.tiers)[0]

    @property
    def second(self) -> Tally | None:
        return headline_of(self.tiers)[1]


def build(scope: Scope, agency: Agency) -> AgencyCommitmentsBoard:
    """The commitments of `agency` and of its divisions in the period's plan; five queries beside those that found it.

    `agency.may_commit` and `agency.may_appraise` open the ways to writing and to the dossier.
    """
    nodes = _family(agency.pk, scope.period.data_to)
    covered = coverage_of([agency.pk], scope.period).get(agency.pk)
    tiers = tiers_of(scope, nodes, set())
    level = Tier.DIVISION if agency.level == Level.DIVISION else Tier.AGENCY
    own = next((tier for tier in tiers if tier.tier == level), None)
    known = {row.id: row for tier in tiers for row in tier.rows if row.id is not None}
    alive = [node for node in nodes if node.is_alive]
    has_divisions = agency in alive and any(node.level == Level.DIVISION and node != agency for node in alive)
    return AgencyCommitmentsBoard(
        agency=agency,
        name=agency.name_then,  # type: ignore[attr-defined]  # annotated
        agency_url=scope.url("agency", agency.code),
        url=scope.url("agency-commitments", agency.code),
        own=own,
        below=next((tier for tier in tiers if tier.tier != level), None),
        coverage=_coverage(scope, covered or (), known) if has_divisions else None,
        links=_links(scope, agency, own),
        crumbs=_crumbs(scope, agency),
    )


@compiled
def _family(agency: int, day: date) -> QuerySet[Agency]:
    family = Agency.objects.filter(Q(pk=agency) | Q(parent=agency))
    alive = Exists(Agency.objects.filter(pk=OuterRef("pk")).alive_on(day))
    return family.annotate(name_then=official_name(day), is_alive=alive).order_by("sort_order", "path")


def _coverage(scope: Scope, items: Sequence[CoveredItem], known: Mapping[int, CommitmentRow]) -> Coverage:
    def lines(gap: Gap) -> tuple[GapRow, ...]:
        return tuple(_gap_row(scope, item, known) for item in gaps(items, gap))

    return Coverage(len(items), lines(Gap.UNCOVERED), lines(Gap.TWICE), lines(Gap.PARTS))


def _gap_row(scope: Scope, item: CoveredItem, known: Mapping[int, CommitmentRow]) -> GapRow:
    covered, has_sums = item.covered, item.gap == Gap.PARTS
    return GapRow(
        name=item.name,
        code=item.code,
        url=scope.url("item", item.assignment),
        signed_by=tuple(known[key] for key in covered.commitments if key in known),
        shares=covered.shares if has_sums else None,
        whole=covered.whole if has_sums else None,
        unit=item.unit,
    )


def _links(scope: Scope, agency: Agency, own: TierGroup | None) -> tuple[tuple[str, str], ...]:
    """(words, address) of what the person may do here; one query for who may write."""
    found: list[tuple[str, str]] = []
    if getattr(agency, "may_commit", False):
        found += _writing_links(scope, agency, own)
    if getattr(agency, "may_appraise", False):
        found.append((_("Year-end dossier"), _address("dashboards:dossier", agency.code, tail=scope.query)))
    return tuple((words, url) for words, url in found if url)


def _writing_links(scope: Scope, agency: Agency, own: TierGroup | None) -> Iterator[tuple[str, str]]:
    """The agency's own commitment where it is missing, the events at which others promise to it, and a new event."""
    for event in own.events if own and own.missing else ():
        tail = f"?event={event.key}&agency={agency.pk}"
        yield _("Draft the agency's commitment"), _address("commitments:commitment-new", tail=tail)
    for row in SigningEvent.objects.filter(plan=scope.plan, agency=agency):
        yield row.name, _address("commitments:event-edit", row.pk)
    yield _("Add a signing event"), _address("commitments:event-new")


def _address(name: str, *args: str | int, tail: str = "") -> str:
    """The address of a page; empty while there is none of that name."""
    try:
        return reverse(name, args=args) + tail
    except NoReverseMatch:
        return ""


def _crumbs(scope: Scope, agency: Agency) -> tuple[Crumb, ...]:
    board = scope.url("agency", agency.code)
    trail: Iterable[Crumb] = ()
    if agency.level == Level.DIVISION and agency.parent:
        trail = (agency_crumb(scope, agency.parent, "agency-commitments"),)
    first = Crumb(_("Commitments"), scope.url("commitments"))
    return (first, *trail, Crumb(agency.short_name or agency.name, board), Crumb(_("What was signed")))


def payload(scope: Scope, board: AgencyCommitmentsBoard) -> dict:
    """What the agency and its divisions signed; `coverage` is None where there is no division to sign."""
    found = board.coverage
    return {
        "agency": board.agency.code,
        "name": board.name,
        **month_json(scope),
        "totals": {**totals_json(board.total), "uncovered": len(found.uncovered) if found else 0},
        "commitments": commitments_json(board.rows),
        "coverage": _coverage_json(found) if found else None,
    }


def _coverage_json(found: Coverage) -> dict:
    """The items with a gap, by gap."""
    gaps = {"uncovered": found.uncovered, "twice": found.twice, "parts": found.parts}
    return {"items": found.items} | {
        gap: [
            {"item": line.name, "code": line.code, "commitments": [row.id for row in line.signed_by],
             "shares": plain(line.shares), "whole": plain(line.whole), "unit": line.unit}
            for line in lines
        ]
        for gap, lines in gaps.items()
    }  # fmt: skip


def export(scope: Scope, board: AgencyCommitmentsBoard) -> Export:
    """One row for each commitment; the gaps of coverage on a second sheet."""
    tables = [commitments_table([row for tier in board.tiers for row in tier.rows])]
    if board.coverage:
        tables.append(_gaps_table(board.coverage))
    subtitle = subtitle_of(scope, board.name, None, headline_words(scope, board.first))
    return Export(f"{board.agency.code}-cam-ket-{period_code(scope.period)}", subtitle, tuple(tables))


def _signed_by(line: Below) -> str:
    return "; ".join(row.agency_name for row in line.row.signed_by)


def _gaps_table(found: Coverage) -> Table:
    gaps = {_("Nobody signed for it"): found.uncovered, _("Signed twice"): found.twice,
            _("Parts do not add up"): found.parts}  # fmt: skip
    columns = (
        Column("item", _("Item"), width=44, of="row.name"),
        Column("code", _("Code"), of="row.code"),
        Column("gap", _("Coverage"), width=24, of="above"),
        Column("signed_by", _("Signed by"), width=40, of=_signed_by),
        Column("shares", _("Sum of the parts"), "number", of="row.shares"),
        Column("whole", _("Target of the whole"), "number", of="row.whole"),
        Column("unit", _("Unit"), width=11, of="row.unit"),
    )
    rows = [Below(words, line) for words, lines in gaps.items() for line in lines]
    return Table(_("Coverage"), _("Who signed for the agency's items"), columns, rows)


@read_only
def agency_commitments(request: HttpRequest, code: str) -> HttpResponse:
    scope, found = scope_that_knows(request, lambda scope: scope.agency_or_404(code))
    found.may_commit = can(scope.reader, Permission.COMMIT, found)
    found.may_appraise = can(scope.reader, Permission.APPRAISE, found)
    return answer(request, scope, "agency_commitments", build(scope, found), payload, export)


urlpatterns = [path("boards/agency/<str:code>/commitments/", agency_commitments, name="agency-commitments")]
