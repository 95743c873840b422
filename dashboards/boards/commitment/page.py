"""One commitment as a document: who promised what to whom, how each item stands, where it left what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.models import User
from agencies.pages.counted import Counted, written
from agencies.rights.access import require
from agencies.rights.roles import Permission
from commitments.drift.history import since_of
from commitments.files.forms import FileForm
from commitments.files.page import FileSheet, file_sheet
from commitments.models import Commitment
from commitments.queries import signed_text
from commitments.signing.rules import wanting
from commitments.standings.facts import is_signed_by
from commitments.standings.queries import items_of
from dashboards.boards.commitment.drift import AmendmentRow, amendments_of
from dashboards.boards.commitment.items import CommittedItemRow, Withdrawn, judged_of, lines_of, withdrawn_of
from dashboards.boards.commitment.record import record_of
from dashboards.boards.commitment.rights import links_of, rights_of
from dashboards.parts.links import PageLink
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PeriodState
from kpis.models import Period

NOT_SIGNED = Counted("Not signed yet: %(items)s committed item", "Not signed yet: %(items)s committed items")
FULFILLED = Counted("%(done)s of %(items)s committed item fulfilled", "%(done)s of %(items)s committed items fulfilled")


@dataclass(frozen=True)
class Party:
    """One side as of the day of signing."""

    name: str
    post: str
    agency: str


@dataclass(frozen=True)
class CommitmentBoard:
    """A commitment in a month. `fulfilled` and `drifting` count `items`, which leave the withdrawn out.

    What was not signed in the month (`is_signed`) drifts from nothing; `missing` says what keeps it from being signed.
    """

    commitment: Commitment
    title: str
    signatory: Party
    counterparty: Party
    signed_text: str
    items: tuple[CommittedItemRow, ...]
    withdrawn: tuple[Withdrawn, ...]
    amendments: tuple[AmendmentRow, ...]
    files: FileSheet
    missing: tuple[str, ...]
    links: tuple[PageLink, ...]
    fulfilled: int
    drifting: int
    is_signed: bool
    crumbs: tuple[Crumb, ...]


def get_commitment(scope: Scope, pk: int) -> Commitment | None:
    """The commitment with its agency, event and the event's agency; None where the province has none such."""
    return next(iter(_of_key(pk, scope.province.pk)), None)


@compiled
def _of_key(pk: int, province: int) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(pk=pk, event__plan__province=province)
    return rows.select_related("agency", "event__agency")


def readable(scope: Scope, found: Commitment | None) -> Commitment:
    """The commitment, for who may read its agency; else Http404."""
    if found is None:
        raise Http404
    require(scope.reader, Permission.READ, found.agency)
    return found


def scope_within(scope: Scope, plan: int, asked: Mapping[str, str]) -> Scope:
    """The scope inside a commitment's own plan: the month asked for, else the latest open one, else the latest closed.

    A document is read as it stands: what was signed or amended a moment ago is in no closed month. Raises Http404 for
    a year that is not the plan's.
    """
    inside = tuple(period for period in scope.all_periods if period.plan_id == plan)
    if asked.get("year") and scope.period.plan_id != plan:
        raise Http404(_("There is no such month or year."))
    if asked.get("month"):
        chosen = next((period for period in inside if period.month == scope.period.month), None)
    else:
        chosen = _latest(inside)
    if chosen is None:
        raise Http404(_("There is no such month or year."))
    return replace(scope, period=chosen, all_periods=inside)


def _latest(periods: tuple[Period, ...]) -> Period | None:
    for state in (PeriodState.OPEN, PeriodState.CLOSED):
        if known := [period for period in periods if period.state == state]:
            return max(known, key=lambda period: period.month)
    return min(periods, key=lambda period: period.month, default=None)


def build(scope: Scope, commitment: Commitment, user: User) -> CommitmentBoard:
    """The document of a commitment in a month, for `user`: seven queries at most beside those that found it."""
    rights = rights_of(user, commitment)
    items = items_of([commitment.pk], scope.period).get(commitment.pk, ())
    is_signed = items[0].is_promised if items else is_signed_by(commitment, scope.period)
    record = record_of(commitment.pk)
    judged = judged_of(scope, items, with_drift=is_signed)
    links = [link for item in items for link in item.links] if is_signed else []
    since = since_of(links, scope.plan.year, judged.trails)
    lines = lines_of(scope, items, record, judged.rows, since, rights)
    amendments = amendments_of(record)
    files = _files(commitment, user, amendments)
    missing = () if rights.signed else tuple(wanting(commitment))
    fulfilled, drifting = sum(item.is_fulfilled for item in items), sum(bool(line.drifts) for line in lines)
    is_bound = _is_bound(amendments, files)
    return CommitmentBoard(
        commitment=commitment,
        title=_title(fulfilled, len(items), is_signed=is_signed),
        signatory=Party(commitment.signatory_name, commitment.signatory_post, commitment.agency_name),
        counterparty=Party(
            commitment.counterparty_name, commitment.counterparty_post, commitment.counterparty_agency_name
        ),
        signed_text=signed_text(commitment),
        items=lines,
        withdrawn=tuple(one for one in withdrawn_of(record) if one.key not in {item.key for item in items}),
        amendments=amendments,
        files=files,
        missing=missing,
        links=links_of(commitment, rights, is_ready=not missing, is_bound=is_bound, has_drifted=bool(drifting)),
        fulfilled=fulfilled,
        drifting=drifting,
        is_signed=is_signed,
        crumbs=_crumbs(scope, commitment),
    )


def _files(commitment: Commitment, user: User, amendments: tuple[AmendmentRow, ...]) -> FileSheet:
    """The signed files, with a form whose amendments are those that are known already."""
    known = [(one.key, one.number) for one in amendments]
    return file_sheet(commitment, user, FileForm(commitment=commitment, amendments=known))


def _is_bound(amendments: tuple[AmendmentRow, ...], files: FileSheet) -> bool:
    return bool(amendments or files.current or files.earlier or files.amendments)


def _title(fulfilled: int, items: int, *, is_signed: bool) -> str:
    if not is_signed:
        return NOT_SIGNED.of(items, items=written(items))
    return FULFILLED.of(items, done=written(fulfilled), items=written(items))


def _crumbs(scope: Scope, commitment: Commitment) -> tuple[Crumb, ...]:
    agency = commitment.agency
    url = scope.url("agency-commitments", agency.code)
    first = Crumb(_("Commitments"), scope.url("commitments"))
    return first, Crumb(agency.short_name or agency.name, url), Crumb(_("Commitment"))
