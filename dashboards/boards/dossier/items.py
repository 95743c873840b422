"""The assigned items of a dossier with their evidence, what was promised for them, and confirmed objective causes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from dashboards.boards.promises import WORDS, GivenPromise
from dashboards.scope import Scope
from kpis import queries
from kpis.enums import MET, CauseKind, ClaimOutcome, ClaimState, EntryStatus, EvidenceKind
from kpis.measuring.promises import met_since, state_of
from kpis.models import Assignment, Entry, EntryEvent, Period, Standing
from kpis.standings import words as wording
from kpis.standings.judged import TITLE, judged_of

CLAIM = ("pk", "outcome", "holds_from", "holds_until", "decided_at", "decided_by__full_name", "decision_reason",
         "cause__name", "cause__kind")  # fmt: skip

PROMISE = ("pk", "due_on", "made_at", "text", "reason")

ENTRY = ("assignment", "period", "document_number", "document_on", "submitted_at", "sent_at")

PROOF = ("pk", "kind", "title", "document_number", "document_on")


@dataclass(frozen=True)
class Proof:
    """What an approved entry rests on: a document's number and date, or a file by its name.

    `period` is the month that named it first: a finished task names the same document again every month.
    """

    period: Period
    kind: str
    title: str
    number: str
    on: date | None
    url: str = ""


@dataclass(frozen=True)
class LateEntry:
    """A month whose figures came after the day on which they were due."""

    period: Period
    sent_on: date


@dataclass(frozen=True)
class GivenItem:
    """One assigned item; `met_in` is the first month in which it was met, None where there is none."""

    key: int
    code: str
    name: str
    url: str
    target_text: str
    value_text: str
    state: str
    state_reason: str
    why: str
    deadline: date | None
    met_in: Period | None
    proofs: tuple[Proof, ...]
    late: tuple[LateEntry, ...]
    words: tuple[GivenPromise, ...]


@dataclass(frozen=True)
class Excuse:
    """A confirmed objective cause: from and until (None: still) when it holds, who decided it and when."""

    code: str
    name: str
    cause: str
    outcome_words: str
    since: date
    until: date | None
    decided_by: str
    decided_on: date
    reason: str


@dataclass(frozen=True)
class MonthReport:
    """A month's report: the day it was signed (None: none has come), working days late; `is_missing` past its day."""

    period: Period
    submitted_on: date | None
    late_days: int
    is_missing: bool


def standings_of(scope: Scope, agency: Agency) -> list[Standing]:
    """Every judged month of the agency's items up to the one shown, with the month's report: one query.

    Annotated: report_at, report_late (None without a report), due (items that wanted a figure).
    """
    known = {period.pk: period for period in scope.year_periods}
    own = {"agency": agency, "period__plan": scope.plan, "period__month__lte": scope.period.month}
    rows = Standing.objects.filter(**own).annotate(
        report=FilteredRelation("period__reports", condition=Q(period__reports__agency=agency)),
        rollup=FilteredRelation("period__rollups", condition=Q(period__rollups__agency=agency)),
    )
    rows = rows.annotate(report_at=F("report__submitted_at"), report_late=F("report__late_days"), due=F("rollup__due"))
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar").annotate(title=TITLE)
    found: list[Standing] = list(
        rows.order_by(
            "indicator__pillar__sort_order", "indicator__pillar", "assignment__sort_order", "assignment",
            "period__month",
        )
    )  # fmt: skip
    for row in found:
        row.period = known[row.period_id]  # with its plan, which names the month
    return found


def months_of(standings: Iterable[Standing], day: date) -> tuple[MonthReport, ...]:
    """The reports of the months that were judged, in order, as they stand on `day`."""
    found = {row.period.month: row for row in standings}
    return tuple(_month(row, day) for _number, row in sorted(found.items()))


def _month(row: Standing, day: date) -> MonthReport:
    is_missing = row.report_at is None and bool(row.due) and row.period.due_on < day
    return MonthReport(row.period, _day(row.report_at), row.report_late or 0, is_missing)


