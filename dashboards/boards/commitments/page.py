"""Commitments of a province, or of what a person may see of it: who signed, what is fulfilled, drifting, uncovered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.pages.counted import Counted, written
from agencies.queries import official_name
from agencies.rights.access import can, grants, visible_paths, within
from agencies.rights.roles import PERMISSIONS, Permission
from commitments.coverage.facts import CoveredItem, coverage_of, gaps
from commitments.enums import Gap, Tier
from commitments.models import SigningEvent
from commitments.queries import Tally
from commitments.standings.queries import drifting_items
from dashboards.boards.commitments.rows import CommitmentRow
from dashboards.boards.commitments.tiers import TierGroup, headline_of, tiers_of
from dashboards.parts.decisions import Decision, listed
from dashboards.parts.filters import LongSelect, MonthForm
from dashboards.parts.links import PageLink
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb

MOST_DRIFTING = 3

UNCOVERED = Counted("item nobody signed for", "items nobody signed for")
BAD_FILES = Counted("file to look at", "files to look at")
DRIFTING = Counted("item drifting", "items drifting")
STATES = [
    ("", gettext_lazy("All")),
    ("drifting", gettext_lazy("Drifting from what was signed")),
    ("unsigned", gettext_lazy("Not signed yet")),
    ("unfulfilled", gettext_lazy("Not all fulfilled")),
    ("uncovered", gettext_lazy("With items nobody signed for")),
    ("signature", gettext_lazy("Problem with the signature")),
]


class CommitmentsForm(MonthForm):
    """Tier, state and agency (with its divisions); what is not among the choices filters nothing."""

    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)
    agency = forms.ChoiceField(label=gettext_lazy("Agency"), required=False, widget=LongSelect)

    def __init__(self, asked: Mapping[str, str], agencies: Mapping[str, str]) -> None:
        super().__init__(asked)
        self.fields["tier"].choices = [("", _("All")), *Tier.choices]
        self.fields["agency"].choices = [("", _("All")), *agencies.items()]
        self.wanted = self.cleaned_data if self.is_valid() else dict.fromkeys(("tier", "state", "agency"), "")


@dataclass(frozen=True)
class CoverageRow:
    """An agency and how its `items` are signed for inside it: how many with each kind of gap."""

    agency: str
    agency_name: str
    url: str
    items: int
    uncovered: int
    twice: int
    parts: int


@dataclass(frozen=True)
class CommitmentsBoard:
    """`sums` are of each tier, `first` and `second` the same for the headline.

    `of` are the agencies (codes) that all sums are over, `whose` their names; empty for the whole province.
    `total`, `missing` and `coverage` are of the tier and the agency chosen, whatever state is asked for.
    """

    of: tuple[str, ...]
    whose: str
    tiers: tuple[TierGroup, ...]
    sums: dict[Tier, Tally]
    first: Tally
    second: Tally | None
    total: Tally
    missing: int
    coverage: tuple[CoverageRow, ...]
    decisions: tuple[Decision, ...]
    state: str
    form: CommitmentsForm
    links: dict[str, str]
    crumbs: tuple[Crumb, ...]
    writing: tuple[PageLink, ...] = ()

    @property
    def expected(self) -> int:
        return self.total.commitments + self.missing

    @property
    def has_any(self) -> bool:
        """Whether there is a commitment, or a filter that may keep them away."""
        return bool(self.expected or any(self.form.wanted.get(name) for name in ("tier", "state", "agency")))

    @property
    def uncovered(self) -> int:
        return sum(line.uncovered for line in self.coverage)

    @property
    def shown(self) -> list[CommitmentRow]:
        """The rows that the filter keeps, agencies without a commitment among them."""
        return [row for tier in self.tiers for row in tier.rows]


def build(
    scope: Scope,
    asked: Mapping[str, str],
    writing: tuple[PageLink, ...] = (),
    *,
    is_whole: bool,
) -> CommitmentsBoard:
    """The commitments of the period's plan among the agencies that the reader sees: seven queries at most.

    `is_whole`: these are all of the province; else what is summed is said to be theirs. `writing` are links to where
    commitments are written. An agency is missing where it made no commitment at the event of the agency above it, and
    others did.
    """
    nodes = _nodes(visible_paths(scope.reader), scope.province.pk, scope.period.data_to)
    form = CommitmentsForm(asked, {node.code: node.name for node in nodes if node.level == Level.AGENCY})
    wanted = form.wanted
    if chosen := next((node for node in nodes if node.code == wanted["agency"]), None):
        nodes = [node for node in nodes if node.is_within(chosen)]
    whose = [] if is_whole and chosen is None else _highest(nodes)
    coverage = _coverage(scope, nodes, coverage_of([node.pk for node in nodes], scope.period))
    tiers = tiers_of(scope, nodes, {line.agency for line in coverage if line.uncovered})
    tiers = [tier for tier in tiers if wanted["tier"] in ("", tier.tier)]
    links = _links(scope, wanted)
    first, second = headline_of(tiers)
    return CommitmentsBoard(
        of=tuple(node.code for node in whose),
        whose=listed([node.name_then for node in whose]),
        tiers=tuple(filter(None, (_narrowed(tier, wanted["state"]) for tier in tiers))),
        sums={tier.tier: tier.tally for tier in tiers},
        first=first,
        second=second,
        total=sum((tier.tally for tier in tiers), Tally()),
        missing=sum(tier.missing for tier in tiers),
        coverage=coverage,
        decisions=_decisions(scope, [row for tier in tiers for row in tier.rows], coverage, links),
        state=wanted["state"],
        form=form,
        links=links,
        crumbs=(Crumb(_("Commitments")),),
        writing=writing,
    )


@compiled
def _nodes(paths: list[str], province: int, day: date) -> QuerySet[Agency]:
    rows = within(paths).filter(province=province)
    return rows.annotate(name_then=official_name(day)).order_by("sort_order", "path")


def _highest(nodes: Sequence[Any]) -> list[Any]:
    """Those of `nodes` that are below none of them."""
    known = {node.pk for node in nodes}
    return [node for node in nodes if node.parent_id not in known]


def _links(scope: Scope, wanted: Mapping[str, str]) -> dict[str, str]:
    """State → this page with the same tier and agency and that state."""
    kept = "".join(f"&{name}={wanted[name]}" for name in ("tier", "agency") if wanted[name])
    page = scope.url("commitments") + kept
    return {state: f"{page}&state={state}" for state, _label in STATES if state}


def _narrowed(tier: TierGroup, state: str) -> TierGroup | None:
    """The tier with the rows that fit; None where none does."""
    fitting = (replace(event, rows=tuple(row for row in event.rows if row.fits(state))) for event in tier.events)
    events = tuple(event for event in fitting if event.rows)
    return replace(tier, events=events) if events else None


def _coverage(
    scope: Scope, nodes: Iterable[Any], covered: Mapping[int, Sequence[CoveredItem]]
) -> tuple[CoverageRow, ...]:
    """The agencies in which something is amiss."""
    page = reverse("dashboards:agency-commitments", args=["_"]).rpartition("_")
    lines = []
    for node in nodes:
        items = covered.get(node.pk, ())
        counts = [len(gaps(items, gap)) for gap in (Gap.UNCOVERED, Gap.TWICE, Gap.PARTS)]
        if any(counts):
            url = f"{page[0]}{node.code}{page[2]}{scope.query}#coverage"
            lines.append(CoverageRow(node.code, node.name_then, url, len(items), *counts))
    return tuple(lines)


def _decisions(
    scope: Scope, rows: Sequence[CommitmentRow], coverage: Sequence[CoverageRow], links: Mapping[str, str]
) -> tuple[Decision, ...]:
    """What wants a decision, the drifting first, each with a link."""
    unsigned = [row for row in rows if not row.is_signed]
    bad = [row for row in rows if row.has_bad_signature]
    gaping = sorted((line for line in coverage if line.uncovered), key=lambda line: -line.uncovered)
    found = _drifting(scope, [row for row in rows if row.drifting], links["drifting"])
    if unsigned:
        words, title = _("not signed"), _("Commitments still to be signed")
        found.append(_line("unsigned", len(unsigned), words, title, links["unsigned"], _names(unsigned)))
    if gaping:
        total = sum(line.uncovered for line in gaping)
        words, title = UNCOVERED.of(total), _("Items of agencies that none of their divisions signed for")
        named = [f"{line.agency_name} {line.uncovered}/{line.items}" for line in gaping]
        found.append(_line("uncovered", total, words, title, links["uncovered"], listed(named)))
    if bad:
        words, title = BAD_FILES.of(len(bad)), _("Signed files whose digital signature does not hold")
        found.append(_line("signature", len(bad), words, title, links["signature"], _names(bad)))
    return tuple(found)


def _drifting(scope: Scope, rows: Sequence[CommitmentRow], url: str) -> list[Decision]:
    """A line for each of the commitments that drift most, and one for all others: one query where there are any."""
    worst = sorted(rows, key=lambda row: -row.drifting)
    first = worst[:MOST_DRIFTING]
    drifting = drifting_items([row.id for row in first if row.id], scope.period) if first else {}
    found = []
    for row in first:
        items = drifting.get(row.id or 0, ())
        aspects = dict.fromkeys(str(aspect.label) for item in items for aspect in item.aspects)
        title = _("%(agency)s: %(aspects)s not as signed") % {
            "agency": row.agency_name, "aspects": ", ".join(aspects).lower(),
        }  # fmt: skip
        note = listed([item.text for item in items], 1)
        found.append(_line("drifting", row.drifting, DRIFTING.of(row.drifting), title, row.url, note))
    if rest := worst[MOST_DRIFTING:]:
        total = sum(row.drifting for row in rest)
        words, title = DRIFTING.of(total), _("In other commitments")
        found.append(_line("drifting", total, words, title, url, _names(rest)))
    return found


def _line(kind: str, figure: int, words: str, title: str, url: str, note: str) -> Decision:
    return Decision(kind=kind, figure=written(figure), unit_words=words, title=title, url=url, note=note)


def _names(rows: Sequence[CommitmentRow]) -> str:
    return listed([row.agency_name for row in rows])


def writing_links(user: User, scope: Scope) -> tuple[PageLink, ...]:
    """From the board of commitments to what `user` writes: the events at the agencies of their own roles, a new one,
    trusted certificates. One query for who writes commitments, none for others."""
    own = [grant.agency.pk for grant in grants(user) if Permission.COMMIT in PERMISSIONS[grant.role]]
    found: list[PageLink] = []
    if own:
        for event in SigningEvent.objects.filter(plan=scope.plan, agency__in=own):
            found.append(PageLink(event.name, reverse("commitments:event-edit", args=[event.pk])))
        found.append(PageLink(_("Add a signing event"), reverse("commitments:event-new")))
    if can(user, Permission.ADMINISTER, scope.province):
        found.append(PageLink(_("Trusted certificates"), reverse("commitments:trust")))
    return tuple(found)
