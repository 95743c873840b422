"""Whatever is done, in whatever order: stored equals rebuilt, and what is closed does not move."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.clock import now
from kpis.causes.actions import claim_cause, decide_claim
from kpis.entry.actions import approve, move, type_figures, verify
from kpis.errors import CannotChange, Stale, WrongMove
from kpis.items.actions import set_target
from kpis.models import Entry, Period, RollUp, Standing
from kpis.periods.actions import close_period, open_period, reopen_period
from kpis.standings import actions as standings
from tests import factories
from tests.factories import submit_report
from tests.kpis.review.reviewing import send_back

LATER = datetime(2100, 1, 1, tzinfo=UTC)
KINDS = ("number", "monthly", "average", "ratio", "task")
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
month_numbers = st.integers(1, 11)


@contextmanager
def undone():
    """Whatever is written inside is taken back, so that each example begins alike."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def figures_of(assignment, value):
    if assignment.indicator.kind == "ratio":
        return {"numerator": min(value, 100), "denominator": 100}
    if assignment.indicator.kind == "deliverable":
        return {"document_number": f"{value}/QĐ", "document_on": date(2022, 1, 1 + value % 28)}
    return {"value": value}


class Cast:
    """What a random step may need, with one method for each kind of step."""

    def __init__(self, plan, items, people, cause):
        self.plan, self.items, self.cause = plan, items, cause
        self.clerk, self.head, self.officer = people
        self.checker = factories.UserFactory()

    def period(self, month):
        return self.plan.periods.get(month=month)

    def entry(self, number, month):
        return Entry.objects.filter(assignment=self.items[number], period__month=month).first()

    def type(self, number, month, value):
        entry = self.entry(number, month)
        target = self.items[number]
        figures = figures_of(target, value) if value % 7 else {"is_no_activity": value % 2 == 0}
        if entry and value % 7 == 0:
            figures |= {"value": None, "numerator": None, "denominator": None, "document_number": ""}
        elif entry:
            figures |= {"is_no_activity": False}
        type_figures(target, self.period(month), by=self.clerk, version=entry and entry.version, **figures)

    def submit(self, number, month, value):
        submit_report(self.items[number].agency, self.period(month), by=self.head)

    def approve(self, number, month, value):
        rows = Entry.objects.filter(period__month=month, status="submitted")
        approve(rows.values_list("pk", flat=True), by=self.officer)

    def record(self, number, month, value):
        for step in (self.type, self.submit, self.approve):
            step(number, month, value)

    def send_back(self, number, month, value):
        if entry := self.entry(number, month):
            send_back(entry, by=self.officer, reason="kiểm tra lại")

    def verify(self, number, month, value):
        entry = self.entry(number, month)
        if entry and self.items[number].indicator.kind == "number":
            verify(entry, by=self.checker, reason="đếm trùng", verified_value=value)

    def target(self, number, month, value):
        row = self.items[number].targets.first()
        fields = {"operator": "done"} if row.operator == "done" else {"operator": ">=", "low": value}
        set_target(self.items[number], in_force_from=self.period(month), by=None, **fields)

    def claim(self, number, month, value):
        outcome = ("missed", "not_measurable", "not_applicable")[value % 3]
        claim = claim_cause(
            self.items[number], cause=self.cause, outcome=outcome, holds_from=self.period(month).data_from,
            holds_until=self.period(month).data_to if value % 2 else None, by=self.clerk,
        )  # fmt: skip
        decide_claim(claim, by=self.officer, confirm=value % 5 > 0)

    def open(self, number, month, value):
        open_period(self.period(month), by=self.officer)

    def close(self, number, month, value):
        for period in Period.objects.filter(plan=self.plan, month__lte=month % 5, state="open").order_by("month"):
            close_period(period, by=self.officer)

    def reopen(self, number, month, value):
        reopen_period(self.period(month), by=self.officer, reason="đính chính", until=LATER)

    def closed(self):
        """Everything that is frozen, and the checksums over it."""
        rows = Standing.objects.filter(period__state="closed").order_by("pk").values_list()
        counts = RollUp.objects.filter(period__state="closed").order_by("pk").values_list()
        return {
            period.pk: (
                period.checksum,
                [row for row in rows if row[2] == period.pk],
                [row for row in counts if row[2] == period.pk],
            )
            for period in self.plan.periods.filter(state="closed")
        }