def given_of(scope: Scope, standings: Sequence[Standing]) -> tuple[tuple[GivenItem, ...], tuple[Excuse, ...]]:
    """The items of the month shown, and the confirmed objective causes of the year: two queries.

    One more where an item passed from another agency.
    """
    by_item: dict[int, list[Standing]] = defaultdict(list)
    for row in standings:
        by_item[row.assignment_id].append(row)
    proofs, late = _entries(scope, {(row.assignment_id, row.period_id): row for row in standings})
    promised, excuses = _spoken(scope, by_item)
    whole = _whole(scope, [row.assignment_id for row in standings if row.assignment.given_to_id])
    items = []
    for key, months in by_item.items():
        if months[-1].period_id == scope.period.pk:
            words = _words(scope, promised.get(key, {}), whole.get(key, months))
            items.append(_item(scope, months, tuple(proofs[key]), tuple(late[key]), words))
    return tuple(items), excuses


def _whole(scope: Scope, passed_on: Sequence[int]) -> dict[int, list[Standing]]:
    """Of items that passed from one agency to another every month, whoever led it: a promise is judged by all."""
    known = {period.pk: period for period in scope.year_periods if period.month <= scope.period.month}
    found: dict[int, list[Standing]] = defaultdict(list)
    if passed_on:
        rows = Standing.objects.filter(assignment__in=set(passed_on), period__in=known)
        for row in rows.order_by("period__month"):
            row.period = known[row.period_id]
            found[row.assignment_id].append(row)
    return found


def _item(
    scope: Scope, months: Sequence[Standing], proofs: tuple[Proof, ...], late: tuple[LateEntry, ...],
    words: tuple[GivenPromise, ...],
) -> GivenItem:  # fmt: skip
    row = months[-1]
    said = judged_of(row)
    return GivenItem(
        key=row.assignment_id,
        code=row.indicator.code,
        name=row.title,  # type: ignore[attr-defined]
        url=scope.url("item", row.assignment_id),
        target_text=wording.target_text(said.target),
        value_text=wording.value_text(said),
        state=row.state,
        state_reason=row.reason,
        why=wording.why(said),
        deadline=row.assignment.deadline,
        met_in=next((month.period for month in months if month.state in MET), None),
        proofs=proofs,
        late=late,
        words=words,
    )


def _entries(
    scope: Scope, months: Mapping[tuple[int, int], Standing]
) -> tuple[dict[int, list[Proof]], dict[int, list[LateEntry]]]:
    """Item → what its approved entries rest on, and those that came late; a closed month as it knew them.

    `months` are those in which the agency led each item: what came in another's months is not its own.
    """
    items, periods = ({key[place] for key in months} for place in (0, 1))
    sent = EntryEvent.objects.filter(entry=OuterRef("pk"), to_status=EntryStatus.SUBMITTED).order_by("at")
    rows = Entry.objects.filter(assignment__in=items, period__in=periods, status=EntryStatus.APPROVED)
    if scope.period.closed_at:
        rows = rows.filter(decided_at__lte=scope.period.closed_at)
    rows = rows.annotate(sent_at=Subquery(sent.values("at")[:1])).order_by(
        "period__month", "evidence__added_at", "evidence__pk"
    )
    proofs: dict[int, list[Proof]] = defaultdict(list)
    late: dict[int, list[LateEntry]] = defaultdict(list)
    seen: set[tuple] = set()
    for row in rows.values_list(*ENTRY, *(f"evidence__{name}" for name in PROOF)):
        item, period, number, on, submitted_at, sent_at = row[: len(ENTRY)]
        month = months.get((item, period))
        if month is None:
            continue
        if (item, period) not in seen:
            seen.add((item, period))
            if number and (item, number, on) not in seen:
                seen.add((item, number, on))
                proofs[item].append(Proof(month.period, EvidenceKind.DOCUMENT, "", number, on))
            late[item] += _lateness(month, sent_at or submitted_at)
        if row[len(ENTRY)] is not None:
            proofs[item].append(_proof(month.period, *row[len(ENTRY) :]))
    return proofs, late