STEPS = ("type", "submit", "approve", "record", "record", "send_back", "verify", "target", "claim")
STEPS += ("open", "close", "reopen")
steps = st.tuples(st.sampled_from(STEPS), st.integers(0, len(KINDS)), month_numbers, st.integers(0, 150))


@pytest.fixture
def cast(plan, item, agency_b, clerk_a, head_a, officer, cause):
    items = [item(kind=kind, low=100 if kind != "ratio" else 80, deadline=date(2022, 6, 30)) for kind in KINDS]
    items.append(item(kind="number", agency=agency_b, applicable_from=date(2022, 3, 1)))
    return Cast(plan, items, (clerk_a, head_a, officer), cause)


@few
@given(found=st.lists(steps, min_size=5, max_size=20))
def test_after_any_steps_the_stored_equals_the_rebuilt_and_closed_months_stand_still(cast, found):
    with undone():
        for name, number, month, value in found:
            before = cast.closed()
            try:
                with transaction.atomic():
                    getattr(cast, name)(number, month, value)
            except (CannotChange, WrongMove, Stale):
                assert cast.closed() == before
            after = cast.closed()
            assert all(after[key] == before[key] for key in before.keys() & after.keys())
            assert before.keys() - after.keys() == set() or name == "reopen"
        assert list(standings.check(cast.plan)) == []


def judged():
    """Every standing without its keys of rows."""
    fields = ("assignment", "period", "state", "reason", "value", "numerator", "denominator", "attainment", "expected")
    rows = Standing.objects.order_by("assignment", "period")
    return list(rows.values_list(*fields, "change", "reporting", "entry_period"))


typed = st.dictionaries(st.tuples(st.integers(0, len(KINDS)), st.integers(1, 9)), st.integers(0, 150), min_size=2)


def record_all(cast, figures, order):
    for number, month in order:
        target = cast.items[number]
        entry = type_figures(target, cast.period(month), by=cast.clerk, **figures_of(target, figures[number, month]))
        with transaction.atomic():
            move(entry, "submit", by=cast.head, changed={"submitted_at": now(), "submitted_by": cast.head})
        approve([entry.pk], by=cast.officer)


@few
@given(figures=typed, random=st.randoms(use_true_random=False))
def test_the_order_in_which_months_are_approved_does_not_matter(cast, figures, random):
    orders = [sorted(figures), sorted(figures)]
    random.shuffle(orders[1])
    results = []
    for order in orders:
        with undone():
            record_all(cast, figures, order)
            results.append(
                (judged(), list(RollUp.objects.order_by("agency", "period").values_list("done_all", "fresh")))
            )
    assert results[0] == results[1]


@few
@given(value=st.integers(0, 150), month=st.integers(1, 9), kind=st.sampled_from(["number", "monthly"]))
def test_a_late_correction_changes_only_what_it_must(cast, value, month, kind):
    target = cast.items[KINDS.index(kind)]
    number = cast.items.index(target)
    figures = {(number, 2): 20, (number, 5): 40, (number, 8): 60}
    with undone():
        record_all(cast, figures, sorted(figures))
        before = judged()
        if entry := cast.entry(number, month):
            send_back(entry, by=cast.officer, reason="sai số")
        cast.record(number, month, value)
        changed = {old[1] for old, new in zip(before, judged(), strict=True) if (old[4], old[10]) != (new[4], new[10])}
        months = {cast.plan.periods.get(pk=key).month for key in changed}
        ends = 9 if kind == "monthly" else next((b - 1 for a, b in pairwise([0, 2, 5, 8, 10]) if a <= month < b), 9)
        assert months <= set(range(month, ends + 1))


@few
@given(months=st.sets(month_numbers.filter(lambda n: n < 10)))
def test_zero_is_a_report_and_nothing_is_not(cast, months):
    with undone():
        record_all(cast, {(0, month): 0 for month in months}, sorted((0, month) for month in months))
        rows = Standing.objects.filter(assignment=cast.items[0])
        reported = {row.period.month for row in rows.select_related("period") if row.reporting == "fresh"}
        empty = {row.period.month for row in rows if row.value is None}
        assert reported == months
        assert empty == set(range(1, min(months, default=10)))