def _proof(period: Period, key: int, kind: str, title: str, number: str, on: date | None) -> Proof:
    is_file = kind == EvidenceKind.FILE
    url = reverse("kpis:evidence", args=[key]) if is_file else ""
    return Proof(period, kind, title if is_file or title != number else "", number, on, url)


def _lateness(month: Standing, sent_at: datetime | None) -> list[LateEntry]:
    """Sent after the due day; with the month's own report it is late only where that counts as late."""
    sent_on = _day(sent_at)
    if sent_on is None or sent_on <= month.period.due_on:
        return []
    if sent_on == _day(month.report_at) and not month.report_late:
        return []
    return [LateEntry(month.period, sent_on)]


def _spoken(
    scope: Scope, led: Mapping[int, Sequence[Standing]]
) -> tuple[dict[int, dict[int, tuple]], tuple[Excuse, ...]]:
    """Item → its promises by key, in the order given; and the confirmed objective causes. One query.

    `led`: item → the months in which the agency led it; a cause counts that held in one of them.
    """
    promised: dict[int, dict[int, tuple]] = defaultdict(dict)
    excuses: dict[int, Excuse] = {}
    for key, code, name, *rest in _record(scope, list(led)):
        claim, promise = rest[: len(CLAIM)], rest[len(CLAIM) :]
        if promise[0] is not None:
            promised[key][promise[0]] = tuple(promise)
        if claim[0] is not None and claim[-1] == CauseKind.OBJECTIVE and _held(claim, led[key]):
            excuses[claim[0]] = _excuse(code, name, claim)
    return promised, tuple(sorted(excuses.values(), key=lambda row: (row.since, row.code)))


def _held(claim: Sequence, months: Sequence[Standing]) -> bool:
    _key, _outcome, since, until, *_rest = claim
    return since <= months[-1].period.data_to and (until is None or until >= months[0].period.data_from)


def _record(scope: Scope, items: list[int]) -> QuerySet:
    """The items with what was claimed and confirmed for them and what was promised, each beside each."""
    claimed = Q(claims__state=ClaimState.CONFIRMED, claims__holds_from__lte=scope.period.data_to)
    claimed &= Q(claims__holds_until=None) | Q(claims__holds_until__gte=scope.year_periods[0].data_from)
    promised = Q(promises__isnull=False)
    if scope.period.closed_at:
        claimed &= Q(claims__decided_at__lte=scope.period.closed_at)
        promised = Q(promises__made_at__lte=scope.period.closed_at)
    rows = Assignment.objects.filter(pk__in=items).annotate(
        claim=FilteredRelation("claims", condition=claimed),
        promise=FilteredRelation("promises", condition=promised),
    )
    return rows.order_by("pk", "claim__pk", "promise__pk").values_list(
        "pk", "indicator__code", "indicator__name",
        *(f"claim__{name}" for name in CLAIM), *(f"promise__{name}" for name in PROMISE),
    )  # fmt: skip


def _excuse(code: str, name: str, claim: Sequence) -> Excuse:
    _key, outcome, since, until, decided_at, decided_by, reason, cause, _kind = claim
    words = str(ClaimOutcome(outcome).label)
    return Excuse(code, name, cause, words, since, until, decided_by or "", _day(decided_at), reason)  # type: ignore[arg-type]  # confirmed is decided


def _words(scope: Scope, promises: Mapping[int, tuple], months: Sequence[Standing]) -> tuple[GivenPromise, ...]:
    met_on = met_since([(row.period.data_to, row.state) for row in months])
    days = [promises[key][1] for key in sorted(promises)]
    after = dict(zip(sorted(promises), [*days[1:], None], strict=False))
    found = []
    for key, due_on, made_at, text, reason in promises.values():
        state = state_of(due_on, after[key], met_on, scope.period.data_to, scope.period.last_day_over)
        found.append(GivenPromise(made_at, "", due_on, text, reason, state, str(WORDS[state])))
    return tuple(found)


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
